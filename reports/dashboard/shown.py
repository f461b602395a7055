"""What the page of a dashboard says and draws, made when it is first asked for and kept with what was read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from agencies.models import User
from agencies.permissions import sight_of
from agencies.unchanged import while_unchanged
from config.made import Made
from projects.models import PlanYear
from reports.dashboard.asked import Asked
from reports.dashboard.brief import Brief, brief_of
from reports.dashboard.choosing import Names
from reports.dashboard.drawn import Drawn
from reports.dashboard.late_now import LateNow, late_now
from reports.dashboard.reading import Calendar, Dashboard, dashboard_of
from reports.dashboard.said import Sentence
from reports.dashboard.tiles import HEADLINE, Tile, tiles_of, worst_of


@dataclass(frozen=True)
class Shown:
    """A dashboard in the words of one language, with the names that there are in it; no query."""

    board: Dashboard
    names: Names

    @cached_property
    def drawn(self) -> Drawn:
        return Drawn(self.board, self.names.of["sector"])

    @cached_property
    def brief(self) -> Brief:
        return brief_of(self.board, self.names.of["indicator"])

    @cached_property
    def _tiles(self) -> Sequence[Tile]:
        return tiles_of(self.board)

    @property
    def headline(self) -> Sequence[Tile]:
        return self._tiles[:HEADLINE]

    @property
    def tiles(self) -> Sequence[Tile]:
        """The others."""
        return self._tiles[HEADLINE:]

    @cached_property
    def late(self) -> LateNow:
        return late_now(self.board)

    @cached_property
    def worst(self) -> Sentence | None:
        return worst_of(self.board)

    @cached_property
    def made(self) -> Made:
        """The parts of the page that say nothing else."""
        return Made("reports", shown=self, board=self.board, brief=self.brief, drawn=self.drawn)


def shown_to(
    user: User, plan_year: PlanYear, *, today: datetime.date, asked: Asked, calendar: Calendar, names: Names
) -> Shown:
    """The year as the person may see it, in the active language.

    Kept until something is done: who looks again, or at the screen and the sheet of it, looks at the same.
    """
    return while_unchanged(
        ("dashboard", sight_of(user), plan_year.pk, today, asked, get_language()),
        lambda: Shown(dashboard_of(plan_year, user=user, today=today, asked=asked, calendar=calendar), names),
    )
