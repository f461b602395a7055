"""The returns of the province: each agency reports as it is its manner, the planning organization verifies."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from agencies.models import User
from config.clock import on_day, today
from projects.models import Period, PlanYear
from reports.demonstration.province.drawing import chance
from reports.demonstration.province.reporting import (
    CORRECTED,
    DOUBTS,
    Outcome,
    Temper,
    entry_for,
    outcome_of,
    pace_of,
    signing_day,
    temper_of,
)
from reports.demonstration.writing import Stage, attach
from targets.lines import Abouts, abouts_of, kept_at_hand, lines_of, project_of
from targets.models import ProgressReport, ReportLine
from targets.operations.progress import (
    Entry,
    open_period,
    return_line,
    save_lines,
    send_report,
    settle_line,
    settle_lines,
    sign_report,
)

# Part of the targets' lines that carry files.
WITH_FILES = 0.035
# From the signature to the reviewer's verdict, in days.
REVIEW = range(2, 15)


@dataclass(frozen=True)
class Returns:
    """The returns of a year that was frozen on a day."""

    stage: Stage
    seed: int
    frozen_on: datetime.date
    # How the year went against its plans as a whole; and what became of every return, where that was the same.
    pace: Decimal = Decimal(1)
    outcome: Outcome | None = None
    # What the lines are about, by year: the same in every month, so it is read once.
    abouts: dict[int, Abouts] = field(default_factory=dict)

    def write(self, period: Period) -> None:
        """Every agency's return for the period, as far as it has come."""
        with on_day(max(period.first_day, self.frozen_on)):
            open_period(period=period)
        with kept_at_hand(self._abouts(period.plan_year)):
            self._write_all(period)

    def _write_all(self, period: Period) -> None:
        reports = ProgressReport.objects.filter(period=period).select_related("agency", "period__plan_year")
        for report in reports.order_by("agency__code"):
            agency = report.agency.code
            rng = chance(self.seed, f"return {agency} {period.plan_year.year}/{period.ordinal}")
            temper = temper_of(agency, self.seed)
            outcome = self.outcome or outcome_of(temper, _months_ago(period, today()), rng)
            if outcome != Outcome.SILENT:
                self._report(report, outcome, temper, rng)

    def _abouts(self, plan_year: PlanYear) -> Abouts:
        if plan_year.pk not in self.abouts:
            self.abouts[plan_year.pk] = abouts_of(plan_year)
        return self.abouts[plan_year.pk]

    def _report(self, report: ProgressReport, outcome: Outcome, temper: Temper, rng: Random) -> None:
        agency, period = report.agency.code, report.period
        editor, head = self.stage.mover("submit", agency), self.stage.mover("sign", agency)
        lines = lines_of(report)
        if outcome == Outcome.BEGUN:
            lines = lines[: rng.randrange(1, len(lines) + 1)]
        entries = {}
        for line in lines:
            pace = pace_of(project_of(line).title, temper, self.seed) * self.pace
            entries[line] = entry_for(line, period.ordinal, pace, rng)
        signed_on = signing_day(period, temper, rng, frozen_on=self.frozen_on, today=today())
        with on_day(signed_on):
            report = _save(report, entries, editor)
            for line in lines:
                if line.target_id and rng.random() < WITH_FILES:
                    attach(line, rng.randrange(10**9), editor, files=1)
            if outcome == Outcome.BEGUN:
                return
            report = send_report(by=editor, report=report, version=report.version)
            if outcome == Outcome.SENT:
                return
            report = sign_report(by=head, report=report, version=report.version)
        with on_day(min(signed_on + datetime.timedelta(days=rng.choice(REVIEW)), today())):
            self._verify(report, entries, outcome, rng)

    def _verify(
        self, report: ProgressReport, entries: Mapping[ReportLine, Entry], outcome: Outcome, rng: Random
    ) -> None:
        """The reviewer settles what was reported, or sends lines back."""
        planner = self.stage.people["planner2"]
        figures = [line for line, entry in entries.items() if line.target_id and _says_a_figure(entry)]
        if outcome == Outcome.SIGNED:
            return
        if outcome == Outcome.PARTLY_SETTLED:
            for line in figures[: max(1, len(figures) // 4)]:
                settle_line(by=planner, line=line, version=report.version)
            return
        if outcome in (Outcome.PARTLY_RETURNED, Outcome.SETTLED_AFTER_CORRECTION):
            doubted = rng.sample(figures, min(len(figures), rng.randrange(1, 3)))
            for line in doubted:
                return_line(by=planner, line=line, version=report.version, reason=rng.choice(DOUBTS))
            if outcome == Outcome.SETTLED_AFTER_CORRECTION and doubted:
                report = self._correct(report, {line: entries[line] for line in doubted})
            elif len(doubted) == len(entries):
                return
        settle_lines(by=planner, report=report, version=report.version)

    def _correct(self, report: ProgressReport, doubted: Mapping[ReportLine, Entry]) -> ProgressReport:
        """The agency takes a little off what was doubted and signs again."""
        agency = report.agency.code
        editor, head = self.stage.mover("submit", agency), self.stage.mover("sign", agency)
        report = _save(report, {line: _corrected(entry) for line, entry in doubted.items()}, editor)
        report = send_report(by=editor, report=report, version=report.version)
        return sign_report(by=head, report=report, version=report.version)


def _save(report: ProgressReport, entries: Mapping[ReportLine, Entry], editor: User) -> ProgressReport:
    values = {line.uuid: entry for line, entry in entries.items()}
    return save_lines(by=editor, report=report, version=report.version, values=values)


def _says_a_figure(entry: Entry) -> bool:
    return entry.value is not None or entry.numerator is not None


def _months_ago(period: Period, day: datetime.date) -> int:
    """0 for the running period, 1 for the one before it, and so on."""
    return max(0, ((day - period.last_day).days + 30) // 30)


def _corrected(entry: Entry) -> Entry:
    if entry.value is None:
        return replace(entry, note=CORRECTED)
    step = Decimal(1) if entry.value == entry.value.to_integral() else Decimal("0.01")
    return Entry((entry.value * Decimal("0.95")).quantize(step), note=CORRECTED)
