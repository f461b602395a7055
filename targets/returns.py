"""An agency's return as its rules see it: which lines may be written, what is missing, what stands beside each line.

A return is sent whole the first time. A line that the reviewer sends back is corrected and sent again by itself: it
goes returned → entered → sent while the others go on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.history import as_text
from agencies.models import User
from agencies.permissions import has_permission, scope_of
from config.clock import today
from config.persian.calendar import format_date
from projects.enums import REGULAR_PERIODS, Turn
from projects.models import Project
from targets.enums import (
    DECIDED_LINES,
    LINES_IN_DISPUTE,
    REPORT_OPEN_TO_AGENCY,
    AchievementFrom,
    Aggregation,
    Direction,
    Kind,
    LineStatus,
    ReportStatus,
)
from targets.lines import label_of, lines_of, project_of
from targets.models import Evidence, Indicator, ProgressReport, ReportLine
from targets.periods import is_closed, is_running
from targets.rollups import Amount, Measure, over_periods

# Back with the agency, untouched or corrected but not yet signed again.
BACK_WITH_AGENCY = frozenset({LineStatus.RETURNED, LineStatus.ENTERED})
# What the agency has put its name to.
SIGNED_LINES = frozenset({LineStatus.SENT}) | DECIDED_LINES | LINES_IN_DISPUTE
# What the agency does not take back: it has it already, or the dispute about it is settled first.
NOT_TAKEN_BACK = BACK_WITH_AGENCY | LINES_IN_DISPUTE
# What the reviewer has to judge or to answer.
WAITING_LINES = frozenset({LineStatus.SENT, LineStatus.OBJECTED})


def is_open_to_agency(report: ProgressReport, line: ReportLine) -> bool:
    """Whether the agency may write in the line now.

    A return that was never signed is open while its period is; what came back from the reviewer, or was taken back to
    be restated, may be corrected after that too.
    """
    if report.status in REPORT_OPEN_TO_AGENCY:
        return is_in_time(report, line)
    return report.status == ReportStatus.SUBMITTED and line.status in BACK_WITH_AGENCY


def is_in_time(report: ProgressReport, line: ReportLine | None = None) -> bool:
    """Whether the period is open to the return's agency, or re-opened: for the line's program, without one for any."""
    day = today()
    return not is_closed(report.period, day) or any(
        exception.is_in_force(day) and (line is None or exception.program_id in (None, project_of(line).program_id))
        for exception in report.exceptions
    )


def open_until(report: ProgressReport) -> datetime.date:
    """The last day on which something in the return could or can be entered; it may have passed."""
    day = today()
    extended = [exception.until for exception in report.exceptions if exception.is_in_force(day)]
    return max(extended, default=report.period.closes_on) if is_closed(report.period, day) else report.period.closes_on


def why_closed(report: ProgressReport, line: ReportLine | None = None) -> str:
    """What the agency is told where it can't write in the line, or in anything: why, and what to do."""
    if line is not None and report.status not in REPORT_OPEN_TO_AGENCY:
        return _t("“%(line)s” has been sent; it can be changed when it is back with the agency.") % {"line": line}
    return _t(
        "%(period)s closed at the end of %(day)s: nothing can be entered or sent for it any more. Ask the planning "
        "organization to re-open it for the agency or for one program, and say why."
    ) % {"period": report.period, "day": format_date(report.period.closes_on)}


def can_be_restated(report: ProgressReport, line: ReportLine) -> bool:
    """Whether the agency may take the line back now, to restate what it has signed.

    That is so in the adjustment window of the year, and where the period was re-opened for the line's program. A signed
    line is restated; one of which nothing was ever said is said then.
    """
    if report.signed_at is None or report.status == ReportStatus.AWAITING_HEAD or line.status in NOT_TAKEN_BACK:
        return False
    day = today()
    reopened = is_closed(report.period, day) and is_in_time(report, line)
    window = report.adjustment_window
    return reopened or (line.status != LineStatus.DUE and window is not None and is_running(window, day))


def is_under_verification(report: ProgressReport) -> bool:
    """Whether lines of the return may be settled or returned: signed once, and not settled as a whole."""
    return report.signed_at is not None and report.status != ReportStatus.SETTLED


_TURNS = {
    ReportStatus.DUE: Turn.AGENCY,
    ReportStatus.DRAFT: Turn.AGENCY,
    ReportStatus.AWAITING_HEAD: Turn.HEAD,
    ReportStatus.SUBMITTED: Turn.PLANNER,
    ReportStatus.SETTLED: Turn.NOBODY,
}


def turn_of(report: ProgressReport, *, waits: bool, is_disputed: bool = False) -> Turn:
    """Whose turn it is. `waits`: lines wait to be verified or an objection to be answered; where none does, the deputy
    settles what stays in dispute, or the agency corrects what came back.
    """
    turn = _TURNS[ReportStatus(report.status)]
    if turn != Turn.PLANNER or waits:
        return turn
    return Turn.DEPUTY if is_disputed else Turn.AGENCY


# By which permission whoever has the turn acts on a return.
ACTS = {
    Turn.AGENCY: Permission.PROGRESS_ENTER,
    Turn.HEAD: Permission.PROGRESS_SIGN,
    Turn.PLANNER: Permission.PROGRESS_VERIFY,
    Turn.DEPUTY: Permission.PROGRESS_RULE,
}


def is_of(user: User | AnonymousUser, turn: Turn) -> bool:
    """Whether somebody who sees a return is the one whose turn it is."""
    return turn in ACTS and has_permission(user, ACTS[turn])


def may_still_be_objected_to(line: ReportLine, today: datetime.date) -> bool:
    """Whether the agency's days to object to the adjusted figure still run; afterwards it stands."""
    return line.status == LineStatus.ADJUSTED and line.objection_until is not None and today <= line.objection_until


def is_a_correction(report: ProgressReport) -> bool:
    """Whether what is sent next are corrected lines of a return that was signed before."""
    return report.signed_at is not None


def asks_for_parts(indicator: Indicator) -> bool:
    """Whether the value is reported by numerator and denominator, by which ratios and weighted means are summed."""
    return indicator.aggregation in (Aggregation.RATIO, Aggregation.WEIGHTED)


def measure_of(indicator: Indicator) -> Measure:
    """The indicator as the arithmetic takes it."""
    return Measure(
        indicator=indicator.code,
        unit=indicator.unit,
        direction=Direction(indicator.direction),
        kind=Kind(indicator.kind),
        aggregation=Aggregation(indicator.aggregation),
        achievement_from=AchievementFrom(indicator.achievement_from),
    )


def content_of_return(report: ProgressReport, lines: Iterable[ReportLine]) -> dict[str, Any]:
    """What is signed of a return, as JSON without numbers; of a correction the lines that were corrected."""
    to_sign = [line for line in lines if not is_a_correction(report) or line.status == LineStatus.ENTERED]
    files: dict[int, list[str]] = {}
    for line, sha256 in Evidence.objects.filter(line__in=to_sign).order_by("sha256").values_list("line", "sha256"):
        files.setdefault(line, []).append(sha256)
    return {
        "agency": report.agency.code,
        "year": str(report.period.plan_year.year),
        "period": f"{report.period.kind} {report.period.ordinal}",
        "lines": [
            {
                "line": label_of(line),
                "note": line.note,
                "files": files.get(line.pk, []),
                **{name: as_text(getattr(line, name)) for name in _REPORTED},
                **({"nothing_happened": "true"} if line.nothing_happened else {}),
            }
            for line in to_sign
        ],
    }


_REPORTED = ("reported", "reported_numerator", "reported_denominator")


@dataclass(frozen=True)
class SheetLine:
    """A line with what stands beside it: the period before, the year before and with it, what was due by now."""

    line: ReportLine
    previous: Decimal | None
    earlier: Decimal | None
    year_to_date: Decimal | None
    expected: Decimal | None

    @property
    def project(self) -> Project:
        return project_of(self.line)

    @property
    def falls_back(self) -> bool:
        """An action that is further back than it was reported before."""
        line = self.line
        return (
            line.action_id is not None
            and line.reported is not None
            and self.previous is not None
            and line.reported < self.previous
        )


def sheet_of(report: ProgressReport, lines: Iterable[ReportLine] | None = None) -> list[SheetLine]:
    """Every line of the return with its surroundings; two queries whatever their number."""
    lines = lines_of(report) if lines is None else list(lines)
    return sheets_of([report], lines)[report.pk]


def sheets_of(reports: Iterable[ProgressReport], lines: Iterable[ReportLine]) -> dict[int, list[SheetLine]]:
    """The sheet of each of the returns by its key, from the lines of them all; one query whatever their number."""
    by_key = {report.pk: report for report in reports}
    sheets: dict[int, list[SheetLine]] = {key: [] for key in by_key}
    lines = list(lines)
    earlier = _earlier_lines(by_key.values(), lines)
    for line in lines:
        report = by_key[line.report_id]
        about = earlier.get((line.action_id, line.target_id), [])
        sheets[report.pk].append(_sheet_line(report, line, [other for other in about if other.is_before(report)]))
    return sheets


class _Earlier(NamedTuple):
    """What was signed about a thing in another period."""

    plan_year: int
    ordinal: int
    amount: Amount

    def is_before(self, report: ProgressReport) -> bool:
        period = report.period
        return self.plan_year == period.plan_year_id and self.ordinal < period.ordinal


def _earlier_lines(
    reports: Iterable[ProgressReport], lines: list[ReportLine]
) -> dict[tuple[int | None, int | None], list[_Earlier]]:
    """What the agency signed about the same things in the years of the returns, in the order of the periods."""
    found: dict[tuple[int | None, int | None], list[_Earlier]] = {}
    earlier = (
        ReportLine.objects.filter(
            Q(action__in=[line.action_id for line in lines if line.action_id])
            | Q(target__in=[line.target_id for line in lines if line.target_id]),
            report__period__plan_year__in={report.period.plan_year_id for report in reports},
            report__period__kind__in=REGULAR_PERIODS,
            report__signed_at__isnull=False,
            status__in=[*SIGNED_LINES, LineStatus.RETURNED],
        )
        .order_by("report__period__ordinal")
        .values_list(
            "action",
            "target",
            "report__period__plan_year",
            "report__period__ordinal",
            *("reported", "reported_numerator", "reported_denominator"),
        )
    )
    for action, target, plan_year, ordinal, *amount in earlier:
        found.setdefault((action, target), []).append(_Earlier(plan_year, ordinal, Amount(*amount)))
    return found


def _sheet_line(report: ProgressReport, line: ReportLine, earlier: list[_Earlier]) -> SheetLine:
    if line.target is None:
        before = _last_reported(earlier)
        return SheetLine(line, previous=before, earlier=before, year_to_date=line.reported, expected=None)
    previous = earlier[-1].amount.value if earlier and earlier[-1].ordinal == report.period.ordinal - 1 else None
    place = report.period.ordinal - 1
    trajectory = line.target.trajectory_in_force
    measure = measure_of(line.target.indicator)
    amounts = [other.amount for other in earlier]
    return SheetLine(
        line,
        previous=previous,
        earlier=over_periods(measure, amounts).value,
        year_to_date=over_periods(measure, [*amounts, amount_in(line)]).value,
        expected=trajectory[place] if place < len(trajectory) else None,
    )


def _last_reported(lines: list[_Earlier]) -> Decimal | None:
    return next((line.amount.value for line in reversed(lines) if line.amount.value is not None), None)


def amount_in(line: ReportLine, figure: str = "reported") -> Amount:
    """A figure of the line with its parts: "reported", "verified", "disputed" or "adjusted"."""
    return Amount(*(getattr(line, f"{figure}{part}") for part in ("", "_numerator", "_denominator")))


def at_rest(item: SheetLine) -> Decimal | None:
    """What the line holds where nothing happened: a flow zero, a level or percentage what it was, if that is known."""
    line = item.line
    if line.target is None:
        return item.previous or Decimal(0)
    if asks_for_parts(line.target.indicator):
        return None
    return Decimal(0) if line.target.indicator.kind == Kind.FLOW else item.earlier


# --- lists of returns -------------------------------------------------------------------------------


class Part(TextChoices):
    """The parts of the list of returns."""

    REPORT = "report", _("To report")
    VERIFY = "verify", _("To verify")
    SILENT = "silent", _("Not reported")
    ALL = "all", _("All returns")


def returns_in(part: Part, user: User | AnonymousUser, today: datetime.date) -> QuerySet[ProgressReport]:
    """The returns of a part that concern the person.

    To report: what lies with their agency. To verify: signed, with lines that wait. Not reported: the period is over
    and nothing is signed; who is silent is known to the province, what they have drafted is not.
    """
    visible = ProgressReport.objects.visible_to(user)
    match part:
        case Part.REPORT:
            at_the_agency = Exists(ReportLine.objects.filter(report=OuterRef("pk"), status__in=BACK_WITH_AGENCY))
            return visible.filter(~Q(status=ReportStatus.SETTLED), Q(signed_at__isnull=True) | at_the_agency)
        case Part.VERIFY:
            waiting = Exists(ReportLine.objects.filter(report=OuterRef("pk"), status__in=WAITING_LINES))
            return visible.filter(waiting, signed_at__isnull=False).exclude(status=ReportStatus.SETTLED)
        case Part.SILENT:
            return ended_returns(user, today).filter(signed_at__isnull=True)
        case _:
            return visible


def ended_returns(user: User | AnonymousUser, today: datetime.date) -> QuerySet[ProgressReport]:
    """The returns of periods that are over, signed or not: where each stands is known to the province, not what is in
    it.
    """
    scope = scope_of(user, Permission.PROGRESS_VIEW)
    ended = ProgressReport.objects.filter(period__last_day__lte=today)
    return ended if scope.whole_province else ended.filter(agency__in=scope.agency_ids)
