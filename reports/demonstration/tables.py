"""Agencies' own tables in the demonstration: one that is asked about, and several that a planner handed in at once."""

from __future__ import annotations

import io

from django.utils.translation import override
from openpyxl import Workbook

from projects.models import PlanYear
from reports.demonstration.writing import Stage
from reports.models import Intake
from reports.operations import hand_in_workbook, hand_in_workbooks

FILE_NAME = "جدول جهش تولید جهاد.xlsx"
_HEADINGS = (
    *("ردیف", "دستگاه اجرایی", "عنوان برنامه", "عنوان پروژه", "محور", "شاخص", "واحد سنجش", "خط پایه"),
    *("هدف پایان سال", "اعتبار", "تاریخ شروع", "تاریخ پایان", "اقدامات", "مسئول", "نام رابط"),
)
_ROWS = {
    "جهاد کشاورزی": (
        ("احداث گلخانه صیفی‌جات", "سطح زیر کشت گلخانه", "هکتار", 120, 150, 85000),
        ("توسعه زنبورستان‌های کوهپایه", "تولید عسل", "تن", 900, 1100, 12000),
    ),
    "صنعت، معدن و تجارت": (("راه‌اندازی واحدهای راکد", "احیای واحدهای راکد", "واحد", 0, 24, 150000),),
}


def hand_in_tables(stage: Stage, plan_year: PlanYear) -> list[Intake]:
    """The officer's table waits for answers; of three files of the planner's two name their agency."""
    with override("fa"):
        asked = hand_in_workbook(
            by=stage.mover("submit", "JAHAD"),
            agency=stage.agencies["JAHAD"],
            plan_year=plan_year,
            name=FILE_NAME,
            content=_table("جهاد کشاورزی", plan_year, _HEADINGS),
        )
        files = [(f"جدول {name}.xlsx", _table(name, plan_year, _HEADINGS[:-1])) for name in ("صنعت، معدن و تجارت",)]
        batch = hand_in_workbooks(
            by=stage.people["planner"], plan_year=plan_year, files=[*files, ("نامه همراه.docx", b"PK")]
        )
    return [asked, *batch.intakes.all()]


def _table(agency: str, plan_year: PlanYear, headings: tuple[str, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.sheet_view.rightToLeft = True
    sheet.append([f"جدول جهش تولید {agency}"])
    sheet.append(headings)
    for number, (project, indicator, unit, baseline, value, credit) in enumerate(_ROWS[agency], 1):
        days = (f"{plan_year.year}/02/01", f"{plan_year.year}/11/30")
        actions = "۱- شناسایی متقاضیان ۲- معرفی به بانک ۳- نظارت بر اجرا"
        row = [number, agency, "برنامه جدول دستگاه", project, "افزایش منابع استانی", indicator, unit, baseline, value]
        sheet.append([*row, credit, *days, actions, "مدیر فنی", "خانم احمدی"][: len(headings)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
