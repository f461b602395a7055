"""The grid of a return: what stands beside each line, what is read, what is refused and where, both texts."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import Act
from agencies.models import Event
from projects.enums import YearState
from projects.models import Draft, PlanYear
from targets.enums import LineStatus, ReportStatus
from targets.models import ActionProgress, ProgressReport
from targets.operations.progress import open_period, return_line, send_report, settle_line
from tests.cast import Cast
from tests.posting import posted_by
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, LAND, RATE, line_of, make_world

pytestmark = pytest.mark.django_db

IN_KHORDAD = "2020-05-22"


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept, settings):
    settings.TODAY = IN_ORDIBEHESHT
    return deepcopy(kept)


@pytest.fixture
def show(client):
    """The grid as the person gets it."""

    def get(person, report):
        client.force_login(person)
        return client.get(reverse("progress-grid", args=[report.uuid]))

    return get


@pytest.fixture
def save(client, world):
    """Posts the cells of the rows that were touched, as Jahad's officer."""

    def post(report, cells, *, then="", **more):
        client.force_login(world.jahad_editor)
        path = reverse(f"progress-grid{then}", args=[report.uuid])
        return client.post(path, {"version": report.version} | cells | more)

    return post


def cells_of(report, about, *, note="", **parts):
    """The fields of a touched row: its open cells."""
    line = line_of(report, about)
    return {f"{part}-{line.uuid}": text for part, text in (parts | {"note": note}).items()}


def row_of(response, about):
    report = response.context["report"]
    key = str(line_of(report, about).uuid)
    return next(row for row in response.context["sheet"].rows if row.key == key)


def problems(response):
    """(about, column) of every refused cell."""
    lines = {str(line.uuid): line for line in response.context["report"].lines.all()}
    return {
        (getattr(lines[row.key].target, "indicator", lines[row.key].action), column.name)
        for row, column, _message in response.context["sheet"].problems
    }


def again(report):
    return ProgressReport.objects.get(pk=report.pk)


# --- what is shown --------------------------------------------------------------------------------


def test_each_line_stands_beside_what_was_reported_and_what_is_due(world, show, settings):
    world.signed(crops="100", area="255", land="40")
    settings.TODAY = IN_KHORDAD
    response = show(world.jahad_editor, world.entered(2, crops="50", area="260", land="30"))
    shown = {
        about: [row_of(response, about).texts[name] for name in ("before", "value", "total", "expected")]
        for about in (CROPS, AREA, LAND)
    }
    assert shown == {
        CROPS: ["۱۰۰", "۵۰", "۱۵۰", "۲۰۰"],
        AREA: ["۲۵۵", "۲۶۰", "۲۶۰", "۲۶۰"],
        LAND: ["۴۰", "۳۰", "", ""],
    }
    assert row_of(response, CROPS).facts == {
        "still": "۰",
        "before": "100.0000",
        "least": "0",
        "most": "1200.0000",
    }
    assert row_of(response, AREA).facts["still"] == "۲۵۵"
    assert row_of(response, LAND).facts == {"least": "40.0000", "still": "۴۰"}
    # What will stand out when the head signs.
    assert row_of(response, LAND).texts["unusual"] == "کمتر از قبل"
    assert row_of(response, AREA).texts["unusual"] == ""


def test_a_line_has_the_cells_that_it_asks_for(world, show):
    response = show(world.jahad_editor, world.opened())
    assert row_of(response, RATE).locked == {"value"}
    assert row_of(response, CROPS).locked == {"numerator", "denominator"}
    page = response.content.decode()
    assert page.count("data-locked") == 1 + 2 * 3
    assert "مقدار در پایان دوره" in row_of(response, AREA).hints[0]


def test_columns_of_parts_are_there_only_where_a_line_asks_for_them(world, show):
    open_period(period=world.period(1))
    report = ProgressReport.objects.get(agency__code="SAMT")
    names = [column.name for column in show(world.samt_editor, report).context["sheet"].writable]
    assert names == ["value", "note", "nothing"]


def test_what_has_left_the_agency_is_locked(world, show):
    report = world.signed()
    settle_line(by=world.planner, line=line_of(report, AREA), version=report.version)
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    response = show(world.jahad_editor, report)
    assert row_of(response, CROPS).locked == {"numerator", "denominator"}
    assert row_of(response, AREA).locked == {"value", "numerator", "denominator", "note", "nothing"}
    assert row_of(response, CROPS).reason == "مدرک؟"
    # What can be written in stands first.
    assert response.context["sheet"].rows[0] is row_of(response, CROPS)


def test_what_waits_for_the_head_is_locked_as_a_whole(world, show):
    response = show(world.jahad_editor, world.sent())
    assert {len(row.locked) for row in response.context["sheet"].rows} == {5}
    assert not response.context["can_write"]
    assert "formaction" not in response.content.decode()


def test_the_return_leads_to_its_grid_and_so_does_the_inbox(world, client):
    report = world.opened()
    client.force_login(world.jahad_editor)
    address = reverse("progress-grid", args=[report.uuid])
    assert address in client.get(report.get_absolute_url()).content.decode()
    assert address in client.get("/").content.decode()


def test_the_grid_asks_as_much_for_two_lines_as_for_many(cast, many, show, settings):
    settings.TODAY = IN_ORDIBEHESHT
    world = make_world(cast, more_targets=many)
    open_period(period=world.period(1))
    asked = {}
    for person, code in ((world.samt_editor, "SAMT"), (world.jahad_editor, "JAHAD")):
        report = ProgressReport.objects.get(agency__code=code)
        show(person, report)
        with CaptureQueriesContext(connection) as queries:
            page = show(person, report)
        asked[len(page.context["sheet"].rows)] = len(queries)
    assert (min(asked), max(asked) > many) == (2, True)
    assert len(set(asked.values())) == 1
    assert max(asked.values()) <= 25
    assert len(page.content) <= 150_000


# --- what is written ------------------------------------------------------------------------------


def test_touched_rows_are_saved_at_once_and_the_others_stay(world, save):
    report = world.entered()
    before = Event.objects.count()
    cells = cells_of(report, CROPS, value="۱۲۳٫۵") | cells_of(report, RATE, numerator="٨٦", denominator="۱٬۰۰۰")
    response = save(report, cells | cells_of(report, LAND, value="45٪", note="با نظر ناظر"))
    assert response.url == reverse("progress-grid", args=[report.uuid])
    assert line_of(report, CROPS).reported == Decimal("123.5")
    assert line_of(report, RATE).reported == Decimal("8.6")
    assert (line_of(report, LAND).reported, line_of(report, LAND).note) == (45, "با نظر ناظر")
    assert line_of(report, AREA).reported == 255
    assert again(report).version == report.version + 1
    assert [event.act for event in Event.objects.order_by("pk")[before:]] == [Act.REPORTED]


def test_what_is_sent_back_unchanged_writes_nothing(world, save):
    report = world.entered()
    before = Event.objects.count()
    assert save(report, cells_of(report, CROPS, value="۱۰۰")).status_code == 302
    assert (again(report).version, Event.objects.count()) == (report.version, before)


def test_sent_from_the_grid_it_waits_for_the_head(world, save):
    report = world.entered()
    response = save(report, cells_of(report, CROPS, value="90"), then="-send")
    assert response.url == report.get_absolute_url()
    assert again(report).status == ReportStatus.AWAITING_HEAD
    assert line_of(report, CROPS).reported == 90


def test_an_incomplete_return_is_saved_and_not_sent(world, save, show):
    report = world.opened()
    response = save(report, cells_of(report, CROPS, value="90"), then="-send")
    assert response.url == reverse("progress-grid", args=[report.uuid])
    assert (again(report).status, line_of(report, CROPS).reported) == (ReportStatus.DRAFT, 90)
    assert {problem.rule for problem in show(world.jahad_editor, report).context["missing"]} == {"line_says_something"}


def test_an_action_that_falls_back_is_not_sent_without_a_word(world, save, settings):
    world.signed(land="40")
    settings.TODAY = IN_KHORDAD
    report = world.entered(2)
    save(report, cells_of(report, LAND, value="30"), then="-send")
    assert again(report).status == ReportStatus.DRAFT
    save(again(report), cells_of(report, LAND, value="30", note="سیل"), then="-send")
    assert again(report).status == ReportStatus.AWAITING_HEAD


# --- what is refused ------------------------------------------------------------------------------


def test_every_error_stands_in_its_cell_and_nothing_is_stored(world, save):
    report = world.opened()
    cells = cells_of(report, CROPS, value="بسیار") | cells_of(report, LAND, value="۱۰۱")
    cells |= cells_of(report, RATE, numerator="۸۵", denominator="۰") | cells_of(report, AREA, value="۲۵۵")
    response = save(report, cells)
    assert response.status_code == 422
    names = {(str(about), column) for about, column in problems(response)}
    rate = str(line_of(report, RATE).target.indicator)
    assert names == {
        (str(line_of(report, CROPS).target.indicator), "value"),
        (LAND, "value"),
        (rate, "denominator"),
    }
    # All that was typed stands there still.
    assert row_of(response, CROPS).texts["value"] == "بسیار"
    assert row_of(response, AREA).texts["value"] == "۲۵۵"
    assert row_of(response, AREA).is_typed
    assert line_of(report, AREA).reported is None
    assert again(report).status == ReportStatus.DUE


@pytest.mark.parametrize("value", ["۱۰۰٫۰۱", "-1", "١٠١", "۱۰۱٪"])
def test_progress_lies_between_nothing_and_all(world, save, value):
    report = world.opened()
    response = save(report, cells_of(report, LAND, value=value))
    assert (response.status_code, line_of(report, LAND).reported) == (422, None)


def test_half_a_ratio_is_refused(world, save):
    report = world.opened()
    response = save(report, cells_of(report, RATE, numerator="۸۵", denominator=""))
    assert (response.status_code, line_of(report, RATE).reported) == (422, None)


def test_a_line_of_another_return_is_not_there(world, save):
    report = world.opened()
    foreign = ProgressReport.objects.get(agency__code="SAMT").lines.get(action__isnull=False)
    response = save(report, {f"value-{foreign.uuid}": "9", f"note-{foreign.uuid}": ""})
    assert response.status_code == 302
    foreign.refresh_from_db()
    assert foreign.reported is None
    assert not ActionProgress.objects.exists()
    assert again(report).version == report.version


def test_a_closed_year_stays_as_it_is(world, save):
    report = world.entered()
    PlanYear.objects.update(state=YearState.CLOSED)
    response = save(report, cells_of(report, CROPS, value="7"))
    assert response.status_code == 422
    assert response.context["grid"].faults
    assert row_of(response, CROPS).texts["value"] == "7"
    assert line_of(report, CROPS).reported == 100


def test_a_page_without_its_version_is_told(world, save):
    report = world.entered()
    response = save(report, cells_of(report, CROPS, value="7"), version="")
    assert (response.status_code, bool(response.context["grid"].faults)) == (422, True)


# --- somebody else was quicker --------------------------------------------------------------------


def test_a_conflict_is_merged_cell_by_cell(world, save, show):
    """What was left alone in a touched row keeps the other's text unless it is chosen."""
    seen = world.entered()
    read = posted_by(show(world.jahad_editor, seen).content.decode())["marks"][0]
    save(seen, cells_of(seen, CROPS, value="110", note="از همکار") | cells_of(seen, AREA, value="270"))
    response = save(seen, cells_of(seen, CROPS, value="۷"), marks=read)
    assert response.status_code == 409
    assert [(row.mine, row.theirs, row.chosen) for row in response.context["differences"]] == [
        ("۷", "۱۱۰", "mine"),
        ("—", "از همکار", "theirs"),
    ]
    merged = posted_by(response.content.decode())
    assert response.context["action"] == reverse("progress-grid", args=[seen.uuid])
    assert save(again(seen), merged).status_code == 302
    crops = line_of(seen, CROPS)
    assert (crops.reported, crops.note, line_of(seen, AREA).reported) == (7, "از همکار", 270)


def test_what_was_typed_is_kept_when_the_return_is_sent_meanwhile(world, save):
    seen = world.entered()
    send_report(by=world.jahad_editor, report=seen, version=seen.version)
    response = save(seen, cells_of(seen, CROPS, value="۷"))
    assert (response.status_code, response.context["can_save"]) == (409, False)
    draft = Draft.objects.get(person=world.jahad_editor)
    assert draft.address == reverse("progress-grid", args=[seen.uuid])
    assert draft.fields[f"value-{line_of(seen, CROPS).uuid}"] == ["۷"]
    assert line_of(seen, CROPS).reported == 100


def test_a_settled_line_is_not_written_in(world, save):
    report = world.signed()
    settle_line(by=world.planner, line=line_of(report, AREA), version=report.version)
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    response = save(report, cells_of(report, CROPS, value="7") | cells_of(report, AREA, value="8"))
    assert response.status_code == 409
    assert [(row.mine, row.is_open) for row in response.context["differences"]] == [("۷", True), ("۸", False)]
    assert save(again(report), posted_by(response.content.decode())).status_code == 302
    assert (line_of(report, CROPS).reported, line_of(report, AREA).reported) == (7, 255)
    assert line_of(report, AREA).status == LineStatus.SETTLED


# --- before something is put in -------------------------------------------------------------------


@pytest.fixture
def preview(client, world):
    def post(report, **data):
        client.force_login(world.jahad_editor)
        return client.post(reverse("progress-grid-preview", args=[report.uuid]), data)

    return post


def test_a_block_is_read_as_the_lines_it_meets_read_it(world, preview):
    report = world.opened()
    rows = [line_of(report, about).uuid for about in (CROPS, RATE, LAND)]
    shown = preview(report, column="value", row=rows, block="1,250.5\t\t\n\t۸۵\t1000\n۱۰۱\n۹").context["preview"]
    assert [[cell.reading for cell in row] for row in shown.rows] == [["۱٬۲۵۰٫۵", "", ""], ["", "", "۱٬۰۰۰"], [""]]
    assert [bool(cell.error) for row in shown.rows for cell in row] == [False] * 6 + [True]
    assert (shown.rows_left_out, line_of(report, CROPS).reported) == (1, None)


def test_a_locked_cell_says_so_before_something_is_put_in(world, preview):
    report = world.signed()
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    rows = [line_of(report, about).uuid for about in (CROPS, AREA)]
    shown = preview(report, column="value", row=rows, block="۷\n۸").context["preview"]
    assert [bool(row[0].error) for row in shown.rows] == [False, True]


def test_what_nobody_writes_in_is_no_column_to_begin_with(world, preview):
    assert preview(world.opened(), column="total", block="۷").status_code == 404
