"""The pages of a signature on paper: the sheet that is printed, the letter that is registered, its scan."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import County
from agencies.tables.history import name_of
from config.persian.calendar import month_name
from projects.enums import ProgramStatus
from projects.models import Program, SignedLetter
from projects.operations import move_program
from targets.models import Target
from targets.operations.letters import register_letter
from targets.operations.promises import save_target
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_program
from tests.targets.returns import IN_ORDIBEHESHT, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring(settings: Any, tmp_path: Any) -> None:
    settings.TODAY = IN_ORDIBEHESHT
    settings.STORAGE_ROOT = tmp_path


@pytest.fixture
def waiting(cast: Cast) -> Program:
    return make_program(cast, status=ProgramStatus.AWAITING_HEAD, projects=2, targets=2)


def code_of(program: Program) -> str:
    return program.revisions.latest("number").content_hash[:12]


def test_the_sheet_holds_the_whole_text_and_its_code(cast: Cast, client: Client, waiting: Program) -> None:
    client.force_login(cast.jahad_head)
    page = client.get(reverse("signing-paper", args=["program", waiting.uuid])).content.decode()
    code = code_of(waiting)
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page
    for project in waiting.projects.all():
        assert project.title in page
    assert page.count("اقدام ۱") == 2 and page.count("صورتجلسه بازدید") == 4
    # The way to the targets is a table: for each of the two projects one, with a row for each month.
    assert page.count(f'<th scope="row"><bdi>{month_name(7)}</bdi></th>') == 2
    assert name_of("targets.target", "trajectory 7") not in page


def test_the_sheet_of_a_return_holds_its_lines(world: World, client: Client) -> None:
    report = world.sent(1)
    client.force_login(world.jahad_editor)
    page = client.get(reverse("signing-paper", args=["return", report.uuid])).content.decode()
    assert report.content_hash[:4] in page and "آماده‌سازی زمین" in page


@pytest.fixture(scope="module")
def kept(module_db: None) -> World:
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept: World) -> World:
    return deepcopy(kept)


def test_a_letter_is_registered_by_the_code_on_the_sheet(cast: Cast, client: Client, waiting: Program) -> None:
    head = cast.jahad_head.memberships.get()
    client.force_login(cast.planner)
    address = reverse("letter-register")
    assert waiting.title not in client.get(address).content.decode()
    found = client.get(address, {"agency": "JAHAD", "code": code_of(waiting).upper()}).content.decode()
    assert waiting.title in found and "jahad.head" in found
    letter = {
        "agency": "JAHAD",
        "code": code_of(waiting),
        "seat": head.uuid,
        "number": "۱۲/۳۴۵",
        "dated_on": "۱۳۹۹/۰۲/۰۲",
        "scan": SimpleUploadedFile("نامه.pdf", pdf_saying("signed")),
    }
    page = client.post(address, letter, follow=True).content.decode()
    assert "با نامه شماره" in page and "۱۲/۳۴۵" in page and "۱۳۹۹/۰۲/۰۲" in page
    scan = client.get(reverse("letter-scan", args=[SignedLetter.objects.get().uuid]))
    assert b"".join(scan.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert scan["Content-Disposition"].startswith("attachment")
    receipt = client.get(reverse("receipt", args=[waiting.revisions.get().tracking_code])).content.decode()
    assert "با نامه شماره" in receipt


@pytest.mark.parametrize(
    ("code", "words"), [("0" * 12, "برگه چاپی مقابله کنید"), ("3f2a", "۱۲ نویسه"), ("", "لازم"), ("\x00" * 12, "")]
)
def test_a_code_that_is_none_is_said_at_its_field(
    cast: Cast, client: Client, waiting: Program, code: str, words: str
) -> None:
    client.force_login(cast.planner)
    answer = client.get(reverse("letter-register"), {"agency": "JAHAD", "code": code})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_what_was_typed_stays_where_the_letter_is_refused(cast: Cast, client: Client, waiting: Program) -> None:
    client.force_login(cast.planner)
    letter = {
        "agency": "JAHAD",
        "code": code_of(waiting),
        "seat": cast.jahad_head.memberships.get().uuid,
        "number": "۱۲/۳۴۵",
        "dated_on": "1399/02/09",
        "scan": SimpleUploadedFile("letter.pdf", pdf_saying("signed")),
    }
    answer = client.post(reverse("letter-register"), letter)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "پس از امروز" in page and "۱۲/۳۴۵" in page and "1399/02/09" in page
    assert not SignedLetter.objects.exists()


def test_the_list_does_not_grow_in_queries(cast: Cast, client: Client) -> None:
    client.force_login(cast.planner)
    counts = []
    for more in (1, 5):
        for number in range(more):
            program = make_program(cast, status=ProgramStatus.AWAITING_HEAD, title=f"برنامه {more} {number}")
            register_letter(
                by=cast.planner,
                agency=program.agency,
                code=code_of(program),
                seat=cast.jahad_head.memberships.get(),
                number=f"{more}/{number}",
                dated_on=date(2020, 4, 21),
                scan=SimpleUploadedFile("letter.pdf", pdf_saying(str(number))),
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("letters")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_the_sheet_names_the_county_of_a_target(cast: Cast, client: Client) -> None:
    program, county = make_program(cast), County.objects.all()[0]
    target = Target.objects.select_related("project").get(project__program=program)
    fields = {"by": cast.jahad_editor, "program": program, "version": program.version}
    save_target(**fields, project=target.project, target=target, county=county)
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    client.force_login(cast.jahad_head)
    page = client.get(reverse("signing-paper", args=["program", program.uuid])).content.decode()
    # In the table of the targets, and above the way to this one.
    assert page.count(str(county)) == 2
