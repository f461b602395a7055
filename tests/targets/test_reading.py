"""What a web process reads again of a year after something was done, and that it then has what is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal as D

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import unchanged
from agencies.enums import Role
from agencies.models import User
from agencies.operations import give_seat
from config.clock import today
from targets.models import Indicator, ProgressReport, Unit
from targets.operations.evidence import add_evidence
from targets.operations.progress import (
    Entry,
    open_period,
    return_line,
    save_lines,
    send_report,
    settle_line,
    sign_report,
)
from targets.performance import Performance, performance_of, reading_of
from targets.planned import plan_of, table_in_force
from targets.reported import OF_A_RETURN
from tests.agencies.recording import record_loading
from tests.agencies.test_guards import tables_with_trigger
from tests.cast import Cast
from tests.targets.returns import CROPS, IN_FARVARDIN, LONG_OPEN, World, line_of, make_world
from tests.targets.test_evidence import a_file


@pytest.fixture
def world(committed_db, settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    unchanged.forget()
    with override_settings(TODAY=IN_FARVARDIN):
        made = make_world(Cast(), **LONG_OPEN)
        for person in ("jahad.editor", "jahad.head", "samt.editor", "samt.head", "planner", "planner2"):
            assert made.cast[person]
    settings.TODAY = "2020-07-05"
    yield made
    unchanged.forget()


def read(world: World) -> list[Performance]:
    return reading_of(world.year, table=table_in_force(world.year), today=today()).performances


def read_anew(world: World) -> list[Performance]:
    """Within a transaction nothing is kept."""
    with transaction.atomic():
        return performance_of(plan_of(world.year, table=table_in_force(world.year)), world.year, today=today())


def asked_of(world: World) -> tuple[bool, list[int]]:
    """Whether a reading asks for the plan, and of which agencies it reads the lines."""
    with CaptureQueriesContext(connection) as queries:
        read(world)
    asked = [query["sql"] for query in queries]
    lines = [sql for sql in asked if 'FROM "targets_reportline"' in sql]
    agencies = re.findall(r'"agency_id" IN \(([\d, ]+)\)', " ".join(lines))
    return (
        any('FROM "targets_mastertablerow"' in sql and '"position"' in sql for sql in asked),
        sorted(int(key) for keys in agencies for key in keys.split(",")),
    )


def test_returns_stamp_all_that_their_lines_are_made_from(db):
    assert tables_with_trigger("return_noted", deferred=True) == OF_A_RETURN


def test_after_an_act_on_a_return_only_its_agency_is_read_again(world):
    report = world.signed(1)
    read(world)
    assert asked_of(world) == (False, [])
    settle_line(by=world.planner, line=line_of(report, CROPS), version=report.version)
    assert asked_of(world) == (False, [world.jahad.pk])
    # What does not concern the year is not noticed at all.
    User.objects.filter(pk=world.planner.pk).update(last_login=None)
    with transaction.atomic():
        record_loading("somebody signed in")
    assert asked_of(world) == (False, [])


def test_after_an_act_on_the_plan_the_plan_is_read_again(world):
    read(world)
    with transaction.atomic():
        Unit.objects.filter(pk=Indicator.objects.get(code=CROPS).unit_id).update(decimals=3)
        record_loading("a unit")
    assert asked_of(world)[0]
    assert read(world) == read_anew(world)


def master_table(client: Client) -> tuple[list[str], str]:
    """What its page says above its groups, and its rows."""
    shown = client.get(f"{reverse('master-table')}?column=all").context
    return [group.told for group in shown["content"].groups], shown["table"].body


def test_after_a_figure_was_saved_the_master_table_asks_three_questions(world, client):
    """Whose row each is, the plan, its actions, names and macro targets are as they were."""
    client.force_login(world.planner)
    world.signed(1)
    report = world.opened(2)
    master_table(client)
    [line, *_others] = report.lines.filter(target__isnull=False)
    save_lines(by=world.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(D(7))})
    with CaptureQueriesContext(connection) as queries:
        master_table(client)
    # What is asked within another question has another name there.
    asked = [re.findall(r'FROM "?(\w+)\b(?!" [UVW]\d)', query["sql"])[-1] for query in queries]
    # Who asks, in which year and version, and what waits for them: the page's own.
    around = {"django_session", "agencies_user", "agencies_lastchange", "projects_planyear", "targets_mastertable"}
    around |= {"targets_progressreport", "reports_notice", "reports_savedview"}
    assert sorted(set(asked) - around) == ["projects_period", "targets_reportline"]
    assert asked.count("targets_reportline") == 2 and len(asked) <= 11


def test_whatever_is_done_in_a_return_is_read(world, client):
    def samt() -> ProgressReport:
        return ProgressReport.objects.get(agency__code="SAMT", period__ordinal=1)

    def jahad() -> ProgressReport:
        return ProgressReport.objects.get(agency=world.jahad, period__ordinal=1)

    def settled() -> None:
        settle_line(by=world.planner, line=line_of(jahad(), CROPS), version=jahad().version)

    def returned() -> None:
        line = jahad().lines.filter(target__isnull=False, status="sent").earliest("pk")
        return_line(by=world.planner, line=line, version=jahad().version, reason="؟")

    def proved() -> None:
        add_evidence(by=world.jahad_editor, line=jahad().lines.get(status="returned"), file=a_file())

    def entered() -> None:
        lines = {line.uuid: Entry(note="نشد") for line in samt().lines.all()}
        save_lines(by=world.samt_editor, report=samt(), version=samt().version, values=lines)

    def sent() -> None:
        send_report(by=world.jahad_editor, report=jahad(), version=jahad().version)

    def signed() -> None:
        sign_report(by=world.jahad_head, report=jahad(), version=jahad().version)

    acts: list[Callable[[], object]] = [
        lambda: open_period(period=world.period(1)),
        lambda: world.signed(1),
        settled,
        returned,
        proved,
        entered,
        sent,
        signed,
        lambda: open_period(period=world.period(2)),
    ]
    read(world)
    client.force_login(world.planner)
    master_table(client)
    for act in acts:
        act()
        assert read(world) == read_anew(world), act
        shown = master_table(client)
        with transaction.atomic():
            assert shown == master_table(client), act


def test_a_page_is_shared_by_those_who_see_the_same_and_by_nobody_else(world, client):
    """Kept pages are kept by seats: the other planner gets the same, an agency's people their own."""
    report = world.signed(1)
    settle_line(by=world.planner, line=line_of(report, CROPS), version=report.version)

    def seen_by(person: User) -> tuple[int, int]:
        """How many targets there are on the dashboard, and how many questions it took."""
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            board = client.get(reverse("dashboard")).context["board"]
        return board.figures.totals.targets, len(queries)

    everything, asked = seen_by(world.planner)
    # The other's own seats are all that is read for them.
    assert seen_by(world.planner2) == (everything, 1 + (again := seen_by(world.planner)[1]))
    assert again + 1 < asked
    assert [seen_by(person)[0] for person in (world.jahad_head, world.samt_head, world.planner)] == [3, 1, everything]
    give_seat(by=None, user=world.samt_head, role=Role.PLANNER, agency=None, valid_from=today())
    assert seen_by(User.objects.get(pk=world.samt_head.pk))[0] == everything
