"""What the dashboard shows, from `targets.performance`: read once, in a number of queries that never grows."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import Scope, scope_of
from agencies.unchanged import of_the_same, while_sources_unchanged
from projects.calls import expected_agencies
from projects.enums import PROMISED, ChallengeDesk, ProgramStatus
from projects.models import Challenge, Period, PlanYear, Program, Revision
from reports.dashboard.asked import NARROWING, Asked
from reports.dashboard.lateness import Late, Silent, Unverified, late_actions, silent_returns, unverified_returns
from reports.dashboard.promised import Promised, promised_to
from reports.dashboard.ranking import AgencyRow, ranked
from reports.dashboard.through_the_year import Went, went_of
from targets.enums import Standing
from targets.forecast import Forecast, Together, brought_to, forecasts_now
from targets.models import ChallengeCost, MasterTable, PastValue, Target
from targets.performance import (
    MacroFigures,
    Totals,
    YearFigures,
    figures_now,
    grouped,
    reading_of,
    totals,
)
from targets.planned import table_in_force
from targets.releasing import Decisions, decisions_among, open_challenges

# How targets stand that are not where they ought to be, the worse first.
BEHIND = (Standing.NO_PROGRESS, Standing.BEHIND)


@dataclass(frozen=True)
class Share:
    """ "n of m", with its percentage; None of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.part * 100) / self.whole if self.whole else None


@dataclass(frozen=True)
class Actor:
    """Who must act on challenges: how many are open there, and how many of these past their day."""

    name: str
    key: str
    open: int
    overdue: int


class Calendar(NamedTuple):
    """A year's periods and the versions of its master table, the latest first."""

    periods: Sequence[Period]
    versions: Sequence[MasterTable]


@dataclass(frozen=True)
class Judgement:
    """How the province stands, in a word that a colour repeats."""

    word: Promise
    tone: str


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page. `whole_province` is false for an agency's people, who see their own part."""

    asked: Asked
    today: datetime.date
    figures: YearFigures
    whole_province: bool
    answered: Share
    approved: Share
    silent_returns: Sequence[Silent]
    unverified_returns: Sequence[Unverified]
    # Each with what is likely to be brought to it by the end of the year.
    macro_targets: list[tuple[MacroFigures, Together]]
    # By indicator, what last year came to by official statistics.
    past: Mapping[str, Decimal]
    agencies: list[AgencyRow]
    challenges: Sequence[Challenge]
    # The open challenges in the order of what deciding them would release.
    decisions: Decisions
    late: Late
    # The same targets' totals of last year by the same period; None where there was no such year.
    last_year: Totals | None
    # What became of the last session's resolutions; None where there was none.
    promised: Promised | None
    periods: Sequence[Period]
    versions: Sequence[MasterTable]

    @cached_property
    def went(self) -> Sequence[Went]:
        """How the targets went through the year, for who opens that."""
        last = self.figures.period.ordinal if self.figures.period else 0
        return went_of(self.figures.performances, len(self.periods), last)

    @property
    def plan_year(self) -> PlanYear:
        return self.figures.plan_year

    @cached_property
    def judgement(self) -> Judgement:
        """By the percent of the trajectories from which the year speaks of "on plan", and of "behind"."""
        return judged(self.figures.totals.rate.value, self.plan_year)

    def rows(self, **more: Any) -> str:
        """Where the targets behind the figures stand, `more` being what else the master table is asked."""
        asked = self.asked.query(self.plan_year.year, *NARROWING, **more)
        return f"{reverse('master-table')}?{asked}"

    @property
    def silent_count(self) -> int:
        return len(self.silent_returns)

    @property
    def is_part(self) -> bool:
        """Whether the page speaks of less than the province: what is chosen of it, or an agency's own."""
        return self.asked.is_narrowed or not self.whole_province

    @property
    def is_of_before(self) -> bool:
        """Whether a period was asked for after which others were due."""
        last = self.figures.period
        return last is not None and any(
            period.ordinal > last.ordinal and period.due_on < self.today for period in self.periods
        )

    @cached_property
    def macro_concerned(self) -> list[tuple[MacroFigures, Together]]:
        """The macro targets that the page judges; of a part only those that its targets feed."""
        return [pair for pair in self.macro_targets if pair[0].targets or not self.is_part]

    def wanted_of(self, macro: MacroFigures) -> Decimal | None:
        """What is to be brought to it: by the province what is needed, by a part what was agreed with that part."""
        return macro.agreed if self.is_part else macro.needed

    @cached_property
    def missing_last(self) -> int:
        """Returns for the last period due that are not there."""
        return sum(silent.report.period == self.figures.period for silent in self.silent_returns)

    @cached_property
    def behind(self) -> int:
        return sum(n for _each, n in self.not_on_plan)

    @property
    def not_on_plan(self) -> list[tuple[Standing, int]]:
        """How many targets are behind, and how; standings in which none is are left out."""
        counts = self.figures.totals.standings
        return [(each, counts[each]) for each in BEHIND if counts.get(each)]

    @property
    def fed_by_nobody(self) -> list[MacroFigures]:
        """Macro targets that no target feeds."""
        return [macro for macro, _forecast in self.macro_targets if not macro.targets]

    @cached_property
    def desks(self) -> list[Actor]:
        """Open challenges by the desk that must act."""
        return [
            _actor(str(desk.label), desk.value, [each for each in self.challenges if each.desk == desk])
            for desk in ChallengeDesk
        ]

    @cached_property
    def asked_bodies(self) -> list[Actor]:
        """Open challenges by who is asked to solve them, those who have most first."""
        counts = Counter(each.asked for each in self.challenges if each.asked)
        return [
            _actor(name, name, [each for each in self.challenges if each.asked == name])
            for name, _count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ]

    @cached_property
    def overdue(self) -> int:
        return sum(desk.overdue for desk in self.desks)


def judged(rate: Decimal | None, year: PlanYear) -> Judgement:
    if rate is None:
        return Judgement(_("nothing to compare yet"), "idle")
    if rate >= year.on_plan_from:
        return Judgement(Standing.ON_PLAN.label, "ok")
    return Judgement(Standing.BEHIND.label, "warn") if rate >= year.behind_from else Judgement(_("far behind"), "bad")


def _actor(name: str, key: str, challenges: Sequence[Challenge]) -> Actor:
    return Actor(name, key, len(challenges), sum(bool(each.is_overdue) for each in challenges))  # type: ignore[attr-defined]


def plan_year_shown(asked: str, today: datetime.date) -> PlanYear | None:
    """The year asked for, else the one that runs today, else the latest; None when there is none."""
    years = PlanYear.objects.order_by("-year")
    if asked:
        return years.filter(year=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    return years.filter(first_day__lte=today, last_day__gte=today).first() or years.first()


def dashboard_of(
    plan_year: PlanYear,
    *,
    user: User,
    today: datetime.date,
    asked: Asked | None = None,
    calendar: Calendar | None = None,
) -> Dashboard:
    """The year as the person may see it, of the targets that were asked for; a constant number of queries."""
    asked = asked or Asked()
    scope = scope_of(user, Permission.DASHBOARD_VIEW)
    periods, versions = calendar if calendar else calendar_of(plan_year)
    through = asked.period_among(periods)
    among = asked.narrowed(Target.objects.visible_to(user)) if asked.is_narrowed else None
    figures = figures_now(
        plan_year,
        user=user,
        today=today,
        through=through,
        table=asked.version_among(versions) or (versions[0] if versions else None),
        among=among,
    )
    plan = [each.planned for each in figures.performances]
    reading = figures.reading
    forecasts = forecasts_now(reading, periods)
    projects = {each.planned.project_id for each in figures.performances}
    seen = _agencies_seen(scope, asked, figures)
    challenges = open_challenges(plan_year, user, today)
    if asked.is_narrowed:
        challenges = [each for each in challenges if each.project_id in projects]
    day = min(through.last_day, today) if through else today
    late = late_actions(plan, reading.actions, reading.done, day)
    silent = silent_returns(plan_year, seen, today, through, user=user)
    answered, approved = _answers(plan_year, seen)
    return Dashboard(
        asked=asked,
        today=today,
        figures=figures,
        whole_province=scope.whole_province,
        answered=answered,
        approved=approved,
        silent_returns=silent,
        unverified_returns=unverified_returns(plan_year, seen, today, through),
        macro_targets=_with_forecasts(figures, forecasts),
        past=_past(plan_year),
        agencies=ranked(figures, forecasts, late, silent),
        challenges=challenges,
        decisions=_decisions(challenges, figures),
        late=late,
        last_year=_last_year(plan_year, user, today, figures.period, asked),
        promised=promised_to(user, today),
        periods=periods,
        versions=versions,
    )


def _with_forecasts(figures: YearFigures, forecasts: Mapping[int, Forecast]) -> list[tuple[MacroFigures, Together]]:
    """The macro targets, each with what is likely to be brought to it."""

    def pairs() -> list[tuple[MacroFigures, Together]]:
        feeding = grouped(figures.performances, lambda each: each.planned.macro_target)
        return [
            (macro, brought_to(macro.macro_target, feeding.get(macro.macro_target.uuid, []), forecasts))
            for macro in figures.macro_targets
        ]

    given = [figures.performances, figures.macro_targets, forecasts]
    return of_the_same(("macro targets with forecasts", get_language()), given, pairs)


def _decisions(challenges: Sequence[Challenge], figures: YearFigures) -> Decisions:
    """The challenges in the order of what deciding them would release; one query."""

    def decisions() -> Decisions:
        costs = ChallengeCost.objects.filter(challenge__in=[challenge.pk for challenge in challenges])
        macro_targets = [figure.macro_target for figure in figures.macro_targets]
        return decisions_among(challenges, costs, figures.performances, macro_targets)

    given = [challenges, figures.performances, figures.macro_targets]
    return of_the_same(("decisions", get_language()), given, decisions)


def calendar_of(plan_year: PlanYear) -> Calendar:
    """Two queries, as long as nothing of it is changed."""

    def read() -> Calendar:
        return Calendar(
            list(plan_year.periods.regular().select_related("plan_year")),
            list(MasterTable.objects.filter(plan_year=plan_year).select_related("plan_year").order_by("-version")),
        )

    return while_sources_unchanged(("calendar", plan_year.pk), read)


def _agencies_seen(scope: Scope, asked: Asked, figures: YearFigures) -> frozenset[int] | None:
    """The agencies that the page speaks of; None for all of the province."""
    if asked.is_narrowed:
        return frozenset(figures.by_agency)
    return None if scope.whole_province else scope.agency_ids


def _answers(plan_year: PlanYear, agencies: frozenset[int] | None) -> tuple[Share, Share]:
    """Who has answered the call, and how many of the programs that were sent are approved; two queries, or none."""
    # When the call was issued says who is expected, and was read before.
    key = ("answers", plan_year.pk, plan_year.call_issued_at, agencies)
    return while_sources_unchanged(key, lambda: _count_answers(plan_year, agencies))


def _count_answers(plan_year: PlanYear, agencies: frozenset[int] | None) -> tuple[Share, Share]:
    mine = Q() if agencies is None else Q(agency__in=agencies)
    # What a head has signed has left the house, even while the agency corrects it; what was taken back is no answer.
    signed = Exists(Revision.objects.filter(program=OuterRef("pk"), signed_at__isnull=False))
    sent = Program.objects.filter(mine, signed, plan_year=plan_year).exclude(status=ProgramStatus.WITHDRAWN)
    expected = expected_agencies(plan_year).filter(Q() if agencies is None else Q(pk__in=agencies))
    programs = sent.aggregate(
        sent=Count("pk"),
        approved=Count("pk", filter=Q(status__in=PROMISED - {ProgramStatus.AGREED})),
        answered=Count("agency", filter=Q(agency__in=expected), distinct=True),
    )
    return Share(programs["answered"], expected.count()), Share(programs["approved"], programs["sent"])


def _past(plan_year: PlanYear) -> dict[str, Decimal]:
    """What the indicators were last year as a whole; one query, as long as nothing of it is changed."""
    values = PastValue.objects.current().filter(year=plan_year.year - 1, month__isnull=True)
    return while_sources_unchanged(
        ("past", plan_year.year), lambda: dict(values.values_list("indicator__code", "value"))
    )


def _last_year(
    plan_year: PlanYear, user: User, today: datetime.date, period: Period | None, asked: Asked
) -> Totals | None:
    """What the same choice of last year's targets had come to by the end of the same period."""
    if period is None:
        return None
    before = Period.objects.regular().filter(plan_year__year=plan_year.year - 1, ordinal=period.ordinal)
    through = before.select_related("plan_year").first()
    if through is None:
        return None
    among = asked.narrowed(Target.objects.visible_to(user))
    year = through.plan_year
    then = reading_of(year, table=table_in_force(year), targets=among, today=today).until(through)
    return totals(then.performances, year) if then.performances else None
