"""Every cell of the report of the small demonstration against SQL that stands only in the tests (`oracle`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from config.clock import today
from config.launch.places import ROOT
from projects.enums import UNSOLVED, FundingSource
from projects.models import PlanYear
from reports import data_set, year_end
from reports.demonstration.filling import fill
from tests.reports.oracle import TOGETHER, asked, number, plain

DAY = "2020-07-05"
BILLION = Decimal(10) ** 9
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def kept(module_db: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    storage = Path(tmp_path_factory.mktemp("storage"))
    with override_settings(TODAY=DAY, STORAGE_ROOT=storage, HEADQUARTERS_NAME="HQ"):
        fill(size="small", year=1399)
        year = PlanYear.objects.get(year=1399)
        return data_set.collect(data_set.Question(plan_year=year, as_of=timezone.now(), on=today()))


@pytest.fixture
def data(kept: dict[str, Any], db: None) -> dict[str, Any]:
    return deepcopy(kept)


def cells(data: dict[str, Any], section: str, place: int = 0) -> Rows:
    """A table of the report as dictionaries by its headings."""
    with translation.override("en"):
        sheet = year_end.compiled(data, "section", section).sheets[place]
    headings = [column.heading for column in sheet.columns]
    return [dict(zip(headings, (cell.value for cell in row), strict=True)) for row in sheet.rows]


def expected(row: dict[str, Any]) -> dict[str, Any]:
    """A group of the oracle as its line of a table reads."""
    return {
        "Programs": row["programs"],
        "Projects": row["projects"],
        "Targets": row["targets"],
        "Reported achievement": row["reported"],
        "Verified achievement": row["verified"],
        "Targets in dispute": row["disputed"],
        "Of the plan to date": row["rate"],
        "Coverage, reported": f"{row['told']} of {row['due']}" if row["due"] else None,
        "Coverage, verified": f"{row['settled']} of {row['due']}" if row["due"] else None,
    }


def test_master_table(data: dict[str, Any]) -> None:
    found = [
        {
            "Project code": row["project_code"],
            "Project": row["project_title"],
            "Program": row["program_title"],
            "Baseline": row["baseline"],
            "Year-end target": row["value"],
            "Expected to date": row["expected"],
            "Reported": row["reported"],
            "Verified": row["verified"],
            "Disputed": row["disputed"],
            "Achievement": row["achievement"],
        }
        for row in asked("SELECT * FROM stood ORDER BY position", DAY)
    ]
    shown = cells(data, "master_table")

    assert [{name: row[name] for name in found[0]} for row in shown] == found
    assert len(found) == 19
    standings = asked("SELECT standing FROM stood ORDER BY position", DAY)
    assert [row["standing"] for row in data["targets"]] == [row["standing"] for row in standings]


@pytest.mark.parametrize(
    ("section", "by", "order"),
    [
        ("agencies", "agency", "label"),
        ("axes", "axis_code", "(SELECT position FROM projects_axis WHERE code = min(axis_code))"),
        (
            "industries",
            "(SELECT code FROM projects_priorityindustry WHERE id = priority_industry_id)",
            "(SELECT min(position) FROM projects_priorityindustry WHERE id = min(priority_industry_id)) NULLS LAST",
        ),
    ],
)
def test_groups(section: str, by: str, order: str, data: dict[str, Any]) -> None:
    query = f"SELECT {by} AS label, {TOGETHER} FROM stood GROUP BY label ORDER BY {order}"
    found = [expected(row) for row in asked(query, DAY)]

    assert [{name: row[name] for name in found[0]} for row in cells(data, section)] == found


def test_counties(data: dict[str, Any]) -> None:
    places = """
        , placed AS (SELECT stood.*, CASE WHEN county_code <> '' THEN county_code
            WHEN (SELECT count(*) FROM projects_project_counties c WHERE c.project_id = stood.project_id) = 1 THEN (
                SELECT sci_code FROM agencies_county county JOIN projects_project_counties c ON c.county_id = county.id
                WHERE c.project_id = stood.project_id)
            ELSE '' END AS place FROM stood)
    """
    rows = asked(f"{places} SELECT place, {TOGETHER} FROM placed GROUP BY place", DAY)
    by_place = {row["place"]: expected(row) for row in rows}
    codes = [row["code"] for row in data["counties"]]

    shown = dict(zip(codes, cells(data, "counties"), strict=True))
    assert {code: {name: shown[code][name] for name in row} for code, row in by_place.items()} == by_place
    assert all(shown[code]["Targets"] == 0 for code in codes if code not in by_place)


def test_macro_targets(data: dict[str, Any]) -> None:
    def brought(figure: str, *, is_plan: bool = False) -> str:
        unknown = "FALSE" if is_plan else "s.grows AND NOT s.complete"
        return f"""round(sum(CASE WHEN s.feeds = 'increment' THEN {figure}
            WHEN {unknown} THEN NULL ELSE {figure} - s.baseline END * s.factor / unit.factor), 4)"""

    query = f"""
        SELECT p.baseline, p.value, p.value - p.baseline AS needed, {brought("s.value", is_plan=True)} AS agreed,
            {brought("s.reported")} AS reported, {brought("s.verified")} AS verified,
            {brought("s.disputed")} AS disputed
        FROM targets_macrotarget m
        JOIN targets_macrotargetproposal p ON p.id = m.in_force_id
        JOIN projects_planyear y ON y.id = m.plan_year_id AND y.year = 1399
        JOIN targets_indicator i ON i.id = m.indicator_id JOIN targets_unit unit ON unit.id = i.unit_id
        LEFT JOIN stood s ON s.macro_target_id_frozen = m.uuid AND s.aggregation IN ('sum', 'last')
        GROUP BY m.id, p.id, unit.id ORDER BY m.position, m.id
    """
    names = {
        "Baseline": "baseline",
        "Year-end target": "value",
        "Needed": "needed",
        "Agreed": "agreed",
        "Reported": "reported",
        "Verified": "verified",
        "Disputed": "disputed",
    }
    found = asked(query, DAY)
    assert [{name: row[name] for name in names} for row in cells(data, "macro")] == [
        {name: row[column] for name, column in names.items()} for row in found
    ]


def test_progress_of_projects(data: dict[str, Any]) -> None:
    rows = plain(
        f"""
        WITH done AS (
            SELECT a.project_id, a.weight, (
                SELECT CASE WHEN count(l.id) = 0 THEN 0
                    ELSE (array_agg(l.reported ORDER BY p.ordinal DESC)
                        FILTER (WHERE l.reported IS NOT NULL AND r.signed_at IS NOT NULL))[1] END
                FROM targets_reportline l JOIN targets_progressreport r ON r.id = l.report_id
                JOIN projects_period p ON p.id = r.period_id AND p.kind IN ('month', 'quarter')
                WHERE l.action_id = a.id AND (r.signed_at IS NOT NULL OR p.due_on < '{DAY}')) AS reported
            FROM projects_action a)
        SELECT project.code, round(sum(done.weight * reported) FILTER (WHERE reported IS NOT NULL)
            / nullif(sum(done.weight) FILTER (WHERE reported IS NOT NULL), 0), 4), count(reported), count(*)
        FROM done JOIN projects_project project ON project.id = done.project_id GROUP BY project.code
        """
    )
    found = {code: tuple(rest) for code, *rest in rows}
    for row in data["projects"]:
        progress = row["progress"]
        assert (number(progress["value"]), progress["counted"], progress["of"]) == found[row["code"]], row["code"]


def test_money_by_source(data: dict[str, Any]) -> None:
    rows = plain(
        """SELECT source, sum(approved), sum(allocated), sum(spent), count(allocated), count(*)
        FROM projects_fundingline f WHERE f.project_id IN (SELECT t.project_id FROM targets_target t
            JOIN targets_mastertablerow r ON r.target_id = t.id) GROUP BY source"""
    )
    shown = {
        row["Source"]: (
            row["Approved (billion rials)"],
            row["Allocated (billion rials)"],
            row["Spent (billion rials)"],
            row["Sources that say what was allocated"],
        )
        for row in cells(data, "money")
    }
    with translation.override("en"):
        assert shown == {
            str(FundingSource(source).label): (*(each and each / BILLION for each in money), f"{told} of {of}")
            for source, *money, told, of in rows
        }


def test_obstacles_by_kind(data: dict[str, Any]) -> None:
    rows = plain(
        """SELECT category, count(*), count(*) FILTER (WHERE c.state = 'solved'),
            count(*) FILTER (WHERE c.desk = 'headquarters' AND c.state IN ('open', 'in_hand'))
        FROM projects_challenge c JOIN projects_project p ON p.id = c.project_id
        JOIN projects_program program ON program.id = p.program_id
        JOIN projects_planyear y ON y.id = program.plan_year_id AND y.year = 1399
        WHERE (program.status IN ('agreed', 'approved', 'closed') OR NOT c.is_stated)
            AND p.id IN (SELECT t.project_id FROM targets_target t JOIN targets_mastertablerow r ON r.target_id = t.id)
        GROUP BY category"""
    )
    shown = [(row["Registered"], row["Solved"], row["With the headquarters"]) for row in cells(data, "obstacles")]

    assert sorted(shown) == sorted(tuple(rest) for _category, *rest in rows)
    assert {"open", "in_hand"} == set(UNSOLVED)


def test_verification_and_jobs(data: dict[str, Any]) -> None:
    found = asked(
        """SELECT agency, count(l.reported) AS all_of_them,
            count(*) FILTER (WHERE l.reported IS NOT NULL AND l.disputed IS NOT NULL) AS disputed,
            count(*) FILTER (WHERE l.reported IS NOT NULL AND l.disputed IS NULL AND l.verified = l.reported) AS same,
            count(*) FILTER (WHERE l.disputed IS NULL AND l.verified <> l.reported) AS otherwise
        FROM stood JOIN line l ON l.target_id = stood.target_id GROUP BY agency ORDER BY agency""",
        DAY,
    )
    shown = [
        (row["Figures reported"], row["In dispute"], row["Verified as reported"], row["Verified otherwise"])
        for row in cells(data, "jobs", 1)
    ]
    assert shown == [(row["all_of_them"], row["disputed"], row["same"], row["otherwise"]) for row in found]
    direct, indirect = plain(
        """SELECT sum(jobs_direct), sum(jobs_indirect) FROM projects_project p WHERE p.id IN (SELECT t.project_id
            FROM targets_target t JOIN targets_mastertablerow r ON r.target_id = t.id)"""
    )[0]
    assert sum(project["jobs_direct"] or 0 for project in data["projects"]) == (direct or 0)
    assert sum(project["jobs_indirect"] or 0 for project in data["projects"]) == (indirect or 0)


def test_shortfalls_make_a_whole(data: dict[str, Any]) -> None:
    found = asked(
        """SELECT project_title AS project, expected, reported FROM stood
        WHERE standing IN ('behind', 'no_progress') ORDER BY position""",
        DAY,
    )
    shown = cells(data, "behind")

    assert [(row["Project"], row["Expected to date"], row["Reported"]) for row in shown] == [
        (row["project"], row["expected"], row["reported"]) for row in found
    ]
    for row in shown:
        if row["Unfunded"] is not None:
            assert row["Unfunded"] + row["Not executed"] == row["Shortfall"]
            assert row["Unfunded"] >= 0 <= row["Not executed"]


# --- the published form ------------------------------------------------------------------------------


def test_data_set_has_the_form_that_is_published(data: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "docs" / "report-schema.json").read_text(encoding="utf-8"))

    assert list(faults(json.loads(data_set.written(data)), schema, schema, "$")) == []
    data["targets"][0]["reported"] = 12
    del data["targets"][0]["unit"]
    assert [place for place, _fault in faults(data, schema, schema, "$")] == ["$.targets[0]", "$.targets[0].reported"]


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    """Where the value is not as the schema has it: as much of JSON Schema as ours uses."""
    if "$ref" in schema:
        yield from faults(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, place)
    elif "anyOf" in schema:
        if all(list(faults(value, each, whole, place)) for each in schema["anyOf"]):
            yield place, "none of the forms"
    elif "const" in schema or "enum" in schema:
        if value not in schema.get("enum", [schema.get("const")]):
            yield place, "not one of the values"
    elif not isinstance(value, TYPES[schema["type"]]) or (schema["type"] == "integer" and isinstance(value, bool)):
        yield place, f"not {schema['type']}"
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        if missing := set(schema.get("required", ())) - set(value):
            yield place, f"without {sorted(missing)}"
        for name, inner in value.items():
            rest = schema.get("additionalProperties", False)
            if name not in known and rest is False:
                yield f"{place}.{name}", "unknown"
            else:
                yield from faults(inner, known.get(name, rest), whole, f"{place}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from faults(inner, schema["items"], whole, f"{place}[{number}]")
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield place, "not of the pattern"


TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
