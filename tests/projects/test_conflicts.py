"""Somebody saved, removed or sent it meanwhile: both texts are shown, merged by choice, and nothing typed is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agencies.models import User
from projects import operations
from projects.conflicts import Sheet
from projects.enums import ProgramStatus
from projects.models import Draft, Program, Project
from projects.views.programs import ProgramUpdate
from targets.models import Target
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, walk
from tests.posting import posted_by

pytestmark = pytest.mark.django_db


class Desk:
    """Somebody's browser, in English, without script."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.client.cookies["jahesh_language"] = "en"

    def opens(self, path: str) -> dict[str, list[str]]:
        """What the page's form would post if nothing were typed."""
        return posted_by(self.client.get(path).content.decode())

    def posts(self, path: str, fields: dict[str, Any]) -> HttpResponse:
        return self.client.post(path, fields)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast.jahad_editor)


def other_saves(cast: Cast, program: Program, project: Project | None = None, **fields: Any) -> None:
    """Somebody else of the house saves first."""
    program = Program.objects.get(pk=program.pk)
    if project is None:
        operations.save_program(by=cast.jahad_editor, program=program, version=program.version, **fields)
    else:
        operations.save_project(
            by=cast.jahad_editor, program=program, version=program.version, project=project, **fields
        )


def rows(answer: HttpResponse) -> dict[str, tuple[str, str, str]]:
    assert answer.status_code == 409
    return {row.label: (row.mine, row.theirs, row.chosen) for row in answer.context["differences"]}


def button(answer: HttpResponse, **choices: str) -> dict[str, list[str]]:
    """What the conflict page's button posts; `choices` by the name of the field, "__" for "-"."""
    return posted_by(answer.content.decode()) | {
        f"choice:{name.replace('__', '-')}": [side] for name, side in choices.items()
    }


def project_page(project: Project) -> str:
    return reverse("project-edit", args=[project.program.uuid, project.uuid])


def row_where(fields: dict[str, list[str]], title: str) -> str:
    return next(name.removesuffix("-title") for name, values in fields.items() if values == [title])


# --- merging ----------------------------------------------------------------------------------------


def test_each_differing_field_is_chosen_and_saved_on_the_latest_version(cast: Cast, desk: Desk) -> None:
    program = make_program(cast)
    path = reverse("program-edit", args=[program.uuid])
    fields = desk.opens(path)
    other_saves(cast, program, title="Their title", purpose="Their purpose", document_reference="Their reference")
    answer = desk.posts(path, fields | {"title": "My title", "purpose": "My\r\npurpose"})
    assert rows(answer) == {
        "Title": ("My title", "Their title", "mine"),
        "Purpose": ("My\npurpose", "Their purpose", "mine"),
        # Nothing was typed here: what the other one wrote stands unless it is chosen otherwise.
        "Reference in the Tadbir document": ("—", "Their reference", "theirs"),
    }
    saved = desk.posts(path, button(answer, title="theirs"))
    assert saved.status_code == 302
    program.refresh_from_db()
    assert (program.title, program.purpose) == ("Their title", "My\npurpose")
    assert program.document_reference == "Their reference"
    # No choice was to be made about those.
    assert program.policy_clauses.count() == 2


def test_who_saves_while_the_conflict_is_shown_is_met_by_the_next_one(
    cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older text under a newer version would undo that save, and nobody would see it."""
    program = make_program(cast)
    path = reverse("program-edit", args=[program.uuid])
    fields = desk.opens(path)
    other_saves(cast, program, purpose="First")
    stored = ProgramUpdate.stored

    def stored_and_saved_at_once(view: ProgramUpdate) -> Sheet | None:
        sheet = stored(view)
        other_saves(cast, program, purpose="Second")
        return sheet

    with monkeypatch.context() as patch:
        patch.setattr(ProgramUpdate, "stored", stored_and_saved_at_once)
        first = desk.posts(path, fields | {"purpose": "Mine"})
    assert rows(first) == {"Purpose": ("Mine", "First", "mine")}
    second = desk.posts(path, button(first))
    assert rows(second) == {"Purpose": ("Mine", "Second", "mine")}


def test_a_second_conflict_is_shown_again_and_keeps_the_choices(cast: Cast, desk: Desk) -> None:
    program = make_program(cast)
    path = reverse("program-edit", args=[program.uuid])
    fields = desk.opens(path)
    other_saves(cast, program, title="First other", purpose="Other purpose")
    first = desk.posts(path, fields | {"title": "Mine"})
    other_saves(cast, program, title="Second other")
    second = desk.posts(path, button(first))
    assert rows(second) == {"Title": ("Mine", "Second other", "mine")}
    assert desk.posts(path, button(second)).status_code == 302
    program.refresh_from_db()
    assert (program.title, program.purpose) == ("Mine", "Other purpose")


def test_rows_of_both_are_kept_and_each_is_chosen(cast: Cast, desk: Desk) -> None:
    project = make_program(cast, actions=2).projects.get()
    path = project_page(project)
    fields = desk.opens(path)
    one, two = project.actions.all()
    kept = [{"uuid": each.uuid, "title": each.title, "weight": each.weight} for each in (one, two)]
    kept[1]["title"] = "Two by the other"
    other_saves(cast, project.program, project, actions=[*kept, {"title": "Added by the other", "weight": Decimal(1)}])
    mine = fields | {f"{row_where(fields, one.title)}-title": ["One by me"], "actions-2-title": ["Added by me"]}
    answer = desk.posts(path, mine)
    told = {(row.mine.split(" ·")[0], row.theirs.split(" ·")[0], row.chosen) for row in answer.context["differences"]}
    assert told == {
        ("One by me", one.title, "mine"),
        (two.title, "Two by the other", "theirs"),
        ("Added by me", "not there", "mine"),
        ("not there", "Added by the other", "theirs"),
    }
    assert desk.posts(path, button(answer)).status_code == 302
    titles = list(project.actions.values_list("title", flat=True))
    assert sorted(titles) == ["Added by me", "Added by the other", "One by me", "Two by the other"]
    assert project.actions.get(title="One by me").uuid == one.uuid


def test_a_kept_row_that_was_removed_meanwhile_comes_back_or_goes(cast: Cast, desk: Desk) -> None:
    """What used to answer 409 for ever: the row's identifier is known no longer."""
    project = make_program(cast, actions=2).projects.get()
    path = project_page(project)
    fields = desk.opens(path)
    one, two = project.actions.all()
    other_saves(cast, project.program, project, actions=[{"title": "Only this", "weight": Decimal(100)}])
    answer = desk.posts(path, fields | {f"{row_where(fields, one.title)}-title": ["Changed by me"]})
    told = {row.mine.split(" ·")[0]: (row.theirs.split(" ·")[0], row.chosen) for row in answer.context["differences"]}
    assert told == {
        "Changed by me": ("not there", "mine"),
        two.title: ("not there", "theirs"),
        "not there": ("Only this", "theirs"),
    }
    assert desk.posts(path, button(answer)).status_code == 302
    assert sorted(project.actions.values_list("title", flat=True)) == ["Changed by me", "Only this"]


def test_a_row_that_i_struck_out_goes(cast: Cast, desk: Desk) -> None:
    project = make_program(cast, actions=2).projects.get()
    path = project_page(project)
    fields = desk.opens(path)
    one, two = project.actions.all()
    other_saves(cast, project.program, title="Other title")
    answer = desk.posts(path, fields | {f"{row_where(fields, one.title)}-DELETE": ["on"]})
    assert [(row.mine, row.chosen) for row in answer.context["differences"]] == [("not there", "mine")]
    assert desk.posts(path, button(answer)).status_code == 302
    assert [action.uuid for action in project.actions.all()] == [two.uuid]


def test_money_is_merged_by_its_source(cast: Cast, desk: Desk) -> None:
    project = make_program(cast).projects.get()
    other_saves(cast, project.program, project, funding=[{"source": "bank_loan", "approved": Decimal(10**7)}])
    path = project_page(project)
    fields = desk.opens(path)
    money = [{"source": "bank_loan", "approved": Decimal(2 * 10**7)}, {"source": "private", "spent": Decimal(10**6)}]
    other_saves(cast, project.program, project, funding=money)
    answer = desk.posts(path, fields | {"funding-0-spent": ["5"]})
    chosen = [(row.theirs, row.chosen) for row in answer.context["differences"]]
    assert [side for _theirs, side in chosen] == ["mine", "theirs"]
    assert desk.posts(path, button(answer)).status_code == 302
    stored = {line.source: (line.approved, line.spent) for line in project.funding_lines.all()}
    assert stored == {"bank_loan": (Decimal(10**7), Decimal(5 * 10**6)), "private": (None, Decimal(10**6))}


def test_a_new_project_in_a_program_changed_meanwhile_is_saved_by_one_button(cast: Cast, desk: Desk) -> None:
    program = make_program(cast)
    path = reverse("project-add", args=[program.uuid])
    fields = desk.opens(path)
    other_saves(cast, program, title="Other title")
    answer = desk.posts(path, fields | {"title": "Cold stores", "actions-0-title": "Site", "actions-0-weight": "100"})
    assert answer.status_code == 409
    assert "Cold stores" in answer.content.decode()
    assert desk.posts(path, button(answer)).status_code == 302
    assert program.projects.get(title="Cold stores").actions.get().title == "Site"


def test_both_trajectories_are_merged_point_by_point(cast: Cast, desk: Desk) -> None:
    program = make_program(cast)
    target = Target.objects.get(project__program=program)
    path = reverse("target-edit", args=[program.uuid, target.uuid])
    fields = desk.opens(path)
    other_saves(cast, program, title="Other title")
    answer = desk.posts(path, fields | {"trajectory_2": ["41"], "means_of_verification": ["Minutes"]})
    assert rows(answer)["Ordibehesht"] == ("41", "40", "mine")
    assert desk.posts(path, button(answer, means_of_verification="theirs")).status_code == 302
    before = target.means_of_verification
    target.refresh_from_db()
    assert (target.trajectory[1], target.means_of_verification) == (41, before)


# --- sent meanwhile ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["program-edit", "project-edit", "project-add", "target-edit", "target-add"])
def test_what_was_typed_stays_when_the_program_is_sent_meanwhile(cast: Cast, desk: Desk, form: str) -> None:
    program = make_program(cast)
    project = program.projects.get()
    places = {
        "program-edit": [program.uuid],
        "project-add": [program.uuid],
        "project-edit": [program.uuid, project.uuid],
        "target-add": [program.uuid, project.uuid],
        "target-edit": [program.uuid, Target.objects.get(project=project).uuid],
    }
    path = reverse(form, args=places[form])
    field = "means_of_verification" if form.startswith("target") else "title"
    fields = desk.opens(path) | {field: ["What I typed"]}
    walk(cast, program, ProgramStatus.AWAITING_HEAD)
    answer = desk.posts(path, fields)
    assert answer.status_code == 409
    assert "What I typed" in [row.mine for row in answer.context["differences"]]
    assert not answer.context["can_save"]
    assert "has been sent" in answer.content.decode()
    assert "kept as a draft" in answer.content.decode()
    draft = Draft.objects.get(person=cast.jahad_editor, address=path)
    assert draft.fields[field] == ["What I typed"]
    assert (draft.root_id, draft.base_version) == (program.uuid, int(fields["version"][0]))


def test_a_page_of_a_sent_program_is_not_opened_for_writing(cast: Cast, desk: Desk) -> None:
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    assert desk.client.get(reverse("program-edit", args=[program.uuid])).status_code == 403


def test_an_answer_given_twice_shows_both(cast: Cast, desk: Desk) -> None:
    program = make_program(cast, status=ProgramStatus.RETURNED)
    remark = operations.make_remark(by=cast.planner, program=program, text="Which source?")
    operations.answer_remark(by=cast.jahad_editor, remark=remark, answer="Theirs")
    answer = desk.posts(reverse("remark-answer", args=[program.uuid, remark.uuid]), {"answer": "Mine"})
    assert rows(answer) == {"Answer": ("Mine", "Theirs", "mine")}
    assert not Draft.objects.exists()


def test_the_reason_of_a_move_that_came_too_late_is_shown(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    version = program.version
    operations.move_program(by=cast.planner2, program=program, move="return", version=version, reason="Theirs")
    path = reverse("program-move", args=[program.uuid, "reject"])
    answer = Desk(cast.planner).posts(path, {"version": version, "reason": "Why I reject it"})
    assert rows(answer) == {"Reason": ("Why I reject it", "—", "mine")}


# --- removing ---------------------------------------------------------------------------------------


def test_a_project_is_removed_only_as_it_was_read(cast: Cast, desk: Desk) -> None:
    program = make_program(cast)
    project = make_project(cast, program, title="To be removed")
    path = reverse("project-remove", args=[program.uuid, project.uuid])
    read = desk.opens(project_page(project))["version"]
    other_saves(cast, program, project, title="Not to be removed after all")
    assert desk.posts(path, {"version": read}).status_code == 409
    assert Project.objects.filter(pk=project.pk).exists()
    assert desk.posts(path, {}).status_code == 302
    assert Project.objects.filter(pk=project.pk).exists()
    assert desk.posts(path, {"version": desk.opens(project_page(project))["version"]}).status_code == 302
    assert not Project.objects.filter(pk=project.pk).exists()


def test_a_target_is_removed_only_as_it_was_read(cast: Cast, desk: Desk) -> None:
    program = make_program(cast, targets=0)
    target = make_target(cast, program.projects.get(), indicator="crop_output")
    path = reverse("target-remove", args=[program.uuid, target.uuid])
    page = reverse("target-edit", args=[program.uuid, target.uuid])
    read = desk.opens(page)["version"]
    other_saves(cast, program, title="Other title")
    assert desk.posts(path, {"version": read}).status_code == 409
    assert Target.objects.filter(pk=target.pk).exists()
    assert desk.posts(path, {"version": desk.opens(page)["version"]}).status_code == 302
    assert not Target.objects.filter(pk=target.pk).exists()
