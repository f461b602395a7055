"""The pages of verification: a line's life and acts, the list of what waits by risk, field visits."""

from __future__ import annotations

import datetime
import io
import re
from copy import deepcopy
from decimal import Decimal as D

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.clock import today
from targets.enums import EntryKind, LineStatus
from targets.models import FieldVisit, Measurement, ProgressReport
from targets.operations import progress
from targets.operations.progress import Entry, open_due_periods
from targets.returns import sheet_of
from targets.risk import deviation_of, risk_of
from tests.cast import Cast
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, LAND, RATE, line_of, make_world
from tests.targets.test_evidence import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept, settings, tmp_path):
    settings.TODAY = IN_ORDIBEHESHT
    settings.STORAGE_ROOT = tmp_path
    return deepcopy(kept)


@pytest.fixture
def send(client):
    """Posts a form of the line's page as the person; the answer."""

    def post(person, act, report, about, **typed):
        client.force_login(person)
        client.cookies["jahesh_language"] = "en"
        line = line_of(report, about)
        version = ProgressReport.objects.get(pk=report.pk).version
        return client.post(reverse(f"progress-line-{act}", args=[report.uuid, line.uuid]), {"version": version} | typed)

    return post


def text_of(client, person, path):
    client.force_login(person)
    client.cookies["jahesh_language"] = "en"
    return re.sub(r"\s+", " ", client.get(path).content.decode())


def test_a_dispute_from_page_to_page(world, client, send):
    report = world.signed(crops="12")
    page = reverse("progress-line", args=[report.uuid, line_of(report, CROPS).uuid])
    # What was typed stays when it cannot be read.
    refused = send(world.planner, "adjust", report, CROPS, value="یازده", reason="دو واحد راه نیفتاده")
    assert (refused.status_code, "دو واحد راه نیفتاده" in refused.content.decode()) == (422, True)
    assert send(world.planner, "adjust", report, CROPS, value="۱۱", reason="دو واحد راه نیفتاده").status_code == 302
    assert "Object to the adjusted figure" in text_of(client, world.jahad_head, page)
    assert "Object to the adjusted figure" not in text_of(client, world.jahad_editor, page)
    assert send(world.jahad_head, "object", report, CROPS, reason="هر دو کار می‌کنند").status_code == 302
    text = text_of(client, world.planner, page)
    assert (
        "Keep to the adjusted figure" in text,
        "Accept the agency's figure" in text,
        "هر دو کار می‌کنند" in text,
    ) == (True, True, True)
    assert send(world.planner, "keep", report, CROPS, reason="یکی کار می‌کند").status_code == 302
    assert "Settle the dispute" in text_of(client, world.deputy, page)
    assert send(world.deputy, "rule", report, CROPS, value="11.5", reason="میانگین").status_code == 302
    text = text_of(client, world.samt_editor, page)
    assert "میانگین" not in text
    text = text_of(client, world.jahad_editor, page)
    words = [r"Reported by the agency", r"Signed by the head", r"Adjusted by the reviewer", r"Objection of the agency"]
    words += [r"is kept", r"Settled by the deputy governor"]
    places = [text.rindex(word) for word in words]
    assert places == sorted(places)
    assert line_of(report, CROPS).verified == D("11.5")


def test_all_but_some_are_accepted_from_the_return_s_page(world, client):
    report = world.signed(crops="12")
    crops = line_of(report, CROPS)
    client.force_login(world.planner)
    path = reverse("progress-settle", args=[report.uuid])
    client.post(path, {"version": report.version, f"out-{crops.uuid}": "on"})
    assert set(report.lines.values_list("status", flat=True)) == {LineStatus.SENT}
    client.post(path, {"version": report.version, f"why-{crops.uuid}": "بازدید شود"})
    assert (line_of(report, CROPS).status, line_of(report, AREA).status) == (LineStatus.SENT, LineStatus.SETTLED)
    text = text_of(client, world.planner, report.get_absolute_url())
    assert "3 of 4 lines" in text


# --- the list -------------------------------------------------------------------------------------


def waiting(client, person, **asked):
    client.force_login(person)
    return client.get(reverse("verification-list"), asked)


def test_what_waits_stands_by_risk_and_is_accepted_but_for_exceptions(world, client):
    report = world.signed(crops="900")
    response = waiting(client, world.planner)
    rows = [row.record for row in response.context["table"].rows]
    assert rows[0].line.pk == line_of(report, CROPS).pk
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    shown = {
        "line": [str(row.line.uuid) for row in rows],
        "return": [f"{report.uuid}:{report.version}"],
        f"out-{rows[0].line.uuid}": "on",
    }
    path = reverse("verification-list")
    refused = client.post(path, shown)
    assert (refused.status_code, "checked" in refused.content.decode()) == (422, True)
    assert client.post(path, shown | {f"why-{rows[0].line.uuid}": "نه برابر مسیر است"}).status_code == 302
    assert [row.record.name for row in waiting(client, world.planner).context["table"].rows] == [rows[0].name]
    assert Measurement.objects.get(kind=EntryKind.LEFT_OUT).reason == "نه برابر مسیر است"
    assert client.post(path, shown | {f"why-{rows[0].line.uuid}": "باز"}).status_code == 409
    assert client.post(path, {"line": ["x"], "return": ["y"]}).status_code == 422


def test_the_list_is_searched_narrowed_down_and_taken_away(world, client):
    world.signed(crops="900")
    for asked, count in (({"about": "action"}, 1), ({"q": LAND}, 1), ({"agency": "SAMT"}, 0), ({"q": "پروژه"}, 4)):
        assert len(waiting(client, world.planner, **asked).context["table"].rows) == count
    book = openpyxl.load_workbook(io.BytesIO(waiting(client, world.planner, format="xlsx").content))
    assert book.active.max_row >= 5
    # Who had a part in a return finds none of its lines.
    ProgressReport.objects.update(contributor_ids=[world.planner2.pk])
    assert len(waiting(client, world.planner2).context["table"].rows) == 0
    assert waiting(client, world.jahad_head).status_code == 403


def test_the_list_says_how_much_of_what_it_shows_is_late(world, client, settings):
    world.signed(crops="900")
    page = text_of(client, world.planner, reverse("verification-list"))
    assert "Waiting for you" in page and "none is late" in page
    assert "4 of the 4 lines of 1 return sent" in page
    settings.TODAY = str(today() + datetime.timedelta(days=9))
    assert "1 is late, by 2 days" in text_of(client, world.planner, reverse("verification-list") + "?about=action")


def test_the_list_asks_as_much_for_one_row_as_for_many(cast, client, settings):
    settings.TODAY = IN_ORDIBEHESHT
    world = make_world(cast, more_targets=6)
    world.signed()
    client.force_login(world.planner)

    def queries(**asked):
        with CaptureQueriesContext(connection) as captured:
            rows = len(client.get(reverse("verification-list"), asked | {"per_page": 60}).context["table"].rows)
        return rows, len(captured)

    queries()
    few = queries(q=LAND)
    many = queries()
    assert (few[0], many[0] > 12) == (1, True)
    assert few[1] == many[1] <= 25


def test_the_three_parts_of_the_risk():
    assert risk_of(D(20), D(100), D(50)).score == 100
    assert risk_of(D(5), D(25), D(10)).score == D("10.0") + D("10.0") + D("4.0")
    assert risk_of(None, None, None).score == 0


def test_how_far_a_line_is_from_where_it_should_be(world):
    report = world.signed(crops="150")
    far = {item.line.pk: deviation_of(item) for item in sheet_of(report)}
    # 150 where the trajectory expects 100; 31 of the action's 276 days have passed, 40 percent are reported.
    assert far[line_of(report, CROPS).pk] == 50
    assert round(far[line_of(report, LAND).pk], 1) == D("28.8")


# --- visits ---------------------------------------------------------------------------------------

VISIT = {"visited_on": "۱۳۹۹/۰۲/۰۱", "place": "مراغه", "visitors": "کارشناس ناظر", "findings": "یک واحد راه نیفتاده"}


def test_what_a_visit_saw_counts_as_verified(world, client):
    report = world.signed(crops="12", area="255", land="40")
    project = line_of(report, CROPS).target.project
    path = reverse("field-visit-new", args=[report.uuid, project.uuid])
    client.force_login(world.planner)
    lines = {about: line_of(report, about).uuid for about in (CROPS, AREA, LAND)}
    seen = {f"value-{lines[CROPS]}": "۱۱", f"value-{lines[AREA]}": "255", f"value-{lines[LAND]}": ""}
    photo = SimpleUploadedFile("عکس.pdf", PDF)
    typed = {"version": report.version} | VISIT | seen
    assert client.post(path, typed | {"place": ""}).status_code == 422
    assert client.post(path, typed | {"visited_on": "1399/02/20"}).status_code == 422
    assert client.post(path, typed | {"photos": SimpleUploadedFile("x.exe", b"MZ")}).status_code == 422
    assert FieldVisit.objects.count() == 0
    assert client.post(path, typed | {"photos": [photo]}).status_code == 302
    visit = FieldVisit.objects.get()
    crops, area, land = (line_of(report, about) for about in (CROPS, AREA, LAND))
    assert (crops.status, crops.verified) == (LineStatus.ADJUSTED, 11)
    assert (area.status, area.verified) == (LineStatus.SETTLED, 255)
    assert land.status == LineStatus.SENT
    assert set(Measurement.objects.filter(visit=visit).values_list("kind", "line")) == {
        (EntryKind.ADJUSTED, crops.pk),
        (EntryKind.VERIFIED, area.pk),
    }
    life = text_of(client, world.jahad_editor, reverse("progress-line", args=[report.uuid, crops.uuid]))
    assert visit.get_absolute_url() in life
    assert "مراغه" in text_of(client, world.jahad_editor, visit.get_absolute_url())
    for reader, status in ((world.jahad_editor, 200), (world.samt_editor, 404)):
        client.force_login(reader)
        got = client.get(reverse("visit-photo", args=[visit.photos.get().uuid]))
        assert got.status_code == status
        if got.streaming:
            assert b"".join(got.streaming_content) == PDF
    client.force_login(world.jahad_head)
    assert client.get(path).status_code == 403


# --- totals ---------------------------------------------------------------------------------------


def test_a_missing_report_lowers_the_coverage_and_is_labelled(world, client, settings):
    report = world.signed(1, crops="100")
    progress.settle_lines(by=world.planner, report=report, version=report.version)
    path = reverse("figure", args=[line_of(report, AREA).target.uuid])
    assert "Reports are missing" not in text_of(client, world.planner, path)
    # Ordibehesht's return does not come.
    settings.TODAY = "2020-06-10"
    open_due_periods()
    response = client.get(path)
    performance = response.context["performance"]
    assert (performance.reported, performance.verified) == (255, 255)
    assert (performance.year_to_date.reported_lines, performance.year_to_date.due) == (1, 2)
    text = re.sub(r"\s+", " ", response.content.decode())
    assert "Reports are missing" in text
    assert "Reports are missing" in text_of(client, world.planner, reverse("master-table") + "?year=1399")


def test_the_deputy_finds_disputes_and_the_head_adjusted_figures_in_the_inbox(world, client):
    report = world.signed(crops="12")
    line = line_of(report, CROPS)
    progress.adjust_line(by=world.planner, line=line, version=report.version, entry=Entry(D(11)), reason="یک واحد کمتر")
    page = reverse("progress-line", args=[report.uuid, line.uuid])
    assert page in text_of(client, world.jahad_head, "/")
    rate = line_of(report, RATE)
    progress.dispute_line(by=world.planner, line=rate, version=report.version, reason="دو سرشماری")
    assert reverse("progress-line", args=[report.uuid, rate.uuid]) in text_of(client, world.deputy, "/")


def test_what_came_back_is_due_within_the_week_on_its_page_and_in_the_inbox(world, client, settings):
    report = world.signed(crops="12")
    progress.return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    report.refresh_from_db()
    progress.settle_lines(by=world.planner, report=report, version=report.version)
    until = today() + datetime.timedelta(days=7)
    page = text_of(client, world.jahad_editor, reverse("progress-report", args=[report.uuid]))
    assert re.search(f"Correct until <time[^>]*>{until}", page) and "7 days left" in page
    assert f"{until}" in text_of(client, world.jahad_editor, "/")
    settings.TODAY = str(until + datetime.timedelta(days=2))
    assert "1 is late, by 2 days" in text_of(client, world.jahad_editor, "/")
    line = text_of(client, world.planner, reverse("progress-line", args=[report.uuid, line_of(report, CROPS).uuid]))
    assert "Waiting for the agency" in line and f"Correct until {until}" in line
