"""The lines of a sheet: a target, a program, a macro target, an agency, a return, a challenge, a promise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise

from agencies.models import Agency, County
from projects.enums import ProgramStatus
from projects.models import Challenge, Period
from targets.forecast import Forecast, Together
from targets.models import Indicator, ProgressReport
from targets.performance import MacroFigures, Performance, Totals
from targets.rollups import Average


@dataclass(frozen=True)
class TargetLine:
    """A target with what came of it and what is likely to come. `county` where it has one.

    `tone` and `word` are of its standing.
    """

    performance: Performance
    tone: str
    word: str | Promise
    forecast: Forecast
    indicator: Indicator
    county: County | None
    agency: Agency


@dataclass(frozen=True)
class ProgramLine:
    """A program, or what of it belongs to the part. `work` is the progress of its actions, projects by weight."""

    uuid: UUID
    code: str
    title: str
    agency: Agency
    status: ProgramStatus
    projects: int
    totals: Totals
    work: Average


@dataclass(frozen=True)
class MacroLine:
    """A macro target and what the part brings to it. `share` is what the agency is asked for, None for nothing."""

    figures: MacroFigures
    share: Decimal | None
    forecast: Together

    @property
    def gap(self) -> Decimal | None:
        """What of the share is not agreed yet."""
        return None if self.share is None else self.share - (self.figures.agreed or Decimal(0))


@dataclass(frozen=True)
class AgencyLine:
    agency: Agency
    totals: Totals


@dataclass(frozen=True)
class ReturnMark:
    """What became of an agency's return for a period: signed in time or `late` by days, missing, or not due yet.

    `is_known` where there is one that the reader may open.
    """

    period: Period
    report: ProgressReport | None
    is_due: bool
    late: int
    is_known: bool

    @property
    def is_signed(self) -> bool:
        return self.report is not None and self.report.signed_at is not None

    @property
    def tone(self) -> str:
        if self.is_signed:
            return "warn" if self.late else "ok"
        return "bad" if self.is_due else "idle"


@dataclass(frozen=True)
class ChallengeLine:
    """`is_asked` where it stands in the way of others, and the agency is asked to solve it."""

    challenge: Challenge
    is_asked: bool
