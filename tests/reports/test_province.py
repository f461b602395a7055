"""The demonstration of a whole province, at a reduced scale: repeatable by its seed, and nothing in it altered."""

from __future__ import annotations

import datetime
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from agencies.models import Agency, User
from config.clock import on_day
from config.launch import ground, roles
from projects.models import Action, PlanYear, Program, Project
from reports.demonstration.filling import fill
from reports.demonstration.province.building import build
from reports.demonstration.province.drawing import chance, draw_people
from targets.management.commands.check_rollups import compare
from targets.models import MasterTable, ReportLine, Target

pytestmark = pytest.mark.django_db

# Three months have begun, two of them are due.
IN_KHORDAD = datetime.date(2020, 6, 10)
AGENCIES = ("STANDARD", "GRAIN", "STP")


class _Undone(Exception):
    """Takes a build back, so that another one can be made."""


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    settings.STORAGE_ROOT = tmp_path


def written() -> str:
    """Builds the province of some agencies; a hash over what it says."""
    with on_day(IN_KHORDAD):
        build(year=1399, seed=1, tell=lambda step: None, agencies=AGENCIES)
    said: list[str] = []
    for model, columns in (
        (User, ("username", "full_name")),
        (Program, ("code", "title", "status", "version")),
        (Project, ("code", "title", "tier", "scope_level")),
        (Action, ("project__code", "title", "starts_on", "ends_on", "weight")),
        (Target, ("project__code", "indicator__code", "baseline", "value", "trajectory")),
        (ReportLine, ("report__agency__code", "report__period__ordinal", "reported", "verified", "status", "note")),
    ):
        said += map(str, model._default_manager.order_by("pk").values_list(*columns))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def test_another_seed_draws_another_province():
    drawn = [draw_people(AGENCIES, chance(seed, "people")) for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_province_is_whole_and_the_same_seed_gives_it_again():
    first = ""
    with pytest.raises(_Undone), transaction.atomic():
        first = written()
        raise _Undone

    assert written() == first
    versions = MasterTable.objects.filter(plan_year__year=1399).order_by("version")
    assert [version.row_count >= len(AGENCIES) for version in versions] == [True, True]
    assert set(Program.objects.filter(plan_year__year=1399).values_list("agency__code", flat=True)) == set(AGENCIES)
    # Who may sign in are the ten documented accounts.
    assert User.objects.exclude(password__startswith="!").count() == 10
    assert User.objects.filter(password__startswith="!").count() == 2 * len(AGENCIES)
    assert not Project.objects.filter(counties__valid_from__gt=datetime.date(1999, 1, 1)).exists()
    titles = list(Project.objects.filter(program__plan_year__year=1399).values_list("program__agency", "title"))
    assert len(titles) == len(set(titles))
    # Every guard that speaks at commit speaks now.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with on_day(IN_KHORDAD):
        counts = {"years": 0, "targets": 0, "actions": 0}
        assert [found for plan_year in PlanYear.objects.all() for found in compare(plan_year, counts)] == []


def test_history_keeps_the_day_of_the_demo(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reports.demonstration.filling.province.build", lambda **_: None)
    fill(size="province", year=1399)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT changes #>> '{today,1}' FROM agencies_event WHERE object_kind = %s", [ground.DEMO_RECORD]
        )
        assert cursor.fetchall() == [(ground.DEMO_TODAY["province"],)]


def test_day_of_an_empty_database_is_that_of_the_demo_to_come(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "environ", {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"})
    monkeypatch.setattr(roles, "recorded_day", lambda url, kind: None)
    ground.prepare_database()
    assert os.environ["JAHESH_TODAY"] == ground.DEMO_TODAY[ground.DEMO_DEFAULT]

    monkeypatch.setattr(os, "environ", {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"})
    monkeypatch.setattr(roles, "recorded_day", lambda url, kind: ground.DEMO_TODAY["small"])
    ground.prepare_database()
    assert os.environ["JAHESH_TODAY"] == ground.DEMO_TODAY["small"]


def test_every_expected_agency_has_its_word():
    """The vocabulary speaks of agencies and indicators that the reference files know."""
    from reports.demonstration.province.vocabulary import program_kinds

    expected = set(Agency.objects.expected().values_list("code", flat=True))
    planning = {kind.agency for kind in program_kinds()}
    assert planning <= expected
    assert len(planning) >= 38
