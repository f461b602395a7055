"""Adjusting, disputing, objecting, settling: who may, what is refused, and what it does to the totals."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from agencies.enums import Act, Role
from agencies.guards import Sqlstate
from agencies.models import Event
from config.clock import today
from projects.enums import Turn
from projects.refusals import Moved, Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.life import days_with, lives_of
from targets.management.commands.check_rollups import compare
from targets.models import ActionProgress, Evidence, Measurement, ProgressReport, ReportLine
from targets.operations import progress
from targets.operations.progress import Entry
from targets.performance import performance_of
from targets.planned import plan_of, table_in_force
from tests.agencies.recording import sqlstate
from tests.cast import Cast
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, LAND, RATE, line_of, make_world, seat

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept, settings):
    settings.TODAY = IN_ORDIBEHESHT
    return deepcopy(kept)


def again(report):
    return ProgressReport.objects.get(pk=report.pk)


def said(report, about, **more: Any) -> dict[str, Any]:
    """What an act on the line takes, as the return stands now."""
    return {"line": line_of(report, about), "version": again(report).version} | more


def adjusted(world, report, about=CROPS, value="11"):
    return progress.adjust_line(
        by=world.planner, entry=Entry(D(value)), reason="یک واحد راه نیفتاده", **said(report, about)
    )


def totals_of(world) -> tuple[D | None, D | None, D | None]:
    """Reported, verified, disputed of the crops as the pages show them."""
    plan = plan_of(world.year, table=table_in_force(world.year))
    rows = performance_of(plan, world.year, today=today())
    row = next(row for row in rows if row.planned.indicator == CROPS and row.planned.agency_id == world.jahad.pk)
    return row.reported, row.verified, row.disputed


def totals_by_sql(world) -> tuple[D | None, D | None, D | None]:
    """The same by the lines alone: what the head signed, what stands verified, what is in dispute."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT
                sum(CASE WHEN line.status IN ('returned', 'entered') THEN (
                    SELECT value FROM targets_measurement
                    WHERE line_id = line.id AND kind = 'returned' ORDER BY id DESC LIMIT 1
                ) ELSE line.reported END),
                sum(line.verified) FILTER (WHERE line.status IN ('settled', 'adjusted')),
                sum(line.reported) FILTER (WHERE line.status IN ('objected', 'disputed'))
            FROM targets_reportline AS line
                JOIN targets_progressreport AS report ON report.id = line.report_id
                JOIN targets_target AS target ON target.id = line.target_id
                JOIN targets_indicator AS indicator ON indicator.id = target.indicator_id
            WHERE indicator.code = %s AND report.agency_id = %s AND report.signed_at IS NOT NULL
            """,
            [CROPS, world.jahad.pk],
        )
        return cursor.fetchone()


def test_the_whole_life_of_a_figure(world, settings):
    """Reported 10, returned, reported 12, adjusted to 11, objected to, kept, settled: the totals agree at each step."""
    report = world.signed(crops="10")

    def step(*expected: str | None) -> None:
        figures = tuple(None if figure is None else D(figure) for figure in expected)
        assert totals_of(world) == totals_by_sql(world) == figures

    def ledger_agrees() -> bool:
        return list(compare(world.year, {"years": 0, "targets": 0, "actions": 0})) == []

    step("10", None, None)
    progress.return_line(by=world.planner, reason="با قبض باسکول نمی‌خواند", **said(report, CROPS))
    step("10", None, None)
    settings.TODAY = "2020-04-25"
    corrected = {line_of(report, CROPS).uuid: Entry(D(12), note="قبض دوم پیوست شد")}
    report = progress.save_lines(by=world.jahad_editor, report=report, version=report.version, values=corrected)
    step("10", None, None)
    report = progress.send_report(by=world.jahad_editor, report=report, version=report.version)
    settings.TODAY = "2020-04-26"
    report = progress.sign_report(by=world.jahad_head, report=report, version=report.version)
    step("12", None, None)
    settings.TODAY = "2020-04-29"
    progress.settle_lines(
        by=world.planner2, report=report, version=report.version, left_out={line_of(report, CROPS).uuid: "بازدید شود"}
    )
    line = adjusted(world, report)
    assert (line.status, again(report).status) == (LineStatus.ADJUSTED, ReportStatus.SETTLED)
    step("12", "11", None)
    assert ledger_agrees()
    settings.TODAY = "2020-05-02"
    progress.object_to_figure(by=world.jahad_head, reason="واحد از ۵ اردیبهشت کار می‌کند", **said(report, CROPS))
    assert again(report).status == ReportStatus.SUBMITTED
    step("12", None, "12")
    assert ledger_agrees()
    settings.TODAY = "2020-05-04"
    progress.keep_figure(by=world.planner, reason="در بازدید کار نمی‌کرد", **said(report, CROPS))
    step("12", None, "12")
    settings.TODAY = "2020-05-09"
    progress.settle_dispute(by=world.deputy, entry=Entry(D("11.5")), reason="میانگین دو ماه", **said(report, CROPS))
    step("12", "11.5", None)
    assert ledger_agrees()
    assert again(report).status == ReportStatus.SETTLED
    line = line_of(report, CROPS)
    line.report = again(report)
    life = lives_of([line], world.planner, evidence=Evidence.objects.none(), today=today())[0]
    assert [(step.kind, step.who.username, step.amount.value) for step in life.entries] == [
        (EntryKind.REPORTED, "jahad.editor", D(10)),
        (EntryKind.RETURNED, "planner", D(10)),
        (EntryKind.REPORTED, "jahad.editor", D(12)),
        (EntryKind.LEFT_OUT, "planner2", D(12)),
        (EntryKind.ADJUSTED, "planner", D(11)),
        (EntryKind.OBJECTED, "jahad.head", D(12)),
        (EntryKind.KEPT, "planner", D(11)),
        (EntryKind.SETTLED, "deputy", D("11.5")),
    ]
    assert all(step.words for step in life.entries[1:])
    # From the end of Farvardin: until 22 April and 22–25 with the officer, a day with the head, …
    assert {side.value: days for side, days in life.days.items()} == {"agency": 6, "head": 1, "planner": 5, "deputy": 5}
    assert life.lies_with == "nobody"


def test_days_with_each_side_and_where_it_lies():
    moves = [(date(2020, 4, 22), Turn.HEAD), (date(2020, 4, 23), Turn.PLANNER), (date(2020, 4, 30), Turn.AGENCY)]
    days, side = days_with(moves, since=date(2020, 4, 19), today=date(2020, 5, 2))
    assert (days, side) == (
        {Turn.AGENCY: 5, Turn.HEAD: 1, Turn.PLANNER: 7, Turn.DEPUTY: 0},
        Turn.AGENCY,
    )
    assert days_with([], since=date(2020, 4, 19), today=date(2020, 4, 1)) == (dict.fromkeys(days, 0), Turn.AGENCY)


# --- adjusting ------------------------------------------------------------------------------------


def test_an_adjusted_figure_stands_when_nobody_objects_in_time(world, settings):
    report = world.signed(crops="12")
    line = adjusted(world, report)
    # Ten days, the last one a Saturday.
    assert line.objection_until.isoformat() == "2020-05-02"
    settings.TODAY = "2020-05-03"
    with pytest.raises(Refused):
        progress.object_to_figure(by=world.jahad_head, reason="دیر", **said(report, CROPS))
    assert totals_of(world) == (D(12), D(11), None)


def test_a_ratio_is_adjusted_by_its_parts_and_an_action_in_percent(world):
    report = world.signed()
    rate = progress.adjust_line(
        by=world.planner,
        entry=Entry(numerator=D(82), denominator=D(1000)),
        reason="سرشماری",
        **said(report, RATE),
    )
    assert (rate.verified, rate.verified_numerator, rate.verified_denominator) == (D("8.2"), 82, 1000)
    assert Measurement.objects.get(line=rate, kind=EntryKind.ADJUSTED).denominator == 1000
    with pytest.raises(Refused):
        adjusted(world, report, LAND, "101")
    land = adjusted(world, report, LAND, "35")
    assert ActionProgress.objects.get(line=land, kind=EntryKind.ADJUSTED).value == 35


@pytest.mark.parametrize(
    ("entry", "reason"), [(Entry(D(11)), " "), (Entry(D(12)), "همان است"), (Entry(None), "بی عدد")]
)
def test_an_adjustment_says_another_figure_and_why(world, entry, reason):
    report = world.signed(crops="12")
    with pytest.raises(Refused):
        progress.adjust_line(by=world.planner, entry=entry, reason=reason, **said(report, CROPS))
    assert line_of(report, CROPS).status == LineStatus.SENT


def test_who_may_judge_object_and_rule(world):
    report = world.signed(crops="12")
    for who in ("jahad_editor", "jahad_head", "deputy", "auditor"):
        with pytest.raises(PermissionDenied):
            progress.adjust_line(by=getattr(world, who), entry=Entry(D(11)), reason="نه", **said(report, CROPS))
    adjusted(world, report)
    for who in ("jahad_editor", "samt_head", "planner", "deputy"):
        with pytest.raises(PermissionDenied):
            progress.object_to_figure(by=getattr(world, who), reason="نه", **said(report, CROPS))
    progress.object_to_figure(by=world.jahad_head, reason="کار می‌کند", **said(report, CROPS))
    progress.keep_figure(by=world.planner, reason="نمی‌کند", **said(report, CROPS))
    seat(world.planner, Role.DEPUTY)
    for who, refusal in (("planner", Refused), ("planner2", PermissionDenied), ("jahad_head", PermissionDenied)):
        with pytest.raises(refusal):
            progress.settle_dispute(by=getattr(world, who), entry=Entry(D(11)), reason="نه", **said(report, CROPS))


def test_a_dispute_of_the_reviewer_is_taken_back_or_ruled_on(world):
    report = world.signed(crops="12")
    progress.dispute_line(by=world.planner, reason="دو منبع دو عدد می‌گویند", **said(report, CROPS))
    progress.dispute_line(by=world.planner, reason="تصویر ماهواره", **said(report, AREA))
    assert totals_of(world) == (D(12), None, D(12))
    # Nothing waits for the reviewer: the deputy settles what is in dispute.
    progress.settle_lines(by=world.planner, report=report, version=again(report).version)
    assert again(report).stays.last().turn == "deputy"
    progress.take_back(by=world.planner, reason="منبع دوم کهنه بود", **said(report, CROPS))
    assert totals_of(world) == (D(12), D(12), None)
    progress.settle_dispute(by=world.deputy, entry=Entry(D(250)), reason="تصویر درست است", **said(report, AREA))
    area = line_of(report, AREA)
    assert (area.status, area.verified, area.disputed) == (LineStatus.SETTLED, 250, None)
    assert (again(report).status, again(report).stays.last().turn) == (ReportStatus.SETTLED, "nobody")


def test_what_is_decided_moves_no_more(world):
    report = world.signed(crops="12")
    progress.settle_line(by=world.planner, **said(report, CROPS))
    for act in (progress.dispute_line, progress.return_line, progress.keep_figure, progress.take_back):
        with pytest.raises(Moved):
            act(by=world.planner, reason="دوباره", **said(report, CROPS))
    with pytest.raises(Moved):
        adjusted(world, report)


# --- bulk -----------------------------------------------------------------------------------------


def test_accepting_all_but_some_is_one_event_that_names_both(world):
    report = world.signed(crops="12")
    before = Event.objects.count()
    crops = line_of(report, CROPS)
    progress.settle_lines(
        by=world.planner, report=report, version=report.version, left_out={crops.uuid: "رقم بازبینی شود"}
    )
    event = Event.objects.latest("pk")
    assert (Event.objects.count() - before, event.act) == (1, Act.SETTLED)
    left_out = {name: change for name, change in event.changes.items() if name.endswith("(left out)")}
    assert list(left_out.values()) == [[None, "رقم بازبینی شود"]]
    assert len(event.changes) == 4
    assert (line_of(report, CROPS).status, line_of(report, AREA).status) == (LineStatus.SENT, LineStatus.SETTLED)
    assert Measurement.objects.get(kind=EntryKind.LEFT_OUT).reason == "رقم بازبینی شود"


def test_what_is_left_out_says_why_and_still_waits(world):
    report = world.signed(crops="12")
    crops = line_of(report, CROPS)
    with pytest.raises(Refused):
        progress.settle_lines(by=world.planner, report=report, version=report.version, left_out={crops.uuid: " "})
    progress.settle_line(by=world.planner, **said(report, CROPS))
    with pytest.raises(Moved):
        progress.settle_lines(by=world.planner, report=report, version=report.version, left_out={crops.uuid: "چرا"})


def test_accepting_across_returns_is_one_operation_or_none(world, settings):
    settings.TODAY = "2020-05-22"
    first, second = world.signed(1, crops="12"), world.signed(2, crops="9", area="256", land="45")
    versions = {report.uuid: again(report).version for report in (first, second)}
    lines = [line_of(first, CROPS).uuid, line_of(second, CROPS).uuid, line_of(second, AREA).uuid]
    with pytest.raises(Moved):
        progress.accept_lines(by=world.planner, versions=versions | {first.uuid: 1}, lines=lines, left_out={})
    assert ReportLine.objects.filter(status=LineStatus.SETTLED).count() == 0
    before = Event.objects.count()
    accepted = progress.accept_lines(
        by=world.planner, versions=versions, lines=lines, left_out={line_of(second, AREA).uuid: "بازدید"}
    )
    assert (accepted.lines, accepted.returns, accepted.left_out) == (2, 2, 1)
    assert Event.objects.count() - before == 1
    assert line_of(second, AREA).status == LineStatus.SENT


# --- guards ---------------------------------------------------------------------------------------


def refused(write) -> str:
    """The SQLSTATE with which the database refuses it."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return sqlstate(refusal.value)


def test_the_database_lets_no_decided_line_change_behind_the_application(world):
    report = world.signed(crops="12")
    progress.settle_line(by=world.planner, **said(report, CROPS))
    adjusted(world, report, AREA, "250")
    crops, area = ReportLine.objects.filter(pk=line_of(report, CROPS).pk), line_of(report, AREA)
    for change in ({"verified": 13}, {"reported": 13}, {"status": "returned"}, {"status": "disputed"}):
        assert refused(lambda change=change: crops.update(**change)) == Sqlstate.FROZEN
    lines = ReportLine.objects.filter(pk=area.pk)
    assert refused(lambda: lines.update(adjusted=300, verified=300)) == Sqlstate.FROZEN
    # Opened again, it may be restated.
    Measurement.objects.create(
        line=line_of(report, CROPS), kind=EntryKind.REOPENED, value=12, reason="دوره تعدیل", entered_by=world.deputy
    )
    crops.update(status=LineStatus.RETURNED)
    assert list(compare(world.year, {"years": 0, "targets": 0, "actions": 0})) == []


def test_the_database_knows_makers_from_checkers(world):
    report = world.signed(crops="12")
    crops = line_of(report, CROPS)

    def entry(by, kind):
        Measurement.objects.create(line=crops, kind=kind, value=1, reason="بیرون از برنامه", entered_by=by)

    for maker in (world.jahad_editor, world.jahad_head):
        assert refused(lambda maker=maker: entry(maker, EntryKind.VERIFIED)) == Sqlstate.MAKER_IS_CHECKER
    progress.dispute_line(by=world.planner, reason="دو عدد", **said(report, CROPS))
    assert refused(lambda: entry(world.planner, EntryKind.SETTLED)) == Sqlstate.MAKER_IS_CHECKER
    entry(world.deputy, EntryKind.SETTLED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(line=crops, kind=EntryKind.ADJUSTED, value=1, entered_by=world.planner)
