"""Many-to-many lists in the same query as the rows that name them, where `prefetch_related` would ask for each list.

For short lists of rows that are read: what has no text or number for a value (amounts, days) is fetched when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.db.models.query import ModelIterable

Row = TypeVar("Row", bound=models.Model)

_LISTED = "listed_"
# What comes through JSON as it is; what the database generates are texts.
_PLAIN = (
    *(models.CharField, models.TextField, models.BooleanField, models.IntegerField),
    *(models.ForeignKey, models.GeneratedField),
)


def with_lists(rows: QuerySet[Row], *names: str) -> QuerySet[Row]:
    """The rows, each with what these many-to-many fields of theirs name at hand, in its own order."""
    listed = {_LISTED + name: _listed(rows.model._meta.get_field(name)) for name in names}
    found = rows.annotate(**listed)
    found._iterable_class = _WithLists
    return found


def _listed(field: Any) -> ArraySubquery:
    of, to, related = field.m2m_field_name(), field.m2m_reverse_field_name(), field.related_model
    through = field.remote_field.through._default_manager.filter(**{of: OuterRef("pk")})
    in_order = through.order_by(*(f"{to}__{_column(related, name)}" for name in related._meta.ordering))
    return ArraySubquery(in_order.values(json=JSONObject(**{name: f"{to}__{name}" for name in _columns(related)})))


def _column(model: type[models.Model], name: str) -> str:
    """Ordered by a link, its key will do: the order of what it leads to would be joined in."""
    return model._meta.pk.attname if name == "pk" else model._meta.get_field(name).attname  # type: ignore[union-attr]


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, _PLAIN)]


class _WithLists(ModelIterable):
    """Puts the lists where `prefetch_related` would have put them."""

    def __iter__(self) -> Iterator[Any]:
        names = [name for name in self.queryset.query.annotations if name.startswith(_LISTED)]
        for row in super().__iter__():
            for name in names:
                manager = getattr(row, name.removeprefix(_LISTED))
                columns = _columns(manager.model)
                of_row = manager.get_queryset()
                of_row._result_cache = [
                    manager.model.from_db(self.queryset.db, columns, [facts[column] for column in columns])
                    for facts in getattr(row, name)
                ]
                of_row._prefetch_done = True
                row.__dict__.setdefault("_prefetched_objects_cache", {})[manager.prefetch_cache_name] = of_row
            yield row
