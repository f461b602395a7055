"""The report's data set against what the test itself entered, and against SQL written only here."""

from __future__ import annotations

import datetime
import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency
from config.clock import on_day
from projects.enums import ProgramStatus
from projects.models import PlanYear
from reports import data_set
from targets.models import Indicator, MasterTable, ProgressReport
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.progress import Entry, open_period, save_lines, send_report, settle_lines, sign_report
from targets.operations.promises import freeze_year
from targets.operations.statistics import observe
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_program, make_project, make_target, make_year, walk

CROPS = "crop_output"
# The day after the returns of Farvardin are due: 24 April is a Friday, so they are due on the 25th.
DAY = datetime.date(2020, 4, 26)


def make_reported_year(cast: Cast) -> PlanYear:
    """1399: a macro target of 600 needed, fed by a target of 300 of which 100.5 are reported and settled.

    Jahad has sent its return for Farvardin, Samt (one target, one action) has not.
    """
    year = make_year()
    crops = Indicator.objects.get(code=CROPS)
    macro = add_macro_target(
        by=cast.planner, plan_year=year, indicator=crops, baseline=Decimal(900), value=Decimal(1500)
    )
    approve_macro_target(by=cast.deputy, macro_target=macro)
    observe(
        by=cast.planner,
        macro_target=macro,
        period=year.periods.regular().get(ordinal=1),
        value=Decimal("912.25"),
        source="مرکز آمار",
    )
    program = make_program(cast, plan_year=year, projects=0)
    project = make_project(cast, program, actions=2)
    make_target(cast, project, indicator=crops, baseline=0, value=300, macro_target=macro)
    walk(cast, program, ProgramStatus.APPROVED)
    make_program(cast, agency="SAMT", plan_year=year, status=ProgramStatus.APPROVED, actions=1)
    freeze_year(by=cast.deputy, plan_year=year)
    report_farvardin(cast, year, "100.5")
    return year


def report_farvardin(cast: Cast, year: PlanYear, crops: str) -> None:
    """Jahad's return for the first month: the crops, 40 percent of each action; signed a day late, settled."""
    open_period(period=year.periods.regular().get(ordinal=1))
    report = ProgressReport.objects.get(agency__code="JAHAD", period__ordinal=1)
    values = {line.uuid: Entry(Decimal(crops if line.target_id else 40)) for line in report.lines.all()}
    report = save_lines(by=cast.jahad_editor, report=report, version=report.version, values=values)
    report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    with on_day(report.period.due_on + datetime.timedelta(days=1)):
        report = sign_report(by=cast.jahad_head, report=report, version=report.version)
    settle_lines(by=cast.planner, report=report, version=report.version)


@pytest.fixture(autouse=True)
def in_ordibehesht(settings: Any) -> None:
    settings.TODAY = "2020-04-22"


@pytest.fixture(scope="module")
def kept(module_db: None) -> PlanYear:
    with override_settings(TODAY="2020-04-22"):
        return make_reported_year(Cast())


@pytest.fixture
def year(kept: PlanYear, db: None) -> PlanYear:
    return deepcopy(kept)


@pytest.fixture
def data(year: PlanYear) -> dict[str, Any]:
    return data_set.collect(asked(year))


def asked(year: PlanYear, as_of: datetime.datetime | None = None, **about: Any) -> data_set.Question:
    return data_set.Question(plan_year=year, as_of=as_of or timezone.now(), on=DAY, **about)


def from_sql(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_macro_target_is_needed_agreed_reported_verified(data: dict[str, Any]) -> None:
    (macro,) = data["macro_targets"]

    assert {name: macro[name] for name in ("baseline", "value", "needed", "agreed", "reported", "verified")} == {
        "baseline": "900",
        "value": "1500",
        "needed": "600",
        "agreed": "300",
        "reported": "100.5",
        "verified": "100.5",
    }
    assert macro["achievement"] == "16.75"
    assert macro["observation"] == {
        "value": "912.25",
        "source": "مرکز آمار",
        "period": {"kind": "month", "ordinal": 1},
    }
    assert macro["coverage"] == {"reported": 1, "due": 1, "share": "100"}


def test_reported_and_verified_equal_the_sums_of_sql(data: dict[str, Any]) -> None:
    for name in ("reported", "verified"):
        expected = from_sql(
            f"""SELECT sum(line.{name}) FROM targets_reportline line
                JOIN targets_progressreport report ON report.id = line.report_id
                JOIN targets_target target ON target.id = line.target_id
                WHERE report.signed_at IS NOT NULL AND target.macro_target_id IS NOT NULL"""
        )
        assert Decimal(data["macro_targets"][0][name]) == expected


def test_agency_without_a_return_is_counted_and_has_no_figure(data: dict[str, Any]) -> None:
    jahad, samt = data["agencies"]

    assert [jahad["code"], samt["code"]] == ["JAHAD", "SAMT"]
    assert jahad["returns"] == {"due": 1, "received": 1, "late": 1}
    assert samt["returns"] == {"due": 1, "received": 0, "late": 0}
    assert (jahad["reported"], jahad["verified"]) == ("33.5", "33.5")
    assert (samt["reported"], samt["verified"]) == (None, None)
    assert (samt["programs"], samt["projects"], samt["targets"]) == (1, 1, 1)
    assert data["coverage"] == {"reported": 1, "due": 2, "share": None}
    assert data["returns"] == {"due": 2, "received": 1, "late": 1}


def test_targets_stand_with_sheet_and_standing(data: dict[str, Any]) -> None:
    crops = next(row for row in data["targets"] if row["indicator"]["code"] == CROPS)
    other = next(row for row in data["targets"] if row["agency"]["code"] == "SAMT")

    assert (crops["value"], crops["expected"], crops["reported"], crops["standing"]) == (
        "300",
        "25",
        "100.5",
        "on_plan",
    )
    assert (other["reported"], other["achievement"], other["standing"]) == (None, None, "not_reported")


def test_actions_stand_with_their_progress(data: dict[str, Any]) -> None:
    assert [(row["agency"]["code"], row["weight"], row["reported"], row["verified"]) for row in data["actions"]] == [
        ("JAHAD", "50", "40", "40"),
        ("JAHAD", "50", "40", "40"),
        ("SAMT", "100", None, None),
    ]


def test_what_was_recorded_later_does_not_count(year: PlanYear) -> None:
    freeze = MasterTable.objects.get(plan_year=year).frozen_at

    data = data_set.collect(asked(year, freeze))

    assert [(row["reported"], row["verified"]) for row in data["targets"]] == [(None, None), (None, None)]
    assert data["returns"] == {"due": 2, "received": 0, "late": 0}


def test_before_the_freeze_there_is_nothing_to_read(year: PlanYear) -> None:
    freeze = MasterTable.objects.get(plan_year=year).frozen_at

    with pytest.raises(LookupError, match="no master table of 1399"):
        data_set.collect(asked(year, freeze - datetime.timedelta(seconds=1)))


def test_unapproved_macro_target_is_left_out(cast: Cast, db: None) -> None:
    year = make_year()
    indicator = Indicator.objects.get(code=CROPS)
    add_macro_target(by=cast.planner, plan_year=year, indicator=indicator, baseline=Decimal(1), value=Decimal(2))
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=year)

    assert data_set.collect(asked(year))["macro_targets"] == []


@pytest.mark.parametrize("programs", [1, 4])
def test_number_of_queries_does_not_depend_on_the_number_of_targets(
    programs: int, db: None, cast: Cast, django_assert_num_queries: Any
) -> None:
    year = make_year()
    for number in range(programs):
        make_program(cast, plan_year=year, status=ProgramStatus.APPROVED, title=f"برنامه {number}", projects=2)
    freeze_year(by=cast.deputy, plan_year=year)
    open_period(period=year.periods.regular().get(ordinal=1))

    with django_assert_num_queries(42):
        data_set.collect(asked(year))


def test_file_is_the_same_for_the_same_data(year: PlanYear) -> None:
    moment = timezone.now()

    first, second = (data_set.written(data_set.collect(asked(year, moment))) for _time in range(2))

    assert first == second
    assert data_set.parse(first) == json.loads(second)


def test_no_amount_is_a_float(data: dict[str, Any]) -> None:
    def values(part: Any) -> list[Any]:
        if isinstance(part, dict):
            return [value for inner in part.values() for value in values(inner)]
        if isinstance(part, list):
            return [value for inner in part for value in values(inner)]
        return [part]

    assert {type(value) for value in values(json.loads(data_set.written(data)))} <= {str, int, bool, type(None)}


def test_snapshot_is_not_read_inside_another_transaction(committed_db: Database, cast: Cast) -> None:
    year = make_reported_year(cast)

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        data_set.read(asked(year))


def test_half_is_read_at_the_moment_of_the_other(committed_db: Database, cast: Cast) -> None:
    year = make_reported_year(cast)
    now = timezone.now() + datetime.timedelta(hours=1)

    with data_set.snapshot() as name:
        with transaction.atomic():
            Agency.objects.update(name_fa="نام دیگر")
            record(by=None, act=Act.CHANGED, kind="agencies.agency", object_id=None, label="")
        halves = [
            data_set.read(asked(year, now), half, at=name) for half in (data_set.of_targets, data_set.of_projects)
        ]
    after = data_set.read(asked(year, now))

    assert all(
        row["agency"]["name"]["fa"] != "نام دیگر" for half in halves for row in half.get("projects") or half["targets"]
    )
    assert {row["agency"]["name"]["fa"] for row in after["projects"] + after["targets"]} == {"نام دیگر"}
    assert not halves[0].keys() & halves[1].keys()
    assert (halves[0] | halves[1]).keys() == after.keys()


def test_snapshot_that_nobody_keeps_is_refused(committed_db: Database, cast: Cast) -> None:
    year = make_reported_year(cast)
    with data_set.snapshot() as name:
        pass

    with pytest.raises(DatabaseError, match="snapshot"):
        data_set.read(asked(year), data_set.of_projects, at=name)


def test_connection_writes_again_after_the_snapshot(committed_db: Database, cast: Cast) -> None:
    year = make_reported_year(cast)

    data_set.read(asked(year))

    assert from_sql("SHOW transaction_isolation") == "read committed"
    assert from_sql("SHOW transaction_read_only") == "off"
