"""While an agency corrects a program that came back, everybody else reads what its head signed last."""

from __future__ import annotations

import datetime
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Agency
from projects import operations
from projects.enums import ProgramStatus
from projects.models import Action, Program
from projects.refusals import Refused
from targets.models import Indicator, Target
from targets.operations import promises
from targets.planned import actions_of, plan_of, standing_actions
from tests.cast import Cast
from tests.factories import make_program, make_target, walk

pytestmark = pytest.mark.django_db

WORD = "زرافشان"
UNSIGNED = Decimal(987654)
OUTSIDE = ("planner", "deputy", "samt.head")


@pytest.fixture(scope="module")
def kept(module_db: None) -> Program:
    cast = Cast()
    program = make_program(cast, status=ProgramStatus.DRAFT)
    project = program.projects.get()
    operations.save_project(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=project,
        partners=Agency.objects.filter(code="SAMT"),
    )
    walk(cast, program, ProgramStatus.RETURNED)
    rewrite(cast, program)
    return program


@pytest.fixture
def program(kept: Program) -> Program:
    """Returned, and rewritten by the agency from title to trajectory; SAMT is a partner in its project."""
    return deepcopy(kept)


def rewrite(cast: Cast, program: Program) -> None:
    editor, project = cast.jahad_editor, program.projects.get()
    operations.save_program(
        by=editor, program=program, version=program.version, title=f"گلخانه {WORD}", purpose=f"هدف {WORD}"
    )
    actions = [
        {
            "uuid": action.uuid,
            "title": f"{action.title} {WORD}",
            "responsible": action.responsible,
            "starts_on": action.starts_on,
            "ends_on": action.ends_on - datetime.timedelta(days=1),
            "weight": action.weight,
        }
        for action in project.actions.all()
    ]
    operations.save_project(
        by=editor,
        program=program,
        version=program.version,
        project=project,
        title=f"پروژه {WORD}",
        justification=f"ظرفیت {WORD}",
        actions=actions,
    )
    target = Target.objects.select_related("indicator__unit").get(project=project)
    promises.save_target(
        by=editor,
        program=program,
        version=program.version,
        project=project,
        target=target,
        value=UNSIGNED,
        trajectory=[*target.trajectory[:-1], UNSIGNED],
        baseline_source=f"آمار {WORD}",
    )
    fresh = Indicator.objects.exclude(pk=target.indicator_id).filter(kind="flow", aggregation="sum").first()
    project.program = program
    make_target(cast, project, indicator=fresh, value=int(UNSIGNED))
    program.refresh_from_db()


def pages(program: Program) -> list[str]:
    offered = Target.objects.filter(project__program=program).earliest("pk")
    return [
        reverse("program-list"),
        program.get_absolute_url(),
        reverse("master-table"),
        reverse("figure", args=[offered.uuid]),
        reverse("history"),
        reverse("history") + f"?root={program.uuid}",
        reverse("dashboard"),
        reverse("inbox"),
    ]


def bodies(client: Client, user: Any, program: Program) -> str:
    client.force_login(user)
    answers = [client.get(path) for path in pages(program)]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_unsigned_text_is_met_by_nobody_outside_the_house(client, cast, program, who):
    read = bodies(client, cast[who], program)
    assert WORD not in read
    assert "۹۸۷٬۶۵۴" not in read
    assert "توسعه گلخانه‌های استان" in read


@pytest.mark.parametrize("who", ["jahad.editor", "jahad.head", "auditor"])
def test_the_house_and_the_auditor_read_what_is_being_written(client, cast, program, who):
    client.force_login(cast[who])
    page = client.get(program.get_absolute_url()).content.decode()
    assert page.count(WORD) > 3
    assert "۹۸۷٬۶۵۴" in page


def test_a_target_that_was_never_signed_is_unknown_outside_the_house(client, cast, program):
    fresh = Target.objects.filter(project__program=program).latest("pk")
    for who, status in {"planner": 404, "samt.head": 404, "auditor": 200, "jahad.head": 200}.items():
        client.force_login(cast[who])
        assert client.get(reverse("figure", args=[fresh.uuid])).status_code == status


def test_the_master_table_stands_as_it_was_signed(cast, program):
    (row,) = plan_of(program.plan_year)
    assert (row.proposed, row.sheet.trajectory[-1]) == (240, 240)
    assert WORD not in row.project_title + row.program_title
    (actions,) = actions_of([row]).values()
    assert [action.title for action in actions] == ["اقدام ۱", "اقدام ۲"]
    # How far they are is known by the key of what is written in their place.
    written = [action.pk for action in Action.objects.filter(project=row.project_id)]
    standing = [(action.title, action.pk) for action in standing_actions([row])]
    assert standing == list(zip(["اقدام ۱", "اقدام ۲"], written, strict=True))


def test_a_withdrawn_program_leaves_the_text_that_was_signed(client, cast, program):
    operations.move_program(
        by=cast.jahad_editor, program=program, move="withdraw", version=program.version, reason="اعتبار نیست"
    )
    client.force_login(cast.planner)
    page = client.get(program.get_absolute_url()).content.decode()
    assert WORD not in page
    history = client.get(reverse("history") + f"?root={program.uuid}").content.decode()
    assert WORD not in history
    assert "اعتبار نیست" in history


def test_with_the_next_signature_everybody_reads_the_correction(client, cast, program):
    operations.move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    assert WORD not in bodies(client, cast.planner, program)
    operations.move_program(by=cast.jahad_head, program=program, move="sign", version=program.version)
    assert bodies(client, cast.planner, program).count(WORD) > 5
    assert sorted(row.proposed for row in plan_of(program.plan_year)) == [UNSIGNED, UNSIGNED]


def test_an_answer_is_read_with_the_signature_that_follows_it(client, cast, program):
    remark = operations.make_remark(by=cast.planner, program=program, text="مستند بیاورید")
    operations.answer_remark(by=cast.jahad_editor, remark=remark, answer=f"پیوست {WORD}")
    client.force_login(cast.planner)
    assert WORD not in client.get(program.get_absolute_url()).content.decode()
    client.force_login(cast.jahad_head)
    assert f"پیوست {WORD}" in client.get(program.get_absolute_url()).content.decode()


def test_what_was_offered_keeps_its_indicator_and_its_county(cast, program):
    target = Target.objects.filter(project__program=program).earliest("pk")
    other = Indicator.objects.exclude(pk=target.indicator_id).first()
    with pytest.raises(Refused):
        promises.save_target(
            by=cast.jahad_editor,
            program=program,
            version=program.version,
            project=target.project,
            target=target,
            indicator=other,
        )
