"""Every list as Excel: the same rows, real numbers and days, text that is never a formula, within bounds."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from agencies import lists
from agencies.models import User
from config.clock import on_day
from config.workbooks import list_workbook
from projects.enums import ProgramStatus
from projects.models import Program
from tests.cast import Cast
from tests.factories import make_program, make_year
from tests.targets.returns import make_world

pytestmark = pytest.mark.django_db


def taken(client: Client, user: User, route: str, **asked: str) -> Any:
    client.force_login(user)
    response = client.get(reverse(route), asked | {"format": "xlsx"})
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content)).active


@pytest.mark.parametrize("route", ["program-list", "progress", "history", "report-list"])
def test_list_is_taken_away_right_to_left(client: Client, cast: Cast, route: str) -> None:
    make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.planner)
    assert "format=xlsx" in client.get(reverse(route)).content.decode()
    page = taken(client, cast.planner, route)
    assert page.sheet_view.rightToLeft
    assert all(cell.value for cell in page[1])


def test_programs_come_with_all_pages_their_words_and_real_days(client: Client, cast: Cast) -> None:
    for number in range(30):
        make_program(cast, title=f"برنامه {number}", projects=0)
    page = taken(client, cast.jahad_editor, "program-list", page="2")
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 30
    assert {row[1] for row in rows} == {"پیش‌نویس"}
    assert isinstance(rows[0][4], datetime.datetime)


def test_list_of_programs_says_what_waits_and_what_is_late(client: Client, cast: Cast) -> None:
    deadline = datetime.date(2020, 7, 1)
    year = make_year(1399, call_deadline=deadline)
    draft = make_program(cast, title="پیش‌نویس", plan_year=year)
    make_program(cast, title="در بررسی", plan_year=year, status=ProgramStatus.UNDER_REVIEW)
    with on_day(deadline + datetime.timedelta(days=1)):
        client.force_login(cast.jahad_editor)
        mine = client.get(reverse("program-list"), {"needs": "me"})
        assert [row.record for row in mine.context["table"].rows] == [draft]
        told = client.get(reverse("program-list")).content.decode()
        assert "۲ ردیف" in told and "۱ برنامه در انتظار اقدام شماست" in told and "۱ برنامه پس از پایان مهلت" in told
        client.force_login(cast.auditor)
        late = client.get(reverse("program-list"), {"needs": "late"})
        assert [row.record for row in late.context["table"].rows] == [draft]
        assert list(client.get(reverse("program-list"), {"needs": "me"}).context["table"].rows) == []


def test_filters_hold_and_what_is_not_understood_is_told(client: Client, cast: Cast) -> None:
    make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    assert taken(client, cast.planner, "program-list", agency="SAMT").max_row == 1
    response = client.get(reverse("program-list"), {"agency": "چچچ", "format": "xlsx"})
    assert response.status_code == 422
    assert "دستگاه اجرایی: «چچچ»" in response.content.decode()


def test_returns_come_with_numbers(client: Client, cast: Cast, settings: Any) -> None:
    settings.TODAY = "2020-07-05"
    make_world(cast).signed(1)
    page = taken(client, cast.planner, "progress", part="all")
    headings = [cell.value for cell in page[1]]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert {type(row[headings.index("ردیف‌های ثبت‌شده")]) for row in rows} == {int}
    assert isinstance(rows[0][headings.index("مهلت ثبت")], datetime.datetime)


def test_text_is_never_a_formula() -> None:
    book = load_workbook(io.BytesIO(list_workbook("=1", ["=A1"], [["=HYPERLINK(1)"], ["+1"], ["@x\x01"], [None], [7]])))
    cells = [row[0] for row in book.active.iter_rows()]
    assert [cell.data_type for cell in cells] == ["s", "s", "s", "s", "n", "n"]
    assert cells[3].value == "@x"


def test_title_that_begins_like_a_formula_stays_text(client: Client, cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    Program.objects.filter(pk=program.pk).update(title="=cmd()")
    cell = taken(client, cast.planner, "program-list")["A2"]
    assert (cell.data_type, cell.value) == ("s", "=cmd()")


def test_list_too_long_is_to_be_narrowed_down(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 1)
    for title in ("یک", "دو"):
        make_program(cast, title=title, status=ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.planner)
    response = client.get(reverse("program-list"), {"format": "xlsx"})
    assert response.status_code == 422
    with translation.override("fa"):
        assert "فیلتر" in response.content.decode()


def test_stranger_takes_away_what_they_see(client: Client, cast: Cast) -> None:
    make_program(cast, title="کارخانه زرافشان")
    assert taken(client, cast.samt_editor, "program-list").max_row == 1
    assert taken(client, cast.jahad_editor, "program-list")["A2"].value == "کارخانه زرافشان"


def test_programs_stand_in_persian_order(client: Client, cast: Cast) -> None:
    make_year()
    for title in ("گلخانه", "آب", "پارچه", "یخ", "وام", "هتل", "ژله"):
        make_program(cast, title=title, status=ProgramStatus.UNDER_REVIEW, targets=1, actions=1)
    page = taken(client, cast.planner, "program-list", sort="title")
    assert [row[0] for row in page.iter_rows(min_row=2, values_only=True)] == [
        *("آب", "پارچه", "ژله", "گلخانه", "وام", "هتل", "یخ"),
    ]
