"""After a period has closed: what is refused and in which words, what opens it once more, and what restates it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from agencies.models import Agency, Event
from projects.models import Program
from projects.refusals import Moved, Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.lines import lines_of, project_of
from targets.models import Measurement, PeriodClosing, PeriodException, ProgressReport
from targets.operations.evidence import add_evidence
from targets.operations.progress import (
    Entry,
    close_due_periods,
    report_nothing,
    return_line,
    save_lines,
    send_report,
    settle_lines,
    sign_report,
    take_back_line,
    take_on_return,
)
from targets.operations.reopening import reopen_period, revoke_exception
from targets.reported import lines_due
from targets.tasks import close_due_periods as close_due_periods_task
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_frozen_year
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, LAND, RATE, World, entries, line_of, make_world
from tests.test_query_counts import questions

pytestmark = pytest.mark.django_db

# Farvardin was due on 25 April 2020 and is open until the end of 25 May.
LAST_DAY, CLOSED = "2020-05-25", "2020-05-26"
IN_THE_WINDOW = "2021-04-01"


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def kept(module_db: None) -> World:
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept: World, settings: Any) -> World:
    settings.TODAY = IN_ORDIBEHESHT
    return deepcopy(kept)


def reopen(world: World, **fields: Any) -> PeriodException:
    given = {"by": world.planner, "period": world.period(1), "agency": world.jahad, "reason": "خرابی سامانه"}
    return reopen_period(**(given | {"until": datetime.date(2020, 6, 10)} | fields))


def again(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.get(pk=report.pk)


def save(world: World, report: ProgressReport, **values: str) -> ProgressReport:
    report = again(report)
    return save_lines(by=world.jahad_editor, report=report, version=report.version, values=entries(report, **values))


def send(world: World, report: ProgressReport) -> ProgressReport:
    return send_report(by=world.jahad_editor, report=report, version=report.version)


def sign(world: World, report: ProgressReport) -> ProgressReport:
    return sign_report(by=world.jahad_head, report=report, version=report.version)


# --- closing --------------------------------------------------------------------------------------


def test_after_closing_nothing_is_entered_sent_or_signed_and_the_refusal_says_what_to_do(world, settings):
    settings.TODAY = LAST_DAY
    report = world.entered()
    settings.TODAY = CLOSED
    line = line_of(report, CROPS)
    file = SimpleUploadedFile("a.pdf", pdf_saying("a"))
    acts = [
        lambda: save(world, report, crops="7"),
        lambda: send(world, report),
        lambda: report_nothing(by=world.jahad_editor, report=report, version=report.version, reason="تعطیلی"),
        lambda: add_evidence(by=world.jahad_editor, line=line, file=file),
        lambda: take_on_return(by=world.planner, report=ProgressReport.objects.get(agency__code="SAMT")),
    ]
    for act in acts:
        with pytest.raises(Refused) as refusal, transaction.atomic():
            act()
        said = str(refusal.value)
        assert "closed at the end of" in said and "Ask the planning organization to re-open it" in said
    assert again(report).version == report.version


def test_the_head_signs_in_time_or_after_a_re_opening(world, settings):
    settings.TODAY = LAST_DAY
    report = world.sent()
    settings.TODAY = CLOSED
    with pytest.raises(Refused, match="Ask the planning organization"), transaction.atomic():
        sign(world, report)
    reopen(world)
    assert sign(world, report).status == ReportStatus.SUBMITTED


def test_what_the_reviewer_returns_is_corrected_after_closing_too(world, settings):
    settings.TODAY = LAST_DAY
    report = world.signed()
    settings.TODAY = "2020-07-01"
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="؟")
    report = again(report)
    corrected = {line_of(report, CROPS).uuid: Entry(Decimal(90))}
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=corrected)
    assert sign(world, send(world, report)).status == ReportStatus.SUBMITTED


def test_a_clock_set_back_an_hour_closes_nothing_twice(world, settings, monkeypatch):
    """The real clock of the rules, in universal time: Farvardin closes at 19:30 of 25 May."""
    world.signed()
    settings.TODAY = ""

    def run_at(moment: str) -> int:
        now = datetime.datetime.fromisoformat(f"2020-05-25T{moment}+00:00")
        monkeypatch.setattr(timezone, "now", lambda: now)
        return len(close_due_periods())

    assert [run_at(moment) for moment in ("19:29:59", "19:30:00", "18:30:00", "19:29:59", "19:30:00", "20:00:00")] == [
        0,
        1,
        0,
        0,
        0,
        0,
    ]
    closing = PeriodClosing.objects.get()
    assert (closing.closed_from, closing.due, closing.received, closing.late) == (datetime.date(2020, 5, 26), 2, 1, 0)
    assert Event.objects.filter(object_kind="projects.period", changes__has_key="received").count() == 1


def test_what_is_closed_is_the_calendar_s_word_not_the_note_s(world, settings):
    """Back before the closing the agency can write again, though the closing was noted."""
    report = world.opened()
    settings.TODAY = CLOSED
    close_due_periods_task()
    settings.TODAY = LAST_DAY
    assert save(world, report).status == ReportStatus.DRAFT
    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodClosing.objects.update(received=0)


# --- re-opening -----------------------------------------------------------------------------------


def test_a_period_is_re_opened_for_one_agency_until_a_day_and_ends_by_itself(world, settings):
    report = world.opened()
    settings.TODAY = CLOSED
    exception = reopen(world)
    told = Event.objects.get(object_kind="targets.period_exception")
    assert (told.note, told.agency, str(told.actor)) == ("خرابی سامانه", world.jahad, "planner")
    settings.TODAY = "2020-06-10"
    report = save(world, report)
    other = ProgressReport.objects.get(agency__code="SAMT")
    with pytest.raises(Refused, match="closed at the end of"), transaction.atomic():
        save_lines(by=world.cast["samt.editor"], report=other, version=other.version, values=entries(other))
    settings.TODAY = "2020-06-11"
    with pytest.raises(Refused, match="Ask the planning organization"), transaction.atomic():
        send(world, report)
    settings.TODAY = "2020-06-10"
    assert sign(world, send(world, report)).status == ReportStatus.SUBMITTED
    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodException.objects.filter(pk=exception.pk).update(until=datetime.date(2021, 1, 1))


def test_a_revoked_re_opening_is_over_at_once(world, settings):
    report = world.opened()
    settings.TODAY = CLOSED
    exception = revoke_exception(by=world.planner, exception=reopen(world), reason="گزارش رسید")
    with pytest.raises(Refused, match="closed at the end of"), transaction.atomic():
        save(world, report)
    with pytest.raises(Moved), transaction.atomic():
        revoke_exception(by=world.planner, exception=exception, reason="دوباره")
    reopen(world)
    assert save(world, report).status == ReportStatus.DRAFT


def test_a_period_is_re_opened_for_one_program(cast, settings):
    """Of two programs one is told late: only its lines are open and asked for, the other's stay "not reported"."""
    settings.TODAY = IN_ORDIBEHESHT
    year = make_frozen_year(cast, programs=2, projects=1, actions=1).plan_year
    first, second = Program.objects.filter(plan_year=year).order_by("pk")
    world = World(cast, year, first)
    report = world.opened()
    settings.TODAY = CLOSED
    reopen(world, program=second)
    report = again(report)
    values = {line.uuid: Entry(Decimal(1)) for line in lines_of(report)}
    with pytest.raises(Refused, match="closed at the end of"), transaction.atomic():
        save_lines(by=cast.jahad_editor, report=report, version=report.version, values=values)
    own = {line.uuid: Entry(Decimal(1)) for line in lines_of(report) if project_of(line).program_id == second.pk}
    report = save_lines(by=cast.jahad_editor, report=report, version=report.version, values=own)
    report = sign(world, send(world, report))
    assert Counter(report.lines.values_list("status", flat=True)) == {LineStatus.SENT: 2, LineStatus.DUE: 2}
    # What said nothing lowers the coverage: it is not zero.
    due = [line.reported.value for line in lines_due("target", year, today=datetime.date(2020, 5, 27))]
    assert sorted(due, key=str) == [Decimal(1), None]


def test_what_cannot_be_re_opened_and_by_whom(world, settings):
    world.opened()
    settings.TODAY = CLOSED
    refused: list[tuple[dict[str, Any], str]] = [
        ({"reason": " "}, "Say why"),
        ({"until": datetime.date(2020, 5, 25)}, "has not passed"),
        ({"until": datetime.date(2020, 12, 1)}, "within three months"),
        ({"period": world.period(2)}, "is not closed"),
        ({"period": world.year.periods.get(kind="adjustment")}, "reported on"),
        ({"agency": Agency.objects.exclude(code__in=("JAHAD", "SAMT")).earliest("pk")}, "owes no return"),
        ({"program": Program.objects.get(agency__code="SAMT")}, "another agency"),
    ]
    for fields, said in refused:
        with pytest.raises(Refused, match=said), transaction.atomic():
            reopen(world, **fields)
    exception = reopen(world)
    with pytest.raises(Refused, match="open already"), transaction.atomic():
        reopen(world)
    for username in ("deputy", "jahad.head", "administrator"):
        with pytest.raises(PermissionDenied):
            reopen(world, by=world.cast[username])
        with pytest.raises(PermissionDenied):
            revoke_exception(by=world.cast[username], exception=exception, reason="؟")


# --- restating ------------------------------------------------------------------------------------


def test_the_adjustment_window_restates_earlier_lines_and_adds_no_month(world, settings):
    settings.TODAY = LAST_DAY
    report = settle_lines(by=world.planner, report=(signed := world.signed()), version=signed.version)
    before = (ProgressReport.objects.count(), report.lines.count())
    for day in ("2021-03-20", "2021-04-21"):
        settings.TODAY = day
        with pytest.raises(Refused, match="adjustment window"), transaction.atomic():
            take_back(world, report)
    settings.TODAY = IN_THE_WINDOW
    line = take_back(world, report)
    report = again(report)
    assert (line.status, report.status, report.settled_at) == (LineStatus.RETURNED, ReportStatus.SUBMITTED, None)
    assert figures(world) == (Decimal(100), Decimal(100))
    restated = {line.uuid: Entry(Decimal(80), note="پس از شمارش انبار")}
    report = save_lines(by=world.jahad_editor, report=report, version=report.version, values=restated)
    assert figures(world) == (Decimal(100), Decimal(100))
    report = sign(world, send(world, report))
    assert figures(world) == (Decimal(80), Decimal(100))
    assert settle_lines(by=world.planner, report=report, version=report.version).status == ReportStatus.SETTLED
    assert figures(world) == (Decimal(80), Decimal(80))
    assert (ProgressReport.objects.count(), report.lines.count()) == before
    kinds = Measurement.objects.filter(line=line).values_list("kind", "entered_by__username")
    assert list(kinds) == [
        (EntryKind.REPORTED, "jahad.editor"),
        (EntryKind.VERIFIED, "planner"),
        (EntryKind.REOPENED, "jahad.editor"),
        (EntryKind.REPORTED, "jahad.editor"),
        (EntryKind.VERIFIED, "planner"),
    ]


def take_back(world: World, report: ProgressReport, reason: str = "اشتباه انبارگردانی") -> Any:
    report = again(report)
    return take_back_line(by=world.jahad_editor, line=line_of(report, CROPS), version=report.version, reason=reason)


def figures(world: World) -> tuple[Decimal | None, Decimal | None]:
    """Of the crops in Farvardin, what counts as reported and as verified."""
    lines = lines_due("target", world.year, today=datetime.date(2021, 4, 2))
    crops = line_of(ProgressReport.objects.get(agency=world.jahad), CROPS).target_id
    return next((line.reported.value, line.verified.value) for line in lines if line.about == crops)


def test_taking_a_line_back_wants_a_reason_and_a_signed_return(world, settings):
    report, unsigned = world.signed(), world.entered(2)
    settings.TODAY = IN_THE_WINDOW
    with pytest.raises(Refused, match="Say why"), transaction.atomic():
        take_back(world, report, reason=" ")
    with pytest.raises(Refused, match="can't be restated"), transaction.atomic():
        take_back(world, unsigned)


# --- nothing happened -----------------------------------------------------------------------------


def test_nothing_happened_is_an_answer_of_its_own(world, settings):
    world.signed(area="260", land="40")
    settings.TODAY = "2020-05-21"
    report = world.opened(2)
    report = report_nothing(by=world.jahad_editor, report=report, version=report.version, reason="تعطیلی کارگاه")
    said = {
        about: (line.reported, line.note, line.nothing_happened, line.status)
        for about in (CROPS, AREA, RATE, LAND)
        for line in [line_of(report, about)]
    }
    rest = ("تعطیلی کارگاه", True, LineStatus.ENTERED)
    # A flow had none, a level stays, a ratio has no parts: that one is told without a figure.
    assert said == {CROPS: (0, *rest), AREA: (260, *rest), RATE: (None, *rest), LAND: (40, *rest)}
    assert sign(world, send(world, report)).status == ReportStatus.SUBMITTED


def test_nothing_happened_says_why_excludes_a_figure_and_is_said_of_silent_lines_only(world):
    report = world.opened()
    for entry, said in (
        (Entry(nothing_happened=True), "say in the note why nothing happened"),
        (Entry(Decimal(5), note="تعطیل", nothing_happened=True), "leave one of the two out"),
    ):
        with pytest.raises(Refused, match=said), transaction.atomic():
            save_lines(by=world.jahad_editor, report=report, version=1, values={line_of(report, CROPS).uuid: entry})
    report = world.entered()
    with pytest.raises(Refused, match="something already"):
        report_nothing(by=world.jahad_editor, report=report, version=report.version, reason="؟")


# --- pages ----------------------------------------------------------------------------------------


def test_everybody_sees_what_is_open_until_when(world, settings, client: Client):
    world.opened()
    settings.TODAY = "2020-05-22"
    for username in ("jahad.editor", "samt.head", "planner", "auditor"):
        client.force_login(world.cast[username])
        page = client.get(reverse("progress"))
        assert [period.ordinal for period in page.context["open_periods"]] == [1, 2, 3]
        assert client.get(reverse("calendar")).status_code == 200


def test_a_closed_return_says_so_and_the_planner_re_opens_it_from_the_list(world, settings, client: Client):
    report = world.opened()
    settings.TODAY = CLOSED
    client.force_login(world.jahad_editor)
    page = client.get(report.get_absolute_url())
    assert "Ask the planning organization to re-open it" in page.content.decode()
    assert not page.context["can_write"]
    client.force_login(world.planner)
    address = f"{reverse('reopening-new')}?period=1399-month-1&amp;agency=JAHAD"
    assert address in client.get(reverse("progress"), {"part": "silent"}).content.decode()
    typed = {"period": "1399-month-1", "agency": "JAHAD", "until": "1399/03/20", "reason": "خرابی سامانه"}
    assert client.post(reverse("reopening-new"), typed | {"until": "1399/03/01"}).status_code == 422
    assert client.post(reverse("reopening-new"), typed)["Location"] == reverse("reopening-list")
    exception = PeriodException.objects.get()
    assert (exception.until, exception.program) == (datetime.date(2020, 6, 9), None)
    client.force_login(world.jahad_editor)
    listed = client.get(reverse("reopening-list")).content.decode()
    assert "خرابی سامانه" in listed and reverse("reopening-revoke", args=[exception.uuid]) not in listed
    assert "1 in force: it is your turn" in listed and "the first ends on 2020-06-09" in listed
    assert report.get_absolute_url() in listed
    assert "re-opened until" in client.get(report.get_absolute_url()).content.decode()
    client.force_login(world.cast["samt.editor"])
    assert "خرابی سامانه" not in client.get(reverse("reopening-list")).content.decode()
    client.force_login(world.planner)
    revoke = reverse("reopening-revoke", args=[exception.uuid])
    assert client.post(revoke, {"reason": "رسید"})["Location"] == reverse("reopening-list")
    assert client.post(revoke, {"reason": "رسید"}).status_code == 409


def test_what_is_typed_when_the_period_closes_is_shown_again(world, settings, client: Client):
    report = world.opened()
    crops = line_of(report, CROPS)
    client.force_login(world.jahad_editor)
    typed = {"version": report.version, f"value-{crops.uuid}": "123", f"note-{crops.uuid}": "از انبار"}
    settings.TODAY = CLOSED
    page = client.post(reverse("progress-save", args=[report.uuid]), typed)
    assert page.status_code == 409
    content = page.content.decode()
    assert "123" in content and "از انبار" in content and "Ask the planning organization" in content


def test_the_list_asks_as_much_for_many_as_for_one(world, settings, client: Client):
    world.opened()
    settings.TODAY = CLOSED
    one = reopen(world)
    asked = [questions(client, world.planner, reverse("reopening-list"))]
    given = {name: getattr(one, name) for name in ("period", "agency", "until", "reason", "granted_by", "granted_at")}
    PeriodException.objects.bulk_create(PeriodException(**given, granted_on=one.granted_on) for _number in range(59))
    asked.append(questions(client, world.planner, reverse("reopening-list")))
    assert asked[0] == asked[1] <= 25
