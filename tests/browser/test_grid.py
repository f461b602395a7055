"""The grids by keyboard alone, counted against filling the same cells one by one.

The reference is what the same table costs cell by cell: every character of every cell, and one key to the next cell.
Of the grid every key counts, of a chord each of its keys; a block that is copied in Excel counts four keys more, for
copying it there and changing windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.enums import ProgramStatus
from projects.models import Program
from targets.enums import LineStatus, ReportStatus
from targets.lines import lines_of
from targets.models import Evidence, ProgressReport, Target
from targets.operations.progress import open_period
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_program, make_year
from tests.sites import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

COPIED_IN_EXCEL = 4
AT_MOST = Decimal(1) / 3


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0
        self.chrome = page.context.new_cdp_session(page)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def press(self, *chords: str, times: int = 1) -> None:
        for chord in chords * times:
            self.presses += len(chord.split("+"))
            self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        """Letter by letter, as a Persian keyboard sends them: Playwright's own knows only the American one."""
        for letter in text:
            self.presses += 1
            for kind in ("keyDown", "keyUp"):
                self.chrome.send(
                    "Input.dispatchKeyEvent",
                    {"type": kind, "key": letter, **({"text": letter} if kind == "keyDown" else {})},
                )

    def type_down(self, *texts: str) -> None:
        """One below the other."""
        for text in texts:
            self.type(text)
            self.press("Enter")

    def paste(self, rows: Iterable[Iterable[str]]) -> None:
        """A block from Excel, looked at before it is put in."""
        block = "\n".join("\t".join(row) for row in rows)
        self.page.evaluate("block => navigator.clipboard.writeText(block)", block)
        self.presses += COPIED_IN_EXCEL
        self.press("Control+v")
        self.page.locator("dialog[open] table").wait_for()
        assert self.page.locator("dialog[open] .j-unread").count() == 0
        self.page.evaluate("() => { document.getElementById('live').textContent = ''; }")
        self.press("Enter")
        # It is said when the block is in, after the question has closed.
        self.page.wait_for_function("() => document.getElementById('live').textContent !== ''")


def cell_by_cell(rows: Iterable[Iterable[str]]) -> int:
    return sum(len(cell) + 1 for row in rows for cell in row)


@pytest.fixture
def keyboard_on(visit: Callable[..., Visit]) -> Callable[..., Keyboard]:
    def open_keyboard(path: str, user: str) -> Keyboard:
        return Keyboard(visit(path, user=user).page)

    return open_keyboard


# --- a year ---------------------------------------------------------------------------------------

PROGRAM = ["رونق واحدهای صنعتی کوچک", "افزایش منابع استانی", "جهش تولید", "۳، ۷"]
PROJECTS = ["شهرک مراغه", "شهرک مرند", "شهرک میانه", "شهرک اهر", "شهرک سراب"]
SECTOR, LEVEL, REASON = "صنعت", "استانی", "ظرفیت استان اجازه می‌دهد"
ACTIONS = ["آماده‌سازی زمین", "تأمین زیرساخت", "واگذاری واحدها"]
RESPONSIBLE = "معاون صنایع"
STARTS, ENDS = ["1400/01/15", "1400/04/01", "1400/08/01"], ["1400/03/31", "1400/07/30", "1400/12/20"]
INDICATORS = [
    ("جواز تأسیس صادره", "40", "60"),
    ("پروانه بهره‌برداری صادره", "12", "24"),
    ("بازرسی هدفمند از بنگاه‌ها", "90", "120"),
]
BASELINE_ON, SOURCE, PROOF = "1399/12/30", "سامانه بهین‌یاب", "گزارش سامانه"
MONTHS = 12


def targets() -> list[tuple[str, str, str, str]]:
    """Twelve of (indicator, project, baseline, year-end target)."""
    return [
        (indicator, project, baseline, value) for indicator, baseline, value in INDICATORS for project in PROJECTS[:4]
    ]


def year_cell_by_cell() -> int:
    """All that is stored in the end, typed cell by cell."""
    projects = [[title, PROGRAM[0], SECTOR, LEVEL, "1", REASON] for title in PROJECTS]
    actions = [
        [title, project, RESPONSIBLE, start, end, "33.33"]
        for project in PROJECTS
        for title, start, end in zip(ACTIONS, STARTS, ENDS, strict=True)
    ]
    rows = [
        [indicator, project, "", baseline, BASELINE_ON, SOURCE, value, *[value] * MONTHS, PROOF]
        for indicator, project, baseline, value in targets()
    ]
    return cell_by_cell([PROGRAM, *projects, *actions, *rows])


def test_a_year_by_keyboard(
    site: Site, keyboard_on: Callable[..., Keyboard], record_property: Callable[[str, object], None]
) -> None:
    keyboard = keyboard_on("/programs/grid/1400/", "samt.editor")
    page = keyboard.page
    to_the_end_of(page, "programs")
    for cell in PROGRAM:
        keyboard.type(cell)
        keyboard.press("Tab")

    to_the_end_of(page, "projects")
    keyboard.type_down(*PROJECTS)
    # Back to the first of them, and along its row; Enter at the last left the cursor on the row that is still empty.
    keyboard.press("ArrowUp", times=5)
    keyboard.press("Tab")
    for cell in (PROGRAM[0], SECTOR, LEVEL):
        keyboard.type(cell)
        keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type(REASON)
    keyboard.press("ArrowLeft", "Home", "ArrowLeft")
    keyboard.press("Shift+ArrowDown", times=4)
    keyboard.press("Shift+End", "Control+d")

    to_the_end_of(page, "actions")
    keyboard.paste(
        (title, project, RESPONSIBLE, start, end)
        for project in PROJECTS
        for title, start, end in zip(ACTIONS, STARTS, ENDS, strict=True)
    )

    to_the_end_of(page, "targets")
    keyboard.paste(
        (indicator, project, "", baseline, BASELINE_ON, SOURCE, value)
        for indicator, project, baseline, value in targets()
    )
    # The selection is the block: its trajectories by quarter, then the means of verification for all.
    keyboard.press("F6")
    keyboard.press("Tab", times=6)
    with page.expect_response("**/trajectories/**"):
        keyboard.press("Enter")
    keyboard.press("F6")
    keyboard.press("ArrowUp", times=len(targets()) - 1)
    keyboard.press("End")
    keyboard.press("ArrowRight", times=5)
    keyboard.type(PROOF)
    keyboard.press("Enter", "ArrowUp")
    keyboard.press("Shift+ArrowDown", times=len(targets()) - 1)
    keyboard.press("Control+d")
    with page.expect_navigation() as saved:
        keyboard.press("Control+s")
    assert saved.value.status == 200
    reference = year_cell_by_cell()
    words = "A year of 5 projects, 15 actions and 12 targets in the grid"
    record_property("measured", f"{words}: {keyboard.presses} keys, cell by cell {reference}")
    assert_the_year_is_stored(site)
    assert keyboard.presses <= reference * AT_MOST


def to_the_end_of(page: Page, sheet: str) -> None:
    """The new row at the end of a sheet."""
    page.locator(f"table[data-sheet={sheet}] tbody tr:last-child > :first-child").focus()


def assert_the_year_is_stored(site: Site) -> None:
    with site.inside():
        program = Program.objects.get(title=PROGRAM[0])
        assert (str(program.axis), program.get_family_display()) == (PROGRAM[1], PROGRAM[2])
        assert sorted(program.policy_clauses.values_list("code", flat=True)) == ["3", "7"]
        projects = list(program.projects.order_by("position"))
        assert [(p.title, str(p.sector), p.get_scope_level_display(), p.justification) for p in projects] == [
            (title, SECTOR, LEVEL, REASON) for title in PROJECTS
        ]
        for project in projects:
            actions = list(project.actions.order_by("position"))
            assert [(a.title, a.responsible, format_date(a.starts_on), format_date(a.ends_on)) for a in actions] == [
                (title, RESPONSIBLE, to_persian(start), to_persian(end))
                for title, start, end in zip(ACTIONS, STARTS, ENDS, strict=True)
            ]
            assert sum(action.weight for action in actions) == 100
        stored = Target.objects.filter(project__program=program).select_related("indicator", "project")
        assert {(str(t.indicator), t.project.title, t.baseline, t.value) for t in stored} == {
            (indicator, project, Decimal(baseline), Decimal(value)) for indicator, project, baseline, value in targets()
        }
        for target in stored:
            quarters = [target.trajectory[month] for month in (2, 5, 8, 11)]
            assert quarters == [target.value * part / 4 for part in (1, 2, 3, 4)]
            assert (target.baseline_source, target.means_of_verification) == (SOURCE, PROOF)
            assert format_date(target.baseline_on) == to_persian(BASELINE_ON)


def to_persian(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


# --- a month --------------------------------------------------------------------------------------

# Six projects of two targets and three actions each. The year lies before those of the demo, so that nobody meets it.
BEFORE_THE_DEMO = 1397
TARGETS, STEPS = ["۱۲", "۱۴۵"], ["۱۰", "۲۵", "۵"]
MOVING = 5
STOOD_STILL = "اعتبار طرح هنوز تخصیص نیافته است"
CORRECTED, WHY = "۸۰", "دو واحد زودتر تحویل شد"


def month() -> list[tuple[str, str]]:
    """Thirty of (figure, note), as they are stored in the end."""
    moving = [(figure, "") for figure in (*TARGETS, *STEPS)] * MOVING
    moving[-1] = (CORRECTED, WHY)
    return moving + [("۰", STOOD_STILL)] * len((*TARGETS, *STEPS))


@pytest.fixture
def due(site: Site) -> ProgressReport:
    """A return of thirty lines of which nothing is said yet."""
    with site.inside():
        cast = Cast()
        year = make_year(BEFORE_THE_DEMO)
        size = {"projects": MOVING + 1, "targets": len(TARGETS), "actions": len(STEPS)}
        make_program(cast, agency="SAMT", plan_year=year, status=ProgramStatus.APPROVED, **size)
        freeze_year(by=cast.deputy, plan_year=year)
        period = year.periods.regular().get(ordinal=1)
        open_period(period=period)
        return ProgressReport.objects.get(agency__code="SAMT", period=period)


def test_a_month_by_keyboard(
    site: Site,
    due: ProgressReport,
    keyboard_on: Callable[..., Keyboard],
    record_property: Callable[[str, object], None],
) -> None:
    keyboard = keyboard_on(f"/progress/{due.uuid}/grid/", "samt.editor")
    page = keyboard.page
    page.locator("table[data-sheet=lines] tbody td:not([data-fixed])").first.focus()
    keyboard.paste((figure, note) for figure, note in ([(figure, "") for figure in (*TARGETS, *STEPS)] * MOVING))
    # The selection is the block and the cursor stands on its last note: that line is corrected.
    keyboard.press("Home")
    keyboard.type(CORRECTED)
    keyboard.press("Tab")
    keyboard.type(WHY)
    # What proves it is dropped on that line, while nothing is saved yet.
    drop_on(page, (len(TARGETS) + len(STEPS)) * MOVING, "تحویل.pdf", pdf_saying("تحویل دو واحد"))
    # The last project's lines stood still, all for one reason.
    keyboard.press("Enter")
    keyboard.press("Shift+ArrowDown", times=len((*TARGETS, *STEPS)) - 1)
    keyboard.press("F6")
    keyboard.press("Tab", times=3)
    keyboard.press("Enter")
    keyboard.type(STOOD_STILL)
    keyboard.press("Enter", "Control+End", "Tab", "Tab")
    with page.expect_navigation() as sent:
        keyboard.press("Enter")
    assert sent.value.status == 200
    reference = cell_by_cell(month())
    words = "A month of 30 lines in the grid"
    record_property("measured", f"{words}: {keyboard.presses} keys, cell by cell {reference}")
    with site.inside():
        due.refresh_from_db()
        assert due.status == ReportStatus.AWAITING_HEAD
    head = keyboard_on("/signing/", "samt.head")
    head.page.locator("main button[form=sign]").focus()
    with head.page.expect_navigation():
        head.press("Enter")
    assert_the_month_is_signed(site, due)
    assert keyboard.presses <= reference * AT_MOST


def drop_on(page: Page, number: int, name: str, content: bytes) -> None:
    """Drops a file on the row with that number, as the desktop hands it over, and waits until the row counts it."""
    row = page.locator(f"table[data-sheet=lines] tbody tr:nth-child({number})")
    row.evaluate(
        """(row, [name, bytes]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
            for (const kind of ["dragover", "drop"])
                row.cells[1].dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [name, list(content)],
    )
    row.locator("[data-files]", has_text="۱").wait_for()


def assert_the_month_is_signed(site: Site, report: ProgressReport) -> None:
    with site.inside():
        report.refresh_from_db()
        assert (report.status, bool(report.tracking_code)) == (ReportStatus.SUBMITTED, True)
        lines = lines_of(report)
        assert {line.status for line in lines} == {LineStatus.SENT}
        assert [(format_number(line.reported), line.note) for line in lines] == month()
        assert [(file.original_name, file.line.note) for file in Evidence.objects.filter(line__report=report)] == [
            ("تحویل.pdf", WHY)
        ]
