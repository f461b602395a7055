"""Everything that an agency can have, in every state that it can be in: what is tried on by whoever may not see it.

The agency is JAHAD; every text of its people, and every text written about its work, ends in a word that can be looked
for. 1399 is frozen and reported on, 1400 is still open, 1401 has been called; it is Mehr 1399.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfWriter

from agencies.enums import Act
from agencies.fingerprints import fingerprint
from agencies.history import record
from agencies.models import Agency, Membership, Sector, User
from agencies.operations import choose_own_reach, delegate_signature
from agencies.operations.people import REACH_FIELDS
from config.storage import store
from projects import operations
from projects.enums import ProgramStatus, StepKind
from projects.models import (
    Axis,
    Challenge,
    ChallengeFile,
    Exemption,
    Period,
    PlanYear,
    PolicyClause,
    Program,
    Remark,
    SignedLetter,
)
from projects.operations.challenges import take_step
from reports.enums import FollowUpKind, IntakeKind, IntakeState, JobState
from reports.intakes import plan_of
from reports.models import (
    HqSession,
    Intake,
    Message,
    MinistryForm,
    Notice,
    ReportJob,
    Resolution,
    SavedView,
    WorkbookBatch,
)
from reports.operations import (
    Extent,
    add_resolution,
    begin_session,
    close_minutes,
    follow_up,
    make_round,
    notify_resolutions,
    plan_session,
    request_export,
    request_report,
    save_agenda,
    save_attendees,
    save_minutes,
    save_view,
    sign_minutes,
)
from reports.operations.ministry_forms import keep_form
from reports.sessions import proposals_for
from reports.workbooks import Table, TableRow, stored_tables
from targets.amendments import Figures
from targets.enums import Side
from targets.lines import lines_of
from targets.models import (
    Amendment,
    Evidence,
    FieldVisit,
    Indicator,
    MacroTarget,
    PeriodException,
    ProgressReport,
    ReportLine,
    SharedObject,
    Target,
)
from targets.operations import bargaining, progress, promises
from targets.operations.amendments import propose_amendment, withdraw_amendment
from targets.operations.challenges import register_with_costs
from targets.operations.evidence import add_evidence
from targets.operations.letters import register_letter
from targets.operations.macro import add_macro_target, approve_macro_target, propose_macro_target
from targets.operations.objects import add_object
from targets.operations.progress import Entry
from targets.operations.reopening import reopen_period
from targets.operations.visits import record_visit
from tests.cast import Cast
from tests.factories import WAYS, make_program, make_target, make_year
from tests.reports.ministry_forms import form_of_a_ministry

IN_MEHR_1399 = "2020-10-01"

# Moves that lead to what only the order of events tells apart.
SIGNED = WAYS[ProgramStatus.UNDER_REVIEW]
PROGRAMS: dict[str, tuple[tuple[str, str], ...]] = {
    **{str(status): way for status, way in WAYS.items()},
    "withdrawn_when_signed": (*SIGNED, ("withdraw", "{agency}.head")),
}
# Months of 1399, each with a return that has come so far.
RETURNS = ("settled", "submitted", "correction", "awaiting_head", "draft", "due", "on_behalf")
# What no other figure comes near to.
CORRECTED = Decimal(864209753)
AMENDED = Decimal(753190)


@dataclass
class Work:
    """JAHAD's work. `programs` by state; those of 1399 are "frozen" and "left_out". `returns` by state."""

    cast: Cast
    word: str
    frozen_year: PlanYear
    open_year: PlanYear
    called_year: PlanYear
    programs: dict[str, Program] = field(default_factory=dict)
    remarks: dict[str, Remark] = field(default_factory=dict)
    returns: dict[str, ProgressReport] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    jobs: dict[str, ReportJob] = field(default_factory=dict)
    # JAHAD's officer waited for it; the form is known to planners.
    export: ReportJob = field(init=False)
    form: MinistryForm = field(init=False)
    macro_targets: dict[str, MacroTarget] = field(default_factory=dict)
    views: dict[str, SavedView] = field(default_factory=dict)
    # Workbooks of 1400 that wait to be looked at: with a new program, with a refused row, handed in by a planner.
    intakes: dict[str, Intake] = field(default_factory=dict)
    # Of workbooks that a planner handed in at once, for JAHAD among others.
    batch: WorkbookBatch = field(init=False)
    amendments: dict[str, Amendment] = field(default_factory=dict)
    # Of the program "frozen": where each has come; and the file with which one was said to be solved.
    challenges: dict[str, Challenge] = field(default_factory=dict)
    proof: ChallengeFile = field(init=False)
    # Sessions of the headquarters by their state, and of what they resolved for JAHAD where it stands.
    sessions: dict[str, HqSession] = field(default_factory=dict)
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    letter: SignedLetter = field(init=False)
    notice: Notice = field(init=False)
    message: Message = field(init=False)
    exemption: Exemption = field(init=False)
    plant: SharedObject = field(init=False)
    visit: FieldVisit = field(init=False)
    exception: PeriodException = field(init=False)

    @property
    def lent(self) -> Membership:
        """The signature that JAHAD's head has lent to the officer for a few days to come."""
        return Membership.objects.get(delegated_by=self.cast.jahad_head)

    def text(self, text: str) -> str:
        return f"{text} {self.word}".strip()

    def target(self, state: str) -> Target:
        return Target.objects.get(project__program=self.programs[state])


def make_work(cast: Cast, *, word: str = "") -> Work:
    """All of it, through the operations that everybody uses. Wants `settings.TODAY = IN_MEHR_1399`."""
    work = Work(cast, word, frozen_year=make_year(1399), open_year=make_year(1400), called_year=make_year(1401))
    work.programs["frozen"] = _program(work, work.frozen_year, WAYS[ProgramStatus.APPROVED])
    work.programs["left_out"] = _program(work, work.frozen_year, ())
    make_program(cast, agency="SAMT", plan_year=work.frozen_year, status=ProgramStatus.APPROVED)
    _propose_macro_targets(work, work.frozen_year, "frozen")
    promises.freeze_year(by=cast.deputy, plan_year=work.frozen_year)
    for state in ("waiting", "taken_back"):
        work.amendments[state] = _amendment(work, state)
    _register_challenges(work)
    _hold_sessions(work)
    for state, way in PROGRAMS.items():
        work.programs[state] = _program(work, work.open_year, way)
    for state in ("countered", "ruling_asked"):
        work.programs[state] = _program(work, work.open_year, WAYS[ProgramStatus.NEGOTIATION])
        _bargain(work, state)
    work.programs["on_behalf"] = _program(work, work.open_year, (), by=cast.planner)
    work.exemption = _ask_for_an_exception(work)
    _grade(work)
    work.letter = _sign_by_letter(work, _program(work, work.open_year, WAYS[ProgramStatus.AWAITING_HEAD]))
    for state in ("returned", "under_review"):
        work.remarks[state] = operations.make_remark(
            by=cast.planner, program=work.programs[state], text=work.text("مستند بیاورید"), is_blocking=False
        )
    work.remarks["answered"] = operations.make_remark(
        by=cast.planner, program=work.programs["returned"], text=work.text("ظرفیت را بگویید")
    )
    operations.answer_remark(by=cast.jahad_editor, remark=work.remarks["answered"], answer=work.text("در پیوست است"))
    delegate_signature(
        by=cast.jahad_head,
        to=cast.jahad_editor,
        agency=Agency.objects.get(code="JAHAD"),
        valid_from=datetime.date(2020, 12, 21),
        valid_until=datetime.date(2020, 12, 31),
        letter_number=work.text("۱۲/۳"),
    )
    for number, state in enumerate(RETURNS, 1):
        work.returns[state] = _return(work, number, state)
    work.exception = _reopen(work)
    _propose_macro_targets(work, work.open_year, "in_force", "waiting", "unapproved")
    # What objects there are is no secret of anybody: its name says nothing of the agency's own words.
    work.plant = add_object(by=cast.jahad_editor, kind="plant", name="کارخانه قند میاندوآب")
    operations.issue_call(
        by=cast.planner,
        plan_year=work.called_year,
        call_letter_number="41/1",
        call_letter_on=datetime.date(2020, 9, 20),
        call_deadline=datetime.date(2022, 5, 1),
    )
    for language, state in (("fa", "queued"), ("en", "done")):
        work.jobs[state] = request_report(by=cast.secretariat, plan_year=work.frozen_year, language=language)
    about_jahad = Extent(agency=Agency.objects.get(code="JAHAD"))
    work.jobs["own"] = request_report(by=cast.secretariat, plan_year=work.frozen_year, extent=about_jahad)
    for state, is_shared in (("own", False), ("shared", True)):
        work.views[state] = save_view(
            by=cast.jahad_editor,
            page="program-list",
            name=f"{work.text('کارهای من')} {state}",
            query=urlencode({"q": work.word}),
            is_shared=is_shared,
        )
    for state in ("previewed", "faulty", "on_behalf"):
        work.intakes[state] = _intake(work, state)
    work.intakes["asking"] = _table_asked_about(work)
    work.batch = WorkbookBatch.objects.create(
        plan_year=work.open_year, handed_by=cast.planner, refused=[[work.text("فایل"), work.text("چرا")]]
    )
    work.intakes["of_batch"] = _intake(work, "on_behalf")
    _put_in(work.batch, work.intakes["of_batch"])
    _finish(work.jobs["done"])
    asked = urlencode({"year": 1399, "q": work.word})
    work.export = request_export(by=cast.jahad_editor, query=asked, extension="xlsx", language="fa")
    _finish(work.export)
    work.export.refresh_from_db()
    work.form = keep_form(by=cast.planner, file=SimpleUploadedFile("form.xlsx", form_of_a_ministry()))
    _finish(work.jobs["own"])
    _tell(work)
    return work


def _tell(work: Work) -> None:
    """The day's round, on a site that sends mail: JAHAD's officer is told of late returns, on the page and by mail."""
    person = work.cast.jahad_editor
    choose_own_reach(by=person, seen=fingerprint(person, REACH_FIELDS), email="officer@jahad.example")
    with override_settings(EMAIL_HOST="mail.example"):
        assert make_round()
    work.notice = Notice.objects.filter(person=person).earliest("pk")
    work.message = Message.objects.get(person=person)


def _amendment(work: Work, state: str) -> Amendment:
    """Of JAHAD's frozen target; the one that waits comes with a file."""
    figures = {work.target("frozen").uuid: Figures(value=AMENDED)}
    name, said = work.text("مصوبه") + ".pdf", work.text("کاهش اعتبار")
    amendment = propose_amendment(
        by=work.cast.planner,
        plan_year=work.frozen_year,
        version=1,
        reason_code="credit",
        text=said,
        authority="resolution",
        authority_number=work.text("۵۲/۱۴"),
        authority_on=datetime.date(2020, 9, 1),
        figures=figures,
        file=SimpleUploadedFile(name, pdf_saying(said)) if state == "waiting" else None,
    )
    return amendment if state == "waiting" else withdraw_amendment(by=work.cast.planner, amendment=amendment)


# What is done about each of the challenges registered, and by whom.
CHALLENGES: dict[str, tuple[tuple[StepKind, str], ...]] = {
    "at_agency": (),
    "at_province": ((StepKind.ESCALATED, "jahad.head"),),
    "claimed": ((StepKind.CLAIMED, "jahad.editor"),),
    "solved": ((StepKind.CLAIMED, "jahad.editor"), (StepKind.CONFIRMED, "planner2")),
}


def _register_challenges(work: Work) -> None:
    """In the way of the program "frozen"; "stated" is the one of its text."""
    project = work.programs["frozen"].projects.select_related("program__plan_year").get()
    work.challenges["stated"] = project.challenges.get()
    for state, steps in CHALLENGES.items():
        challenge = register_with_costs(
            by=work.cast.jahad_editor,
            project=project,
            costs={work.target("frozen"): Decimal(12)},
            title=work.text("نبود نقدینگی"),
            description=work.text("تسهیلات نرسیده است"),
            category="credit",
            level="province",
            owner=work.text("بانک عامل"),
            owner_side="outside",
            ask=work.text("پرداخت تسهیلات"),
            due_on=datetime.date(2020, 12, 1),
        )
        for kind, who in steps:
            said = work.text("پیگیری شد")
            proof = SimpleUploadedFile(work.text("رسید") + ".pdf", pdf_saying(f"{said} {state}"))
            challenge.refresh_from_db()
            take_step(
                by=work.cast[who],
                challenge=challenge,
                version=challenge.version,
                kind=kind,
                text=said,
                files=[proof] if kind == StepKind.CLAIMED else (),
            )
        challenge.refresh_from_db()
        work.challenges[state] = challenge
    work.proof = ChallengeFile.objects.earliest("pk")


# How far the sessions have come; two are signed, the resolutions of one were notified.
SESSIONS = ("planned", "held", "minuted", "fresh", "signed")


def _hold_sessions(work: Work) -> None:
    """Each asks JAHAD, talks about it, and from being held on resolves something for it: "draft", then "open"."""
    keeper, jahad = work.cast.secretariat, Agency.objects.get(code="JAHAD")
    for number, state in enumerate(SESSIONS, 10):
        session = plan_session(by=keeper, number=number, held_on=datetime.date(2020, 10, 1), place="استانداری")
        report = next(each for each in proposals_for(session, session.held_on) if each.agency == jahad)
        taken = [replace(report, title=work.text("گزارش اجرای برنامه"))]
        save_agenda(by=keeper, session=session, version=1, kept=[], taken=taken)
        row = {"name": "", "office": work.text("رئیس سازمان"), "agency": jahad, "presence": "present"}
        session = save_attendees(by=keeper, session=session, version=2, rows=[row])
        work.sessions[state] = session
        if state == "planned":
            continue
        item = session.items.get()
        begin_session(by=keeper, session=session, version=3)
        save_minutes(by=keeper, session=session, version=4, texts={item.uuid: work.text("گزارش داده شد")})
        texts = ("draft",) if state != "signed" else ("open", "claimed")
        for place, name in enumerate(texts):
            work.resolutions[name if state in ("held", "signed") else state] = add_resolution(
                by=keeper,
                session=session,
                version=5 + place,
                text=work.text("تسهیلات پرداخت شود"),
                agency=jahad,
                due_on=datetime.date(2020, 11, 1),
                agenda_item=item,
            )
        session.refresh_from_db()
        if state != "held":
            session = close_minutes(by=keeper, session=session, version=session.version)
        if state in ("fresh", "signed"):
            session = sign_minutes(by=work.cast.deputy, session=session, version=session.version)
        if state == "signed":
            notify_resolutions(by=keeper, session=session, letter_number="42/1", letter_on=session.held_on)
        work.sessions[state] = HqSession.objects.get(pk=session.pk)
    said = work.text("پرداخت شد")
    claimed = work.resolutions["claimed"]
    claimed.refresh_from_db()
    follow_up(
        by=work.cast.jahad_editor,
        resolution=claimed,
        version=claimed.version,
        kind=FollowUpKind.CLAIMED,
        text=said,
        files=[SimpleUploadedFile(work.text("رسید") + ".pdf", pdf_saying(f"{said} resolved"))],
    )
    for name, resolution in work.resolutions.items():
        work.resolutions[name] = Resolution.objects.select_related("session").get(pk=resolution.pk)


def _grade(work: Work) -> None:
    """The open year has criteria, and the project of the program "agreed" its scores."""
    criteria = operations.set_criteria(
        by=work.cast.planner,
        plan_year=work.open_year,
        criteria=[{"title": "اثر بر تولید", "weight": Decimal(60)}, {"title": "اشتغال", "weight": Decimal(40)}],
        tier_a_from=Decimal(75),
        tier_b_from=Decimal(50),
    )
    operations.score_project(
        by=work.cast.planner,
        project=work.programs["agreed"].projects.select_related("program__plan_year").get(),
        points=dict.fromkeys(criteria, Decimal(80)),
        note=work.text("بازار آماده است"),
    )


def _ask_for_an_exception(work: Work) -> Exemption:
    """The program "wanting" has neither axis nor clause; for the axis an exception is asked for, in words that the
    planning organization is to read."""
    program = work.programs["wanting"] = _program(work, work.open_year, ())
    editor = work.cast.jahad_editor
    operations.save_program(by=editor, program=program, version=program.version, axis=None, policy_clauses=[])
    return operations.ask_exemption(
        by=editor, program=program, rule="program_has_an_axis", anchor_id=program.uuid, plea="محور تازه لازم است"
    )


def _sign_by_letter(work: Work, program: Program) -> SignedLetter:
    """The program "by_letter": its head has signed on paper."""
    head, letter = work.cast.jahad_head.memberships.get(), work.text("۱۲/۳۴۵")
    work.programs["by_letter"] = program
    register_letter(
        by=work.cast.planner,
        agency=program.agency,
        code=program.revisions.get().content_hash[:12],
        seat=head,
        number=letter,
        dated_on=datetime.date(2020, 9, 30),
        scan=SimpleUploadedFile(f"{letter.replace('/', '-')}.pdf", pdf_saying(letter)),
    )
    return SignedLetter.objects.get()


def _propose_macro_targets(work: Work, plan_year: PlanYear, *states: str) -> None:
    """In force, but for that with a change that is "waiting" and that which is "unapproved"."""
    planner, deputy = work.cast.planner, work.cast.deputy
    figures = {"baseline": Decimal(100), "value": Decimal(150)}
    indicators = Indicator.objects.filter(kind="stock", direction="up").order_by("code")
    for state, indicator in zip(states, indicators, strict=False):
        macro_target = add_macro_target(by=planner, plan_year=plan_year, indicator=indicator, **figures)
        if state != "unapproved":
            approve_macro_target(by=deputy, macro_target=macro_target)
        if state == "waiting":
            propose_macro_target(by=planner, macro_target=macro_target, based_on=1, value=Decimal(975310))
        work.macro_targets[state] = macro_target


def _program(work: Work, plan_year: PlanYear, way: tuple[tuple[str, str], ...], *, by: User | None = None) -> Program:
    """A program with one project, one target and one action, and the moves that lead to its state."""
    editor = by or work.cast.jahad_editor
    program = operations.create_program(
        by=editor,
        agency=Agency.objects.get(code="JAHAD"),
        plan_year=plan_year,
        title=work.text("توسعه گلخانه‌ها"),
        purpose=work.text("کاهش مصرف آب"),
        document_reference=work.text("سند تدبیر"),
        axis=Axis.objects.first(),
        policy_clauses=PolicyClause.objects.all()[:1],
    )
    project = operations.save_project(
        by=editor,
        program=program,
        version=program.version,
        title=work.text("گلخانه‌های مراغه"),
        description=work.text("صد هکتار"),
        chain_link=work.text("تولید"),
        justification=work.text("ظرفیت استان اجازه می‌دهد"),
        sector=Sector.objects.first(),
        scope_level="provincial",
        challenges=[
            {
                "title": work.text("مجوز چاه"),
                "category": "permit",
                "level": "province",
                "owner": work.text("آب منطقه‌ای"),
                "owner_side": "outside",
                "ask": work.text("پروانه"),
                "due_on": plan_year.last_day,
                "actions": [1],
            }
        ],
        actions=[
            {
                "title": work.text("آماده‌سازی زمین"),
                "responsible": work.text("کارشناس مسئول"),
                "starts_on": plan_year.first_day,
                "ends_on": plan_year.last_day - datetime.timedelta(days=30),
                "weight": Decimal(100),
            }
        ],
    )
    make_target(
        work.cast,
        project,
        indicator=Indicator.objects.filter(direction="up", kind="flow", aggregation="sum").order_by("code")[0],
        baseline_source=work.text("آمارنامه"),
        means_of_verification=work.text("صورتجلسه"),
    )
    for move, who in way:
        by = work.cast[who.format(agency="jahad")]
        operations.move_program(
            by=by, program=program, move=move, version=program.version, reason=work.text("بر پایه بررسی")
        )
    return program


def _bargain(work: Work, state: str) -> None:
    """The planner answers JAHAD's offer with another one, or asks the deputy to rule."""
    said: dict[str, Any] = {"by": work.cast.planner, "target": work.target(state), "side": Side.PROVINCE}
    if state == "ruling_asked":
        bargaining.ask_for_ruling(seen_round=1, reason=work.text("از ظرفیت کمتر است"), **said)
        return
    terms = bargaining.Terms(work.text("ظرفیت بیشتر است"), work.text("مشروط به تأمین اعتبار"))
    bargaining.make_offer(seen_round=1, value=Decimal(320), terms=terms, **said)


def _return(work: Work, month: int, state: str) -> ProgressReport:
    """JAHAD's return for the month, as far as `state` says; in "correction" a line came back and was sent again."""
    cast = work.cast
    period = work.frozen_year.periods.regular().get(ordinal=month)
    progress.open_period(period=period)
    report = ProgressReport.objects.get(agency__code="JAHAD", period=period)
    if state == "due":
        return report
    if state == "on_behalf":
        return progress.take_on_return(by=cast.planner, report=report)
    values = {line.uuid: Entry(Decimal(month), note=work.text("طبق برنامه")) for line in lines_of(report)}
    report = progress.save_lines(by=cast.jahad_editor, report=report, version=report.version, values=values)
    work.evidence[state] = _attach(work, _line(report))
    if state == "draft":
        return report
    report = progress.send_report(by=cast.jahad_editor, report=report, version=report.version)
    if state == "awaiting_head":
        return report
    report = progress.sign_report(by=cast.jahad_head, report=report, version=report.version)
    if state == "settled":
        work.visit = _visit(work, report)
        return progress.settle_lines(by=cast.planner, report=report, version=report.version)
    progress.return_line(
        by=cast.planner, line=_line(report), version=report.version, reason=work.text("رقم با پیوست نمی‌خواند")
    )
    if state == "correction":
        entry = {_line(report).uuid: Entry(CORRECTED, note=work.text("پس از بازدید دوباره"))}
        report = progress.save_lines(by=cast.jahad_editor, report=report, version=report.version, values=entry)
        work.evidence["corrected"] = _attach(work, _line(report))
        report = progress.send_report(by=cast.jahad_editor, report=report, version=report.version)
    return report


def _visit(work: Work, report: ProgressReport) -> FieldVisit:
    """A visit that adjusts the quantity, with a photo; the head of the agency may still object."""
    project = work.programs["frozen"].projects.get()
    return record_visit(
        by=work.cast.planner,
        report=report,
        version=report.version,
        project=project,
        visited_on=datetime.date(2020, 9, 29),
        place=work.text("مراغه"),
        visitors=work.text("کارشناس ناظر"),
        findings=work.text("یک واحد راه نیفتاده است"),
        photos=[SimpleUploadedFile(work.text("عکس") + ".pdf", pdf_saying(work.word))],
        seen={_line(report).uuid: Entry(Decimal("0.5"))},
    )


@transaction.atomic
def _reopen(work: Work) -> PeriodException:
    """Farvardin closed, as where the freeze was not late, and open once more for JAHAD for some days."""
    period = work.returns["settled"].period
    Period.objects.filter(pk=period.pk).update(due_on=period.last_day)
    record(by=None, act=Act.CHANGED, kind="projects.period", object_id=None, label=str(period))
    return reopen_period(
        by=work.cast.planner,
        period=period,
        agency=Agency.objects.get(code="JAHAD"),
        until=datetime.date(2020, 10, 30),
        reason=work.text("آمار اصلاح شد"),
    )


def _line(report: ProgressReport) -> ReportLine:
    return report.lines.select_related("report").get(target__isnull=False)


def _attach(work: Work, line: ReportLine) -> Evidence:
    name = work.text("صورتجلسه") + ".pdf"
    content = pdf_saying(f"{work.word} {line.uuid} {line.evidence.count()}")
    return add_evidence(
        by=work.cast.jahad_editor, line=line, file=SimpleUploadedFile(name, content), proves=work.text("سطح زیر کشت")
    )


def _intake(work: Work, state: str) -> Intake:
    """A workbook as its reader left it; how it is read is tests/reports' matter."""
    title = work.text("برنامه از فایل") * (20 if state == "faulty" else 1)
    table = Table("programs", work.text("برنامه‌ها"), {"title": "C"}, [TableRow(4, {"title": title, "family": ""})])
    stored = store(work.text(state).encode(), folder="workbooks")
    on_behalf = state == "on_behalf"
    return Intake.objects.create(
        agency=Agency.objects.get(code="JAHAD"),
        plan_year=work.open_year,
        on_behalf=on_behalf,
        original_name=work.text("فایل") + ".xlsx",
        stored_as=stored.name,
        sha256=stored.sha256,
        bytes=stored.bytes,
        handed_by=work.cast.planner if on_behalf else work.cast.jahad_editor,
        state=IntakeState.PREVIEWED,
        tables=stored_tables([table]),
    )


def _put_in(batch: WorkbookBatch, intake: Intake) -> None:
    """As one of many that are handed in at once, counted as its reader counts it."""
    intake.batch, intake.counts = batch, plan_of(intake, batch.handed_by).counts
    intake.save()


def _table_asked_about(work: Work) -> Intake:
    """A flat table with a column that nobody understands."""
    rows = [["کار", "شاخص", "هدف", "واحد"], [work.text("پروژه از جدول"), "تولید عسل", "5", "تن"]]
    lines = [
        [number, [[place, text, "text", False] for place, text in enumerate(row, 1)]]
        for number, row in enumerate(rows, 1)
    ]
    intake = _intake(work, "asking")
    intake.kind, intake.state = IntakeKind.FLAT_TABLE, IntakeState.ASKING
    intake.tables = [{"part": "flat", "sheet": work.text("برگه"), "others": [], "hidden_rows": 0, "lines": lines}]
    intake.save()
    return intake


@transaction.atomic
def _finish(job: ReportJob) -> None:
    """Gives the job files, as a worker would have; what a worker writes is tests/reports' matter."""
    stored = {extension: store(extension.encode(), folder="reports") for extension in ("json", "xlsx", "pdf")}
    ReportJob.objects.filter(pk=job.pk).update(
        state=JobState.DONE,
        progress=100,
        finished_at=timezone.now(),
        data_set=stored["json"].name,
        data_hash=stored["json"].sha256,
        files={
            extension: {"stored_as": stored[extension].name, "sha256": stored[extension].sha256, "bytes": 3}
            for extension in ("xlsx", "pdf")
        },
    )
    record(by=None, act=Act.COMPILED, kind="reports.report_job", object_id=job.uuid, label=str(job))


def pdf_saying(text: str) -> bytes:
    """A PDF, true enough to be taken as evidence, with the text among its metadata."""
    document, file = PdfWriter(), io.BytesIO()
    document.add_blank_page(72, 72)
    document.add_metadata({"/Title": text})
    document.write(file)
    return file.getvalue()
