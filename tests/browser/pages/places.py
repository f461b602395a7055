"""Where pages are: each is asked while the site's database is at hand."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import Count
from django.urls import reverse

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
    return reverse("receipt", args=[jahad_program(ProgramStatus.APPROVED).revisions.latest("number").tracking_code])


def receipt_of_return() -> str:
    report = ProgressReport.objects.filter(agency__code="JAHAD", signed_at__isnull=False).earliest("pk")
    return reverse("receipt", args=[report.tracking_code])


def paper_of_program() -> str:
    return reverse("signing-paper", args=["program", jahad_program(ProgramStatus.AWAITING_HEAD).uuid])


def reopening() -> str:
    return reverse("reopening-revoke", args=[PeriodException.objects.latest("pk").uuid])


def return_reopened() -> str:
    exception = PeriodException.objects.latest("pk")
    return ProgressReport.objects.get(agency=exception.agency, period=exception.period).get_absolute_url()


def return_on_behalf() -> str:
    report = ProgressReport.objects.filter(agency__code="SAMT", status=ReportStatus.DUE).earliest("pk")
    return reverse("progress-on-behalf", args=[report.uuid])


def letter_for_program() -> str:
    code = jahad_program(ProgramStatus.AWAITING_HEAD).revisions.latest("number").content_hash[:12]
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
