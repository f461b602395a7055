"""An exception lets one item pass, with a reason that everybody reads; whoever has a part in the program makes none."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.guards import Sqlstate
from agencies.models import Event
from projects import operations
from projects.enums import ExemptionState, ProgramStatus
from projects.models import Exemption, PolicyClause, Program
from projects.readiness import readiness
from projects.refusals import Moved, Refused
from tests.agencies.recording import sqlstate
from tests.cast import Cast
from tests.factories import make_program, make_project

pytestmark = pytest.mark.django_db

AXIS, CLAUSE = "program_has_an_axis", "program_serves_a_clause"


def wanting(cast: Cast) -> Program:
    """A draft with neither axis nor clause."""
    program = make_program(cast)
    operations.save_program(
        by=cast.jahad_editor, program=program, version=program.version, axis=None, policy_clauses=[]
    )
    return program


def ask(cast: Cast, program: Program, rule: str = AXIS, **fields: object) -> Exemption:
    asked = {"anchor_id": program.uuid, "plea": "محور این برنامه در فهرست نیست", **fields}
    return operations.ask_exemption(by=cast.jahad_editor, program=program, rule=rule, **asked)


def decide(cast: Cast, exemption: Exemption, *, grant: bool = True, reason: str = "پذیرفته است") -> Exemption:
    return operations.decide_exemption(by=cast.planner, exemption=exemption, grant=grant, reason=reason)


def again(program: Program) -> Program:
    return Program.objects.select_related("plan_year", "agency").get(pk=program.pk)


def submit(cast: Cast, program: Program) -> Program:
    return operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)


# --- what it does -----------------------------------------------------------------------------------


def test_each_granted_exception_lets_its_item_pass_and_no_other(cast: Cast) -> None:
    program = wanting(cast)
    decide(cast, ask(cast, program))
    score = readiness(again(program))
    assert [problem.rule for problem in score.blocking] == [CLAUSE]
    assert [problem.rule for problem in score.exempted] == [AXIS]
    with pytest.raises(Refused) as refused:
        submit(cast, again(program))
    assert [problem.rule for problem in refused.value.problems] == [CLAUSE]
    decide(cast, ask(cast, again(program), CLAUSE))
    assert readiness(again(program)).percent == 100
    assert submit(cast, again(program)).status == ProgramStatus.AWAITING_HEAD


def test_what_is_only_asked_for_or_refused_holds_the_program_up(cast: Cast) -> None:
    program = wanting(cast)
    asked = ask(cast, program)
    assert len(readiness(again(program)).blocking) == 2
    decide(cast, asked, grant=False)
    assert len(readiness(again(program)).blocking) == 2
    # Refused once, it may be asked for with better reasons.
    assert ask(cast, again(program)).state == ExemptionState.ASKED


def test_an_exception_for_one_project_is_none_for_another(cast: Cast) -> None:
    program = make_program(cast, projects=0)
    for title in ("یکی", "دیگری"):
        make_project(cast, program, title=title, justification="")
    one, other = program.projects.all()
    decide(cast, ask(cast, again(program), "project_is_justified", anchor_id=one.uuid))
    found = [p.anchor_id for p in readiness(again(program)).blocking if p.rule == "project_is_justified"]
    assert found == [other.uuid]


def test_it_is_recorded_with_who_what_and_why(cast: Cast) -> None:
    program = wanting(cast)
    decide(cast, ask(cast, program))
    asked, decided = Event.objects.filter(object_kind="projects.exemption").order_by("pk")
    assert (asked.actor, asked.note) == (cast.jahad_editor, "محور این برنامه در فهرست نیست")
    assert asked.changes["rule"] == [None, AXIS]
    assert (decided.actor, decided.note, decided.root_id) == (cast.planner, "پذیرفته است", program.uuid)
    assert decided.changes["state"] == ["asked", "granted"]


def test_it_is_read_on_the_page_by_the_agency_and_by_the_deputy(client: Client, cast: Cast) -> None:
    program = wanting(cast)
    decide(cast, ask(cast, program))
    decide(cast, ask(cast, again(program), CLAUSE))
    submit(cast, again(program))
    operations.move_program(by=cast.jahad_head, program=again(program), move="sign", version=again(program).version)
    for who in (cast.jahad_editor, cast.deputy, cast.planner2):
        client.force_login(who)
        page = client.get(program.get_absolute_url()).content.decode()
        assert page.count("پذیرفته است") >= 2
        assert "محور این برنامه در فهرست نیست" in page


def test_a_reviewer_makes_one_for_what_they_read(cast: Cast) -> None:
    """A warning before a planner's eyes, of a program that its agency has sent."""
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    # What somebody of the agency could not send: the axis is lost after the signature.
    Program.objects.filter(pk=program.pk).update(axis=None)
    operations.make_exemption(
        by=cast.planner, program=again(program), rule=AXIS, anchor_id=program.uuid, reason="محور بعداً می‌آید"
    )
    assert readiness(again(program)).blocking == []


def test_what_nobody_has_decided_on_is_taken_back_and_stays_on_record(cast: Cast) -> None:
    program = wanting(cast)
    asked = ask(cast, program)
    for who in (cast.planner, cast.jahad_head, cast.samt_editor):
        with pytest.raises(PermissionDenied):
            operations.take_back_exemption(by=who, exemption=asked)
    operations.take_back_exemption(by=cast.jahad_editor, exemption=asked)
    assert (asked.state, asked.withdrawn_by, asked.decided_by) == (ExemptionState.WITHDRAWN, cast.jahad_editor, None)
    assert Event.objects.latest("pk").changes == {"state": ["asked", "withdrawn"]}
    for late in (
        lambda: decide(cast, asked),
        lambda: operations.take_back_exemption(by=cast.jahad_editor, exemption=asked),
    ):
        with pytest.raises(Moved):
            late()
    assert ask(cast, again(program)).state == ExemptionState.ASKED


def test_what_was_granted_is_withdrawn_while_the_program_is_with_its_agency(cast: Cast) -> None:
    program = wanting(cast)
    granted = [decide(cast, ask(cast, again(program), rule)) for rule in (AXIS, CLAUSE)]
    with pytest.raises(Moved):
        operations.take_back_exemption(by=cast.jahad_editor, exemption=granted[0])
    with pytest.raises(Refused, match="Say why"):
        operations.withdraw_exemption(by=cast.planner2, exemption=granted[0], reason=" ")
    operations.withdraw_exemption(by=cast.planner2, exemption=granted[0], reason="محور در فهرست هست")
    assert (granted[0].decided_by, granted[0].withdrawn_by) == (cast.planner, cast.planner2)
    assert [problem.rule for problem in readiness(again(program)).blocking] == [AXIS]
    decide(cast, ask(cast, again(program)))
    submit(cast, again(program))
    operations.move_program(by=cast.jahad_head, program=again(program), move="sign", version=again(program).version)
    with pytest.raises(Refused, match="has left its agency"):
        operations.withdraw_exemption(by=cast.planner, exemption=granted[1], reason="دیر است")


def test_the_database_takes_no_other_change_for_a_withdrawal(cast: Cast) -> None:
    program = wanting(cast)
    granted = decide(cast, ask(cast, program))
    withdrawn = {"state": "withdrawn", "withdrawn_at": timezone.now(), "withdrawn_by": cast.planner2}
    for change, told in (
        (withdrawn | {"reason": "دیگر"}, Sqlstate.APPEND_ONLY),
        (withdrawn | {"withdrawn_by": cast.jahad_editor}, Sqlstate.MAKER_IS_CHECKER),
        ({"state": "withdrawn"}, "23514"),
        ({"state": "asked", "decided_by": None, "decided_at": None, "reason": ""}, Sqlstate.APPEND_ONLY),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Exemption.objects.filter(pk=granted.pk).update(**change)
        assert sqlstate(refused.value) == told


def test_both_stand_on_the_pages(client: Client, cast: Cast) -> None:
    program = wanting(cast)
    decide(cast, ask(cast, program))
    asked = ask(cast, again(program), CLAUSE)
    client.force_login(cast.jahad_editor)
    take_back = reverse("exemption-take-back", args=[program.uuid, asked.uuid])
    assert take_back in client.get(program.get_absolute_url()).content.decode()
    client.post(take_back)
    asked.refresh_from_db()
    assert asked.state == ExemptionState.WITHDRAWN
    client.force_login(cast.planner)
    granted = program.exemptions.get(state=ExemptionState.GRANTED)
    withdraw = reverse("exemption-withdraw", args=[granted.uuid])
    assert withdraw in client.get(reverse("exemption-list")).content.decode()
    client.post(withdraw, {"reason": "محور در فهرست هست"})
    page = client.get(reverse("exemption-list")).content.decode()
    assert withdraw not in page
    assert "محور در فهرست هست" in page


# --- who may not ------------------------------------------------------------------------------------


def test_who_has_written_in_the_program_decides_on_none_of_its_exceptions(cast: Cast) -> None:
    program = wanting(cast)
    asked = ask(cast, program)
    with transaction.atomic():
        program.contributors.add(cast.planner)
    with pytest.raises(PermissionDenied):
        decide(cast, asked)
    operations.decide_exemption(by=cast.planner2, exemption=asked, grant=True, reason="پذیرفته است")


def test_who_decided_on_an_exception_does_not_submit(cast: Cast) -> None:
    program = wanting(cast)
    for rule in (AXIS, CLAUSE):
        decide(cast, ask(cast, again(program), rule))
    Program.objects.filter(pk=program.pk).update(on_behalf_by=cast.planner2)
    with pytest.raises(Refused, match="another person must submit"), transaction.atomic():
        operations.move_program(by=cast.planner, program=again(program), move="submit", version=again(program).version)


@pytest.mark.parametrize("who", ["jahad.editor", "jahad.head", "deputy", "auditor", "administrator"])
def test_only_reviewers_decide(cast: Cast, who: str) -> None:
    asked = ask(cast, wanting(cast))
    with pytest.raises(PermissionDenied):
        operations.decide_exemption(by=cast[who], exemption=asked, grant=True, reason="پذیرفته است")


def test_a_reviewer_makes_none_in_what_the_agency_is_writing(cast: Cast) -> None:
    """Whether something is wanting there is nobody else's affair."""
    for program in (wanting(cast), make_program(cast, status=ProgramStatus.RETURNED, title="برگشتی")):
        with pytest.raises(Refused, match="writing in the program"):
            operations.make_exemption(
                by=cast.planner, program=again(program), rule=AXIS, anchor_id=program.uuid, reason="لازم نیست"
            )


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_asked_or_decided_without_a_reason(cast: Cast, reason: str) -> None:
    program = wanting(cast)
    with pytest.raises(Refused, match="Say why"):
        ask(cast, program, plea=reason)
    with pytest.raises(Refused, match="Say why"):
        decide(cast, ask(cast, program), reason=reason)


@pytest.mark.parametrize(
    ("rule", "anchor"), [("no_such_rule", None), (AXIS, uuid.uuid4()), ("money_has_a_source", None)]
)
def test_there_is_no_exception_from_what_is_not_found(cast: Cast, rule: str, anchor: uuid.UUID | None) -> None:
    program = wanting(cast)
    with pytest.raises(Refused, match="Nothing is wanting"):
        ask(cast, program, rule, anchor_id=anchor or program.uuid)


def test_the_same_is_asked_for_once_and_decided_once(cast: Cast) -> None:
    program = wanting(cast)
    asked = ask(cast, program)
    with pytest.raises(Moved):
        ask(cast, again(program))
    decide(cast, asked)
    with pytest.raises(Moved):
        decide(cast, asked, grant=False)
    assert Exemption.objects.get().state == ExemptionState.GRANTED


# --- the database says the same ---------------------------------------------------------------------


def granted(program: Program, **fields: object) -> Exemption:
    return Exemption.objects.create(
        program=program,
        rule=AXIS,
        anchor_id=program.uuid,
        **{"state": "granted", "decided_at": timezone.now(), "reason": "بی‌واسطه", **fields},
    )


@pytest.mark.parametrize(
    "break_it",
    [
        lambda cast, program: granted(program, decided_by=cast.jahad_editor),
        lambda cast, program: granted(program, decided_by=cast.planner) and submitted_by(program, cast.planner.pk),
    ],
)
def test_makers_are_not_checkers_by_trigger(cast: Cast, break_it: Callable[[Cast, Program], object]) -> None:
    program = make_program(cast)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        break_it(cast, program)
    assert sqlstate(refused.value) == Sqlstate.MAKER_IS_CHECKER


def submitted_by(program: Program, person: int) -> None:
    program.revisions.create(
        number=1,
        content={},
        content_hash="",
        contributor_ids=[],
        submitted_by_id=person,
        submitted_at=timezone.now(),
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE projects_exemption SET reason = 'دیگر'", "UPDATE projects_exemption SET state = 'refused'"]
)
def test_a_decision_stays_as_it_was(cast: Cast, statement: str) -> None:
    decide(cast, ask(cast, wanting(cast)))
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert sqlstate(refused.value) == Sqlstate.APPEND_ONLY


# --- the list ---------------------------------------------------------------------------------------


def test_the_list_says_what_is_asked_for_and_no_more_of_what_is_not_signed(client: Client, cast: Cast) -> None:
    program = wanting(cast)
    ask(cast, program)
    client.force_login(cast.planner)
    page = client.get("/exemptions/").content.decode()
    assert "محور این برنامه در فهرست نیست" in page
    assert program.code in page
    assert program.title not in page
    assert program.get_absolute_url() not in page
    assert PolicyClause.objects.count() > 0


def test_the_agency_asks_and_the_planner_decides_on_their_pages(client: Client, cast: Cast) -> None:
    program = wanting(cast)
    client.force_login(cast.jahad_editor)
    body = {"rule": AXIS, "anchor_id": str(program.uuid), "reason": "محور این برنامه در فهرست نیست"}
    assert client.post(f"{program.get_absolute_url()}exemptions/ask/", body).status_code == 302
    asked = Exemption.objects.get()
    client.force_login(cast.planner)
    # It waits in the inbox.
    assert f"/exemptions/#exemption-{asked.uuid}" in client.get("/").content.decode()
    answer = client.post(f"/exemptions/{asked.uuid}/", {"grant": "no", "reason": "محور هست"})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.decided_by) == (ExemptionState.REFUSED, "محور هست", cast.planner)
