"""The master table's page: what stands in it, for whom, in what order, at what cost."""

from __future__ import annotations

import re
from copy import deepcopy
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import County, User
from config.clock import today
from projects.enums import ProgramStatus
from projects.models import PlanYear, Program, Project
from targets.corrections import texts_of
from targets.filters import CHOOSABLE
from targets.master_table import WORST_FIRST, Grouping, names_of, read_master_table
from targets.models import Indicator, Target
from targets.operations.corrections import correct_wording
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.promises import freeze_year
from targets.planned import table_in_force
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk
from tests.targets.returns import AREA, CROPS, IN_FARVARDIN, LONG_OPEN, make_world

pytestmark = pytest.mark.django_db
PAGE = "/targets/"
# Every column there is, not only the usual ones.
WIDE = "?" + "&".join(f"column={name}" for name in CHOOSABLE)


@pytest.fixture(autouse=True)
def in_tir(settings):
    # Khordad's return is late, Tir is running.
    settings.TODAY = "2020-07-05"


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_FARVARDIN):
        return make_world(Cast(), **LONG_OPEN)


@pytest.fixture
def world(kept):
    return deepcopy(kept)


def read(client, query="", *, user):
    client.force_login(user)
    client.cookies["jahesh_language"] = "en"
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return response


def shown(response):
    """(project code, indicator) of the rows of the page, in their order."""
    lines = [row.record for row in response.context["table"].page.object_list]
    return [(line.row.planned.project_code, line.row.planned.indicator) for line in lines]


def cells(response, indicator):
    """The texts of the row about the indicator."""
    html = response.content.decode()
    row = next(row for row in html.split("<tr") if reverse("figure", args=[target_of(indicator).uuid]) in row)
    # A cell ends where the next one begins.
    found = re.split(r"<t[hd]\b[^>]*>", row.partition("</tr>")[0])[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip() for cell in found]


def target_of(indicator):
    return Target.objects.get(indicator__code=indicator, project__program__agency__code="JAHAD")


# --- what stands in it ----------------------------------------------------------------------------


def test_page_before_any_year_says_so(client, cast):
    assert "No plan year has been opened yet" in read(client, user=cast.planner).content.decode()


def test_row_says_what_was_promised_and_what_came_of_it(client, world):
    world.signed(1, crops="100")
    row = cells(read(client, WIDE, user=world.planner), CROPS)
    assert row[3] == "100% On plan"
    assert row[4:11] == ["900", "1,200", "1,200", "100", "100", "—", "—"]
    # As the trajectory goes, with its range.
    assert row[11].startswith("1,200") and "from " in row[11]
    assert row[12] == "8.3%"
    assert row[13].startswith("2 until")


def test_row_in_persian_has_persian_digits(client, world):
    world.signed(1, crops="100")
    client.force_login(world.planner)
    row = cells(client.get(PAGE + WIDE), CROPS)
    assert (row[4], row[12]) == ("۹۰۰", "۸٫۳٪")


def test_not_reported_and_zero_are_told_apart(client, world):
    world.signed(1, crops="0")
    response = read(client, WIDE, user=world.planner)
    assert cells(response, CROPS)[8] == "0"
    samt = Target.objects.get(project__program__agency__code="SAMT")
    row = next(row for row in response.content.decode().split("<tr") if str(samt.uuid) in row)
    assert "not reported" in row


def test_every_figure_opens_what_it_is_made_of(client, world):
    """The row's one link leads there, and the script lets a click on any of its figures follow it."""
    html = read(client, WIDE, user=world.planner).content.decode()
    row = next(row for row in html.split("<tr") if str(target_of(CROPS).uuid) in row)
    assert row.count(f"<td><a href={reverse('figure', args=[target_of(CROPS).uuid])}>") == 1
    assert row.count("<a ") == 2  # that one, and the row's header with the program
    # Words stand in a paragraph, and what stands by itself is a figure.
    assert row.count("<td>") - row.count("<td><a ") - row.count("<td><p") == 8 and "data-figures" in html


def test_group_has_its_macro_target_with_subtotal_and_coverage(client, cast):
    year = make_year()
    crops = Indicator.objects.get(code=CROPS)
    macro_target = add_macro_target(by=cast.planner, plan_year=year, indicator=crops, baseline=D(5000), value=D(5200))
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    program = make_program(cast, plan_year=year, projects=0)
    for number in (1, 2):
        project = make_project(cast, program, title=f"پروژه {number}")
        make_target(cast, project, indicator=crops, baseline=0, value=60, macro_target=macro_target)
    make_target(cast, project, indicator=AREA, baseline=250, value=310)
    walk(cast, program, ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=year)

    feeding, rest = read(client, user=cast.planner).context["content"].groups
    assert (feeding.heading, len(feeding.rows)) == (str(crops), 2) or feeding.macro.macro_target == macro_target
    assert (feeding.macro.needed, feeding.sums.agreed, feeding.macro.gap) == (D(200), D(120), D(80))
    assert (rest.macro, len(rest.rows)) == (None, 1)


@pytest.mark.parametrize("grouping", list(Grouping))
def test_every_target_stands_in_exactly_one_group(world, grouping):
    content = read_master_table(
        world.year,
        table=table_in_force(world.year),
        targets=Target.objects.all(),
        today=today(),
        names=names_of(world.year),
        grouping=grouping,
    )
    assert sorted(row.planned.target_id for row in content.rows) == sorted(Target.objects.values_list("pk", flat=True))
    assert all(group.heading for group in content.groups)


def test_groups_of_several_indicators_have_a_footnote_instead_of_a_sum(client, world):
    groups = read(client, "?group=agency", user=world.planner).context["content"].groups
    mixed = next(group for group in groups if len(group.rows) > 1)
    assert (mixed.sums.agreed, mixed.sums.footnote) == (None, "Amounts of several indicators are not added.")


# --- live, frozen, older ----------------------------------------------------------------------------


def test_open_year_shows_programs_in_force(client, cast):
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.NEGOTIATION)
    make_program(cast, plan_year=year, status=ProgramStatus.REJECTED)
    response = read(client, user=cast.planner)
    assert len(shown(response)) == 1
    assert response.context["content"].table is None


@pytest.mark.parametrize(("username", "is_offered"), [("deputy", True), ("planner", False), ("jahad.head", False)])
def test_freeze_is_offered_to_who_may_make_it(client, cast, username, is_offered):
    make_year()
    assert (reverse("year-freeze", args=[1399]) in read(client, user=cast[username]).content.decode()) is is_offered


def test_freeze_is_announced_in_the_digits_of_the_page(client, cast):
    make_program(cast, status=ProgramStatus.APPROVED)
    client.force_login(cast.deputy)
    client.cookies["jahesh_language"] = "fa"
    response = client.post(reverse("year-freeze", args=[1399]), follow=True)
    [message] = response.context["messages"]
    assert re.findall("[0-9۰-۹]", str(message)) == ["۱", "۱"]


def test_freeze_is_not_offered_twice(client, cast, world):
    assert reverse("year-freeze", args=[1399]) not in read(client, user=cast.deputy).content.decode()


def test_frozen_table_says_what_was_frozen_whatever_became_of_the_title(client, world):
    project = world.program.projects.get()
    row = table_in_force(world.year).rows.filter(project_code=project.code).first()
    [place] = [text.place for text in texts_of(world.program) if text.thing == project and text.field == "title"]
    correct_wording(
        by=world.planner,
        program=world.program,
        version=world.program.version,
        texts={place: "عنوان دیگر"},
        reason="غلط املایی",
    )
    html = read(client, user=world.planner).content.decode()
    assert row.project_title in html
    assert "عنوان دیگر" not in html


def test_program_closed_before_the_freeze_is_frozen_with_the_others(cast):
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)
    closed = make_program(cast, plan_year=year, status=ProgramStatus.CLOSED, title="کار تمام‌شده")
    table = freeze_year(by=cast.deputy, plan_year=year)
    assert table.row_count == 2
    assert table.rows.filter(program_code=closed.code).count() == 1


def test_programs_not_approved_at_the_freeze_stay_outside(client, cast):
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)
    make_program(cast, plan_year=year, agency="SAMT", status=ProgramStatus.UNDER_REVIEW)
    assert len(shown(read(client, user=cast.planner))) == 2
    freeze_year(by=cast.deputy, plan_year=year)
    assert len(shown(read(client, user=cast.planner))) == 1


@pytest.mark.parametrize(
    ("query", "status"), [("?version=1", 200), ("?version=2", 404), ("?version=x", 404), ("?year=1300", 404)]
)
def test_version_and_year_asked_for(client, world, query, status):
    client.force_login(world.planner)
    assert client.get(PAGE + query).status_code == status
    assert client.get("/targets/export.xlsx" + query).status_code == status


def test_year_that_runs_is_shown_first(client, world):
    make_year(1400)
    assert read(client, user=world.planner).context["content"].plan_year == world.year
    asked = read(client, "?year=1400", user=world.planner)
    assert asked.context["content"].plan_year == PlanYear.objects.get(year=1400)


# --- for whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("username", "rows"), [("planner", 4), ("auditor", 4), ("jahad.head", 3), ("samt.editor", 1)])
def test_reader_sees_the_targets_of_their_scope_and_totals_of_these(client, world, username, rows):
    content = read(client, user=world.cast[username]).context["content"]
    assert len(content.rows) == content.totals.targets == rows


def test_master_table_for_who_may_not_read_it(client, world):
    client.force_login(world.administrator)
    assert client.get(PAGE).status_code == 403
    assert client.get("/targets/export.xlsx").status_code == 403


def test_master_table_for_who_is_not_signed_in(client, world):
    assert client.get(PAGE).status_code == 302


# --- filters and order ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "indicators"),
    [
        ("?agency=JAHAD&indicator=crop_output", [CROPS]),
        ("?q=گلخانه&indicator=greenhouse_area", [AREA]),
        ("?q=كلخانه هاي", []),
        ("?q=گلخانه هاي&agency=JAHAD&indicator=greenhouse_area", [AREA]),
        ("?q=۹۹-JAHAD&indicator=crop_output", [CROPS]),
        ("?standing=not_reported", []),
        ("?agency=SAMT&indicator=crop_output", []),
    ],
)
def test_filter(client, world, query, indicators):
    world.signed(1)
    rows = shown(read(client, query, user=world.planner))
    assert [indicator for _project, indicator in rows if indicator in (CROPS, AREA)] == indicators


def test_county_has_its_own_targets_and_the_projects_that_work_there(client, cast):
    year = make_year()
    marand, ahar, *_rest = County.objects.all()
    program = make_program(cast, plan_year=year, projects=0)
    there = make_project(cast, program, title="آنجا", counties=[marand, ahar])
    make_target(cast, there, indicator=CROPS)
    elsewhere = make_project(cast, program, title="جای دیگر")
    make_target(cast, elsewhere, indicator=CROPS, county=ahar)
    make_target(cast, elsewhere, indicator=AREA, baseline=250, value=310)
    walk(cast, program, ProgramStatus.UNDER_REVIEW)

    def found(county):
        return shown(read(client, f"?county={county.sci_code}", user=cast.planner))

    assert found(marand) == [(there.code, CROPS)]
    assert found(ahar) == [(there.code, CROPS), (elsewhere.code, CROPS)]


def test_standing_is_filtered_by_what_came_of_the_target(client, world):
    world.signed(1, crops="0", area="255")
    assert [code for _project, code in shown(read(client, "?standing=no_progress", user=world.planner))] == [CROPS]


@pytest.mark.parametrize("alias", ["agreed", "-agreed", "reported", "-reported"])
def test_order_keeps_to_the_groups_and_puts_what_is_missing_last(client, world, alias):
    world.signed(1, crops="100", area="255")
    content = read(client, user=world.planner).context["content"].ordered_by(alias)
    field = alias.removeprefix("-")
    for group in content.groups:
        values = [row.planned.agreed.value if field == "agreed" else row.reported for row in group.rows]
        there = [value for value in values if value is not None]
        assert there == sorted(there, reverse=alias.startswith("-"))
        assert values[: len(there)] == there


def test_the_worst_of_all_comes_first_where_nothing_is_grouped(client, world):
    world.signed(1, crops="0", area="255")
    page = read(client, "?group=nothing&sort=standing", user=world.planner)
    lines = [row.record for row in page.context["table"].page.object_list]
    places = [(WORST_FIRST.index(line.row.standing), line.row.rate or D(0)) for line in lines]
    assert len(lines) == 4 and places == sorted(places)
    assert not any(line.opens_group for line in lines)


def test_page_sorts_by_the_column_asked_for(client, world):
    rising = shown(read(client, "?group=agency&agency=JAHAD&sort=agreed", user=world.planner))
    falling = shown(read(client, "?group=agency&agency=JAHAD&sort=-agreed", user=world.planner))
    assert rising == falling[::-1]
    assert len(rising) == 3


@pytest.mark.parametrize("query", ["?sort=nonsense", "?page=0", "?page=99", "?page=x", "?agency=", "?unheard-of=1"])
def test_nonsense_that_narrows_nothing_is_no_error(client, world, query):
    assert len(shown(read(client, query, user=world.planner))) > 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?group=nonsense", "group"),
        ("?agency=NOWHERE", "agency"),
        ("?county=%00", "county"),
        ("?q=%00", "q"),
        ("?macro=1", "macro"),
        ("?standing=fine", "standing"),
    ],
)
def test_filter_that_is_not_understood_is_named_and_shows_nothing(client, world, query, field):
    client.force_login(User.objects.get(pk=world.planner.pk))
    page = client.get(PAGE + query)
    assert page.status_code == 422
    assert list(page.context["filter"].errors) == [field]
    assert shown(page) == []
    workbook = client.get(reverse("master-table-export") + query)
    assert workbook.status_code == 422
    assert str(page.context["filter"].form.fields[field].label) in workbook.content.decode()


# --- cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more_targets", [0, 6])
def test_page_costs_the_same_queries_for_few_rows_and_many(client, cast, more_targets):
    world = make_world(cast, more_targets=more_targets)
    world.signed(1)
    client.force_login(User.objects.get(pk=cast.planner.pk))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(PAGE + WIDE)
    assert len(shown(response)) == 4 + more_targets
    assert len(queries) == 22
    # What the figures wait for from the reader, and which row is the worst; here only the added ones are behind.
    assert [each.tone for each in response.context["told"]] == ["mine", *(["bad"] if more_targets else [])]
    assert response.context["next_step"].returns == 1 and b'href="/progress/?part=verify"' in response.content


def test_page_shows_fifty_rows_and_the_heading_of_a_group_again_on_the_next(client, cast):
    year = make_year()
    make_program(cast, plan_year=year, projects=6, targets=10, status=ProgramStatus.UNDER_REVIEW)
    first = read(client, user=cast.planner)
    second = read(client, "?page=2", user=cast.planner)
    assert (len(shown(first)), len(shown(second))) == (50, 10)
    for page in (first, second):
        assert page.context["table"].page.object_list[0].record.opens_group
    assert not set(shown(first)) & set(shown(second))
    assert len(first.content) <= 60 * 1024


# --- while a program is being corrected -----------------------------------------------------------


@pytest.fixture
def corrected(cast):
    """Signed as «کارخانه زرافشان», sent back, and now written in as «کارگاه نقره‌کوب»."""
    program = make_program(cast, title="کارخانه زرافشان", status=ProgramStatus.RETURNED)
    Program.objects.filter(pk=program.pk).update(title="کارگاه نقره‌کوب")
    Project.objects.filter(program=program).update(title="نقره‌کوب یک")
    return program


def test_search_finds_what_the_reader_may_read(client, cast, corrected):
    for who, typed, is_found in (
        ("planner", "زرافشان", True),
        ("planner", "کارخانه زرافشان 1", True),
        ("deputy", "كارخانه زر افشان", True),
        ("planner", "نقره کوب", False),
        ("deputy", "نقره‌کوب یک", False),
        ("jahad.editor", "نقره کوب", True),
        ("auditor", "نقره کوب", True),
        ("jahad.editor", "زرافشان", False),
        ("samt.editor", "زرافشان", False),
    ):
        assert bool(shown(read(client, f"?q={typed}", user=cast[who]))) == is_found, (who, typed)


def test_search_by_code_and_indicator_while_it_is_corrected(client, cast, corrected):
    target = Target.objects.select_related("project", "indicator").get()
    for typed in (target.project.code, target.indicator.name_fa, f"زرافشان {target.indicator.name_en}"):
        assert len(shown(read(client, f"?q={typed}", user=cast.planner))) == 1


def test_search_costs_as_much_for_one_corrected_program_as_for_many(client, cast, corrected):
    counts = []
    for more in range(2):
        for number in range(more * 5):
            make_program(cast, title=f"کارخانه زرافشان {number}", status=ProgramStatus.RETURNED)
        read(client, "?q=زرافشان", user=cast.planner)
        with CaptureQueriesContext(connection) as asked:
            assert len(shown(client.get(PAGE + "?q=زرافشان"))) == 1 + more * 5
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25
