"""Writing the objects that several programs may count."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import County, User
from agencies.permissions import check_permission
from projects.refusals import Moved
from targets.models import SharedObject

OBJECT_FIELDS = ("kind", "name", "identifier", "county")


@transaction.atomic
def add_object(*, by: User, kind: str, name: str, identifier: str = "", county: County | None = None) -> SharedObject:
    """Enter an object that targets count. Raises ValidationError naming the field that cannot be taken."""
    check_permission(by, Permission.OBJECT_ADD)
    fields: dict[str, Any] = {"kind": kind, "name": name, "identifier": identifier, "county": county}
    made = SharedObject(**fields, created_by=by)
    _save(made)
    _record(by, Act.CREATED, made, difference({}, fields))
    return made


@transaction.atomic
def correct_object(*, by: User, shared_object: SharedObject, version: int, **fields: Any) -> SharedObject:
    """Correct what an object is called. `version` is the one that the writer has read; raises Moved for a later one."""
    check_permission(by, Permission.OBJECT_EDIT)
    if unknown := set(fields) - set(OBJECT_FIELDS):
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    stored = SharedObject.objects.select_for_update(of=("self",), no_key=True).get(pk=shared_object.pk)
    if stored.version != version:
        raise Moved
    changes = difference({name: getattr(stored, name) for name in fields}, fields)
    if not changes:
        return stored
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.version += 1
    _save(stored)
    _record(by, Act.CHANGED, stored, changes)
    return stored


def _save(shared_object: SharedObject) -> None:
    shared_object.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            shared_object.save()
    except IntegrityError as error:
        there = SharedObject.objects.filter(kind=shared_object.kind, identifier=shared_object.identifier).first()
        raise ValidationError(
            {"identifier": _("This number is in the list already: “%(object)s”.") % {"object": there}}
        ) from error


def _record(by: User, act: Act, shared_object: SharedObject, changes: dict[str, Any]) -> None:
    record(
        by=by,
        act=act,
        kind="targets.shared_object",
        object_id=shared_object.uuid,
        label=str(shared_object),
        changes=changes,
    )
