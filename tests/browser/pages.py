"""Every page of the product: which address, for whom, in which state. A route that is missing here fails a test."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.models import Agency, Membership, User
from config.clock import today
from projects.enums import UNSOLVED, ProgramStatus
from projects.models import Challenge, PlanYear, Program, Project, Review
from reports.enums import SessionState
from reports.models import HqSession, Intake, MinistryForm, ReportJob, Resolution, WorkbookBatch
from reports.operations import add_resolution, begin_session, plan_session, request_export, save_agenda, save_minutes
from targets.amendments import Figures
from targets.bargaining import bargaining_url
from targets.double_count_cases import cases_of
from targets.enums import AmendmentState, LineStatus, ReportStatus, Side
from targets.models import (
    Amendment,
    FieldVisit,
    MacroObservation,
    MacroTarget,
    MasterTable,
    MasterTableRow,
    PeriodException,
    ProgressReport,
    ReportLine,
    SharedObject,
    Target,
)
from targets.operations.amendments import propose_amendment
from targets.operations.years import open_year_with_periods

if TYPE_CHECKING:
    from playwright.sync_api import Page as Window


@dataclass(frozen=True)
class Page:
    """A page, or one of its states.

    `address` is asked while the site's database is at hand. `act` does something on the page that leads to the state
    meant (and changes nothing that is stored); `status` is the answer's, the act's where there is one.
    """

    name: str
    route: str
    user: str
    address: Callable[[], str]
    act: Callable[[Window], None] | None = None
    status: int = 200


def routes_that_answer_get() -> set[str]:
    """The names of all routes of the resolver that answer GET."""
    return {pattern.name or str(pattern.pattern) for pattern in _patterns(get_resolver()) if _answers_get(pattern)}


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _patterns(part)
        else:
            yield part


def _answers_get(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", None)
    return view is None or ("get" in view.http_method_names and hasattr(view, "get"))


NOT_PAGES = {
    "draft": "JSON for a form that is being written",
    "healthz": "plain text for machines",
    "readyz": "JSON for machines",
    "set_language": "leads back to the page it was asked from",
    "master-table-export": "a workbook",
    "master-table-csv": "comma-separated text",
    "report-file": "a workbook, a document or a data set",
    "export-file": "a workbook or text",
    "ministry-form-filled": "a workbook",
    "evidence-file": "a file",
    "visit-photo": "a file",
    "letter-scan": "a file",
    "amendment-file": "a file",
    "challenge-file": "a file",
    "resolution-file": "a file",
    "session-paper": "a document",
    "version-workbook": "a workbook",
    "year-workbook-file": "a workbook",
    "intake-returned": "a workbook",
    "choices": "options as JSON for a field",
    "sitting-agency-minutes": "a document",
    "sitting-sector-minutes": "a document",
    "sitting-agency-moves": "the part of a sitting that moves",
    "sitting-sector-moves": "the part of a sitting that moves",
}


# --- where things are -----------------------------------------------------------------------------


def at(route: str, *arguments: object) -> Callable[[], str]:
    return lambda: reverse(route, args=arguments)


def jahad_program(status: ProgramStatus) -> Program:
    return Program.objects.filter(agency__code="JAHAD", status=status).earliest("pk")


def samt_program(status: ProgramStatus) -> Program:
    return Program.objects.filter(agency__code="SAMT", status=status).earliest("pk")


def program_to_edit() -> Program:
    """A returned one: it has projects and targets, and a remark."""
    return jahad_program(ProgramStatus.RETURNED)


def graded_project() -> str:
    return reverse("grading-project", args=[Review.objects.earliest("pk").project.uuid])


def project_to_edit() -> str:
    project = Project.objects.filter(program=program_to_edit()).earliest("pk")
    return reverse("project-edit", args=[project.program.uuid, project.uuid])


def new_target() -> str:
    project = Project.objects.filter(program=program_to_edit()).earliest("pk")
    return reverse("target-add", args=[project.program.uuid, project.uuid])


def target_to_edit() -> str:
    target = Target.objects.filter(project__program=program_to_edit()).earliest("pk")
    return reverse("target-edit", args=[target.project.program.uuid, target.uuid])


def frozen_figure() -> str:
    return reverse("figure", args=[MasterTableRow.objects.earliest("position").target.uuid])


def offered_figure() -> str:
    program = jahad_program(ProgramStatus.UNDER_REVIEW)
    return reverse("figure", args=[Target.objects.filter(project__program=program).earliest("pk").uuid])


def open_bargain() -> str:
    """A target whose last offer is the agency's."""
    open_ones = Target.objects.filter(project__program__status=ProgramStatus.NEGOTIATION, accepted_offer__isnull=True)
    return bargaining_url(next(each for each in open_ones.order_by("pk") if each.offers.last().side == Side.AGENCY))


def samt_next_year() -> str:
    return reverse("agency-sheet", args=["SAMT"]) + "?year=1400"


def with_samt() -> str:
    return reverse("sitting-agency", args=["SAMT"]) + "?year=1400"


def with_samt_what_if() -> str:
    return reverse("what-if-agency", args=["SAMT"]) + "?year=1400"


def agreed_bargain() -> str:
    agreed = Target.objects.filter(project__program__agency__code="SAMT", accepted_offer__isnull=False)
    return bargaining_url(agreed.annotate(rounds=Count("offers")).order_by("-rounds", "pk")[0])


def observed_macro_target() -> MacroTarget:
    return MacroObservation.objects.earliest("pk").macro_target


def year_to_call() -> str:
    """Of the year after those that the demonstration has called."""
    if not PlanYear.objects.filter(year=1401).exists():
        open_year_with_periods(by=User.objects.get(username="planner"), year=1401)
    return reverse("call-issue", args=[1401])


def wording_to_correct() -> str:
    row = MasterTable.objects.earliest("version").rows.select_related("target__project__program").earliest("position")
    return reverse("wording-correct", args=[row.target.project.program.uuid])


def program_in_the_way_of_which() -> str:
    return reverse("challenge-new", args=[Program.objects.filter(agency__code="JAHAD", status="approved")[0].uuid])


def a_challenge(desk: str, state: str) -> Callable[[], str]:
    return lambda: Challenge.objects.filter(is_stated=False, desk=desk, state=state)[0].get_absolute_url()


def session_in(state: str, route: str = "session-detail") -> Callable[[], str]:
    """The demonstration has one that is planned and one that is signed."""
    return lambda: reverse(route, args=[HqSession.objects.filter(state=state).latest("number").uuid])


def session_that_is_held(route: str = "session-detail") -> Callable[[], str]:
    """One more, with a matter that was talked about and a resolution; its minutes are being written."""

    def make() -> str:
        keeper = User.objects.get(username="secretariat")
        session = HqSession.objects.filter(state=SessionState.HELD).first()
        if session is None:
            session = plan_session(by=keeper, number=20, held_on=today(), place="استانداری")
            save_agenda(by=keeper, session=session, version=1, kept=[], title="گزارش پرداخت تسهیلات")
            session = begin_session(by=keeper, session=session, version=2)
            item = session.items.get()
            save_minutes(by=keeper, session=session, version=3, texts={item.uuid: "گزارش بانک‌ها شنیده شد."})
            due_on = today() + datetime.timedelta(days=30)
            jahad = Agency.objects.get(code="JAHAD")
            add_resolution(
                by=keeper,
                session=session,
                version=4,
                text="گزارش ماهانه",
                agency=jahad,
                due_on=due_on,
                agenda_item=item,
            )
        return reverse(route, args=[session.uuid])

    return make


def resolution_being_written() -> str:
    session_that_is_held()()
    return reverse("resolution-edit", args=[Resolution.objects.get(session__state=SessionState.HELD).uuid])


def a_resolution(**stands: object) -> Callable[[], str]:
    return lambda: Resolution.objects.signed().filter(**stands).earliest("number").get_absolute_url()


def challenge_to_edit() -> str:
    unsolved = Challenge.objects.filter(is_stated=False, state__in=UNSOLVED, project__program__agency__code="JAHAD")
    return reverse("challenge-edit", args=[unsolved[0].uuid])


def stated_challenge() -> str:
    stated = Challenge.objects.filter(is_stated=True, project__program__agency__code="JAHAD")
    return reverse("challenge-costs", args=[stated.filter(project__program__status="approved")[0].uuid])


def amendment_that_waits() -> str:
    """One of two lines, beside what the demonstration has decided."""
    table = MasterTable.objects.latest("version")
    if not Amendment.objects.filter(state=AmendmentState.PROPOSED).exists():
        first, second = table.rows.filter(numerator__isnull=True, direction="up").select_related("target")[:2]
        propose_amendment(
            by=User.objects.get(username="planner"),
            plan_year=table.plan_year,
            version=table.version,
            reason_code="credit",
            text="کاهش اعتبار تخصیص‌یافته",
            authority="letter",
            authority_number="۵۲/۱۵",
            authority_on=table.plan_year.first_day,
            figures={row.target.uuid: Figures(value=row.value + 1) for row in (first, second)},
        )
    return Amendment.objects.get(state=AmendmentState.PROPOSED).get_absolute_url()


def propose_nothing_readable(window: Window) -> None:
    type_in_cell(window, "rows", "value", "چ")
    window.locator("#grid .j-form-sticky button.btn-primary").click()


def observations_to_enter() -> str:
    return reverse("macro-target-observations", args=[observed_macro_target().uuid])


def indicator_to_edit() -> str:
    return reverse("indicator-edit", args=[observed_macro_target().indicator.code])


def jahad_return(status: ReportStatus) -> Callable[[], str]:
    return lambda: _latest_return(agency__code="JAHAD", status=status)


def return_with_a_line_back() -> str:
    return _latest_return(agency__code="JAHAD", lines__status=LineStatus.RETURNED)


def return_to_verify() -> str:
    return _latest_return(agency__code="SAMT", lines__status=LineStatus.SENT)


def line_in(status: LineStatus, **wanted: object) -> Callable[[], str]:
    def address() -> str:
        line = ReportLine.objects.filter(status=status, **wanted).select_related("report").latest("pk")
        return reverse("progress-line", args=[line.report.uuid, line.uuid])

    return address


def disputed_figure() -> str:
    line = ReportLine.objects.filter(status=LineStatus.OBJECTED, target__isnull=False).latest("pk")
    return reverse("figure", args=[line.target.uuid])


def visit_to_record() -> str:
    line = ReportLine.objects.filter(status=LineStatus.SENT, target__isnull=False, report__agency__code="SAMT")
    found = line.select_related("report", "target__project").latest("pk")
    return reverse("field-visit-new", args=[found.report.uuid, found.target.project.uuid])


def visit() -> str:
    return FieldVisit.objects.latest("pk").get_absolute_url()


def return_overdue() -> str:
    return _latest_return(agency__code="SAMT", status=ReportStatus.DUE, period__due_on__lt="2020-07-05")


def receipt_of_program() -> str:
    return reverse("receipt", args=[jahad_program(S.APPROVED).revisions.latest("number").tracking_code])


def receipt_of_return() -> str:
    report = ProgressReport.objects.filter(agency__code="JAHAD", signed_at__isnull=False).earliest("pk")
    return reverse("receipt", args=[report.tracking_code])


def paper_of_program() -> str:
    return reverse("signing-paper", args=["program", jahad_program(S.AWAITING_HEAD).uuid])


def reopening() -> str:
    return reverse("reopening-revoke", args=[PeriodException.objects.latest("pk").uuid])


def return_reopened() -> str:
    exception = PeriodException.objects.latest("pk")
    return ProgressReport.objects.get(agency=exception.agency, period=exception.period).get_absolute_url()


def return_on_behalf() -> str:
    report = ProgressReport.objects.filter(agency__code="SAMT", status=ReportStatus.DUE).earliest("pk")
    return reverse("progress-on-behalf", args=[report.uuid])


def letter_for_program() -> str:
    code = jahad_program(S.AWAITING_HEAD).revisions.latest("number").content_hash[:12]
    return reverse("letter-register") + f"?agency=JAHAD&code={code}"


def _latest_return(**wanted: object) -> str:
    return ProgressReport.objects.filter(**wanted).latest("pk").get_absolute_url()


def on_person(route: str, username: str = "planner2") -> Callable[[], str]:
    return lambda: reverse(route, args=[User.objects.get(username=username).uuid])


def seat_to_end() -> str:
    seat = Membership.objects.filter(user__username="planner2").earliest("pk")
    return reverse("seat-end", args=[seat.user.uuid, seat.uuid])


def grid_of(report: Callable[[], str]) -> Callable[[], str]:
    return lambda: report() + "grid/"


def export() -> str:
    """One that waits for its worker."""
    planner = User.objects.get(username="planner")
    return reverse("export", args=[request_export(by=planner, query="", extension="xlsx", language="fa").uuid])


def ministry_form() -> str:
    return MinistryForm.objects.earliest("pk").get_absolute_url()


def table_asked_about() -> str:
    return reverse("intake-questions", args=[Intake.objects.filter(state="asking").earliest("pk").uuid])


def workbooks_of_many() -> str:
    return WorkbookBatch.objects.earliest("pk").get_absolute_url()


def workbook_handed_in() -> str:
    return Intake.objects.earliest("pk").get_absolute_url()


def report() -> str:
    return ReportJob.objects.earliest("pk").get_absolute_url()


def report_narrative() -> str:
    return reverse("report-narrative", args=[ReportJob.objects.earliest("pk").uuid])


# --- what somebody does there ---------------------------------------------------------------------


def save_program_on_an_older_version(window: Window) -> None:
    window.select_option("[name=family]", index=0)
    window.locator("[name=topics]").first.click()
    save_on_an_older_version(window)


def save_project_on_an_older_version(window: Window) -> None:
    window.select_option("[name=scope_level]", index=1)
    window.fill("[name=weight]", "۲٫۵")
    window.locator("[name=needs_money]").click()
    save_on_an_older_version(window)


def save_target_on_an_older_version(window: Window) -> None:
    window.fill("[name=baseline]", "۱٬۲۳۴")
    window.fill("[name=baseline_on]", "1398/12/20")
    save_on_an_older_version(window)


def a_case(state: str) -> Callable[[], str]:
    """The page of a double count of the year that is being planned, or of the frozen one."""

    def address() -> str:
        years = PlanYear.objects.order_by("year")
        return next(
            case.address
            for year in years
            for case in cases_of(year, Target.objects.filter(project__program__plan_year=year))
            if case.state == state
        )

    return address


def object_to_correct() -> str:
    return SharedObject.objects.earliest("pk").get_absolute_url()


def enter_an_object_again(window: Window) -> None:
    window.fill("[name=name]", "تسهيلات سردخانه")
    window.select_option("[name=kind]", "loan")
    window.click("main form button.btn-primary")


def decide_without_a_whole(window: Window) -> None:
    window.fill("[name^=share_] >> nth=0", "۳۰")
    window.fill("#id_confirmed_reason", "یکی است")
    window.click("details:has(#confirm-title) button.btn-primary")


def save_indicator_on_an_older_version(window: Window) -> None:
    window.fill("[name=definition]", "آنچه در استان شمرده می‌شود")
    save_on_an_older_version(window)


def save_on_an_older_version(window: Window) -> None:
    """What the other one saved stays: the answer is 409 and nothing is written."""
    window.locator("main [name=version]").first.evaluate("field => { field.value = 0 }")
    save(window)


def save_what_was_read_long_ago(window: Window) -> None:
    window.locator("main [name=seen]").evaluate("field => { field.value = 'another' }")
    save(window)


def save_without_a_title(window: Window) -> None:
    window.fill("[name=title]", "")
    save(window)


def save_a_weight_in_letters(window: Window) -> None:
    window.fill("[name=weight]", "سنگین")
    save(window)


def save_a_figure_in_letters(window: Window) -> None:
    window.fill("[name=month-1-value]", "بسیار")
    save(window)


def offer_in_letters(window: Window) -> None:
    window.fill("[name=value]", "سیصد")
    window.click("form[action$='/offer/'] .btn-primary")


def save_letters_as_figures(window: Window) -> None:
    for name in ("baseline", "value", "baseline_on"):
        window.fill(f"[name={name}]", "بسیار")
    save(window)


def save_a_year_with_letters_as_figures(window: Window) -> None:
    type_in_cell(window, "actions", "weight", "چ")
    type_in_cell(window, "targets", "value", "چ")
    window.keyboard.press("Control+s")


def save_a_year_on_older_versions(window: Window) -> None:
    for version in window.locator("#grid [name^=version-]").all():
        version.evaluate("field => { field.value = 0 }")
    type_in_cell(window, "targets", "baseline", "۷")
    window.keyboard.press("Control+s")


def save_a_return_with_letters_as_figures(window: Window) -> None:
    type_in_cell(window, "lines", "value", "چ")
    window.keyboard.press("Control+s")


def save_a_return_on_an_older_version(window: Window) -> None:
    window.locator("#grid [name=version]").evaluate("field => { field.value = 0 }")
    type_in_cell(window, "lines", "value", "۷")
    window.keyboard.press("Control+s")


def type_in_cell(window: Window, sheet: str, column: str, text: str) -> None:
    """Into the sheet's first row."""
    place = f"table[data-sheet={sheet}] thead th"
    number = window.locator(place).evaluate_all(
        "(heads, name) => heads.findIndex(h => h.dataset.name === name)", column
    )
    window.locator(f"table[data-sheet={sheet}] tbody tr").first.locator("th, td").nth(number).click()
    # Playwright's keyboard has no Persian letters: the field is opened first, then written in.
    window.keyboard.press("F2")
    window.keyboard.press("Control+a")
    window.keyboard.insert_text(text)
    window.keyboard.press("Enter")


def issue_the_past(window: Window) -> None:
    for name, typed in (("letter_number", "۴۱"), ("letter_on", "1399/01/05"), ("deadline", "1399/01/20")):
        window.fill(f"[name=call_{name}]", typed)
    window.locator(".j-form-sticky button.btn-primary").click()


def carry_nothing(window: Window) -> None:
    window.locator(".j-form-sticky button.btn-primary").click()


def save(window: Window) -> None:
    window.locator("main form[data-guard] button.btn-primary").click()


def sign_in_with_a_wrong_password(window: Window) -> None:
    window.fill("[name=username]", "planner")
    window.fill("[name=password]", "not-it")
    window.press("[name=password]", "Enter")


S = ProgramStatus

PAGES = (
    Page("sign-in", "sign-in", "", at("sign-in")),
    Page("sign-in-refused", "sign-in", "", at("sign-in"), act=sign_in_with_a_wrong_password),
    Page("inbox-planner", "inbox", "planner", at("inbox")),
    Page("inbox-editor", "inbox", "jahad.editor", at("inbox")),
    Page("inbox-empty", "inbox", "auditor", at("inbox")),
    Page("signing", "signing", "jahad.head", at("signing")),
    Page("signing-empty", "signing", "samt.head", at("signing")),
    Page("delegations", "delegations", "jahad.head", at("delegations")),
    Page("signing-paper", "signing-paper", "jahad.head", paper_of_program),
    Page("return-on-behalf", "progress-on-behalf", "planner", return_on_behalf),
    Page("letters", "letters", "planner", at("letters")),
    Page("exemptions", "exemption-list", "planner", at("exemption-list")),
    Page("grading", "grading-list", "planner", at("grading-list")),
    Page("grading-criteria", "grading-criteria", "planner", at("grading-criteria", 1400)),
    Page("grading-score", "grading-project", "planner", graded_project),
    Page("grading-decide", "grading-project", "deputy", graded_project),
    Page("letter-register", "letter-register", "planner", at("letter-register")),
    Page("letter-register-found", "letter-register", "planner", letter_for_program),
    Page(
        "letter-register-unknown",
        "letter-register",
        "planner",
        lambda: reverse("letter-register") + "?agency=JAHAD&code=000000000000",
        status=422,
    ),
    Page("receipt-of-program", "receipt", "planner", receipt_of_program),
    Page("receipt-of-return", "receipt", "jahad.editor", receipt_of_return),
    Page("programs", "program-list", "planner", at("program-list")),
    Page("programs-none-found", "program-list", "auditor", lambda: reverse("program-list") + "?q=چچچ"),
    Page(
        "programs-not-understood",
        "program-list",
        "planner",
        lambda: reverse("program-list") + "?agency=چچچ",
        status=422,
    ),
    Page("program-draft", "program-detail", "jahad.editor", lambda: jahad_program(S.DRAFT).get_absolute_url()),
    Page("program-to-sign", "program-detail", "jahad.head", lambda: jahad_program(S.AWAITING_HEAD).get_absolute_url()),
    Page("program-review", "program-detail", "planner", lambda: jahad_program(S.UNDER_REVIEW).get_absolute_url()),
    Page("program-returned", "program-detail", "jahad.editor", lambda: program_to_edit().get_absolute_url()),
    # Entered on the agency's behalf, and signed on paper.
    Page("program-agreed", "program-detail", "deputy", lambda: samt_program(S.AGREED).get_absolute_url()),
    Page("program-approved", "program-detail", "auditor", lambda: jahad_program(S.APPROVED).get_absolute_url()),
    Page("approve-list", "program-approve-list", "deputy", at("program-approve-list", 1400)),
    Page("approve-list-empty", "program-approve-list", "deputy", at("program-approve-list", 1399)),
    Page("year-grid", "year-grid", "jahad.editor", at("year-grid", 1400)),
    Page("year-grid-plain", "year-grid", "jahad.editor", lambda: reverse("year-grid", args=[1400]) + "?plain"),
    Page(
        "year-grid-refused",
        "year-grid",
        "jahad.editor",
        at("year-grid", 1400),
        act=save_a_year_with_letters_as_figures,
        status=422,
    ),
    Page(
        "year-grid-conflict",
        "year-grid",
        "jahad.editor",
        at("year-grid", 1400),
        act=save_a_year_on_older_versions,
        status=409,
    ),
    Page("year-workbook", "year-workbook", "jahad.editor", at("year-workbook", 1400)),
    Page("year-workbook-on-behalf", "year-workbook", "planner", at("year-workbook", 1400)),
    Page("table-asked-about", "intake-questions", "jahad.editor", table_asked_about),
    Page("workbooks-at-once", "workbooks-at-once", "planner", at("workbooks-at-once", 1400)),
    Page("workbooks-of-many", "workbook-batch", "planner", workbooks_of_many),
    Page("workbook-to-look-at", "intake", "jahad.editor", workbook_handed_in),
    Page("carry-over", "carry-over", "jahad.editor", at("carry-over", 1400)),
    Page(
        "carry-over-nothing-chosen", "carry-over", "jahad.editor", at("carry-over", 1400), act=carry_nothing, status=422
    ),
    Page(
        "program-copy", "program-copy", "jahad.editor", lambda: reverse("program-copy", args=[program_to_edit().uuid])
    ),
    Page("macro-targets", "macro-target-list", "planner", at("macro-target-list")),
    Page("macro-targets-agency", "macro-target-list", "jahad.head", at("macro-target-list")),
    Page("macro-target", "macro-target", "deputy", lambda: observed_macro_target().get_absolute_url()),
    Page("macro-target-new", "macro-target-add", "planner", at("macro-target-add", 1400)),
    Page(
        "macro-target-propose",
        "macro-target-propose",
        "planner",
        lambda: reverse("macro-target-propose", args=[observed_macro_target().uuid]),
    ),
    Page("macro-target-observations", "macro-target-observations", "planner", observations_to_enter),
    Page(
        "macro-target-observations-refused",
        "macro-target-observations",
        "planner",
        observations_to_enter,
        act=save_a_figure_in_letters,
        status=422,
    ),
    Page(
        "past-values",
        "indicator-past-values",
        "planner",
        lambda: reverse("indicator-past-values", args=[observed_macro_target().indicator.code, 1398]),
    ),
    Page("forecast-quality", "forecast-quality", "planner", at("forecast-quality")),
    Page("double-counts", "double-count-list", "planner", lambda: reverse("double-count-list") + "?year=1400"),
    Page("double-count", "double-count", "planner", a_case("suspected")),
    Page("double-count-decided", "double-count", "planner", a_case("confirmed")),
    Page(
        "double-count-refused",
        "double-count",
        "planner",
        a_case("suspected"),
        act=decide_without_a_whole,
        status=422,
    ),
    Page("shared-objects", "shared-object-list", "jahad.editor", at("shared-object-list")),
    Page("shared-object-new", "shared-object-new", "jahad.editor", at("shared-object-new")),
    Page(
        "shared-object-near",
        "shared-object-new",
        "jahad.editor",
        at("shared-object-new"),
        act=enter_an_object_again,
        status=422,
    ),
    Page("shared-object-edit", "shared-object-edit", "planner", object_to_correct),
    Page("indicators", "indicator-list", "jahad.editor", at("indicator-list")),
    Page("indicator", "indicator", "planner", lambda: observed_macro_target().indicator.get_absolute_url()),
    Page("indicator-edit", "indicator-edit", "planner", indicator_to_edit),
    Page(
        "indicator-edit-conflict",
        "indicator-edit",
        "planner",
        indicator_to_edit,
        act=save_indicator_on_an_older_version,
        status=409,
    ),
    Page("program-new", "program-new", "jahad.editor", at("program-new")),
    Page("program-new-on-behalf", "program-new", "planner", at("program-new")),
    Page("program-new-refused", "program-new", "jahad.editor", at("program-new"), act=save_without_a_title, status=422),
    Page(
        "program-edit", "program-edit", "jahad.editor", lambda: reverse("program-edit", args=[program_to_edit().uuid])
    ),
    Page(
        "program-edit-conflict",
        "program-edit",
        "jahad.editor",
        lambda: reverse("program-edit", args=[program_to_edit().uuid]),
        act=save_program_on_an_older_version,
        status=409,
    ),
    Page("project-new", "project-add", "jahad.editor", lambda: reverse("project-add", args=[program_to_edit().uuid])),
    Page("project-edit", "project-edit", "jahad.editor", project_to_edit),
    Page(
        "project-edit-refused",
        "project-edit",
        "jahad.editor",
        project_to_edit,
        act=save_a_weight_in_letters,
        status=422,
    ),
    Page(
        "project-edit-conflict",
        "project-edit",
        "jahad.editor",
        project_to_edit,
        act=save_project_on_an_older_version,
        status=409,
    ),
    Page("target-new", "target-add", "jahad.editor", new_target),
    Page("target-edit", "target-edit", "jahad.editor", target_to_edit),
    Page(
        "target-edit-conflict",
        "target-edit",
        "jahad.editor",
        target_to_edit,
        act=save_target_on_an_older_version,
        status=409,
    ),
    Page("target-edit-refused", "target-edit", "jahad.editor", target_to_edit, act=save_letters_as_figures, status=422),
    Page("master-table", "master-table", "deputy", at("master-table")),
    Page("master-table-open-year", "master-table", "planner", lambda: reverse("master-table") + "?year=1400"),
    Page("master-table-by-period", "master-table", "planner", lambda: reverse("master-table") + "?figures=periods"),
    Page("master-table-by-agency", "master-table", "samt.head", lambda: reverse("master-table") + "?group=agency"),
    Page("versions", "version-list", "planner", at("version-list", 1399)),
    Page("versions-agency", "version-list", "jahad.head", at("version-list", 1399)),
    Page("versions-open-year", "version-list", "auditor", at("version-list", 1400)),
    Page("version-compare", "version-compare", "deputy", at("version-compare", 1399)),
    Page("wording-correct", "wording-correct", "planner", wording_to_correct),
    Page("amendment", "amendment", "deputy", amendment_that_waits),
    Page("amendment-new", "amendment-propose", "planner", at("amendment-propose", 1399)),
    Page(
        "amendment-new-plain",
        "amendment-propose",
        "planner",
        lambda: reverse("amendment-propose", args=[1399]) + "?plain&agency=JAHAD",
    ),
    Page(
        "amendment-new-refused",
        "amendment-propose",
        "planner",
        at("amendment-propose", 1399),
        act=propose_nothing_readable,
        status=422,
    ),
    Page("figure-frozen", "figure", "deputy", frozen_figure),
    Page("figure-offered", "figure", "planner", offered_figure),
    Page("bargaining", "bargaining", "planner", open_bargain),
    Page("bargaining-agreed", "bargaining", "samt.head", agreed_bargain),
    Page("bargaining-refused", "bargaining", "planner", open_bargain, act=offer_in_letters, status=422),
    Page("sitting-list", "sitting-list", "deputy", lambda: reverse("sitting-list") + "?year=1400"),
    Page("sitting-agency", "sitting-agency", "planner", with_samt),
    Page("sitting-own", "sitting-agency", "samt.head", with_samt),
    Page("sitting-sector", "sitting-sector", "deputy", at("sitting-sector", "industry")),
    Page(
        "what-if-agency", "what-if-agency", "planner", lambda: reverse("what-if-agency", args=["SAMT"]) + "?year=1400"
    ),
    Page("what-if-sector", "what-if-sector", "planner2", at("what-if-sector", "industry")),
    Page("progress-planner", "progress", "planner", at("progress")),
    Page("progress-editor", "progress", "jahad.editor", at("progress")),
    Page("progress-silent", "progress", "deputy", lambda: reverse("progress") + "?part=silent"),
    Page("progress-silent-all", "progress", "planner", lambda: reverse("progress") + "?part=silent&show=all"),
    Page("notices-of-editor", "notices", "jahad.editor", at("notices")),
    Page("notices-none", "notices", "auditor", at("notices")),
    Page("notice-settings", "notice-settings", "jahad.editor", at("notice-settings")),
    Page("outbox", "outbox", "administrator", at("outbox")),
    Page("return-draft", "progress-report", "jahad.editor", jahad_return(ReportStatus.DRAFT)),
    Page("return-line-back", "progress-report", "jahad.editor", return_with_a_line_back),
    Page("return-overdue", "progress-report", "samt.editor", return_overdue),
    Page("return-to-verify", "progress-report", "planner", return_to_verify),
    Page("line-to-verify", "progress-line", "planner", line_in(LineStatus.SENT, target__isnull=False)),
    Page("line-adjusted", "progress-line", "samt.head", line_in(LineStatus.ADJUSTED)),
    Page("line-objected", "progress-line", "planner", line_in(LineStatus.OBJECTED)),
    Page("figure-disputed", "figure", "planner", disputed_figure),
    Page("lines-to-verify", "verification-list", "planner", at("verification-list")),
    Page("visit-new", "field-visit-new", "planner", visit_to_record),
    Page("visit", "field-visit", "samt.editor", visit),
    Page("return-settled", "progress-report", "jahad.head", jahad_return(ReportStatus.SETTLED)),
    Page("return-grid", "progress-grid", "jahad.editor", grid_of(jahad_return(ReportStatus.DRAFT))),
    Page("return-grid-line-back", "progress-grid", "jahad.editor", grid_of(return_with_a_line_back)),
    Page("return-grid-settled", "progress-grid", "jahad.editor", grid_of(jahad_return(ReportStatus.SETTLED))),
    Page(
        "return-grid-conflict",
        "progress-grid",
        "jahad.editor",
        grid_of(jahad_return(ReportStatus.DRAFT)),
        act=save_a_return_on_an_older_version,
        status=409,
    ),
    Page(
        "return-grid-refused",
        "progress-grid",
        "jahad.editor",
        grid_of(jahad_return(ReportStatus.DRAFT)),
        act=save_a_return_with_letters_as_figures,
        status=422,
    ),
    Page("challenges", "challenge-list", "planner", at("challenge-list")),
    Page("challenges-agency", "challenge-list", "jahad.editor", at("challenge-list")),
    Page("challenge-decisions", "challenge-decisions", "deputy", lambda: reverse("challenge-decisions") + "?year=1399"),
    Page("challenge-pick", "challenge-pick", "planner", at("challenge-pick")),
    Page("challenge-new", "challenge-new", "jahad.editor", program_in_the_way_of_which),
    Page("challenge-new-refused", "challenge-new", "jahad.editor", program_in_the_way_of_which, act=save, status=422),
    Page("challenge-at-headquarters", "challenge-detail", "secretariat", a_challenge("headquarters", "open")),
    Page("challenge-at-province", "challenge-detail", "planner", a_challenge("province", "open")),
    Page("challenge-claimed", "challenge-detail", "planner", a_challenge("agency", "claimed")),
    Page("challenge-solved", "challenge-detail", "auditor", a_challenge("agency", "solved")),
    Page("challenge-edit", "challenge-edit", "jahad.editor", challenge_to_edit),
    Page("challenge-costs", "challenge-costs", "jahad.head", stated_challenge),
    Page("sessions", "session-list", "secretariat", at("session-list")),
    Page("sessions-agency", "session-list", "samt.head", at("session-list")),
    Page("session-new", "session-new", "secretariat", at("session-new")),
    Page("session-import", "session-import", "secretariat", at("session-import")),
    Page("session-planned", "session-detail", "secretariat", session_in("planned")),
    Page("session-signed", "session-detail", "deputy", session_in("signed")),
    Page("session-agency", "session-detail", "jahad.head", session_in("signed")),
    Page("session-held", "session-detail", "secretariat", session_that_is_held()),
    Page("session-edit", "session-edit", "secretariat", session_in("planned", "session-edit")),
    Page("session-agenda", "session-agenda", "secretariat", session_in("planned", "session-agenda")),
    Page("session-attendance", "session-attendance", "secretariat", session_in("planned", "session-attendance")),
    Page("session-minutes", "session-minutes", "secretariat", session_that_is_held("session-minutes")),
    Page("resolution-new", "resolution-new", "secretariat", session_that_is_held("resolution-new")),
    Page(
        "resolution-new-refused",
        "resolution-new",
        "secretariat",
        session_that_is_held("resolution-new"),
        act=save,
        status=422,
    ),
    Page("resolution-edit", "resolution-edit", "secretariat", resolution_being_written),
    Page("resolutions", "resolution-list", "secretariat", at("resolution-list")),
    Page("resolutions-agency", "resolution-list", "samt.editor", at("resolution-list")),
    Page("resolution-implemented", "resolution-detail", "auditor", a_resolution(state="implemented")),
    Page("resolution-to-confirm", "resolution-detail", "secretariat", a_resolution(awaits="confirmation")),
    Page("resolution-objected", "resolution-detail", "deputy", a_resolution(awaits="settlement")),
    Page("resolution-extended", "resolution-detail", "samt.head", a_resolution(extended_until__isnull=False)),
    Page("call-board", "call-board", "planner", at("call-board", 1400)),
    Page("call-board-narrowed", "call-board", "planner", lambda: reverse("call-board", args=[1400]) + "?state=draft"),
    Page("calls", "call-list", "planner", at("call-list")),
    Page("year-open", "year-open", "planner", at("year-open")),
    Page("call-issue", "call-issue", "planner", year_to_call),
    Page("call-issue-refused", "call-issue", "planner", year_to_call, act=issue_the_past, status=422),
    Page("call-extend", "call-extend", "planner", at("call-extend", 1400)),
    Page("call-agencies", "call-agencies", "planner", at("call-agencies", 1400)),
    Page("call-board-of-agency", "call-board", "jahad.editor", at("call-board", 1400)),
    Page("dashboard-province", "dashboard", "deputy", at("dashboard")),
    Page("dashboard-agency", "dashboard", "samt.editor", at("dashboard")),
    Page(
        "dashboard-narrowed", "dashboard", "deputy", lambda: reverse("dashboard") + "?sector=mining&period=2&version=1"
    ),
    Page("dashboard-refused", "dashboard", "deputy", lambda: reverse("dashboard") + "?sector=nowhere", status=422),
    Page("dashboard-screen", "dashboard", "deputy", lambda: reverse("dashboard") + "?view=screen"),
    Page("dashboard-open-year", "dashboard", "planner", lambda: reverse("dashboard") + "?year=1400"),
    Page("agency-sheet", "agency-sheet", "deputy", at("agency-sheet", "JAHAD")),
    Page("agency-sheet-own-open-year", "agency-sheet", "samt.head", samt_next_year),
    Page("sector-sheet", "sector-sheet", "planner", at("sector-sheet", "agriculture")),
    Page("county-sheet", "county-sheet", "deputy", at("county-sheet", "0303")),
    Page("industry-sheet", "industry-sheet", "planner", at("industry-sheet", "food")),
    Page("county-map", "county-map", "deputy", at("county-map")),
    Page("industry-list", "industry-list", "secretariat", at("industry-list")),
    Page("coverage", "coverage", "planner", at("coverage")),
    Page("compare-periods", "compare", "deputy", at("compare")),
    Page("compare-years", "compare", "samt.head", lambda: reverse("compare") + "?one=1399-v1&other=1400&by=sector"),
    Page("reports", "report-list", "secretariat", at("report-list")),
    Page("report", "report-detail", "planner", report),
    Page("export-request", "export-request", "planner", lambda: reverse("export-request") + "?group=agency"),
    Page("export", "export", "planner", export),
    Page("ministry-forms", "ministry-forms", "planner", at("ministry-forms")),
    Page("ministry-form", "ministry-form", "planner", ministry_form),
    Page("report-narrative", "report-narrative", "secretariat", report_narrative),
    Page("history", "history", "auditor", at("history")),
    Page("password-change", "password-change", "planner", at("password-change")),
    Page("inbox-administrator", "inbox", "administrator", at("inbox")),
    Page("people", "person-list", "administrator", at("person-list")),
    Page("people-none-found", "person-list", "administrator", lambda: reverse("person-list") + "?q=چچچ"),
    Page("person-new", "person-new", "administrator", at("person-new")),
    Page("person-new-refused", "person-new", "administrator", at("person-new"), act=save, status=422),
    Page("person", "person-detail", "administrator", on_person("person-detail")),
    Page("person-oneself", "person-detail", "administrator", on_person("person-detail", "administrator")),
    Page("person-edit", "person-edit", "administrator", on_person("person-edit")),
    Page(
        "person-edit-conflict",
        "person-edit",
        "administrator",
        on_person("person-edit"),
        act=save_what_was_read_long_ago,
        status=409,
    ),
    Page("seat-give", "seat-give", "administrator", on_person("seat-give")),
    Page("seat-end", "seat-end", "administrator", seat_to_end),
    Page("reference", "reference", "administrator", at("reference")),
    Page("agencies", "reference-rows", "administrator", at("reference-rows", "agencies")),
    Page("holidays", "reference-rows", "administrator", at("reference-rows", "holidays")),
    Page("reference-new", "reference-new", "administrator", at("reference-new", "counties")),
    Page("agency-edit", "reference-row", "administrator", at("reference-row", "agencies", "SAMT")),
    Page("agency-with-nobody", "reference-row", "administrator", at("reference-row", "agencies", "GOVTABRIZ")),
    Page(
        "agency-conflict",
        "reference-row",
        "administrator",
        at("reference-row", "agencies", "GOVTABRIZ"),
        act=save_what_was_read_long_ago,
        status=409,
    ),
    Page("unit-in-use", "reference-row", "administrator", at("reference-row", "units", "tonne")),
    Page("calendar", "calendar", "administrator", at("calendar")),
    Page("calendar-editor", "calendar", "jahad.editor", at("calendar")),
    Page("reopening-list", "reopening-list", "planner", at("reopening-list")),
    Page("reopening-list-editor", "reopening-list", "samt.editor", at("reopening-list")),
    Page("reopening-new", "reopening-new", "planner", at("reopening-new")),
    Page("reopening-revoke", "reopening-revoke", "planner", reopening),
    Page("return-reopened", "progress-report", "samt.editor", return_reopened),
    Page("days-at-desks", "days-at-desks", "administrator", at("days-at-desks", 1399)),
    Page("due-day", "due-day", "administrator", at("due-day", 1399, "month", 12)),
    Page("history-of-agency", "history", "jahad.head", at("history")),
    Page("search", "search", "planner", lambda: reverse("search") + "?q=گلخانه"),
    Page("search-of-one-kind", "search", "jahad.editor", lambda: reverse("search") + "?q=گلخانه&kind=projects"),
    Page("search-nothing-fits", "search", "deputy", lambda: reverse("search") + "?q=گلحانه"),
    Page("not-permitted", "program-new", "auditor", at("program-new"), status=403),
    Page("not-found", "program-detail", "planner", lambda: "/nothing-here/", status=404),
)
