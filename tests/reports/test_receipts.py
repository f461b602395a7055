"""Receipts: one form of tracking code for all that is sent, and a page for whoever may see the thing."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.utils import translation

from agencies.enums import Role
from agencies.models import Membership, User
from agencies.operations import add_person, delegate_signature
from projects.enums import ProgramStatus
from projects.operations import move_program
from projects.refusals import Refused
from reports.receipts import receipt_of
from targets.models import Measurement
from targets.operations.progress import Entry, return_line, save_lines, send_report, sign_report
from tests.cast import Cast
from tests.factories import make_program
from tests.targets.returns import CROPS, IN_ORDIBEHESHT, World, line_of, make_world, seat

pytestmark = pytest.mark.django_db

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.fixture(scope="module")
def kept(module_db: None) -> World:
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept: World, settings: Any) -> World:
    settings.TODAY = IN_ORDIBEHESHT
    return deepcopy(kept)


def test_a_program_gets_its_code_with_each_signature(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.RETURNED)
    first = program.revisions.get().tracking_code
    assert re.fullmatch(r"1399-00-[0-9]{8}", first)
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    assert program.revisions.latest("number").tracking_code == ""
    move_program(by=cast.jahad_head, program=program, move="sign", version=program.version)
    second = program.revisions.latest("number").tracking_code
    assert second and second != first
    # Each receipt stays that of its own text.
    receipts = [receipt_of(cast.planner, code) for code in (first, second)]
    assert [receipt.tracking_code for receipt in receipts if receipt] == [first, second]


def test_the_page_says_what_was_sent_and_by_whom(cast: Cast, client: Client) -> None:
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW, projects=2, targets=2)
    revision = program.revisions.get()
    client.force_login(cast.jahad_editor)
    page = client.get(f"/receipts/{revision.tracking_code.translate(PERSIAN)}/").content.decode()
    for words in (program.title, "jahad.editor", "jahad.head", revision.content_hash[:12], "۲", "۴"):
        assert words in page
    assert revision.tracking_code.translate(PERSIAN) in page


def test_who_may_not_see_the_thing_finds_no_receipt(cast: Cast, client: Client, world: World) -> None:
    codes = [world.signed(1).tracking_code, world.program.revisions.get().tracking_code]
    found = {
        name: [bool(receipt_of(cast[name], code)) for code in codes]
        for name in ("jahad.editor", "planner", "auditor", "samt.head", "administrator")
    }
    assert found == {
        "jahad.editor": [True, True],
        "planner": [True, True],
        "auditor": [True, True],
        "samt.head": [False, False],
        "administrator": [False, False],
    }
    client.force_login(cast.samt_head)
    assert client.get(f"/receipts/{codes[0]}/").status_code == 404
    assert receipt_of(cast.auditor, "") is None


def test_a_return_s_receipt_stays_as_it_was_signed_first(world: World) -> None:
    report = world.signed(1)
    before = receipt_of(world.planner, report.tracking_code)
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="بازبینی")
    report.refresh_from_db()
    values = {line.uuid: Entry(note="آمار نرسیده است")}
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=values)
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    assert before is not None
    assert receipt_of(world.planner, report.tracking_code) == before
    correction = report.signatures.latest("pk")
    receipt = receipt_of(world.planner, correction.tracking_code)
    assert receipt is not None
    assert [count for _label, count in receipt.counts] == [1, 0, 0]
    assert receipt.content_hash == report.content_hash != before.content_hash


@pytest.mark.parametrize(
    "change", ["tracking_code = 'x'", "signed_by_id = sent_by_id", "signed_at = now()", "signed_on = '2020-01-01'"]
)
def test_what_the_first_signature_said_stays(world: World, change: str) -> None:
    report = world.signed(1)
    with pytest.raises(DatabaseError, match="once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE targets_progressreport SET {change} WHERE id = %s", [report.pk])


def test_a_return_is_not_signed_past_its_ledger_of_signatures(world: World) -> None:
    """Neither without a row there, nor with one of the sender, of somebody by delegation who wrote in it, of nobody."""
    report = world.sent(1)
    with pytest.raises(IntegrityError, match="with a receipt"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targets_progressreport SET signed_by_id = %s, signed_at = now(), tracking_code = '1' WHERE id = %s",
            [world.jahad_head.pk, report.pk],
        )
    foreign = world.samt_head.memberships.get()
    own = world.jahad_head.memberships.get()
    for signer, held, words in (
        (world.jahad_head, foreign, "seat of its head"),
        (world.samt_head, foreign, "seat of its head"),
        (world.jahad_editor, own, "seat of its head"),
        (world.jahad_editor, lent(world), "others have written"),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            report.signatures.create(
                tracking_code="1",
                content_hash="0",
                lines=1,
                lines_with_a_figure=1,
                files=0,
                sent_by=world.planner,
                sent_at=report.sent_at,
                signed_by=signer,
                seat=held,
                signed_at=report.sent_at,
                signed_on="2020-04-22",
            )


def test_who_wrote_in_a_return_does_not_sign_it_by_delegation(world: World) -> None:
    colleague = add_person(by=None, username="jahad.other", full_name="jahad.other")
    seat(colleague, Role.AGENCY_EDITOR, world.jahad)
    lent(world)
    report = world.entered(1)
    report = send_report(by=colleague, report=report, version=report.version)
    with translation.override("en"):
        with pytest.raises(Refused, match="others entered"):
            sign_report(by=fresh(world.jahad_editor), report=report, version=report.version)
        lent(world, to=colleague)
        with pytest.raises(Refused, match="sent this return yourself"):
            sign_report(by=fresh(colleague), report=report, version=report.version)


def test_who_had_a_part_in_a_return_verifies_none_of_it_by_raw_sql_either(world: World) -> None:
    report = world.signed(1)
    line = line_of(report, CROPS)
    for person, may in ((world.jahad_editor, False), (world.jahad_head, False), (world.planner, True)):
        try:
            with transaction.atomic():
                Measurement.objects.create(line=line, kind="verified", value=1, entered_by=person)
                transaction.set_rollback(True)
        except IntegrityError:
            assert not may
        else:
            assert may


def lent(world: World, to: User | None = None) -> Membership:
    """The head's signature, lent to the officer (or to somebody else of the house) for a few days."""
    days = {"valid_from": date(2020, 4, 22), "valid_until": date(2020, 4, 25)}
    return delegate_signature(by=world.jahad_head, to=to or world.jahad_editor, agency=world.jahad, **days)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)
