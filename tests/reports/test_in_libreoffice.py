"""What is taken away, opened and printed by another program than the one that every other test reads it with."""

from __future__ import annotations

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from agencies.models import Agency
from config.clock import today
from config.workbooks import list_workbook
from reports.ministry_forms.filling import fill
from reports.workbooks import Problem
from reports.workbooks.returned import returned_workbook
from reports.workbooks.template import agency_workbook
from targets.excel import master_table_workbook
from targets.master_table import Grouping, names_of, read_master_table
from targets.models import Target
from targets.planned import table_in_force
from targets.version_workbook import version_workbook
from tests.cast import Cast
from tests.reports.ministry_forms import HEADING_ROW, form_of_a_ministry
from tests.targets.returns import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.full]
# What Calc prints where a number is wider than its column.
CUT = "###"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_workbook_is_printed_whole(settings: Any, tmp_path: Path, record_property: Any, language: str) -> None:
    if not shutil.which("soffice"):
        record_property("measured", "The workbooks were NOT opened in LibreOffice: it is not on this machine.")
        return
    settings.TODAY = "2020-07-05"
    with override(language):
        books = exports()
    for name, content in books.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    files = [str(tmp_path / f"{name}.xlsx") for name in books]
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, env=os.environ | {"HOME": str(tmp_path)}, check=True, capture_output=True, timeout=600)
    for name in books:
        pages = [page.extract_text() for page in PdfReader(tmp_path / f"{name}.pdf").pages]
        assert pages and any(page.strip() for page in pages), name
        assert [page for page in pages if CUT in page] == [], name


def exports() -> dict[str, bytes]:
    """Of each kind one: the agency's workbook, and as it goes back; the master table, a version, a form, a list."""
    world = make_world(Cast())
    world.signed(1)
    year, agency = world.year, Agency.objects.get(code="JAHAD")
    content = read_master_table(
        year,
        table=table_in_force(year),
        targets=Target.objects.all(),
        today=today(),
        names=names_of(year),
        grouping=Grouping.AGENCY,
    )
    table = table_in_force(year)
    assert table is not None
    theirs = list_workbook("1", ["کد پروژه", "عنوان پروژه"], [["1", "احداث گلخانه"]])
    rows = [{"ordinal": number, "project": "احداث گلخانه", "target": Decimal(1000)} for number in range(1, 9)]
    columns = {1: "ordinal", 2: "project", 5: "target"}
    return {
        "agency": agency_workbook(agency=agency, plan_year=year),
        "returned": returned_workbook(theirs, [Problem("1", 2, "B", "احداث گلخانه", "عنوان برنامه را بنویسید.")]),
        "master": master_table_workbook(content),
        "version": version_workbook(table),
        "form": fill(form_of_a_ministry(), "فرم", under=HEADING_ROW, columns=columns, rows=rows),
    }
