"""A workbook that came back to the demonstration: new and changed rows, one cell that both sides changed, one that is
refused. It waits to be looked at."""

from __future__ import annotations

import io

from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from agencies.models import Agency
from projects.enums import EDITABLE
from projects.models import Action, PlanYear, Program
from reports.demonstration.writing import Stage
from reports.models import Intake
from reports.operations import hand_in_workbook
from reports.workbooks.layout import HEADING_ROW, Page, pages
from reports.workbooks.template import FIRST_COLUMN, agency_workbook
from targets.forms.year_rows import sheets_of
from targets.models import Target
from targets.operations.promises import save_target

FILE_NAME = "برنامه سال جهاد.xlsx"
NEW_PROGRAM = "توسعه کشت گلخانه‌ای صیفی"


def hand_in(stage: Stage, plan_year: PlanYear, *, agency_code: str = "JAHAD") -> Intake | None:
    """The agency's officer sends back its workbook of the year; a colleague changed a target meanwhile."""
    agency, editor = stage.agencies[agency_code], stage.mover("submit", agency_code)
    drafts = Program.objects.filter(agency=agency, plan_year=plan_year, status__in=EDITABLE)
    targets = Target.objects.filter(project__program__in=drafts).order_by("pk")
    target = targets.select_related("project__program__agency", "project__program__plan_year").first()
    actions = list(Action.objects.filter(project__program__in=drafts).order_by("pk")[:2])
    if target is None or len(actions) < 2:
        return None
    with override("fa"):
        content = _filled(agency, plan_year, target, *actions)
        project = target.project
        program = project.program
        save_target(by=editor, program=program, version=program.version, project=project, target=target, weight=2)
        return hand_in_workbook(by=editor, agency=agency, plan_year=plan_year, name=FILE_NAME, content=content)


def _filled(agency: Agency, plan_year: PlanYear, disputed: Target, changed: Action, unread: Action) -> bytes:
    book = load_workbook(io.BytesIO(agency_workbook(agency=agency, plan_year=plan_year)))
    laid_out = {page.name: page for page in pages(sheets_of(list(plan_year.periods.regular())))}
    _put(book, laid_out["plan"], "", "title", NEW_PROGRAM)
    _put(book, laid_out["targets"], str(disputed.uuid), "weight", 3)
    _put(book, laid_out["actions"], str(changed.uuid), "responsible", "معاون بهبود تولیدات گیاهی")
    _put(book, laid_out["actions"], str(unread.uuid), "ends_on", "1400/13/01")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _put(book: Workbook, page: Page, key: str, name: str, value: str | int) -> None:
    """Write into the row of that identifier, or into the first that has none."""
    sheet = book[str(page.label)]
    rows = range(HEADING_ROW + 1, sheet.max_row + 1)
    row = next(row for row in rows if (sheet.cell(row, FIRST_COLUMN - 1).value or "") == key)
    column = FIRST_COLUMN + [heading.name for heading in page.headings].index(name)
    sheet.cell(row, column).value = value
