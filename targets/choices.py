"""Units, indicators and macro targets as lists to choose from."""

from __future__ import annotations

from django.db.models import QuerySet

from agencies.choices import choice_list
from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission
from targets.models import Indicator, MacroTarget, SharedObject, Unit


@choice_list("unit")
def units(_person: User, _year: int | None) -> QuerySet[Unit]:
    return Unit.objects.order_by("name_fa")


@choice_list("indicator")
def indicators(_person: User, _year: int | None) -> QuerySet[Indicator]:
    return Indicator.objects.all()


@choice_list("macro", key="uuid")
def macro_targets(person: User, year: int | None) -> QuerySet[MacroTarget]:
    """Those of the year, to whoever reads the master table."""
    if not has_permission(person, Permission.MASTER_TABLE_VIEW):
        return MacroTarget.objects.none()
    every = MacroTarget.objects.select_related("indicator", "sector", "priority_industry")
    return every.filter(plan_year__year=year) if year else every


@choice_list("shared-object", key="uuid")
def shared_objects(_person: User, _year: int | None) -> QuerySet[SharedObject]:
    return SharedObject.objects.all()
