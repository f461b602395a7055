"""The data set of the year-end report: everything the report says, read in one moment and written to one file.

Workbook and document are made of this file alone, and it can be compiled again years later. It is JSON with sorted
keys; amounts and percentages are text of exact decimals, days and moments ISO 8601, names in both languages; null is
"not reported" or "not computable", never zero.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from agencies.models import Agency, NamedInTwoLanguages
from projects.calls import expected_agencies
from projects.models import Action, Axis, PlanYear
from reports.enums import ReportKind
from targets.models import Indicator, MacroTarget, Unit
from targets.performance import (
    Done,
    MacroFigures,
    Performance,
    Returns,
    Totals,
    YearFigures,
    figures_as_of,
    grouped,
)
from targets.rollups import Coverage

# Counts the changes of what the file looks like.
FORMAT = 1

Data = dict[str, Any]


def read(plan_year: PlanYear, *, as_of: datetime.datetime, on: datetime.date) -> Data:
    """The data set, read in one snapshot of the database.

    What was recorded until `as_of` counts; `on` is the day for which it is asked what was due. Nothing can be written
    meanwhile, and no transaction may be open: the snapshot is one of its own.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return collect(plan_year, as_of=as_of, on=on)


def written(data: Data) -> bytes:
    """The file: the same bytes for the same data."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def parse(content: bytes) -> Data:
    """The data set that stands in the file."""
    return json.loads(content)


def collect(plan_year: PlanYear, *, as_of: datetime.datetime, on: datetime.date) -> Data:
    """The data set, read in the transaction that is open."""
    figures = figures_as_of(plan_year, as_of, today=on)
    table = figures.table
    if table is None:
        raise LookupError(f"no master table of {plan_year.year} was frozen by {as_of.isoformat()}")
    agencies = Agency.objects.in_bulk(figures.by_agency.keys() | figures.returns.keys())
    return {
        "format": FORMAT,
        "kind": ReportKind.YEAR_END,
        "as_of": as_of.astimezone(datetime.UTC).isoformat(),
        "day": on.isoformat(),
        "headquarters": settings.HEADQUARTERS_NAME,
        "province": settings.PROVINCE_NAME,
        "plan_year": {
            "year": plan_year.year,
            "slogan": {"fa": plan_year.slogan_fa, "en": plan_year.slogan_en},
            "state": plan_year.state,
            "achievement_cap": _text(plan_year.achievement_cap),
            "is_illustrative": plan_year.is_illustrative,
        },
        "master_table": {
            "version": table.version,
            "rows": table.row_count,
            "content_hash": table.content_hash,
            "frozen_at": table.frozen_at.astimezone(datetime.UTC).isoformat(),
        },
        "coverage": _coverage(figures.totals.coverage),
        "returns": _returns(sum(figures.returns.values(), Returns())),
        "agencies_asked": expected_agencies(plan_year).count(),
        "macro_targets": [_macro_target(each) for each in figures.macro_targets],
        "agencies": _by_agency(figures, agencies),
        "axes": _by_axis(figures),
        "targets": _targets(figures, agencies),
        "actions": _actions(figures, agencies),
    }


def _macro_target(figures: MacroFigures) -> Data:
    macro_target = figures.macro_target
    observation = figures.observation
    return {
        "indicator": _coded(macro_target.indicator),
        "part": _part(macro_target),
        "unit": _coded(macro_target.indicator.unit),
        "baseline": _text(macro_target.figures.baseline),
        "value": _text(macro_target.figures.value),
        "needed": _text(figures.needed),
        "offered": _text(figures.offered),
        "agreed": _text(figures.agreed),
        "reported": _text(figures.reported),
        "verified": _text(figures.verified),
        "achievement": _text(figures.achievement),
        "observation": {
            "value": _text(observation.value),
            "source": observation.source,
            "period": {"kind": observation.period.kind, "ordinal": observation.period.ordinal},
        }
        if observation
        else None,
        "coverage": _coverage(figures.coverage),
        "targets": figures.targets,
        "not_counted": figures.not_counted,
        "still_growing": figures.still_growing,
        "suspected_double_counts": figures.suspected,
        "counted_in_part": figures.in_part,
    }


def _by_agency(figures: YearFigures, agencies: Mapping[int, Agency]) -> list[Data]:
    parts = grouped(figures.performances, lambda each: each.planned.agency_id)
    return [
        _coded(agency)
        | _sizes(parts.get(agency.pk, []), figures.by_agency.get(agency.pk))
        | {"returns": _returns(figures.returns.get(agency.pk, Returns()))}
        for agency in sorted(agencies.values(), key=lambda agency: agency.code)
    ]


def _by_axis(figures: YearFigures) -> list[Data]:
    parts = grouped(figures.performances, lambda each: each.planned.axis)
    named = {axis.code: _coded(axis) for axis in Axis.objects.filter(code__in=parts)}
    rest = {"": {"code": "", "name": {"fa": "", "en": ""}}} if "" in parts else {}
    return [axis | _sizes(parts[code], figures.by_axis[code]) for code, axis in (named | rest).items()]


def _targets(figures: YearFigures, agencies: Mapping[int, Agency]) -> list[Data]:
    codes = {each.planned.indicator for each in figures.performances}
    indicators = {indicator.code: _coded(indicator) for indicator in Indicator.objects.filter(code__in=codes)}
    return [
        {
            "target": str(planned.target_uuid),
            "agency": _coded(agencies[planned.agency_id]),
            "program": {"code": planned.program_code, "title": planned.program_title},
            "project": {"code": planned.project_code, "title": planned.project_title},
            "indicator": indicators[planned.indicator],
            "unit": _coded(planned.unit),
            "county": planned.county,
            "direction": planned.sheet.measure.direction,
            "baseline": _text(planned.sheet.baseline),
            "value": _text(planned.sheet.value),
            "expected": _text(each.expected),
            "reported": _text(each.reported),
            "verified": _text(each.verified),
            "achievement": _text(each.achievement),
            "verified_achievement": _text(each.verified_achievement),
            "standing": each.standing,
        }
        for each in figures.performances
        for planned in [each.planned]
    ]


def _actions(figures: YearFigures, agencies: Mapping[int, Agency]) -> list[Data]:
    owners = {each.planned.project_id: each.planned for each in figures.performances}
    none = Done(None, None)
    return [
        {
            "agency": _coded(agencies[planned.agency_id]),
            "project": {"code": planned.project_code, "title": planned.project_title},
            "title": action.title,
            "responsible": action.responsible,
            "starts_on": _day(action.starts_on),
            "ends_on": _day(action.ends_on),
            "weight": _text(action.weight),
            "reported": _text(done.reported),
            "verified": _text(done.verified),
        }
        for action in Action.objects.filter(project__in=owners).order_by("project__code", "position", "pk")
        for planned, done in [(owners[action.project_id], figures.actions.get(action.pk, none))]
    ]


def _sizes(performances: Iterable[Performance], totals: Totals | None) -> Data:
    planned = [each.planned for each in performances]
    return {
        "programs": len({row.program_code for row in planned}),
        "projects": len({row.project_code for row in planned}),
        "targets": len(planned),
        "reported": _text(totals.achievement.value) if totals else None,
        "verified": _text(totals.verified_achievement.value) if totals else None,
    }


def _part(macro_target: MacroTarget) -> dict[str, str] | None:
    return _names(macro_target.part) if macro_target.part else None


def _coded(row: Agency | Axis | Indicator | Unit) -> Data:
    return {"code": row.code, "name": _names(row)}


def _names(row: NamedInTwoLanguages) -> dict[str, str]:
    return {"fa": row.name_fa, "en": row.name_en}


def _coverage(coverage: Coverage) -> Data:
    return {"reported": coverage.reported, "due": coverage.due, "share": _text(coverage.share)}


def _returns(returns: Returns) -> Data:
    return {"due": returns.due, "received": returns.received, "late": returns.late}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
