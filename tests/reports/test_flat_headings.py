"""The headings of a flat table are found and understood as agencies write them."""

from __future__ import annotations

import pytest

from reports.workbooks.flat.columns import BY_KEY, FIELDS
from reports.workbooks.flat.fields import key_of
from reports.workbooks.flat.headings import LEFT_OUT, find_head, fullest_line, guess, head_at, recognise
from tests.reports.flat_tables import SIXTEEN, lines_of

KEYS = [
    *("code", "program", "project", "agency", "axis", "indicator", "unit", "baseline", "target", "credit"),
    *("starts_on", "ends_on", "progress", "actions", "responsible", "remarks"),
]
# domain.md 3.3.
THIRTY_ONE = {
    "ردیف": "ordinal",
    "کد پروژه": "code",
    "دستگاه اجرایی (مجری)": "agency",
    "دستگاه‌های همکار": "partners",
    "محور": "axis",
    "بند سیاست‌های کلی": "policy_clauses",
    "هسته کلیدی سند تدبیر توسعه": "key_cores",
    "بخش / رشته صنعت اولویت‌دار": "sector",
    "عنوان برنامه": "program",
    "عنوان پروژه": "project",
    "سطح (ملی/استانی/شهرستانی/دستگاهی) و اولویت": "level",
    "شهرستان / محل اجرا": "counties",
    "شاخص / عنوان هدف کمی": "indicator",
    "واحد سنجش": "unit",
    "عملکرد سال قبل": "previous",
    "وضع موجود (خط پایه)": "baseline",
    "هدف پیشنهادی دستگاه": "proposed",
    "هدف مصوب پایان سال": "target",
    "هدف سه‌ماهه ۱": "quarter_1",
    "اقدامات اصلی": "actions",
    "مسئول اقدام": "responsible",
    "تاریخ شروع / پایان": "span",
    "اعتبار مورد نیاز و محل تأمین": "credit_and_source",
    "اشتغال مستقیم / غیرمستقیم": "jobs",
    "پیشرفت فیزیکی ابتدای سال": "progress",
    "عملکرد دوره / تجمعی": "actual",
    "درصد تحقق (نسبت به دوره / سال)": "achievement",
    "مشکلات و موانع": "obstacles",
    "راهکار / تصمیم مورد نیاز و سطح آن": "solution",
    "مستندات": "verification",
    "ملاحظات": "remarks",
}


def fields(head):
    return [heading.field for heading in head.headings]


def test_sixteen_columns_are_understood():
    head = find_head(lines_of(SIXTEEN, ["x"] * 16))
    assert fields(head) == KEYS
    assert head.first == 1
    assert not head.unclear


def test_columns_of_the_long_table_are_understood():
    assert {heading: recognise(heading) for heading in THIRTY_ONE} == THIRTY_ONE


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("هدف پايان سال", "target"),
        ("هدف  پایان‌سال", "target"),
        ("هدف پایان سال ۱۳۹۹", "target"),
        ("هدف (پایان سال)", "target"),
        ("«شاخص»", "indicator"),
        ("شـاخص", "indicator"),
        ("۶- شاخص", "indicator"),
        ("اعتبار (ميليون ريال)", "credit"),
        ("اعتبار\nمیلیارد تومان", ""),
        ("واحد اندازه گیری", "unit"),
        ("وضع موجود (پایان سال قبل)", "baseline"),
        ("خط پایه سال ۹۸", "baseline"),
        ("Project title", "project"),
        ("تاریخ شروع:", "starts_on"),
        ("نام رابط", ""),
        ("", ""),
    ],
)
def test_spellings(heading, field):
    assert recognise(heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("عنوان پروژهه", "project"),
        ("دستگاه اجرائی", "agency"),
        ("ملاحظاتت", "remarks"),
        ("هدف پایان ساال", "target"),
        ("شماره تلفن رابط", ""),
        ("تاریخ", ""),
    ],
)
def test_a_wrong_letter_is_forgiven_where_it_can_mean_one_thing_only(heading, field):
    assert guess(heading) == field


def test_no_two_fields_go_by_the_same_heading():
    owner = {}
    for field in FIELDS:
        for heading in field.headings:
            assert owner.setdefault(key_of(heading), field.key) == field.key, heading


def test_any_order_and_lines_above():
    turned = list(reversed(SIXTEEN))
    lines = lines_of(["جدول جهش تولید سال ۱۳۹۹"], [None], ["تاریخ تکمیل: ۹۹/۲/۱", None, "شاخص"], turned, ["x"] * 16)
    head = find_head(lines)
    assert fields(head) == list(reversed(KEYS))
    assert head.line == 4


def test_two_rows_of_headings_are_read_together():
    above = ["کد پروژه", "عنوان", None, "شاخص", "هدف سه ماهه", None, None, None, "زمان", None]
    below = [None, "برنامه", "پروژه", None, "اول", "دوم", "سوم", "چهارم", "شروع", "پایان"]
    head = find_head(lines_of(above, below, ["x"] * 10))
    assert fields(head) == (
        [
            "code",
            "program",
            "project",
            "indicator",
            "quarter_1",
            "quarter_2",
            "quarter_3",
            "quarter_4",
            "starts_on",
            "ends_on",
        ]
    )
    assert head.first == 2


def test_a_heading_over_several_columns_ends_where_the_next_stands():
    above = ["عنوان پروژه", "شاخص", "هدف", None, "ملاحظات"]
    below = [None, None, "فروردین", "اردیبهشت", None]
    head = find_head(lines_of(above, below, ["x"] * 5))
    assert fields(head) == ["project", "indicator", "month_1", "month_2", "remarks"]


def test_first_row_of_figures_is_no_second_row_of_headings():
    head = find_head(lines_of(SIXTEEN, ["99-1", "برنامه", "پروژه", "دستگاه", "محور", "شاخص"]))
    assert head.first == 1


def test_an_unknown_heading_has_to_be_explained_if_something_stands_under_it():
    headings = [*SIXTEEN, "نام رابط", "ستون خالی", None]
    head = find_head(lines_of(headings, [*(["x"] * 16), "خانم احمدی", None, "بی‌عنوان"]))
    assert [(heading.letter, heading.text) for heading in head.unclear] == [("Q", "نام رابط"), ("S", "")]
    assert head.unclear[0].samples == ("خانم احمدی",)


def test_what_was_chosen_once_is_remembered():
    headings = ["عنوان کار", "شاخص", "هدف", "نام رابط"]
    chosen = {key_of("عنوان کار"): "project", key_of("نام رابط"): LEFT_OUT}
    head = find_head(lines_of(headings, ["a", "b", "c", "d"]), chosen)
    assert fields(head) == ["project", "indicator", "target", ""]
    assert not head.unclear
    assert not head.lacks


def test_two_columns_of_the_same_name():
    headings = ["عنوان پروژه", "شاخص", "هدف", "هدف پایان سال", "شاخص"]
    head = find_head(lines_of(headings, ["a", "b", "1", "2", "b"], ["a", "c", "1", "2", None]))
    # The second indicator says nothing else; the second target does.
    assert fields(head) == ["project", "indicator", "target", "", ""]
    assert [heading.letter for heading in head.unclear] == ["D"]


def test_actions_may_stand_in_several_columns():
    head = find_head(lines_of(["عنوان پروژه", "شاخص", "اقدام ۱", "اقدام", "اقدامات"], ["a", "b", "c", "d", "e"]))
    assert fields(head)[2:] == ["actions"] * 3


def test_a_sheet_about_something_else_has_no_headings():
    lines = lines_of(["نام", "تلفن", "نشانی بلند اداره"], ["a", "b", "c"])
    assert find_head(lines) is None
    assert fullest_line(lines) == 1
    assert fields(head_at(lines, 1, {key_of("نام"): "project"})) == ["project", "", ""]
    assert head_at(lines, 9, {}) is None


def test_without_a_projects_title_nothing_can_be_taken():
    head = find_head(lines_of(["شاخص", "هدف", "واحد"], ["a", "b", "c"]))
    assert head.lacks == ("project",)


def test_every_field_has_a_label():
    assert all(str(BY_KEY[field.key].label) for field in FIELDS)
