"""Two people at once: one act is done, the other is refused, nothing is lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from agencies.enums import Act, Role
from agencies.models import Event
from projects.refusals import Moved, Refused
from targets.models import Measurement, ProgressReport, ReportLine, ReturnSignature
from targets.operations.letters import register_letter
from targets.operations.progress import Entry, open_period, save_lines, settle_line, sign_report, take_on_return
from tests.every_state import pdf_saying
from tests.targets.returns import CROPS, IN_ORDIBEHESHT, line_of, make_world, seat


@pytest.fixture
def world(committed_db, cast, settings):
    settings.TODAY = IN_ORDIBEHESHT
    return make_world(cast)


def at_once(*acts):
    """Run the acts on connections of their own, started together; what each returned or raised."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait()
            return act()
        except Moved as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_of_two_signatures_one_counts(world):
    seat(world.secretariat, Role.AGENCY_HEAD, world.jahad)
    report = world.sent()
    outcomes = at_once(
        *(
            lambda by=by: sign_report(by=by, report=report, version=report.version)
            for by in (world.jahad_head, world.secretariat)
        )
    )
    assert [type(outcome) for outcome in outcomes].count(Moved) == 1
    assert Event.objects.filter(root_id=report.uuid, act=Act.SIGNED).count() == 1
    assert Measurement.objects.filter(line=line_of(report, CROPS)).count() == 1


def test_of_two_reviewers_of_one_line_one_settles_it(world):
    report = world.signed()
    line = line_of(report, CROPS)
    outcomes = at_once(
        *(lambda by=by: settle_line(by=by, line=line, version=report.version) for by in (world.planner, world.planner2))
    )
    assert [type(outcome) for outcome in outcomes].count(Moved) == 1
    assert Measurement.objects.filter(line=line).count() == 2


def test_a_period_opened_twice_at_once_has_each_return_once(world):
    period = world.period(1)
    outcomes = at_once(*[lambda: open_period(period=period)] * 2)
    assert sorted(len(reports) for reports in outcomes) == [0, 2]
    assert ProgressReport.objects.filter(period=period).count() == 2
    assert ReportLine.objects.count() == 6


def test_of_a_click_and_a_letter_at_once_one_signs(world, settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    report = world.sent()

    def by_letter():
        try:
            return register_letter(
                by=world.planner,
                agency=world.jahad,
                code=report.content_hash[:12],
                seat=world.jahad_head.memberships.get(),
                number="۱۲/۳",
                dated_on=date(2020, 4, 22),
                scan=SimpleUploadedFile("letter.pdf", pdf_saying("signed")),
            )
        except Refused as refusal:
            # Also where the click was first by so much that the text did not wait any more.
            return Moved(str(refusal))

    outcomes = at_once(by_letter, lambda: sign_report(by=world.jahad_head, report=report, version=report.version))
    assert [type(outcome) for outcome in outcomes].count(Moved) == 1
    assert ReturnSignature.objects.count() == 1
    assert Event.objects.filter(root_id=report.uuid, act=Act.SIGNED).count() == 1


def test_of_the_officer_and_the_planner_who_take_a_return_up_at_once_one_writes(world):
    """The planner takes it on, or the agency begins it: what the other one typed is not lost in silence."""
    report = world.opened()
    values = {line_of(report, CROPS).uuid: Entry(Decimal(7))}

    def take_on():
        try:
            return take_on_return(by=world.planner, report=report)
        except Refused as refusal:
            return Moved(str(refusal))

    outcomes = at_once(
        take_on, lambda: save_lines(by=world.jahad_editor, report=report, version=report.version, values=values)
    )
    assert [type(outcome) for outcome in outcomes].count(Moved) == 1
    report.refresh_from_db()
    assert (report.on_behalf_by is None) == (line_of(report, CROPS).reported == 7)
