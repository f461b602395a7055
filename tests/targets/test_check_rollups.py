"""check_rollups: the figures shown against the ledgers, and the command's answers."""

from __future__ import annotations

import io
import json
from decimal import Decimal as D

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from agencies.enums import Act
from agencies.history import record
from config.clock import today
from targets.operations.progress import Entry, return_line, save_lines, send_report, settle_lines, sign_report
from targets.performance import performance_of
from targets.planned import plan_of, table_in_force
from tests.targets.returns import CROPS, IN_FARVARDIN, LAND, LONG_OPEN, line_of, make_world


@pytest.fixture
def world(cast, committed_db, settings):
    settings.TODAY = IN_FARVARDIN
    world = make_world(cast, **LONG_OPEN)
    # Khordad's return is late, Tir is running.
    settings.TODAY = "2020-07-05"
    return world


def answer(*arguments):
    """Exit code and what the command answers in JSON."""
    out = io.StringIO()
    try:
        call_command("check_rollups", *arguments, "--json", stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def crops(world, **how):
    plan = plan_of(world.year, table=table_in_force(world.year))
    (row,) = [row for row in plan if row.indicator == CROPS and row.agency_id == world.jahad.pk]
    return performance_of([row], world.year, today=today(), **how)[0].reported


def test_figures_are_equal_to_their_ledgers(world):
    report = world.signed(1, crops="100")
    settle_lines(by=world.planner, report=report, version=report.version)
    world.entered(2)
    code, said = answer("--year", "1399")
    assert (code, said["verdict"], said["differences"]) == (0, "equal", [])
    assert said["counts"] == {"years": 1, "targets": 4, "actions": 2}


def test_correction_counts_from_its_signature_on(world):
    report = world.signed(1, crops="100")
    return_line(by=world.planner, line=line_of(report, CROPS), version=report.version, reason="سند ندارد")
    report = save_lines(
        by=world.jahad_editor,
        report=report,
        version=report.version,
        values={line_of(report, CROPS).uuid: Entry(D(75))},
    )
    unsigned = timezone.now()
    report = send_report(by=world.jahad_editor, report=report, version=report.version)
    sign_report(by=world.jahad_head, report=report, version=report.version)
    assert crops(world, as_of=unsigned) == D(100)
    assert crops(world, as_of=timezone.now()) == D(75)
    assert answer()[1]["differences"] == []


@pytest.mark.parametrize("about", [CROPS, LAND])
def test_line_that_its_ledger_does_not_know_is_named(world, about):
    report = world.signed(1)
    with transaction.atomic():
        report.lines.filter(pk=line_of(report, about).pk).update(reported=D(99))
        record(by=None, act=Act.CHANGED, kind="targets.report_line", object_id=None, label="test")
    code, said = answer()
    assert (code, said["verdict"]) == (1, "different")
    (difference,) = said["differences"]
    assert (difference["figure"], difference["shown"].split(" ")[0]) == ("reported", "99")


def test_unknown_year_is_wrong_usage(world):
    with pytest.raises(CommandError) as refusal:
        call_command("check_rollups", "--year", "1300")
    assert refusal.value.returncode == 2
