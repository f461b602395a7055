"""The pages of the returns: who sees what, what each button does, how refusals are shown, how much is asked."""

from __future__ import annotations

import datetime
import re
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.persian.filters import num, solar
from projects.enums import ProgramStatus
from projects.models import Draft
from reports.files import reconcile
from targets.enums import LineStatus, ReportStatus
from targets.models import Evidence, ProgressReport
from targets.operations.progress import open_due_periods, open_period, return_line, send_back, send_report, settle_lines
from targets.silence import verified_until
from tests.agencies.test_uploads import HOSTILE
from tests.cast import Cast
from tests.factories import make_program, make_year
from tests.posting import posted_by
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
def visit(client):
    """The page as the person gets it."""

    def get(person, path):
        client.force_login(person)
        return client.get(path)

    return get


@pytest.fixture
def post(client):
    def send(person, name, report, *, line=None, **data):
        client.force_login(person)
        args = [report.uuid] + ([line.uuid] if line else [])
        return client.post(reverse(name, args=args), {"version": report.version} | data)

    return send


def typed(report, **values):
    """The page's fields, filled in with Persian digits where nothing else is said."""
    fields = {}
    for about, value in ({CROPS: "۱۲۳٫۵", AREA: "۲۵۵", LAND: "۴۰"} | values).items():
        fields[f"value-{line_of(report, about).uuid}"] = value
    rate = line_of(report, RATE).uuid
    return fields | {f"numerator-{rate}": "۸۵", f"denominator-{rate}": "۱٬۰۰۰"}


def again(report):
    return ProgressReport.objects.get(pk=report.pk)


# --- the list -------------------------------------------------------------------------------------


def rows(response):
    """Agency and period of the rows shown."""
    return [(row.record.agency.code, row.record.period.ordinal) for row in response.context["table"].rows]


def test_list_begins_with_what_lies_with_the_reader(world, visit):
    open_due_periods()
    world.signed()
    path = reverse("progress")
    assert rows(visit(world.jahad_editor, path)) == [("JAHAD", 2)]
    assert rows(visit(world.planner, path)) == [("JAHAD", 1)]
    assert rows(visit(world.deputy, path)) == [("SAMT", 1)]


def test_list_of_the_silent_names_days_but_opens_no_draft(world, visit, settings):
    open_due_periods()
    settings.TODAY = "2020-04-27"
    response = visit(world.planner, reverse("progress") + "?part=silent")
    assert rows(response) == [("JAHAD", 1), ("SAMT", 1)]
    assert [row.get_cell("late") for row in response.context["table"].rows] == ["<bdi class=j-num>۲</bdi>"] * 2
    silent = ProgressReport.objects.get(agency=world.jahad, period__ordinal=1)
    # A planner may enter it on the agency's behalf; the deputy is offered nothing.
    assert f'href="{silent.get_absolute_url()}"' not in response.content.decode()
    response = visit(world.deputy, reverse("progress") + "?part=silent")
    assert str(silent.uuid) not in response.content.decode()


def test_list_shows_an_agency_nothing_of_another(world, visit):
    open_due_periods()
    world.signed()
    for part in ("report", "verify", "silent", "all"):
        assert "JAHAD" not in {code for code, _ in rows(visit(world.samt_editor, f"{reverse('progress')}?part={part}"))}


def test_list_gets_returned_lines_back_to_the_agency(world, visit):
    report = world.signed()
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    assert rows(visit(world.jahad_editor, reverse("progress"))) == [("JAHAD", 1)]


def test_list_says_how_late_a_return_is_for_whoever_has_it(world, visit, settings):
    report = world.signed()
    until = verified_until(report)
    assert until is not None
    settings.TODAY = (until + datetime.timedelta(days=3)).isoformat()
    [row] = visit(world.planner, reverse("progress")).context["table"].rows
    assert (row.get_cell("due_on"), row.get_cell("late")) == (solar(until), num(3))
    settle_lines(by=world.planner, report=report, version=report.version)
    [row] = visit(world.planner, reverse("progress") + "?part=all").context["table"].rows
    assert (row.get_cell("due_on"), row.get_cell("late")) == (solar(report.period.due_on), num(None))


def test_list_no_longer_asks_for_a_settled_return(world, visit):
    report = world.signed()
    settle_lines(by=world.planner, report=report, version=report.version)
    assert rows(visit(world.planner, reverse("progress"))) == []
    assert rows(visit(world.planner, reverse("progress") + "?part=all")) == [("JAHAD", 1)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("period=1399-month-2", [("JAHAD", 2)]),
        ("status=due", [("JAHAD", 1), ("JAHAD", 2)]),
        ("status=settled", []),
        ("agency=JAHAD", [("JAHAD", 1), ("JAHAD", 2)]),
        ("q=جهاد", [("JAHAD", 1), ("JAHAD", 2)]),
        ("q=jahad", [("JAHAD", 1), ("JAHAD", 2)]),
        ("q=هیچ", []),
        ("period=nonsense", []),
    ],
)
def test_list_is_narrowed_down(world, visit, asked, found):
    open_due_periods()
    assert rows(visit(world.jahad_editor, f"{reverse('progress')}?part=all&{asked}")) == found


def test_list_finds_a_return_by_its_tracking_code(world, visit):
    code = world.signed().tracking_code
    assert rows(visit(world.planner, f"{reverse('progress')}?part=all&q={code}")) == [("JAHAD", 1)]


def test_list_is_not_for_the_administrator(world, visit):
    assert visit(world.administrator, reverse("progress")).status_code == 403


def test_list_asks_as_much_for_one_row_as_for_many(world, visit, settings):
    open_period(period=world.period(1))
    path = reverse("progress") + "?part=all"
    visit(world.auditor, path)
    with CaptureQueriesContext(connection) as few:
        assert len(rows(visit(world.auditor, path))) == 2
    settings.TODAY = "2021-03-25"
    open_due_periods()
    with CaptureQueriesContext(connection) as many:
        assert len(rows(visit(world.auditor, path))) == 24
    assert len(many) == len(few)
    assert len(many) <= 25


def test_freeze_opens_the_returns_that_are_due_at_once(cast, client, settings):
    settings.TODAY = IN_ORDIBEHESHT
    make_program(cast, plan_year=make_year(), status=ProgramStatus.APPROVED)
    client.force_login(cast.deputy)
    client.post(reverse("year-freeze", args=[1399]))
    assert list(ProgressReport.objects.values_list("agency__code", "period__ordinal")) == [("JAHAD", 1), ("JAHAD", 2)]


# --- one return -----------------------------------------------------------------------------------


@pytest.mark.parametrize("made", ["opened", "entered", "sent", "signed"])
def test_return_is_seen_by_its_agency_and_once_signed_by_the_province(world, visit, made):
    path = getattr(world, made)().get_absolute_url()
    seen = {"jahad_editor", "jahad_head", "auditor"}
    if made == "signed":
        seen |= {"planner", "deputy", "secretariat"}
    everybody = {*seen, "planner", "deputy", "secretariat", "samt_editor", "samt_head"}
    assert {who: visit(getattr(world, who), path).status_code for who in everybody} == {
        who: 200 if who in seen else 404 for who in everybody
    }


def test_foreign_return_answers_like_an_unknown_one(world, visit):
    report = world.opened()
    foreign = visit(world.samt_editor, report.get_absolute_url())
    unknown = visit(world.samt_editor, reverse("progress-report", args=["00000000-0000-4000-8000-000000000000"]))
    assert (foreign.status_code, unknown.status_code) == (404, 404)

    def text(response):
        """Without the address asked for, and the secret of the forms, which is another each time."""
        content = response.content.decode().replace(response.wsgi_request.path, "")
        return re.sub("[A-Za-z0-9]{64}", "", content)

    assert text(foreign) == text(unknown)


def test_return_sets_each_quantity_beside_year_and_trajectory(world, visit, settings):
    world.signed()
    settings.TODAY = "2020-05-22"
    response = visit(world.jahad_editor, world.entered(2, crops="50", area="260").get_absolute_url())
    beside = {
        row.item.line.target.indicator.code: (row.item.previous, row.item.year_to_date, row.item.expected)
        for program in response.context["programs"]
        for project in program.projects
        for row in project.targets
    }
    assert beside[CROPS] == (100, 150, 200)
    assert beside[AREA] == (255, 260, 260)


def test_return_page_asks_as_much_for_two_lines_as_for_many(cast, many, visit, settings):
    settings.TODAY = IN_ORDIBEHESHT
    world = make_world(cast, more_targets=many)
    open_period(period=world.period(1))
    asked = {}
    for person, code in ((world.samt_editor, "SAMT"), (world.jahad_editor, "JAHAD")):
        report = ProgressReport.objects.get(agency__code=code)
        visit(person, report.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = visit(person, report.get_absolute_url()).content.decode()
        asked[page.count("<article")] = len(queries)
    assert (min(asked), max(asked) > many) == (2, True)
    assert len(set(asked.values())) == 1
    assert max(asked.values()) <= 25


def test_save_reads_persian_and_shows_it_again(world, post, visit):
    report = world.opened()
    response = post(world.jahad_editor, "progress-save", report, **typed(report))
    assert response.url == report.get_absolute_url()
    assert line_of(report, CROPS).reported == pytest.approx(123.5)
    assert line_of(report, RATE).reported == pytest.approx(8.5)
    assert 'value="۱۲۳٫۵"' in visit(world.jahad_editor, report.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("about", "text"), [(CROPS, "۱۲/۵"), (CROPS, "1.234"), (LAND, "۱۰۱"), (LAND, "-1")])
def test_save_refuses_in_place_and_keeps_what_was_typed(world, post, about, text):
    report = world.opened()
    response = post(world.jahad_editor, "progress-save", report, **typed(report, **{about: text}))
    assert response.status_code == 422
    assert f'value="{text}"' in response.content.decode()
    assert again(report).status == ReportStatus.DUE


def test_a_refused_figure_is_shown_among_all_lines(world, post):
    """Only what was posted is read to save it."""
    report = world.entered()
    crops = line_of(report, CROPS).uuid
    response = post(world.jahad_editor, "progress-save", report, **{f"value-{crops}": "1.234", f"note-{crops}": ""})
    assert response.status_code == 422
    html = response.content.decode()
    assert all(f'name="note-{line.uuid}"' in html for line in report.lines.all())


def test_save_of_an_older_page_shows_both_texts(world, post):
    seen = world.opened()
    post(world.jahad_editor, "progress-save", seen, **typed(seen))
    response = post(world.jahad_editor, "progress-save", seen, **typed(seen, **{CROPS: "۷"}))
    assert response.status_code == 409
    assert [(row.mine, row.theirs) for row in response.context["differences"]] == [("۷", "۱۲۳٫۵")]
    assert line_of(seen, CROPS).reported == pytest.approx(123.5)
    assert (
        post(world.jahad_editor, "progress-save", again(seen), **posted_by(response.content.decode())).status_code
        == 302
    )
    assert line_of(seen, CROPS).reported == 7


@pytest.mark.parametrize("name", ["progress-save", "progress-send"])
def test_what_was_typed_stays_when_the_return_is_sent_meanwhile(world, post, name):
    seen = world.entered()
    send_report(by=world.jahad_editor, report=seen, version=seen.version)
    response = post(world.jahad_editor, name, seen, **typed(seen, **{CROPS: "۷"}))
    assert response.status_code == 409
    assert ("۷", "۱۰۰") in [(row.mine, row.theirs) for row in response.context["differences"]]
    assert not response.context["can_save"]
    draft = Draft.objects.get(person=world.jahad_editor)
    assert draft.address == reverse("progress-save", args=[seen.uuid])
    assert draft.fields[f"value-{line_of(seen, CROPS).uuid}"] == ["۷"]
    assert line_of(seen, CROPS).reported == 100


def test_a_line_that_is_back_is_saved_while_another_has_left(world, post):
    report = world.signed()
    for about in (CROPS, AREA):
        return_line(by=world.planner, line=line_of(report, about), version=report.version, reason="مدرک؟")
    mine = {
        f"{part}-{line_of(report, about).uuid}": text
        for about, text in ((CROPS, "۷"), (LAND, "۴۱"))
        for part in ("value", "note")
    }
    response = post(world.jahad_editor, "progress-save", report, **mine)
    assert [(row.mine, row.is_open) for row in response.context["differences"]].count(("۴۱", False)) == 2
    button = posted_by(response.content.decode())
    assert post(world.jahad_editor, "progress-save", again(report), **button).status_code == 302
    assert (line_of(report, CROPS).reported, line_of(report, LAND).reported) == (7, 40)


def test_a_line_that_came_back_after_the_page_was_read_is_left_alone(world, post):
    """Of what a page did not show nothing is posted; that is not "empty"."""
    report = world.signed()
    for about in (CROPS, AREA):
        return_line(by=world.planner, line=line_of(report, about), version=report.version, reason="مدرک؟")
    crops = line_of(report, CROPS).uuid
    post(world.jahad_editor, "progress-save", report, **{f"value-{crops}": "۷", f"note-{crops}": ""})
    assert (line_of(report, CROPS).reported, line_of(report, AREA).reported) == (7, 255)


def test_send_saves_first(world, post):
    report = world.opened()
    post(world.jahad_editor, "progress-send", report, **typed(report))
    assert again(report).status == ReportStatus.AWAITING_HEAD


def test_send_of_an_incomplete_return_keeps_what_was_typed(world, post, visit):
    report = world.opened()
    answer = post(world.jahad_editor, "progress-send", report, csrfmiddlewaretoken="x", **typed(report, **{LAND: ""}))
    assert again(report).status == ReportStatus.DRAFT
    # The browser forgets its own copy: offered on the next page it would look like a change by somebody else.
    assert answer.cookies["jahesh_sent"].value
    page = visit(world.jahad_editor, report.get_absolute_url())
    assert [problem.rule for problem in page.context["missing"]] == ["line_says_something"]


def test_send_is_not_offered_while_the_period_runs(world, visit):
    open_due_periods()
    report = ProgressReport.objects.get(agency=world.jahad, period__ordinal=2)
    response = visit(world.jahad_editor, report.get_absolute_url())
    assert (response.context["can_write"], response.context["can_send"]) == (True, False)


def test_sign_gives_the_receipt(world, post, visit):
    report = world.sent()
    post(world.jahad_head, "progress-sign", report)
    report = again(report)
    assert report.status == ReportStatus.SUBMITTED
    page = visit(world.jahad_editor, report.get_absolute_url()).content.decode()
    assert report.tracking_code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in page


def test_sign_of_an_older_page_is_a_conflict(world, post):
    report = world.sent()
    send_back(by=world.jahad_head, report=report, version=report.version, reason="؟")
    assert post(world.jahad_head, "progress-sign", report).status_code == 409


def test_send_back_tells_the_officer_why(world, post, visit):
    report = world.sent()
    post(world.jahad_head, "progress-send-back", report, reason="رقم محصول را بازبینی کنید")
    page = visit(world.jahad_editor, report.get_absolute_url())
    assert page.context["sent_back"].note == "رقم محصول را بازبینی کنید"


def test_send_back_without_a_reason_is_refused(world, post):
    report = world.sent()
    post(world.jahad_head, "progress-send-back", report, reason=" ")
    assert again(report).status == ReportStatus.AWAITING_HEAD


def test_settle_and_return_go_line_by_line(world, post, visit):
    report = world.signed()
    post(world.planner, "progress-line-settle", report, line=line_of(report, AREA))
    post(world.planner, "progress-line-return", report, line=line_of(report, CROPS), reason="مدرک؟")
    assert (line_of(report, AREA).status, line_of(report, CROPS).status) == (LineStatus.SETTLED, LineStatus.RETURNED)
    page = visit(world.jahad_editor, report.get_absolute_url())
    assert "مدرک؟" in page.content.decode()
    assert [line.target.indicator.code for line in page.context["form"].lines] == [CROPS]


def test_settle_twice_is_a_conflict(world, post):
    report = world.signed()
    line = line_of(report, AREA)
    post(world.planner, "progress-line-settle", report, line=line)
    assert post(world.planner2, "progress-line-settle", report, line=line).status_code == 409


def test_settle_all_settles_the_return(world, post):
    report = world.signed()
    post(world.planner, "progress-settle", report)
    assert again(report).status == ReportStatus.SETTLED


def test_a_correction_is_not_shown_to_the_province_before_it_is_signed(world, post, visit):
    report = world.signed()
    line = line_of(report, CROPS)
    post(world.planner, "progress-line-return", report, line=line, reason="مدرک؟")
    post(world.jahad_editor, "progress-save", report, **{f"value-{line.uuid}": "987", f"note-{line.uuid}": "راز"})
    assert line_of(report, CROPS).reported == 987
    shown = visit(world.planner, report.get_absolute_url()).content.decode()
    assert ("۹۸۷" in shown, "راز" in shown) == (False, False)
    assert "۹۸۷" in visit(world.auditor, report.get_absolute_url()).content.decode()


def test_evidence_is_attached_and_flagged_where_it_proves_two_lines(world, post, visit):
    report = world.entered()
    for about in (CROPS, AREA):
        post(
            world.jahad_editor,
            "evidence-add",
            report,
            line=line_of(report, about),
            file=SimpleUploadedFile("a.pdf", PDF),
            proves="بازدید",
        )
    assert Evidence.objects.count() == 2
    told = visit(world.jahad_editor, report.get_absolute_url())
    assert [message.level_tag for message in told.context["messages"]] == ["success", "success", "warning"]
    world.signed(crops="110")
    for reader in (world.planner, world.jahad_editor):
        shown = visit(reader, report.get_absolute_url()).content.decode()
        links = re.findall(r"/#(line-[0-9a-f-]+)\"><bdi>", shown)
        assert links == [f"line-{line_of(report, about).uuid}" for about in (AREA, CROPS)]
    line = visit(world.planner, reverse("progress-line", args=[report.uuid, line_of(report, CROPS).uuid]))
    assert [[use.line for use in uses] for _file, uses in line.context["repeated"]] == [[line_of(report, AREA)]]
    assert f"#line-{line_of(report, AREA).uuid}" in line.content.decode()


def test_several_files_at_once_are_taken_one_by_one_and_a_grid_is_told_in_its_own_words(world, client):
    report = world.entered()
    line = line_of(report, CROPS)
    client.force_login(world.jahad_editor)
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("program.exe", HOSTILE["program.exe"])]
    address = reverse("evidence-add", args=[report.uuid, line.uuid])
    answer = client.post(address, {"file": files}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["files"], line.evidence.count()) == (422, 1, 1)
    assert "program.exe" in answer.json()["refused"]
    again = client.post(address, {"file": SimpleUploadedFile("a.pdf", PDF)}, headers={"Accept": "application/json"})
    assert (again.status_code, again.json()["files"], line.evidence.count()) == (422, 1, 1)
    # Whoever left the grid for the page is not told there what the grid has said.
    assert not client.get(report.get_absolute_url()).context["messages"]
    grid = client.get(reverse("progress-grid", args=[report.uuid])).context["sheet"]
    assert [row.texts["files"] for row in grid.rows if row.key == str(line.uuid)] == ["۱"]


@pytest.mark.parametrize("name", ["program.exe", "javascript.pdf", "zip.png", "flood.jpg", "dde.docx", "bomb.xlsx"])
def test_evidence_that_is_not_taken_is_explained(world, post, visit, settings, name):
    report = world.entered()
    file = SimpleUploadedFile(name, HOSTILE[name])
    response = post(world.jahad_editor, "evidence-add", report, line=line_of(report, CROPS), file=file)
    assert (response.status_code, Evidence.objects.count()) == (302, 0)
    assert name in visit(world.jahad_editor, report.get_absolute_url()).content.decode()
    assert list(settings.STORAGE_ROOT.rglob("*")) == []


def test_evidence_without_room_on_the_disk_is_told_and_stored_later(world, post, settings, monkeypatch):
    report = world.entered()
    ask = {"line": line_of(report, CROPS), "proves": "بازدید"}
    with monkeypatch.context() as full:
        full.setattr("config.storage.os.fsync", _no_room)
        response = post(world.jahad_editor, "evidence-add", report, file=SimpleUploadedFile("a.pdf", PDF), **ask)
    assert (response.status_code, Evidence.objects.count()) == (507, 0)
    assert [path for path in settings.STORAGE_ROOT.rglob("*") if path.is_file()] == []
    again = post(world.jahad_editor, "evidence-add", report, file=SimpleUploadedFile("a.pdf", PDF), **ask)
    assert (again.status_code, Evidence.objects.count()) == (302, 1)
    assert reconcile().agrees


def _no_room(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


ACTS = {
    "progress-save": "jahad_editor",
    "progress-send": "jahad_editor",
    "evidence-add": "jahad_editor",
    "progress-sign": "jahad_head",
    "progress-send-back": "jahad_head",
    "progress-settle": "planner",
    "progress-line-settle": "planner",
    "progress-line-return": "planner",
}


def address_of(name, report):
    """The arguments of the act's address: a line's too, where it is about one."""
    return {"line": line_of(report, CROPS)} if name.startswith(("progress-line", "evidence")) else {}


@pytest.mark.parametrize("who", ["jahad_editor", "jahad_head", "samt_editor", "samt_head", "planner", "auditor"])
def test_act_is_403_without_the_permission_and_404_for_a_foreign_return(world, post, who):
    report = world.signed()
    refused = {}
    for name, entitled in ACTS.items():
        if entitled == who:
            continue
        response = post(getattr(world, who), name, report, reason="؟", **address_of(name, report))
        foreign = entitled.rpartition("_")[2] == who.rpartition("_")[2]
        refused[name] = (response.status_code, 404 if foreign else 403)
    assert {name: status for name, (status, _) in refused.items()} == {
        name: expected for name, (_, expected) in refused.items()
    }


def test_act_is_not_done_by_looking(world, visit):
    report = world.signed()
    for name, entitled in ACTS.items():
        args = [report.uuid, *(line.uuid for line in address_of(name, report).values())]
        assert visit(getattr(world, entitled), reverse(name, args=args)).status_code == 405


def test_what_is_to_be_verified_says_until_when_it_is_and_whose_turn(world, visit, client):
    world.signed()
    client.cookies["jahesh_language"] = "en"
    said = {}
    for part in ("verify", "all"):
        answer = visit(world.planner, reverse("progress") + f"?part={part}")
        said[part] = re.search("<thead.*?</thead>", answer.content.decode(), re.DOTALL).group()
        tones = [each.tone for each in answer.context["table"].told]
        assert tones == (["ok", "soft", "mine", "act"] if part == "verify" else ["soft"])
    assert "Verify until" in said["verify"] and "Waiting for" in said["verify"]
    assert "Due on" in said["all"] and "Verify until" not in said["all"]
