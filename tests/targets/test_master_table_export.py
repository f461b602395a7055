"""The master table as Excel: typed cells, folded groups, text that stays text."""

from __future__ import annotations

import datetime
import io
import json
from copy import deepcopy

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.translation import override
from openpyxl import load_workbook

from config.clock import today
from projects.enums import ProgramStatus
from targets.excel import HEADING_ROW, file_name, master_table_workbook
from targets.master_table import Grouping, names_of, read_master_table
from targets.models import Target
from targets.planned import table_in_force
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk
from tests.targets.returns import CROPS, make_world

pytestmark = pytest.mark.django_db
EXPORT = "/targets/export.xlsx"


@pytest.fixture(autouse=True)
def in_tir(settings):
    settings.TODAY = "2020-07-05"


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY="2020-07-05"):
        return make_world(Cast())


@pytest.fixture
def world(kept):
    return deepcopy(kept)


def workbook_of(year, *, grouping=Grouping.MACRO, language="en"):
    with override(language):
        content = read_master_table(
            year,
            table=table_in_force(year),
            targets=Target.objects.all(),
            today=today(),
            names=names_of(year),
            grouping=grouping,
        )
        return load_workbook(io.BytesIO(master_table_workbook(content)))


def rows_of(book):
    """The rows of targets, each by its headings."""
    page = book.worksheets[0]
    headings = [cell.value for cell in page[HEADING_ROW]]
    return [
        dict(zip(headings, row, strict=True))
        for row in page.iter_rows(min_row=HEADING_ROW + 1)
        if page.row_dimensions[row[0].row].outlineLevel == 1
    ]


def row_about(book, indicator_name):
    return next(row for row in rows_of(book) if row["Indicator"].value == indicator_name)


def test_numbers_and_dates_are_typed(world):
    world.signed(1, crops="100.25")
    row = row_about(workbook_of(world.year), "Agricultural output")
    assert (row["Baseline"].value, row["Agreed"].value, row["Reported"].value) == (900, 1200, 100.25)
    assert {row[name].data_type for name in ("Baseline", "Proposed", "Agreed", "Reported", "Achievement")} == {"n"}
    assert row["Reported"].number_format == "#,##0.00"
    assert row["Achievement"].value == pytest.approx(0.083542)
    assert row["Achievement"].number_format == "0.0%"
    assert row["Date of the baseline"].value == datetime.datetime(2020, 3, 19)
    assert row["Date of the baseline"].is_date
    assert row["Trajectory: Khordad"].value == 300


def test_solar_date_stands_beside_as_text(world):
    book = workbook_of(world.year, language="fa")
    with override("fa"):
        texts = {cell.value for row in rows_of(book) for cell in row.values() if cell.data_type == "s"}
    assert "۱۳۹۸/۱۲/۲۹" in texts


def test_nothing_reported_is_an_empty_cell_and_zero_is_zero(world):
    world.signed(1, crops="0")
    book = workbook_of(world.year)
    assert row_about(book, "Agricultural output")["Reported"].value == 0
    assert row_about(book, "Agricultural output")["Verified"].value is None
    samt = next(row for row in rows_of(book) if row["Agency"].value != world.jahad.name_en)
    assert samt["Reported"].value is None


@pytest.mark.parametrize(("language", "right_to_left"), [("fa", True), ("en", False)])
def test_direction_follows_the_language(world, language, right_to_left):
    book = workbook_of(world.year, language=language)
    assert [bool(page.sheet_view.rightToLeft) for page in book.worksheets] == [right_to_left] * 2


def test_paper(world):
    page = workbook_of(world.year).worksheets[0]
    table = table_in_force(world.year)
    assert page.freeze_panes == f"C{HEADING_ROW + 1}"
    assert page.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert table.content_hash in page["A2"].value
    assert table.content_hash[:16] in page.oddFooter.left.text


def test_groups_fold_under_their_subtotal(world):
    world.signed(1, crops="100")
    page = workbook_of(world.year, grouping=Grouping.INDICATOR).worksheets[0]
    headings = [cell.value for cell in page[HEADING_ROW]]
    assert page.sheet_properties.outlinePr.summaryBelow is False
    rows = list(page.iter_rows(min_row=HEADING_ROW + 1, max_row=page.max_row - 2))
    place = next(number for number, row in enumerate(rows) if row[0].value == "Agricultural output")
    group, target = rows[place], rows[place + 1]
    assert not page.row_dimensions[group[0].row].outlineLevel
    assert page.row_dimensions[target[0].row].outlineLevel == 1
    said = {name: cell.value for name, cell in zip(headings, group, strict=True)}
    assert (said["Agreed"], said["Reported"], said["Verified"]) == (1200, 100, None)
    assert said["Coverage"] == "1 of 1 targets reported, 100.0% of the amount."


def test_group_without_a_sum_says_why(world):
    page = workbook_of(world.year, grouping=Grouping.AGENCY).worksheets[0]
    texts = [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "Amounts of several indicators are not added." in texts


STARTS = [
    *["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "%0A=1", ";=1"],
    *["＝1+1", "＋1", "－1", "＠a", " =1", "'=1", '"=1"'],
]


def test_text_that_begins_like_a_formula_stays_text(cast):
    year = make_year()
    program = make_program(cast, plan_year=year, projects=0, title="=cmd|' /C calc'!A0")
    for start in STARTS:
        make_target(cast, make_project(cast, program, title=start), indicator=CROPS)
    walk(cast, program, ProgramStatus.UNDER_REVIEW)

    cells = [cell for page in workbook_of(year).worksheets for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert {"=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "-1+2"} <= texts


def test_characters_that_no_workbook_may_hold_are_left_out(cast):
    year = make_year()
    program = make_program(cast, plan_year=year, projects=0)
    make_target(cast, make_project(cast, program, title="پروژه\x0b\x1f یک"), indicator=CROPS)
    walk(cast, program, ProgramStatus.UNDER_REVIEW)
    (row,) = rows_of(workbook_of(year))
    assert row["Project"].value == "پروژه یک"


def test_definitions_name_every_column_once(world):
    table, definitions = workbook_of(world.year).worksheets
    headings = [cell.value for cell in table[HEADING_ROW]]
    assert len(set(headings)) == len(headings)
    assert [row[0].value for row in definitions.iter_rows(min_row=2, max_row=1 + len(headings))] == headings


# --- page and command -------------------------------------------------------------------------------


def test_export_has_what_the_page_has(client, world):
    client.force_login(world.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    response = client.get(EXPORT + "?indicator=greenhouse_area")
    assert response["Content-Disposition"] == 'attachment; filename="jahesh-targets-1399-v1.xlsx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    rows = rows_of(load_workbook(io.BytesIO(response.content)))
    assert [row["Indicator"].value for row in rows] == ["Greenhouse area"]


def test_export_of_one_agency_has_nothing_of_another(client, world):
    client.force_login(world.samt_editor)
    client.cookies["jahesh_language"] = "en"
    rows = rows_of(load_workbook(io.BytesIO(client.get(EXPORT).content)))
    assert len(rows) == 1
    assert not any(row["Agency"].value == str(world.jahad.name_en) for row in rows)


def test_export_is_sorted_as_asked(client, world):
    client.force_login(world.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    book = load_workbook(io.BytesIO(client.get(EXPORT + "?group=agency&sort=-agreed").content))
    assert [row["Agreed"].value for row in rows_of(book)] == [1200, 310, 8]


def test_command_writes_the_file(world, tmp_path):
    out, file = io.StringIO(), tmp_path / "targets.xlsx"
    call_command(
        "export_targets", "--year", "1399", "--output", str(file), "--group-by", "agency", "--json", stdout=out
    )
    said = json.loads(out.getvalue())
    table = table_in_force(world.year)
    assert (said["verdict"], said["version"], said["targets"], said["groups"]) == ("written", 1, 4, 2)
    assert (said["content_hash"], said["bytes"]) == (table.content_hash, file.stat().st_size)
    assert load_workbook(file).worksheets[0].sheet_view.rightToLeft


@pytest.mark.parametrize(
    "arguments",
    [["--year", "1300"], ["--year", "1399", "--version", "7"], ["--year", "1399", "--output", "/nowhere/x"]],
)
def test_command_refuses(world, tmp_path, arguments):
    out = io.StringIO()
    given = arguments if "--output" in arguments else [*arguments, "--output", str(tmp_path / "x.xlsx")]
    with pytest.raises(CommandError) as refusal:
        call_command("export_targets", *given, "--json", stdout=out)
    assert refusal.value.returncode == 1
    assert json.loads(out.getvalue())["verdict"] == "refused"
    assert not list(tmp_path.iterdir())


def test_file_is_named_by_year_and_version(cast):
    year = make_year()
    content = read_master_table(year, table=None, targets=Target.objects.all(), today=today(), names=names_of(year))
    assert file_name(content) == "jahesh-targets-1399.xlsx"
