"""Two people at once: one act is done, the other is refused, nothing is lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from agencies.enums import Act, Role
from agencies.models import Event
from projects.refusals import Moved
from targets.models import Measurement, ProgressReport, ReportLine
from targets.operations.progress import open_period, settle_line, sign_report
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
