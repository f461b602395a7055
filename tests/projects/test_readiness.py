"""Evaluable or not sent: the score of one program and of many at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.enums import ProgramStatus
from projects.models import Program
from projects.operations import make_remark
from projects.readiness import readiness, readiness_of
from tests.cast import Cast
from tests.factories import make_program, make_project, make_year

pytestmark = pytest.mark.django_db


def test_an_empty_draft_is_hardly_evaluable(cast: Cast) -> None:
    """What is not there yet is not right yet: rules about its projects and targets do not count as held."""
    program = make_program(cast, projects=0)
    score = readiness(program)
    assert [problem.rule for problem in score.problems] == ["program_has_a_project"]
    # It has an axis and serves a clause, and no remark waits.
    assert score.passed == 3
    assert score.percent == 3 * 100 // score.rules


def test_a_project_without_target_and_action_scores_less_than_one_with_them(cast: Cast) -> None:
    program = make_program(cast, projects=0)
    percents = [readiness(program).percent]
    make_project(cast, program, actions=0)
    percents.append(readiness(Program.objects.get(pk=program.pk)).percent)
    make_project(cast, program, title="دیگر", actions=2)
    percents.append(readiness(Program.objects.get(pk=program.pk)).percent)
    percents.append(readiness(make_program(cast, title="کامل")).percent)
    assert percents == sorted(percents)
    assert percents[0] < percents[1] < percents[-1] == 100


def test_many_programs_score_as_each_alone_with_as_many_queries_as_one(cast: Cast) -> None:
    year = make_year()
    for number, (projects, targets, actions) in enumerate([(1, 1, 2), (0, 0, 0), (2, 2, 1), (1, 0, 0), (3, 1, 0)]):
        make_program(
            cast, plan_year=year, title=f"برنامه {number}", projects=projects, targets=targets, actions=actions
        )
    returned = make_program(cast, plan_year=year, status=ProgramStatus.RETURNED, title="برگشتی")
    make_remark(by=cast.planner, program=returned, text="مستند؟")

    def asked(programs: list[Program]) -> tuple[dict[int, list[str]], int]:
        with CaptureQueriesContext(connection) as queries:
            scores = readiness_of(programs)
        return {key: [problem.message for problem in score.problems] for key, score in scores.items()}, len(queries)

    together, many = asked(list(Program.objects.order_by("pk")))
    _one, few = asked(list(Program.objects.filter(pk=returned.pk)))
    alone = {
        program.pk: [problem.message for problem in readiness(program).problems] for program in Program.objects.all()
    }
    assert together == alone
    assert many == few
    assert readiness_of([]) == {}
