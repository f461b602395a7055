"""Rows of a flat table: what is taken, what is asked, what is refused, and what they would write."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from projects.enums import FundingSource, ScopeLevel
from reports.workbooks.flat.cells import Answers, MoneyUnit, Slash
from reports.workbooks.flat.outcomes import State
from reports.workbooks.flat.wanting import ACTION_WEIGHTS, label_of
from tests.reports.flat_tables import SIXTEEN, full, lines_of, plan, read, table_of


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def only_entry(made):
    assert not made.faults
    (program,) = made.entries
    return program


def test_a_full_row_is_a_program_a_project_and_a_target():
    made = plan(table_of(full()))
    program = only_entry(made)
    assert program.fields["title"] == "توسعه کشت گلخانه‌ای"
    assert program.fields["axis"].code == "raise_resources"
    (project,) = program.projects
    assert project.fields["title"] == "احداث گلخانه در مرند"
    assert project.fields["description"] == "با مشارکت بخش خصوصی"
    assert project.fields["needs_money"]
    assert project.funding == [
        {"source": FundingSource.CAPITAL, "allocated": None, "spent": None, "approved": Decimal(25_000_000_000)}
    ]
    assert [action["title"] for action in project.actions] == ["شناسایی متقاضیان", "صدور مجوز", "نظارت بر احداث"]
    assert all(action["responsible"] == "مدیر باغبانی" for action in project.actions)
    assert all(action["starts_on"] == datetime.date(2020, 4, 20) for action in project.actions)
    (target,) = project.targets
    assert target.fields["indicator"].code == "greenhouse_area"
    assert (target.fields["baseline"], target.fields["value"]) == (Decimal(120), Decimal("180.5"))
    # A stock goes from its baseline in even steps.
    assert target.fields["trajectory"][0] == Decimal("125.04")
    assert target.fields["trajectory"][-1] == Decimal("180.5")
    assert made.counts == {"new": 1, "changed": 0, "same": 0, "refused": 0}


def test_what_a_row_lacks_is_listed_and_refuses_nothing():
    made = plan(table_of(full()))
    assert set(made.outcomes[0].lacks) == {
        *("baseline_on", "baseline_source", "policy_clauses", "obstacles", "justification", "level"),
        ACTION_WEIGHTS,
    }
    assert label_of(ACTION_WEIGHTS) == "Weights of the actions"
    bare = plan(table_of({"عنوان پروژه": "گلخانه", "شاخص": "سطح زیر کشت گلخانه", "عنوان برنامه": "کشت"}))
    assert not bare.faults
    assert bare.entries[0].projects[0].targets[0].fields["indicator"].code == "greenhouse_area"
    assert {"target", "actions", "baseline"} <= set(bare.outcomes[0].lacks)


def test_rows_of_one_project_are_one_project_with_several_targets():
    made = plan(
        table_of(
            full(),
            full(شاخص="تولید عسل", واحد="تن", خط="۱۰", هدف="۲۰", اقدامات="۱- نظارت بر احداث ۲- آموزش"),
        )
    )
    (project,) = only_entry(made).projects
    assert [target.fields["indicator"].code for target in project.targets] == ["greenhouse_area", "honey_output"]
    assert [action["title"] for action in project.actions] == [
        "شناسایی متقاضیان",
        "صدور مجوز",
        "نظارت بر احداث",
        "آموزش",
    ]
    # The same amount twice is the same money.
    assert [line["approved"] for line in project.funding] == [Decimal(25_000_000_000)]


def test_merged_cells_hold_for_the_rows_below():
    below = {"شاخص": "تولید عسل", "واحد سنجش": "تن", "هدف پایان سال": "20"}
    other = {"عنوان پروژه": "زنبورستان", "شاخص": "تولید عسل", "هدف پایان سال": "5"}
    made = plan(table_of(full(), below, other))
    program = only_entry(made)
    assert [project.fields["title"] for project in program.projects] == ["احداث گلخانه در مرند", "زنبورستان"]
    assert len(program.projects[0].targets) == 2


def test_rows_beside_the_table_are_passed_over_and_named():
    lines = table_of(full(), {"کد پروژه": "جمع کل", "هدف پایان سال": "۱۸۰٫۵"})
    lines += lines_of(*([[None]] * 4), SIXTEEN, [None], ["مسئول تکمیل: احمدی"])
    table = read(lines)
    assert [row.number for row in table.rows] == [2]
    assert table.sums == [3, 5]
    assert table.asides == [(7, "مسئول تکمیل: احمدی")]


def test_numbered_rows_without_anything_are_none():
    headings = ["ردیف", "عنوان پروژه", "شاخص", "هدف"]
    table = read(lines_of(headings, ["1", "الف بزرگ", "تولید عسل", "5"], ["2"], ["3", "-", "-", "-"]))
    assert [row.number for row in table.rows] == [2]


@pytest.mark.parametrize(
    ("said", "column", "words"),
    [
        ({"شاخص": "شادی مردم"}, "شاخص", "list"),
        ({"محور": "محور پنجم"}, "محور", "list"),
        ({"خط": "صدو بیست"}, "خط پایه", "number"),
        ({"هدف": "180.505"}, "هدف پایان سال", "decimals"),
        ({"هدف": "۱٬۲۳۴٬۵۶"}, "هدف پایان سال", "three"),
        ({"تاریخ_شروع": "1399/13/1"}, "تاریخ شروع", "months"),
        ({"تاریخ_پایان": "۹۹/۱/۱"}, "تاریخ پایان", "before"),
        ({"اعتبار": "زیاد"}, "اعتبار (میلیون ریال)", "number"),
        ({"دستگاه": "سازمان صنعت، معدن و تجارت"}, "دستگاه اجرایی", "is of"),
        ({"واحد": "نفر"}, "واحد سنجش", "measured in"),
        ({"واحد": "گاز"}, "واحد سنجش", "list"),
        ({"عنوان_پروژه": "الف" * 200}, "عنوان پروژه", "too long"),
    ],
)
def test_a_refused_cell_is_named(said, column, words):
    made = plan(table_of(full(), full(**{"عنوان_پروژه": "دیگر"} | said)))
    assert made.entries == []
    (fault,) = made.faults
    assert (fault.row, SIXTEEN[fault.column - 1]) == (3, column)
    assert words in fault.message
    assert [outcome.state for outcome in made.outcomes] == [State.NEW, State.REFUSED]


def test_every_fault_is_told_not_the_first_alone():
    made = plan(table_of(full(شاخص="؟؟", خط="x", تاریخ_شروع="y"), full(هدف="z", عنوان_پروژه="دیگر")))
    assert [(fault.row, fault.column) for fault in made.faults] == [(2, 6), (2, 8), (2, 11), (3, 9)]


def test_figures_are_brought_into_the_indicators_unit():
    made = plan(table_of(full(شاخص="تولید سیب", واحد="هزار تن", خط="1", هدف="1.25")))
    fields = only_entry(made).projects[0].targets[0].fields
    assert (fields["baseline"], fields["value"]) == (Decimal(1000), Decimal(1250))


def test_a_word_for_counting_stands_for_any_unit_that_counts():
    assert not plan(table_of(full(شاخص="جواز تأسیس صادره", واحد="تعداد", خط="1", هدف="2"))).faults


def test_slashes_are_asked_about_once_for_the_table():
    lines = table_of(full(خط="۱۲/۵"), full(خط="۱۳/۲۵", عنوان_پروژه="دیگر"))
    asked = read(lines).asked
    assert asked.slash == ["۱۲/۵", "۱۳/۲۵"]
    made = plan(lines, answers=Answers(slash=Slash.DECIMAL))
    assert only_entry(made).projects[1].targets[0].fields["baseline"] == Decimal("13.25")
    assert len(plan(lines, answers=Answers(slash=Slash.NONE)).faults) == 2


def test_money_and_its_source_are_asked_for():
    headings = [*SIXTEEN[:9], "اعتبار"]
    row = full() | {"اعتبار": "250"}
    lines = table_of(row, headings=headings)
    assert read(lines, Answers()).asked.money == ["250"]
    table = read(lines, Answers(money=MoneyUnit.BILLION_RIAL))
    assert not table.asked
    made = plan(lines, answers=Answers(money=MoneyUnit.BILLION_TOMAN), source="private")
    assert only_entry(made).projects[0].funding[0]["approved"] == 250 * 10**10


def test_credit_and_source_in_one_column():
    headings = ["عنوان پروژه", "شاخص", "هدف", "اعتبار مورد نیاز و محل تأمین (میلیون ریال)"]
    made = plan(
        lines_of(headings, ["گلخانه", "تولید عسل", "5", "تسهیلات بانکی: ۳۰۰\nاستانی تملک 200"]), answers=Answers()
    )
    lines = only_entry(made).projects[0].funding
    assert {line["source"]: line["approved"] for line in lines} == {
        FundingSource.BANK_LOAN: 300 * 10**6,
        FundingSource.CAPITAL: 200 * 10**6,
    }


def test_quarters_become_a_trajectory_of_months():
    headings = ["عنوان پروژه", "شاخص", "هدف", "هدف سه ماهه ۱", "هدف سه‌ماهه ۲", "سه ماهه سوم", "سه ماهه چهارم"]
    made = plan(lines_of(headings, ["عسل", "تولید عسل", "120", "30", "60", "90", "120"]))
    points = only_entry(made).projects[0].targets[0].fields["trajectory"]
    assert points == [Decimal(10 * month) for month in range(1, 13)]
    half = plan(lines_of(headings, ["عسل", "تولید عسل", "120", "30", "60"]))
    assert "every period" in half.faults[0].message


def test_the_proposed_figure_is_the_agencys_own():
    headings = ["عنوان پروژه", "شاخص", "هدف پیشنهادی دستگاه", "هدف مصوب پایان سال"]
    made = plan(lines_of(headings, ["عسل", "تولید عسل", "120", "150"]))
    assert only_entry(made).projects[0].targets[0].fields["value"] == 120


def test_one_row_for_each_county_is_a_target_for_each_county():
    headings = ["عنوان پروژه", "شاخص", "هدف", "شهرستان"]
    made = plan(lines_of(headings, ["عسل", "تولید عسل", "120", "اهر"], ["عسل", "تولید عسل", "150", "شهرستان مرند"]))
    (project,) = only_entry(made).projects
    assert [target.fields["county"].name_en for target in project.targets] == ["Ahar", "Marand"]
    assert len(project.fields["counties"]) == 2


def test_the_same_target_twice_is_refused_with_its_other_row():
    made = plan(table_of(full(), full(هدف="200")))
    assert "Row 2" in made.faults[0].message


def test_rows_that_contradict_each_other():
    made = plan(table_of(full(), full(محور="بهبود فرآیند تولید", عنوان_پروژه="دیگر")))
    assert "Another row" in made.faults[0].message
    money = plan(table_of(full(), full(شاخص="تولید عسل", واحد="تن", اعتبار="7")))
    assert "amount" in money.faults[0].message


def test_obstacles_or_none():
    headings = ["عنوان پروژه", "شاخص", "مشکلات و موانع", "راهکار", "سطح"]
    made = plan(
        lines_of(
            headings,
            ["عسل", "تولید عسل", "ندارد", None, "استانی"],
            ["سیب", "تولید سیب", "۱- کمبود آب ۲- نبود سردخانه", "تأمین آب در سطح ملی", "ملی"],
        )
    )
    honey, apples = only_entry(made).projects
    assert honey.fields["has_no_obstacles"] and honey.challenges is None
    assert honey.fields["scope_level"] == ScopeLevel.PROVINCIAL
    assert [(each["title"], each["level"]) for each in apples.challenges] == [
        ("کمبود آب", "national"),
        ("نبود سردخانه", "national"),
    ]


def test_a_table_without_programs_is_a_program_of_the_year():
    made = plan(lines_of(["عنوان پروژه", "شاخص", "هدف"], ["عسل", "تولید عسل", "5"]))
    assert "1399" in only_entry(made).fields["title"]
    assert "program" in made.outcomes[0].lacks


def test_a_code_of_the_agencys_own_is_noted():
    made = plan(table_of(full(کد="ب-۱۲")))
    assert only_entry(made).projects
    assert "ب-12" in made.outcomes[0].note or "ب12" in made.outcomes[0].note
