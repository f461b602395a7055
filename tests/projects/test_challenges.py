"""Challenges in the course of the year: who has one, until when, who may do what, and what the database refuses."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from agencies.guards import Sqlstate
from agencies.models import Agency, Event, User
from config.clock import on_day
from projects.challenges import (
    RULES,
    Facts,
    Part,
    challenges_visible_to,
    is_ever_theirs,
    next_desk,
    steps_open,
    with_clock,
)
from projects.enums import ChallengeDesk, ChallengeState, ProgramStatus, StepKind
from projects.models import Challenge, ChallengeStep, Program, Project
from projects.operations.challenges import register_challenge, save_challenge, take_step
from projects.refusals import Moved, Refused
from projects.revisions import content_of
from reports.demonstration.evidence import one_page
from tests.cast import Cast
from tests.factories import make_program, walk
from tests.projects.test_obstacles import STATED, state

DAY = datetime.date(2020, 10, 1)
PAPER = one_page("Jahesh")


def days(count: int) -> datetime.date:
    return DAY + datetime.timedelta(days=count)


def paper(name: str = "proof.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER, content_type="application/pdf")


def register(by: User, project: Project, **fields: Any) -> Challenge:
    said: dict[str, Any] = {
        "title": "نبود مجوز چاه",
        "category": "permit",
        "level": "province",
        "owner": "شرکت آب منطقه‌ای",
        "owner_side": "outside",
        "due_on": days(5),
    }
    return register_challenge(by=by, project=project, **said | fields)


def take(by: User, challenge: Challenge, kind: StepKind, text: str = "برای آزمون", **fields: Any) -> Challenge:
    """The step, by somebody who has just read the challenge; returns it as it stands then."""
    challenge.refresh_from_db()
    take_step(by=by, challenge=challenge, version=challenge.version, kind=kind, text=text, **fields)
    challenge.refresh_from_db()
    return challenge


# --- the rules, without a database -----------------------------------------------------------------

HOUSE, ASKED, PROVINCE, HEADQUARTERS = Part


@pytest.mark.parametrize(
    ("part", "desk", "expected"),
    [
        (HOUSE, "agency", {"commented", "referred", "escalated", "claimed"}),
        (HOUSE, "province", {"commented", "claimed"}),
        (ASKED, "headquarters", {"commented", "claimed"}),
        (PROVINCE, "agency", {"commented"}),
        (PROVINCE, "province", {"commented", "referred", "escalated", "sent_down", "solved"}),
        (PROVINCE, "headquarters", {"commented"}),
        (HEADQUARTERS, "province", {"commented"}),
        (HEADQUARTERS, "headquarters", {"commented", "referred", "sent_down", "solved", "given_up"}),
    ],
)
def test_an_unsolved_challenge_is_moved_by_whoever_has_it(part: Part, desk: str, expected: set[str]) -> None:
    for each in (ChallengeState.OPEN, ChallengeState.IN_HAND):
        assert set(steps_open(Facts(each, desk, False, frozenset({part})))) == expected


def test_whoever_sits_one_desk_up_fetches_what_is_late() -> None:
    def may(part: Part, desk: str, *, late: bool) -> bool:
        return StepKind.ESCALATED in steps_open(Facts("open", desk, late, frozenset({part})))

    assert may(PROVINCE, "agency", late=True) and not may(PROVINCE, "agency", late=False)
    assert may(HEADQUARTERS, "province", late=True) and not may(HEADQUARTERS, "province", late=False)
    assert not may(HEADQUARTERS, "agency", late=True)


def test_a_claim_is_confirmed_by_another_side() -> None:
    def may(part: Part, **facts: bool) -> bool:
        return StepKind.CONFIRMED in steps_open(Facts("claimed", "agency", False, frozenset({part}), **facts))

    assert may(PROVINCE) and may(HEADQUARTERS) and not may(HOUSE)
    assert not may(PROVINCE, is_solver=True)
    assert may(HOUSE, is_claimed_by_other=True) and not may(ASKED, is_claimed_by_other=True)


def test_what_is_over_is_only_reopened_or_commented() -> None:
    everybody = frozenset(Part)
    for each in (ChallengeState.SOLVED, ChallengeState.INSOLUBLE):
        assert set(steps_open(Facts(each, "province", True, everybody))) == {"commented", "reopened"}


def test_every_step_is_somebody_s_at_some_time() -> None:
    for kind in RULES:
        assert any(is_ever_theirs(kind, frozenset({part})) for part in Part)
        assert not is_ever_theirs(kind, frozenset())


def test_desks_follow_one_another() -> None:
    assert [next_desk(desk) for desk in ChallengeDesk] == ["province", "headquarters", None]
    assert [next_desk(desk, down=True) for desk in ChallengeDesk] == [None, "agency", "province"]


# --- one challenge through the year ----------------------------------------------------------------


@pytest.mark.django_db
def test_the_whole_way_of_a_challenge(cast: Cast) -> None:
    project = make_program(cast, status=ProgramStatus.APPROVED).projects.get()
    with on_day(DAY):
        challenge = register(cast.jahad_editor, project, actions=list(project.actions.all()[:1]))
        assert (challenge.desk, challenge.state, challenge.desk_since) == ("agency", "open", DAY)
    with on_day(days(3)):
        water = Agency.objects.get(code="SAMT")
        take(cast.jahad_head, challenge, StepKind.REFERRED, to_agency=water, ask="صدور مجوز", until=days(8))
        assert (challenge.state, challenge.asked, challenge.wanted) == ("in_hand", str(water), "صدور مجوز")
        with pytest.raises(Refused, match="not yours"):
            take(cast.planner, challenge, StepKind.ESCALATED)
        take(cast.jahad_head, challenge, StepKind.ESCALATED, "پاسخی نیامد")
        assert (challenge.desk, challenge.state, challenge.desk_since) == ("province", "open", days(3))
        with pytest.raises(Refused, match="not yours"):
            take(cast.jahad_head, challenge, StepKind.SENT_DOWN)
        take(cast.planner, challenge, StepKind.ESCALATED, "از اختیار استان خارج است")
        take(cast.secretariat, challenge, StepKind.SENT_DOWN, "در استان حل می‌شود")
        assert challenge.desk == "province"
        with pytest.raises(Refused, match="document"):
            take(cast.samt_editor, challenge, StepKind.CLAIMED)
        take(cast.samt_editor, challenge, StepKind.CLAIMED, "مجوز صادر شد", files=[paper()])
        assert (challenge.state, challenge.solved_for, challenge.solved_by) == ("claimed", water, cast.samt_editor)
        with pytest.raises(Refused, match="not yours"):
            take(cast.samt_editor, challenge, StepKind.CONFIRMED)
        # What another agency says, the challenge's own may look at.
        take(cast.jahad_editor, challenge, StepKind.DOUBTED, "هنوز به دست ما نرسیده است")
        assert (challenge.state, challenge.solution, challenge.solved_by) == ("open", "", None)
        take(cast.jahad_editor, challenge, StepKind.CLAIMED, "مجوز رسید", files=[paper()])
        take(cast.planner, challenge, StepKind.CONFIRMED, "دیده شد")
        assert (challenge.state, challenge.confirmed_by) == ("solved", cast.planner)
    with on_day(days(20)):
        take(cast.deputy, challenge, StepKind.REOPENED, "مجوز لغو شد")
        assert (challenge.state, challenge.desk_since, challenge.solution) == ("open", days(20), "")
        take(cast.deputy, challenge, StepKind.SOLVED, "مجوز تازه", files=[paper(), paper("letter.pdf")])
        assert challenge.state == "solved"
    kinds = list(challenge.steps.values_list("kind", flat=True))
    assert kinds == [
        *("registered", "referred", "escalated", "escalated", "sent_down", "claimed"),
        *("doubted", "claimed", "confirmed", "reopened", "solved"),
    ]
    assert [step.files.count() for step in challenge.steps.filter(kind="solved")] == [2]
    events = Event.objects.filter(root_id=challenge.uuid).order_by("pk")
    assert len(events) == len(kinds)
    assert events[2].changes["desk"] == ["agency", "province"] and events[2].note == "پاسخی نیامد"
    assert len(events.last().file_hashes) == 2  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_clock_runs_from_the_later_of_the_two_days(cast: Cast) -> None:
    project = make_program(cast, status=ProgramStatus.APPROVED).projects.get()
    year = project.program.plan_year
    with on_day(DAY):
        dated = register(cast.jahad_editor, project)
        open_end = register(cast.jahad_editor, project, due_on=None)

    def clock(challenge: Challenge, today: datetime.date) -> tuple[Any, ...]:
        [row] = with_clock(Challenge.objects.filter(pk=challenge.pk), today)
        return row.until, row.escalate_on, row.is_overdue, row.is_to_escalate  # type: ignore[attr-defined]

    last = 5 + year.challenge_days_agency
    assert clock(dated, days(5)) == (days(5), days(last), False, False)
    assert clock(dated, days(6)) == (days(5), days(last), True, False)
    assert clock(dated, days(last)) == (days(5), days(last), True, True)
    assert clock(open_end, days(40)) == (None, days(year.challenge_days_agency), False, True)
    with on_day(days(last)):
        # It has lain too long: the province fetches it, and has days of its own.
        take(cast.planner, dated, StepKind.ESCALATED, "دستگاه پیگیری نکرد")
    assert clock(dated, days(last))[1:] == (days(last + year.challenge_days_province), True, False)
    with on_day(days(60)):
        take(cast.deputy, dated, StepKind.ESCALATED, "به ستاد")
    assert clock(dated, days(99))[1] is None


@pytest.mark.django_db
def test_who_knows_of_it(cast: Cast) -> None:
    own = make_program(cast, status=ProgramStatus.APPROVED).projects.get()
    draft = make_program(cast, title="پیش‌نویس", status=ProgramStatus.UNDER_REVIEW).projects.get()
    challenge = register(cast.jahad_editor, own, owner="", owner_agency=Agency.objects.get(code="SAMT"))
    other = register(cast.planner, own, title="دیگر")

    def known(user: User) -> set[Challenge]:
        return set(challenges_visible_to(user))

    for user in (cast.jahad_editor, cast.jahad_head, cast.planner, cast.deputy, cast.secretariat, cast.auditor):
        assert known(user) == {challenge, other}
    assert known(cast.samt_editor) == {challenge}
    assert known(cast.administrator) == known(cast.newcomer) == set()
    # What was once referred to an agency stays known to it.
    take(cast.jahad_editor, other, StepKind.REFERRED, to_agency=Agency.objects.get(code="SAMT"))
    take(cast.jahad_editor, other, StepKind.REFERRED, to_name="وزارت نیرو")
    assert known(cast.samt_editor) == {challenge, other}
    with pytest.raises(Refused, match="state its obstacles"):
        register(cast.jahad_editor, draft)
    with pytest.raises(PermissionDenied):
        register(cast.samt_editor, own)
    with pytest.raises(PermissionDenied):
        register(cast.auditor, own)


@pytest.mark.django_db
def test_what_is_refused(cast: Cast) -> None:
    project = make_program(cast, status=ProgramStatus.APPROVED).projects.get()
    elsewhere = make_program(cast, title="دیگری", status=ProgramStatus.APPROVED).projects.get()
    with pytest.raises(Refused, match="Name who"):
        register(cast.jahad_editor, project, owner="")
    with pytest.raises(Refused, match="one program"):
        register(cast.jahad_editor, project, actions=list(elsewhere.actions.all()))
    challenge = register(cast.jahad_editor, project)
    with pytest.raises(Refused, match="what was done"):
        take(cast.jahad_editor, challenge, StepKind.COMMENTED, "  ")
    with pytest.raises(Refused, match="Name one"):
        take(cast.jahad_editor, challenge, StepKind.REFERRED)
    with pytest.raises(Refused, match="Name one"):
        take(
            cast.jahad_editor,
            challenge,
            StepKind.REFERRED,
            to_agency=Agency.objects.get(code="SAMT"),
            to_name="وزارت نیرو",
        )
    with pytest.raises(Refused, match="only these kinds"):
        take(cast.jahad_editor, challenge, StepKind.CLAIMED, files=[paper("proof.exe")])
    with pytest.raises(PermissionDenied):
        take(cast.samt_editor, challenge, StepKind.COMMENTED)
    seen = challenge.version
    take(cast.jahad_editor, challenge, StepKind.COMMENTED)
    with pytest.raises(Moved):
        take_step(by=cast.jahad_head, challenge=challenge, version=seen, kind=StepKind.ESCALATED, text="دیر")
    with pytest.raises(Moved):
        save_challenge(by=cast.jahad_editor, challenge=challenge, version=seen, title="دیر", owner="کسی")
    save_challenge(by=cast.jahad_editor, challenge=challenge, version=challenge.version, title="تازه", owner="کسی")
    challenge.refresh_from_db()
    assert (challenge.title, challenge.version) == ("تازه", 3)


@pytest.mark.django_db
def test_what_a_program_states_is_followed_but_keeps_its_words(cast: Cast) -> None:
    program = make_program(cast)
    project = program.projects.get()

    state(cast, project, STATED)
    stated = Challenge.objects.get()
    assert not challenges_visible_to(cast.jahad_editor).exists()
    with pytest.raises(PermissionDenied):
        take(cast.jahad_editor, stated, StepKind.COMMENTED)
    program = walk(cast, Program.objects.get(), ProgramStatus.APPROVED)
    signed = content_of(program)
    take(cast.jahad_editor, stated, StepKind.REFERRED, to_name="وزارت نیرو", ask="پروانه", until=days(90))
    take(cast.jahad_editor, stated, StepKind.ESCALATED)
    later = register(cast.jahad_editor, project, title="مانع تازه")
    assert set(challenges_visible_to(cast.planner)) == {stated, later}
    assert (stated.asked, stated.owner) == ("وزارت نیرو", STATED["owner"])
    # Neither changes what was signed.
    assert content_of(Program.objects.get()) == signed
    with pytest.raises(PermissionDenied):
        save_challenge(by=cast.jahad_editor, challenge=stated, version=stated.version, title="دیگر", owner="کسی")


@pytest.mark.django_db
def test_the_database_keeps_the_story(cast: Cast) -> None:
    project = make_program(cast, status=ProgramStatus.APPROVED).projects.get()
    challenge = register(cast.jahad_editor, project)
    step = challenge.steps.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        ChallengeStep.objects.filter(pk=step.pk).update(text="دیگر")
    with pytest.raises(DatabaseError), transaction.atomic():
        ChallengeStep.objects.filter(pk=step.pk).delete()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(desk="province")
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused.value.__cause__.pgcode == Sqlstate.NOT_RECORDED  # type: ignore[union-attr]
    with pytest.raises(IntegrityError, match="challenge_confirmed_by_another"), transaction.atomic():
        now = datetime.datetime.now(datetime.UTC)
        Challenge.objects.filter(pk=challenge.pk).update(
            state="solved",
            solution="خود",
            solved_by=cast.planner,
            solved_at=now,
            confirmed_by=cast.planner,
            confirmed_at=now,
        )
