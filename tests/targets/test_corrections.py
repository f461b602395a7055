"""A slip of the pen in what is frozen is corrected with a reason; the versions of the table keep their wording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from agencies.guards import Sqlstate
from agencies.models import Event
from projects.enums import ProgramStatus, YearState
from projects.models import Action, PlanYear, Program, Project
from projects.refusals import Moved, Refused
from targets.corrections import texts_of
from targets.freeze import content_hash
from targets.models import Correction, MasterTable
from targets.operations.amendments import approve_amendment
from targets.operations.corrections import correct_wording
from targets.verification import altered_frozen_figures, altered_master_tables
from tests.agencies.recording import sqlstate
from tests.cast import Cast
from tests.factories import make_frozen_year, make_program
from tests.targets.amending import proposed

NEW = "توسعهٔ گلخانه‌های استان (ویراسته)"


@pytest.fixture
def table(db: None, cast: Cast, settings: Any) -> Iterator[MasterTable]:
    settings.TODAY = "2020-10-01"
    with override("en"):
        yield make_frozen_year(cast)


def frozen() -> Program:
    return Program.objects.select_related("agency", "plan_year").get(status=ProgramStatus.APPROVED)


def correct(cast: Cast, program: Program, *, new: str = NEW, who: str = "planner", **given: Any) -> list[Correction]:
    """The titles of the program, its project and its first action."""
    places = [text.place for text in texts_of(program) if text.field == "title"][:3]
    given = {"version": program.version, "texts": dict.fromkeys(places, new), "reason": "غلط املایی", **given}
    return correct_wording(by=cast[who], program=program, **given)


def test_the_texts_change_and_no_version_is_made(cast: Cast, table: MasterTable) -> None:
    before, events = frozen(), Event.objects.count()
    made = correct(cast, frozen())
    after = frozen()
    project, action = after.projects.get(), Action.objects.filter(project__program=after).order_by("position")[0]
    assert [(each.kind, each.new) for each in made] == [("program", NEW), ("project", NEW), ("action", NEW)]
    assert {after.title, project.title, action.title} == {NEW}
    assert after.version == before.version + 1
    assert MasterTable.objects.get() == table
    assert {row.program_title for row in table.rows.all()} == {before.title}
    assert content_hash(table.rows.order_by("position")) == table.content_hash
    assert not [*altered_master_tables(), *altered_frozen_figures()]
    assert Event.objects.count() == events + 1
    event = Event.objects.latest("pk")
    assert (event.actor, event.root_id, event.note) == (cast.planner, before.uuid, "غلط املایی")
    assert event.changes["title"] == [before.title, NEW]
    # The next version says what the first one said.
    later = approve_amendment(by=cast.deputy, amendment=proposed(cast, table))
    assert {row.program_title for row in later.rows.all()} == {before.title}


def test_the_refusals(cast: Cast, table: MasterTable) -> None:
    program = frozen()
    for who in ("jahad.editor", "jahad.head", "deputy", "secretariat", "auditor"):
        with pytest.raises(PermissionDenied):
            correct(cast, program, who=who)
    same = {text.place: text.said for text in texts_of(program)}
    for given, error in (
        ({"reason": "  "}, Refused),
        ({"texts": same}, Refused),
        ({"version": program.version - 1}, Moved),
        ({"new": ""}, ValidationError),
        ({"new": "ا" * 251}, ValidationError),
    ):
        with pytest.raises(error):
            correct(cast, frozen(), **given)
    late = make_program(cast, plan_year=table.plan_year, title="برنامه دیررس")
    with pytest.raises(Refused, match="stands in the master table"):
        correct(cast, late)
    PlanYear.objects.update(state=YearState.CLOSED)
    with pytest.raises(Refused, match="frozen year"):
        correct(cast, frozen())
    assert not Correction.objects.exists()


def test_past_the_operation_no_text_changes(cast: Cast, table: MasterTable) -> None:
    """Neither without a correction, nor with one that says something else, nor with that of an earlier day."""
    program = frozen()
    writes = (
        lambda: Program.objects.filter(pk=program.pk).update(title="x"),
        lambda: Program.objects.filter(pk=program.pk).update(purpose="x"),
        lambda: Project.objects.filter(program=program).update(description="x"),
        lambda: Action.objects.filter(project__program=program).update(title="x"),
    )
    correct(cast, program)
    for write in writes:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            write()
        assert sqlstate(refused.value) == Sqlstate.FROZEN


def test_the_page(client: Client, cast: Cast, table: MasterTable) -> None:
    program = frozen()
    address = reverse("wording-correct", args=[program.uuid])
    client.force_login(cast.planner)
    page = client.get(address)
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields} | {"reason": "غلط"}
    name = f"title-{program.uuid}"
    assert client.post(address, typed | {name: ""}).status_code == 422
    assert client.post(address, typed).status_code == 422
    stale = client.post(address, typed | {name: NEW, "version": 1})
    assert (stale.status_code, NEW in stale.content.decode()) == (409, True)
    assert client.post(address, typed | {name: NEW}).status_code == 302
    client.force_login(cast.jahad_head)
    read = client.get(program.get_absolute_url()).content.decode()
    assert NEW in read and program.title in read and "غلط" in read
    assert address not in read
