"""What programs and projects are aligned with, as lists to choose from."""

from __future__ import annotations

from django.db.models import QuerySet

from agencies.choices import choice_list
from agencies.models import User
from projects.models import Axis, PolicyClause, PriorityIndustry


@choice_list("axis")
def axes(_person: User, _year: int | None) -> QuerySet[Axis]:
    return Axis.objects.all()


@choice_list("priority-industry")
def priority_industries(_person: User, _year: int | None) -> QuerySet[PriorityIndustry]:
    return PriorityIndustry.objects.all()


@choice_list("policy-clause")
def policy_clauses(_person: User, _year: int | None) -> QuerySet[PolicyClause]:
    return PolicyClause.objects.all()
