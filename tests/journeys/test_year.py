"""One year from the first draft to the year-end report, in the browser, by the people who make it.

Nothing is planned when it begins. Everything is typed as it is typed in the offices: Persian digits, solar dates,
Arabic ي and ك. At the end each page and file must say what plain SQL says about what was stored (`oracle`).
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pypdf
import pytest
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import load_workbook

from projects.operations import open_year
from targets.models import Indicator
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.progress import make_periods
from targets.operations.statistics import observe
from tests.cast import Cast
from tests.journeys.oracle import MacroFigures, Oracle, TargetFigures, one_decimal
from tests.sites import SMALL_DEMO_TODAY, Site, Visit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from playwright.sync_api import Locator, Page

YEAR = 1399

# As they are typed, with Arabic ي and ك …
PROGRAM = "افزايش توليد دام و گلخانه"
DAIRY, GREENHOUSES = "تكميل واحدهاي گاو شيري", "شهرك كشاورزي ميانه"
FEED, TRAINING, BUILDING = "خريد و نصب تجهيزات", "آموزش دامداران", "ساخت گلخانه‌هاي شهرك"
LIVESTOCK, AREA = "تولیدات دامی", "سطح زیر کشت گلخانه"


def stored(typed: str) -> str:
    """… and as they are stored."""
    return typed.replace("ي", "ی").replace("ك", "ک")


@pytest.fixture
def oracle(blank_site: Site) -> Oracle:
    return Oracle(blank_site.database.administrator_url, today=datetime.date.fromisoformat(SMALL_DEMO_TODAY))


@pytest.fixture
def window(blank_site: Site, visit: Callable[..., Visit]) -> Iterator[Callable[[str], Page]]:
    """Opens somebody's window on their inbox; none of them may have complained in its console when all is done."""
    opened: list[Visit] = []

    def window(user: str) -> Page:
        opened.append(visit("/", at=blank_site, user=user))
        return opened[-1].page

    yield window
    assert [error for each in opened for error in each.errors] == []


def test_year_from_the_first_draft_to_the_year_end_report(
    blank_site: Site, window: Callable[[str], Page], oracle: Oracle
) -> None:
    open_the_year(blank_site)
    editor, head, planner, deputy = (window(name) for name in ("jahad.editor", "jahad.head", "planner", "deputy"))

    write_the_program(editor)
    assert_it_is_stored_in_one_spelling(oracle)
    move(editor, "submit")
    open_from_inbox(head, PROGRAM)
    move(head, "sign")
    open_from_inbox(planner, PROGRAM)
    remark(planner, "سهم واحدهاي نيمه‌تمام روشن نيست.")
    move(planner, "return", reason="هدف توليدات دامي كمتر از ظرفيت استان است.")
    open_from_inbox(editor, PROGRAM)
    assert_it_waits_for_the_answer(editor)
    answer_the_remark(editor, "سه واحد نيمه‌تمام تا پايان سال تكميل مي‌شود.")
    raise_the_target(editor, DAIRY, to="۱۳٬۲۵۰")
    move(editor, "submit")
    open_from_inbox(head, PROGRAM)
    move(head, "sign")
    open_from_inbox(planner, PROGRAM)
    move(planner, "accept")
    open_from_inbox(deputy, PROGRAM)
    move(deputy, "approve")
    freeze(deputy)

    open_from_inbox(editor, "فروردین")
    report_farvardin(editor)
    open_from_inbox(head, "فروردین")
    press(head, head.locator("form[action$='/sign/'] button"))
    open_from_inbox(planner, "فروردین")
    assert evidence_of(planner) == EVIDENCE["buffer"]
    press(planner, planner.locator("main form[action$='/settle/'] button.btn-primary"))

    assert_the_figures_are_those_of_what_was_typed(oracle)
    assert_the_master_table_says_so(planner, oracle)
    assert_the_dashboard_says_so(deputy, oracle)
    workbook, document = compile_the_report(window("secretariat"), language="en")
    assert_the_workbook_says_so(workbook, oracle)
    assert_the_document_says_so(document, oracle)


# --- before anybody writes ------------------------------------------------------------------------


def open_the_year(site: Site) -> None:
    """The plan year with its months and two macro targets in force, one with an official figure."""
    with site.inside():
        cast = Cast()
        plan_year = open_year(by=None, year=YEAR, slogan_fa="جهش تولید", slogan_en="Production leap")
        farvardin = make_periods(by=None, plan_year=plan_year)[0]
        for code, baseline, value in (("livestock_output", 310_000, 330_000), ("greenhouse_area", 640, 760)):
            macro_target = add_macro_target(
                by=cast.planner,
                plan_year=plan_year,
                indicator=Indicator.objects.get(code=code),
                baseline=Decimal(baseline),
                value=Decimal(value),
            )
            approve_macro_target(by=cast.deputy, macro_target=macro_target)
        observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal("648.5"), source="آمارنامه")


# --- what people do -------------------------------------------------------------------------------


def press(page: Page, button: Locator) -> None:
    """Presses what leads to another page, which must not be a refusal; what it announces is in Persian digits."""
    with page.expect_navigation() as navigation:
        button.click()
    refusals = page.locator(".j-error, .j-alert.j-bad[role=alert]").all_inner_texts()
    assert (navigation.value.status, refusals) == (200, [])
    assert re.findall("[0-9]", " ".join(page.locator(".j-alert").all_inner_texts())) == []


def fill_in(page: Page, answers: dict[str, str]) -> None:
    """Types or chooses, by the name of the field; an option by its value or its words."""
    for name, answer in answers.items():
        field = page.locator(f"main form[data-guard] [name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)


def save(page: Page) -> None:
    press(page, page.locator("main form[data-guard] button.btn-primary"))


def open_from_inbox(page: Page, title: str) -> None:
    """What waits for a person stands in a queue of their inbox."""
    press(page, page.locator("a[href='/']").first)
    press(page, page.locator("th > a:has(> bdi)", has_text=stored(title)))


def move(page: Page, name: str, *, reason: str = "") -> None:
    """Makes one of the program's moves, on its page."""
    form = page.locator(f"form[action$='/move/{name}/']")
    if reason:
        page.locator("details", has=form).locator("summary").click()
        form.locator("[name=reason]").fill(reason)
    press(page, form.locator("button"))


def write_the_program(page: Page) -> None:
    """A program with two projects, three actions, three targets; it begins in the list of programs."""
    press(page, page.locator("a[href='/programs/']").first)
    press(page, page.locator("main a[href='/programs/new/']"))
    fill_in(page, {"title": PROGRAM, "family": "production_leap", "axis": "سرمایه‌گذاری در تکمیل زنجیره تولید"})
    save(page)
    press(page, page.locator("main a[href$='/edit/']"))
    page.locator("[name=policy_clauses]").first.check()
    save(page)

    add_project(
        page,
        {"title": DAIRY, "scope_level": "provincial", "weight": "۲", "justification": "ظرفيت خالي واحدها ۴۰٪ است."},
        actions=[
            (FEED, "مدير امور دام", "۱۳۹۹/۰۱/۱۵", "۱۳۹۹/۰۶/۳۱", "۶۰"),
            (TRAINING, "مدير ترويج", "۱۳۹۹/۰۲/۰۱", "1399/11/30", "۴۰"),
        ],
    )
    add_project(
        page,
        {"title": GREENHOUSES, "scope_level": "county", "weight": "۱", "justification": "زمين و آب شهرك آماده است."},
        actions=[(BUILDING, "مدير شهرك", "۱۳۹۹/۰۱/۰۵", "۱۳۹۹/۱۲/۱۵", "۱۰۰")],
    )
    add_target(page, DAIRY, LIVESTOCK, baseline="۱۱٬۸۰۰", value="۱۲٬۵۰۰", feeds="increment")
    add_target(page, GREENHOUSES, LIVESTOCK, baseline="۹۵۰٫۵", value="۱٬۲۰۰٫۲۵", feeds="increment")
    add_target(page, GREENHOUSES, AREA, baseline="۱۸۰", value="۲۵۰٫۵", feeds="level")


def add_project(page: Page, answers: dict[str, str], *, actions: Iterable[tuple[str, ...]]) -> None:
    press(page, page.locator("main a.btn[href$='/projects/new/']"))
    fill_in(page, answers)
    page.locator("[name=has_no_obstacles]").check()
    for place, action in enumerate(actions):
        if place:
            page.locator("[data-formset=actions] [data-formset-add]").click()
        names = ("title", "responsible", "starts_on", "ends_on", "weight")
        fill_in(page, {f"actions-{place}-{name}": text for name, text in zip(names, action, strict=True)})
    save(page)


def add_target(page: Page, project: str, indicator: str, *, baseline: str, value: str, feeds: str) -> None:
    """A target that feeds the macro target of its own indicator, in even steps."""
    press(page, card_of(page, project).locator("a.btn[href$='/targets/new/']"))
    fill_in(
        page,
        {
            "indicator": indicator,
            "macro_target": indicator,
            "feeds": feeds,
            "baseline": baseline,
            "baseline_on": "۱۳۹۸/۱۲/۲۹",
            "baseline_source": "آمارنامه جهاد كشاورزي",
            "value": value,
        },
    )
    save(page)


def card_of(page: Page, project: str) -> Locator:
    return page.locator("section.j-card", has=page.get_by_role("heading", name=stored(project)))


def remark(page: Page, text: str) -> None:
    form = page.locator("form[action$='/remarks/']")
    form.locator("[name=text]").fill(text)
    press(page, form.locator("button"))


def assert_it_waits_for_the_answer(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form[action$='/move/submit/'] button").click()
    assert page.locator(".j-alert.j-bad").count() == 1
    assert page.locator("form[action$='/move/submit/']").count() == 1


def answer_the_remark(page: Page, text: str) -> None:
    page.locator("[name=answer]").fill(text)
    press(page, page.locator("form", has=page.locator("[name=answer]")).locator("button"))


def raise_the_target(page: Page, project: str, *, to: str) -> None:
    """The figure and the last step that leads to it."""
    press(page, card_of(page, project).locator("td a[href*='/targets/']"))
    fill_in(page, {"value": to, "trajectory_12": to})
    save(page)


def freeze(page: Page) -> None:
    press(page, page.locator("a[href='/targets/']").first)
    page.locator("[commandfor=freeze]").first.click()
    press(page, page.locator("dialog#freeze .btn-danger"))
    assert page.locator("[commandfor=freeze]").count() == 0


EVIDENCE = {
    "name": "صورتجلسه تحويل.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n",
}


def report_farvardin(page: Page) -> None:
    """What was done in the month, by target and by action that had begun; saved, proved, sent."""
    quantities = {(DAIRY, LIVESTOCK): "۸۵۰٫۵", (GREENHOUSES, LIVESTOCK): "۰", (GREENHOUSES, AREA): "۱۸۴٫۲۵"}
    progress = {(DAIRY, FEED): "۱۵٪", (GREENHOUSES, BUILDING): "۷٫۵"}
    for (project, title), amount in (quantities | progress).items():
        line_of(page, project, title).locator("[name^=value-]").fill(amount)
    # Training begins in Ordibehesht: nobody is asked for it yet.
    assert page.locator("[name^=value-]").count() == len(quantities | progress)
    save(page)
    proved = line_of(page, DAIRY, LIVESTOCK)
    proved.locator("summary").click()
    proved.locator("[name=file]").set_input_files(EVIDENCE)
    press(page, proved.locator("button[form^=evidence-]"))
    press(page, page.locator("button[formaction$='/send/']"))


def line_of(page: Page, project: str, title: str) -> Locator:
    return card_of(page, project).locator("article", has=page.get_by_role("heading", name=stored(title)))


def evidence_of(page: Page) -> bytes:
    return download(page, page.locator("a[href^='/progress/evidence/']"))


def download(page: Page, link: Locator) -> bytes:
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def compile_the_report(page: Page, *, language: str) -> tuple[bytes, bytes]:
    """The workbook and the document, once the page says by itself that they are there."""
    press(page, page.locator("a[href='/reports/']").first)
    page.locator("main [name=language]").select_option(language)
    press(page, page.locator("form[action='/reports/request/'] button.btn-primary"))
    page.evaluate("window.neverLoadedAgain = true")
    page.locator("a[href$='report.pdf']").wait_for(timeout=60_000)
    assert page.evaluate("window.neverLoadedAgain")
    workbook, document = (page.locator(f"a[href$='report.{extension}']") for extension in ("xlsx", "pdf"))
    return download(page, workbook), download(page, document)


# --- what is stored -------------------------------------------------------------------------------


def assert_it_is_stored_in_one_spelling(oracle: Oracle) -> None:
    assert oracle.ask("SELECT title FROM projects_program") == [(stored(PROGRAM),)]
    assert oracle.ask("SELECT title, responsible, starts_on, ends_on, weight FROM projects_action ORDER BY id") == [
        (stored(FEED), "مدیر امور دام", datetime.date(2020, 4, 3), datetime.date(2020, 9, 21), 60),
        (stored(TRAINING), "مدیر ترویج", datetime.date(2020, 4, 20), datetime.date(2021, 2, 18), 40),
        (stored(BUILDING), "مدیر شهرک", datetime.date(2020, 3, 24), datetime.date(2021, 3, 5), 100),
    ]
    assert oracle.ask("SELECT baseline, baseline_on, value FROM targets_target ORDER BY id") == [
        (11_800, datetime.date(2020, 3, 19), 12_500),
        (Decimal("950.5"), datetime.date(2020, 3, 19), Decimal("1200.25")),
        (180, datetime.date(2020, 3, 19), Decimal("250.5")),
    ]


def assert_the_figures_are_those_of_what_was_typed(oracle: Oracle) -> None:
    """Keeps the oracle honest: by hand, from the figures typed above, one of twelve months being due.

    The year was frozen today: the days for its earlier months are counted from today, and only Farvardin is signed.
    Zero is a figure: it lowers the achievement and counts as reported.
    """
    assert oracle.targets("fa") == {
        (stored(DAIRY), LIVESTOCK): figures("11800", "13250", "1041.67", "850.5", "850.5", "6.4"),
        (stored(GREENHOUSES), LIVESTOCK): figures("950.5", "1200.25", "100.02", "0", "0", "0.0"),
        (stored(GREENHOUSES), AREA): figures("180", "250.5", "185.88", "184.25", "184.25", "6.0"),
    }
    assert oracle.macro_targets("fa")[LIVESTOCK][:6] == figures(
        "20000", "14450.25", "14450.25", "5549.75", "850.5", "850.5"
    )


def figures(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


# --- what the pages and files say -----------------------------------------------------------------

NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
TO_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٬−", "0123456789.,-", "\u200e")

# The table's rows as {column: what its link or its text says}, and the texts of the groups' headings.
MASTER_TABLE = """() => {
  const names = [...document.querySelectorAll("main thead th")].map(head => head.querySelector("a")?.id.slice(5) ?? "")
  const say = cell => (cell.querySelector("a") ?? cell).innerText
  const named = row => Object.fromEntries([...row.cells].map((cell, place) => [names[place], say(cell)]))
  return [...document.querySelectorAll("main tbody tr:not(.j-table-group)")].map(named)
}"""


def numbers_in(text: str) -> list[Decimal]:
    """All numbers of a text, in either language's digits and marks."""
    return [Decimal(found.replace(",", "")) for found in NUMBER.findall(text.translate(TO_LATIN))]


def number_in(text: str) -> Decimal | None:
    """The first number of a text; None when it says that there is none."""
    return next(iter(numbers_in(text)), None)


# What the heading of a group calls the first figures of MacroFigures.
OF_A_MACRO_TARGET = ("Needed (increase over the baseline)", "Proposed", "Agreed", "Gap", "Reported", "Verified")


def figure_in(place: Locator, label: str) -> Decimal | None:
    """The number that follows the label."""
    return number_in((place.text_content() or "").partition(label)[2])


def assert_the_master_table_says_so(page: Page, oracle: Oracle) -> None:
    press(page, page.locator("a[href='/targets/']").first)
    columns = [("column", name) for name in (*TargetFigures._fields, "offered")]
    page.goto(f"{page.url}?{urlencode(columns)}")
    assert {
        (row["project"], row["indicator"]): TargetFigures(*(number_in(row[name]) for name in TargetFigures._fields))
        for row in page.evaluate(MASTER_TABLE)
    } == oracle.targets("fa")
    groups = page.locator("tr.j-table-group")
    macro_targets = oracle.macro_targets("fa")
    assert groups.count() == len(macro_targets)
    with translation.override("fa"):
        assert {
            name: [figure_in(groups.filter(has_text=name), gettext(label)) for label in OF_A_MACRO_TARGET]
            for name in macro_targets
        } == {name: list(macro[:6]) for name, macro in macro_targets.items()}

    link = page.locator("a[href^='/targets/export.xlsx']")
    page.locator("details", has=link).locator("summary").click()
    sheet = load_workbook(io.BytesIO(download(page, link))).worksheets[0]
    with translation.override("fa"):
        rows = rows_of(sheet, heading_row=3)
        amounts = ("Baseline", "Agreed", "Trajectory so far", "Reported", "Verified")
        assert {
            (row[gettext("Project")], row[gettext("Indicator")]): TargetFigures(
                *(exact(row[gettext(name)]) for name in amounts), percent(row[gettext("Achievement")])
            )
            for row in rows
            if row[gettext("Indicator")]
        } == oracle.targets("fa")
        assert {
            row[gettext("Project code")]: tuple(
                exact(row[gettext(name)]) for name in ("Proposed", "Agreed", "Reported", "Verified")
            )
            for row in rows
            if row[gettext("Project code")] in macro_targets
        } == {
            name: (macro.offered, macro.agreed, macro.reported, macro.verified) for name, macro in macro_targets.items()
        }


def assert_the_dashboard_says_so(page: Page, oracle: Oracle) -> None:
    press(page, page.locator("a[href='/dashboard/']").first)
    page.locator("#macro-figures > summary").click()
    # Fetched now that it is opened.
    page.locator("tr[data-macro]").first.wait_for()
    shown = page.locator("tr[data-macro]")
    names = [name for name in MacroFigures._fields if name != "achievement"]
    assert {
        row.locator("th a").inner_text(): [
            number_in(row.locator(f"[data-figure={name}]").inner_text()) for name in names
        ]
        for row in shown.all()
    } == {
        indicator: [getattr(macro, name) for name in names] for indicator, macro in oracle.macro_targets("fa").items()
    }
    [(expected_agencies,)] = oracle.ask("SELECT count(*) FROM agencies_agency WHERE expected_to_submit")
    assert {
        tile: numbers_in(page.locator(f".j-tile [data-figure={tile}]").inner_text())[:2]
        for tile in ("answered", "approved", "returns", "rate")
    } == {
        "answered": [1, expected_agencies],
        "approved": [1, 1],
        # Of Farvardin: the later months are still in time.
        "returns": [1, 1],
        "rate": [oracle.done_of_what_was_due()],
    }


def assert_the_workbook_says_so(content: bytes, oracle: Oracle) -> None:
    book = load_workbook(io.BytesIO(content))
    amounts = ("Baseline", "Year-end target", "Expected to date", "Reported", "Verified")
    assert {
        (row["Project"], row["Indicator"]): TargetFigures(
            *(exact(row[name]) for name in amounts), percent(row["Achievement"])
        )
        for row in rows_of(book["Targets"], heading_row=2)
        if row["Indicator"]
    } == oracle.targets("en")
    assert {
        row["Indicator"]: (
            *(exact(row[name]) for name in ("Needed", "Offered", "Agreed", "Reported", "Verified")),
            percent(row["Achievement"]),
            exact(row["Official observation"]),
        )
        for row in rows_of(book["Macro targets"], heading_row=2)
        if row["Unit"]
    } == {
        indicator: tuple(value for name, value in macro._asdict().items() if name != "gap")
        for indicator, macro in oracle.macro_targets("en").items()
    }
    assert {
        row["Action"]: tuple(percent(row[name]) for name in ("Reported progress", "Verified progress"))
        for row in rows_of(book["Actions"], heading_row=2)
    } == oracle.actions()


def assert_the_document_says_so(content: bytes, oracle: Oracle) -> None:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    for indicator, macro in oracle.macro_targets("en").items():
        figures = (macro.needed, macro.agreed, macro.reported, macro.verified, macro.achievement, macro.observation)
        printed = [figure for figure in figures if figure is not None]
        # In the table; a chart before it names the indicator too.
        rows = [numbers_in(after[:400])[: len(printed)] for after in text.split(indicator)[1:]]
        assert printed in rows


def rows_of(sheet: Worksheet, *, heading_row: int) -> list[dict[str, Any]]:
    """The rows below the headings, by these."""
    headings, *rows = sheet.iter_rows(min_row=heading_row, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def exact(cell: Any) -> Decimal | None:
    """The amount in a cell; None when it is empty or holds the word for what is missing."""
    return Decimal(str(cell)) if isinstance(cell, int | float) else None


def percent(cell: Any) -> Decimal | None:
    """The percentage in a cell, with one decimal."""
    share = exact(cell)
    return None if share is None else one_decimal(share * 100)
