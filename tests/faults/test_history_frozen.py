"""Frozen means frozen: what stands in a master table, in a ledger or under a signature, tried in every way."""

import io
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from decimal import Decimal

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, GeneratedField, Model
from django.utils import timezone

from agencies.guards import Sqlstate
from agencies.models import Sector
from projects.enums import ProgramStatus
from projects.models import Action, PlanYear, Program, Project, Revision
from targets.corrections import texts_of
from targets.models import Indicator, MacroTarget, MacroTargetProposal, MasterTable, MasterTableRow, Target, Unit
from targets.operations.amendments import approve_amendment
from targets.operations.corrections import correct_wording
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.promises import freeze_year
from tests.agencies.recording import record_loading, sqlstate
from tests.cast import Cast
from tests.databases import Database, pointed_at
from tests.factories import make_frozen_year, make_program, make_year
from tests.targets.amending import proposed

# Every other column of these tables is frozen as soon as the program stands in a master table.
FREE: dict[type[Model], set[str]] = {
    Program: {
        *("family", "document_reference", "carried_over_from_id", "status", "status_since"),
        *("version", "created_by_id", "created_at", "touched_on", "on_behalf_by_id", "copied_from_id"),
    },
    Project: {
        *("position", "priority_industry_id", "chain_link", "scope_level", "tier"),
        *("scope_level_decided", "tier_decided", "needs_money", "jobs_direct", "jobs_indirect"),
        *("justification", "state_reason", "carried_over_from_id", "has_no_obstacles"),
        *("grade_reason", "grade_decided_by_id", "grade_decided_at", "grade_decision"),
    },
    Action: {"position", "responsible"},
    Target: {"position", "baseline_source", "means_of_verification"},
    MacroTarget: {"position"},
    Indicator: {
        *("name_fa", "name_en", "definition", "formula", "means_of_verification", "source", "owner_id", "sector_id"),
        *("is_verified", "edited_on_screen", "version", "level", "frequency", "objective", "objective_code"),
        *("data_items", "data_provider", "data_frequency", "influences", "suggested_actions", "valid_until"),
    },
    Unit: {"name_fa", "name_en", "decimals", "is_verified", "source", "valid_until", "edited_on_screen"},
}
# What is no offer of the target's own is refused before it is asked whether the target is frozen.
AGREED_ELSEWHERE = {(Target, "id"), (Target, "accepted_offer_id")}
# Another value for a column of the type, whatever stands in it.
ANOTHER = {
    "bigint": "coalesce({0}, 0) + 1000000",
    "integer": "coalesce({0}, 0) + 7",
    "smallint": "coalesce({0}, 0) + 7",
    "numeric": "coalesce({0}, 0) + 7",
    "boolean": "NOT {0}",
    "character varying": "'x' || left({0}, 0)",
    "text": "{0} || 'x'",
    "date": "coalesce({0}, current_date) + 1",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 day'",
    "uuid": "gen_random_uuid()",
    "ARRAY": "array_append({0}, 1)",
}


@pytest.fixture(scope="module")
def kept(module_db) -> Target:
    """A target of a frozen year, whose macro target is approved."""
    cast = Cast()
    program = make_program(cast, status=ProgramStatus.APPROVED)
    target = Target.objects.select_related("project__program", "indicator__unit").get(project__program=program)
    macro_target = add_macro_target(
        by=cast.planner, plan_year=program.plan_year, indicator=target.indicator, baseline=Decimal(1), value=Decimal(2)
    )
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    freeze_year(by=cast.deputy, plan_year=program.plan_year)
    return target


@pytest.fixture
def frozen(kept, db) -> Target:
    return deepcopy(kept)


def put_in_force(**figures: object) -> None:
    """As an approval would, past the operation that refuses it."""
    macro_target, cast = MacroTarget.objects.get(), Cast()
    given = {"baseline": 1, "value": 2, **figures}
    proposal = macro_target.proposals.create(number=2, proposed_by=cast.planner, **given)
    decision = {"state": "approved", "decided_by": cast.deputy, "decided_at": timezone.now()}
    MacroTargetProposal.objects.filter(pk=proposal.pk).update(**decision)
    MacroTarget.objects.update(in_force=proposal)
    record_loading()


def refusal(write: Callable[[], object]) -> str | None:
    """The SQLSTATE with which the database refuses; None when it does not. Nothing is kept."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return sqlstate(error)
    return None


def run(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def columns(model: type[Model]) -> dict[str, str]:
    """The type of each column that can be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
            """,
            [model._meta.db_table],
        )
        return dict(cursor.fetchall())


# --- figures where they live ---------------------------------------------------------------------


@pytest.mark.parametrize("model", FREE, ids=lambda model: model.__name__)
def test_every_column_but_wording_is_frozen(frozen, model):
    table, answers = model._meta.db_table, {}
    row = {
        Program: frozen.project.program,
        Project: frozen.project,
        Action: frozen.project.actions.first(),
        Target: frozen,
        MacroTarget: MacroTarget.objects.get(),
        Indicator: frozen.indicator,
        Unit: frozen.indicator.unit,
    }[model]
    for name, kind in columns(model).items():
        another = ANOTHER[kind].format(name)
        statement = f'UPDATE {table} SET "{name}" = {another} WHERE id = %s'
        answers[name] = refusal(lambda statement=statement: run(statement, row.pk))
    elsewhere = {name for name in answers if (model, name) in AGREED_ELSEWHERE and answers[name] == "23514"}
    frozen_ones = {name for name, answer in answers.items() if answer == Sqlstate.FROZEN}
    assert frozen_ones | elsewhere == set(answers) - FREE[model]
    assert FREE[model] <= set(answers)
    assert {field.column for field in model._meta.local_fields if not isinstance(field, GeneratedField)} == set(answers)


WAYS: dict[str, Callable[[Target], object]] = {
    "save": lambda target: (setattr(target, "value", 5), target.save()),
    "update": lambda target: Target.objects.update(value=5),
    "update by expression": lambda target: Target.objects.update(value=F("value") + 1),
    "bulk_update": lambda target: (setattr(target, "value", 5), Target.objects.bulk_update([target], ["value"])),
    "bulk_create over it": lambda target: Target.objects.bulk_create(
        [Target(pk=target.pk, uuid=target.uuid, project=target.project, indicator=target.indicator, value=5)],
        update_conflicts=True,
        unique_fields=["uuid"],
        update_fields=["value"],
    ),
    "the agreed offer": lambda target: Target.objects.update(accepted_offer=None),
    "delete": lambda target: run("DELETE FROM targets_target WHERE id = %s", target.pk),
    "another target": lambda target: Target.objects.create(
        project=target.project, indicator=Indicator.objects.exclude(pk=target.indicator_id)[0]
    ),
    "another action": lambda target: Action.objects.create(project=target.project, title="x"),
    "another project": lambda target: Project.objects.create(program=target.project.program, code="x", title="x"),
    "an action less": lambda target: target.project.actions.first().delete(),
    "a dropped project": lambda target: Project.objects.update(state="dropped"),
    "a removed project": lambda target: run("DELETE FROM projects_project WHERE id = %s", target.project_id),
    "a removed program": lambda target: run("DELETE FROM projects_program"),
    "another direction": lambda target: Indicator.objects.filter(pk=target.indicator_id).update(direction="down"),
    "another size of the unit": lambda target: Unit.objects.filter(pk=target.indicator.unit_id).update(factor=1000),
    "the macro target": lambda target: MacroTarget.objects.update(in_force=None),
    "another value of the macro target": lambda target: put_in_force(value=5),
    "another trajectory of the macro target": lambda target: put_in_force(trajectory=[2]),
    "a removed macro target": lambda target: run("DELETE FROM targets_macrotarget"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_frozen_figure_is_not_changed_by(frozen, way):
    assert refusal(lambda: WAYS[way](frozen)) == Sqlstate.FROZEN


def test_nothing_moves_into_a_frozen_program(frozen):
    cast = Cast()
    other = make_program(cast, plan_year=make_year(1400), title="برنامه سال بعد")
    project = other.projects.get()
    into = {"project": frozen.project}
    assert refusal(lambda: project.actions.update(**into)) == Sqlstate.FROZEN
    assert refusal(lambda: Target.objects.filter(project=project).update(**into)) == Sqlstate.FROZEN
    assert (
        refusal(lambda: Project.objects.filter(pk=project.pk).update(program=frozen.project.program)) == Sqlstate.FROZEN
    )


def test_what_stands_outside_stays_free(frozen):
    """Another year's program with the same people is written as before."""
    program = make_program(Cast(), plan_year=make_year(1400), title="برنامه سال بعد")
    assert Target.objects.filter(project__program=program).update(value=5) == 1


def test_a_macro_target_is_free_until_it_is_approved(frozen):
    with transaction.atomic():
        free = MacroTarget.objects.create(
            plan_year=PlanYear.objects.get(),
            indicator=frozen.indicator,
            sector=Sector.objects.first(),
        )
        record_loading()
    assert refusal(lambda: MacroTarget.objects.filter(pk=free.pk).update(is_illustrative=True)) is None


def test_the_capacities_of_a_macro_target_stay_free(frozen):
    assert refusal(lambda: put_in_force(provincial_capacity=9)) is None


def test_only_an_approved_proposal_is_in_force(db):
    cast = Cast()
    macro_target = add_macro_target(
        by=cast.planner,
        plan_year=make_year(),
        indicator=Indicator.objects.filter(direction="up").first(),
        baseline=Decimal(1),
        value=Decimal(2),
    )
    waiting = macro_target.proposals.get()
    assert refusal(lambda: MacroTarget.objects.update(in_force=waiting)) == "23514"


@pytest.mark.parametrize("column", ["value", "baseline", "proposed_at", "number", "reason"])
def test_a_proposal_is_not_rewritten(frozen, column):
    expression = {"proposed_at": "now()", "reason": "'x'"}.get(column, f"{column} + 1")
    statement = f"UPDATE targets_macrotargetproposal SET {column} = {expression}"
    assert refusal(lambda: run(statement)) == Sqlstate.APPEND_ONLY


def test_a_decision_is_not_taken_back(frozen):
    statement = "UPDATE targets_macrotargetproposal SET state = 'waiting', decided_by_id = NULL, decided_at = NULL"
    assert refusal(lambda: run(statement)) == Sqlstate.APPEND_ONLY


def test_a_share_is_not_added_to_what_was_decided(frozen):
    proposal = MacroTargetProposal.objects.get()
    agency = frozen.project.program.agency
    assert refusal(lambda: proposal.shares.create(agency=agency, value=1)) == Sqlstate.APPEND_ONLY


def wait_until_somebody_waits(database: Database) -> None:
    """Until a session of this database stands before a lock; fails after ten seconds."""
    onlooker = psycopg2.connect(database.administrator_url)
    onlooker.autocommit = True
    deadline = time.monotonic() + 10
    with onlooker.cursor() as cursor:
        waiting = 0
        while not waiting:
            assert time.monotonic() < deadline, "nobody waits"
            cursor.execute(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """
            )
            waiting = cursor.fetchone()[0]
    onlooker.close()


def test_who_writes_during_the_freeze_is_refused(committed_db):
    cast = Cast()
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)

    def write() -> str | None:
        try:
            with transaction.atomic():
                Target.objects.update(value=5)
                record_loading()
        except IntegrityError as error:
            return sqlstate(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            freeze_year(by=cast.deputy, plan_year=year)
            writing = other.submit(write)
            wait_until_somebody_waits(committed_db)
        assert writing.result() == Sqlstate.FROZEN


def test_the_freeze_waits_for_who_is_writing(committed_db):
    cast = Cast()
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)

    def freeze() -> None:
        try:
            freeze_year(by=cast.deputy, plan_year=year)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            Target.objects.update(weight=5)
            record_loading()
            freezing = other.submit(freeze)
            wait_until_somebody_waits(committed_db)
        freezing.result()
    assert MasterTableRow.objects.get().weight == 5


# --- ledgers, master tables, revisions -----------------------------------------------------------

LEDGERS = {
    *("agencies_event", "agencies_eventseal", "targets_offer", "targets_measurement", "targets_actionprogress"),
    *("targets_evidence", "targets_mastertable", "targets_mastertablerow", "targets_agencyshare"),
    *("targets_macroobservation", "targets_pastvalue", "projects_stay", "projects_signedletter"),
    *("targets_returnsignature", "targets_amendmentline", "targets_offeranswer", "projects_review", "projects_score"),
    *("targets_doublecount", "targets_doublecount_replaces", "targets_doublecountshare", "targets_correction"),
    *("projects_challengestep", "projects_challengefile", "targets_returnstay", "targets_periodclosing"),
    *("targets_fieldvisit", "targets_visitphoto", "reports_followup", "reports_followupfile", "reports_messagefile"),
}


def test_ledgers_are_added_to_only(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'change_refused'")
        assert {row[0] for row in cursor.fetchall()} == LEDGERS
        for table in LEDGERS:
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [table])
            assert cursor.fetchone() == (False,), table


def test_the_owner_is_refused_too(committed_db):
    make_frozen_year(Cast())
    owner = psycopg2.connect(committed_db.owner_url)
    owner.autocommit = True
    answers = {}
    with owner.cursor() as cursor:
        for statement in (
            "UPDATE targets_offer SET value = 5",
            "DELETE FROM targets_offer",
            "UPDATE targets_mastertable SET row_count = 5",
            "UPDATE targets_mastertablerow SET value = 5",
            "DELETE FROM targets_mastertablerow",
            "TRUNCATE targets_mastertablerow",
            "TRUNCATE targets_target CASCADE",
        ):
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(statement)
            answers[statement] = refused.value.pgcode
    owner.close()
    assert set(answers.values()) == {Sqlstate.APPEND_ONLY}


def copy_of(row: MasterTableRow, **changed: object) -> MasterTableRow:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.local_fields if not field.primary_key}
    return MasterTableRow(**fields | changed)


def test_nothing_is_added_to_a_version(frozen):
    make_program(Cast(), plan_year=make_year(1400), title="برنامه سال بعد")
    other = Target.objects.exclude(pk=frozen.pk).get()
    added = copy_of(MasterTableRow.objects.get(), position=2, target_id=other.pk)
    assert refusal(lambda: added.save(force_insert=True)) == Sqlstate.APPEND_ONLY


def test_a_version_holds_as_many_rows_as_it_says(frozen):
    table = MasterTable.objects.get()

    def freeze_half() -> None:
        half = MasterTable.objects.create(
            plan_year=make_year(1400),
            version=1,
            row_count=2,
            content_hash="0" * 64,
            frozen_by=table.frozen_by,
            frozen_at=table.frozen_at,
        )
        copy_of(MasterTableRow.objects.get(), master_table_id=half.pk).save(force_insert=True)
        connection.check_constraints()

    assert refusal(freeze_half) == Sqlstate.APPEND_ONLY


def test_a_later_version_comes_by_an_amendment_only(frozen):
    table = MasterTable.objects.get()

    def another() -> None:
        fields = {"row_count": 1, "content_hash": table.content_hash, "frozen_by": table.frozen_by}
        MasterTable.objects.create(plan_year=table.plan_year, version=2, frozen_at=table.frozen_at, **fields)

    assert refusal(another) == Sqlstate.FROZEN


def test_a_signature_is_given_once_and_nothing_else_changes(db):
    cast = Cast()
    make_program(cast, status=ProgramStatus.APPROVED)
    revisions = Revision.objects.all()
    for change in (
        {"content": {}},
        {"content_hash": "0" * 64},
        {"contributor_ids": []},
        {"submitted_by": cast.auditor},
        {"signed_by": cast.auditor},
        {"accepted_by": cast.auditor},
        {"approved_by": cast.auditor},
        {"signed_at": timezone.now()},
        {"approved_by": None, "approved_at": None},
    ):
        assert refusal(lambda change=change: revisions.update(**change)) == Sqlstate.APPEND_ONLY, change
    # The application's role has no right to delete at all.
    assert refusal(lambda: run("DELETE FROM projects_revision")) == "42501"


@pytest.mark.parametrize("signature", ["accepted", "approved"])
def test_a_contributor_neither_accepts_nor_approves(db, signature):
    cast = Cast()
    make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    revision = Revision.objects.get()
    contributor = cast.planner2
    run(
        """
        INSERT INTO projects_revision
            (program_id, number, content, content_hash, contributor_ids, submitted_by_id, submitted_at, tracking_code)
        SELECT program_id, 2, content, content_hash, contributor_ids || %s::bigint, submitted_by_id, submitted_at, ''
        FROM projects_revision
        """,
        contributor.pk,
    )
    signed = {f"{signature}_by": contributor, f"{signature}_at": timezone.now()}
    assert refusal(lambda: Revision.objects.filter(number=2).update(**signed)) == Sqlstate.MAKER_IS_CHECKER
    assert refusal(lambda: Revision.objects.filter(pk=revision.pk).update(**signed)) is None


# --- altered behind the application's back, and named -----------------------------------------------


@pytest.fixture(scope="module")
def frozen_year(database_server, django_db_setup, django_db_blocker) -> Iterator[Database]:
    """What each test of an altered table gets a copy of."""
    with django_db_blocker.unblock(), database_server.copy() as database:
        with pointed_at(database.name):
            make_frozen_year(Cast())
        yield database


@pytest.fixture
def frozen_table(database_server, frozen_year, django_db_blocker) -> Iterator[Database]:
    with django_db_blocker.unblock(), database_server.copy(frozen_year.name) as database, pointed_at(database.name):
        yield database


def alter(database: Database, statement: str) -> None:
    """As the owner, with the triggers of every table switched off."""
    with psycopg2.connect(database.owner_url) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    owner.close()


def named() -> list[str]:
    output = io.StringIO()
    try:
        call_command("verify_history", "--json", stdout=output)
    except SystemExit as ended:
        assert ended.code == 1
    return [found["kind"] for found in json.loads(output.getvalue())["breaks"]]


def test_a_frozen_year_is_intact(frozen_table):
    assert named() == []


def test_wording_is_corrected_after_the_freeze(frozen_table):
    with transaction.atomic():
        Action.objects.update(responsible="کسی دیگر", position=F("position") + 10)
        record_loading()
    program, cast = Program.objects.select_related("plan_year").first(), Cast()
    texts = {text.place: text.said + " (ویراسته)" for text in texts_of(program)}
    correct_wording(by=cast.planner, program=program, version=program.version, texts=texts, reason="غلط املایی")
    assert named() == []
    alter(frozen_table, "UPDATE targets_correction SET old = 'x' WHERE kind = 'action'")
    assert set(named()) == {"frozen_figure_altered"}


def test_what_was_amended_is_intact_and_what_was_altered_then_is_named(frozen_table, settings):
    settings.TODAY = "2020-10-01"
    cast = Cast()
    approve_amendment(by=cast.deputy, amendment=proposed(cast, MasterTable.objects.get()))
    assert named() == []
    alter(frozen_table, "UPDATE targets_target SET weight = 5")
    alter(frozen_table, "UPDATE targets_mastertablerow SET value = 5 WHERE master_table_id = 1")
    assert sorted(named()) == ["frozen_figure_altered", "master_table_altered"]


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE targets_target SET weight = 5", ["frozen_figure_altered"]),
        ("UPDATE targets_offer SET trajectory = array_append(trajectory, 1)", ["frozen_figure_altered"]),
        ("UPDATE targets_offer SET value = value + 1", ["frozen_figure_altered"]),
        ("UPDATE projects_action SET ends_on = ends_on - 1", ["frozen_figure_altered"]),
        ("DELETE FROM projects_action WHERE position = 1", ["frozen_figure_altered"]),
        ("UPDATE projects_project SET weight = 5", ["frozen_figure_altered"]),
        (
            "UPDATE targets_indicator SET direction = 'down' WHERE id IN (SELECT indicator_id FROM targets_target)",
            ["frozen_figure_altered"],
        ),
        (
            "UPDATE targets_mastertablerow SET value = value + 1",
            ["frozen_figure_altered", "master_table_altered"],
        ),
        ("UPDATE targets_mastertable SET row_count = 2", ["master_table_altered"]),
        ("DELETE FROM targets_mastertablerow", ["master_table_altered", "master_table_altered"]),
        (
            "UPDATE targets_mastertable SET content_hash = repeat('0', 64)",
            ["master_table_altered", "master_table_altered"],
        ),
        ("UPDATE projects_revision SET content = '{}'", ["revision_altered"]),
        (
            "UPDATE projects_revision SET content = '{}', content_hash = encode(sha256('{}'), 'hex')",
            ["revision_altered"],
        ),
    ],
)
def test_what_was_altered_is_named(frozen_table, statement, kinds):
    alter(frozen_table, statement)
    assert sorted(named()) == kinds
