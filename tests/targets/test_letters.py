"""A signature on paper: the code says which text was signed, and the letter opens the same door as the head's click."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import translation

from agencies.models import Event, User
from agencies.operations import delegate_signature, end_seat, revoke_delegation
from projects.enums import ProgramStatus
from projects.models import Program, SignedLetter
from projects.operations import move_program, save_program
from projects.refusals import Refused
from targets.enums import ReportStatus
from targets.letters import letters_visible_to, read_code
from targets.operations.letters import register_letter
from targets.operations.progress import Entry, return_line, save_lines, send_back, send_report, settle_lines
from targets.permissions import user_can_verify
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_program
from tests.targets.returns import CROPS, IN_ORDIBEHESHT, World, line_of, make_world

pytestmark = pytest.mark.django_db

TODAY = date(2020, 4, 22)


@pytest.fixture(autouse=True)
def in_english(settings: Any, tmp_path: Any) -> Any:
    settings.TODAY = IN_ORDIBEHESHT
    settings.STORAGE_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def kept(module_db: None) -> World:
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept: World) -> World:
    return deepcopy(kept)


@pytest.fixture
def waiting(cast: Cast) -> Program:
    return make_program(cast, status=ProgramStatus.AWAITING_HEAD)


def scan(name: str = "letter.pdf", text: str = "signed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_saying(text))


def text_of(thing: Any) -> str:
    return thing.revisions.latest("number").content_hash if isinstance(thing, Program) else thing.content_hash


def register(cast: Any, thing: Any, **other: Any) -> Any:
    given = {
        "by": cast.planner,
        "agency": thing.agency,
        "code": text_of(thing)[:12],
        "seat": cast.jahad_head.memberships.get(),
        "number": "۱۲/۳۴۵",
        "dated_on": TODAY,
        "scan": scan(),
    }
    return register_letter(**{**given, **other})


def test_a_program_is_signed_by_letter_as_by_a_click(cast: Cast, waiting: Program) -> None:
    program = register(cast, waiting)
    assert program.status == ProgramStatus.UNDER_REVIEW
    revision, letter = program.revisions.get(), SignedLetter.objects.get()
    assert (revision.signed_by, revision.signed_seat, revision.signed_letter) == (
        cast.jahad_head,
        cast.jahad_head.memberships.get(),
        letter,
    )
    assert revision.tracking_code
    assert (letter.number, letter.text_hash, letter.registered_by) == ("۱۲/۳۴۵", revision.content_hash, cast.planner)
    event = Event.objects.filter(root_id=program.uuid).latest("pk")
    assert (event.actor, event.changes["signed_by"], event.changes["letter"]) == (
        cast.planner,
        [None, cast.jahad_head.full_name],
        [None, "۱۲/۳۴۵ (2020-04-22)"],
    )
    assert letter.sha256 in event.file_hashes and revision.content_hash in event.file_hashes


def test_a_return_and_its_correction_are_signed_by_letter(world: World) -> None:
    report = register(world, world.sent(1))
    assert (report.status, report.signed_by) == (ReportStatus.SUBMITTED, world.jahad_head)
    line = line_of(report, CROPS)
    return_line(by=world.planner2, line=line, version=report.version, reason="بازبینی")
    values = {line.uuid: Entry(note="آمار نرسیده است")}
    report.refresh_from_db()
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=values)
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = register(world, report, number="۹۹", scan=scan(text="second"))
    assert [signature.letter.number for signature in report.signatures.order_by("pk")] == ["۱۲/۳۴۵", "۹۹"]


@pytest.mark.parametrize("typed", ["3F2A 9B1C 77D0", "۳f۲a-9b1c-۷۷d0", " 3f2a9b1c77d0\u200f"])
def test_the_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "3f2a9b1c77d0"


@pytest.mark.parametrize("typed", ["", "3f2a", "3f2a9b1c77d0a", "3f2a9b1c77dg", "3f2a9b1c77d%"])
def test_what_is_no_code_is_said(typed: str) -> None:
    with pytest.raises(Refused, match="12 characters"):
        read_code(typed)


def test_a_text_that_has_changed_since_is_refused_by_name(cast: Cast, waiting: Program) -> None:
    printed = text_of(waiting)[:12]
    move_program(by=cast.jahad_editor, program=waiting, move="recall", version=waiting.version)
    with pytest.raises(Refused, match=f"“{waiting.title}” is back with the agency"):
        register(cast, waiting, code=printed)
    save_program(by=cast.jahad_editor, program=waiting, version=waiting.version, purpose="آب کمتر")
    move_program(by=cast.jahad_editor, program=waiting, move="submit", version=waiting.version)
    with pytest.raises(Refused, match=f"“{waiting.title}” has changed since"):
        register(cast, waiting, code=printed)
    register(cast, waiting)
    with pytest.raises(Refused, match="signed already"):
        register(cast, waiting)


def test_what_was_taken_back_and_sent_again_unchanged_is_still_what_was_printed(cast: Cast, waiting: Program) -> None:
    printed = text_of(waiting)[:12]
    for move in ("recall", "submit"):
        move_program(by=cast.jahad_editor, program=waiting, move=move, version=waiting.version)
    assert register(cast, waiting, code=printed).status == ProgramStatus.UNDER_REVIEW


def test_a_return_that_has_changed_since_is_refused_by_name(world: World) -> None:
    report = world.sent(1)
    printed = report.content_hash[:12]
    report = send_back(by=world.jahad_head, report=report, version=report.version, reason="دوباره")
    with pytest.raises(Refused, match="is back with the agency"):
        register(world, report, code=printed)
    values = {line_of(report, CROPS).uuid: Entry(note="آمار نرسیده است")}
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=values)
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    with pytest.raises(Refused, match="has changed since"):
        register(world, report, code=printed)
    register(world, report)
    with pytest.raises(Refused, match="signed already"):
        register(world, report)


def test_a_code_of_another_agency_or_of_nothing_is_not_known(cast: Cast, waiting: Program) -> None:
    other = make_program(cast, agency="SAMT", status=ProgramStatus.AWAITING_HEAD)
    for code in (text_of(other)[:12], "0" * 12):
        with pytest.raises(Refused, match="No text of this agency"):
            register(cast, waiting, code=code)


def test_who_registers_and_who_signs(cast: Cast, waiting: Program) -> None:
    for who in (cast.jahad_editor, cast.jahad_head, cast.deputy, cast.secretariat, cast.auditor, cast.administrator):
        with pytest.raises(PermissionDenied):
            register(cast, waiting, by=who)
    editor_s = cast.jahad_editor.memberships.get()
    refusals: list[tuple[str, dict[str, Any]]] = [
        ("did not sign for", {"seat": cast.samt_head.memberships.get()}),
        ("did not sign for", {"seat": editor_s}),
        ("did not sign for", {"dated_on": date(2018, 1, 1)}),
        ("later than today", {"dated_on": date(2020, 4, 23)}),
        ("number", {"number": " "}),
        ("only these kinds", {"scan": SimpleUploadedFile("letter.docx", b"PK\x03\x04")}),
        ("what its name says", {"scan": SimpleUploadedFile("letter.pdf", b"<html>")}),
        ("is empty", {"scan": SimpleUploadedFile("letter.pdf", b"")}),
    ]
    for words, other in refusals:
        with pytest.raises(Refused, match=words), transaction.atomic():
            register(cast, waiting, **other)
    assert not SignedLetter.objects.exists()


def test_a_seat_counts_on_the_day_of_the_letter(cast: Cast, waiting: Program) -> None:
    """Also after it has ended: the letter came by post. A delegation that was revoked before does not."""
    end_seat(by=cast.administrator, seat=cast.jahad_head.memberships.get(), last_day=TODAY)
    colleague = cast["jahad.editor"]
    lent = delegate_signature(
        by=cast.jahad_head, to=colleague, agency=waiting.agency, valid_from=TODAY, valid_until=TODAY
    )
    revoke_delegation(by=cast.jahad_head, seat=lent)
    with pytest.raises(Refused, match="did not sign for"):
        register(cast, waiting, seat=lent)
    register(cast, waiting)


def test_who_sent_the_text_does_not_sign_it_on_paper_by_delegation(cast: Cast, waiting: Program) -> None:
    lent = delegate_signature(
        by=cast.jahad_head, to=cast.jahad_editor, agency=waiting.agency, valid_from=TODAY, valid_until=TODAY
    )
    with pytest.raises(Refused, match="another person"):
        register(cast, waiting, seat=lent)


def test_a_return_is_not_signed_before_its_period_ends(world: World) -> None:
    report = world.sent(1)
    with pytest.raises(Refused, match="last day"):
        register(world, report, dated_on=report.period.last_day - timedelta(days=1))
    register(world, report, dated_on=report.period.last_day)


def test_who_registered_the_letter_does_not_verify_the_return(world: World) -> None:
    report = register(world, world.sent(1))
    assert [user_can_verify(who, report) for who in (world.planner, world.planner2)] == [False, True]
    with pytest.raises(Refused, match="had a part"):
        settle_lines(by=world.planner, report=report, version=report.version)
    with pytest.raises(IntegrityError, match="does not verify"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO targets_measurement (line_id, kind, value, reason, entered_by_id, recorded_at)"
            " VALUES (%s, 'verified', 1, '', %s, now())",
            [line_of(report, CROPS).pk, world.planner.pk],
        )
    settle_lines(by=world.planner2, report=report, version=report.version)


def test_who_registered_the_letter_does_not_accept_the_program(cast: Cast, waiting: Program) -> None:
    program = register(cast, waiting)
    with pytest.raises(Refused, match="registered the letter"):
        move_program(by=cast.planner, program=program, move="accept", version=program.version)
    with pytest.raises(IntegrityError, match="letter"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_revision SET accepted_by_id = %s, accepted_at = now() WHERE program_id = %s",
            [cast.planner.pk, program.pk],
        )
    program.refresh_from_db()
    move_program(by=cast.planner2, program=program, move="accept", version=program.version)


@pytest.mark.parametrize("change", ["number = 'x'", "text_hash = 'x'", "sha256 = 'x'", "registered_by_id = 1"])
def test_a_letter_is_never_changed(cast: Cast, waiting: Program, change: str) -> None:
    register(cast, waiting)
    for statement in (f"UPDATE projects_signedletter SET {change}", "DELETE FROM projects_signedletter"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_letter_for_another_text_signs_nothing(cast: Cast, waiting: Program) -> None:
    register(cast, waiting)
    other = make_program(cast, title="دیگر", status=ProgramStatus.AWAITING_HEAD)
    letter = SignedLetter.objects.get()
    with pytest.raises(IntegrityError, match="another text"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_revision SET signed_by_id = %s, signed_at = now(), signed_seat_id = %s,"
            " signed_letter_id = %s WHERE program_id = %s",
            [cast.jahad_head.pk, letter.seat_id, letter.pk, other.pk],
        )


def test_the_letter_is_seen_with_what_it_signs(cast: Cast, waiting: Program) -> None:
    register(cast, waiting)
    seen = {
        name: letters_visible_to(User.objects.get(pk=cast[name].pk)).exists()
        for name in ("jahad.editor", "planner2", "deputy", "auditor", "samt.head", "administrator")
    }
    assert seen == {
        **dict.fromkeys(("jahad.editor", "planner2", "deputy", "auditor"), True),
        **dict.fromkeys(("samt.head", "administrator"), False),
    }
