"""Which reference lists people keep on screen, and what each lets them edit.

The apps above register theirs, so that one list, one form and one operation serve them all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, Model, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, County, ListedRow, Sector, User
from agencies.reference_data import keep_former_name

_NAMESPACE = uuid.UUID("b6d9f1a4-58c5-4f0e-9f43-0f5f0a3f6d11")
COMMON = ("name_fa", "name_en")
ORIGIN = ("source", "is_verified")


def history_id(row: Model, key: str = "code") -> uuid.UUID:
    """What the history calls a row that is known by its code: made of what never changes."""
    return uuid.uuid5(_NAMESPACE, f"{row._meta.label_lower}:{getattr(row, key)}")


def nothing_locked(row: Any) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True)
class ReferenceList:
    """One list. `fields` are edited, `key` names a row for ever, `columns` stand in the list between name and state."""

    slug: str
    title: Promise
    model: type[ListedRow]
    fields: tuple[str, ...]
    key: str = "code"
    columns: tuple[str, ...] = ()
    # Which fields may not be changed any more, and why.
    locked: Callable[[Any], frozenset[str]] = nothing_locked
    locked_because: Promise | str = ""
    # Raises ValidationError for values that fit each other, or the other rows, badly.
    check: Callable[[Any], None] | None = None
    # Called with the stored row and the new values before they are set; may complete them.
    before_change: Callable[[Any, dict[str, Any]], None] | None = None
    after_change: Callable[[User | None], object] | None = None
    hints: dict[str, Promise] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the history calls its rows."""
        return self.model._meta.label_lower

    @property
    def rows(self) -> QuerySet[Any]:
        links = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        return self.model._default_manager.select_related(*links)

    def id_of(self, row: Model) -> uuid.UUID:
        """The row's name in the history."""
        return history_id(row, self.key)


LISTS: dict[str, ReferenceList] = {}


def register(*lists: ReferenceList) -> None:
    """Let these lists be kept on screen."""
    LISTS.update({one.slug: one for one in lists})


def title_of_list(name: str) -> str:
    """What the list is called that a loaded file names so ("policy_clauses"); "" for none."""
    listed = LISTS.get(name.replace("_", "-"))
    return str(listed.title) if listed else ""


def check_origin(row: ListedRow) -> None:
    """What is confirmed says where it stands."""
    if row.is_verified and not row.source:
        raise ValidationError({"source": _t("Say where it is confirmed: a letter, a decree, a site.")})


def _check_life(row: Agency | County) -> None:
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        raise ValidationError({"valid_until": _t("The last day must not come before the first.")})


def check_agency(agency: Agency) -> None:
    """An agency lasts from a day to a later one, and is not its own ancestor."""
    _check_life(agency)
    parents = dict(Agency.objects.values_list("pk", "parent_id"))
    above, way = agency.parent_id, {agency.pk}
    while above is not None:
        if above in way:
            raise ValidationError(
                {"parent": _t("This agency stands under the one that you edit: that would be a circle.")}
            )
        way.add(above)
        above = parents.get(above)


class RowCount(NamedTuple):
    """How many rows a list has, and how many of them nobody has confirmed."""

    all: int
    unverified: int


def row_counts(lists: Iterable[ReferenceList]) -> dict[str, RowCount]:
    """Of each list by its slug, in one query; a list without a row is left out."""
    queries = [
        one.model._default_manager.order_by()
        .annotate(slug=Value(one.slug, output_field=CharField()))
        .values("slug")
        .annotate(count=Count("pk"), unverified=Count("pk", filter=Q(is_verified=False)))
        .values_list("slug", "count", "unverified")
        for one in lists
    ]
    rows = queries[0].union(*queries[1:], all=True) if queries else []
    return {slug: RowCount(count, unverified) for slug, count, unverified in rows}


register(
    ReferenceList(
        "agencies",
        _("Agencies"),
        Agency,
        fields=(
            *COMMON,
            *("kind", "evaluation_group", "sector", "parent", "expected_to_submit", "valid_from", "valid_until"),
            *ORIGIN,
        ),
        columns=("kind", "evaluation_group", "sector", "expected_to_submit"),
        check=check_agency,
        before_change=keep_former_name,
        hints={
            "valid_until": _("An agency is never deleted: it ends on a day."),
            "expected_to_submit": _("Counted in every “n of m agencies”."),
        },
    ),
    ReferenceList(
        "counties",
        _("Counties"),
        County,
        key="sci_code",
        fields=(
            *COMMON,
            *("capital_fa", "population_1395", "tile_row", "tile_column", "valid_from", "valid_until"),
            *ORIGIN,
        ),
        columns=("capital_fa", "valid_from"),
        check=_check_life,
        hints={"valid_from": _("A county exists in a plan year when it began before the year did.")},
    ),
    ReferenceList(
        "sectors",
        _("Sectors"),
        Sector,
        fields=(*COMMON, "position", "valid_until", *ORIGIN),
        columns=("position",),
    ),
)
