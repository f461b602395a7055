"""The head's sheet: what waits, what changed and what stands out first, signing one and several, giving back."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from agencies.models import User
from projects.enums import ProgramStatus
from projects.models import Axis, Program
from projects.operations import make_remark, move_program, save_program, save_project
from reports.signing import sheet_for, ticked
from targets.enums import ReportStatus
from targets.models import Target
from targets.operations.progress import Entry, return_line, save_lines, send_report
from targets.operations.promises import save_target
from targets.signing import Notable
from tests.cast import Cast
from tests.factories import make_program, make_year
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, World, entries, line_of, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(module_db: None) -> World:
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept: World, settings: object) -> World:
    settings.TODAY = IN_ORDIBEHESHT  # type: ignore[attr-defined]
    return deepcopy(kept)


@pytest.fixture
def head(client: Client, cast: Cast) -> Client:
    client.force_login(cast.jahad_head)
    return client


def told(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def waiting(cast: Cast, **program: object) -> Program:
    return make_program(cast, status=ProgramStatus.AWAITING_HEAD, **program)  # type: ignore[arg-type]


def correct(cast: Cast, program: Program, **fields: object) -> None:
    """The officer writes the target of a program that is back, and sends it again."""
    target = Target.objects.select_related("project").get(project__program=program)
    save_target(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=target.project,
        target=target,
        **fields,
    )
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)


def kinds(groups: list) -> dict[str, list[str]]:
    return {group.label: [finding.title for finding in group.findings] for group in groups}


# --- what stands on it ----------------------------------------------------------------------------


def test_only_what_waits_for_this_head_stands_on_the_sheet(cast: Cast) -> None:
    mine = waiting(cast)
    make_program(cast, title="پیش‌نویس")
    make_program(cast, title="امضاشده", status=ProgramStatus.UNDER_REVIEW)
    waiting(cast, agency="SAMT")
    assert [item.program for item in sheet_for(cast.jahad_head).programs] == [mine]
    for other in (cast.jahad_editor, cast.planner, cast.auditor):
        assert sheet_for(other).count == 0


def test_a_program_never_signed_says_so_and_what_it_holds(cast: Cast) -> None:
    waiting(cast, projects=2, targets=2)
    (item,) = sheet_for(cast.jahad_head).programs
    assert item.changes is None
    assert len(item.projects) == 2
    assert item.targets == 4


def test_what_changed_since_the_last_signature_is_said_field_by_field(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.RETURNED)
    save_program(by=cast.jahad_editor, program=program, version=program.version, title="عنوان تازه")
    project = program.projects.get()
    kept = project.actions.all()[0]
    save_project(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=project,
        actions=[
            {name: getattr(kept, name) for name in ("uuid", "title", "responsible", "starts_on", "ends_on")}
            | {"weight": Decimal(60)},
            {
                "title": "اقدام تازه",
                "responsible": "کارشناس",
                "starts_on": kept.starts_on,
                "ends_on": kept.ends_on,
                "weight": Decimal(40),
            },
        ],
    )
    correct(cast, program, value=Decimal(300), trajectory=[Decimal(25 * month) for month in range(1, 13)])
    (item,) = sheet_for(cast.jahad_head).programs
    assert item.changes is not None
    said = {(change.kind, change.title): [str(words) for words in change.words] for change in item.changes}
    assert ("برنامه", "عنوان تازه") in said
    assert any("۶۰" in words for words in said["اقدام", "اقدام ۱"])
    assert said["اقدام", "اقدام تازه"][0].startswith("جدید")
    assert said["اقدام", "اقدام ۲"] == ["حذف شده"]
    (target,) = [words for (kind, _title), words in said.items() if kind == "هدف کمّی"]
    assert any("۲۴۰" in words and "۳۰۰" in words for words in target)
    assert item.returned_because == "برای آزمون"


def test_the_same_text_again_says_that_nothing_changed(cast: Cast, head: Client) -> None:
    program = make_program(cast, status=ProgramStatus.RETURNED)
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    (item,) = sheet_for(cast.jahad_head).programs
    assert item.changes == []
    assert "متنی است که پیش‌تر امضا شده" in head.get("/signing/").content.decode()


def test_codes_are_said_by_their_names(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.RETURNED)
    first, other = Axis.objects.all()[:2]
    assert program.axis == first
    save_program(by=cast.jahad_editor, program=program, version=program.version, axis=other)
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    (item,) = sheet_for(cast.jahad_head).programs
    assert item.changes is not None
    (words,) = item.changes[0].words
    assert str(first) in words and str(other) in words


def test_less_than_was_signed_and_ten_times_the_baseline_stand_out(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.RETURNED)
    correct(cast, program, value=Decimal(120), trajectory=[Decimal(10 * month) for month in range(1, 13)])
    (item,) = sheet_for(cast.jahad_head).programs
    assert set(kinds(item.groups)) == {str(Notable.LOWER.label)}
    move_program(by=cast.jahad_head, program=program, move="send_back", version=program.version, reason="کم است")
    correct(cast, program, value=Decimal(1200), trajectory=[Decimal(100 * month) for month in range(1, 13)])
    (item,) = sheet_for(cast.jahad_head).programs
    assert set(kinds(item.groups)) == {str(Notable.TEN_TIMES.label)}


def test_a_remark_without_an_answer_stands_out(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    make_remark(by=cast.planner, program=program, text="منبع را بگویید", is_blocking=False)
    move_program(by=cast.planner, program=program, move="return", version=program.version, reason="منبع ندارد")
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    (item,) = sheet_for(cast.jahad_head).programs
    assert kinds(item.groups) == {str(Notable.UNANSWERED.label): ["منبع را بگویید"]}


def test_a_return_shows_what_stands_out(world: World, settings: object) -> None:
    world.signed(1)
    settings.TODAY = "2020-05-22"  # type: ignore[attr-defined]
    world.sent(2, crops="0", area="25", note="برداشت سازه‌های فرسوده")
    (item,) = sheet_for(world.jahad_head).returns
    found = kinds(item.groups)
    crops, area = (str(line_of(item.report, code)) for code in (CROPS, AREA))
    assert found[str(Notable.ZERO.label)] == [crops]
    assert found[str(Notable.TEN_TIMES.label)] == [area]
    assert found[str(Notable.LOWER.label)] == [area]
    assert len(found[str(Notable.NO_EVIDENCE.label)]) == 3
    assert not item.is_first
    assert {str(line.line) for line in item.changed} == {crops, area}


def test_a_line_without_a_figure_and_one_behind_plan_stand_out(world: World) -> None:
    report = world.opened(1)
    values = entries(report, crops="20")
    values[line_of(report, AREA).uuid] = Entry(note="آمار نرسیده است")
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=values)
    send_report(by=world.jahad_editor, report=report, version=report.version)
    (item,) = sheet_for(world.jahad_head).returns
    found = kinds(item.groups)
    assert found[str(Notable.NO_FIGURE.label)] == [str(line_of(report, AREA))]
    assert str(line_of(report, CROPS)) in found[str(Notable.BEHIND.label)]
    assert item.is_first


def test_of_a_correction_only_the_corrected_lines_are_signed(world: World) -> None:
    report = world.signed(1)
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="با پیوست نمی‌خواند")
    report.refresh_from_db()
    report = save_lines(
        by=world.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(Decimal(99))}
    )
    send_report(by=world.jahad_editor, report=report, version=report.version)
    (item,) = sheet_for(world.jahad_head).returns
    assert item.is_correction
    assert [each.line.pk for each in item.lines] == [line.pk]
    assert kinds(item.groups)[str(Notable.RETURNED.label)] == [str(line)]


# --- signing --------------------------------------------------------------------------------------


def test_several_are_signed_at_once(cast: Cast, head: Client, world: World) -> None:
    report = world.sent(1)
    year = make_year(1400)
    programs = [waiting(cast, plan_year=year, title=title) for title in ("یک", "دو", "سه")]
    sheet = sheet_for(cast.jahad_head)
    chosen = [sheet.returns[0].token, *(item.token for item in sheet.programs[:2])]
    response = head.post("/signing/", {"item": chosen})
    assert response.status_code == 302
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED
    statuses = [Program.objects.get(pk=program.pk).status for program in programs]
    assert statuses == [ProgramStatus.UNDER_REVIEW, ProgramStatus.UNDER_REVIEW, ProgramStatus.AWAITING_HEAD]
    assert len(told(response)) == 3


def test_one_that_moved_is_named_and_does_not_hold_up_the_others(cast: Cast, head: Client) -> None:
    first, second = waiting(cast, title="یکم"), waiting(cast, title="دوم")
    chosen = [item.token for item in sheet_for(cast.jahad_head).programs]
    move_program(by=cast.jahad_editor, program=first, move="recall", version=first.version)
    response = head.post("/signing/", {"item": chosen})
    refused, done = told(response)
    assert "یکم" in refused and "هم‌زمان" in refused
    assert "دوم" in done
    second.refresh_from_db()
    assert second.status == ProgramStatus.UNDER_REVIEW
    first.refresh_from_db()
    assert first.status == ProgramStatus.DRAFT


def test_a_card_s_own_button_signs_that_card_alone(cast: Cast, head: Client) -> None:
    first, second = waiting(cast, title="یکم"), waiting(cast, title="دوم")
    one, two = (item.token for item in sheet_for(cast.jahad_head).programs)
    head.post("/signing/", {"item": one, "only": two})
    assert Program.objects.get(pk=first.pk).status == ProgramStatus.AWAITING_HEAD
    assert Program.objects.get(pk=second.pk).status == ProgramStatus.UNDER_REVIEW


def test_a_text_that_was_sent_again_meanwhile_is_not_signed_unseen(cast: Cast, head: Client) -> None:
    program = waiting(cast)
    (item,) = sheet_for(cast.jahad_head).programs
    move_program(by=cast.jahad_editor, program=program, move="recall", version=program.version)
    correct(cast, program, value=Decimal(1000), trajectory=[Decimal(0)] * 11 + [Decimal(1000)])
    head.post("/signing/", {"item": item.token})
    program.refresh_from_db()
    assert program.status == ProgramStatus.AWAITING_HEAD
    # Neither is it under the new version with the old text's hash.
    seen = ticked(item.token)
    head.post("/signing/", {"item": f"program.{program.uuid}.{program.version}.{seen.seen}"})
    program.refresh_from_db()
    assert program.status == ProgramStatus.AWAITING_HEAD


def test_nothing_ticked_is_said(cast: Cast, head: Client) -> None:
    (words,) = told(head.post("/signing/"))
    assert words == "ابتدا مواردی را که امضا می‌کنید علامت بزنید."


@pytest.mark.parametrize(
    "text", ["", "x", "program.1.2.3", "bill.00000000-0000-0000-0000-000000000000.1.", "a.b.c.d.e"]
)
def test_what_no_sheet_offered_is_refused(cast: Cast, head: Client, text: str) -> None:
    for path in ("/signing/", "/signing/give-back/"):
        response = head.post(path, {"item": text, "reason": "چرا"})
        assert response.status_code == 302
        assert told(response)
    with pytest.raises(ValueError):  # whatever it says
        ticked(text)


def test_another_agency_s_program_cannot_be_told_from_none(cast: Cast, head: Client) -> None:
    foreign = waiting(cast, agency="SAMT")
    (item,) = sheet_for(cast.samt_head).programs
    nowhere = item.token.replace(str(foreign.uuid), "00000000-0000-0000-0000-000000000000")
    assert told(head.post("/signing/", {"item": item.token}))[-1] == told(head.post("/signing/", {"item": nowhere}))[-1]
    foreign.refresh_from_db()
    assert foreign.status == ProgramStatus.AWAITING_HEAD


# --- giving back ----------------------------------------------------------------------------------


def test_a_program_and_a_return_are_given_back_with_a_reason(cast: Cast, head: Client, world: World) -> None:
    report = world.sent(1)
    program = waiting(cast, plan_year=make_year(1400))
    sheet = sheet_for(cast.jahad_head)
    for token in (sheet.returns[0].token, sheet.programs[0].token):
        head.post("/signing/give-back/", {"item": token, "reason": "رقم‌ها را بازبینی کنید"})
    report.refresh_from_db()
    program.refresh_from_db()
    assert (report.status, program.status) == (ReportStatus.DRAFT, ProgramStatus.DRAFT)


def test_giving_back_without_a_reason_or_too_late_is_refused(cast: Cast, head: Client) -> None:
    program = waiting(cast)
    (item,) = sheet_for(cast.jahad_head).programs
    assert told(head.post("/signing/give-back/", {"item": item.token, "reason": " "}))
    move_program(by=cast.jahad_editor, program=program, move="recall", version=program.version)
    assert head.post("/signing/give-back/", {"item": item.token, "reason": "چرا"}).status_code == 409


# --- cost -----------------------------------------------------------------------------------------


def test_the_sheet_does_not_grow_in_queries(client: Client, cast: Cast, world: World, many: int) -> None:
    world.sent(1)
    year = make_year(1400)

    def one(number: int) -> None:
        program = make_program(cast, plan_year=year, title=f"برنامه {number}", status=ProgramStatus.RETURNED)
        correct(cast, program, value=Decimal(250), trajectory=[Decimal(0)] * 11 + [Decimal(250)])

    one(0)
    few = questions(client, cast.jahad_head)
    for number in range(1, many):
        one(number)
    assert questions(client, cast.jahad_head) == few <= 25


def questions(client: Client, user: User) -> int:
    client.force_login(user)
    assert client.get("/signing/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get("/signing/")
    return len(asked)
