"""Who has not reported, and with whom each return lay how long: the clock of each side, and how often it came late.

A return has two deadlines. The agency's is the period's due day: what is not signed by its end is late, whoever in the
house let it lie. Once signed, whoever it lies with has a week: the reviewers to verify it, the agency to correct what
came back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.models import Agency
from projects.clock import Wait, days_with
from projects.enums import REGULAR_PERIODS, Turn
from projects.models import Period
from targets.enums import ReportStatus
from targets.models import ProgressReport, ReturnStay

# Days for which what was signed may lie with a side before it is reminded.
SITS_AFTER = 7
ONE_PLACE = Decimal("0.1")


def with_last_stay(reports: QuerySet[ProgressReport]) -> QuerySet[Any]:
    """The returns with the side each lies with now (`lies_with`), and since when (`lies_since`)."""
    last = ReturnStay.objects.filter(report=OuterRef("pk")).order_by("-pk")
    return reports.annotate(
        lies_with=Subquery(last.values("turn")[:1]), lies_since=Subquery(last.values("since_on")[:1])
    )


@dataclass(slots=True)
class Lateness:
    """How an agency kept the due days of a year so far: returns that fell due, the days by which each came late."""

    due: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def times(self) -> int:
        return len(self.days)

    @property
    def average(self) -> Decimal | None:
        """Days late on average, of those that came late; None where none did."""
        return (Decimal(sum(self.days)) / len(self.days)).quantize(ONE_PLACE) if self.days else None


@dataclass(frozen=True, slots=True)
class Lying:
    """A return with its clocks. `late`: days past the agency's due day; `over`: days past the week of the side with
    which it lies since it was signed.
    """

    report: ProgressReport
    turn: Turn
    days: dict[Turn, int]
    late: int
    over: int
    lateness: Lateness

    @property
    def agency(self) -> Agency:
        return self.report.agency

    @property
    def period(self) -> Period:
        return self.report.period

    @property
    def with_agency(self) -> int:
        return self.days[Turn.AGENCY]

    @property
    def with_head(self) -> int:
        return self.days[Turn.HEAD]

    @property
    def with_reviewer(self) -> int:
        return self.days[Turn.PLANNER]

    @property
    def times_late(self) -> int:
        return self.lateness.times

    @property
    def days_late_on_average(self) -> Decimal | None:
        return self.lateness.average


def days_past_due(period: Period, signed_on: datetime.date | None, today: datetime.date) -> int:
    """Days from the agency's due day until the head signed, until today while nobody has; 0 in time."""
    return max(0, ((signed_on or today) - period.due_on).days)


def verified_until(report: ProgressReport) -> datetime.date | None:
    """The last day of the week in which the side that has a signed return is to be done; None before it lay anywhere.

    The stays are at hand.
    """
    stays = list(report.stays.all())
    return stays[-1].since_on + datetime.timedelta(days=SITS_AFTER) if stays else None


def lying(reports: Iterable[ProgressReport], today: datetime.date) -> list[Lying]:
    """The returns, in their order, each with its clocks; two queries, and one for the stays unless they are there."""
    reports = list(reports)
    lateness = lateness_of(reports, today)
    return [_lying(report, lateness[report.agency_id, report.period.plan_year_id], today) for report in reports]


def _lying(report: ProgressReport, lateness: Lateness, today: datetime.date) -> Lying:
    stays = list(report.stays.all())
    turn = Turn(stays[-1].turn) if stays else Turn.AGENCY
    is_open = report.signed_at is not None and report.status != ReportStatus.SETTLED
    return Lying(
        report=report,
        turn=turn,
        # What counts is the time in which it can be sent: from the period's last day on.
        days=days_with(waits_of(stays, today), since=report.period.last_day),
        late=days_past_due(report.period, report.signed_on, today),
        over=max(0, (today - stays[-1].since_on).days - SITS_AFTER) if is_open and stays else 0,
        lateness=lateness,
    )


def waits_of(stays: Sequence[ReturnStay], today: datetime.date) -> list[Wait]:
    """What the stays of one return, in their order, say of each side; the last one lasts until today.

    A stay never begins after the one that follows it, though the clock was set back in between.
    """
    waits: list[Wait] = []
    until = today
    for stay in reversed(stays):
        since = min(stay.since_on, until)
        waits.insert(0, Wait(Turn(stay.turn), since, until))
        until = since
    return waits


def lateness_of(reports: Iterable[ProgressReport], today: datetime.date) -> dict[tuple[int, int], Lateness]:
    """How the agencies of the returns kept the due days of those returns' years, by the keys of agency and year."""
    found: dict[tuple[int, int], Lateness] = {
        (report.agency_id, report.period.plan_year_id): Lateness() for report in reports
    }
    fell_due = ProgressReport.objects.filter(
        agency__in={agency for agency, _year in found},
        period__plan_year__in={year for _agency, year in found},
        period__kind__in=REGULAR_PERIODS,
        period__due_on__lt=today,
    ).select_related("period")
    for report in fell_due:
        lateness = found.setdefault((report.agency_id, report.period.plan_year_id), Lateness())
        lateness.due += 1
        if late := days_past_due(report.period, report.signed_on, today):
            lateness.days.append(late)
    return found
