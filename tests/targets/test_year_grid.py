"""The grid of an agency's year: what is read, what is refused and where, and that it is all or nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import Act
from agencies.models import Event
from config.persian.calendar import from_solar
from projects.enums import ProgramStatus
from projects.models import Action, PlanYear, Program, Project
from projects.operations import save_program
from targets.models import Indicator, Target
from tests.cast import Cast
from tests.factories import make_frozen_year, make_program, make_year, walk

pytestmark = pytest.mark.django_db

GREENHOUSES = "گلخانه‌های مراغه"
PROGRAM = ("توسعه گلخانه‌ها", "افزایش منابع استانی", "", "۳، ۷")
PROJECT = (GREENHOUSES, "توسعه گلخانه ها", "", "استانی", "", "ظرفیت استان اجازه می‌دهد.", "بدون مانع")
CROPS = "crop_output"


@pytest.fixture
def year() -> PlanYear:
    return make_year()


@pytest.fixture
def editor(client: Client, cast: Cast) -> Client:
    client.force_login(cast.jahad_editor)
    return client


def row(*cells: object, key: object = "", removed: bool = False, width: int = 0) -> str:
    """A row as it is sent; filled up with empty cells to `width`."""
    texts = [str(cell) for cell in cells]
    texts += [""] * (width - len(texts))
    return "\t".join([str(key), *texts, "-" if removed else ""])


def target_row(indicator: str, project: str, value: str, *trajectory: str, key: object = "", **more: str) -> str:
    """A target's row: baseline 100 on the last day of 1398."""
    given = {"county": "", "baseline": "100", "on": "1398/12/29", "source": "آمارنامه", "means": "صورتجلسه"} | more
    months = [*trajectory, *[""] * (12 - len(trajectory))]
    cells = [indicator, project, given["county"], given["baseline"], given["on"], given["source"], value, *months]
    return row(*cells, given["means"], key=key, width=25)


def save(client: Client, year: PlanYear | int = 1399, **rows: Any) -> HttpResponse:
    """Post sheets: each a list of rows; and the versions, as the page shows them, or as given."""
    number = year if isinstance(year, int) else year.year
    versions = rows.pop("versions", None)
    if versions is None:
        versions = {str(program.uuid): program.version for program in Program.objects.all()}
    data = {f"version-{key}": version for key, version in versions.items()}
    for sheet, lines in rows.items():
        data |= {f"{sheet}-{place}": line for place, line in enumerate(lines, 1)}
    return client.post(reverse("year-grid", args=[number]), data)


def crops() -> str:
    return Indicator.objects.get(code=CROPS).name_fa


def errors(response: HttpResponse) -> list[str]:
    return [message for _sheet, _row, _column, message in response.context["problems"]]


# --- what is written ------------------------------------------------------------------------------


def test_a_year_is_entered_in_one_save(editor: Client, year: PlanYear) -> None:
    """Names are found whatever letters and spaces they are written with; what is new hangs on what is new."""
    response = save(
        editor,
        programs=[row(*PROGRAM)],
        projects=[row(*PROJECT)],
        actions=[
            row("آماده‌سازی", GREENHOUSES, "کارشناس", "1399/1/15", "۱۳۹۹/۶/۳۱", "۴۰"),
            row("ساخت", GREENHOUSES, "کارشناس", "99/7/1", "30 آذر 1399"),
            row("بهره‌برداری", GREENHOUSES, "کارشناس", "1399/10/01", "1399/12/01"),
        ],
        targets=[target_row(crops().replace("ی", "ي"), GREENHOUSES, "۱٬۲۰۰")],
    )
    assert response.status_code == 302
    program = Program.objects.get()
    assert (program.axis.code, program.family) == ("raise_resources", "production_leap")
    assert sorted(program.policy_clauses.values_list("code", flat=True)) == ["3", "7"]
    project = program.projects.get()
    assert (project.title, project.scope_level, project.weight) == (GREENHOUSES, "provincial", 1)
    assert project.has_no_obstacles
    weights = list(project.actions.values_list("weight", flat=True))
    assert weights == [Decimal(40), Decimal(30), Decimal(30)]
    assert project.actions.all()[1].ends_on == from_solar(1399, 9, 30)
    target = Target.objects.get()
    assert target.value == 1200
    assert target.trajectory == [Decimal(100 * month) for month in range(1, 13)]


def test_each_thing_that_was_written_has_its_own_event(editor: Client, year: PlanYear, cast: Cast) -> None:
    before = Event.objects.count()
    save(
        editor,
        programs=[row(*PROGRAM)],
        projects=[row(*PROJECT)],
        actions=[row("ساخت", GREENHOUSES)],
        targets=[target_row(crops(), GREENHOUSES, "1200")],
    )
    events = list(Event.objects.order_by("pk")[before:])
    assert [(event.object_kind, event.act) for event in events] == [
        ("projects.program", Act.CREATED),
        ("projects.project", Act.CREATED),
        ("targets.target", Act.CREATED),
    ]
    assert {event.root_id for event in events} == {Program.objects.get().uuid}
    assert {event.actor for event in events} == {cast.jahad_editor}


def test_what_is_sent_back_unchanged_writes_nothing(editor: Client, cast: Cast) -> None:
    program = make_program(cast, actions=2)
    page = editor.get(reverse("year-grid", args=[1399]))
    assert [told.tone for told in page.context["standing"]] == ["mine", "soft"]
    wanting = editor.get(reverse("year-grid", args=[1399]) + "?wanting=1").content.decode()
    assert f'class="btn btn-sm btn-primary" href="{program.get_absolute_url()}"' in wanting
    lines = {
        sheet.name: [row(*(cell.text for cell in each.cells), key=each.key) for each in sheet.rows]
        for sheet in page.context["grid"].sheets.values()
    }
    before = Event.objects.count()
    assert save(editor, **lines).status_code == 302
    assert Event.objects.count() == before
    program.refresh_from_db()
    assert program.version == page.context["versions"][str(program.uuid)]


def test_rows_that_are_not_sent_stay(editor: Client, cast: Cast) -> None:
    make_program(cast, actions=3)
    first, second, third = Action.objects.order_by("position")
    name = first.project.title
    response = save(editor, actions=[row("تازه", name, "مدیر", key=second.uuid, width=6)])
    assert response.status_code == 302
    titles = list(Action.objects.order_by("position").values_list("title", "responsible"))
    assert titles == [(first.title, first.responsible), ("تازه", "مدیر"), (third.title, third.responsible)]


def test_rows_are_removed(editor: Client, cast: Cast) -> None:
    make_program(cast, projects=2, targets=2, actions=2)
    one, other = Project.objects.order_by("position")
    gone = Target.objects.filter(project=one).latest("position")
    action = one.actions.latest("position")
    response = save(
        editor,
        projects=[row(key=other.uuid, removed=True, width=7)],
        actions=[row(key=action.uuid, removed=True, width=6)],
        targets=[row(key=gone.uuid, removed=True, width=25)],
    )
    assert response.status_code == 302
    assert list(Project.objects.all()) == [one]
    assert Target.objects.filter(project=one).count() == 1
    assert one.actions.count() == 1


# --- what is refused ------------------------------------------------------------------------------


def test_every_error_names_its_cell_and_nothing_is_stored(editor: Client, year: PlanYear) -> None:
    response = save(
        editor,
        programs=[row(*PROGRAM)],
        projects=[row(GREENHOUSES, "برنامه‌ای دیگر", "", "کهکشانی")],
        actions=[row("ساخت", GREENHOUSES, "", "1399/12/31", "", "صد")],
        targets=[target_row("شاخص ناشناس", GREENHOUSES, "۱۲/۵")],
    )
    assert response.status_code == 422
    assert not Program.objects.exists()
    found = {(sheet.name, at.number, column.name) for sheet, at, column, _message in response.context["problems"]}
    assert found == {
        ("projects", 1, "program"),
        ("projects", 1, "scope_level"),
        ("actions", 1, "starts_on"),
        ("actions", 1, "weight"),
        ("targets", 1, "indicator"),
        ("targets", 1, "value"),
    }
    # All that was typed stands there still.
    for typed in ("برنامه‌ای دیگر", "کهکشانی", "1399/12/31", "شاخص ناشناس", "۱۲/۵"):
        assert typed in response.content.decode()


def test_one_refused_row_keeps_the_others_from_being_stored(editor: Client, year: PlanYear) -> None:
    """A target for the whole project and one by county exclude each other: only the operation knows."""
    response = save(
        editor,
        programs=[row(*PROGRAM)],
        projects=[row(*PROJECT)],
        targets=[
            target_row(crops(), GREENHOUSES, "1200"),
            target_row(crops(), GREENHOUSES, "300", county="تبریز"),
        ],
    )
    assert response.status_code == 422
    assert [(sheet.name, at.number) for sheet, at, _column, _message in response.context["problems"]] == [
        ("targets", 2)
    ]
    assert not Program.objects.exists()


@pytest.mark.parametrize("sheet", ["projects", "actions", "targets"])
def test_what_belongs_to_another_agency_is_not_there(editor: Client, cast: Cast, year: PlanYear, sheet: str) -> None:
    """Neither by its key nor by its name."""
    theirs = make_program(cast, agency="SAMT", plan_year=year, title="برنامه دیگران")
    make_program(cast, plan_year=year)
    project = theirs.projects.get()
    rows = {
        "projects": (project.uuid, row("ربوده", theirs.title, key=project.uuid, width=6)),
        "actions": (project.actions.all()[0].uuid, row("ربوده", project.title, width=6)),
        "targets": (project.uuid, target_row(crops(), project.code, "9")),
    }
    response = save(editor, **{sheet: [rows[sheet][1]]}, versions={})
    assert response.status_code == 422
    project.refresh_from_db()
    assert project.title != "ربوده"
    assert not Action.objects.filter(title="ربوده").exists()


def test_a_row_stays_where_it_is(editor: Client, cast: Cast) -> None:
    make_program(cast, projects=2)
    one, other = Project.objects.order_by("position")
    action = one.actions.all()[0]
    response = save(editor, actions=[row(action.title, other.title, key=action.uuid, width=6)])
    assert response.status_code == 422
    action.refresh_from_db()
    assert action.project == one


def test_two_things_of_one_name_are_told_apart_by_their_code(editor: Client, cast: Cast) -> None:
    make_program(cast)
    make_program(cast)
    one, other = Project.objects.order_by("pk")
    assert one.title == other.title
    refused = save(editor, actions=[row("تازه", one.title, width=6)])
    assert refused.status_code == 422
    assert save(editor, actions=[row("تازه", other.code, width=6)]).status_code == 302
    assert Action.objects.get(title="تازه").project == other


def test_a_stale_program_gives_both_texts_and_stores_nothing(editor: Client, cast: Cast) -> None:
    one = make_program(cast, title="نخست")
    other = make_program(cast, title="دوم")
    read = {str(program.uuid): program.version for program in (one, other)}
    save_program(by=cast.jahad_editor, program=other, version=other.version, title="دوم از همکار")
    response = save(
        editor,
        programs=[
            row("نخست من", key=one.uuid, width=4),
            row("دوم من", key=other.uuid, width=4),
        ],
        versions=read,
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "دوم من" in page
    assert "دوم از همکار" in page
    assert set(Program.objects.values_list("title", flat=True)) == {"نخست", "دوم از همکار"}


@pytest.mark.parametrize(("side", "title"), [("mine", "دوم من"), ("theirs", "دوم از همکار")])
def test_a_conflict_is_merged_by_choice(editor: Client, cast: Cast, side: str, title: str) -> None:
    one = make_program(cast, title="نخست")
    other = make_program(cast, title="دوم")
    read = {str(program.uuid): program.version for program in (one, other)}
    save_program(by=cast.jahad_editor, program=other, version=other.version, title="دوم از همکار")
    rows = [row("نخست من", key=one.uuid, width=4), row("دوم من", key=other.uuid, width=4)]
    page = save(editor, programs=rows, versions=read)
    (difference,) = [each for each in page.context["differences"] if each.theirs == "دوم از همکار"]
    posted = {
        name: values[0] for name, values in page.context["fields"].items() if name.startswith(("programs", "version"))
    }
    posted |= {f"mine:{difference.key}:{name}": values[0] for name, values in difference.mine_posted.items()}
    posted |= {f"theirs:{difference.key}:{name}": values[0] for name, values in difference.theirs_posted.items()}
    merged = editor.post(page.context["action"], posted | {f"choice:{difference.key}": side})
    assert merged.status_code == 302
    assert set(Program.objects.values_list("title", flat=True)) == {"نخست من", title}


def test_what_was_sent_meanwhile_stays_and_the_rest_can_be_saved(editor: Client, cast: Cast) -> None:
    sent = make_program(cast, title="فرستاده")
    kept = make_program(cast, title="نخست")
    read = {str(program.uuid): program.version for program in (sent, kept)}
    save_program(by=cast.jahad_editor, program=sent, version=sent.version, purpose="همکار")
    walk(cast, sent, ProgramStatus.AWAITING_HEAD)
    rows = [row("فرستاده نو", key=sent.uuid, width=4), row("نخست من", key=kept.uuid, width=4)]
    page = save(editor, programs=rows, versions=read)
    assert page.status_code == 409
    assert "فرستاده نو" in page.content.decode()
    fields = page.context["fields"]
    again = editor.post(page.context["action"], {name: values[0] for name, values in fields.items()})
    assert again.status_code == 302
    assert set(Program.objects.values_list("title", flat=True)) == {"فرستاده", "نخست من"}


def test_a_program_saved_meanwhile_hinders_nobody_elsewhere(editor: Client, cast: Cast) -> None:
    one = make_program(cast, title="نخست")
    other = make_program(cast, title="دوم")
    read = {str(program.uuid): program.version for program in (one, other)}
    save_program(by=cast.jahad_editor, program=other, version=other.version, title="دوم از همکار")
    assert save(editor, programs=[row("نخست من", key=one.uuid, width=4)], versions=read).status_code == 302


def test_what_was_sent_meanwhile_is_not_written_in(editor: Client, cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    response = save(editor, programs=[row("نو", key=program.uuid, width=4)], versions={str(program.uuid): 1})
    assert response.status_code == 409
    program.refresh_from_db()
    assert program.title != "نو"


def test_a_frozen_year_has_no_grid(editor: Client, cast: Cast) -> None:
    make_frozen_year(cast)
    assert editor.get(reverse("year-grid", args=[1399])).status_code == 403
    assert save(editor, programs=[row(*PROGRAM)]).status_code == 403


@pytest.mark.parametrize("person", ["jahad.head", "planner", "auditor"])
def test_who_does_not_write_has_no_grid(client: Client, cast: Cast, year: PlanYear, person: str) -> None:
    client.force_login(cast[person])
    assert client.get(reverse("year-grid", args=[1399])).status_code == 403


@pytest.mark.parametrize("query", ["agency=SAMT", "program=nothing", "program=00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_404(editor: Client, year: PlanYear, query: str) -> None:
    assert editor.get(reverse("year-grid", args=[1399]) + f"?{query}").status_code == 404


def test_plain_fields_do_the_same(editor: Client, cast: Cast) -> None:
    """Without script every cell is a field: as many values of one name make the row."""
    program = make_program(cast)
    page = editor.get(reverse("year-grid", args=[1399]) + f"?plain&program={program.uuid}").content.decode()
    assert page.count('name="actions-1"') == 1 + 6 + 1
    response = editor.post(
        reverse("year-grid", args=[1399]),
        {
            f"version-{program.uuid}": program.version,
            "programs-1": [str(program.uuid), "نام تازه", "", "", "۱", ""],
            "programs-2": ["", "", "", "", "", ""],
        },
    )
    assert response.status_code == 302
    program.refresh_from_db()
    assert (program.title, list(program.policy_clauses.values_list("code", flat=True))) == ("نام تازه", ["1"])


# --- before something is put in -------------------------------------------------------------------


def test_a_block_is_read_before_it_is_put_in(editor: Client, year: PlanYear) -> None:
    block = f"اقدام\tپروژه\tمسئول اقدام\tشروع\nساخت\t{GREENHOUSES}\tمدیر\t99/7/1\nافتتاح\tناشناس\tمدیر\t1399/13/1\n"
    response = editor.post(
        reverse("year-grid-preview", args=[1399]),
        {"sheet": "actions", "column": "title", "block": block, "title": [GREENHOUSES]},
    )
    shown = response.context["preview"]
    assert [cell.text for cell in shown.rows[0]] == ["ساخت", GREENHOUSES, "مدیر", "99/7/1"]
    assert shown.rows[0][3].reading == "۱۳۹۹/۰۷/۰۱"
    assert [bool(cell.error) for cell in shown.rows[1]] == [False, True, False, True]
    assert not Program.objects.exists()


def test_headings_columns_too_many_and_nonsense_are_told(editor: Client, year: PlanYear) -> None:
    def preview(**data: Any) -> HttpResponse:
        return editor.post(reverse("year-grid-preview", args=[1399]), {"sheet": "programs", "column": "title"} | data)

    shown = preview(block="برنامه\tمحور\nیک\t\nدو\t").context["preview"]
    assert (shown.skipped, len(shown.rows)) == (True, 2)
    assert preview(block="یک\t\t\t\t۵\t۶").context["preview"].columns_left_out == 2
    assert preview(sheet="nothing").status_code == 404
    assert preview(column="nothing").status_code == 404


@pytest.mark.parametrize(
    ("pattern", "points"),
    [
        ("even", ["۱۰۰", "۲۰۰", "۳۰۰", "۴۰۰", "۵۰۰", "۶۰۰", "۷۰۰", "۸۰۰", "۹۰۰", "۱٬۰۰۰", "۱٬۱۰۰", "۱٬۲۰۰"]),
        ("quarterly", ["۰", "۰", "۳۰۰", "۳۰۰", "۳۰۰", "۶۰۰", "۶۰۰", "۶۰۰", "۹۰۰", "۹۰۰", "۹۰۰", "۱٬۲۰۰"]),
        ("at_the_end", ["۰"] * 11 + ["۱٬۲۰۰"]),
        ("last_year", ["۰"] * 6 + ["۶۰۰"] * 5 + ["۱٬۲۰۰"]),
    ],
)
def test_trajectories_by_pattern(editor: Client, cast: Cast, year: PlanYear, pattern: str, points: list[str]) -> None:
    last = make_program(cast, plan_year=make_year(1398))
    Target.objects.filter(project__program=last).update(
        indicator=Indicator.objects.get(code=CROPS), value=80, trajectory=[0] * 6 + [40] * 5 + [80]
    )
    response = editor.post(
        reverse("year-grid-trajectories", args=[1399, pattern]),
        {"targets-1": target_row(crops(), "", "1200"), "targets-2": target_row(crops(), "", "")},
    )
    answer = response.json()
    assert answer["targets-1"]["points"] == points
    assert answer["targets-2"]["error"]
    assert editor.post(reverse("year-grid-trajectories", args=[1399, "nothing"])).status_code == 404


def test_like_last_year_says_where_there_is_none(editor: Client, year: PlanYear) -> None:
    response = editor.post(
        reverse("year-grid-trajectories", args=[1399, "last_year"]), {"targets-1": target_row(crops(), "", "1200")}
    )
    assert response.json()["targets-1"]["error"]


# --- how much it costs ----------------------------------------------------------------------------


def test_the_grid_does_not_grow_in_queries_and_stays_light(editor: Client, cast: Cast) -> None:
    """One program with one row a sheet, then a large agency's year: 60 projects, 240 actions, 120 targets."""
    make_program(cast, actions=1)
    path = reverse("year-grid", args=[1399])
    editor.get(path)
    with CaptureQueriesContext(connection) as few:
        editor.get(path)
    for number in range(5):
        make_program(cast, title=f"برنامه {number}", projects=12, targets=2, actions=4)
    with CaptureQueriesContext(connection) as many:
        page = editor.get(path)
    assert len(many) == len(few) <= 25
    assert len(page.content) <= 300_000
