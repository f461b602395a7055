"""What a table is read and planned against: the lists, and the agency's year as it is stored. Asks the database."""

from __future__ import annotations

from django.db.models import Prefetch

from agencies.models import Agency, County, Sector, User
from projects.enums import ProgramStatus
from projects.models import (
    Action,
    Axis,
    Challenge,
    FundingLine,
    KeyCore,
    PlanYear,
    PolicyClause,
    PriorityIndustry,
    Program,
    Project,
)
from projects.permissions import user_can_edit_program
from reports.workbooks.flat.names import TITLES, named
from reports.workbooks.flat.outcomes import Stored
from reports.workbooks.flat.rows import Lists
from targets.models import Indicator, Target, Unit

_GONE = frozenset({ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN})


def lists_for(agency: Agency, plan_year: PlanYear, indicators: dict[str, str] | None = None) -> Lists:
    """The lists as they are. `indicators` are names that the agency uses for them: codes by search keys."""
    known = list(Indicator.objects.select_related("unit"))
    called: dict[str, list[str]] = {}
    for key, code in (indicators or {}).items():
        called.setdefault(code, []).append(key)
    return Lists(
        agency=agency,
        agencies=named(Agency.objects.all(), idle=TITLES),
        axes=named(Axis.objects.all()),
        clauses=named(PolicyClause.objects.all()),
        cores=named(KeyCore.objects.all()),
        sectors=named(Sector.objects.all()),
        industries=named(PriorityIndustry.objects.all()),
        counties=named(County.objects.exclude(valid_from__gt=plan_year.first_day)),
        indicators=named(known, others=lambda indicator: called.get(indicator.code, ())),
        units=named(Unit.objects.all()),
    )


def stored_for(person: User, agency: Agency, plan_year: PlanYear) -> Stored:
    """The agency's programs of the year that the person may know of, with everything under them."""
    parts = (
        Project.objects.order_by("position", "pk")
        .select_related("sector", "priority_industry")
        .prefetch_related(
            Prefetch("actions", Action.objects.order_by("position", "pk")),
            Prefetch("funding_lines", FundingLine.objects.order_by("pk")),
            Prefetch("challenges", Challenge.objects.stated().order_by("position", "pk").prefetch_related("actions")),
            "counties",
            "partners",
        )
    )
    programs = list(
        Program.objects.visible_to(person)
        .filter(agency=agency, plan_year=plan_year)
        .exclude(status__in=_GONE)
        .select_related("agency", "plan_year", "axis")
        .prefetch_related("policy_clauses", "key_cores", Prefetch("projects", parts))
        .order_by("code")
    )
    stored = Stored(programs)
    for program in programs:
        stored.projects[program.pk] = list(program.projects.all())
        if user_can_edit_program(person, program):
            stored.writable.add(program.pk)
    projects = {project.pk: project for found in stored.projects.values() for project in found}
    targets = Target.objects.filter(project__in=projects).select_related("indicator__unit", "county", "accepted_offer")
    for target in targets.order_by("position", "pk"):
        target.project = projects[target.project_id]
        stored.targets.setdefault(target.project_id, []).append(target)
    return stored
