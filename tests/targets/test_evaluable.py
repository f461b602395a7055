"""Evaluable or not sent: a program that lacks any single item cannot leave, and the refusal leads to its cure.

Asked of every rule that is registered: one that nothing here breaks fails.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation

from projects import operations
from projects.enums import ProgramStatus, Severity
from projects.models import Challenge, Program, Project, Remark
from projects.readiness import readiness, rules_before
from projects.refusals import Refused
from targets.enums import Direction
from targets.models import Indicator, Target, Unit
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.readiness import beyond_capacity
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db

RULES = rules_before(ProgramStatus.AWAITING_HEAD)
LATER = datetime.date(2022, 1, 1)
Break = Callable[[Cast, Program], object]


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


def project_of(program: Program) -> Project:
    return program.projects.get()


def change_project(**fields: object) -> Break:
    return lambda cast, program: program.projects.update(**fields)


def change_action(**fields: object) -> Break:
    return lambda cast, program: project_of(program).actions.filter(position=2).update(**fields)


def change_target(**fields: object) -> Break:
    return lambda cast, program: Target.objects.filter(project__program=program).update(**fields)


def direct(direction: Direction, **target: object) -> Break:
    """The indicator gets another direction, the target other figures."""

    def break_it(cast: Cast, program: Program) -> None:
        found = Target.objects.filter(project__program=program)
        Indicator.objects.filter(pk__in=found.values("indicator")).update(direction=direction)
        found.update(**target)

    return break_it


def state_obstacle(**fields: object) -> Break:
    def break_it(cast: Cast, program: Program) -> None:
        program.projects.update(has_no_obstacles=False)
        stated = {"title": "چاه", "category": "permit", "level": "province", "owner": "آب", "due_on": LATER}
        Challenge.objects.create(project=project_of(program), **stated | fields)

    return break_it


def feed(**capacities: Decimal) -> Break:
    """The target, 240, feeds a macro target of these capacities."""

    def break_it(cast: Cast, program: Program) -> None:
        target = Target.objects.get(project__program=program)
        macro_target = add_macro_target(
            by=cast.planner,
            plan_year=program.plan_year,
            indicator=target.indicator,
            baseline=Decimal(100),
            value=Decimal(200),
            **capacities,
        )
        approve_macro_target(by=cast.deputy, macro_target=macro_target)
        Target.objects.filter(pk=target.pk).update(macro_target=macro_target)

    return break_it


def remark(cast: Cast, program: Program) -> None:
    Remark.objects.create(program=program, anchor_id=program.uuid, text="مستند؟", made_by=cast.planner)


def shorten(cast: Cast, program: Program) -> None:
    target = Target.objects.get(project__program=program)
    target.trajectory = [*target.trajectory[:-1], target.value - 1]
    target.save()


def drop_the_project(cast: Cast, program: Program) -> None:
    operations.remove_project(
        by=cast.jahad_editor, program=program, version=program.version, project=project_of(program)
    )


BREAKS: dict[str, list[Break]] = {
    "program_has_an_axis": [lambda cast, program: Program.objects.filter(pk=program.pk).update(axis=None)],
    "program_serves_a_clause": [lambda cast, program: program.policy_clauses.clear()],
    "program_has_a_project": [drop_the_project],
    "project_is_graded": [change_project(scope_level="")],
    "project_is_justified": [change_project(justification=" ")],
    "money_has_a_source": [change_project(needs_money=True)],
    "project_has_actions": [lambda cast, program: project_of(program).actions.all().delete()],
    "action_weights_make_100": [change_action(weight=None), change_action(weight=Decimal("50.5"))],
    "action_is_dated_and_owned": [
        change_action(starts_on=None),
        change_action(ends_on=None),
        change_action(responsible=" "),
        change_action(ends_on=LATER),
        change_action(starts_on=datetime.date(2018, 1, 1)),
    ],
    "obstacles_are_stated": [change_project(has_no_obstacles=False)],
    "obstacle_is_owned_and_due": [state_obstacle(owner=" "), state_obstacle(due_on=None)],
    "remarks_are_answered": [remark],
    "project_has_a_target": [lambda cast, program: Target.objects.filter(project__program=program).delete()],
    "target_has_a_baseline": [
        change_target(baseline=None),
        change_target(baseline_on=None),
        change_target(baseline_source=""),
    ],
    "target_moves_the_right_way": [
        change_target(value=Decimal(0), trajectory=[Decimal(0)] * 12),
        direct(Direction.DOWN),
        direct(Direction.HOLD),
        direct(Direction.RANGE),
        direct(Direction.RANGE, lower_bound=Decimal(1), upper_bound=Decimal(2)),
    ],
    "trajectory_ends_at_the_target": [change_target(trajectory=[]), shorten],
    "target_can_be_verified": [change_target(means_of_verification=" ")],
    "target_is_within_capacity": [
        feed(provincial_capacity=Decimal(239), national_capacity=Decimal(1000)),
        feed(national_capacity=Decimal(239)),
    ],
}
CASES = [(rule, place) for rule in RULES for place in range(len(BREAKS.get(rule, ())))]


@pytest.fixture(scope="module")
def kept(module_db: None) -> Program:
    return make_program(Cast())


@pytest.fixture
def program(kept: Program) -> Program:
    return deepcopy(kept)


def broken(cast: Cast, program: Program, rule: str, place: int = 0) -> Program:
    """The program without one thing."""
    # The means of verification of the indicator would do for the target's.
    Indicator.objects.update(means_of_verification="")
    BREAKS[rule][place](cast, program)
    return Program.objects.select_related("plan_year", "agency").get(pk=program.pk)


def test_every_rule_has_a_label_and_is_broken_here() -> None:
    assert set(BREAKS) == set(RULES)
    assert [name for name, rule in RULES.items() if str(rule.label) in ("", name)] == []


@pytest.mark.parametrize(("rule", "place"), CASES)
def test_a_program_that_lacks_one_thing_cannot_leave_and_the_refusal_leads_to_its_cure(
    client: Client, cast: Cast, program: Program, rule: str, place: int
) -> None:
    program = broken(cast, program, rule, place)
    score = readiness(program)
    assert {problem.rule for problem in score.problems} == {rule}
    if RULES[rule].severity == Severity.BLOCKING:
        assert score.percent < 100
        with pytest.raises(Refused) as refused:
            operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
        assert refused.value.problems == score.blocking != []
    else:
        assert (score.percent, score.blocking) == (100, [])
    client.force_login(cast.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    for problem in score.problems:
        path, _hash, fragment = problem.url.partition("#")
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'id="{fragment}"' in answer.content.decode()
        # Beside the form stands the same list.
        if resolve(path).url_name != "program-detail":
            assert answer.context["readiness"] == score
    assert program.revisions.count() == 0


def test_a_program_above_capacity_leaves_with_both_figures_said(cast: Cast, program: Program) -> None:
    program = broken(cast, program, "target_is_within_capacity")
    [problem] = readiness(program).warnings
    assert "240" in problem.message
    assert "239" in problem.message
    operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    assert program.status == ProgramStatus.AWAITING_HEAD


@pytest.mark.parametrize(
    "within",
    [
        feed(),
        feed(provincial_capacity=Decimal(240), national_capacity=Decimal(240)),
        # What is to fall has no capacity to stay below.
        lambda cast, program: (
            feed(provincial_capacity=Decimal(1))(cast, program),
            direct(Direction.DOWN, baseline=Decimal(300))(cast, program),
        ),
    ],
)
def test_a_target_within_capacity_is_not_flagged(cast: Cast, program: Program, within: Break) -> None:
    within(cast, program)
    assert readiness(Program.objects.get(pk=program.pk)).problems == []


def test_capacity_is_compared_in_the_unit_of_the_macro_target(cast: Cast, program: Program) -> None:
    """240 thousand tonnes are not above a capacity of 300,000 tonnes, and are above one of 239,999."""
    target = Target.objects.get(project__program=program)
    base = Unit.objects.filter(factor=1, adds_within="dimension").order_by("code")[0]
    thousand = Unit(code="thousand", dimension=base.dimension, factor=1000, decimals=0, adds_within="dimension")
    BREAKS["target_is_within_capacity"][0](cast, program)
    target = Target.objects.select_related("indicator", "macro_target__in_force", "macro_target__indicator").get(
        pk=target.pk
    )
    target.indicator.unit = thousand
    target.macro_target.indicator = Indicator(unit=base)
    figures = target.macro_target.in_force
    figures.national_capacity = None
    figures.provincial_capacity = Decimal(300_000)
    assert beyond_capacity(target) == ""
    figures.provincial_capacity = Decimal(239_999)
    assert "240,000" in beyond_capacity(target)
