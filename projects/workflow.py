"""How a program travels: two tables and the look-ups on them.

`WHOSE_TURN` says who has to act in each status; `MOVES` says which moves there are. Buttons, views, commands and the
diagram in the README read these two tables; `projects.operations.move_program` is the one door.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from projects.enums import ProgramStatus as S
from projects.enums import Turn

WHOSE_TURN: dict[S, Turn] = {
    S.DRAFT: Turn.AGENCY,
    S.AWAITING_HEAD: Turn.HEAD,
    S.UNDER_REVIEW: Turn.PLANNER,
    S.RETURNED: Turn.AGENCY,
    S.NEGOTIATION: Turn.PLANNER,
    S.AGREED: Turn.DEPUTY,
    S.APPROVED: Turn.NOBODY,
    S.CLOSED: Turn.NOBODY,
    S.REJECTED: Turn.NOBODY,
    S.WITHDRAWN: Turn.NOBODY,
}

# What whoever's turn it is does next, in a word or two; no word where nobody has to act.
NEXT_ACT: dict[S, Promise] = {
    S.DRAFT: _("complete and send"),
    S.AWAITING_HEAD: _("sign or give back"),
    S.UNDER_REVIEW: _("review the figures"),
    S.RETURNED: _("correct and send again"),
    S.NEGOTIATION: _("come to an agreement"),
    S.AGREED: _("approve"),
}


@dataclass(frozen=True)
class Move:
    """A step from some statuses to one, by those who have the permission.

    `needs_reason`: the mover must say why. `signs`: which signature on the current revision the move sets.
    `weight`: how the button looks (primary, plain, danger).
    """

    name: str
    label: Promise
    sources: frozenset[S]
    target: S
    permission: Permission
    needs_reason: bool = False
    signs: str = ""
    weight: str = "plain"


MOVES: tuple[Move, ...] = (
    Move(
        name="submit",
        label=_("Send for approval"),
        sources=frozenset({S.DRAFT, S.RETURNED}),
        target=S.AWAITING_HEAD,
        permission=Permission.PROGRAM_SUBMIT,
        signs="submitted",
        weight="primary",
    ),
    Move(
        name="recall",
        label=_("Take back"),
        sources=frozenset({S.AWAITING_HEAD}),
        target=S.DRAFT,
        permission=Permission.PROGRAM_SUBMIT,
    ),
    Move(
        name="sign",
        label=_("Sign and send to the province"),
        sources=frozenset({S.AWAITING_HEAD}),
        target=S.UNDER_REVIEW,
        permission=Permission.PROGRAM_SIGN,
        signs="signed",
        weight="primary",
    ),
    Move(
        name="send_back",
        label=_("Give back to the officer"),
        sources=frozenset({S.AWAITING_HEAD}),
        target=S.DRAFT,
        permission=Permission.PROGRAM_SIGN,
        needs_reason=True,
    ),
    Move(
        name="return",
        label=_("Return for correction"),
        sources=frozenset({S.UNDER_REVIEW, S.NEGOTIATION}),
        target=S.RETURNED,
        permission=Permission.PROGRAM_REVIEW,
        needs_reason=True,
    ),
    Move(
        name="negotiate",
        label=_("Open the bargaining"),
        sources=frozenset({S.UNDER_REVIEW}),
        target=S.NEGOTIATION,
        permission=Permission.PROGRAM_REVIEW,
    ),
    Move(
        name="accept",
        label=_("Accept the figures"),
        sources=frozenset({S.UNDER_REVIEW, S.NEGOTIATION}),
        target=S.AGREED,
        permission=Permission.PROGRAM_REVIEW,
        signs="accepted",
        weight="primary",
    ),
    Move(
        name="reject",
        label=_("Reject"),
        sources=frozenset({S.UNDER_REVIEW, S.NEGOTIATION}),
        target=S.REJECTED,
        permission=Permission.PROGRAM_REVIEW,
        needs_reason=True,
        weight="danger",
    ),
    Move(
        name="approve",
        label=_("Approve"),
        sources=frozenset({S.AGREED}),
        target=S.APPROVED,
        permission=Permission.PROGRAM_APPROVE,
        signs="approved",
        weight="primary",
    ),
    Move(
        name="review_again",
        label=_("Send back to review"),
        sources=frozenset({S.AGREED}),
        target=S.RETURNED,
        permission=Permission.PROGRAM_APPROVE,
        needs_reason=True,
    ),
    Move(
        name="withdraw",
        label=_("Withdraw"),
        sources=frozenset({S.DRAFT, S.RETURNED, S.UNDER_REVIEW, S.NEGOTIATION}),
        target=S.WITHDRAWN,
        permission=Permission.PROGRAM_WITHDRAW,
        needs_reason=True,
        weight="danger",
    ),
    Move(
        name="close",
        label=_("Close"),
        sources=frozenset({S.APPROVED}),
        target=S.CLOSED,
        permission=Permission.PROGRAM_CLOSE,
    ),
)

MOVES_BY_NAME: dict[str, Move] = {move.name: move for move in MOVES}


def moves_from(status: str) -> list[Move]:
    """The moves that leave a status, in the order of the table."""
    return [move for move in MOVES if status in move.sources]


def leading_moves() -> list[Move]:
    """The moves that take a program on; those who may make one are the ones it waits for."""
    return [move for move in MOVES if move.weight == "primary"]


def diagram() -> str:
    """The state diagram in Mermaid's notation, as it stands in the README."""
    lines = ["stateDiagram-v2", f"    [*] --> {S.DRAFT}"]
    lines += [
        f"    {source} --> {move.target}: {move.name} ({move.permission})"
        for move in MOVES
        for source in S
        if source in move.sources
    ]
    lines += [f"    {status} --> [*]" for status in S if not moves_from(status)]
    return "\n".join(lines) + "\n"
