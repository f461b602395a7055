"""Searching everything: however it is written, within what the person may know, at a bounded cost."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.finding import Words, nearest, search
from agencies.models import User
from config.persian.letters import search_key
from projects.enums import ProgramStatus
from projects.models import Action, Program, Project
from projects.operations.challenges import register_challenge
from targets.models import ProgressReport, Target
from targets.operations.progress import Entry, return_line, save_lines, send_report, sign_report
from tests.cast import Cast
from tests.factories import make_program, make_project
from tests.reports.sessions import held_session, resolve, sign
from tests.targets.returns import make_world

pytestmark = pytest.mark.django_db
ZWNJ = "\u200c"
SEARCH = "/search/"


def found(person: User, typed: str, only: str = "") -> dict[str, list[str]]:
    """Titles by kind."""
    results = search(person, Words(typed), limit=50, only=only)
    return {result.kind.name: [hit.title for hit in result.found] for result in results}


# --- however it is written ------------------------------------------------------------------------

TITLE = f"توسعه گلخانه{ZWNJ}های مؤسسة کیمیای آذربایجان ۱۲"


def test_title_is_found_however_it_is_typed(cast: Cast) -> None:
    make_program(cast, title=TITLE, status=ProgramStatus.UNDER_REVIEW)
    for typed in (
        TITLE,
        TITLE.replace("ی", "ي").replace("ک", "ك"),
        TITLE.replace(ZWNJ, ""),
        TITLE.replace(ZWNJ, " "),
        "توسعه گلخانه های موسسه",
        "کیمیای اذربایجان",
        "آذربایجان گلخانه",
        "گلخانه ۱۲",
        "گلخانه ١٢",
        "گلخانه 12",
        "  توسعـــه\u200f  گُلخانه ",
    ):
        shown = found(cast.planner, typed)
        assert TITLE in shown.get("programs", ()), typed
        assert f"{TITLE} ۱" in shown.get("projects", ()), typed


def test_every_title_of_many_is_found_in_every_spelling(cast: Cast) -> None:
    """Words of all kinds, put together by chance and typed as keyboards and people do."""
    chance = random.Random(1399)
    words = ["سرمایه\u200cگذاری", "تکمیل", "آب\u200cرسانی", "مؤسسه", "کارخانه", "گلخانه\u200cهای", "جزء", "تأمین", "۱۴"]
    program = make_program(cast, projects=0)
    for _number in range(12):
        make_project(cast, program, title=" ".join(chance.sample(words, 4)), actions=1)
    spelt: list[Callable[[str], str]] = [
        lambda title: title,
        lambda title: title.replace("ی", "ي").replace("ک", "ك"),
        lambda title: title.replace(ZWNJ, ""),
        lambda title: title.replace(ZWNJ, " "),
        lambda title: title.replace("ؤ", "و").replace("أ", "ا").replace("ء", "").replace("آ", "ا"),
        lambda title: title.replace("۱۴", "14"),
    ]
    missed = [
        (project.title, number)
        for project in Project.objects.filter(program=program)
        for number, spell in enumerate(spelt)
        if project.title not in found(cast.jahad_editor, spell(project.title), "projects").get("projects", [])
    ]
    assert missed == []


def test_code_action_agency_and_indicator_are_found(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    project = program.projects.get()
    action = Action.objects.filter(project=project)[0]
    assert found(cast.planner, program.code.lower())["programs"] == [program.title]
    assert project.title in found(cast.planner, project.code)["projects"]
    assert action.title in found(cast.planner, action.title)["actions"]
    assert action.title in found(cast.planner, "كارشناس مسئول")["actions"]
    assert found(cast.planner, "جهادكشاورزي")["agencies"][0] == "سازمان جهاد کشاورزی"
    indicator = project_indicator(project)
    assert indicator in found(cast.planner, indicator)["indicators"]
    assert indicator in found(cast.planner, f"{indicator} {project.title}")["targets"]


def project_indicator(project: Project) -> str:
    return Target.objects.get(project=project).indicator.name_fa


def test_return_is_found_by_period_and_agency_and_by_its_tracking_code(cast: Cast, settings: Any) -> None:
    settings.TODAY = "2020-07-05"
    world = make_world(cast)
    report = world.signed(1)
    by_words = found(cast.planner, f"جهاد {report.period.name}")["returns"]
    assert by_words == [str(report)]
    assert found(cast.planner, report.tracking_code)["returns"] == [str(report)]
    assert "returns" not in found(cast.samt_editor, report.tracking_code)


def test_return_is_found_by_the_receipt_of_a_line_that_was_corrected(cast: Cast, settings: Any) -> None:
    settings.TODAY = "2020-07-05"
    report = make_world(cast).signed(1)
    line = report.lines.filter(target__isnull=False)[0]
    return_line(by=cast.planner, line=line, version=report.version, reason="مستند ندارد")
    report.refresh_from_db()
    report = save_lines(
        by=cast.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(Decimal(3))}
    )
    report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    report = sign_report(by=cast.jahad_head, report=report, version=report.version)
    first, second = report.signatures.order_by("pk")
    assert first.tracking_code != second.tracking_code
    assert found(cast.planner, second.tracking_code)["returns"] == [str(report)]


def test_challenge_is_found_by_those_who_may_know_it(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.APPROVED)
    register_challenge(
        by=cast.jahad_editor,
        project=program.projects.get(),
        title=f"نبود مجوز چاه{ZWNJ}های آب",
        category="permit",
        level="province",
        owner="شرکت آب منطقه‌ای",
        owner_side="outside",
        due_on=date(2020, 9, 1),
    )
    assert found(cast.planner, "مجوز چاههاي")["challenges"] == [f"نبود مجوز چاه{ZWNJ}های آب"]
    assert "challenges" not in found(cast.samt_editor, "مجوز چاه")


def test_session_and_resolution_are_found_by_those_who_may_read_them(cast: Cast) -> None:
    held = held_session(cast, matter=f"سامانه{ZWNJ}های آبیاری")
    resolution = resolve(cast, held, text=f"پروانه چاه{ZWNJ}های آب صادر شود")
    sign(cast, held)
    for typed in ("جلسه ۱۲", "استاندار 12", "سامانه هاي آبياري"):
        assert found(cast.planner, typed)["sessions"] == [str(held)], typed
    for typed in ("پروانه چاه های", "12/1", "۱۲/۱"):
        assert found(cast.planner, typed)["resolutions"] == [resolution.text], typed
    assert found(cast.jahad_editor, "پروانه چاه")["resolutions"] == [resolution.text]
    # SAMT was asked to the session; what was resolved for another, and the others' matters, are not for it.
    assert "resolutions" not in found(cast.samt_editor, "پروانه چاه")


def test_two_letters_begin_a_title_and_one_finds_nothing(cast: Cast) -> None:
    make_program(cast, title="آب شرب روستاها", status=ProgramStatus.UNDER_REVIEW)
    assert found(cast.planner, "آب")["programs"] == ["آب شرب روستاها"]
    assert found(cast.planner, "آ") == {}
    assert found(cast.planner, " ") == {}


# --- when nothing fits ------------------------------------------------------------------------------


def test_what_is_like_it_is_offered(cast: Cast) -> None:
    make_program(cast, title=f"توسعه گلخانه{ZWNJ}های استان", status=ProgramStatus.UNDER_REVIEW)
    for typed in ("گلحانه", "توسعه گلخنه", "گلخانهه هاي"):
        offered = [hit.title for hit in nearest(cast.planner, Words(typed))]
        assert f"توسعه گلخانه{ZWNJ}های استان" in offered, typed


def test_what_is_like_it_and_foreign_is_not_offered(cast: Cast) -> None:
    make_program(cast, title="زرافشان", status=ProgramStatus.UNDER_REVIEW)
    assert [hit.title for hit in nearest(cast.jahad_editor, Words("زرافشن"))][:1] == ["زرافشان"]
    assert "زرافشان" not in [hit.title for hit in nearest(cast.samt_editor, Words("زرافشن"))]


# --- within what the person may know ----------------------------------------------------------------


def test_foreign_and_unsigned_things_are_not_found(cast: Cast) -> None:
    make_program(cast, title="کارخانه زرافشان")
    assert "programs" in found(cast.jahad_editor, "زرافشان")
    assert found(cast.samt_editor, "زرافشان") == {}
    assert found(cast.planner, "زرافشان") == {}
    assert "programs" in found(cast.auditor, "زرافشان")


def test_program_being_corrected_is_found_by_what_was_signed(cast: Cast) -> None:
    program = make_program(cast, title="کارخانه زرافشان", status=ProgramStatus.RETURNED)
    project = program.projects.get()
    Program.objects.filter(pk=program.pk).update(title="کارگاه نقره‌کوب")
    Project.objects.filter(pk=project.pk).update(title="نقره‌کوب یک")
    assert found(cast.planner, "زرافشان") == {"programs": ["کارخانه زرافشان"]}
    assert found(cast.planner, "نقره کوب") == {}
    assert nearest(cast.planner, Words("نقرهکوپ")) == []
    assert found(cast.jahad_editor, "نقره کوب")["projects"] == ["نقره‌کوب یک"]


def test_administrator_finds_no_figures(client: Client, cast: Cast) -> None:
    make_program(cast, title="کارخانه زرافشان", status=ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.administrator)
    assert "زرافشان" not in client.get(SEARCH, {"q": "کارخانه"}).content.decode()


# --- the page ---------------------------------------------------------------------------------------


def test_nonsense_is_no_error(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    whole: dict[str, str] = {}
    while_typing = {"HX-Request": "true", "HX-Target": "search-hits"}
    for typed in (
        "\0",
        "%",
        "_%",
        "\\",
        "'; DROP",
        "🙂" * 5000,
        "((",
        ":*",
        "\u200c\u200c",
        "ـــ",
        "a" * 9000,
        "- -",
        "1399",
    ):
        for headers in (whole, while_typing):
            assert client.get(SEARCH, {"q": typed, "kind": typed}, headers=headers).status_code == 200, typed[:9]


def test_while_typing_a_few_of_each_kind_and_no_frame(client: Client, cast: Cast) -> None:
    make_program(cast, title="گلخانه", projects=6, status=ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.planner)
    html = client.get(
        SEARCH, {"q": "گلخانه"}, headers={"HX-Request": "true", "HX-Target": "search-hits"}
    ).content.decode()
    assert "<html" not in html
    assert html.count("گلخانه ") <= 4 * 3 + 1


def test_kind_that_has_more_leads_to_all_of_it(client: Client, cast: Cast) -> None:
    make_program(cast, title="گلخانه", projects=12, status=ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.planner)
    cut = client.get(SEARCH, {"q": "گلخانه"})
    assert "kind=projects" in cut.content.decode() and cut.context["has_more"]
    whole = client.get(SEARCH, {"q": "گلخانه", "kind": "projects"}).context
    results = whole["results"]
    assert (whole["total"], whole["has_more"]) == (12, False)
    assert [(result.kind.name, len(result.found)) for result in results] == [("projects", 12)]


def test_search_costs_as_much_for_many_rows_as_for_one(client: Client, cast: Cast, many: int) -> None:
    make_program(cast, title="گلخانه‌های استان", status=ProgramStatus.UNDER_REVIEW)
    counts: list[list[int]] = []
    for more in (0, many):
        for number in range(more):
            make_program(cast, title=f"گلخانه‌های استان {number}", status=ProgramStatus.UNDER_REVIEW)
        client.force_login(cast.planner)
        client.get(SEARCH)
        counts.append([])
        for typed in ("گلخانه استان", "چیزی که نیست"):
            with CaptureQueriesContext(connection) as asked:
                client.get(SEARCH, {"q": typed})
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 25


# --- the indexes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "index"),
    [("گلخانه های شماره ۷۷", "project_search"), ("آب", "project_search")],
)
def test_words_are_found_by_the_index(cast: Cast, typed: str, index: str) -> None:
    """In many titles, PostgreSQL takes the index and reads no table from end to end."""
    many_projects(cast, 300)
    assert index in plan_of(Project.objects.filter(Words(typed).within("search_key")))


def test_what_is_like_it_is_found_by_the_index(cast: Cast) -> None:
    many_projects(cast, 300)
    assert "project_near" in plan_of(Project.objects.filter(title__trigram_word_similar="گلحانه مرند"))


@pytest.mark.parametrize(
    ("model", "column"), [(Action, "search_key"), (Program, "search_key"), (ProgressReport, "tracking_code")]
)
def test_every_searched_key_has_an_index_of_trigrams(model: Any, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [model._meta.db_table])
        assert any(f"{column} gin_trgm_ops" in row[0] for row in cursor.fetchall())


def many_projects(cast: Cast, count: int) -> None:
    project = make_program(cast, actions=0, targets=0).projects.get()
    rows = [
        Project(program=project.program, code=f"N-{number}", title=f"گلخانه{ZWNJ}های شماره {number} بخش {number % 91}")
        for number in range(count)
    ]
    Project.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        # The statistics that autovacuum keeps; the sequential scan is made dear, as it is among more rows.
        cursor.execute("SET LOCAL enable_seqscan = off")


def plan_of(rows: Any) -> str:
    return rows.order_by().explain()


def test_key_of_the_table_is_the_key_that_is_sought(cast: Cast) -> None:
    project = make_program(cast, title=TITLE).projects.get()
    project.refresh_from_db()
    assert project.search_key == search_key(f"{project.title}|{project.code}")


def test_search_is_in_the_frame_of_every_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert f'hx-get="{reverse("search")}"' in client.get("/").content.decode()
