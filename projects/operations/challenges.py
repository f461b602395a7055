"""Writing about challenges: registering one in the course of the year, and every step until it is solved."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission, has_permission
from agencies.uploads import Upload, check_quota, take
from config.clock import moment, today
from config.storage import store
from projects.challenges import (
    Part,
    challenges_visible_to,
    is_closed,
    next_desk,
    parts_of,
    projects_for_challenges,
    steps_open_to,
    user_states_costs,
    user_writes_text,
    with_clock,
)
from projects.enums import HOLDING_UP, ChallengeState, StepKind, YearState
from projects.models import Action, Challenge, ChallengeFile, ChallengeStep, Project
from projects.operations.writing import assign, refuse_unknown
from projects.refusals import Moved, Refused

FOLDER = "challenges"
REGISTERED_FIELDS = (
    "title",
    "description",
    "category",
    "level",
    "owner",
    "owner_agency",
    "owner_side",
    "ask",
    "due_on",
    "actions",
)
_ACTS: dict[StepKind, Act] = {
    StepKind.COMMENTED: Act.REMARKED,
    StepKind.REFERRED: Act.CHANGED,
    StepKind.ESCALATED: Act.MOVED,
    StepKind.SENT_DOWN: Act.MOVED,
    StepKind.CLAIMED: Act.REPORTED,
    StepKind.SOLVED: Act.SETTLED,
    StepKind.CONFIRMED: Act.SETTLED,
    StepKind.DOUBTED: Act.RETURNED,
    StepKind.GIVEN_UP: Act.SETTLED,
    StepKind.REOPENED: Act.OPENED,
}
# What of a challenge the history compares.
_STANDING = ("state", "desk", "asked_agency", "asked_name", "asked_for", "asked_until", "solution")


@transaction.atomic
def register_challenge(*, by: User, project: Project, **fields: Any) -> Challenge:
    """Register what came up in the way of a project. `fields`: those of REGISTERED_FIELDS, `title` at least.

    It lies with the agency first. While the program is still being written, its obstacles are stated in the program.
    """
    refuse_unknown(fields, REGISTERED_FIELDS)
    program = project.program
    if not has_permission(by, Permission.CHALLENGE_AGENCY, program.agency_id) and not has_permission(
        by, Permission.CHALLENGE_PROVINCE
    ):
        raise PermissionDenied(_("Your role does not include this. Ask the person responsible, or the administrator."))
    if program.plan_year.state == YearState.CLOSED:
        raise Refused(_("The year is closed: nothing is added to it."))
    if not projects_for_challenges(by, program.plan_year).filter(pk=project.pk).exists():
        raise Refused(_("The program is still being written or is over: state its obstacles with the project."))
    _refuse_incomplete(project, fields)
    last = project.challenges.aggregate(last=Max("position"))["last"] or 0
    challenge = Challenge(
        project=project,
        position=last + 1,
        is_stated=False,
        registered_by=by,
        registered_at=moment(),
        desk_since=today(),
    )
    changes = assign(challenge, fields)
    _add_step(challenge, by, StepKind.REGISTERED)
    _record(challenge, by, Act.CREATED, changes)
    return challenge


@transaction.atomic
def save_challenge(*, by: User, challenge: Challenge, version: int, **fields: Any) -> Challenge:
    """Change what was registered. `fields`: those of REGISTERED_FIELDS. Raises Moved on another version."""
    refuse_unknown(fields, REGISTERED_FIELDS)
    challenge = claim_challenge(challenge, version)
    if not user_writes_text(by, challenge):
        raise PermissionDenied(_("What a program states is changed with the program; what is solved stays as it is."))
    _refuse_incomplete(challenge.project, fields)
    changes = assign(challenge, fields)
    _record(challenge, by, Act.CHANGED, changes)
    return challenge


@transaction.atomic
def claim_for_costs(*, by: User, challenge: Challenge, version: int) -> Challenge:
    """Take the right to say what the challenge costs; the app above writes that and records it."""
    challenge = claim_challenge(challenge, version)
    if not user_states_costs(by, challenge):
        raise PermissionDenied(_("Your role does not include this. Ask the person responsible, or the administrator."))
    return challenge


@transaction.atomic
def take_step(
    *,
    by: User,
    challenge: Challenge,
    version: int,
    kind: StepKind,
    text: str,
    to_agency: Agency | None = None,
    to_name: str = "",
    ask: str = "",
    until: datetime.date | None = None,
    files: Sequence[Upload] = (),
) -> ChallengeStep:
    """Take a step about the challenge (`projects.challenges.RULES` says who may): what was done, or why, in `text`.

    A referral says who is asked (an agency, or a body by its name), for what and until when. Whoever says for an agency
    that it is solved hands in a document. Raises Moved when `version` is no longer the latest.
    """
    challenge = claim_challenge(challenge, version)
    if not challenges_visible_to(by).filter(pk=challenge.pk).exists():
        raise PermissionDenied(_("Your role does not include this. Ask the person responsible, or the administrator."))
    is_late = with_clock(Challenge.objects.filter(pk=challenge.pk), today()).get().is_to_escalate  # type: ignore[attr-defined]
    if kind not in steps_open_to(by, challenge, is_late=is_late):
        raise Refused(_("This step is not yours to take now: look at who has the challenge."))
    text = text.strip()
    if not text:
        raise Refused(_("Say what was done, or why: everybody who reads the challenge reads it."))
    if kind == StepKind.REFERRED and (to_agency is None) == (not to_name.strip()):
        raise Refused(_("Name one agency, or one body that is no agency of the province, that is asked."))
    if kind == StepKind.CLAIMED and not files:
        raise Refused(_("Attach a document that shows it: somebody else confirms that it is solved."))
    before = {name: getattr(challenge, name) for name in _STANDING}
    _apply(challenge, by, kind, text)
    if kind == StepKind.REFERRED:
        challenge.asked_agency, challenge.asked_name = to_agency, to_name.strip()
        challenge.asked_for, challenge.asked_until = ask.strip(), until
    challenge.save()
    referral = {"to_agency": to_agency, "to_name": to_name.strip(), "until": until} if kind == StepKind.REFERRED else {}
    step = _add_step(challenge, by, kind, text, **referral)
    hashes = _keep_files(step, files)
    after = {name: getattr(challenge, name) for name in _STANDING}
    _record(challenge, by, _ACTS[kind], difference(before, after), text, hashes)
    return step


@transaction.atomic
def close_by_decision(*, by: User, challenge: Challenge, text: str) -> ChallengeStep | None:
    """Close a challenge since what was decided about it was carried out and confirmed; None where it is not open.

    At whichever desk it lies: the decision stands above all of them. What an agency had said itself is confirmed by it.
    The apps above call this for what they have confirmed.
    """
    check_permission(by, Permission.CHALLENGE_HEADQUARTERS)
    locked = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if locked.state not in HOLDING_UP or locked.solved_by_id == by.pk or is_closed(locked):
        return None
    challenge = claim_challenge(locked, locked.version)
    kind = StepKind.CONFIRMED if challenge.state == ChallengeState.CLAIMED else StepKind.SOLVED
    before = {name: getattr(challenge, name) for name in _STANDING}
    _apply(challenge, by, kind, text)
    challenge.save()
    step = _add_step(challenge, by, kind, text)
    after = {name: getattr(challenge, name) for name in _STANDING}
    _record(challenge, by, _ACTS[kind], difference(before, after), text)
    return step


def _apply(challenge: Challenge, by: User, kind: StepKind, text: str) -> None:
    """Where the challenge stands after the step."""
    match kind:
        case StepKind.REFERRED:
            challenge.state = ChallengeState.IN_HAND
        case StepKind.ESCALATED | StepKind.SENT_DOWN:
            desk = next_desk(challenge.desk, down=kind == StepKind.SENT_DOWN)
            challenge.desk, challenge.desk_since = desk or challenge.desk, today()
            challenge.state = ChallengeState.OPEN
        case StepKind.CLAIMED | StepKind.SOLVED:
            challenge.solution, challenge.solved_by, challenge.solved_at = text, by, moment()
            challenge.solved_for = _agency_of(challenge, by) if kind == StepKind.CLAIMED else None
            challenge.state = ChallengeState(kind)
        case StepKind.CONFIRMED:
            challenge.confirmed_by, challenge.confirmed_at = by, moment()
            challenge.state = ChallengeState.SOLVED
        case StepKind.DOUBTED | StepKind.REOPENED | StepKind.GIVEN_UP:
            challenge.solution, challenge.solved_by, challenge.solved_at, challenge.solved_for = "", None, None, None
            challenge.confirmed_by, challenge.confirmed_at = None, None
            challenge.state = ChallengeState.INSOLUBLE if kind == StepKind.GIVEN_UP else ChallengeState.OPEN
            if kind == StepKind.REOPENED:
                challenge.desk_since = today()


def claim_challenge(challenge: Challenge, version: int) -> Challenge:
    """The challenge, its row locked and its version raised. Raises Moved when `version` is no longer the latest."""
    related = ("project__program__plan_year", "project__program__agency", "owner_agency", "asked_agency", "solved_for")
    locked = Challenge.objects.select_for_update(of=("self",)).select_related(*related).get(pk=challenge.pk)
    if locked.version != version:
        raise Moved
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked


def _agency_of(challenge: Challenge, by: User) -> Agency | None:
    """The agency in whose name the person speaks of it: the challenge's own before one that is asked."""
    parts = parts_of(by, challenge)
    if Part.HOUSE in parts:
        return challenge.project.program.agency
    if Part.ASKED not in parts:
        return None
    for agency in (challenge.asked_agency, challenge.owner_agency):
        if agency is not None and has_permission(by, Permission.CHALLENGE_AGENCY, agency):
            return agency
    return None


def _refuse_incomplete(project: Project, fields: dict[str, Any]) -> None:
    """Who has to solve it is an agency or a body; actions are of the same program."""
    if not (fields.get("owner") or "").strip() and fields.get("owner_agency") is None:
        raise Refused(_("Name who has to solve it: an agency, or a body by its name."))
    actions: Collection[Action] = fields.get("actions") or ()
    projects = {action.project_id for action in actions} - {project.pk}
    if projects and project.program.projects.filter(pk__in=projects).count() != len(projects):
        raise Refused(_("A challenge blocks actions of one program; register another one for the other program."))


def _add_step(challenge: Challenge, by: User, kind: StepKind, text: str = "", **referral: Any) -> ChallengeStep:
    return ChallengeStep.objects.create(
        challenge=challenge,
        version=challenge.version,
        kind=kind,
        desk=challenge.desk,
        state=challenge.state,
        text=text,
        made_by=by,
        made_for=_agency_of(challenge, by),
        made_on=today(),
        **referral,
    )


def _keep_files(step: ChallengeStep, files: Sequence[Upload]) -> list[str]:
    if not files:
        return []
    all_taken = [take(file) for file in files]
    check_quota(step.made_by, sum(len(taken.content) for taken in all_taken))
    kept = []
    for taken in all_taken:
        stored = store(taken.content, folder=FOLDER)
        kept.append(
            ChallengeFile(
                step=step,
                stored_as=stored.name,
                sha256=stored.sha256,
                bytes=stored.bytes,
                content_type=taken.content_type,
                original_name=taken.name,
            )
        )
    ChallengeFile.objects.bulk_create(kept)
    return [file.sha256 for file in kept]


def _record(
    challenge: Challenge,
    by: User,
    act: Act,
    changes: dict[str, list[str | None]],
    note: str = "",
    file_hashes: Sequence[str] = (),
) -> None:
    record(
        by=by,
        act=act,
        kind="projects.challenge",
        object_id=challenge.uuid,
        label=challenge.title,
        agency=challenge.project.program.agency_id,
        changes=changes,
        note=note,
        file_hashes=file_hashes,
    )
