"""Columns and cells that several tables have in common: how many, how far by whose word, of how much."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reports.year_end.layout import Cell, Column, Data, Kind, coverage_of, percent
from targets.enums import Standing


def count_columns(*, in_print: bool = True) -> list[Column]:
    return [
        Column(_("Programs"), Kind.COUNT, width=10, in_print=in_print),
        Column(_("Projects"), Kind.COUNT, width=10, in_print=in_print),
        Column(_("Targets"), Kind.COUNT, width=10),
    ]


def achievement_columns() -> list[Column]:
    return [
        Column(_("Reported achievement"), Kind.PERCENT, missing=_("not reported")),
        Column(_("Verified achievement"), Kind.PERCENT, missing=_("not verified")),
        Column(_("Targets in dispute"), Kind.COUNT, width=12),
        Column(_("Of the plan to date"), Kind.PERCENT, missing=_("not computable"), in_print=False),
        Column(_("Coverage, reported"), Kind.WORDS, missing=_("nothing was due"), width=16),
        Column(_("Coverage, verified"), Kind.WORDS, missing=_("nothing was due"), width=16),
    ]


def standing_columns() -> list[Column]:
    return [Column(str(standing.label), Kind.COUNT, width=12, in_print=False) for standing in Standing]


def size_cells(row: Data) -> Iterable[Cell]:
    yield from (Cell(row[name]) for name in ("programs", "projects", "targets"))


def achievement_cells(row: Data) -> Iterable[Cell]:
    yield percent(row["reported"])
    yield percent(row["verified"])
    yield Cell(row["disputed"])
    yield percent(row["rate"])
    yield coverage_of(row)
    yield coverage_of(row, "verified_coverage")


def standing_cells(row: Data) -> Iterable[Cell]:
    yield from (Cell(row["standings"].get(standing, 0)) for standing in Standing)
