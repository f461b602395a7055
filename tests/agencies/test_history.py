"""Who reads what in the history, and how it looks."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agencies.enums import Act
from agencies.history import difference, record, visible_to
from agencies.models import Agency, Event
from agencies.spoken import Spoken
from agencies.tables.history import change_of
from projects.enums import ProgramStatus
from projects.models import Program
from targets.operations.progress import Entry, return_line, save_lines, send_report, sign_report
from tests.cast import Cast
from tests.factories import make_program
from tests.targets.returns import CROPS, line_of, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def labels(user) -> set[str]:
    return set(visible_to(user).values_list("label", flat=True))


def page(user, **query):
    client = Client()
    client.force_login(user)
    return client.get(reverse("history"), query)


# --- who reads what ------------------------------------------------------------------------------


def test_an_agency_reads_of_itself_only(cast):
    make_program(cast, title="گلخانه", status=ProgramStatus.APPROVED)
    make_program(cast, title="فولاد", agency="SAMT", status=ProgramStatus.APPROVED)
    record(by=None, act=Act.LOADED, kind="agencies.sector", object_id=None, label="بدون دستگاه")
    jahad = Agency.objects.get(code="JAHAD")
    assert set(visible_to(cast.jahad_editor).values_list("agency", flat=True)) == {jahad.pk}
    assert "گلخانه" in labels(cast.jahad_editor)
    assert not {"فولاد", "بدون دستگاه"} & labels(cast.jahad_head)
    assert {"گلخانه", "فولاد", "بدون دستگاه"} <= labels(cast.planner)


def test_who_may_see_a_program_may_read_of_it(cast):
    made = {make_program(cast, status=status, title=status.value).uuid for status in ProgramStatus}
    for username in ("jahad.editor", "samt.head", "planner", "deputy", "secretariat", "auditor", "administrator"):
        reader = cast[username]
        may_see = set(Program.objects.visible_to(reader).values_list("uuid", flat=True))
        assert made & set(visible_to(reader).values_list("root_id", flat=True)) == may_see, username


@pytest.mark.parametrize("status", [ProgramStatus.DRAFT, ProgramStatus.AWAITING_HEAD, ProgramStatus.WITHDRAWN])
def test_the_province_reads_nothing_of_a_program_before_the_signature(cast, status):
    program = make_program(cast, status=status)
    assert not visible_to(cast.planner).filter(root_id=program.uuid).exists()
    assert visible_to(cast.jahad_head).filter(root_id=program.uuid).exists()


def test_the_province_reads_nothing_of_a_return_before_the_signature(cast):
    world = make_world(cast)
    report = world.sent()
    assert not visible_to(cast.planner).filter(root_id=report.uuid).exists()
    assert visible_to(cast.jahad_head).filter(root_id=report.uuid).exists()


def test_the_province_reads_a_correction_once_it_is_signed(cast):
    world = make_world(cast)
    report = world.signed()
    line = line_of(report, CROPS)
    return_line(by=cast.planner, line=line, version=report.version, reason="مدرک؟")
    known = visible_to(cast.planner).filter(root_id=report.uuid).count()
    report = save_lines(
        by=cast.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(Decimal(77))}
    )
    report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    assert visible_to(cast.planner).filter(root_id=report.uuid).count() == known
    assert visible_to(cast.jahad_head).filter(root_id=report.uuid).count() == known + 2
    sign_report(by=cast.jahad_head, report=report, version=report.version)
    assert visible_to(cast.planner).filter(root_id=report.uuid).count() == known + 3


def test_who_has_no_seat_reads_nothing(cast):
    make_program(cast)
    assert not visible_to(cast.administrator).exists()


# --- the page ------------------------------------------------------------------------------------


def test_the_page_shows_old_and_new_in_words(cast):
    program = make_program(cast, title="گلخانه", status=ProgramStatus.UNDER_REVIEW)
    with translation.override("fa"):
        expected = change_of("projects.program", "status", "awaiting_head", "under_review")
    html = page(cast.planner, root=program.uuid).content.decode()
    assert expected in html
    assert "awaiting_head" not in html


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "shown"),
    [
        ("projects.program", "title", "A", "B", "title: from <bdi>A</bdi> to <bdi>B</bdi>"),
        (
            "targets.target",
            "weight",
            "1",
            "2",
            "weight in the project: from <bdi class=j-num>1</bdi> to <bdi class=j-num>2</bdi>",
        ),
        ("projects.project", "needs_money", "false", "true", "needs money: from no to yes"),
        ("projects.program", "family", None, "both", "family: Both"),
        ("projects.project", "action 2", "x", None, "action 2: <bdi>x</bdi> removed"),
        ("agencies.sector", "<b>", None, "<i>", '<bdi translate="no">&lt;b&gt;</bdi>: <bdi>&lt;i&gt;</bdi>'),
    ],
)
def test_change_is_readable(kind, name, old, new, shown):
    with translation.override("en"):
        assert change_of(kind, name, old, new) == shown


@pytest.mark.parametrize(
    ("kind", "name", "value", "shown"),
    [
        ("projects.project", "partners", "SAMT", "صنعت، معدن و تجارت"),
        ("projects.project", "obstacle 1", "نبود گاز · land · province", "زمین و زیرساخت"),
        ("targets.measurement", "99-JAHAD-01-01 · crop_output · 0301", "5", "تولیدات کشاورزی"),
        ("demo", "year", "1399", "۱۳۹۹"),
    ],
)
def test_codes_are_called_by_what_they_stand_for(kind, name, value, shown):
    with translation.override("fa"):
        assert shown in str(change_of(kind, name, None, value, Spoken()))


def test_days_are_solar_and_digits_persian():
    with translation.override("fa"):
        shown = change_of("projects.project", "action 1", None, "شروع · 2020-03-20 · 50")
    assert "۱۳۹۹/۰۱/۰۱ · ۵۰" in shown


@pytest.mark.parametrize(
    "text", ["1400-00-14845527", "1399-01-02345678", "2020-13-45", "12/1399-01-02", "2020-02-30T00:00"]
)
def test_what_only_looks_like_a_day_stays_as_it_is(text):
    with translation.override("en"):
        assert change_of("projects.program", "tracking_code", None, text) == f"tracking code: <bdi>{text}</bdi>"


def test_the_page_narrows_down(cast):
    program = make_program(cast, title="گلخانه", status=ProgramStatus.APPROVED)
    other = make_program(cast, title="فولاد", agency="SAMT", status=ProgramStatus.APPROVED)

    def found(**query) -> list[Event]:
        return [row.record for row in page(cast.auditor, **query).context["table"].rows]

    everything = Event.objects.order_by("-pk")
    assert found() == list(everything)
    assert found(root=str(program.uuid)) == list(everything.filter(root_id=program.uuid))
    assert found(act="moved") == list(everything.filter(act="moved"))
    assert found(person="samt.") == list(everything.filter(actor__username__startswith="samt."))
    assert found(q="فولاد", act="created") == list(everything.filter(label__contains="فولاد", act="created"))
    today = datetime.date.today()
    assert found(until=(today - datetime.timedelta(days=2)).isoformat()) == []
    assert found(since=(today - datetime.timedelta(days=2)).isoformat()) == list(everything)
    assert {event.root_id for event in found(root=str(other.uuid))} == {other.uuid}


def test_a_root_of_another_agency_is_as_unknown(cast):
    foreign = make_program(cast, agency="SAMT", status=ProgramStatus.APPROVED)
    assert list(page(cast.jahad_editor, root=str(foreign.uuid)).context["table"].rows) == []


@pytest.mark.parametrize("order", ["at", "-at", "label", "nonsense"])
def test_the_page_takes_any_order(cast, order):
    make_program(cast)
    assert page(cast.auditor, sort=order).status_code == 200


def test_the_page_asks_as_much_for_one_row_as_for_many(cast):
    program = make_program(cast, status=ProgramStatus.APPROVED)
    client = Client()
    client.force_login(cast.planner)

    def queries(**query) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("history"), query).status_code == 200
        return len(asked)

    for number in range(60):
        record(
            by=cast.jahad_editor,
            act=Act.CHANGED,
            kind="projects.program",
            object_id=program.uuid,
            agency=program.agency_id,
            label=str(number),
            changes=difference({"title": "a"}, {"title": "b"}),
        )
    assert queries(q="59") == queries() <= 25


def test_the_page_is_for_those_who_may(cast):
    assert page(cast.administrator).status_code == 403
    assert Client().get(reverse("history")).status_code == 302
