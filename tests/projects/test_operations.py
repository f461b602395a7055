"""Writing what is planned: each operation's success, and each way it says no."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from agencies.models import Agency, Event, Membership
from projects import operations
from projects.enums import ProgramStatus, YearState
from projects.models import Action, PolicyClause, Program
from projects.readiness import readiness
from projects.refusals import Moved, Refused
from tests.cast import SEATS, Cast
from tests.factories import make_program, make_project, make_target, make_year, walk

pytestmark = pytest.mark.django_db

S = ProgramStatus


def events_of(program: Program) -> list[tuple[str, str]]:
    return list(Event.objects.filter(root_id=program.uuid).order_by("pk").values_list("act", "object_kind"))


# --- programs -------------------------------------------------------------------------------------


def test_create_program_gives_codes_in_a_row(cast: Cast) -> None:
    year = make_year()
    agency = Agency.objects.get(code="JAHAD")
    made = [
        operations.create_program(by=cast.jahad_editor, agency=agency, plan_year=year, title=f"برنامه {number}")
        for number in (1, 2)
    ]
    assert [program.code for program in made] == ["99-JAHAD-01", "99-JAHAD-02"]
    assert [program.status for program in made] == [S.DRAFT, S.DRAFT]
    assert [user.username for user in made[0].contributors.all()] == ["jahad.editor"]
    assert events_of(made[0]) == [("created", "projects.program")]


@pytest.mark.parametrize("who", ["samt.editor", "jahad.head", "deputy", "secretariat", "auditor", "administrator"])
def test_create_program_by_somebody_else_is_forbidden(cast: Cast, who: str) -> None:
    year = make_year()
    with pytest.raises(PermissionDenied):
        operations.create_program(by=cast[who], agency=Agency.objects.get(code="JAHAD"), plan_year=year, title="برنامه")
    assert Program.objects.count() == 0


def test_create_program_in_a_closed_year_is_refused(cast: Cast) -> None:
    year, agency = make_year(state=YearState.CLOSED), Agency.objects.get(code="JAHAD")
    with pytest.raises(Refused, match="closed"):
        operations.create_program(by=cast.jahad_editor, agency=agency, plan_year=year, title="برنامه")


def test_a_late_program_begins_and_travels_in_a_frozen_year(cast: Cast) -> None:
    program = make_program(cast, plan_year=make_year(state=YearState.FROZEN), status=S.APPROVED)
    assert program.status == S.APPROVED


def test_save_program_makes_a_version_and_says_what_changed(cast: Cast) -> None:
    program = make_program(cast)
    version = program.version
    operations.save_program(
        by=cast.jahad_editor,
        program=program,
        version=version,
        title="عنوان تازه",
        policy_clauses=PolicyClause.objects.filter(code="10"),
    )
    program.refresh_from_db()
    assert (program.title, program.version) == ("عنوان تازه", version + 1)
    changes = Event.objects.filter(root_id=program.uuid).latest("pk").changes
    assert changes["title"] == ["توسعه گلخانه‌های استان", "عنوان تازه"]
    assert changes["policy_clauses"][1] == "10"


def test_save_program_on_an_older_version_stores_nothing(cast: Cast) -> None:
    program = make_program(cast)
    operations.save_program(by=cast.jahad_editor, program=program, version=program.version, title="اولی")
    count = Event.objects.count()
    with pytest.raises(Moved):
        operations.save_program(by=cast.jahad_editor, program=program, version=program.version - 1, title="دومی")
    program.refresh_from_db()
    assert program.title == "اولی"
    assert Event.objects.count() == count


def test_save_program_refuses_fields_that_are_not_its_own(cast: Cast) -> None:
    program = make_program(cast)
    with pytest.raises(TypeError, match="status"):
        operations.save_program(by=cast.jahad_editor, program=program, version=program.version, status="approved")


@pytest.mark.parametrize("status", [status for status in S if status not in (S.DRAFT, S.RETURNED)])
def test_save_program_when_it_is_not_the_agencys_turn_is_forbidden(cast: Cast, status: S) -> None:
    program = make_program(cast, status=status)
    with pytest.raises(PermissionDenied):
        operations.save_program(by=cast.jahad_editor, program=program, version=program.version, title="دیر")


# --- projects and actions -------------------------------------------------------------------------


def test_save_project_writes_actions_and_funding_as_given(cast: Cast) -> None:
    program = make_program(cast, projects=0)
    project = make_project(cast, program, actions=2)
    first, second = project.actions.all()
    operations.save_project(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=project,
        actions=[
            {"uuid": str(second.uuid), "title": "اقدام دوم", "responsible": "ب", "weight": Decimal(60)},
            {"title": "اقدام تازه", "responsible": "پ", "weight": Decimal(40)},
        ],
        funding=[{"source": "bank_loan", "approved": Decimal(5_000_000), "allocated": None, "spent": None}],
        title=project.title,
    )
    assert [(action.title, action.weight) for action in project.actions.all()] == [
        ("اقدام دوم", Decimal(60)),
        ("اقدام تازه", Decimal(40)),
    ]
    assert not Action.objects.filter(pk=first.pk).exists()
    assert [(line.source, line.approved, line.allocated) for line in project.funding_lines.all()] == [
        ("bank_loan", Decimal(5_000_000), None)
    ]


def test_save_project_with_an_action_removed_meanwhile_is_refused(cast: Cast) -> None:
    program = make_program(cast, projects=0)
    project = make_project(cast, program, actions=1)
    with pytest.raises(Moved), transaction.atomic():
        operations.save_project(
            by=cast.jahad_editor,
            program=program,
            version=program.version,
            project=project,
            actions=[{"uuid": "00000000-0000-4000-8000-000000000000", "title": "رفته"}],
            title=project.title,
        )


def test_save_project_of_another_program_is_refused(cast: Cast) -> None:
    program = make_program(cast)
    other = make_program(cast, title="برنامه دیگر")
    with pytest.raises(Refused):
        operations.save_project(
            by=cast.jahad_editor,
            program=program,
            version=program.version,
            project=other.projects.get(),
            title="ربوده",
        )


def test_remove_project_takes_actions_and_targets_with_it(cast: Cast) -> None:
    program = make_program(cast, projects=2)
    project = program.projects.first()
    operations.remove_project(by=cast.jahad_editor, program=program, version=program.version, project=project)
    assert [row.position for row in program.projects.all()] == [2]
    assert not Action.objects.filter(project=project.pk).exists()


def test_remove_project_that_was_sent_once_is_refused(cast: Cast) -> None:
    program = make_program(cast, status=S.RETURNED)
    with pytest.raises(Refused, match="on record"):
        operations.remove_project(
            by=cast.jahad_editor, program=program, version=program.version, project=program.projects.get()
        )


# --- readiness ------------------------------------------------------------------------------------


def test_a_complete_program_lacks_nothing(cast: Cast) -> None:
    assert readiness(make_program(cast)).problems == []


def test_what_is_missing_is_said_in_the_digits_of_the_page(cast: Cast) -> None:
    program = make_program(cast)
    project = program.projects.get()
    project.actions.last().delete()
    with translation.override("fa"):
        [problem] = readiness(Program.objects.get(pk=program.pk)).problems
    ours = problem.message.replace(project.title, "")
    assert set(re.findall("[۰-۹]+", ours)) == {"۵۰", "۱۰۰"}


def test_a_program_without_project_cannot_leave(cast: Cast) -> None:
    program = make_program(cast, projects=0)
    assert [problem.rule for problem in readiness(program).problems] == ["program_has_a_project"]


def test_an_unanswered_remark_blocks_the_next_sending(cast: Cast) -> None:
    program = make_program(cast, status=S.UNDER_REVIEW)
    remark = operations.make_remark(by=cast.planner, program=program, text="مستند خط پایه؟")
    operations.move_program(by=cast.planner, program=program, move="return", version=program.version, reason="خط پایه")
    with pytest.raises(Refused) as refused:
        operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    assert [problem.rule for problem in refused.value.problems] == ["remarks_are_answered"]
    program = Program.objects.get(pk=program.pk)
    operations.answer_remark(by=cast.jahad_editor, remark=remark, answer="پیوست شد.")
    operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    assert program.status == S.AWAITING_HEAD


def test_a_remark_is_answered_once(cast: Cast) -> None:
    program = make_program(cast, status=S.UNDER_REVIEW)
    remark = operations.make_remark(by=cast.planner, program=program, text="چرا؟")
    operations.answer_remark(by=cast.jahad_editor, remark=remark, answer="چون.")
    with pytest.raises(Moved):
        operations.answer_remark(by=cast.jahad_editor, remark=remark, answer="نه، چون.")


# --- moves ----------------------------------------------------------------------------------------


def test_the_whole_way_to_approval(cast: Cast) -> None:
    program = make_program(cast, status=S.APPROVED)
    revision = program.revisions.get()
    assert [getattr(revision, f"{name}_by").username for name in ("submitted", "signed", "accepted", "approved")] == [
        "jahad.editor",
        "jahad.head",
        "planner",
        "deputy",
    ]
    assert [event for event in events_of(program) if event[0] == "moved"] == [("moved", "projects.program")] * 4


@pytest.mark.parametrize("move", ["return", "reject", "send_back", "withdraw", "review_again"])
def test_a_move_that_needs_a_reason_is_refused_without(cast: Cast, move: str) -> None:
    status, who = {
        "return": (S.UNDER_REVIEW, "planner"),
        "reject": (S.UNDER_REVIEW, "planner"),
        "send_back": (S.AWAITING_HEAD, "jahad.head"),
        "withdraw": (S.DRAFT, "jahad.editor"),
        "review_again": (S.AGREED, "deputy"),
    }[move]
    program = make_program(cast, status=status)
    with pytest.raises(Refused, match="Say why"):
        operations.move_program(by=cast[who], program=program, move=move, version=program.version, reason="  ")


def test_a_move_from_another_status_is_refused(cast: Cast) -> None:
    program = make_program(cast, status=S.UNDER_REVIEW)
    with pytest.raises(Moved):
        operations.move_program(by=cast.jahad_head, program=program, move="sign", version=program.version)


def test_a_move_on_a_text_that_has_changed_is_refused(cast: Cast) -> None:
    program = make_program(cast)
    with pytest.raises(Moved):
        operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version - 1)


def test_an_unknown_move_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.move_program(by=cast.planner, program=make_program(cast), move="fly", version=1)


def test_a_person_with_two_seats_cannot_accept_what_they_wrote(cast: Cast) -> None:
    """Maker ≠ checker holds for people, not for seats."""
    program = make_program(cast, status=S.UNDER_REVIEW)
    editor = cast.jahad_editor
    Membership.objects.create(user=editor, role="planner", valid_from=datetime.date(2019, 1, 1))
    editor = type(editor).objects.get(pk=editor.pk)
    with pytest.raises(Refused):
        operations.move_program(by=editor, program=program, move="accept", version=program.version)


def test_a_contributor_cannot_approve_by_raw_sql_either(cast: Cast) -> None:
    program = make_program(cast, status=S.AGREED)
    revision = program.revisions.get()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_revision SET approved_by_id = %s, approved_at = now() WHERE id = %s",
            [cast.jahad_editor.pk, revision.pk],
        )


@pytest.mark.parametrize(
    ("move", "status", "who"), [("submit", S.DRAFT, "jahad.editor"), ("approve", S.AGREED, "deputy")]
)
def test_moves_in_a_closed_year_are_refused(cast: Cast, move: str, status: S, who: str) -> None:
    program = make_program(cast, status=status)
    type(program.plan_year).objects.update(state=YearState.CLOSED)
    with pytest.raises(Refused, match="closed"):
        operations.move_program(by=cast[who], program=program, move=move, version=program.version)


def test_a_signature_names_the_text_that_was_signed(cast: Cast) -> None:
    """A figure changed behind the operations between submission and signature stops the signature."""
    program = make_program(cast, status=S.AWAITING_HEAD)
    Program.objects.filter(pk=program.pk).update(title="دیگر آن نیست")
    with pytest.raises(Moved):
        operations.move_program(by=cast.jahad_head, program=program, move="sign", version=program.version)


# --- visibility -----------------------------------------------------------------------------------

INSIDE = {"jahad.editor", "jahad.head", "auditor"}
PROVINCE = INSIDE | {"planner", "planner2", "deputy", "secretariat"}


def test_who_sees_a_program_in_each_status(cast: Cast) -> None:
    made = {make_program(cast, status=status, title=status.value).pk: status for status in S}
    for name in SEATS:
        sees = {made[pk] for pk in Program.objects.visible_to(cast[name]).values_list("pk", flat=True)}
        # The factory withdraws a draft: it never carried the head's signature.
        outside = set(S) - {S.DRAFT, S.AWAITING_HEAD, S.WITHDRAWN}
        assert sees == (set(S) if name in INSIDE else outside if name in PROVINCE else set()), name


def test_a_program_given_back_after_signature_stays_visible_to_the_province(cast: Cast) -> None:
    program = make_program(cast, status=S.RETURNED)
    walk_again = [("submit", cast.jahad_editor, ""), ("send_back", cast.jahad_head, "دوباره")]
    for move, by, reason in walk_again:
        operations.move_program(by=by, program=program, move=move, version=program.version, reason=reason)
    assert program.status == S.DRAFT
    assert Program.objects.visible_to(cast.planner).filter(pk=program.pk).exists()


def test_a_partner_agency_reads_once_it_is_signed(cast: Cast) -> None:
    program = make_program(cast, projects=0)
    project = make_project(cast, program, partners=Agency.objects.filter(code="SAMT"))
    make_target(cast, project, indicator="apple_output")
    visible = Program.objects.visible_to(cast.samt_editor)
    assert not visible.filter(pk=program.pk).exists()
    walk(cast, program, S.UNDER_REVIEW)
    assert visible.filter(pk=program.pk).exists()
