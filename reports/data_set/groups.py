"""The same targets by agency, axis, county, industry and clause, each group with its coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from agencies.models import Agency, County, NamedInTwoLanguages
from projects.models import Axis, PolicyClause, PriorityIndustry
from reports.data_set.targets import Around
from reports.data_set.texts import Data, coded, counted, covered, text
from targets.performance import Performance, Returns, YearFigures, grouped, totals

# What is in no group of a list stands last, without a name.
REST: Data = {"code": "", "name": {"fa": "", "en": ""}}


def sizes(performances: Sequence[Performance], figures: YearFigures) -> Data:
    """How much there is of a group and what came of it; "" and None where there is nothing."""
    planned = [each.planned for each in performances]
    together = totals(performances, figures.plan_year)
    return {
        "programs": len({row.program_code for row in planned}),
        "projects": len({row.project_code for row in planned}),
        "targets": len(planned),
        "reported": text(together.achievement.value),
        "verified": text(together.verified_achievement.value),
        "rate": text(together.rate.value),
        "proved": text(together.proved.value),
        "coverage": covered(together.coverage),
        "verified_coverage": covered(together.verified_coverage),
        "disputed": together.disputed,
        "standings": dict(sorted(together.standings.items())),
    }


def by_agency(figures: YearFigures, agencies: Mapping[int, Agency]) -> list[Data]:
    """With a rank by the verified achievement, then the reported one; who has neither has no rank."""
    parts = grouped(figures.performances, lambda each: each.planned.agency_id)
    rows = [
        coded(agency)
        | sizes(parts.get(agency.pk, []), figures)
        | {"group": agency.evaluation_group, "returns": counted(figures.returns.get(agency.pk, Returns()))}
        for agency in sorted(agencies.values(), key=lambda agency: agency.code)
    ]
    achieved = [_rank_of(row) for row in rows]
    for row, own in zip(rows, achieved, strict=True):
        row["rank"] = None if own is None else 1 + sum(other is not None and other > own for other in achieved)
    return rows


def _rank_of(row: Data) -> tuple[Decimal, Decimal] | None:
    if row["reported"] is None:
        return None
    return Decimal(-1 if row["verified"] is None else row["verified"]), Decimal(row["reported"])


def by_axis(figures: YearFigures) -> list[Data]:
    return _listed(figures, Axis.objects.all(), lambda each: [each.planned.axis])


def by_county(figures: YearFigures) -> list[Data]:
    """A county's own targets; what is meant for several counties or for the province stands in the last row."""

    def places(each: Performance) -> list[str]:
        return sorted(each.planned.places) if len(each.planned.places) == 1 else [""]

    known = {county.sci_code: county for county in County.objects.all()}
    rows = _listed(figures, list(known.values()), places, every=True)
    for row in rows:
        county = known.get(row["code"])
        row["tile"] = [county.tile_row, county.tile_column] if county else None
    return rows


def by_industry(figures: YearFigures, beside: Around) -> list[Data]:
    def industry(each: Performance) -> list[str]:
        found = beside.projects[each.planned.project_id].priority_industry
        return [found.code if found else ""]

    return _listed(figures, PriorityIndustry.objects.all(), industry)


def by_clause(figures: YearFigures, beside: Around) -> list[Data]:
    """A program of two clauses counts in both; these rows are not added up."""

    def clauses(each: Performance) -> list[str]:
        return beside.clauses.get(each.planned.program_code) or [""]

    return _listed(figures, PolicyClause.objects.all(), clauses)


def _listed(
    figures: YearFigures,
    rows: Iterable[NamedInTwoLanguages],
    keys: Callable[[Performance], Sequence[str]],
    *,
    every: bool = False,
) -> list[Data]:
    """The groups in the order of their list; `every` row of it, or those that there is something of."""
    parts: dict[str, list[Performance]] = {}
    for each in figures.performances:
        for key in keys(each):
            parts.setdefault(key, []).append(each)
    listed = [coded(row) for row in rows]
    found = [row | sizes(parts.get(row["code"], []), figures) for row in listed if every or row["code"] in parts]
    return found + ([REST | sizes(parts[""], figures)] if "" in parts else [])
