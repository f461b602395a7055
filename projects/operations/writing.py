"""How the operations put values into rows, and how they say what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from agencies.history import as_text, difference
from config.persian import digits


def refuse_unknown(fields: Iterable[str], allowed: Iterable[str]) -> None:
    unknown = set(fields) - set(allowed)
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")


def assign(instance: Model, fields: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Set and save the fields, many-to-many ones too; returns {field: [old, new]} of what changed."""
    many = many_of(instance)
    is_new = instance._state.adding
    before = {
        name: None if is_new else (list(getattr(instance, name).all()) if name in many else getattr(instance, name))
        for name in fields
    }
    fields = put(instance, fields)
    if is_new:
        instance.save()
    else:
        instance.save(update_fields=[name for name in fields if name not in many])
    for name in many & set(fields):
        if is_new:
            getattr(instance, name).add(*fields[name])
        else:
            getattr(instance, name).set(fields[name])
    return difference(before, fields)


def put(instance: Model, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Set and check the fields without saving; returns all of them, with what "nothing" is in each.

    What is many-to-many is left to whoever saves. Raises ValidationError.
    """
    many = many_of(instance)
    given = {
        name: list(value) if name in many else (value if value is not None else empty(type(instance), name))
        for name, value in fields.items()
    }
    for name, value in given.items():
        if name not in many:
            setattr(instance, name, value)
    # Rows that a field points to are held by the caller; the database refuses those that are not there.
    rows = {field.name for field in instance._meta.concrete_fields if field.is_relation}
    instance.full_clean(exclude=many | rows, validate_unique=False, validate_constraints=False)
    return given


def many_of(instance: Model) -> set[str]:
    return {field.name for field in instance._meta.many_to_many}


def empty(model: type[Model], name: str) -> Any:
    """What "nothing" is in a column: NULL where it is allowed, else the empty text or the default."""
    field: Any = model._meta.get_field(name)
    return None if field.null else field.get_default()


def one_line(instance: Model, names: Iterable[str]) -> str:
    """One readable line of an action or funding line for the history."""
    return digits.to_latin(" · ".join(as_text(getattr(instance, name)) or "—" for name in names))
