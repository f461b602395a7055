"""The master table as Excel: typed cells, folded groups, text that stays text."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import shutil
import subprocess
from copy import deepcopy
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.html import strip_tags
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from config.clock import today
from config.persian.numbers import format_amount, format_percent
from projects.enums import ProgramStatus
from targets.excel import HEADING_ROW, file_name, master_table_workbook
from targets.master_table import Grouping, names_of, read_master_table
from targets.models import Target
from targets.planned import table_in_force
from targets.tables.master_table import CHOOSABLE, MasterTableTable
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk
from tests.targets.returns import CROPS, make_world

pytestmark = pytest.mark.django_db
EXPORT = "/targets/export.xlsx"
# The columns of the page that hold figures, and what they are called in the workbook.
FIGURES = {
    "baseline": "Baseline",
    "offered": "Proposed",
    "agreed": "Agreed",
    "expected": "Trajectory so far",
    "reported": "Reported",
    "verified": "Verified",
    "disputed": "In dispute",
    "achievement": "Achievement",
}


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
    assert [bool(page.sheet_view.rightToLeft) for page in book.worksheets] == [right_to_left] * 3


def test_paper(world):
    page = workbook_of(world.year).worksheets[0]
    table = table_in_force(world.year)
    assert page.freeze_panes == f"C{HEADING_ROW + 1}"
    assert page.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    # So many columns go on to further pages, each with the project beside them.
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 8)
    assert page.page_setup.fitToWidth > 1 and page.print_title_cols == "$A:$B"
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


def test_characters_that_no_workbook_may_hold_are_left_out(cast):
    year = make_year()
    program = make_program(cast, plan_year=year, projects=0)
    make_target(cast, make_project(cast, program, title="پروژه\x0b\x1f یک"), indicator=CROPS)
    walk(cast, program, ProgramStatus.UNDER_REVIEW)
    (row,) = rows_of(workbook_of(year))
    assert row["Project"].value == "پروژه یک"


def test_definitions_name_every_column_once(world):
    table, _periods, definitions = workbook_of(world.year).worksheets
    headings = [cell.value for cell in table[HEADING_ROW]]
    assert len(set(headings)) == len(headings)
    assert [row[0].value for row in definitions.iter_rows(min_row=2, max_row=1 + len(headings))] == headings


def test_progress_by_period_sets_what_was_reported_beside_the_trajectory(world):
    world.signed(1, crops="100")
    world.signed(2, crops="50")
    page = workbook_of(world.year).worksheets[1]
    assert page.sheet_properties.outlinePr.summaryBelow is False
    rows = list(page.iter_rows(min_row=HEADING_ROW, values_only=True))
    headings = list(rows[0])
    crops = next(row for row in rows if row[headings.index("Indicator")] == "Agricultural output")
    said = dict(zip(headings, crops, strict=True))
    months = ("Farvardin", "Ordibehesht", "Khordad")
    # From the year's beginning; what is not reported is empty, not the month before.
    assert [said[f"Target: {month}"] for month in months] == [100, 200, 300]
    assert [said[f"Actual: {month}"] for month in months] == [100, 150, None]
    assert said["Year-end target"] == 1200
    assert len([heading for heading in headings if heading.startswith(("Target: ", "Actual: "))]) == 24


def test_read_back_it_says_what_the_page_says(world):
    """Every figure of every row, in the digits of the page."""
    world.signed(1, crops="100.25")
    with override("en"):
        content = read_master_table(
            world.year,
            table=table_in_force(world.year),
            targets=Target.objects.all(),
            today=today(),
            names=names_of(world.year),
        )
        lines = list(MasterTableTable(content, columns=CHOOSABLE).rows)
        rows = rows_of(load_workbook(io.BytesIO(master_table_workbook(content))))
        assert [line.get_cell("standing") for line in lines]
        assert len(lines) == len(rows) == len(content.rows)
        for line, row in zip(lines, rows, strict=True):
            decimals = line.record.row.planned.unit.decimals
            assert strip_tags(line.get_cell("standing")).endswith(row["Standing"].value)
            for column, heading in FIGURES.items():
                shown, value = strip_tags(str(line.get_cell(column))), row[heading].value
                if value is None:
                    assert not any(letter.isdigit() for letter in shown)
                elif column == "achievement":
                    assert shown == format_percent(Decimal(repr(value)) * 100, 1)
                else:
                    assert shown == format_amount(Decimal(repr(value)), decimals)


def test_separated_text_has_a_line_a_target_and_its_group(client, world):
    world.signed(1, crops="100.25")
    client.force_login(world.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    response = client.get("/targets/export.csv?group=agency&sort=-agreed")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="jahesh-targets-1399-v1.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Agreed"] for row in rows] == ["1200.0000", "310.0000", "8.0000"]
    assert {row["Group"] for row in rows} == {world.jahad.name_en}
    assert (rows[0]["Reported"], rows[0]["Date of the baseline"]) == ("100.2500", "2020-03-19")


def test_only_the_columns_of_the_page_are_taken_where_these_are_chosen(client, world):
    client.force_login(world.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    page = load_workbook(io.BytesIO(client.get(EXPORT + "?column=agreed&column=reported").content)).worksheets[0]
    headings = ["Project code", "Project", "County", "Indicator", "Unit", "Agreed", "Reported"]
    assert [cell.value for cell in page[HEADING_ROW]] == headings
    assert int(page.page_setup.paperSize) == 9


@pytest.mark.full
@pytest.mark.parametrize("language", ["fa", "en"])
def test_libreoffice_prints_it_with_its_headings_on_each_page(world, tmp_path, record_property, language):
    """Opened by another program than the one that every other test reads it with; where it is installed."""
    if not shutil.which("soffice"):
        record_property("measured", "The master table was NOT opened in LibreOffice: it is not on this machine.")
        return
    file = tmp_path / "targets.xlsx"
    with override(language):
        content = read_master_table(
            world.year,
            table=table_in_force(world.year),
            targets=Target.objects.all(),
            today=today(),
            names=names_of(world.year),
        )
        file.write_bytes(master_table_workbook(content))
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, env=os.environ | {"HOME": str(tmp_path)}, check=True, capture_output=True, timeout=180)
    pages = PdfReader(tmp_path / "targets.pdf").pages
    table = table_in_force(world.year)
    # Version and hash stand at the foot of every page, of the definitions too.
    assert all(table.content_hash[:16] in page.extract_text() for page in pages)
    assert all(page.mediabox.width > page.mediabox.height for page in pages)


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
