"""Writing rows of reference lists on screen."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.fingerprints import fingerprint
from agencies.history import difference, record
from agencies.models import ListedRow, User
from agencies.permissions import check_permission
from agencies.reference_lists import ReferenceList, check_origin
from agencies.refusals import Moved


@transaction.atomic
def save_reference_row(
    *, by: User, listed: ReferenceList, row: ListedRow | None, seen: str = "", **fields: Any
) -> ListedRow:
    """Add a row, or change one; what is changed here, a reference file does not overwrite any more.

    `seen` is the fingerprint of the list's fields as they were read. Raises Moved when they are others by now, and
    ValidationError naming the field that cannot be taken.
    """
    check_permission(by, Permission.REFERENCE_MANAGE)
    if unknown := set(fields) - set(listed.fields) - ({listed.key} if row is None else set()):
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    stored = row is not None
    if row is None:
        row = listed.model(**{listed.key: fields[listed.key]})
        before: dict[str, Any] = {}
    else:
        row = listed.model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if fingerprint(row, listed.fields) != seen:
            raise Moved
        if listed.before_change:
            listed.before_change(row, fields)
        before = {name: getattr(row, name) for name in fields}
    locked = listed.locked(row) if stored else frozenset()
    for name, value in fields.items():
        setattr(row, name, value)
    changes = difference(before, {name: getattr(row, name) for name in fields})
    if not changes:
        return row
    if refused := sorted(changes.keys() & locked):
        raise ValidationError({name: str(listed.locked_because) for name in refused})
    row.full_clean()
    check_origin(row)
    if listed.check:
        listed.check(row)
    row.edited_on_screen = sorted({*row.edited_on_screen, *(changes if stored else listed.fields)})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # Another one added it since the row was looked over.
        raise ValidationError({listed.key: _("This code is in the list already.")}) from error
    record(
        by=by,
        act=Act.CHANGED if stored else Act.CREATED,
        kind=listed.kind,
        object_id=listed.id_of(row),
        label=row.name_fa,
        changes=changes,
    )
    if listed.after_change:
        listed.after_change(by)
    return row
