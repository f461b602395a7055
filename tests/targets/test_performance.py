"""What came of what was promised, against an oracle in plain SQL."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import User
from config.clock import today
from targets.enums import Feeds, Standing
from targets.management.commands.check_rollups import compare
from targets.models import Indicator, MacroTarget, ProgressReport, Unit
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.progress import (
    open_period,
    return_line,
    save_lines,
    send_report,
    settle_line,
    settle_lines,
    sign_report,
)
from targets.operations.promises import freeze_year
from targets.operations.statistics import observe
from targets.performance import (
    Done,
    Returns,
    action_progress,
    figures_as_of,
    figures_now,
    last_due_period,
    performance_of,
    project_progress,
    reading_of,
    returns_by_agency,
    sums,
)
from targets.planned import plan_of, table_in_force
from targets.rollups import Average, Coverage
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk
from tests.targets.returns import AREA, CROPS, IN_FARVARDIN, LAND, LONG_OPEN, RATE, Entry, line_of, make_world

pytestmark = pytest.mark.django_db

# Khordad's return is late, Tir is running.
IN_TIR = "2020-07-05"


@pytest.fixture(autouse=True)
def in_tir(settings):
    settings.TODAY = IN_TIR


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_FARVARDIN):
        return make_world(Cast(), **LONG_OPEN)


@pytest.fixture
def world(kept):
    return deepcopy(kept)


def rows_of(world, **how):
    """The year's performance by the indicator of each target of Jahad."""
    plan = plan_of(world.year, table=table_in_force(world.year))
    performances = performance_of(plan, world.year, **{"today": today(), **how})
    return {row.planned.indicator: row for row in performances if row.planned.agency_id == world.jahad.pk}


def settled(world, ordinal, **values):
    report = world.signed(ordinal, **values)
    return settle_lines(by=world.planner, report=report, version=report.version)


def corrected(world, report, about, value):
    """The agency writes another figure into a line that came back."""
    return save_lines(
        by=world.jahad_editor,
        report=report,
        version=report.version,
        values={line_of(report, about).uuid: Entry(D(value))},
    )


def signed_again(world, report):
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    return sign_report(by=world.jahad_head, report=report, version=report.version)


def oracle(column, indicator, agency):
    """Sum of a flow, last of a stock, said once more in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT sum(line.{column}), (array_agg(line.{column} ORDER BY period.last_day DESC))[1]
            FROM targets_reportline line
            JOIN targets_progressreport report ON report.id = line.report_id AND report.signed_at IS NOT NULL
            JOIN projects_period period ON period.id = report.period_id
            JOIN targets_target target ON target.id = line.target_id
            JOIN targets_indicator indicator ON indicator.id = target.indicator_id
            WHERE indicator.code = %s AND report.agency_id = %s AND line.{column} IS NOT NULL
            """,
            [indicator, agency.pk],
        )
        return cursor.fetchone()


# --- one target ---------------------------------------------------------------------------------


def test_nothing_opened_is_not_due(world):
    row = rows_of(world)[CROPS]
    assert (row.reported, row.verified, row.achievement, row.expected) == (None, None, None, None)
    assert row.standing == Standing.NOT_DUE


def test_year_to_date_equals_the_oracle(world):
    settled(world, 1, crops="100", area="255")
    world.signed(2, crops="80.5", area="258")
    rows = rows_of(world)
    assert rows[CROPS].reported == oracle("reported", CROPS, world.jahad)[0] == D("180.5")
    assert rows[AREA].reported == oracle("reported", AREA, world.jahad)[1] == D(258)
    assert rows[CROPS].verified == oracle("verified", CROPS, world.jahad)[0] == D(100)
    assert rows[AREA].verified == oracle("verified", AREA, world.jahad)[1] == D(255)
    assert rows[RATE].year_to_date.reported == (D("8.5"), D(85), D(1000))


def test_judgement_follows_the_sheet(world):
    world.signed(1, crops="100", area="255")
    world.signed(2, crops="80", area="258")
    crops, area, rate = (rows_of(world)[code] for code in (CROPS, AREA, RATE))
    # A flow from zero, by its trajectory of 100 a month.
    assert (crops.achievement, crops.expected, crops.rate, crops.standing) == (D(15), D(200), D(90), Standing.ON_PLAN)
    # A stock from its baseline: 8 of 60 hectares, 8 of 10 by now.
    assert (area.achievement, area.expected, area.rate, area.standing) == (
        D("13.3333"),
        D(260),
        D(80),
        Standing.BEHIND,
    )
    # A ratio that falls: half of the way from 9 to 8 is ahead of the trajectory.
    assert (rate.achievement, rate.standing) == (D(50), Standing.ON_PLAN)


def test_figures_before_the_signature_are_nobodys(world):
    world.sent(1, crops="100")
    row = rows_of(world)[CROPS]
    assert (row.reported, row.year_to_date.due, row.standing) == (None, 1, Standing.NOT_REPORTED)


def test_return_that_runs_is_not_missing(world, settings):
    settings.TODAY = "2020-04-22"
    world.entered(1)
    row = rows_of(world)[CROPS]
    assert (row.year_to_date.due, row.standing) == (0, Standing.NOT_DUE)


def test_return_signed_early_counts(world, settings):
    settings.TODAY = "2020-04-22"
    world.signed(1, crops="100")
    row = rows_of(world)[CROPS]
    assert (row.reported, row.expected, row.standing) == (D(100), D(100), Standing.ON_PLAN)


def test_silent_period_lowers_coverage_and_stands_behind(world):
    world.signed(1, crops="100")
    world.opened(2)
    row = rows_of(world)[AREA]
    assert (row.reported, row.expected, row.rate) == (D(255), D(260), D(50))
    assert (row.year_to_date.due, row.year_to_date.reported_lines, row.year_to_date.is_covered) == (2, 1, False)


def test_zero_is_reported(world):
    world.signed(1, crops="0")
    row = rows_of(world)[CROPS]
    assert (row.reported, row.achievement, row.standing) == (D(0), D(0), Standing.NO_PROGRESS)


def test_later_periods_are_left_out_through_an_earlier_one(world):
    world.signed(1, crops="100")
    world.signed(2, crops="80")
    assert rows_of(world, through=world.period(1))[CROPS].reported == D(100)


def test_line_sent_back_keeps_its_signed_figure_until_the_correction_is_signed(world):
    report = world.signed(1, crops="100")
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="سند ندارد")
    assert rows_of(world)[CROPS].reported == D(100)

    report = corrected(world, report, CROPS, "70")
    assert rows_of(world)[CROPS].reported == D(100)

    signed_again(world, report)
    assert rows_of(world)[CROPS].reported == D(70)


# --- as recorded until a moment -------------------------------------------------------------------


def test_ledger_says_the_same_as_the_lines(world):
    settled(world, 1, crops="100", area="255")
    report = world.signed(2, crops="80", area="258")
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="سند ندارد")
    corrected(world, report, CROPS, "75")
    world.entered(3, crops="60")
    assert list(compare(world.year, {"years": 0, "targets": 0, "actions": 0})) == []


def test_as_of_knows_nothing_of_what_came_later(world):
    before = timezone.now()
    report = world.signed(1, crops="100")
    signed = timezone.now()
    settle_line(by=world.planner, line=line_of(report, CROPS), version=report.version)

    assert rows_of(world, as_of=before)[CROPS].reported is None
    assert rows_of(world, as_of=signed)[CROPS].reported == D(100)
    assert rows_of(world, as_of=signed)[CROPS].verified is None
    assert rows_of(world, as_of=timezone.now())[CROPS].verified == D(100)


def test_difference_between_line_and_ledger_is_named(world):
    report = world.signed(1, crops="100")
    line = line_of(report, CROPS)
    line.reported = D(999)
    line.save(update_fields=["reported"])
    found = list(compare(world.year, {"years": 0, "targets": 0, "actions": 0}))
    assert [(each.figure, each.shown, each.recorded) for each in found] == [("reported", "999 / — / —", "100 / — / —")]


# --- several targets ------------------------------------------------------------------------------


def test_totals_are_weighted_and_capped_with_their_coverage(world):
    # Crops overshoot the whole year in a month: shown as it is, counted up to the cap.
    settled(world, 1, crops="2400", area="280", note="زودتر از برنامه")
    figures = figures_now(world.year, user=world.planner, today=today())
    mine = figures.by_agency[world.jahad.pk]
    assert rows_of(world)[CROPS].achievement == D(200)
    assert mine.achievement == Average(D("66.6667"), 3, 3)
    assert mine.verified_achievement == mine.achievement
    assert mine.coverage == Coverage(3, 3, None)
    # Samt's target was due and has not been reported: neither zero nor left out silently.
    assert figures.totals.achievement == Average(D("66.6667"), 3, 4)
    assert figures.totals.coverage == Coverage(3, 4, None)
    assert figures.totals.standings == {Standing.ON_PLAN: 3, Standing.NOT_REPORTED: 1}


def test_sums_of_one_indicator_and_refusal_of_several(world):
    world.signed(1, crops="100")
    rows = rows_of(world)
    whole = sums([rows[CROPS]])
    assert (whole.agreed, whole.reported, whole.verified, whole.coverage) == (
        D(1200),
        D(100),
        None,
        Coverage(1, 1, D(100)),
    )
    refused = sums([rows[CROPS], rows[AREA]])
    assert (refused.unit, refused.agreed) == (None, None)
    assert refused.footnote


def test_actions_and_projects_by_what_was_signed_last(world):
    world.signed(1, land="40")
    world.signed(2, land="60")
    done = action_progress(world.year, today=today())
    action = world.program.projects.get().actions.get(title=LAND)
    assert done[action.pk] == Done(D(60), None)
    # The harvest has not begun: it counts with its weight, at zero.
    progress = project_progress(action.project.actions.all(), done)
    assert progress[action.project_id] == Average(D(60) * action.weight / 100, 2, 2)


def test_returns_due_received_and_late(world):
    world.signed(1)
    world.opened(2)
    returns = returns_by_agency(world.year, today=today())
    assert sum(returns[world.jahad.pk].values(), Returns()) == Returns(due=2, received=1, late=1)
    assert sum(each.due for of_agency in returns.values() for each in of_agency.values()) == 4
    assert last_due_period(world.year, today=today()) == world.period(2)
    figures = figures_now(world.year, user=world.planner, today=today())
    assert (figures.period, figures.agencies) == (world.period(2), Coverage(0, 2, None))


def test_agency_counts_its_own_only(world):
    world.signed(1)
    figures = figures_now(world.year, user=world.samt_editor, today=today())
    assert {row.planned.agency_id for row in figures.performances} == set(figures.returns) == set(figures.by_agency)
    assert world.jahad.pk not in figures.by_agency


@pytest.mark.parametrize("more_targets", [0, 6])
def test_year_costs_the_same_queries_for_few_targets_and_many(cast, more_targets):
    world = make_world(cast, more_targets=more_targets)
    world.signed(1)
    reader = User.objects.get(pk=cast.planner.pk)
    with CaptureQueriesContext(connection) as queries:
        figures = figures_now(world.year, user=reader, today=today())
    assert len(figures.performances) == 4 + more_targets
    assert len(queries) == 11


def test_what_is_equal_to_what_was_read_last_is_taken_over_and_nothing_else(world):
    def read():
        reading = reading_of(world.year, table=table_in_force(world.year), today=today())
        return {each.planned.target_id: each for each in reading.performances}

    def taken_over(before, after):
        return {key for key, each in after.items() if each is before[key]}

    report = world.signed(1)
    first = read()
    assert taken_over(first, read()) == first.keys()
    line = line_of(report, CROPS)
    settle_line(by=world.planner, line=line, version=report.version)
    second = read()
    assert taken_over(first, second) == first.keys() - {line.target_id}
    assert second[line.target_id].verified is not None
    # Rows know their unit by its key; what is known of it is compared as well.
    Unit.objects.filter(pk=Indicator.objects.get(code=AREA).unit_id).update(decimals=3)
    assert taken_over(second, read()) == set()
    fresh = performance_of(plan_of(world.year, table=table_in_force(world.year)), world.year, today=today())
    assert [*read().values()] == fresh


# --- macro targets ------------------------------------------------------------------------------


@pytest.fixture
def fed(cast):
    """200 more tonnes are needed: fed by crops as an increment and as a level, and by hectares that are no tonnes."""
    year = make_year()
    crops = Indicator.objects.get(code=CROPS)
    macro_target = add_macro_target(by=cast.planner, plan_year=year, indicator=crops, baseline=D(5000), value=D(5200))
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    program = make_program(cast, plan_year=year, projects=0)
    feeding = {"macro_target": macro_target}
    for place, feeds in enumerate((Feeds.INCREMENT, Feeds.LEVEL)):
        project = make_project(cast, program, title=f"پروژه {place}")
        make_target(cast, project, indicator=crops, baseline=100, value=120, feeds=feeds, **feeding)
    make_target(cast, project, indicator=AREA, baseline=250, value=310, **feeding)
    walk(cast, program, "approved")
    freeze_year(by=cast.deputy, plan_year=year)
    return macro_target


def of(macro_target: MacroTarget):
    (figures,) = figures_now(macro_target.plan_year, today=today()).macro_targets
    return figures


def test_macro_figures_before_anything_is_reported(fed):
    figures = of(fed)
    assert (figures.needed, figures.offered, figures.agreed, figures.gap) == (D(200), D(140), D(140), D(60))
    assert (figures.reported, figures.verified, figures.achievement) == (None, None, None)
    assert (figures.targets, figures.not_counted) == (3, 1)
    assert "جمع" in figures.footnote or "add up" in figures.footnote
    assert figures.observation is None


def test_macro_figures_leave_out_the_level_of_a_growing_flow(cast, fed):
    (report,) = open_period(period=fed.plan_year.periods.regular().get(ordinal=1))
    lines = report.lines.all()
    report = save_lines(
        by=cast.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(D(10)) for line in lines}
    )
    report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    report = sign_report(by=cast.jahad_head, report=report, version=report.version)
    settle_lines(by=cast.planner, report=ProgressReport.objects.get(pk=report.pk), version=report.version)
    figures = of(fed)
    assert (figures.reported, figures.verified, figures.achievement) == (D(10), D(10), D(5))
    assert figures.still_growing == 1
    assert figures.coverage == Coverage(1, 2, D("85.7143"))


def test_official_observation_stands_beside_the_sum(cast, fed):
    period = fed.plan_year.periods.regular().get(ordinal=1)
    observe(by=cast.planner, macro_target=fed, period=period, value=D(5050), source="مرکز آمار")
    figures = of(fed)
    assert (figures.observation.value, figures.reported) == (D(5050), None)
    as_of = figures_as_of(fed.plan_year, timezone.now(), today=date(2020, 7, 5))
    assert as_of.macro_targets[0].observation.value == D(5050)


def test_figures_before_the_freeze_stand_on_live_targets(cast):
    year = make_year()
    make_program(cast, plan_year=year, status="negotiation", targets=2)
    make_program(cast, plan_year=year, status="rejected")
    figures = figures_now(year, user=cast.planner, today=today())
    assert (figures.table, len(figures.performances), figures.period) == (None, 2, None)
    assert {row.standing for row in figures.performances} == {Standing.NOT_DUE}
    assert [row.planned.offered.value for row in figures.performances] == [D(240), D(240)]
    assert [row.planned.agreed.value for row in figures.performances] == [None, None]


def test_draft_is_planned_by_its_agency_only(cast):
    year = make_year()
    make_program(cast, plan_year=year)
    assert len(figures_now(year, user=cast.jahad_editor, today=today()).performances) == 1
    assert figures_now(year, user=cast.planner, today=today()).performances == []


def test_live_weights_are_shares_of_the_program(cast):
    year = make_year()
    make_program(cast, plan_year=year, projects=2, targets=2)
    assert {row.weight for row in plan_of(year)} == {D("0.25")}


def test_a_macro_target_that_nothing_feeds_is_missing_whole(cast):
    apples = Indicator.objects.get(code="apple_output")
    macro = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=apples, baseline=D(670), value=D(700))
    approve_macro_target(by=cast.deputy, macro_target=macro)
    figures = of(macro)
    assert (figures.needed, figures.agreed, figures.gap) == (D(30), None, D(30))
