"""An agency's return from its opening to its settlement: who may, what is refused, what is left behind."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings

from agencies.enums import Act, Role
from agencies.models import Event
from projects.enums import YearState
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.models import ActionProgress, Measurement, ProgressReport, ReportLine
from targets.operations.progress import (
    Entry,
    make_periods,
    open_due_periods,
    open_period,
    return_line,
    save_lines,
    send_back,
    send_report,
    settle_line,
    settle_lines,
    sign_report,
)
from targets.tasks import open_due_periods as open_due_periods_task
from tests.cast import Cast
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, LAND, RATE, entries, line_of, make_world, name_of, seat

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


def events_of(report):
    return list(Event.objects.filter(root_id=report.uuid).order_by("pk").values_list("act", flat=True))


def ledger_of(line):
    book = Measurement if line.target_id else ActionProgress
    return list(book.objects.filter(line=line).values_list("kind", "value", "reason", "entered_by__username"))


# --- periods and opening --------------------------------------------------------------------------


def test_periods_are_made_once(world):
    with pytest.raises(Refused):
        make_periods(by=None, plan_year=world.year)
    assert world.year.periods.count() == 13


def test_open_period_makes_a_return_for_each_agency_of_the_master_table(world):
    reports = open_period(period=world.period(1))
    assert sorted(report.agency.code for report in reports) == ["JAHAD", "SAMT"]
    assert {report.status for report in reports} == {ReportStatus.DUE}


def test_open_period_gives_lines_to_targets_and_running_actions(world):
    report = world.opened()
    assert sorted(map(name_of, report.lines.all())) == sorted([CROPS, AREA, RATE, LAND])


def test_open_period_twice_changes_nothing(world):
    open_period(period=world.period(1))
    before = ReportLine.objects.count()
    assert open_period(period=world.period(1)) == []
    assert ReportLine.objects.count() == before


def test_open_period_leaves_out_an_action_reported_complete(world):
    world.signed(land="100")
    report = world.opened(2)
    assert [line.action for line in report.lines.filter(action__isnull=False)] == []


def test_open_period_keeps_an_action_whose_completion_was_returned(world):
    report = world.signed(land="100")
    return_line(by=world.planner, line=line_of(report, LAND), version=report.version, reason="بدون مدرک")
    assert world.opened(2).lines.filter(action__isnull=False).count() == 1


def test_open_period_refuses_one_that_has_not_begun(world):
    with pytest.raises(Refused):
        open_period(period=world.period(3))


def test_open_period_refuses_the_adjustment_window(world):
    with pytest.raises(Refused):
        open_period(period=world.year.periods.get(kind="adjustment"))


def test_open_period_refuses_a_year_that_is_not_frozen(world):
    PlanYear.objects.update(state=YearState.CLOSED)
    with pytest.raises(Refused):
        open_period(period=world.period(1))


def test_open_due_periods_catches_up_after_a_late_freeze(world, settings):
    settings.TODAY = "2020-06-25"
    assert open_due_periods() == 8
    assert list(ProgressReport.objects.filter(agency=world.jahad).values_list("period__ordinal", flat=True)) == [
        1,
        2,
        3,
        4,
    ]


def test_open_due_periods_task_runs_twice_without_effect(world):
    open_due_periods_task()
    open_due_periods_task()
    assert ProgressReport.objects.count() == 4


def test_opening_is_recorded_for_each_return(world):
    report = world.opened()
    assert events_of(report) == [Act.OPENED]


# --- entering -------------------------------------------------------------------------------------


def test_save_lines_stores_values_and_makes_a_draft(world):
    report = world.entered()
    line = line_of(report, CROPS)
    assert (line.reported, line.status) == (Decimal(100), LineStatus.ENTERED)
    assert (report.status, report.version) == (ReportStatus.DRAFT, 2)
    assert events_of(report) == [Act.OPENED, Act.REPORTED]


def test_save_lines_keeps_zero_apart_from_nothing(world):
    report = world.opened()
    crops, area = line_of(report, CROPS), line_of(report, AREA)
    save_lines(
        by=world.jahad_editor,
        report=report,
        version=1,
        values={crops.uuid: Entry(Decimal(0)), area.uuid: Entry(None, note="آمار نرسیده است")},
    )
    assert line_of(report, CROPS).reported == 0
    assert line_of(report, AREA).reported is None


def test_save_lines_computes_a_ratio_from_its_parts(world):
    line = line_of(world.entered(), RATE)
    assert (line.reported, line.reported_numerator, line.reported_denominator) == (Decimal("8.5"), 85, 1000)


@pytest.mark.parametrize(
    ("about", "entry"),
    [
        (LAND, Entry(Decimal(101))),
        (LAND, Entry(Decimal(-1))),
        (RATE, Entry(numerator=Decimal(1), denominator=Decimal(0))),
        (RATE, Entry(numerator=Decimal(1), denominator=Decimal(-5))),
        (RATE, Entry(numerator=Decimal("9e19"), denominator=Decimal("0.0001"))),
        (RATE, Entry(numerator=Decimal(1))),
    ],
)
def test_save_lines_refuses_what_cannot_be(world, about, entry):
    report = world.opened()
    with pytest.raises(Refused):
        save_lines(by=world.jahad_editor, report=report, version=1, values={line_of(report, about).uuid: entry})
    assert again(report).version == 1


def test_save_lines_without_a_difference_writes_nothing(world):
    report = world.entered()
    save_lines(by=world.jahad_editor, report=report, version=report.version, values=entries(report))
    assert again(report).version == report.version
    assert events_of(report) == [Act.OPENED, Act.REPORTED]


def test_save_lines_on_an_older_version_changes_nothing(world):
    report = world.entered()
    with pytest.raises(Moved):
        save_lines(by=world.jahad_editor, report=report, version=1, values=entries(report, crops="7"))
    assert line_of(report, CROPS).reported == 100


def test_save_lines_refuses_a_line_of_another_return(world):
    report = world.opened()
    foreign = ReportLine.objects.filter(report__agency__code="SAMT").first()
    with pytest.raises(Refused):
        save_lines(by=world.jahad_editor, report=report, version=1, values={foreign.uuid: Entry(Decimal(1))})


def test_save_lines_refuses_what_has_been_sent(world):
    report = world.sent()
    with pytest.raises(Refused):
        save_lines(by=world.jahad_editor, report=report, version=report.version, values=entries(report, crops="7"))


def test_save_lines_refuses_a_closed_year(world):
    report = world.entered()
    PlanYear.objects.update(state=YearState.CLOSED)
    with pytest.raises(Refused):
        save_lines(by=world.jahad_editor, report=report, version=report.version, values=entries(report, crops="7"))


def test_save_lines_is_for_the_officers_of_the_agency(world):
    report = world.opened()
    for who in ("jahad_head", "samt_editor", "planner", "deputy", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            save_lines(by=getattr(world, who), report=report, version=1, values=entries(report))


def test_save_lines_puts_each_new_value_into_the_ledger(world):
    report = world.entered()
    crops = line_of(report, CROPS)
    for value in ("90", "90", "95"):
        report = save_lines(
            by=world.jahad_editor,
            report=report,
            version=report.version,
            values={crops.uuid: Entry(Decimal(value), note=f"{value} تن")},
        )
    assert ledger_of(crops) == [
        (EntryKind.REPORTED, 100, "", "jahad.editor"),
        (EntryKind.REPORTED, 90, "90 تن", "jahad.editor"),
        (EntryKind.REPORTED, 95, "95 تن", "jahad.editor"),
    ]
    assert ledger_of(line_of(report, LAND)) == [(EntryKind.REPORTED, 40, "", "jahad.editor")]
    ratio = Measurement.objects.get(line=line_of(report, RATE))
    assert (ratio.value, ratio.numerator, ratio.denominator) == (Decimal("8.5"), 85, 1000)


# --- sending and signing --------------------------------------------------------------------------


def test_send_report_hands_over_to_the_head(world):
    report = world.sent()
    assert (report.status, report.sent_by, report.signed_at) == (ReportStatus.AWAITING_HEAD, world.jahad_editor, None)


def test_send_report_names_each_line_that_says_nothing(world):
    report = world.opened()
    crops = line_of(report, CROPS)
    report = save_lines(by=world.jahad_editor, report=report, version=1, values={crops.uuid: Entry(Decimal(1))})
    with pytest.raises(Refused) as refusal:
        send_report(by=world.jahad_editor, report=report, version=report.version)
    # The rate is known each quarter only: in the first month nothing is missing where it says nothing.
    assert [problem.rule for problem in refusal.value.problems] == ["line_says_something"] * 2
    assert again(report).status == ReportStatus.DRAFT


def test_send_report_takes_a_note_for_a_value(world):
    report = world.entered()
    crops = line_of(report, CROPS)
    report = save_lines(
        by=world.jahad_editor, report=report, version=report.version, values={crops.uuid: Entry(note="برداشت نشده")}
    )
    assert (
        send_report(by=world.jahad_editor, report=report, version=report.version).status == ReportStatus.AWAITING_HEAD
    )


def test_send_report_wants_a_word_where_an_action_falls_back(world, settings):
    world.signed(land="40")
    settings.TODAY = "2020-05-22"
    report = world.entered(2, land="30")
    with pytest.raises(Refused) as refusal:
        send_report(by=world.jahad_editor, report=report, version=report.version)
    assert [problem.rule for problem in refusal.value.problems] == ["figure_is_plausible"]
    land = line_of(report, LAND)
    report = save_lines(
        by=world.jahad_editor, report=report, version=report.version, values={land.uuid: Entry(Decimal(30), note="سیل")}
    )
    assert (
        send_report(by=world.jahad_editor, report=report, version=report.version).status == ReportStatus.AWAITING_HEAD
    )


def test_send_report_waits_for_the_last_day_of_the_period(world, settings):
    report = world.entered(2)
    with pytest.raises(Refused):
        send_report(by=world.jahad_editor, report=report, version=report.version)
    settings.TODAY = "2020-05-20"
    assert (
        send_report(by=world.jahad_editor, report=report, version=report.version).status == ReportStatus.AWAITING_HEAD
    )


def test_send_report_twice_is_refused(world):
    report = world.sent()
    with pytest.raises(Refused):
        send_report(by=world.jahad_editor, report=report, version=report.version)


def test_send_report_is_for_the_officers_of_the_agency(world):
    report = world.entered()
    for who in ("jahad_head", "samt_editor", "planner", "auditor"):
        with pytest.raises(PermissionDenied):
            send_report(by=getattr(world, who), report=report, version=report.version)


def test_sign_report_sends_the_lines_out_of_the_house(world):
    report = world.signed()
    assert (report.status, report.signed_by, report.sent_by) == (
        ReportStatus.SUBMITTED,
        world.jahad_head,
        world.jahad_editor,
    )
    assert set(report.lines.values_list("status", flat=True)) == {LineStatus.SENT}
    assert events_of(report) == [Act.OPENED, Act.REPORTED, Act.MOVED, Act.SIGNED]


def test_sign_report_gives_a_tracking_code(world):
    report = world.signed()
    year, period, number = report.tracking_code.split("-")
    assert (year, period, len(number)) == ("1399", "01", 8)


def test_sign_report_refuses_the_sender(world):
    report = world.sent()
    seat(world.jahad_editor, Role.AGENCY_HEAD, world.jahad)
    with pytest.raises(Refused):
        sign_report(by=world.jahad_editor, report=report, version=report.version)


def test_sign_report_refuses_what_was_not_sent(world):
    report = world.entered()
    with pytest.raises(Refused):
        sign_report(by=world.jahad_head, report=report, version=report.version)


def test_sign_report_refuses_a_text_that_was_not_read(world):
    report = world.sent()
    seen = report.version
    report = send_back(by=world.jahad_head, report=report, version=seen, reason="رقم محصول؟")
    report = save_lines(
        by=world.jahad_editor, report=report, version=report.version, values=entries(report, crops="999")
    )
    send_report(by=world.jahad_editor, report=report, version=report.version)
    with pytest.raises(Moved):
        sign_report(by=world.jahad_head, report=report, version=seen)


def test_sign_report_is_for_the_head_of_the_agency(world):
    report = world.sent()
    for who in ("samt_head", "planner", "deputy", "auditor"):
        with pytest.raises(PermissionDenied):
            sign_report(by=getattr(world, who), report=report, version=report.version)


def test_send_back_makes_it_a_draft_again_and_says_why(world):
    report = world.sent()
    report = send_back(by=world.jahad_head, report=report, version=report.version, reason="رقم محصول؟")
    assert report.status == ReportStatus.DRAFT
    assert Event.objects.get(root_id=report.uuid, act=Act.RETURNED).note == "رقم محصول؟"


def test_send_back_wants_a_reason(world):
    report = world.sent()
    with pytest.raises(Refused):
        send_back(by=world.jahad_head, report=report, version=report.version, reason=" ")


def test_send_back_refuses_what_is_signed(world):
    report = world.signed()
    with pytest.raises(Refused):
        send_back(by=world.jahad_head, report=report, version=report.version, reason="دیر شد")


# --- settling and returning -----------------------------------------------------------------------


def test_settle_line_verifies_what_was_reported(world):
    report = world.signed()
    line = settle_line(by=world.planner, line=line_of(report, RATE), version=report.version)
    line = ReportLine.objects.get(pk=line.pk)
    assert (line.status, line.verified) == (LineStatus.SETTLED, Decimal("8.5"))
    assert (line.verified_numerator, line.verified_denominator) == (85, 1000)
    assert ledger_of(line)[-1] == (EntryKind.VERIFIED, Decimal("8.5"), "", "planner")
    assert again(report).status == ReportStatus.SUBMITTED


def test_settle_line_closes_the_return_with_its_last_line(world):
    report = world.signed()
    for line in report.lines.select_related("report"):
        settle_line(by=world.planner, line=line, version=report.version)
    assert (again(report).status, again(report).settled_at is not None) == (ReportStatus.SETTLED, True)


def test_two_reviewers_settle_different_lines_of_one_page(world):
    report = world.signed()
    settle_line(by=world.planner, line=line_of(report, CROPS), version=report.version)
    settle_line(by=world.planner2, line=line_of(report, AREA), version=report.version)
    assert report.lines.filter(status=LineStatus.SETTLED).count() == 2


def test_settle_line_twice_is_refused(world):
    report = world.signed()
    line = line_of(report, CROPS)
    settle_line(by=world.planner, line=line, version=report.version)
    with pytest.raises(Moved):
        settle_line(by=world.planner2, line=line, version=report.version)
    assert len(ledger_of(line)) == 2


def test_settle_line_refuses_a_figure_that_was_not_read(world):
    report = world.signed()
    seen = report.version
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=seen, reason="مدرک؟")
    report = save_lines(by=world.jahad_editor, report=report, version=seen, values={line.uuid: Entry(Decimal(7))})
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    sign_report(by=world.jahad_head, report=report, version=report.version)
    with pytest.raises(Moved):
        settle_line(by=world.planner, line=line, version=seen)


def test_settle_line_refuses_a_line_without_a_figure(world):
    report = world.opened()
    values = entries(report) | {line_of(report, CROPS).uuid: Entry(note="برداشت نشده")}
    report = save_lines(by=world.jahad_editor, report=report, version=1, values=values)
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    with pytest.raises(Refused):
        settle_line(by=world.planner, line=line_of(report, CROPS), version=report.version)
    report = settle_lines(by=world.planner, report=report, version=report.version)
    assert report.status == ReportStatus.SETTLED
    assert line_of(report, CROPS).verified is None


def test_settle_line_refuses_who_had_a_part_in_it(world):
    report = world.signed()
    seat(world.jahad_editor, Role.PLANNER)
    with pytest.raises(Refused):
        settle_line(by=world.jahad_editor, line=line_of(report, CROPS), version=report.version)


def test_settle_lines_refuses_who_entered_an_earlier_value(world):
    other = world.secretariat
    seat(other, Role.AGENCY_EDITOR, world.jahad)
    report = world.signed()
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="مدرک؟")
    report = save_lines(by=other, report=report, version=report.version, values={line.uuid: Entry(Decimal(7))})
    report = send_report(by=other, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    seat(world.jahad_editor, Role.PLANNER)
    with pytest.raises(Refused):
        settle_lines(by=world.jahad_editor, report=report, version=report.version)


def test_settle_line_is_for_the_planning_organization(world):
    report = world.signed()
    for who in ("jahad_editor", "jahad_head", "deputy", "secretariat", "auditor"):
        with pytest.raises(PermissionDenied):
            settle_line(by=getattr(world, who), line=line_of(report, CROPS), version=report.version)


def test_settle_line_refuses_what_the_head_has_not_signed(world):
    report = world.sent()
    with pytest.raises(Refused):
        settle_line(by=world.planner, line=line_of(report, CROPS), version=report.version)


def test_settle_lines_settles_the_whole_return(world):
    report = world.signed()
    report = settle_lines(by=world.planner, report=report, version=report.version)
    assert report.status == ReportStatus.SETTLED
    assert set(report.lines.values_list("status", flat=True)) == {LineStatus.SETTLED}
    assert events_of(report)[-2:] == [Act.SIGNED, Act.SETTLED]


def test_settle_lines_leaves_the_return_open_while_a_line_is_back(world):
    report = world.signed()
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    report = settle_lines(by=world.planner, report=report, version=report.version)
    assert report.status == ReportStatus.SUBMITTED
    assert report.lines.filter(status=LineStatus.SETTLED).count() == 3
    with pytest.raises(Refused):
        settle_lines(by=world.planner, report=report, version=report.version)


def test_settle_lines_refuses_a_settled_return(world):
    report = world.signed()
    report = settle_lines(by=world.planner, report=report, version=report.version)
    with pytest.raises(Refused):
        settle_lines(by=world.planner, report=report, version=report.version)


def test_return_line_sends_only_that_line_back(world):
    report = world.signed()
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="مدرک؟")
    line.refresh_from_db()
    assert (line.status, line.return_reason) == (LineStatus.RETURNED, "مدرک؟")
    assert report.lines.filter(status=LineStatus.SENT).count() == 3
    assert ledger_of(line)[-1] == (EntryKind.RETURNED, 100, "مدرک؟", "planner")
    assert again(report).status == ReportStatus.SUBMITTED


def test_return_line_wants_a_reason(world):
    report = world.signed()
    with pytest.raises(Refused):
        return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="  ")


def test_return_line_refuses_a_settled_line(world):
    report = world.signed()
    line = line_of(report, CROPS)
    settle_line(by=world.planner, line=line, version=report.version)
    with pytest.raises(Moved):
        return_line(by=world.planner, line=line, version=report.version, reason="مدرک؟")


@pytest.fixture
def returned(world):
    """Jahad's signed return with its crops sent back."""
    report = world.signed()
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="مدرک؟")
    return again(report)


def test_a_returned_line_is_corrected_signed_and_settled(world, returned):
    line = line_of(returned, CROPS)
    report = save_lines(
        by=world.jahad_editor, report=returned, version=returned.version, values={line.uuid: Entry(Decimal(90))}
    )
    assert (report.status, line_of(report, CROPS).status) == (ReportStatus.SUBMITTED, LineStatus.ENTERED)
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    line = line_of(report, CROPS)
    assert (line.status, line.reported, line.return_reason) == (LineStatus.SENT, 90, "")
    settle_lines(by=world.planner, report=report, version=report.version)
    assert [entry[:2] for entry in ledger_of(line)] == [
        (EntryKind.REPORTED, 100),
        (EntryKind.RETURNED, 100),
        (EntryKind.REPORTED, 90),
        (EntryKind.VERIFIED, 90),
    ]


def test_a_correction_keeps_the_first_signature(world, returned):
    line = line_of(returned, CROPS)
    report = save_lines(
        by=world.jahad_editor, report=returned, version=returned.version, values={line.uuid: Entry(Decimal(90))}
    )
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    assert (report.signed_at, report.tracking_code) == (returned.signed_at, returned.tracking_code)


def test_a_correction_may_touch_the_returned_line_only(world, returned):
    area = line_of(returned, AREA)
    with pytest.raises(Refused):
        save_lines(
            by=world.jahad_editor, report=returned, version=returned.version, values={area.uuid: Entry(Decimal(1))}
        )


def test_a_correction_is_not_sent_without_a_corrected_line(world, returned):
    with pytest.raises(Refused):
        send_report(by=world.jahad_editor, report=returned, version=returned.version)


def test_a_correction_sent_back_by_the_head_stays_with_the_agency(world, returned):
    line = line_of(returned, CROPS)
    report = save_lines(
        by=world.jahad_editor, report=returned, version=returned.version, values={line.uuid: Entry(Decimal(90))}
    )
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    report = send_back(by=world.jahad_head, report=report, version=report.version, reason="هنوز نه")
    assert (report.status, line_of(report, CROPS).status) == (ReportStatus.SUBMITTED, LineStatus.ENTERED)


def test_other_lines_are_settled_while_a_correction_waits_for_the_head(world, returned):
    line = line_of(returned, CROPS)
    report = save_lines(
        by=world.jahad_editor, report=returned, version=returned.version, values={line.uuid: Entry(Decimal(90))}
    )
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    settle_lines(by=world.planner, report=report, version=report.version)
    assert again(report).status == ReportStatus.AWAITING_HEAD
    report = sign_report(by=world.jahad_head, report=report, version=report.version)
    assert settle_lines(by=world.planner, report=report, version=report.version).status == ReportStatus.SETTLED


def test_a_correction_is_not_sent_by_who_signed_the_return(world, returned):
    seat(world.jahad_head, Role.AGENCY_EDITOR, world.jahad)
    line = line_of(returned, CROPS)
    report = save_lines(
        by=world.jahad_head, report=returned, version=returned.version, values={line.uuid: Entry(Decimal(90))}
    )
    with pytest.raises(Refused):
        send_report(by=world.jahad_head, report=report, version=report.version)
