"""Twelve ways of changing what is frozen, as the application's own role: the rows, and the live figures behind them.

Of the twelve the product itself has two: forms, and posts past them. There is no admin site and no API, and no import
writes targets (`load_reference` reads indicators and units, which are frozen with the figures that they measure): those
are asked for and not found, or tried at what comes nearest.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import call_command, get_commands
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from agencies.guards import Sqlstate
from targets.freeze import content_hash
from targets.models import Indicator, MasterTable, MasterTableRow, Offer, Target
from targets.verification import altered_frozen_figures, altered_master_tables
from tests.agencies.recording import sqlstate
from tests.cast import Cast
from tests.factories import make_frozen_year

# Insufficient privilege: the role has no right at all to change a ledger.
NO_RIGHT = "42501"
REFUSED = {Sqlstate.APPEND_ONLY, Sqlstate.FROZEN, NO_RIGHT}


@pytest.fixture(scope="module")
def kept(module_db: None) -> MasterTable:
    """Eight frozen rows of four projects, in two programs."""
    return make_frozen_year(Cast(), programs=2, projects=2, targets=2)


@pytest.fixture
def table(kept: MasterTable, db: None) -> MasterTable:
    return deepcopy(kept)


def some(table: MasterTable) -> list[MasterTableRow]:
    """The first row, one in the middle, the last."""
    rows = list(table.rows.select_related("target__project__program").order_by("position"))
    return [rows[0], rows[len(rows) // 2], rows[-1]]


def refusal(write: Callable[[], object]) -> str | None:
    """The SQLSTATE with which the database refuses; None when it does not. Nothing is kept."""
    try:
        with transaction.atomic():
            write()
            connection.check_constraints()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return sqlstate(error)
    return None


def run(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def changed(thing: MasterTableRow | Target) -> MasterTableRow | Target:
    thing.weight = Decimal(7)
    return thing


# Each way for a row, and for the live figure behind it.
WAYS: dict[str, tuple[Callable[[MasterTableRow], object], ...]] = {
    "save": (lambda row: changed(row).save(), lambda row: changed(row.target).save()),
    "bulk update": (
        lambda row: MasterTableRow.objects.bulk_update([changed(row)], ["weight"]),
        lambda row: Target.objects.bulk_update([changed(row.target)], ["weight"]),
    ),
    "update": (
        lambda row: MasterTableRow.objects.filter(pk=row.pk).update(value=7),
        lambda row: Target.objects.filter(pk=row.target_id).update(weight=7),
        lambda row: Target.objects.filter(pk=row.target_id).update(accepted_offer=None),
        lambda row: Offer.objects.filter(target=row.target).update(value=7),
    ),
    "upsert": (
        lambda row: MasterTableRow.objects.bulk_create(
            [changed(row)], update_conflicts=True, unique_fields=["id"], update_fields=["weight"]
        ),
        lambda row: Target.objects.bulk_create(
            [changed(row.target)], update_conflicts=True, unique_fields=["uuid"], update_fields=["weight"]
        ),
    ),
    "F()": (
        lambda row: MasterTableRow.objects.filter(pk=row.pk).update(value=F("value") + 1),
        lambda row: Target.objects.filter(pk=row.target_id).update(weight=F("weight") + 1),
    ),
    "delete": (
        lambda row: MasterTableRow.objects.filter(pk=row.pk).delete(),
        lambda row: run("DELETE FROM targets_target WHERE id = %s", row.target_id),
    ),
    # What a cascade would take: the version with its rows, the project and the program with their targets.
    "cascade": (
        lambda row: run("DELETE FROM targets_mastertable WHERE id = %s", row.master_table_id),
        lambda row: run("DELETE FROM projects_project WHERE id = %s", row.target.project_id),
        lambda row: run("DELETE FROM projects_program WHERE id = %s", row.target.project.program_id),
    ),
    "raw SQL": (
        lambda row: run("UPDATE targets_mastertablerow SET trajectory = trajectory || 1 WHERE id = %s", row.pk),
        lambda row: run("UPDATE targets_target SET trajectory = trajectory || 1 WHERE id = %s", row.target_id),
    ),
    "TRUNCATE": (
        lambda row: run("TRUNCATE targets_mastertablerow"),
        lambda row: run("TRUNCATE targets_mastertable CASCADE"),
        lambda row: run("TRUNCATE targets_target CASCADE"),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_database_refuses(table, way):
    before = table.content_hash
    for place in range(len(some(table))):
        for write in WAYS[way]:
            assert refusal(lambda write=write, place=place: write(some(table)[place])) in REFUSED, (way, place)
    assert is_untouched(table, before)


def is_untouched(table: MasterTable, before: str) -> bool:
    table.refresh_from_db()
    found = content_hash(table.rows.order_by("position"))
    return found == before == table.content_hash and not [*altered_master_tables(), *altered_frozen_figures()]


def test_no_form_is_open(table):
    """The pages where figures are typed: the target's own, the project's, the grid of the year, the macro target's."""
    client, before = Client(), table.content_hash
    client.force_login(Cast().jahad_editor)
    for row in some(table):
        program, project = row.target.project.program, row.target.project
        pages = [
            reverse("target-edit", args=[program.uuid, row.target.uuid]),
            reverse("project-edit", args=[program.uuid, project.uuid]),
            reverse("program-edit", args=[program.uuid]),
            reverse("year-grid", args=[table.plan_year.year]),
        ]
        assert {client.get(page).status_code for page in pages} == {403}
    assert is_untouched(table, before)


def test_no_post_past_the_forms_is_taken(table):
    client, before = Client(), table.content_hash
    client.force_login(Cast().jahad_editor)
    for row in some(table):
        program, project = row.target.project.program, row.target.project
        typed = {"version": program.version, "value": "7", "weight": "7", "title": "x", "reason": "x"}
        posts = {
            reverse("target-edit", args=[program.uuid, row.target.uuid]): 409,
            reverse("target-add", args=[program.uuid, project.uuid]): 409,
            reverse("target-remove", args=[program.uuid, row.target.uuid]): 403,
            reverse("project-edit", args=[program.uuid, project.uuid]): 409,
            reverse("project-remove", args=[program.uuid, project.uuid]): 403,
            reverse("year-grid", args=[table.plan_year.year]): 403,
            reverse("figure", args=[row.target.uuid]): 405,
        }
        assert {page: client.post(page, typed).status_code for page in posts} == posts
        assert client.patch(reverse("figure", args=[row.target.uuid])).status_code == 405
    assert is_untouched(table, before)


def test_there_is_no_admin_and_no_api(table):
    assert not apps.is_installed("django.contrib.admin")
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    for address in ("/admin/", "/api/", "/api/targets/"):
        with pytest.raises(Resolver404):
            resolve(address)


def test_no_command_writes_targets(table):
    """What loads reference data finds a frozen indicator as it is; a workbook goes through the operations."""
    ours = {name for name, app in get_commands().items() if app in ("agencies", "projects", "targets", "reports")}
    importing = {"load_reference", "demo", "import_workbook"}
    reading = {"check_rollups", "export_targets", "export_template", "verify_history", "verify_report"}
    reading |= {"workflow_diagram", "compile_report"}
    telling = {"send_reminders"}
    assert ours - {"reconcile_files"} == importing | reading | telling
    before = table.content_hash
    call_command("load_reference", stdout=io.StringIO())
    assert is_untouched(table, before)
    indicator = Indicator.objects.get(code=some(table)[0].indicator_code)
    for change in ({"direction": "down"}, {"aggregation": "last"}, {"unit": F("unit") + 1}):
        assert refusal(lambda change=change: Indicator.objects.filter(pk=indicator.pk).update(**change)) in REFUSED
    assert is_untouched(table, before)
