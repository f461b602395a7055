"""The headline figures of the dashboard that no target stands behind: who has answered the call."""

from __future__ import annotations

import datetime

import pytest

from projects.enums import ProgramStatus as S
from projects.models import PlanYear
from projects.operations import move_program
from reports.dashboard import dashboard_of
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db

IN_TIR = datetime.date(2020, 7, 5)


@pytest.mark.parametrize(
    ("status", "answered"),
    [(S.DRAFT, 0), (S.AWAITING_HEAD, 0), (S.WITHDRAWN, 0), (S.UNDER_REVIEW, 1), (S.RETURNED, 1), (S.APPROVED, 1)],
)
def test_an_agency_has_answered_once_its_head_has_signed(cast: Cast, status: S, answered: int) -> None:
    make_program(cast, status=status)
    board = dashboard_of(PlanYear.objects.get(), user=cast.planner, today=IN_TIR)
    assert (board.answered.part, board.approved.whole) == (answered, answered)


def test_a_program_sent_again_stays_an_answer_while_it_waits_for_the_head(cast: Cast) -> None:
    program = make_program(cast, status=S.RETURNED)
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    board = dashboard_of(program.plan_year, user=cast.planner, today=IN_TIR)
    assert (board.answered.part, board.approved.whole) == (1, 1)


def test_what_an_agency_that_is_not_asked_sends_is_no_answer(cast: Cast) -> None:
    agency = make_program(cast, status=S.APPROVED).agency
    type(agency).objects.filter(pk=agency.pk).update(expected_to_submit=False)
    board = dashboard_of(PlanYear.objects.get(), user=cast.planner, today=IN_TIR)
    assert (board.answered.part, board.approved.whole) == (0, 1)
