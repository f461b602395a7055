"""What an amendment may say: the new figures of a frozen row, and what its lines still find when it is approved."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from projects.enums import FROZEN_WITH_THE_YEAR, ProjectState
from projects.models import PlanYear, Program
from targets.enums import LineKind
from targets.models import AmendmentLine, MasterTable, MasterTableRow, Target
from targets.ratios import fault_of_parts, value_of_parts
from targets.readiness import wrong_way
from targets.returns import asks_for_parts
from targets.trajectories import rescaled
from targets.units import too_fine

# What a line carries, as the frozen row and the live target call it.
FIGURES = ("value", "numerator", "denominator", "lower_bound", "upper_bound", "weight", "trajectory")


@dataclass(frozen=True)
class Figures:
    """What is asked to stand in a row; None leaves what stands there. A trajectory not given follows the new value."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    lower_bound: Decimal | None = None
    upper_bound: Decimal | None = None
    weight: Decimal | None = None
    trajectory: tuple[Decimal, ...] | None = None


class LineFault(NamedTuple):
    """Why a line is refused: the UUID of what it is about, the figure, the words with the row's name in them."""

    key: str
    field: str
    message: str


class WrongFigure(ValueError):
    """What is asked of a row cannot stand there: `field` says which figure, the text why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def figures_of(row: MasterTableRow) -> dict[str, Any]:
    """What stands in the row."""
    return {name: getattr(row, name) for name in FIGURES}


def name_of(row: MasterTableRow) -> str:
    """A row as people name it: by codes, in no language."""
    return " · ".join(filter(None, [row.project_code, row.indicator_code, row.county_code]))


def amended(row: MasterTableRow, asked: Figures) -> dict[str, Any]:
    """All figures of the row as they shall stand. Raises WrongFigure where they contradict the indicator or each other.

    `row` comes with its target's indicator and unit.
    """
    indicator = row.target.indicator
    before = figures_of(row)
    figures = before | {name: getattr(asked, name) for name in FIGURES if getattr(asked, name) is not None}
    figures["trajectory"] = list(figures["trajectory"])
    parts = (asked.numerator, asked.denominator)
    if any(part is not None for part in parts):
        if not asks_for_parts(indicator) or None in (figures["numerator"], figures["denominator"]):
            raise WrongFigure("numerator", _("Only a ratio has a numerator and a denominator, and it has both."))
        if asked.value is None:
            figures["value"] = value_of_parts(indicator, figures["numerator"], figures["denominator"])
            if figures["value"] is None:
                raise WrongFigure("denominator", _("The denominator of a ratio must be above zero."))
    elif asked.value is not None and asks_for_parts(indicator) and row.numerator is not None:
        raise WrongFigure("value", _("A ratio changes by its numerator and denominator; enter both."))
    fault = fault_of_parts(indicator, **{name: figures[name] for name in ("value", "numerator", "denominator")})
    if fault:
        raise WrongFigure(*fault)
    if figures["weight"] <= 0:
        raise WrongFigure("weight", _("A weight is above zero."))
    target = _as_if(row.target, figures)
    if told := wrong_way(target):
        raise WrongFigure("value", told % {"target": target})
    if asked.trajectory is None:
        figures["trajectory"] = rescaled(target, figures["value"])
    elif len(figures["trajectory"]) != len(row.trajectory):
        counted = {"expected": row.trajectory, "given": figures["trajectory"]}
        message = _("The trajectory has %(expected)s points, one for each period; %(given)s are given.")
        raise WrongFigure(
            "trajectory", message % {name: format_number(len(points)) for name, points in counted.items()}
        )
    if figures["trajectory"] and figures["trajectory"][-1] != figures["value"]:
        raise WrongFigure("trajectory", _("The trajectory must end at the year-end target."))
    given = [asked.value, asked.lower_bound, asked.upper_bound, *(asked.trajectory or ())[:-1]]
    if told := too_fine(indicator.unit, given):
        raise WrongFigure("value", told)
    if figures == before:
        raise WrongFigure("value", _("Nothing differs from what is in force."))
    return figures


def _as_if(target: Target, figures: Mapping[str, Any]) -> Target:
    supposed = copy.copy(target)
    for name in FIGURES:
        setattr(supposed, name, figures[name])
    return supposed


# --- what lines are about -----------------------------------------------------------------------------


def rows_in_force(table: MasterTable) -> QuerySet[MasterTableRow]:
    """The rows of a version with what amending them needs, in its order."""
    return table.rows.select_related(
        "agency", "target__project__program", "target__indicator__unit", "target__county"
    ).order_by("position")


def late_programs(plan_year: PlanYear) -> QuerySet[Program]:
    """Approved programs of the year that stand in no version: what an amendment may take in."""
    frozen = MasterTableRow.objects.filter(target__project__program=OuterRef("pk"))
    targets = Target.objects.filter(project__program=OuterRef("pk"), project__state=ProjectState.ACTIVE)
    approved = Program.objects.filter(plan_year=plan_year, status__in=FROZEN_WITH_THE_YEAR)
    return approved.filter(~Exists(frozen), Exists(targets)).select_related("agency").order_by("code")


@dataclass(frozen=True)
class Standing:
    """A version in force as lines are held against it."""

    rows: Mapping[int, MasterTableRow]
    projects: frozenset[int]
    late: frozenset[int]

    @classmethod
    def of(cls, table: MasterTable) -> Standing:
        rows = {row.target_id: row for row in rows_in_force(table)}
        return cls(
            rows=rows,
            projects=frozenset(row.target.project_id for row in rows.values()),
            late=frozenset(late_programs(table.plan_year).values_list("pk", flat=True)),
        )

    def still_fits(self, line: AmendmentLine) -> bool:
        """Whether what the line is about is as its proposer saw it."""
        match line.kind:
            case LineKind.FIGURES:
                row = self.rows.get(line.target_id or 0)
                return row is not None and figures_of(row) == {name: getattr(line, f"old_{name}") for name in FIGURES}
            case LineKind.DROP:
                return line.project_id in self.projects
            case _:
                return line.program_id in self.late


def moved_lines(lines: Iterable[AmendmentLine], table: MasterTable) -> list[AmendmentLine]:
    """The lines that a later version has overtaken."""
    standing = Standing.of(table)
    return [line for line in lines if not standing.still_fits(line)]
