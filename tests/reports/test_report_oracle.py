"""Every cell of the report of the small demonstration against SQL that stands only in the tests (`sheet_oracles`)."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from config.clock import today
from config.launch.places import ROOT
from projects.models import PlanYear
from reports import data_set, year_end
from reports.enums import PartKind
from tests.databases import Database
from tests.reports.sheet_oracles import ORACLES, SAYERS, chapter, corrections, facts, said_of_agency

DAY = "2020-07-05"
# What has a figure's place in a sentence: a hash, a name that is compared, a figure or the words in its stead; no day.
FIGURES = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|([0-9a-f]{64}|«[^»]*»|not computable|-?[0-9]+(?:[,.][0-9]+)*%?)")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def kept(demonstration_db: Database) -> dict[str, Any]:
    with override_settings(HEADQUARTERS_NAME="HQ"):
        year = PlanYear.objects.get(year=1399)
        return data_set.collect(data_set.Question(plan_year=year, as_of=timezone.now(), on=today()))


@pytest.fixture
def data(kept: dict[str, Any], db: None) -> dict[str, Any]:
    return deepcopy(kept)


def test_every_table_has_an_oracle(data: dict[str, Any]) -> None:
    """A table that is added to the report is added here too; one that only explains words has no figures."""
    sheets = {
        (section, place): sheet
        for section in (*year_end.SECTIONS, *year_end.APPENDICES)
        for place, sheet in enumerate(year_end.compiled(data, PartKind.SECTION, section).sheets)
    }
    words_alone = {("definitions", 0)}

    assert sheets.keys() - ORACLES.keys() == words_alone
    assert all(column.kind is year_end.Kind.WORDS for key in words_alone for column in sheets[key].columns)


@pytest.mark.parametrize(("section", "place"), list(ORACLES))
def test_every_cell_is_what_the_oracle_says(section: str, place: int, data: dict[str, Any]) -> None:
    assert rows_of(data, PartKind.SECTION, section, place) == ORACLES[section, place](DAY)


def test_chapters_of_the_agencies(data: dict[str, Any]) -> None:
    codes = [row["code"] for row in data["agencies"]]

    assert {code: rows_of(data, PartKind.AGENCY, code) for code in codes} == {
        code: chapter(code, DAY) for code in codes
    }
    assert sum(len(chapter(code, DAY)) for code in codes) == 19


@pytest.mark.parametrize("section", SAYERS)
def test_every_figure_in_words_is_what_the_oracle_says(section: str, data: dict[str, Any]) -> None:
    draft = year_end.compiled(data, PartKind.SECTION, section).draft

    assert figures(draft) == SAYERS[section](DAY)


def test_every_section_has_an_oracle_of_its_words(data: dict[str, Any]) -> None:
    assert SAYERS.keys() == year_end.SECTIONS.keys() | year_end.APPENDICES.keys()


def test_words_of_the_chapters_and_of_the_cover(data: dict[str, Any]) -> None:
    codes = [row["code"] for row in data["agencies"]]

    assert {code: figures(year_end.compiled(data, PartKind.AGENCY, code).draft) for code in codes} == {
        code: said_of_agency(code, DAY) for code in codes
    }
    [as_of, *told] = year_end.facts(data)
    assert as_of.value == "5 July 2020 (15 Tir 1399)"
    assert figures([f"{fact.value} {fact.note}" for fact in told]) == facts(DAY)


def test_corrections_of_an_earlier_report(data: dict[str, Any]) -> None:
    """Against a report that said otherwise in many places, a target more, and knew less in some."""
    before = deepcopy(data)
    before["as_of"] = (timezone.now() - datetime.timedelta(days=1)).isoformat()
    before["master_table"]["version"] = 1
    before["targets"].append(deepcopy(before["targets"][0]) | {"target": str(uuid.uuid4())})
    for number, target in enumerate(before["targets"]):
        if number % 3 == 0:
            target["value"] = str(Decimal(target["value"]) + 1)
        for line in target["periods"]:
            for place, figure in enumerate(("reported", "verified", "disputed")):
                # Every other one is otherwise, or was not known.
                if (number + line["ordinal"] + place) % 2 == 0:
                    line[figure] = None if line[figure] and number % 2 else f"{number}.25"
    reference = {"report": "", "number": "41/1", "as_of": before["as_of"], "day": before["day"], "data_hash": ""}
    year = PlanYear.objects.get(year=1399)
    with override_settings(TODAY=DAY):
        question = data_set.Question(
            plan_year=year, as_of=timezone.now(), on=today(), previous=(reference, json.loads(json.dumps(before)))
        )
        now = data_set.collect(question)

    expected = corrections(before, now)
    assert rows_of(now, PartKind.SECTION, "restated") == expected
    assert {row[3] for row in expected} == {"Year-end target", "Reported", "Verified", "Disputed"}
    assert {bool(row[7]) for row in expected} == {True, False}
    assert figures(year_end.compiled(now, PartKind.SECTION, "restated").draft) == [
        ["41", "1", "5", "2020", "15", "1399", str(len(expected))]
    ]


def figures(paragraphs: list[str]) -> list[list[str]]:
    return [[found for found in FIGURES.findall(paragraph) if found] for paragraph in paragraphs]


def rows_of(data: dict[str, Any], kind: str, key: str, place: int = 0) -> list[tuple[Any, ...]]:
    """A table of the report, all of its cells."""
    sheet = year_end.compiled(data, kind, key).sheets[place]
    return [tuple(cell.value for cell in row) for row in sheet.rows]


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
