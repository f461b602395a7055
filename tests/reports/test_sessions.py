"""Sessions of the headquarters: from the agenda to a resolution that its agency has done, and everything refused."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import docx
import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import strip_tags

from agencies.enums import Act, Role
from agencies.history import record
from config.clock import on_day
from config.workbooks import list_workbook
from projects.enums import ChallengeState
from projects.models import Draft
from projects.refusals import Moved, Refused
from reports.enums import AgendaKind, Awaits, FollowUpKind, Presence, ResolutionState, SessionState
from reports.inbox import inbox_of
from reports.models import FollowUp, HqSession, Resolution
from reports.operations import (
    close_minutes,
    notify_resolutions,
    plan_session,
    remove_resolution,
    reopen_minutes,
    save_agenda,
    save_minutes,
    send_papers,
    sign_minutes,
)
from reports.reminders import reminders_of
from reports.resolutions import Part, implementation_by_agency, implementation_of, steps_open
from reports.sessions import proposals_for
from tests.cast import Cast
from tests.posting import posted_by
from tests.reports.sessions import (
    DAY,
    agency,
    challenge_at_headquarters,
    days,
    held_session,
    paper,
    resolve,
    sign,
    take,
)
from tests.test_query_counts import questions

K = FollowUpKind


# --- who may do what, without a database ----------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "stands", "may"),
    [
        (Part.HOUSE, {}, [K.COMMENTED, K.REPORTED, K.CLAIMED, K.ASKED]),
        (Part.HOUSE, {"awaits": Awaits.CONFIRMATION}, [K.COMMENTED]),
        (Part.HOUSE, {"awaits": Awaits.EXTENSION}, [K.COMMENTED, K.REPORTED, K.CLAIMED]),
        (Part.HOUSE, {"state": ResolutionState.IMPLEMENTED}, [K.COMMENTED]),
        (Part.HEAD, {"objection_until": days(0)}, [K.OBJECTED]),
        (Part.HEAD, {"objection_until": days(-1)}, []),
        (Part.HEAD, {"objection_until": days(3), "awaits": Awaits.SETTLEMENT}, []),
        (Part.BESIDE, {}, [K.COMMENTED]),
        (Part.SECRETARIAT, {}, [K.COMMENTED, K.EXTENDED, K.DROPPED]),
        (Part.SECRETARIAT, {"awaits": Awaits.CONFIRMATION}, [K.COMMENTED, K.CONFIRMED, K.RETURNED, K.DROPPED]),
        (Part.SECRETARIAT, {"awaits": Awaits.EXTENSION}, [K.COMMENTED, K.EXTENDED, K.NOT_EXTENDED, K.DROPPED]),
        (Part.SECRETARIAT, {"awaits": Awaits.SETTLEMENT}, [K.COMMENTED, K.UPHELD, K.OVERRULED, K.DROPPED]),
        (Part.SECRETARIAT, {"state": ResolutionState.DROPPED}, [K.COMMENTED, K.REOPENED]),
    ],
)
def test_what_each_may_do_now(part: Part, stands: dict[str, Any], may: list[FollowUpKind]) -> None:
    assert steps_open(Resolution(**stands), frozenset({part}), on=DAY, is_claimer=False) == may


def test_who_said_that_it_is_done_does_not_confirm_it() -> None:
    waiting = Resolution(awaits=Awaits.CONFIRMATION)
    open_ones = steps_open(waiting, frozenset(Part), on=DAY, is_claimer=True)
    assert K.CONFIRMED not in open_ones and K.RETURNED not in open_ones


# --- a session ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_agenda_is_proposed_by_the_data_and_arranged_by_the_secretariat(cast: Cast) -> None:
    challenge = challenge_at_headquarters(cast)
    with on_day(DAY):
        session = plan_session(by=cast.secretariat, number=1, held_on=DAY)
        proposed = proposals_for(session, DAY)
        assert [each.kind for each in proposed] == [AgendaKind.PRESENTATION, AgendaKind.CHALLENGE]
        assert proposed[1].challenge == challenge and proposed[0].agency == agency("JAHAD")
        session = save_agenda(
            by=cast.secretariat, session=session, version=1, kept=[], taken=proposed, title="تصویب صورتجلسه پیشین"
        )
        first, second, third = session.items.all()
        assert [first.kind, second.kind, third.kind] == ["presentation", "challenge", "other"]
        assert proposals_for(session, DAY) == []
        # Put in another order, one dropped: it is proposed again.
        save_agenda(by=cast.secretariat, session=session, version=2, kept=[third.uuid, second.uuid])
        assert [item.pk for item in session.items.all()] == [third.pk, second.pk]
        assert [each.kind for each in proposals_for(session, DAY)] == [AgendaKind.PRESENTATION]
        with pytest.raises(Moved):
            save_agenda(by=cast.secretariat, session=session, version=2, kept=[])
        with pytest.raises(PermissionDenied):
            save_agenda(by=cast.planner, session=session, version=3, kept=[])
        with pytest.raises(Refused, match=r"شماره|number"):
            plan_session(by=cast.secretariat, number=1, held_on=days(9))


@pytest.mark.django_db
def test_minutes_are_closed_when_complete_and_signed_by_somebody_else(cast: Cast) -> None:
    session = held_session(cast)
    first, second = resolve(cast, session), resolve(cast, session, text="دومی")
    assert [first.number, second.number] == [1, 2]
    session.refresh_from_db()
    remove_resolution(by=cast.secretariat, resolution=first, version=session.version)
    second.refresh_from_db()
    assert second.number == 1
    with pytest.raises(Refused):
        resolve(cast, session, cooperating=[agency("JAHAD")])
    with pytest.raises(Refused):
        resolve(cast, session, due_on=days(-1))
    with on_day(DAY):
        session.refresh_from_db()
        item = session.items.get()
        save_minutes(by=cast.secretariat, session=session, version=session.version, texts={item.uuid: ""})
        with pytest.raises(Refused):
            session.refresh_from_db()
            close_minutes(by=cast.secretariat, session=session, version=session.version)
        save_minutes(by=cast.secretariat, session=session, version=session.version, texts={item.uuid: "گفته شد"})
        session.refresh_from_db()
        session = close_minutes(by=cast.secretariat, session=session, version=session.version)
        with pytest.raises(PermissionDenied):
            sign_minutes(by=cast.secretariat, session=session, version=session.version)
        session = reopen_minutes(by=cast.deputy, session=session, version=session.version, reason="تاریخ نادرست است")
        assert session.state == SessionState.HELD
        session = close_minutes(by=cast.secretariat, session=session, version=session.version)
        session = sign_minutes(by=cast.deputy, session=session, version=session.version, scan=paper())
    assert session.state == SessionState.SIGNED and session.sha256
    with pytest.raises(Refused):
        save_minutes(by=cast.secretariat, session=session, version=session.version, texts={})
    # The database refuses it too, whoever asks.
    for change in (
        lambda: Resolution.objects.update(text="چیز دیگری"),
        lambda: Resolution.objects.update(due_on=days(90)),
        lambda: session.items.update(minutes="چیز دیگری"),
        lambda: session.attendees.all().delete(),
        lambda: HqSession.objects.update(state=SessionState.HELD, signed_by=None, signed_at=None),
        lambda: second.cooperating.add(agency("SAMT")),
        lambda: HqSession.objects.filter(pk=session.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="signed"), transaction.atomic():
            change()


# --- what becomes of a resolution -----------------------------------------------------------------


@pytest.mark.django_db
def test_a_resolution_done_by_its_agency_closes_the_challenge(cast: Cast) -> None:
    challenge = challenge_at_headquarters(cast)
    session = held_session(cast)
    resolution = resolve(cast, session, challenge=challenge)
    # Until the minutes are signed nobody of the agency knows of it.
    assert not Resolution.objects.visible_to(cast.jahad_editor).exists()
    sign(cast, session)
    assert Resolution.objects.visible_to(cast.jahad_editor).get() == resolution
    assert not Resolution.objects.visible_to(cast.samt_editor).exists()
    take(cast, "jahad.editor", resolution, K.REPORTED, on=days(5), percent=40)
    assert (resolution.state, resolution.percent) == (ResolutionState.IN_PROGRESS, 40)
    with pytest.raises(Refused):
        take(cast, "jahad.editor", resolution, K.CLAIMED, on=days(9))
    take(cast, "jahad.editor", resolution, K.CLAIMED, on=days(9), files=[paper()])
    with pytest.raises(Refused):
        take(cast, "jahad.head", resolution, K.CONFIRMED, on=days(9))
    assert "resolutions-to-answer" in [queue.name for queue in inbox_of(cast.secretariat)]
    take(cast, "secretariat", resolution, K.RETURNED, on=days(10))
    assert resolution.percent is None and resolution.claimed_by is None
    take(cast, "jahad.editor", resolution, K.CLAIMED, on=days(11), files=[paper()])
    take(cast, "secretariat", resolution, K.CONFIRMED, on=days(12))
    challenge.refresh_from_db()
    assert resolution.state == ResolutionState.IMPLEMENTED and challenge.state == ChallengeState.SOLVED
    assert "12/1" in challenge.solution or "۱۲/۱" in challenge.solution
    kinds = list(resolution.follow_ups.values_list("kind", flat=True))
    assert kinds == ["notified", "reported", "claimed", "returned", "claimed", "confirmed"]
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUp.objects.update(text="چیز دیگری")


@pytest.mark.django_db
def test_deadlines_are_extended_and_objections_settled_within_their_days(cast: Cast) -> None:
    session = held_session(cast)
    late, disputed = resolve(cast, session), resolve(cast, session, text="سهم آورده پرداخت شود")
    sign(cast, session, notified=False)
    with on_day(days(2)):
        notify_resolutions(by=cast.secretariat, session=session, letter_number="۴۲/۱۲", letter_on=days(2))
        with pytest.raises(Refused):
            notify_resolutions(by=cast.secretariat, session=session, letter_number="۴۲/۱۳", letter_on=days(2))
    with pytest.raises(Refused):
        take(cast, "jahad.editor", disputed, K.OBJECTED, on=days(3))
    with pytest.raises(Refused):
        take(cast, "jahad.head", disputed, K.OBJECTED, on=days(13))
    take(cast, "jahad.head", disputed, K.OBJECTED, on=days(12))
    take(cast, "deputy", disputed, K.UPHELD, on=days(20))
    assert disputed.state == ResolutionState.DROPPED
    for until in (None, days(30), days(1)):
        with pytest.raises(Refused):
            take(cast, "jahad.editor", late, K.ASKED, on=days(5), until=until)
    take(cast, "jahad.editor", late, K.ASKED, on=days(25), until=days(60))
    take(cast, "secretariat", late, K.EXTENDED, on=days(26), until=days(45))
    assert (late.due_on, late.until, late.awaits) == (days(30), days(45), Awaits.NOTHING)
    whole = implementation_of(Resolution.objects.all(), days(46))
    assert (whole.counted, whole.dropped, whole.overdue, whole.rate) == (1, 1, 1, Decimal(0))
    (rate,) = implementation_by_agency(Resolution.objects.all(), days(40))
    assert (rate.agency, rate.overdue) == (agency("JAHAD"), 0)
    # The agency is told before the deadline that holds, its head and the secretariat after it, then the deputy.
    about = {"resolutions-agency": (days(42), cast.jahad_editor), "resolutions-late": (days(46), cast.secretariat)}
    for name, (day, person) in about.items():
        assert name in [reminder.about for reminder in reminders_of(person, day)]
    assert "resolutions-head" not in [reminder.about for reminder in reminders_of(cast.jahad_head, days(46))]
    assert "resolutions-head" in [reminder.about for reminder in reminders_of(cast.jahad_head, days(54))]
    assert "resolutions-escalated" in [reminder.about for reminder in reminders_of(cast.deputy, days(60))]
    with on_day(days(46)):
        next_one = plan_session(by=cast.secretariat, number=13, held_on=days(50))
        assert late in [each.resolution for each in proposals_for(next_one, days(46))]


# --- pages and papers -----------------------------------------------------------------------------


@pytest.mark.django_db
@override_settings(TODAY=DAY.isoformat())
def test_minutes_are_typed_kept_and_merged_on_the_page(client: Client, cast: Cast) -> None:
    session = held_session(cast)
    item = session.items.get()
    client.force_login(cast.secretariat)
    path = reverse("session-minutes", args=[session.uuid])
    fields = posted_by(client.get(path).content.decode(), "version")
    fields[f"minutes-{item.uuid}"] = ["متن تازه"]
    kept = client.post(
        reverse("draft"), {"address": path, "fields": '{"minutes": ["نیمه"]}', "version": fields["version"][0]}
    )
    assert kept.status_code == 200 and Draft.objects.filter(address=path).exists()
    assert client.post(path, fields).status_code == 302
    item.refresh_from_db()
    assert item.minutes == "متن تازه"
    # The same version again: both texts are shown.
    fields[f"minutes-{item.uuid}"] = ["متن دیگر"]
    clash = client.post(path, fields)
    assert clash.status_code == 409 and "متن تازه" in clash.content.decode() and "متن دیگر" in clash.content.decode()


@pytest.mark.django_db
@override_settings(TODAY=DAY.isoformat())
def test_papers_say_the_same_as_pdf_and_word(client: Client, cast: Cast) -> None:
    challenge_at_headquarters(cast)
    session = held_session(cast)
    resolve(cast, session, cooperating=[agency("SAMT")])
    sign(cast, session)
    client.force_login(cast.secretariat)

    def get(paper: str, extension: str) -> Any:
        return client.get(reverse("session-paper", args=[session.uuid, paper, extension]))

    first, second = get("minutes", "pdf"), get("minutes", "pdf")
    assert first.status_code == 200 and first.content == second.content
    word = docx.Document(io.BytesIO(get("minutes", "docx").content))
    attendance, resolutions, *signatures = word.tables
    assert [row.cells[0].text for row in resolutions.rows][1:] == ["۱۲/۱"]
    assert len(attendance.rows) == 3 and len(signatures[0].columns) == 2
    letter = docx.Document(io.BytesIO(get("letter", "docx").content))
    assert any("۴۲/۱۲" in paragraph.text for paragraph in letter.paragraphs)
    pack = pypdf.PdfReader(io.BytesIO(get("pack", "pdf").content))
    assert len(pack.pages) == 1 + session.items.count()
    assert get("minutes", "xlsx").status_code == 404
    client.force_login(cast.samt_editor)
    own = docx.Document(io.BytesIO(get("minutes", "docx").content))
    assert len(own.tables[1].rows) == 2
    assert get("letter", "docx").status_code == 404


@pytest.mark.django_db
def test_list_says_what_each_waits_for_on_whom_and_how_late(client: Client, cast: Cast) -> None:
    session = held_session(cast)
    resolve(cast, session)
    client.force_login(cast.planner)

    def row() -> dict[str, str]:
        [found] = client.get(reverse("session-list")).context["table"].rows
        return {name: strip_tags(str(found.get_cell(name))) for name in ("waits", "overdue")}

    with on_day(DAY):
        assert str(Role.SECRETARIAT.label) in row()["waits"]
    session = sign(cast, session, notified=False)
    with on_day(DAY):
        assert str(Role.SECRETARIAT.label) in row()["waits"]
        notify_resolutions(by=cast.secretariat, session=session, letter_number="۴۲/۱۲", letter_on=DAY)
        assert "دستگاه‌های مسئول" in row()["waits"] and row()["overdue"] == "۰"
    with on_day(days(42)):
        assert all(words in row()["overdue"] for words in ("۱", "سازمان جهاد کشاورزی", "۱۲ روز تأخیر"))
        told = client.get(reverse("session-list")).context["table"].told
        assert [each.tone for each in told] == ["bad", "soft", "soft"]
        mine = {}
        for person in (cast.jahad_editor, cast.samt_editor, cast.planner):
            client.force_login(person)
            mine[person.username] = len(client.get(reverse("resolution-list"), {"mine": "true"}).context["table"].rows)
        assert mine == {cast.jahad_editor.username: 1, cast.samt_editor.username: 0, cast.planner.username: 0}


@pytest.mark.django_db
def test_a_session_says_whose_turn_it_is_and_whose_coming_is_not_noted(client: Client, cast: Cast) -> None:
    session = held_session(cast)
    with on_day(DAY):
        tones = {}
        for person in (cast.secretariat, cast.deputy):
            client.force_login(person)
            said = client.get(session.get_absolute_url()).context["standing"]
            tones[person.username] = [each.tone for each in said if each.tone in ("mine", "turn")]
            told = client.get(reverse("session-list")).context["table"].told
            assert ("act" in [each.tone for each in told]) == (person == cast.secretariat)
        assert tones == {cast.secretariat.username: ["mine"], cast.deputy.username: ["turn"]}
        assert client.get(session.get_absolute_url()).context["unmarked"] == 0
        session.attendees.filter(presence=Presence.ABSENT).update(presence=Presence.INVITED)
        assert client.get(session.get_absolute_url()).context["unmarked"] == 1


@pytest.mark.django_db
@override_settings(TODAY=DAY.isoformat())
def test_a_held_session_offers_one_next_step(client: Client, cast: Cast) -> None:
    """Its minutes are written first, and closed once every matter has some."""
    session = held_session(cast)
    client.force_login(cast.secretariat)
    primary = "btn-primary"
    write = f'<a class="btn {primary}" href="{reverse("session-minutes", args=[session.uuid])}">'

    def page() -> str:
        return client.get(session.get_absolute_url()).content.decode()

    assert write not in page() and page().count(primary) == 1
    session.refresh_from_db()
    item = session.items.get()
    save_minutes(by=cast.secretariat, session=session, version=session.version, texts={item.uuid: ""})
    assert write in page() and page().count(primary) == 1
    # Who came is noted before.
    session.attendees.update(presence=Presence.INVITED)
    attend = f'<a class="btn {primary}" href="{reverse("session-attendance", args=[session.uuid])}">'
    assert attend in page() and page().count(primary) == 1


@pytest.mark.django_db
@override_settings(TODAY=DAY.isoformat())
def test_lists_do_not_grow_in_queries(client: Client, cast: Cast) -> None:
    session = held_session(cast)
    resolve(cast, session)
    paths = [reverse("resolution-list"), reverse("session-list"), reverse("session-detail", args=[session.uuid])]

    def asked() -> list[int]:
        return [questions(client, cast.secretariat, path) for path in paths]

    made = []
    for more in (1, 30):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            start = session.resolutions.count()
            Resolution.objects.bulk_create(
                Resolution(session=session, number=start + n, text=f"مصوبه {n}", agency=agency("SAMT"), due_on=DAY)
                for n in range(1, more + 1)
            )
            record(by=None, act=Act.CREATED, kind="reports.resolution", object_id=None, label="1")
        made.append(asked())
    assert made[0] == made[1] and max(made[0]) <= 25


@pytest.mark.django_db
def test_documents_are_sent_once_there_is_something_to_read(cast: Cast) -> None:
    with on_day(DAY):
        session = plan_session(by=cast.secretariat, number=1, held_on=days(3))
        with pytest.raises(Refused):
            send_papers(by=cast.secretariat, session=session, version=1)
        held = held_session(cast, number=2)
        session = save_agenda(by=cast.secretariat, session=session, version=1, kept=[], title="گزارش")
        with pytest.raises(Refused):
            send_papers(by=cast.secretariat, session=session, version=2)
    assert held.attendees.count() == 2
    with on_day(days(1)):
        # Who was asked to the last session is asked to the next one.
        following = plan_session(by=cast.secretariat, number=3, held_on=days(4))
        assert not HqSession.objects.visible_to(cast.jahad_head).filter(pk=following.pk).exists()
        save_agenda(by=cast.secretariat, session=following, version=1, kept=[], title="گزارش")
        send_papers(by=cast.secretariat, session=following, version=2)
    assert HqSession.objects.visible_to(cast.jahad_head).filter(pk=following.pk).exists()
    told = [reminder.about for reminder in reminders_of(cast.jahad_head, days(2))]
    assert f"session-{following.number}" in told


# --- an earlier register --------------------------------------------------------------------------

HEADINGS = [
    "شماره جلسه",
    "تاریخ جلسه",
    "شماره مصوبه",
    "متن مصوبه",
    "دستگاه مسئول اجرا",
    "دستگاه‌های همکار",
    "مهلت",
    "وضعیت",
]
ROWS: list[list[Any]] = [
    ["۳", "1398/05/10", "۱", "پروانه صادر شود", "JAHAD", "SAMT", "98/6/31", "اجراشده"],
    [3, "۱۳۹۸/۰۵/۱۰", "", "سهم آورده پرداخت شود", "سازمان صنعت، معدن و تجارت", "", "", ""],
    ["4", "1398/07/01", "", "", "", "", "", ""],
]


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("سوابق.xlsx", list_workbook("سوابق", HEADINGS, rows))


@pytest.mark.django_db
def test_an_earlier_register_is_shown_and_then_taken_over_as_a_whole(client: Client, cast: Cast) -> None:
    client.force_login(cast.secretariat)
    path = reverse("session-import")
    wrong = [*ROWS, ["۵", "1398/13/01", "", "متن", "هیچ‌کس", "", "", "شاید"]]
    refused = client.post(path, {"file": workbook(wrong)})
    assert refused.status_code == 422 and 'name="register"' not in refused.content.decode()
    wrong_cell = refused.context["problems"][0]
    assert (wrong_cell.row, wrong_cell.column) == (5, "B")
    shown = client.post(path, {"file": workbook(ROWS)})
    assert shown.status_code == 200 and not HqSession.objects.exists()
    sealed = posted_by(shown.content.decode(), "register")
    assert client.post(path, {"register": sealed["register"][0] + "x"}).status_code == 302
    assert not HqSession.objects.exists()
    assert client.post(path, sealed).status_code == 302
    first, second = Resolution.objects.order_by("number")
    assert (first.label, first.state, [str(each.code) for each in first.cooperating.all()]) == (
        "۳/۱",
        "implemented",
        ["SAMT"],
    )
    assert (second.number, second.agency.code, second.due_on) == (2, "SAMT", None)
    assert HqSession.objects.get(number=4).state == SessionState.SIGNED
    # It is followed up like any other; a second time nothing comes in.
    take(cast, "samt.editor", second, K.CLAIMED, on=DAY, files=[paper()])
    client.post(path, {"file": workbook(ROWS)})
    assert client.post(path, sealed).status_code == 302 and Resolution.objects.count() == 2
