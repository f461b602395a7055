"""Decisions on a part: one project deferred or dropped, a session's list approved minus exceptions."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Event
from projects import operations
from projects.enums import ProgramStatus as S
from projects.enums import ProjectState
from projects.models import Program
from projects.operations import Ticked, approve_programs, decide_project
from projects.refusals import Moved, Refused
from targets.models import Target
from targets.operations.promises import freeze_year
from targets.planned import plan_of
from tests.factories import make_program, walk

pytestmark = pytest.mark.django_db

DEFERRED, DROPPED, ACTIVE = ProjectState.DEFERRED, ProjectState.DROPPED, ProjectState.ACTIVE


def decided(cast, program, number=1, state=DROPPED, **given):
    project = program.projects.get(position=number)
    given = {"by": cast.planner, "version": program.version, "reason": "بدون اعتبار", **given}
    return decide_project(program=program, project=project, state=state, **given)


@pytest.mark.parametrize("status", [S.UNDER_REVIEW, S.NEGOTIATION])
@pytest.mark.parametrize("state", [DEFERRED, DROPPED])
def test_one_project_waits_or_goes_and_the_rest_goes_on(cast, status, state):
    program = make_program(cast, status=status, projects=3)
    project = decided(cast, program, state=state)
    assert (project.state, project.state_reason) == (state, "بدون اعتبار")
    event = Event.objects.latest("pk")
    assert (event.changes, event.note, event.root_id) == ({"state": ["active", state]}, "بدون اعتبار", program.uuid)
    assert [row.weight for row in plan_of(program.plan_year)] == [D(1) / 2] * 2
    for move, who in (("accept", cast.planner), ("approve", cast.deputy)):
        operations.move_program(by=who, program=program, move=move, version=program.version)
    assert freeze_year(by=cast.deputy, plan_year=program.plan_year).row_count == 2
    assert Target.objects.filter(project=project, accepted_offer=None).exists()


def test_a_project_is_taken_up_again(cast):
    program = make_program(cast, status=S.UNDER_REVIEW, projects=2)
    decided(cast, program)
    assert decided(cast, program, state=ACTIVE, reason="").state == ACTIVE


@pytest.mark.parametrize(
    ("status", "number", "given", "refusal"),
    [
        (S.UNDER_REVIEW, 1, {"reason": " "}, "Say why"),
        (S.UNDER_REVIEW, 1, {"state": ACTIVE}, "Nothing differs"),
        (S.UNDER_REVIEW, 1, {"version": 1}, "changed this meanwhile"),
        (S.AGREED, 1, {}, "changed this meanwhile"),
        (S.RETURNED, 1, {}, "changed this meanwhile"),
    ],
)
def test_a_decision_is_refused(cast, status, number, given, refusal):
    program = make_program(cast, status=status, projects=2)
    with pytest.raises(Refused, match=refusal):
        decided(cast, program, number, **given)
    assert not program.projects.exclude(state=ACTIVE).exists()


def test_the_last_project_does_not_go(cast):
    program = make_program(cast, status=S.UNDER_REVIEW, projects=2)
    decided(cast, program)
    with pytest.raises(Refused, match="reject the program"):
        decided(cast, program, 2)


@pytest.mark.parametrize("who", ["jahad.editor", "jahad.head", "deputy", "secretariat", "auditor"])
def test_only_the_planner_decides_on_a_project(cast, who):
    program = make_program(cast, status=S.UNDER_REVIEW, projects=2)
    with pytest.raises(PermissionDenied):
        decided(cast, program, by=cast[who])


def test_who_accepts_on_the_page_of_before_is_told(cast):
    program = make_program(cast, status=S.UNDER_REVIEW, projects=2)
    version = program.version
    decided(cast, program)
    with pytest.raises(Moved):
        operations.move_program(by=cast.planner2, program=program, move="accept", version=version)


# --- a session's list ------------------------------------------------------------------------------------


def ticked(program: Program, version: int | None = None, seen: str | None = None) -> Ticked:
    hash_seen = program.revisions.latest("number").content_hash if seen is None else seen
    return Ticked(program, program.version if version is None else version, hash_seen)


def test_a_list_is_approved_under_the_sessions_number(cast):
    programs = [make_program(cast, status=S.AGREED, title=f"برنامه {number}") for number in range(3)]
    outcomes = approve_programs(by=cast.deputy, session="۱۲", ticked=map(ticked, programs[:2]))
    assert all(outcome.is_approved for outcome in outcomes)
    assert list(Program.objects.order_by("pk").values_list("status", flat=True)) == [S.APPROVED, S.APPROVED, S.AGREED]
    assert set(Event.objects.filter(changes__status=["agreed", "approved"]).values_list("note", flat=True)) == {"۱۲"}


def test_what_moved_or_was_not_seen_is_named_and_the_rest_approved(cast):
    fine, older, unseen, back = (make_program(cast, status=S.AGREED, title=f"برنامه {n}") for n in range(4))
    walk(cast, back, S.DRAFT)
    operations.move_program(by=cast.deputy, program=back, move="review_again", version=back.version, reason="دلیل")
    outcomes = approve_programs(
        by=cast.deputy,
        session="12",
        ticked=[ticked(older, version=older.version - 1), ticked(fine), ticked(unseen, seen="0" * 64), ticked(back)],
    )
    assert [outcome.is_approved for outcome in outcomes] == [False, True, False, False]
    assert list(Program.objects.order_by("pk").values_list("status", flat=True)) == [
        *(S.APPROVED, S.AGREED, S.AGREED),
        S.RETURNED,
    ]


def test_a_list_has_a_number_and_a_program(cast):
    program = make_program(cast, status=S.AGREED)
    with pytest.raises(Refused, match="number"):
        approve_programs(by=cast.deputy, session=" ", ticked=[ticked(program)])
    with pytest.raises(Refused, match="Tick"):
        approve_programs(by=cast.deputy, session="12", ticked=[])
    with pytest.raises(PermissionDenied):
        approve_programs(by=cast.planner, session="12", ticked=[ticked(program)])


def test_the_page_approves_what_is_ticked_and_names_the_rest(client: Client, cast):
    one, other, third = (make_program(cast, status=S.AGREED, title=f"برنامه {number}") for number in range(3))
    client.force_login(cast.deputy)
    address = reverse("program-approve-list", args=[1399])
    seen = {f"seen-{program.uuid}": f"{program.version}.{ticked(program).seen}" for program in (one, other, third)}
    assert {
        f"seen-{program.uuid}": f"{program.version}.{program.seen}"
        for program in client.get(address).context["programs"]
    } == seen
    chosen = {"program": [str(one.uuid), str(other.uuid)]}
    refused = client.post(address, seen | chosen)
    assert refused.status_code == 422
    assert refused.context["unticked"] == {str(third.uuid)}
    seen[f"seen-{other.uuid}"] = f"{other.version}.{'0' * 64}"
    page = client.post(address, seen | chosen | {"session": "۱۲"}, follow=True)
    told = [(message.level_tag, other.title in message.message) for message in page.context["messages"]]
    assert told == [("success", False), ("warning", True)]
    assert set(Program.objects.values_list("title", "status")) == {
        (one.title, S.APPROVED),
        (other.title, S.AGREED),
        (third.title, S.AGREED),
    }


def test_the_list_does_not_grow_in_queries(client: Client, cast):
    client.force_login(cast.deputy)
    address, asked = reverse("program-approve-list", args=[1399]), []
    make_program(cast, status=S.AGREED)
    client.get(address)
    for more in (0, 3):
        for number in range(more):
            make_program(cast, status=S.AGREED, title=f"برنامه {number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 25


def test_a_project_is_decided_on_its_programs_page(client: Client, cast):
    program = make_program(cast, status=S.UNDER_REVIEW, projects=2)
    project = program.projects.get(position=1)
    client.force_login(cast.planner)
    assert client.get(program.get_absolute_url()).context["can_decide"]
    address = reverse("project-decide", args=[program.uuid, project.uuid])
    typed = {"version": program.version, "state": "deferred", "reason": "در انتظار اعتبار"}
    assert client.post(address, typed).status_code == 302
    assert "در انتظار اعتبار" in client.get(program.get_absolute_url()).content.decode()
    assert client.post(address, typed).status_code == 409
