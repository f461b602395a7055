"""What may be proposed for a macro target, and when.

Before the call goes out the planning organization proposes freely. Afterwards a change of what is in force needs a
reason and a letter. Once the year is frozen, what is to be reached, from where and by when stays; capacities, shares
and sources may still be corrected. A closed year is closed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from agencies.history import difference
from agencies.models import Agency
from projects.enums import YearState
from projects.models import PlanYear
from projects.refusals import Refused
from targets.enums import Direction, MacroState, ProposalState
from targets.models import Indicator, MacroTarget, MacroTargetProposal
from targets.units import too_fine

# Frozen with the year.
FIGURES = ("baseline", "value", "trajectory")
DETAILS = ("source", "provincial_capacity", "provincial_source", "national_capacity", "national_source")
WHY = ("reason", "letter_number", "letter_on")
PROPOSED = (*FIGURES, *DETAILS, *WHY)


class Share(NamedTuple):
    """What an agency is asked for, in the macro target's unit, with the reason or source."""

    agency: Agency
    value: Decimal
    reason: str = ""


def call_has_gone_out(plan_year: PlanYear, today: datetime.date) -> bool:
    """Whether the agencies have the letter that asks them for the year."""
    issued_on = plan_year.call_letter_on
    return bool(plan_year.call_letter_number) and (issued_on is None or issued_on <= today)


def state_of(macro_target: MacroTarget, waiting: MacroTargetProposal | None) -> MacroState:
    if macro_target.in_force_id is None:
        return MacroState.NOT_APPROVED
    return MacroState.CHANGE_WAITING if waiting else MacroState.IN_FORCE


def last_proposal(macro_target: MacroTarget) -> MacroTargetProposal | None:
    """The one with the highest number: its number is what the next writer has to have seen."""
    return macro_target.proposals.order_by("-number").first()


def starting_point(macro_target: MacroTarget) -> MacroTargetProposal | None:
    """What the next proposal starts from: the last one, or what is in force if that was taken back."""
    last = last_proposal(macro_target)
    if last is not None and last.state == ProposalState.WITHDRAWN:
        return macro_target.in_force or last
    return last


def shares_of(proposal: MacroTargetProposal | None) -> list[Share]:
    """In the order of the agencies' names."""
    if proposal is None:
        return []
    rows = proposal.shares.select_related("agency").order_by("agency__sort_key")
    return [Share(row.agency, row.value, row.reason) for row in rows]


# --- what changes ---------------------------------------------------------------------------------


def said_by(proposal: MacroTargetProposal | None, shares: Iterable[Share]) -> dict[str, Any]:
    """All that a proposal says about the macro target, by name; {} for none."""
    if proposal is None:
        return {}
    of_agencies = {f"share {share.agency.code}": share.value for share in shares}
    return {name: getattr(proposal, name) for name in (*FIGURES, *DETAILS)} | of_agencies


def changes_between(
    before: MacroTargetProposal | None,
    after: MacroTargetProposal,
    shares_before: Iterable[Share],
    shares_after: Iterable[Share],
) -> dict[str, list[str | None]]:
    """{name: [old, new]} for the history, of two proposals with their shares."""
    return difference(said_by(before, shares_before), said_by(after, shares_after))


def is_the_same(
    one: MacroTargetProposal, other: MacroTargetProposal, shares: Iterable[Share], others: Iterable[Share]
) -> bool:
    """Whether two proposals say the same, reasons of shares included."""
    figures = all(getattr(one, name) == getattr(other, name) for name in (*FIGURES, *DETAILS))
    return figures and sorted(map(_facts, shares)) == sorted(map(_facts, others))


def _facts(share: Share) -> tuple[str, Decimal, str]:
    return share.agency.code, share.value, share.reason


# --- what is refused ------------------------------------------------------------------------------


def refuse_unready(proposal: MacroTargetProposal, indicator: Indicator, shares: Iterable[Share], periods: int) -> None:
    """Raises Refused where the figures do not hold together."""
    problem = wrong_way(indicator, proposal.baseline, proposal.value)
    problem = problem or wrong_trajectory(proposal.trajectory, proposal.value, periods)
    amounts = [proposal.baseline, proposal.value, *proposal.trajectory, *(share.value for share in shares)]
    problem = problem or too_fine(indicator.unit, amounts)
    if problem:
        raise Refused(problem)
    asked = [share.agency.code for share in shares]
    twice = next((code for code in asked if asked.count(code) > 1), None)
    if twice:
        agency = next(share.agency for share in shares if share.agency.code == twice)
        raise Refused(_("%(agency)s has more than one share: give it one.") % {"agency": agency})


def wrong_way(indicator: Indicator, baseline: Decimal, value: Decimal) -> str:
    """Why the year-end target does not fit the indicator's direction; "" when it does."""
    if indicator.direction == Direction.UP and value <= baseline:
        return _("The indicator is to rise: the year-end target must be above the baseline.")
    if indicator.direction == Direction.DOWN and value >= baseline:
        return _("The indicator is to fall: the year-end target must be below the baseline.")
    return ""


def wrong_trajectory(trajectory: list[Decimal], value: Decimal, periods: int) -> str:
    """Why the trajectory does not lead to the year-end target; "" when it does, or when there is none."""
    if not trajectory:
        return ""
    if len(trajectory) != periods:
        return _("The trajectory has one cumulative value for each period of the year, or none at all.")
    if trajectory[-1] != value:
        return _("The trajectory must end at the year-end target.")
    return ""


def refuse_untimely(
    plan_year: PlanYear, today: datetime.date, before: MacroTargetProposal | None, fields: Mapping[str, Any]
) -> None:
    """Raises Refused for what may no longer be changed, and for a change after the call that says not why."""
    if plan_year.state == YearState.CLOSED:
        raise Refused(_("The year is closed; its macro targets stay as they are."))
    if plan_year.state == YearState.FROZEN and (
        before is None or any(fields[name] != getattr(before, name) for name in FIGURES)
    ):
        raise Refused(_("The year is frozen; figures change only through an amendment."))
    if before is None or not call_has_gone_out(plan_year, today):
        return
    if not fields["reason"].strip() or not fields["letter_number"].strip():
        raise Refused(_("The call has gone out: a change of what is in force needs a reason and a letter number."))
