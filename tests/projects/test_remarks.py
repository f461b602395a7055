"""Reviewers' remarks on a field: beside it in the form, in the list of what is missing, answered, settled."""

from __future__ import annotations

import re
import uuid
from copy import deepcopy
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agencies.enums import Act
from agencies.models import Event, User
from projects.anchors import about_of, anchor_kinds, url_of
from projects.enums import ProgramStatus
from projects.models import Program, Remark
from projects.operations import answer_remark, make_remark, resolve_remark
from projects.readiness import readiness
from projects.refusals import Moved, Refused
from targets.models import Target
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(module_db: None) -> Program:
    return make_program(Cast(), status=ProgramStatus.RETURNED)


@pytest.fixture
def program(kept: Program) -> Program:
    return deepcopy(kept)


@pytest.fixture
def target(program: Program) -> Target:
    return Target.objects.select_related("project").get(project__program=program)


def page(person: User, path: str) -> Any:
    client = Client()
    client.force_login(person)
    client.cookies["jahesh_language"] = "en"
    return client.get(path)


def post(person: User, name: str, *args: object, **typed: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse(name, args=args), typed)


def on_field(cast: Cast, target: Target, field: str = "baseline", **more: Any) -> Remark:
    about: dict[str, Any] = {"anchor_kind": "target", "anchor_id": target.uuid, "anchor_field": field}
    program = Program.objects.get(projects=target.project)
    return make_remark(by=cast.planner, program=program, **{"text": "Which source?"} | about | more)


def again(program: Program) -> Program:
    return Program.objects.get(pk=program.pk)


def test_remark_stands_beside_its_field_and_is_heard_with_it(cast: Cast, program: Program, target: Target) -> None:
    on_field(cast, target)
    on_field(cast, target, "trajectory", text="Why so late?")
    shown = page(cast.jahad_editor, reverse("target-edit", args=[program.uuid, target.uuid])).content.decode()
    control = re.search(r'<input[^>]*name="baseline"[^>]*>', shown)
    assert control and "id_baseline_remarks" in control[0].partition("aria-describedby=")[2].split('"')[1].split()
    beside = shown.partition('id="id_baseline_remarks"')[2].partition("</div>")[0]
    assert "Which source?" in beside
    assert "Why so late?" in shown.partition('id="trajectory-title"')[2]


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [
        ("program", "axis", "#id_axis"),
        ("project", "justification", "#id_justification"),
        ("project", "actions", "#actions-title"),
        ("project", "", ""),
        ("target", "value", "#id_value"),
        ("target", "trajectory", "#trajectory-title"),
    ],
)
def test_what_is_missing_names_the_remark_with_the_link_of_its_field(
    cast: Cast, program: Program, target: Target, kind: str, field: str, place: str
) -> None:
    thing = {"program": program.uuid, "project": target.project.uuid, "target": target.uuid}[kind]
    remark = on_field(cast, target, field, anchor_kind=kind, anchor_id=thing)
    [problem] = readiness(again(program)).problems
    assert problem.url == url_of(program, remark)
    address, _hash, anchor = problem.url.partition("#")
    assert place.removeprefix("#") == anchor
    assert about_of(program, remark) in problem.message
    form = page(cast.jahad_editor, address).content.decode()
    assert "Which source?" in form
    assert not anchor or f'id="{anchor}"' in form


def test_every_field_that_a_remark_may_be_about_is_in_its_form(cast: Cast, program: Program, target: Target) -> None:
    for kind in anchor_kinds():
        [(thing, _name)] = kind.things(program)
        address = kind.url(program, thing, "")
        form = page(cast.jahad_editor, address).content.decode()
        anchors = {kind.url(program, thing, field).partition("#")[2] for field in kind.fields}
        assert {anchor for anchor in anchors if f'id="{anchor}' not in form} == set()


def test_note_and_settled_remark_hold_nothing_back(cast: Cast, program: Program, target: Target) -> None:
    on_field(cast, target, is_blocking=False)
    assert readiness(again(program)).problems == []
    remark = on_field(cast, target)
    assert [problem.rule for problem in readiness(again(program)).problems] == ["remarks_are_answered"]
    resolve_remark(by=cast.planner2, remark=remark)
    assert readiness(again(program)).problems == []
    with pytest.raises(Moved):
        resolve_remark(by=cast.planner, remark=remark)
    with pytest.raises(Moved):
        answer_remark(by=cast.jahad_editor, remark=remark, answer="Too late")
    assert Event.objects.filter(object_id=remark.uuid).count() == 2
    assert Event.objects.filter(object_id=remark.uuid, act=Act.CHANGED).get().root_id == program.uuid


def test_remark_is_about_something_that_is_there(cast: Cast, program: Program, target: Target) -> None:
    foreign = Target.objects.get(project__program=make_program(cast, agency="SAMT"))
    for wrong in (
        {"anchor_id": uuid.uuid4()},
        {"anchor_id": foreign.uuid},
        {"anchor_field": "password"},
        {"anchor_kind": "user"},
        {"anchor_kind": "project"},
    ):
        with pytest.raises(Refused):
            on_field(cast, target, **wrong)
    assert not Remark.objects.exists()


def test_remark_stays_when_what_it_is_about_is_removed(cast: Cast) -> None:
    program = make_program(cast)
    target = Target.objects.select_related("project").get(project__program=program)
    remark = on_field(cast, target)
    typed = {"version": again(program).version}
    assert post(cast.jahad_editor, "target-remove", program.uuid, target.uuid, **typed).status_code == 302
    assert (about_of(again(program), remark), url_of(again(program), remark)) == ("something that was removed", "")
    assert "something that was removed" in page(cast.jahad_editor, program.get_absolute_url()).content.decode()


def test_form_takes_a_field_of_the_thing_and_loses_nothing(cast: Cast, program: Program, target: Target) -> None:
    typed = {"thing": f"target:{target.uuid}", "field": "project:tier", "text": "Kept as it was typed"}
    refused = post(cast.planner, "remark-add", program.uuid, **typed)
    assert (refused.status_code, Remark.objects.count()) == (422, 0)
    assert "Kept as it was typed" in refused.content.decode()
    for wrong in ({"thing": f"target:{uuid.uuid4()}"}, {"thing": ""}, {"text": " "}):
        assert post(cast.planner, "remark-add", program.uuid, **typed | wrong).status_code == 422
    taken = post(cast.planner, "remark-add", program.uuid, **typed | {"field": "target:value"})
    assert taken.status_code == 302
    remark = Remark.objects.get()
    assert (remark.anchor_kind, remark.anchor_id, remark.anchor_field) == ("target", target.uuid, "value")
    assert remark.is_note


def test_program_page_links_to_the_field_for_whoever_may_write_there(
    cast: Cast, program: Program, target: Target
) -> None:
    remark = on_field(cast, target)
    link = f'href="{url_of(program, remark)}"'
    assert link in page(cast.jahad_editor, program.get_absolute_url()).content.decode()
    seen = page(cast.planner, program.get_absolute_url()).content.decode()
    assert link not in seen
    assert reverse("remark-resolve", args=[program.uuid, remark.uuid]) in seen


def test_only_reviewers_settle(cast: Cast, program: Program, target: Target) -> None:
    remark = on_field(cast, target)
    for who in (cast.jahad_editor, cast.jahad_head, cast.deputy, cast.auditor):
        with pytest.raises(PermissionDenied):
            resolve_remark(by=who, remark=remark)
    assert post(cast.planner, "remark-resolve", program.uuid, remark.uuid).status_code == 302
    assert Remark.objects.get().resolved_by == cast.planner
    assert post(cast.planner, "remark-resolve", program.uuid, remark.uuid).status_code == 409
