"""The day's round, what it tells whom, and what leaves the house: one digest a person, once, in their language."""

from __future__ import annotations

import datetime
import io
import threading
import typing
import uuid
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.enums import Act
from agencies.fingerprints import fingerprint
from agencies.history import record
from agencies.models import Event
from agencies.operations import choose_own_reach
from agencies.operations.people import REACH_FIELDS
from agencies.refusals import Moved
from config.clock import on_day
from projects.enums import ProgramStatus, Turn
from projects.models import Challenge, PlanYear
from projects.operations import issue_call
from reports import carriers
from reports.carriers import Rejected, Unreachable
from reports.enums import Channel, MessageState
from reports.models import Message, Notice, Round
from reports.operations import (
    claim_message,
    deliver_message,
    give_back_stopped_messages,
    make_round,
    mark_read,
    retry_message,
)
from reports.operations.outbox import LONGEST_WAIT, Outcome, wait_after
from reports.reminders import reminders_by_kind
from reports.reminders.days import Schedule, turns_told
from reports.tasks import deliver_messages, remind
from reports.weekly import week_of
from targets.models import ProgressReport
from targets.operations.progress import open_period
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_program, make_year

ISSUED_ON, DEADLINE = datetime.date(2020, 3, 25), datetime.date(2020, 4, 19)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def reach(settings: Any) -> None:
    """A site that sends mail and text messages."""
    settings.EMAIL_HOST = "mail.example"
    settings.SMS_GATEWAY_URL = "https://sms.example/send"
    settings.SITE_URL = "https://jahesh.example"


@pytest.fixture
def due(db: None, cast: Cast, reach: None) -> Iterator[ProgressReport]:
    """JAHAD owes a return, today is its due day; the officer reads English mail, the head wants text messages too."""
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=year)
    period = year.periods.regular().get(ordinal=1)
    open_period(period=period)
    reachable(cast, "jahad.editor", email="officer@jahad.example", language="en")
    reachable(cast, "jahad.head", email="head@jahad.example", mobile="09141234567", by_sms=True)
    with on_day(period.due_on):
        yield ProgressReport.objects.get(period=period)


def reachable(cast: Cast, who: str, **fields: Any) -> None:
    choose_own_reach(by=cast[who], seen=fingerprint(cast[who], REACH_FIELDS), **fields)


def told(who: Any) -> list[str]:
    return [notice.title_en for notice in Notice.objects.filter(person=who)]


# --- rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turn", "days", "told_too"), [(Turn.AGENCY, 3, False), (Turn.AGENCY, 7, True), (Turn.PLANNER, 30, False)]
)
def test_the_head_is_told_when_the_officer_is_a_week_late(turn: Turn, days: int, told_too: bool) -> None:
    last = DEADLINE + days * DAY
    assert (Turn.HEAD in turns_told(turn, Schedule(DEADLINE, last, last + 7 * DAY))) == told_too


def test_the_waits_double_up_to_an_hour() -> None:
    seconds = [wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 7, 8, 5000)]
    assert seconds == [30, 60, 120, 1920, 3600, LONGEST_WAIT.total_seconds()]


# --- the round ------------------------------------------------------------------------------------


def test_a_round_tells_the_late_side_once_and_in_their_language(cast: Cast, due: ProgressReport) -> None:
    made = make_round()
    assert made is not None
    assert (made.people, len(made.notices), made.leaving_by()) == (1, 1, {"mail": 1, "sms": 0})
    [notice], [message] = made.notices, made.messages
    assert notice.url == due.get_absolute_url()
    assert "today" in notice.text_en and "امروز" in notice.text_fa
    assert message.subject.startswith("Jahesh: 1 reminder")
    assert f"https://jahesh.example{notice.url}" in message.body and 'dir="ltr"' in message.html
    assert Event.objects.filter(object_kind="reports.round").count() == 1
    # The same day once more: nothing. The next day: told already, and not a day of reminding.
    assert make_round() is None
    with on_day(due.period.due_on + 2 * DAY):
        again = make_round()
    assert again is not None
    # One day after the due day one is reminded again, two days after it nobody is who was told.
    assert len(again.notices) == 1
    with on_day(due.period.due_on + 7 * DAY):
        week = make_round()
    assert week is not None
    assert {message.person.username: message.channel for message in week.messages if message.channel == "sms"} == {
        "jahad.head": Channel.SMS
    }
    [head] = [message for message in week.messages if message.channel == "mail" and message.language == "fa"]
    assert 'dir="rtl"' in head.html and "تأخیر" in head.body and "7" not in head.body.split("http")[0]


def test_what_is_not_set_up_leaves_nothing(cast: Cast, due: ProgressReport, settings: Any) -> None:
    settings.EMAIL_HOST = settings.SMS_GATEWAY_URL = ""
    made = make_round()
    assert made is not None
    assert (len(made.notices), made.messages) == (1, [])
    deliver_messages()


def test_the_deputy_gets_the_week_on_one_sheet_once_a_week(
    cast: Cast, due: ProgressReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable(cast, "jahad.editor", by_email=False)
    reachable(cast, "deputy", email="deputy@jahesh.example")
    saturday = week_of(due.period.due_on) + 7 * DAY
    with on_day(saturday):
        made = make_round()
    assert made is not None
    [message] = [each for each in made.messages if each.kind == "weekly"]
    assert message.person == cast.deputy and f"weekly:{saturday}" in message.key
    [sheet] = pypdf.PdfReader(io.BytesIO(bytes(message.file.content))).pages
    assert "دقیقه" in sheet.extract_text()
    deliver_messages()
    [letter] = typing.cast("list[EmailMultiAlternatives]", mail.outbox)
    assert letter.to == ["deputy@jahesh.example"] and [each[0] for each in letter.attachments] == [message.file.name]
    for days, weekly in ((1, 0), (7, 1)):
        with on_day(saturday + days * DAY):
            again = make_round()
        assert again is not None and len([each for each in again.messages if each.kind == "weekly"]) == weekly
    # Where it can't be made, everything else is told.
    monkeypatch.setattr("reports.operations.notices.weekly_for", lambda person, day: 1 / 0)
    with on_day(saturday + 14 * DAY):
        without = make_round()
    assert without is not None and without.failed == 0 and without.notices
    assert [each for each in without.messages if each.kind == "weekly"] == []


def test_who_wants_no_mail_is_told_on_the_page(cast: Cast, due: ProgressReport) -> None:
    reachable(cast, "jahad.editor", by_email=False)
    made = make_round()
    assert made is not None
    assert (told(cast.jahad_editor), made.messages) == ([made.notices[0].title_en], [])


def test_one_persons_trouble_is_not_everybodys(
    cast: Cast, due: ProgressReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.samt_editor  # noqa: B018 -- made when first asked for
    from reports.operations import notices as module

    found = module.reminders_by_kind

    def fails(person: Any, day: datetime.date) -> Any:
        if person.username == "samt.editor":
            raise ValueError("no such thing")
        return found(person, day)

    monkeypatch.setattr(module, "reminders_by_kind", fails)
    made = make_round()
    assert made is not None
    assert (made.failed, made.people) == (1, 1)


def test_of_a_call_each_side_is_told(db: None, cast: Cast, reach: None) -> None:
    with on_day(ISSUED_ON):
        issue_call(
            by=cast.planner,
            plan_year=make_year(),
            call_letter_number="41/1",
            call_letter_on=ISSUED_ON,
            call_deadline=DEADLINE,
        )
    reachable(cast, "jahad.editor", email="officer@jahad.example")
    cast.jahad_head  # noqa: B018 -- made when first asked for
    with on_day(DEADLINE):
        assert make_round()
    assert len(told(cast.jahad_editor)) == 1 and told(cast.jahad_head) == []
    with on_day(DEADLINE + 8 * DAY):
        assert make_round()
    assert len(told(cast.jahad_editor)) == 2 and len(told(cast.jahad_head)) == 1


def test_of_challenges_whoever_has_one_is_told(db: None, cast: Cast) -> None:
    program = make_program(cast, plan_year=make_year(), status=ProgramStatus.APPROVED)
    with transaction.atomic():
        challenge = Challenge.objects.create(
            project=program.projects.get(), title="ارز", category="credit", level="province", due_on=DEADLINE
        )
        record(by=None, act=Act.CREATED, kind="projects.challenge", object_id=challenge.uuid, label="ارز")

    def found(who: str) -> list[tuple[str, str]]:
        return [(kind.name, str(each.title)) for kind, each in reminders_by_kind(cast[who], DEADLINE)]

    assert found("jahad.editor") == [("challenge", "چالش‌های در انتظار رفع: ۱")]
    assert (found("samt.editor"), found("planner")) == ([], [])


def test_the_schedule_waits_for_the_hour(cast: Cast, due: ProgressReport, settings: Any) -> None:
    settings.REMIND_AT_HOUR = 24
    remind()
    assert Round.objects.count() == 0
    settings.REMIND_AT_HOUR = 0
    remind()
    remind()
    assert Round.objects.count() == 1


def test_the_command_says_what_it_would_do_and_does_it(cast: Cast, due: ProgressReport, capsys: Any) -> None:
    call_command("send_reminders", "--dry-run", "--json")
    assert '"verdict": "dry_run"' in capsys.readouterr().out and Notice.objects.count() == 0
    call_command("send_reminders", "--json")
    call_command("send_reminders", "--json")
    said = capsys.readouterr().out
    assert '"notices": 1, "mail": 1, "sms": 0' in said and '"verdict": "made_already"' in said


def test_two_beats_at_once_make_one_round(committed_db: Database, cast: Cast, settings: Any) -> None:
    year = make_year()
    with on_day(ISSUED_ON):
        issue_call(
            by=cast.planner,
            plan_year=PlanYear.objects.get(pk=year.pk),
            call_letter_number="41/1",
            call_letter_on=ISSUED_ON,
            call_deadline=DEADLINE,
        )
    cast.jahad_editor  # noqa: B018 -- made when first asked for
    settings.TODAY = DEADLINE.isoformat()
    at_once, made = threading.Barrier(3), []

    def beat() -> None:
        try:
            at_once.wait()
            made.append(make_round())
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _number in range(3)]
    for each in beats:
        each.start()
    for each in beats:
        each.join()
    assert len([each for each in made if each]) == 1 and len(made) == 3
    assert Notice.objects.filter(person=cast.jahad_editor).count() == 1


# --- the outbox -----------------------------------------------------------------------------------


@pytest.fixture
def waiting(cast: Cast, due: ProgressReport) -> Message:
    make_round()
    return Message.objects.get()


class Carrier(carriers.Mail):
    """Raises what it is given, or takes the message."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.taken = error, list[str]()

    def send(self, message: Message) -> None:
        if self.error:
            raise self.error
        self.taken.append(message.message_id)


def test_mail_carries_its_name_both_languages_ways_and_what_it_is(waiting: Message) -> None:
    claimed = claim_message()
    assert claimed is not None and claim_message() is None
    assert deliver_message(message=claimed) == Outcome.SENT
    [letter] = typing.cast("list[EmailMultiAlternatives]", mail.outbox)
    assert letter.extra_headers["Message-ID"] == waiting.message_id
    assert letter.to == ["officer@jahad.example"] and "text/html" in str(letter.alternatives[0])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.last_error) == (MessageState.SENT, 1, "")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable("nobody there"), MessageState.WAITING),
        (Rejected("550 no such user"), MessageState.GIVEN_UP),
        (ValueError("a fault of ours"), MessageState.WAITING),
    ],
)
def test_what_does_not_go_waits_or_is_given_up(
    waiting: Message, monkeypatch: pytest.MonkeyPatch, error: Exception, state: str
) -> None:
    monkeypatch.setitem(carriers.CARRIERS, Channel.MAIL, Carrier(error))
    deliver_messages()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == (state, 1) and str(error) in waiting.last_error
    assert state != MessageState.WAITING or waiting.next_at > timezone.now()


def test_after_three_days_of_silence_it_is_given_up(waiting: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(carriers.CARRIERS, Channel.MAIL, Carrier(Unreachable("nobody there")))
    monkeypatch.setattr("reports.operations.outbox.GIVEN_UP_AFTER", datetime.timedelta(0))
    deliver_messages()
    waiting.refresh_from_db()
    assert waiting.state == MessageState.GIVEN_UP


def test_what_a_dead_worker_held_goes_to_the_next_and_the_dead_one_spoils_nothing(waiting: Message) -> None:
    dead = claim_message()
    assert dead is not None
    assert give_back_stopped_messages() == 0
    Message.objects.update(leased_until=F("leased_until") - datetime.timedelta(minutes=3))
    assert give_back_stopped_messages() == 1
    following = claim_message()
    assert following is not None and following.attempts == 2
    assert deliver_message(message=dead) == Outcome.TAKEN_OVER
    assert deliver_message(message=following) == Outcome.SENT


# --- the gateway of text messages -----------------------------------------------------------------


def test_the_gateway_is_given_the_text_and_the_same_key(
    cast: Cast, due: ProgressReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Answer:
        def close(self) -> None: ...

    def open_address(request: Any, timeout: int) -> Answer:
        asked.append(request)
        return Answer()

    monkeypatch.setattr("reports.carriers.urllib.request.urlopen", open_address)
    with on_day(due.period.due_on + 8 * DAY):
        make_round()
    [message] = Message.objects.filter(channel=Channel.SMS)
    carriers.CARRIERS[Channel.SMS].send(message)
    assert asked[0].get_header("Idempotency-key") == message.message_id
    assert b"09141234567" in asked[0].data and "یادآوری".encode() in asked[0].data


# --- pages ----------------------------------------------------------------------------------------


def test_ones_own_notices_are_read_one_by_one_or_all(client: Client, cast: Cast, due: ProgressReport) -> None:
    make_round()
    notice = Notice.objects.get()
    client.force_login(cast.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    page = client.get(reverse("notices")).content.decode()
    assert notice.title_en in page and '<b class="j-count">1</b>' in page
    assert mark_read(by=cast.jahad_head) == 0
    response = client.post(reverse("notice-read", args=[notice.uuid]))
    assert response["Location"] == notice.url
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert '<b class="j-count">' not in client.get(reverse("notices")).content.decode().partition("<main")[0]
    assert client.post(reverse("notices-read")).status_code == 302


@pytest.mark.parametrize(
    ("typed", "kept"), [("۰۹۱۴ ۱۲۳ ۴۵۶۷", "09141234567"), ("+98 914 123 4567", "09141234567"), ("0914", None)]
)
def test_a_mobile_number_is_read_however_it_is_typed(
    client: Client, db: None, cast: Cast, typed: str, kept: str | None
) -> None:
    person = cast.planner
    client.force_login(person)
    seen = fingerprint(person, REACH_FIELDS)
    body = {"seen": seen, "language": "fa", "mobile": typed, "by_sms": "on"}
    response = client.post(reverse("notice-settings"), body)
    person.refresh_from_db()
    assert (response.status_code, person.mobile) == ((302, kept) if kept else (422, ""))
    assert typed in response.content.decode() or kept
    with pytest.raises(Moved):
        choose_own_reach(by=person, seen="another", language="en")


def test_the_outbox_shows_no_words_and_sends_again(client: Client, cast: Cast, waiting: Message) -> None:
    Message.objects.update(state=MessageState.GIVEN_UP, last_error="550 no such user")
    client.force_login(cast.administrator)
    page = client.get(reverse("outbox"), {"state": "given_up", "q": "officer"}).content.decode()
    assert "550 no such user" in page and waiting.body.splitlines()[3] not in page
    client.post(reverse("message-retry", args=[waiting.uuid]))
    waiting.refresh_from_db()
    assert waiting.state == MessageState.WAITING
    with pytest.raises(PermissionDenied):
        retry_message(by=cast.planner, message=waiting)
    deliver_messages()
    with pytest.raises(Moved):
        retry_message(by=cast.administrator, message=waiting)


def test_the_lists_ask_as_much_for_sixty_rows_as_for_one(client: Client, cast: Cast, waiting: Message) -> None:
    pages = {reverse("notices"): cast.jahad_editor, reverse("outbox"): cast.administrator}

    def questions() -> list[int]:
        found = []
        for path, person in pages.items():
            client.force_login(person)
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    few = questions()
    notice = Notice.objects.get()
    for number in range(60):
        notice.pk, notice.uuid, notice.about = None, uuid.uuid4(), f"more {number}"
        Notice.objects.bulk_create([notice])
        waiting.pk, waiting.uuid, waiting.key, waiting.message_id = None, uuid.uuid4(), f"more {number}", f"<{number}>"
        Message.objects.bulk_create([waiting])
    assert questions() == few
    assert max(few) <= 25
