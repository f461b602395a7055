"""Flat tables as agencies write them, for tests: lines of text cells, and the lists that they are read by."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from agencies.models import Agency, County, Sector
from projects.models import Axis, KeyCore, PlanYear, PolicyClause, PriorityIndustry
from reports.workbooks.flat.cells import Answers, MoneyUnit
from reports.workbooks.flat.headings import Head, Line, find_head
from reports.workbooks.flat.names import TITLES, Names, named
from reports.workbooks.flat.outcomes import Plan, Stored
from reports.workbooks.flat.planning import plan_of
from reports.workbooks.flat.reading import read_table
from reports.workbooks.flat.rows import Lists, ReadTable
from targets.models import Indicator, Unit

# As the issue names them.
SIXTEEN = [
    *("کد پروژه", "عنوان برنامه", "عنوان پروژه", "دستگاه اجرایی", "محور", "شاخص", "واحد سنجش", "خط پایه"),
    *("هدف پایان سال", "اعتبار (میلیون ریال)", "تاریخ شروع", "تاریخ پایان", "پیشرفت فیزیکی", "اقدامات", "مسئول"),
    "ملاحظات",
]
# A row of a table with these headings that lacks nothing that it could say.
FULL = {
    "کد پروژه": "",
    "عنوان برنامه": "توسعه کشت گلخانه‌ای",
    "عنوان پروژه": "احداث گلخانه در مرند",
    "دستگاه اجرایی": "جهاد کشاورزی",
    "محور": "افزایش منابع استانی",
    "شاخص": "سطح زير كشت گلخانه",
    "واحد سنجش": "هکتار",
    "خط پایه": "۱۲۰",
    "هدف پایان سال": "۱۸۰٫۵",
    "اعتبار (میلیون ریال)": "۲۵٬۰۰۰",
    "تاریخ شروع": "۱۳۹۹/۰۲/۰۱",
    "تاریخ پایان": "۹۹/۱۱/۳۰",
    "پیشرفت فیزیکی": "۳۰٪",
    "اقدامات": "۱- شناسایی متقاضیان ۲- صدور مجوز ۳- نظارت بر احداث",
    "مسئول": "مدیر باغبانی",
    "ملاحظات": "با مشارکت بخش خصوصی",
}
_APPS = Path(__file__).resolve().parents[2]


def lines_of(*rows: Sequence[str | None]) -> list[Line]:
    """Rows of texts as lines of a sheet, from row 1 on."""
    return [
        Line(number, {column: text for column, text in enumerate(row, 1) if text})
        for number, row in enumerate(rows, 1)
        if any(row)
    ]


def table_of(*rows: dict[str, str], headings: Sequence[str] = tuple(SIXTEEN)) -> list[Line]:
    """A table with one line of headings over such rows."""
    return lines_of(headings, *([row.get(heading, "") for heading in headings] for row in rows))


def full(**said: str) -> dict[str, str]:
    """A full row, with other texts in some columns, by their first words: `full(شاخص="…")`."""
    row = dict(FULL)
    for start, text in said.items():
        row[next(heading for heading in row if heading.replace(" ", "_").startswith(start))] = text
    return row


def _rows(app: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_APPS / app / "reference" / f"{name}.json").read_text())
    return found


def _made(model: type[Any], rows: Iterable[dict[str, Any]], *names: str) -> list[Any]:
    return [model(pk=number, **{name: row.get(name, "") for name in names}) for number, row in enumerate(rows, 1)]


def lists_of_files(agency: str = "JAHAD") -> Lists:
    """The lists of the reference files, without a database."""
    both = ("code", "name_fa", "name_en")
    agencies = _made(Agency, _rows("agencies", "agencies"), *both)
    units = {
        unit.code: unit
        for unit in _made(Unit, _rows("targets", "units"), *both, "dimension", "factor", "decimals", "adds_within")
    }
    indicators = [
        Indicator(
            pk=number,
            unit=units[row["unit"]],
            **{
                name: row.get(name, "") for name in (*both, "direction", "kind", "aggregation", "means_of_verification")
            },
        )
        for number, row in enumerate(_rows("targets", "indicators"), 1)
    ]
    counties = [
        County(pk=number, sci_code=row["sci_code"], name_fa=row["name_fa"], name_en=row["name_en"])
        for number, row in enumerate(_rows("agencies", "counties"), 1)
    ]
    return Lists(
        agency=next(each for each in agencies if each.code == agency),
        agencies=named(agencies, idle=TITLES),
        axes=named(_made(Axis, _rows("projects", "axes"), *both)),
        clauses=named(_made(PolicyClause, _rows("projects", "policy_clauses"), *both)),
        cores=named(_made(KeyCore, _rows("projects", "key_cores"), *both)),
        sectors=named(_made(Sector, _rows("agencies", "sectors"), *both)),
        industries=named(_made(PriorityIndustry, _rows("projects", "priority_industries"), *both)),
        counties=named(counties),
        indicators=named(indicators),
        units=Names((unit, (unit.name_fa, unit.name_en, unit.code)) for unit in units.values()),
    )


def read(lines: list[Line], answers: Answers | None = None, choices: dict[str, str] | None = None) -> ReadTable:
    """The table as it is read for JAHAD."""
    head = find_head(lines, choices)
    assert isinstance(head, Head)
    return read_table(lines, head, lists_of_files(), answers or Answers(money=MoneyUnit.MILLION_RIAL))


def plan(
    lines: list[Line], stored: Stored | None = None, answers: Answers | None = None, source: str = "capital"
) -> Plan:
    table = read(lines, answers)
    return plan_of(table, stored or Stored(), plan_year=PlanYear(year=1399), periods=12, source=source)


def workbook_of(rows: Iterable[dict[str, Any]], headings: Sequence[str] = tuple(SIXTEEN)) -> bytes:
    """Such a table as an Excel file, under a title."""
    book = Workbook()
    sheet = book.active
    sheet.title = "جدول جهش تولید"
    sheet.append(["جدول جهش تولید سال ۱۳۹۹"])
    sheet.append(list(headings))
    for row in rows:
        sheet.append([row.get(heading) or None for heading in headings])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
