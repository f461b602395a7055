"""Exceptions from a rule: the agency asks, a reviewer decides; or a reviewer makes one for what stands before them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from config.clock import moment
from projects.enums import ENDED, WITH_THE_AGENCY, ExemptionState, YearState
from projects.models import Exemption, Program
from projects.permissions import (
    check_user_can_edit_program,
    check_user_can_exempt,
    check_user_writes_for_agency,
    on_behalf,
)
from projects.readiness import Problem, readiness
from projects.refusals import Moved, Refused
from projects.signed import reads_what_was_signed


@transaction.atomic
def ask_exemption(*, by: User, program: Program, rule: str, anchor_id: uuid.UUID, plea: str) -> Exemption:
    """Ask on the agency's behalf that what the rule finds there shall not hold the program up.

    The reviewers read the item and the plea, though no head has signed the program yet.
    """
    check_user_can_edit_program(by, program)
    plea = plea.strip()
    if not plea:
        raise Refused(_("Say why: the planning organization will read your reason."))
    problem = _found(program, rule, anchor_id)
    if not problem.is_blocking:
        raise Refused(_("This does not hold the program up: there is nothing to ask for."))
    program.contributors.add(by)
    exemption = _write(program, problem, asked_by=by, asked_at=moment(), plea=plea)
    _record(by, Act.CREATED, exemption, {}, plea)
    return exemption


@transaction.atomic
def decide_exemption(*, by: User, exemption: Exemption, grant: bool, reason: str) -> Exemption:
    """Grant or refuse what was asked for, once; neither who asked nor anybody else with a part in the program."""
    program = exemption.program
    check_user_can_exempt(by, program)
    reason = _reason(reason)
    decided = {
        "state": ExemptionState.GRANTED if grant else ExemptionState.REFUSED,
        "decided_by": by,
        "decided_at": moment(),
        "reason": reason,
    }
    waiting = Exemption.objects.filter(pk=exemption.pk, state=ExemptionState.ASKED)
    if not waiting.update(**decided):
        raise Moved(_("This has been decided meanwhile; please load the page again."))
    exemption.refresh_from_db()
    _record(by, Act.CHANGED, exemption, {"state": ExemptionState.ASKED}, reason)
    return exemption


@transaction.atomic
def take_back_exemption(*, by: User, exemption: Exemption) -> Exemption:
    """Take back what one's agency asked for, before anybody has decided on it; it stays on record."""
    check_user_writes_for_agency(by, Permission.PROGRAM_EDIT, exemption.program)
    return _withdraw(by, exemption, ExemptionState.ASKED)


@transaction.atomic
def withdraw_exemption(*, by: User, exemption: Exemption, reason: str) -> Exemption:
    """Withdraw a granted exception, as a reviewer, while the program is with its agency: the rule holds it up again."""
    program = exemption.program
    check_user_can_exempt(by, program)
    # The row is locked: a signature comes before this or after it, never between.
    standing = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    if standing.status not in WITH_THE_AGENCY:
        raise Refused(_("The program has left its agency with this exception: it stays."))
    return _withdraw(by, exemption, ExemptionState.GRANTED, _reason(reason))


def _withdraw(by: User, exemption: Exemption, state: ExemptionState, reason: str = "") -> Exemption:
    withdrawn = {"withdrawn_by": by, "withdrawn_at": moment(), "withdrawal_reason": reason}
    standing = Exemption.objects.filter(pk=exemption.pk, state=state)
    if not standing.update(state=ExemptionState.WITHDRAWN, **withdrawn):
        raise Moved(_("This has been decided meanwhile; please load the page again."))
    exemption.refresh_from_db()
    _record(by, Act.CHANGED, exemption, {"state": state}, reason)
    return exemption


@transaction.atomic
def make_exemption(*, by: User, program: Program, rule: str, anchor_id: uuid.UUID, reason: str) -> Exemption:
    """Make an exception, as a reviewer, for something that the rules find in a program that one may read."""
    check_user_can_exempt(by, program)
    if program.status in ENDED or program.plan_year.state == YearState.CLOSED:
        raise Refused(_("The program is not on its way any more: there is nothing to make an exception from."))
    if not Program.objects.visible_to(by).filter(pk=program.pk).exists() or reads_what_was_signed(by, program):
        raise Refused(_("The agency is writing in the program: it asks for an exception where it needs one."))
    exemption = _write(
        program,
        _found(program, rule, anchor_id),
        state=ExemptionState.GRANTED,
        decided_by=by,
        decided_at=moment(),
        reason=_reason(reason),
    )
    _record(by, Act.CREATED, exemption, {}, exemption.reason)
    return exemption


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why: the agency and the deputy governor will read your reason."))
    return reason.strip()


def _found(program: Program, rule: str, anchor_id: uuid.UUID) -> Problem:
    """What the rule finds there now. Only the rules before a program leaves the agency know exceptions."""
    for problem in readiness(Program.objects.select_related("plan_year", "agency").get(pk=program.pk)).problems:
        if (problem.rule, problem.anchor_id) == (rule, anchor_id):
            if problem.exemption is not None:
                raise Moved(_("An exception has been asked for or granted already; please load the page again."))
            return problem
    raise Refused(_("Nothing is wanting there any more; please load the page again."))


def _write(program: Program, problem: Problem, **fields: Any) -> Exemption:
    try:
        with transaction.atomic():
            return Exemption.objects.create(
                program=program,
                rule=problem.rule,
                anchor_id=problem.anchor_id or program.uuid,
                label=problem.label[:300],
                **fields,
            )
    except IntegrityError as error:
        raise Moved(_("An exception has been asked for or granted already; please load the page again.")) from error


def _record(by: User, act: Act, exemption: Exemption, before: dict[str, Any], note: str) -> None:
    program = exemption.program
    after = {"rule": exemption.rule} if act == Act.CREATED else {}
    record(
        by=by,
        act=act,
        kind="projects.exemption",
        object_id=exemption.uuid,
        root_id=program.uuid,
        label=str(exemption),
        agency=program.agency_id,
        changes=difference(before, after | {"state": exemption.state}) | on_behalf(by, program),
        note=note,
    )
