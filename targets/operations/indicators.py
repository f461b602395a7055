"""Writing the sheets of indicators (شناسنامه شاخص)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from agencies.reference_lists import history_id
from projects.refusals import Moved
from targets.indicators import MEANING_STAYS, SHEET, locked_in_use
from targets.models import Indicator


@transaction.atomic
def save_indicator(*, by: User, indicator: Indicator, version: int, **fields: Any) -> Indicator:
    """Change the sheet on the planning organization's behalf; what is changed, a reference file does not overwrite.

    `version` is the one that the writer has read. Raises Moved when there is a later one, and ValidationError naming
    the field that cannot be taken, among them what figures in use are measured by.
    """
    check_permission(by, Permission.INDICATOR_EDIT)
    if unknown := set(fields) - set(SHEET):
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    stored = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    if stored.version != version:
        raise Moved
    before = {name: getattr(stored, name) for name in fields}
    for name, value in fields.items():
        setattr(stored, name, value)
    changes = difference(before, fields)
    if not changes:
        return stored
    if refused := sorted(changes.keys() & locked_in_use(stored)):
        raise ValidationError({name: str(MEANING_STAYS) for name in refused})
    stored.full_clean()
    stored.version += 1
    stored.edited_on_screen = sorted({*stored.edited_on_screen, *changes})
    stored.save()
    record(
        by=by,
        act=Act.CHANGED,
        kind="targets.indicator",
        object_id=history_id(stored),
        label=stored.name_fa,
        changes=changes,
    )
    return stored
