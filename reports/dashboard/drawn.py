"""The charts of the dashboard, made from what was read; no query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.unchanged import of_the_same
from config.persian.calendar import format_date
from reports.charts import Bullet, Bullets, HeatMap, HeatRow, SCurve, caption_of
from reports.dashboard.reading import Dashboard
from reports.dashboard.through_the_year import Went, is_silent_at, rate_at
from targets.forecast import Outlook, Together
from targets.performance import MacroFigures, course_of

# The heat map shows so many agencies, those furthest behind first; its table has all of them.
AGENCIES_DRAWN = 20
OUTLOOK_TONE: dict[Outlook | None, str] = {
    Outlook.REACHED: "ok",
    Outlook.OPEN: "warn",
    Outlook.MISSED: "bad",
    None: "idle",
}


@dataclass(frozen=True)
class Drawn:
    """The charts of a dashboard. `names` are those of the sectors, by code."""

    board: Dashboard
    names: Mapping[str, str]

    @cached_property
    def caption(self) -> str:
        return self._caption()

    def _caption(self, *, is_bars: bool = False) -> str:
        figures = self.board.figures
        return caption_of(
            _("as of %(day)s") % {"day": format_date(self.board.today)},
            _("figures to the end of %(period)s") % {"period": figures.period.name} if figures.period else "",
            reported=figures.totals.coverage.reported,
            due=figures.totals.coverage.due,
            is_bars=is_bars,
        )

    @property
    def last(self) -> int:
        """The last period that was due; 0 for none."""
        return self.board.figures.period.ordinal if self.board.figures.period else 0

    @cached_property
    def curve(self) -> SCurve:
        board = self.board
        performances, year, last = board.figures.performances, board.plan_year, self.last
        name = ("course", year.achievement_cap, last)
        course = of_the_same(name, [performances], lambda: course_of(performances, year, last=last))
        points = {point.ordinal: point for point in course.points}
        of = [points.get(period.ordinal) for period in board.periods]
        return SCurve(
            key="curve",
            title=_("Planned and actual, in percent of the year's promises"),
            caption=self.caption,
            steps=[period.name for period in board.periods],
            keys=[str(period.ordinal) for period in board.periods],
            planned=[point.planned if point else None for point in of],
            actual=[point.reported if point else None for point in of],
        )

    @cached_property
    def macro_targets(self) -> Bullets:
        return Bullets(
            key="macro",
            figure="macro",
            title=_("Macro target"),
            caption=self._caption(is_bars=True),
            rows=[self._bullet(macro, forecast) for macro, forecast in self.board.macro_targets if macro.targets],
        )

    def _bullet(self, macro: MacroFigures, forecast: Together) -> Bullet:
        """Levels: the baseline and what the targets bring to it."""
        target, indicator = macro.macro_target, macro.macro_target.indicator
        start, wanted = target.figures.baseline, self.board.wanted_of(macro)

        def level(brought: Decimal | None) -> Decimal | None:
            return None if brought is None else start + brought

        outlook = outlook_of(wanted, forecast)
        return Bullet(
            label=str(indicator),
            key=indicator.code,
            unit=str(indicator.unit),
            url=self.board.rows(macro=target.uuid),
            start=start,
            target=target.figures.value if wanted is None else start + wanted,
            last_year=self.board.past.get(indicator.code),
            expected=level(macro.expected),
            reported=level(macro.reported),
            verified=level(macro.verified),
            forecast=level(forecast.value),
            low=level(forecast.low),
            high=level(forecast.high),
            places=indicator.unit.decimals,
            word=str(outlook.label) if outlook else _("no forecast"),
            tone=OUTLOOK_TONE[outlook],
        )

    @cached_property
    def agencies(self) -> HeatMap:
        groups: dict[int, list[Went]] = {}
        for each in self.board.went:
            groups.setdefault(each.performance.planned.agency_id, []).append(each)
        rows = sorted(self.board.agencies, key=lambda row: row.totals.rate.value or Decimal(0))
        return self._heat(
            "agencies",
            _("Agency"),
            _("Agencies through the months"),
            [(str(row.agency), row.agency.code, groups.get(row.agency.pk, []), "agency") for row in rows],
        )

    @cached_property
    def sectors(self) -> HeatMap:
        groups: dict[str, list[Went]] = {}
        for each in self.board.went:
            groups.setdefault(each.performance.planned.sector, []).append(each)
        order = [*(code for code in self.names if code in groups), *(code for code in groups if code not in self.names)]
        return self._heat(
            "sectors",
            _("Sector"),
            _("Sectors through the months"),
            [(self.names.get(code, _("Without sector")), code, groups[code], "sector") for code in order],
        )

    def _heat(self, key: str, heading: str, title: str, rows: Sequence[tuple[str, str, list[Went], str]]) -> HeatMap:
        board = self.board
        places = range(len(board.periods))
        return HeatMap(
            key=key,
            heading=heading,
            title=title,
            caption=self.caption,
            columns=[period.name for period in board.periods],
            column_keys=[str(period.ordinal) for period in board.periods],
            figure=f"heat-{key}",
            is_time=True,
            marked_below=board.plan_year.behind_from,
            drawn=AGENCIES_DRAWN,
            rows=[
                HeatRow(
                    label=label,
                    key=code,
                    url=self._sheet_of(name, code),
                    values=[rate_at(went, place, board.plan_year) for place in places],
                    silent=frozenset(place for place in places if is_silent_at(went, place)),
                )
                for label, code, went, name in rows
            ],
        )

    def _sheet_of(self, name: str, code: str) -> str:
        return f"{reverse(f'{name}-sheet', args=[code])}?year={self.board.plan_year.year}" if code else ""


def outlook_of(wanted: Decimal | None, forecast: Together) -> Outlook | None:
    """What the range of the forecast says of what is wanted, of falls as of rises; None without a forecast."""
    if forecast.low is None or forecast.high is None or not wanted:
        return None
    shares = (forecast.low / wanted, forecast.high / wanted)
    if min(shares) >= 1:
        return Outlook.REACHED
    return Outlook.MISSED if max(shares) < 1 else Outlook.OPEN
