"""The data set of the year-end report: everything the report says, read in one moment and written to one file.

Workbook and document are made of this file alone, and it can be compiled again years later. It is JSON with sorted
keys; amounts and percentages are text of exact decimals, days and moments ISO 8601, names in both languages; null is
"not reported" or "not computable", never zero. docs/report-schema.json describes it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from agencies.models import Agency, County, Sector
from projects.calls import expected_agencies
from projects.models import Period, PlanYear, Project
from reports.data_set import around, groups, restated, targets
from reports.data_set.texts import Data, coded, counted, covered, named, names, text
from reports.enums import ReportKind, Span
from targets.models import MacroTarget
from targets.performance import MacroFigures, Returns, action_progress, figures_as_of, table_as_of
from targets.planned import Planned, plan_of

# Counts the changes of what the file looks like.
FORMAT = 2


@dataclass(frozen=True)
class Question:
    """What a data set answers: which year, recorded until when, due on which day, until when in the year, about whom.

    `previous` is the report before it (its UUID, number, moment and hash) with its data set: what that said otherwise
    is restated.
    """

    plan_year: PlanYear
    as_of: datetime.datetime
    on: datetime.date
    span: str = Span.YEAR
    ordinal: int | None = None
    through: Period | None = None
    agency: Agency | None = None
    sector: Sector | None = None
    county: County | None = None
    previous: tuple[Data, Data] | None = None

    @property
    def only(self) -> Callable[[Planned], bool] | None:
        """Which targets are meant; None for all."""
        if self.agency is not None:
            key = self.agency.pk
            return lambda row: row.agency_id == key
        if self.sector is not None:
            sector = self.sector.code
            return lambda row: row.sector == sector
        if self.county is not None:
            county = self.county.sci_code
            return lambda row: row.places == {county}
        return None


@contextmanager
def snapshot() -> Iterator[str]:
    """What the database holds at this moment, under a name by which others can `read` it as long as this is open."""
    keeper = connection.copy()
    try:
        with keeper.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
            cursor.execute("ROLLBACK")
    finally:
        keeper.close()


def read(question: Question, of: Callable[[Question], Data] | None = None, *, at: str = "") -> Data:
    """The data set, or one half `of` it, read in one snapshot of the database: the one named `at`, else its own.

    What was recorded until the moment asked for counts. Nothing can be written meanwhile, and no transaction may be
    open. Raises DatabaseError when nobody keeps the snapshot open any more.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if at:
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [at])
        return (of or collect)(question)


def written(data: Data) -> bytes:
    """The file: the same bytes for the same data, a line for each row of its tables."""
    parts = []
    for name, value in sorted(data.items()):
        rows = [_as_json(row) for row in value] if isinstance(value, list) else []
        parts.append(f"{_as_json(name)}: " + ("[\n" + ",\n".join(rows) + "\n]" if rows else _as_json(value)))
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def parse(content: bytes) -> Data:
    """The data set that stands in the file."""
    return json.loads(content)


def collect(question: Question) -> Data:
    """The data set, read in the transaction that is open."""
    return of_targets(question) | of_projects(question)


def of_targets(question: Question) -> Data:
    """Of the data set the targets, everything that adds them up, and what the report is about; and no more."""
    plan_year, as_of = question.plan_year, question.as_of
    figures = figures_as_of(plan_year, as_of, today=question.on, through=question.through, only=question.only)
    table = figures.table
    if table is None:
        raise LookupError(f"no master table of {plan_year.year} was frozen by {as_of.isoformat()}")
    agencies = Agency.objects.in_bulk(figures.by_agency.keys() | figures.returns.keys())
    beside = targets.around([each.planned for each in figures.performances])
    data = {
        "format": FORMAT,
        "kind": ReportKind.YEAR_END,
        "as_of": as_of.astimezone(datetime.UTC).isoformat(),
        "day": question.on.isoformat(),
        "headquarters": settings.HEADQUARTERS_NAME,
        "province": settings.PROVINCE_NAME,
        "extent": {
            "span": question.span,
            "ordinal": question.ordinal,
            "period": {"kind": figures.period.kind, "ordinal": figures.period.ordinal} if figures.period else None,
            "agency": named(question.agency),
            "sector": coded(question.sector) if question.sector else None,
            "county": coded(question.county) if question.county else None,
        },
        "plan_year": {
            "year": plan_year.year,
            "slogan": {"fa": plan_year.slogan_fa, "en": plan_year.slogan_en},
            "state": plan_year.state,
            "achievement_cap": text(plan_year.achievement_cap),
            "is_illustrative": plan_year.is_illustrative,
        },
        "master_table": {
            "version": table.version,
            "rows": table.row_count,
            "content_hash": table.content_hash,
            "frozen_at": table.frozen_at.astimezone(datetime.UTC).isoformat(),
        },
        "versions": around.versions(plan_year, as_of),
        "together": groups.sizes(figures.performances, figures),
        "coverage": covered(figures.totals.coverage),
        "returns": counted(sum(figures.returns.values(), Returns())),
        "agencies_asked": expected_agencies(plan_year).count(),
        "macro_targets": [_macro_target(each) for each in figures.macro_targets if _is_meant(each, question)],
        "agencies": groups.by_agency(figures, agencies),
        "axes": groups.by_axis(figures),
        "counties": groups.by_county(figures),
        "industries": groups.by_industry(figures, beside),
        "clauses": groups.by_clause(figures, beside),
        "targets": targets.targets(figures, agencies, beside),
        "headquarters_sessions": around.sessions(
            plan_year, as_of, question.on, None if question.only is None else agencies.keys()
        ),
        "previous": None,
        "restatements": [],
    }
    if question.previous is not None:
        reference, before = question.previous
        since = datetime.datetime.fromisoformat(before["as_of"])
        data["previous"] = reference
        data["restatements"] = restated.restatements(data, before, restated.reasons_since(plan_year, since, as_of))
    return data


def of_projects(question: Question) -> Data:
    """Of the data set the projects of the same plan, their actions and their obstacles."""
    plan_year, as_of = question.plan_year, question.as_of
    whole = plan_of(plan_year, table=table_as_of(plan_year, as_of))
    plan = [row for row in whole if question.only is None or question.only(row)]
    agencies = Agency.objects.in_bulk({row.agency_id for row in plan})
    beside = targets.around(plan)
    progress = action_progress(plan_year, today=question.on, through=question.through, as_of=as_of)
    actions, works = targets.actions(plan, progress, agencies)
    return {
        "projects": targets.projects(plan, agencies, beside, works, _counties(beside.projects.keys())),
        "actions": actions,
        "challenges": around.challenges(plan_year, beside.projects.keys(), agencies, as_of),
    }


def _is_meant(macro: MacroFigures, question: Question) -> bool:
    """In a report about a part of the province only those macro targets stand that the part feeds."""
    return question.only is None or macro.targets > 0


def _counties(projects: Collection[int]) -> dict[int, list[str]]:
    """The codes of the projects' counties."""
    links = Project.counties.through.objects.filter(project__in=projects)
    found: dict[int, list[str]] = {}
    for project, county in links.order_by("county__sci_code").values_list("project_id", "county__sci_code"):
        found.setdefault(project, []).append(county)
    return found


def _macro_target(figures: MacroFigures) -> Data:
    macro_target = figures.macro_target
    observation = figures.observation
    return {
        "indicator": coded(macro_target.indicator),
        "part": _part(macro_target),
        "unit": coded(macro_target.indicator.unit),
        "baseline": text(macro_target.figures.baseline),
        "value": text(macro_target.figures.value),
        "needed": text(figures.needed),
        "offered": text(figures.offered),
        "agreed": text(figures.agreed),
        "reported": text(figures.reported),
        "verified": text(figures.verified),
        "disputed": text(figures.disputed),
        "gap": text(figures.gap),
        "proved": text(figures.proved),
        "achievement": text(figures.achievement),
        "observation": {
            "value": text(observation.value),
            "source": observation.source,
            "period": {"kind": observation.period.kind, "ordinal": observation.period.ordinal},
        }
        if observation
        else None,
        "coverage": covered(figures.coverage),
        "verified_coverage": covered(figures.verified_coverage),
        "targets": figures.targets,
        "not_counted": figures.not_counted,
        "still_growing": figures.still_growing,
        "suspected_double_counts": figures.suspected,
        "counted_in_part": figures.in_part,
    }


def _part(macro_target: MacroTarget) -> dict[str, str] | None:
    return names(macro_target.part) if macro_target.part else None
