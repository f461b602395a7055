"""The sheet of a part of the province for a session: what it promised, where that stands, what is in its way.

Of what the reader may see. The number of queries does not depend on how much there is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import scope_of, sight_of
from agencies.unchanged import while_sources_unchanged, while_unchanged
from config.joined import with_lists
from config.made import Made
from projects.challenges import challenges_visible_to, with_clock
from projects.enums import HOLDING_UP, ProgramStatus
from projects.models import Challenge, Period, PlanYear, Program
from projects.signed import with_titles_for
from reports.dashboard.accuracy import accuracy_of
from reports.dashboard.promised import Promise
from reports.dashboard.reading import Judgement, judged
from reports.enums import UNDONE, ResolutionState
from reports.models import Resolution
from reports.resolutions import with_clock as with_deadline
from reports.sheets.drawn import charts_of
from reports.sheets.lines import (
    AgencyLine,
    ChallengeLine,
    MacroLine,
    ProgramLine,
    ReturnMark,
    TargetLine,
)
from reports.sheets.part import Part, PartKind
from reports.sheets.rows import rows_of
from targets.enums import Standing
from targets.forecast import Forecast, Together, brought_to, expected_achievement, forecasts_of
from targets.master_table import WORST_FIRST, names_of
from targets.models import AgencyShare, ChallengeCost, Indicator, MacroTarget, MasterTable, ProgressReport, Target
from targets.performance import (
    Course,
    Performance,
    Totals,
    course_of,
    grouped,
    last_due_among,
    macro_figures,
    macro_targets_of,
    periods_of,
    project_progress,
    reading_of,
    totals,
)
from targets.planned import table_in_force
from targets.releasing import Decisions, decisions_among
from targets.rollups import Average, weighted_average
from targets.silence import days_past_due
from targets.tables.master_table import standing_tone, standing_word

_ENDED_IN_NOTHING = (ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN)


@dataclass(frozen=True)
class Sheet:
    """Everything on the page. `period` is the last one that was due, `table` the frozen version it stands on."""

    part: Part
    plan_year: PlanYear
    table: MasterTable | None
    period: Period | None
    today: datetime.date
    totals: Totals
    forecast: Together
    course: Course
    periods: Sequence[Period]
    targets: Sequence[TargetLine]
    programs: Sequence[ProgramLine]
    macro_lines: Sequence[MacroLine]
    agencies: Sequence[AgencyLine]
    returns: Sequence[ReturnMark]
    challenges: Sequence[ChallengeLine]
    decisions: Decisions
    promises: Sequence[Promise]
    # How near what was reported came to what was verified, in percent.
    accuracy: Decimal | None

    @cached_property
    def made(self) -> Made:
        """What the page says of it, in the language that it was read in."""
        is_agency = self.part.kind == PartKind.AGENCY
        context = {"part": self.part, "plan_year": self.plan_year, "charts": charts_of(self), "is_agency": is_agency}
        return Made("reports", sheet=self, **context)

    @property
    def rows(self) -> SafeString:
        """The targets as a page shows them, in the active language."""
        return rows_of(self.targets, with_agency=self.part.kind != PartKind.AGENCY)

    @property
    def over(self) -> Sequence[Period]:
        """The periods that are over: to the end of which the figures can be had."""
        return [period for period in self.periods if period.last_day < self.today]

    @property
    def is_asked(self) -> bool:
        """Whether it is asked for a share of some macro target."""
        return any(line.share is not None for line in self.macro_lines)

    @property
    def missing_return(self) -> ReturnMark | None:
        """The oldest return that was due and is not signed."""
        return next((mark for mark in self.returns if mark.is_due and not mark.is_signed), None)

    @property
    def late_challenge(self) -> ChallengeLine | None:
        return next((line for line in self.challenges if line.challenge.is_overdue), None)  # type: ignore[attr-defined]

    @property
    def late_promise(self) -> Promise | None:
        return next((promise for promise in self.promises if promise.is_overdue), None)

    @property
    def furthest_behind(self) -> TargetLine | None:
        """Of the targets that were reported the one that is furthest from where it was to be."""
        behind = (line for line in self.targets if line.performance.standing in (Standing.NO_PROGRESS, Standing.BEHIND))
        return next(behind, None)

    @property
    def kept(self) -> int:
        return sum(promise.is_kept for promise in self.promises)

    @property
    def projects(self) -> int:
        return len({line.performance.planned.project_id for line in self.targets})

    @property
    def behind(self) -> int:
        counts = self.totals.standings
        return counts.get(Standing.BEHIND, 0) + counts.get(Standing.NO_PROGRESS, 0)

    @property
    def judgement(self) -> Judgement:
        """As the dashboard and the map of the counties judge the same figure."""
        return judged(self.totals.rate.value, self.plan_year)

    @property
    def standings(self) -> Sequence[tuple[Standing, int]]:
        """How many targets stand how, the worst first; standings in which none does are left out."""
        counts = self.totals.standings
        return [(standing, counts[standing]) for standing in WORST_FIRST if counts.get(standing)]

    @property
    def due_returns(self) -> Sequence[ReturnMark]:
        return [mark for mark in self.returns if mark.is_due or mark.is_signed]

    @property
    def signed_returns(self) -> int:
        return sum(mark.is_signed for mark in self.returns)

    @property
    def late_returns(self) -> int:
        return sum(mark.is_signed and mark.late > 0 for mark in self.returns)


def sheet_of(part: Part, plan_year: PlanYear, *, user: User, today: datetime.date, until: str = "") -> Sheet:
    """The part's sheet for that reader, as it stands; its figures `until` the end of a period, by its number.

    Kept until something is done. Raises LookupError where the year has no such period that is over.
    """
    key = ("sheet", sight_of(user), part.kind, part.code, plan_year.pk, today, until, get_language())
    return while_unchanged(key, lambda: _read(part, plan_year, user, today, until))


def _read(part: Part, plan_year: PlanYear, user: User, today: datetime.date, until: str) -> Sheet:
    table = table_in_force(plan_year)
    periods = periods_of(plan_year, today=today)
    through = _period_called(until, periods, today)
    targets = Target.objects.visible_to(user)
    reading = reading_of(plan_year, table=table, targets=targets, today=today)
    performances = [each for each in reading.until(through).performances if part.holds(each.planned)]
    plan = [each.planned for each in performances]
    projects = {row.project_id for row in plan}
    actions = [action for action in reading.actions if action.project_id in projects]
    done = reading.done
    forecasts = forecasts_of(performances, plan_year, today=today, done=done, actions=actions, periods=periods)
    programs = _programs(part, plan_year, user, frozenset(row.program_uuid for row in plan))
    agencies = {program.agency_id: program.agency for program in programs}
    macro_targets = macro_targets_of(plan_year)
    challenges = _challenges(part, plan_year, user, today)
    period = through or last_due_among(periods)
    costs = ChallengeCost.objects.filter(challenge__in=[line.challenge.pk for line in challenges])
    return Sheet(
        part=part,
        plan_year=plan_year,
        table=table,
        period=period,
        today=today,
        totals=totals(performances, plan_year),
        forecast=expected_achievement(performances, forecasts, plan_year),
        course=course_of(performances, plan_year, last=period.ordinal if period else 0),
        periods=periods,
        targets=_targets(performances, forecasts, agencies, plan_year),
        programs=_program_lines(programs, plan_year, performances, project_progress(actions, done)),
        macro_lines=_macro_lines(part, user, macro_targets, performances, forecasts),
        agencies=_by_agency(part, performances, plan_year, agencies),
        returns=_returns(part, periods, user, today),
        challenges=challenges,
        decisions=decisions_among([line.challenge for line in challenges], costs, performances, macro_targets),
        promises=_promises(part, plan_year, user, today),
        accuracy=accuracy_of(performances),
    )


def _period_called(until: str, periods: Sequence[Period], today: datetime.date) -> Period | None:
    if not until:
        return None
    found = next((each for each in periods if str(each.ordinal) == until and each.last_day < today), None)
    if found is None:
        raise LookupError(until)
    return found


def _targets(
    performances: Iterable[Performance],
    forecasts: Mapping[int, Forecast],
    agencies: Mapping[int, Agency],
    plan_year: PlanYear,
) -> list[TargetLine]:
    """Those that stand worst first, among these the least advanced."""
    performances = list(performances)
    plan = [each.planned for each in performances]
    indicators = _indicators_called(frozenset(row.indicator for row in plan))
    counties = names_of(plan_year).counties

    def place(each: Performance) -> tuple[int, bool, Decimal, str]:
        return (
            WORST_FIRST.index(each.standing),
            each.rate is None,
            each.rate or Decimal(0),
            each.planned.project_code,
        )

    return [
        TargetLine(
            each,
            standing_tone(each, plan_year.behind_from),
            standing_word(each, plan_year.behind_from),
            forecasts[each.planned.target_id],
            indicators[each.planned.indicator],
            counties.get(each.planned.county),
            agencies[each.planned.agency_id],
        )
        for each in sorted(performances, key=place)
    ]


def _indicators_called(codes: frozenset[str]) -> dict[Any, Indicator]:
    """With their units."""
    indicators = Indicator.objects.select_related("unit")
    return while_sources_unchanged((Indicator, codes), lambda: indicators.in_bulk(codes, field_name="code"))


def _programs(part: Part, plan_year: PlanYear, user: User, with_targets: frozenset[UUID]) -> list[Program]:
    """The programs with targets here; of an agency the others that are in force too."""

    def read() -> list[Program]:
        programs = Program.objects.visible_to(user).filter(plan_year=plan_year)
        here = Q(uuid__in=with_targets)
        if part.kind == PartKind.AGENCY:
            here |= Q(agency=part.row.pk) & ~Q(status__in=_ENDED_IN_NOTHING)
        return list(with_titles_for(programs.filter(here), user).select_related("agency").order_by("code"))

    key = ("programs of a part", part.kind, part.row.pk, plan_year.pk, with_targets, sight_of(user))
    return while_sources_unchanged(key, read)


def _program_lines(
    programs: Iterable[Program],
    plan_year: PlanYear,
    performances: Iterable[Performance],
    work: Mapping[int, Average],
) -> list[ProgramLine]:
    of_program = grouped(performances, lambda each: each.planned.program_uuid)
    found = []
    for program in programs:
        rows = of_program.get(program.uuid, [])
        projects = grouped(rows, lambda each: each.planned.project_id)
        weights = [
            (sum((each.planned.weight for each in of_project), Decimal(0)), work[project].value)
            for project, of_project in projects.items()
            if project in work
        ]
        found.append(
            ProgramLine(
                uuid=program.uuid,
                code=program.code,
                # In a frozen table it is called as it was then.
                title=rows[0].planned.program_title if rows else program.title_shown,  # type: ignore[attr-defined]
                agency=program.agency,
                status=ProgramStatus(program.status),
                projects=len(projects),
                totals=totals(rows, plan_year),
                work=weighted_average(weights),
            )
        )
    return found


def _macro_lines(
    part: Part,
    user: User,
    macro_targets: Iterable[MacroTarget],
    performances: Iterable[Performance],
    forecasts: Mapping[int, Forecast],
) -> list[MacroLine]:
    """The macro targets that something here feeds, and those of which the agency is asked for a share."""
    feeding = grouped(performances, lambda each: each.planned.macro_target)
    macro_targets = list(macro_targets)
    shares: dict[int, Decimal] = {}
    if part.kind == PartKind.AGENCY:
        asked = AgencyShare.objects.visible_to(user).filter(
            agency=part.row.pk, proposal__in=[macro.in_force_id for macro in macro_targets]
        )
        shares = dict(asked.values_list("proposal", "value"))
    return [
        MacroLine(
            macro_figures(macro, rows := feeding.get(macro.uuid, [])),
            shares.get(macro.in_force_id or 0),
            brought_to(macro, rows, forecasts),
        )
        for macro in macro_targets
        if macro.uuid in feeding or macro.in_force_id in shares
    ]


def _by_agency(
    part: Part, performances: Iterable[Performance], plan_year: PlanYear, agencies: Mapping[int, Agency]
) -> list[AgencyLine]:
    """Who carries it, the least advanced first; nothing on an agency's own sheet."""
    if part.kind == PartKind.AGENCY:
        return []
    lines = [
        AgencyLine(agencies[key], totals(rows, plan_year))
        for key, rows in grouped(performances, lambda each: each.planned.agency_id).items()
    ]
    return sorted(
        lines, key=lambda line: (line.totals.rate.value is None, line.totals.rate.value or 0, line.agency.sort_key)
    )


def _returns(part: Part, periods: Sequence[Period], user: User, today: datetime.date) -> list[ReturnMark]:
    """An agency's returns of the year, period by period."""
    scope = scope_of(user, Permission.PROGRESS_VIEW)
    if part.kind != PartKind.AGENCY or not (scope.whole_province or part.row.pk in scope.agency_ids):
        return []
    known = ProgressReport.objects.visible_to(user).filter(pk=OuterRef("pk"))
    reports: QuerySet[Any] = ProgressReport.objects.filter(agency=part.row.pk, period__in=periods)
    by_period = {report.period_id: report for report in reports.annotate(is_known=Exists(known))}
    marks = []
    for period in periods:
        report = by_period.get(period.pk)
        marks.append(
            ReturnMark(
                period,
                report,
                is_due=report is not None and period.due_on < today,
                late=0 if report is None else days_past_due(period, report.signed_on, today),
                is_known=report is not None and report.is_known,
            )
        )
    return marks


def _challenges(part: Part, plan_year: PlanYear, user: User, today: datetime.date) -> list[ChallengeLine]:
    """Open challenges that the reader knows of: the overdue first, then by the day they are to be solved by."""

    def read() -> list[Challenge]:
        known = with_clock(challenges_visible_to(user), today).filter(
            part.challenges, project__program__plan_year=plan_year, state__in=HOLDING_UP
        )
        related = ("project__program__agency", "owner_agency", "asked_agency")
        return list(with_lists(known.select_related(*related), "actions").order_by("-is_overdue", "until", "pk"))

    scope = scope_of(user, Permission.CHALLENGE_VIEW)
    key = ("challenges of a part", part.kind, part.row.pk, plan_year.pk, today, scope)
    return [
        ChallengeLine(
            challenge,
            part.kind == PartKind.AGENCY and challenge.project.program.agency_id != part.row.pk,
        )
        for challenge in while_sources_unchanged(key, read)
    ]


def _promises(part: Part, plan_year: PlanYear, user: User, today: datetime.date) -> list[Promise]:
    """What sessions of the year have resolved, and older ones that nobody has done yet: the overdue first."""

    def read() -> list[Promise]:
        resolutions = Resolution.objects.visible_to(user).signed().exclude(state=ResolutionState.DROPPED)
        of_year = Q(session__held_on__range=(plan_year.first_day, plan_year.last_day))
        known = with_deadline(resolutions.filter(part.resolutions, of_year | Q(state__in=UNDONE)), today)
        found = known.filter(session__held_on__lte=today).select_related("session", "agency").distinct()
        return [
            Promise(resolution, resolution.is_overdue)
            for resolution in found.order_by("-is_overdue", "state", "deadline", "pk")
        ]

    scope = scope_of(user, Permission.SESSION_VIEW)
    return while_sources_unchanged(("promises of a part", part.kind, part.row.pk, plan_year.pk, today, scope), read)
