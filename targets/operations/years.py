"""Opening a plan year from its call: the year with the periods for which returns will be owed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import check_permission
from projects.models import PlanYear
from projects.operations import open_year
from targets.operations.progress import make_periods


@transaction.atomic
def open_year_with_periods(*, by: User, year: int, **fields: Any) -> PlanYear:
    """Open a solar year for programs, with its periods (`projects.operations.open_year` has the fields)."""
    check_permission(by, Permission.CALL_ISSUE)
    plan_year = open_year(by=by, year=year, **fields)
    make_periods(by=by, plan_year=plan_year)
    return plan_year
