"""Writing what the province needs: proposals for macro targets with the agencies' shares, and the decisions on them.

What the planning organization enters or changes is a proposal beside the figures in force. Nothing else moves until the
deputy has approved it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import record
from agencies.models import Sector, User
from agencies.permissions import check_permission
from config.clock import today
from projects.models import PlanYear, PriorityIndustry
from projects.refusals import Moved, Refused
from targets.enums import ProposalState
from targets.models import AgencyShare, Indicator, MacroTarget, MacroTargetProposal
from targets.proposals import (
    DETAILS,
    FIGURES,
    PROPOSED,
    Share,
    changes_between,
    is_the_same,
    last_proposal,
    refuse_unready,
    refuse_untimely,
    shares_of,
    starting_point,
)


@transaction.atomic
def add_macro_target(
    *,
    by: User,
    plan_year: PlanYear,
    indicator: Indicator,
    sector: Sector | None = None,
    priority_industry: PriorityIndustry | None = None,
    position: int | None = None,
    is_illustrative: bool = False,
    shares: Iterable[Share] = (),
    **fields: Any,
) -> MacroTarget:
    """Enter a macro target on the planning organization's behalf, with its first proposal. `fields`: those of PROPOSED.

    It counts nowhere until the deputy has approved it. Raises Refused when the year is no longer open, or has a macro
    target for the same already.
    """
    check_permission(by, Permission.MACRO_PROPOSE)
    plan_year = PlanYear.objects.select_for_update().get(pk=plan_year.pk)
    others = MacroTarget.objects.filter(plan_year=plan_year)
    if position is None:
        position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    if sector is not None and priority_industry is not None:
        raise Refused(_("A macro target is for a sector or for a priority industry, not for both."))
    if others.filter(indicator=indicator, sector=sector, priority_industry=priority_industry).exists():
        raise Refused(_("The year has a macro target for this indicator already; propose a change of it."))
    macro_target = MacroTarget.objects.create(
        plan_year=plan_year,
        indicator=indicator,
        sector=sector,
        priority_industry=priority_industry,
        position=position,
        is_illustrative=is_illustrative,
    )
    _propose(by, macro_target, list(shares), fields)
    return macro_target


@transaction.atomic
def propose_macro_target(
    *, by: User, macro_target: MacroTarget, based_on: int, shares: Iterable[Share] | None = None, **fields: Any
) -> MacroTargetProposal:
    """Propose other figures; they stand beside those in force. What is not given stays as it was proposed last.

    `based_on` is the number of the last proposal that the writer has seen. A proposal that still waits is replaced.
    Raises Moved when there is a later one, Refused for what may not be changed, or when nothing would change.
    """
    check_permission(by, Permission.MACRO_PROPOSE)
    macro_target = _locked(macro_target)
    last = last_proposal(macro_target)
    if (last.number if last else 0) != based_on:
        raise Moved
    start = starting_point(macro_target)
    # Why it changes is said anew each time.
    kept = {name: getattr(start, name) for name in (*FIGURES, *DETAILS)} if start else {}
    return _propose(by, macro_target, shares_of(start) if shares is None else list(shares), kept | fields, last)


def _propose(
    by: User,
    macro_target: MacroTarget,
    shares: list[Share],
    fields: dict[str, Any],
    last: MacroTargetProposal | None = None,
) -> MacroTargetProposal:
    unknown = set(fields) - set(PROPOSED)
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    proposal = MacroTargetProposal(
        macro_target=macro_target, number=last.number + 1 if last else 1, proposed_by=by, **fields
    )
    proposal.clean_fields(exclude=["macro_target", "proposed_by", "decided_by", "decided_at"])
    plan_year, in_force = macro_target.plan_year, macro_target.in_force
    said = {name: getattr(proposal, name) for name in PROPOSED}
    refuse_untimely(plan_year, today(), in_force, said)
    refuse_unready(proposal, macro_target.indicator, shares, plan_year.periods.regular().count())
    before, shares_before = last, shares_of(last)
    if last is not None and last.state == ProposalState.WAITING:
        if is_the_same(last, proposal, shares_before, shares):
            raise Refused(_("Nothing differs from what is proposed already."))
        _decide(last, ProposalState.REPLACED, by)
    elif in_force is not None:
        before, shares_before = in_force, shares_of(in_force)
        if is_the_same(in_force, proposal, shares_before, shares):
            raise Refused(_("Nothing differs from what is in force."))
    proposal.save()
    AgencyShare.objects.bulk_create(
        AgencyShare(proposal=proposal, agency=share.agency, value=share.value, reason=share.reason) for share in shares
    )
    _record(
        proposal,
        by=by,
        act=Act.CREATED,
        changes=changes_between(before, proposal, shares_before, shares),
        note=_why(proposal),
    )
    return proposal


@transaction.atomic
def approve_macro_target(*, by: User, macro_target: MacroTarget, number: int | None = None) -> MacroTarget:
    """Put the waiting proposal in force on the deputy's behalf: from now on everything counts with it.

    `number` is that of the proposal which the deputy has read. Raises Moved when another one waits, or none.
    """
    check_permission(by, Permission.MACRO_APPROVE)
    locked = _locked(macro_target)
    proposal = _waiting(locked, number)
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("Whoever proposes does not approve: somebody else has to."))
    before = locked.in_force
    refuse_untimely(locked.plan_year, today(), before, {name: getattr(proposal, name) for name in PROPOSED})
    _decide(proposal, ProposalState.APPROVED, by)
    locked.in_force = proposal
    locked.save(update_fields=["in_force"])
    changes = changes_between(before, proposal, shares_of(before), shares_of(proposal))
    _record(proposal, by=by, act=Act.AGREED, changes=changes, note=_why(proposal))
    macro_target.in_force = proposal
    return macro_target


@transaction.atomic
def return_macro_proposal(*, by: User, macro_target: MacroTarget, number: int, reason: str) -> MacroTargetProposal:
    """Give the waiting proposal back to the planning organization, with the reason. What is in force stays.

    Raises Moved when another one waits, or none.
    """
    check_permission(by, Permission.MACRO_APPROVE)
    if not reason.strip():
        raise Refused(_("Say why the proposal is returned."))
    proposal = _waiting(_locked(macro_target), number)
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("Whoever proposes does not approve: somebody else has to."))
    _decide(proposal, ProposalState.RETURNED, by, reason)
    _record(proposal, by=by, act=Act.RETURNED, note=reason)
    return proposal


@transaction.atomic
def withdraw_macro_proposal(*, by: User, macro_target: MacroTarget, number: int) -> MacroTargetProposal:
    """Take one's own waiting proposal back. What is in force stays.

    Raises Moved when another one waits, or none, and Refused for a colleague's.
    """
    check_permission(by, Permission.MACRO_PROPOSE)
    proposal = _waiting(_locked(macro_target), number)
    if proposal.proposed_by_id != by.pk:
        raise Refused(_("Whoever proposed takes it back; you may propose other figures instead."))
    _decide(proposal, ProposalState.WITHDRAWN, by)
    _record(proposal, by=by, act=Act.REMOVED)
    return proposal


def _locked(macro_target: MacroTarget) -> MacroTarget:
    """The macro target, its row and its year's locked: proposals, decisions and the freeze come one after another."""
    PlanYear.objects.select_for_update().get(pk=macro_target.plan_year_id)
    related = ("plan_year", "indicator__unit", "sector", "priority_industry", "in_force")
    return MacroTarget.objects.select_for_update(of=("self",)).select_related(*related).get(pk=macro_target.pk)


def _waiting(macro_target: MacroTarget, number: int | None) -> MacroTargetProposal:
    waiting = macro_target.proposals.filter(state=ProposalState.WAITING).select_related("proposed_by").first()
    if waiting is None or number not in (None, waiting.number):
        raise Moved(_("This proposal no longer waits; please look at the page again."))
    # The event is labelled by the macro target that is locked.
    waiting.macro_target = macro_target
    return waiting


def _decide(proposal: MacroTargetProposal, state: ProposalState, by: User, reason: str = "") -> None:
    proposal.state = state
    proposal.decided_by, proposal.decided_at, proposal.decision_reason = by, timezone.now(), reason
    proposal.decided_on = today()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decided_on", "decision_reason"])


def _why(proposal: MacroTargetProposal) -> str:
    letter = _("Letter %(number)s") % {"number": proposal.letter_number} if proposal.letter_number else ""
    return " · ".join(filter(None, [proposal.reason, letter]))


def _record(
    proposal: MacroTargetProposal,
    *,
    by: User,
    act: Act,
    changes: dict[str, list[str | None]] | None = None,
    note: str = "",
) -> None:
    macro_target = proposal.macro_target
    record(
        by=by,
        act=act,
        kind="targets.macro_target_proposal",
        object_id=macro_target.uuid,
        label=f"{macro_target.plan_year.year} · {macro_target.indicator.code} · {proposal.number}",
        changes=changes,
        note=note,
    )
