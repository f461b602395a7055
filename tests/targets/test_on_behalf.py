"""What a planner enters on an agency's behalf: marked, signed by the head all the same, reviewed by somebody else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from agencies import history
from agencies.enums import Act
from agencies.models import Agency, Event
from projects.enums import ProgramStatus
from projects.models import Axis, PlanYear, Program
from projects.operations import answer_remark, create_program, make_remark, move_program, save_program
from projects.permissions import moves_open_to
from projects.refusals import Moved, Refused
from reports.inbox import inbox_of
from reports.receipts import receipt_of
from targets.enums import LineStatus, ReportStatus
from targets.models import ProgressReport, Target
from targets.operations.evidence import add_evidence, evidence_visible_to
from targets.operations.letters import register_letter
from targets.operations.progress import (
    Entry,
    return_line,
    save_lines,
    send_report,
    settle_lines,
    sign_report,
    take_on_return,
)
from targets.permissions import user_can_verify
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_program, make_year
from tests.targets.returns import CROPS, IN_ORDIBEHESHT, World, entries, line_of, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings: Any, tmp_path: Any) -> Any:
    settings.TODAY = IN_ORDIBEHESHT
    settings.STORAGE_ROOT = tmp_path
    with translation.override("en"):
        yield


class AsPlanner(Cast):
    """Where JAHAD's officer would write, the planner does: for the factories, which ask for the officer."""

    def __getitem__(self, username: str) -> Any:
        return super().__getitem__("planner" if username == "jahad.editor" else username)


@pytest.fixture
def entered(cast: Cast) -> Program:
    """A complete draft that the planner has entered for JAHAD."""
    return make_program(AsPlanner(), title="برنامه سازمان")


@pytest.fixture(scope="module")
def kept(module_db: None) -> World:
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept: World) -> World:
    return deepcopy(kept)


# --- programs -------------------------------------------------------------------------------------


def test_the_planner_enters_it_the_head_signs_it_another_planner_reviews_it(cast: Cast, entered: Program) -> None:
    assert entered.on_behalf_by == cast.planner
    move_program(by=cast.planner, program=entered, move="submit", version=entered.version)
    with pytest.raises(PermissionDenied):
        move_program(by=cast.planner, program=entered, move="sign", version=entered.version)
    move_program(by=cast.jahad_head, program=entered, move="sign", version=entered.version)
    for move in ("negotiate", "accept", "return", "reject"):
        with pytest.raises(Refused, match="written in this program"):
            move_program(by=cast.planner, program=entered, move=move, version=entered.version, reason="بازبینی")
    with pytest.raises(PermissionDenied, match="written in this program"):
        make_remark(by=cast.planner, program=entered, text="چرا؟")
    assert not [move for move in moves_open_to(cast.planner, entered) if move.name != "withdraw"]
    with pytest.raises(IntegrityError, match="neither accepts"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_revision SET accepted_by_id = %s, accepted_at = now() WHERE program_id = %s",
            [cast.planner.pk, entered.pk],
        )
    entered.refresh_from_db()
    move_program(by=cast.planner2, program=entered, move="accept", version=entered.version)
    receipt = receipt_of(cast.deputy, entered.revisions.get().tracking_code)
    assert receipt is not None and receipt.on_behalf


def test_it_is_signed_by_letter_too(cast: Cast, entered: Program) -> None:
    """Whoever entered it may register the letter: both are the maker's part, and somebody else checks."""
    move_program(by=cast.planner, program=entered, move="submit", version=entered.version)
    register_letter(
        by=cast.planner,
        agency=entered.agency,
        code=entered.revisions.get().content_hash[:12],
        seat=cast.jahad_head.memberships.get(),
        number="۱۲/۳",
        dated_on=entered.plan_year.first_day,
        scan=SimpleUploadedFile("letter.pdf", pdf_saying("signed")),
    )
    entered.refresh_from_db()
    assert entered.status == ProgramStatus.UNDER_REVIEW
    with pytest.raises(Refused):
        move_program(by=cast.planner, program=entered, move="accept", version=entered.version)


def test_until_it_is_signed_the_house_the_planners_and_the_auditor_know_it(cast: Cast, entered: Program) -> None:
    names = ("jahad.editor", "jahad.head", "planner", "planner2", "auditor", "deputy", "secretariat", "samt.head")
    seen = {name for name in names if Program.objects.visible_to(cast[name]).filter(pk=entered.pk).exists()}
    assert seen == {"jahad.editor", "jahad.head", "planner", "planner2", "auditor"}


def test_its_figures_answer_for_themselves_to_planners(cast: Cast, client: Client, entered: Program) -> None:
    address = reverse("figure", args=[Target.objects.get(project__program=entered).uuid])
    for name, status in (("planner", 200), ("planner2", 200), ("jahad.editor", 200), ("deputy", 404), ("auditor", 200)):
        client.force_login(cast[name])
        assert client.get(address).status_code == status, name


def test_what_an_agency_began_itself_is_not_entered_for_it(cast: Cast) -> None:
    program = make_program(cast)
    assert program.on_behalf_by is None
    with pytest.raises(PermissionDenied):
        save_program(by=cast.planner, program=program, version=program.version, purpose="آب کمتر")
    with pytest.raises(PermissionDenied):
        move_program(by=cast.planner, program=program, move="submit", version=program.version)
    assert not Program.objects.visible_to(cast.planner).exists()


def test_the_agency_goes_on_writing_in_it(cast: Cast, entered: Program) -> None:
    save_program(by=cast.jahad_editor, program=entered, version=entered.version, purpose="آب کمتر")
    move_program(by=cast.jahad_editor, program=entered, move="submit", version=entered.version)
    latest = Event.objects.filter(root_id=entered.uuid, act=Act.MOVED).latest("pk")
    assert "on_behalf" not in latest.changes


def test_only_planners_enter_on_behalf(cast: Cast, world: World) -> None:
    year = make_year(1400)
    for name in ("samt.editor", "samt.head", "deputy", "secretariat", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            create_program(by=cast[name], agency=world.jahad, plan_year=year, title="برنامه")


def test_the_history_marks_every_act(cast: Cast, entered: Program) -> None:
    move_program(by=cast.planner, program=entered, move="submit", version=entered.version)
    events = Event.objects.filter(root_id=entered.uuid)
    assert events.count() >= 4
    assert [event.act for event in events if event.changes.get("on_behalf") != [None, "true"]] == []


def test_what_is_corrected_on_behalf_is_not_known_to_the_deputy(cast: Cast, entered: Program) -> None:
    move_program(by=cast.planner, program=entered, move="submit", version=entered.version)
    move_program(by=cast.jahad_head, program=entered, move="sign", version=entered.version)
    remark = make_remark(by=cast.planner2, program=entered, text="چرا؟")
    move_program(by=cast.planner2, program=entered, move="return", version=entered.version, reason="بازبینی")
    with pytest.raises(Refused, match="made this remark"):
        answer_remark(by=cast.planner2, remark=remark, answer="چون")
    answer_remark(by=cast.planner, remark=remark, answer="چون")
    save_program(by=cast.planner, program=entered, version=entered.version, purpose="راز سازمان")
    written = Event.objects.filter(root_id=entered.uuid, changes__has_key="purpose").latest("pk")
    readers = ("jahad.editor", "auditor", "deputy", "secretariat")
    assert {name for name in readers if written in history.visible_to(cast[name])} == {"jahad.editor", "auditor"}


def test_pages_say_it_and_offer_it(cast: Cast, client: Client) -> None:
    make_year(1399)
    client.force_login(cast.planner)
    assert reverse("program-new") in client.get("/programs/").content.decode()
    agency, year = Agency.objects.get(code="JAHAD"), PlanYear.objects.get()
    axis = Axis.objects.all()[0]
    body = {"agency": agency.pk, "plan_year": year.pk, "title": "تازه", "family": "both", "axis": axis.pk}
    page = client.post("/programs/new/", body, follow=True).content.decode()
    program = Program.objects.get()
    assert "به نیابت از" in page and reverse("program-edit", args=[program.uuid]) in page
    assert client.get(reverse("project-add", args=[program.uuid])).status_code == 200
    client.force_login(cast.jahad_head)
    assert "به نیابت از" in client.get(program.get_absolute_url()).content.decode()
    client.force_login(cast.deputy)
    assert client.get(program.get_absolute_url()).status_code == 404


def test_the_inbox_keeps_what_a_planner_has_begun(cast: Cast, entered: Program) -> None:
    make_program(cast, title="برنامه دستگاه")
    queues = {queue.name: [item.title for item in queue.items] for queue in inbox_of(cast.planner)}
    assert queues == {"programs-on-behalf": ["برنامه سازمان"]}
    assert "programs-on-behalf" not in {queue.name for queue in inbox_of(cast.jahad_editor)}


# --- returns --------------------------------------------------------------------------------------


def test_a_return_is_taken_on_entered_sent_signed_and_verified_by_another(world: World) -> None:
    report = take_on_return(by=world.planner, report=world.opened(1))
    assert "returns-on-behalf" in {queue.name for queue in inbox_of(world.planner)}
    report = save_lines(by=world.planner, report=report, version=report.version, values=entries(report))
    file = SimpleUploadedFile("proof.pdf", pdf_saying("proof"))
    add_evidence(by=world.planner, line=line_of(report, CROPS), file=file)
    report = send_report(by=world.planner, report=report, version=report.version)
    with pytest.raises(PermissionDenied):
        sign_report(by=world.planner, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    assert not user_can_verify(world.planner, report)
    with pytest.raises(Refused, match="had a part"):
        settle_lines(by=world.planner, report=report, version=report.version)
    settle_lines(by=world.planner2, report=report, version=report.version)
    marked = Event.objects.filter(root_id=report.uuid, actor=world.planner)
    assert marked.count() == 4
    assert all(event.changes["on_behalf"] == [None, "true"] for event in marked)
    receipt = receipt_of(world.deputy, report.tracking_code)
    assert receipt is not None and receipt.on_behalf


def test_who_took_it_on_and_wrote_only_notes_does_not_verify_it_either(world: World) -> None:
    report = take_on_return(by=world.planner, report=world.opened(1))
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=entries(report))
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    with pytest.raises(Refused, match="had a part"):
        settle_lines(by=world.planner, report=report, version=report.version)


def test_corrections_on_behalf_are_seen_by_planners_and_not_by_the_deputy(world: World) -> None:
    report = take_on_return(by=world.planner, report=world.opened(1))
    report = save_lines(by=world.planner, report=report, version=report.version, values=entries(report))
    report = send_report(by=world.planner, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    line = line_of(report, CROPS)
    return_line(by=world.planner2, line=line, version=report.version, reason="بازبینی")
    report.refresh_from_db()
    add_evidence(by=world.planner, line=line_of(report, CROPS), file=SimpleUploadedFile("new.pdf", pdf_saying("new")))
    assert line_of(report, CROPS).status == LineStatus.ENTERED
    assert evidence_visible_to(world.planner).exists()
    assert not evidence_visible_to(world.deputy).exists()


def test_what_the_agency_has_begun_stays_its_own(world: World) -> None:
    with pytest.raises(Refused, match="begun this return itself"):
        take_on_return(by=world.planner, report=world.entered(1))
    assert not ProgressReport.objects.visible_to(world.planner).exists()


def test_it_is_taken_on_once_and_by_planners_only(world: World) -> None:
    report = world.opened(1)
    for who in (world.deputy, world.secretariat, world.auditor, world.jahad_editor, world.samt_head):
        with pytest.raises(PermissionDenied):
            take_on_return(by=who, report=report)
    with pytest.raises(PermissionDenied):
        save_lines(by=world.planner, report=report, version=report.version, values=entries(report))
    take_on_return(by=world.planner, report=report)
    with pytest.raises(Refused, match="already"):
        take_on_return(by=world.planner2, report=report)


def test_what_the_agency_typed_meanwhile_is_not_overwritten(world: World) -> None:
    report = world.opened(1)
    take_on_return(by=world.planner, report=report)
    with pytest.raises(Moved):
        save_lines(
            by=world.jahad_editor,
            report=report,
            version=report.version,
            values={line_of(report, CROPS).uuid: Entry(note="آمار نرسیده است")},
        )


def test_the_list_of_the_silent_leads_to_it(world: World, client: Client) -> None:
    report = world.opened(1)
    client.force_login(world.planner)
    address = reverse("progress-on-behalf", args=[report.uuid])
    assert address in client.get("/progress/?part=silent").content.decode()
    assert client.get(address).status_code == 200
    page = client.post(address, follow=True).content.decode()
    assert "به نیابت از" in page and reverse("progress-send", args=[report.uuid]) in page
    report.refresh_from_db()
    assert (report.status, report.on_behalf_by) == (ReportStatus.DUE, world.planner)
    # Nobody who only reads is offered it.
    client.force_login(world.deputy)
    assert address not in client.get("/progress/?part=silent").content.decode()
    assert client.get(address).status_code == 403
