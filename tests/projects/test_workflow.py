"""The two tables of the workflow: total, consistent, and what every role may do in every status."""

from __future__ import annotations

import pytest

from agencies.enums import AGENCY_ROLES, Role
from agencies.permissions import ROLE_PERMISSIONS
from projects.enums import EDITABLE, ENDED, ProgramStatus, Turn
from projects.workflow import MOVES, MOVES_BY_NAME, WHOSE_TURN, diagram, moves_from

S = ProgramStatus

# status: {move: (target, roles that may make it)}; every other combination is refused.
EXPECTED: dict[S, dict[str, tuple[S, set[Role]]]] = {
    S.DRAFT: {
        "submit": (S.AWAITING_HEAD, {Role.AGENCY_EDITOR}),
        "withdraw": (S.WITHDRAWN, {Role.AGENCY_EDITOR, Role.AGENCY_HEAD}),
    },
    S.AWAITING_HEAD: {
        "recall": (S.DRAFT, {Role.AGENCY_EDITOR}),
        "sign": (S.UNDER_REVIEW, {Role.AGENCY_HEAD}),
        "send_back": (S.DRAFT, {Role.AGENCY_HEAD}),
    },
    S.UNDER_REVIEW: {
        "return": (S.RETURNED, {Role.PLANNER}),
        "negotiate": (S.NEGOTIATION, {Role.PLANNER}),
        "accept": (S.AGREED, {Role.PLANNER}),
        "reject": (S.REJECTED, {Role.PLANNER}),
        "withdraw": (S.WITHDRAWN, {Role.AGENCY_EDITOR, Role.AGENCY_HEAD}),
    },
    S.RETURNED: {
        "submit": (S.AWAITING_HEAD, {Role.AGENCY_EDITOR}),
        "withdraw": (S.WITHDRAWN, {Role.AGENCY_EDITOR, Role.AGENCY_HEAD}),
    },
    S.NEGOTIATION: {
        "return": (S.RETURNED, {Role.PLANNER}),
        "accept": (S.AGREED, {Role.PLANNER}),
        "reject": (S.REJECTED, {Role.PLANNER}),
        "withdraw": (S.WITHDRAWN, {Role.AGENCY_EDITOR, Role.AGENCY_HEAD}),
    },
    S.AGREED: {
        "approve": (S.APPROVED, {Role.DEPUTY}),
        "review_again": (S.RETURNED, {Role.DEPUTY}),
    },
    S.APPROVED: {"close": (S.CLOSED, {Role.DEPUTY})},
    S.CLOSED: {},
    S.REJECTED: {},
    S.WITHDRAWN: {},
}


def test_every_status_says_whose_turn_it_is() -> None:
    assert set(WHOSE_TURN) == set(ProgramStatus)


def test_the_agency_may_write_exactly_when_it_is_its_turn() -> None:
    assert {status for status, turn in WHOSE_TURN.items() if turn == Turn.AGENCY} == EDITABLE


def test_nobody_waits_in_an_ended_status_and_nothing_leaves_it() -> None:
    assert all(WHOSE_TURN[status] == Turn.NOBODY and not moves_from(status) for status in ENDED)


@pytest.mark.parametrize("status", ProgramStatus)
def test_moves_from_status(status: S) -> None:
    found = {
        move.name: (
            move.target,
            {role for role, permissions in ROLE_PERMISSIONS.items() if move.permission in permissions},
        )
        for move in moves_from(status)
    }
    assert found == EXPECTED[status]


def test_every_status_can_be_reached() -> None:
    assert {move.target for move in MOVES} | {S.DRAFT} == set(ProgramStatus)


def test_no_role_of_an_agency_decides_for_the_province() -> None:
    signing = {move.permission for move in MOVES if move.signs in ("accepted", "approved")}
    assert all(not signing & ROLE_PERMISSIONS[role] for role in AGENCY_ROLES)


def test_moves_have_names_of_their_own() -> None:
    assert len(MOVES_BY_NAME) == len(MOVES)


def test_diagram_names_every_move_once_a_source() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert sum(": " in line for line in lines) == sum(len(move.sources) for move in MOVES)
