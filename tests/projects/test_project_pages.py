"""What the page of a project answers to what people type."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, User
from config.clock import on_day
from projects import operations
from projects.enums import ProgramStatus
from projects.models import FundingLine, Program, Project
from projects.refusals import Refused
from targets.models import Target
from tests.cast import Cast
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db


def post(user: User, name: str, *args: object, **typed: Any) -> HttpResponse:
    client = Client()
    client.force_login(user)
    client.cookies["jahesh_language"] = "en"
    return client.post(reverse(name, args=args), typed)


def save(cast: Cast, project: Project, *, version: int, **typed: str) -> HttpResponse:
    """The project's page as it is posted, with one action and no money unless they are typed."""
    asked = {
        "version": str(version),
        "title": project.title,
        "weight": "1",
        **{f"actions-{name}": count for name, count in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))},
        **{f"funding-{name}": count for name, count in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))},
        **{f"challenges-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "actions-0-title": "Drainage",
        "actions-0-weight": "40",
        **typed,
    }
    return post(cast.jahad_editor, "project-edit", project.program.uuid, project.uuid, **asked)


def test_money_that_the_column_cannot_hold_is_refused_beside_its_field(cast: Cast) -> None:
    program = make_program(cast)
    project = program.projects.get()
    typed = {"funding-0-source": "private", "funding-0-approved": "9" * 15}
    refused = save(cast, project, version=program.version, **typed)
    assert refused.status_code == 422
    assert "approved" in refused.context["funding"].errors[0]
    typed["funding-0-approved"] = "9" * 14
    assert save(cast, project, version=program.version, **typed).status_code == 302
    assert FundingLine.objects.get(project=project).approved == 99_999_999_999_999 * 1_000_000


def test_a_save_on_an_older_version_shows_the_rows_of_both(cast: Cast) -> None:
    program = make_program(cast, actions=1)
    project = program.projects.get()
    typed = {"funding-0-source": "private", "funding-0-approved": "12.5"}
    answer = save(cast, project, version=program.version - 1, **typed)
    assert answer.status_code == 409
    rows = {row.label: (row.mine, row.theirs) for row in answer.context["differences"]}
    stored = project.actions.get().title
    assert rows["Action 1"][0].startswith("Drainage · —")
    assert rows["Action 2"][1].startswith(stored)
    assert rows["Source of funding 1"] == ("Private investment · 12.5 · — · —", "not there")


def test_a_target_on_an_older_version_shows_both_trajectories(cast: Cast) -> None:
    program = make_program(cast)
    target = Target.objects.select_related("indicator").get(project__program=program)
    typed = {
        "version": str(program.version - 1),
        "indicator": str(target.indicator_id),
        "baseline": "100",
        "value": "240",
        "weight": "1",
        "feeds": "increment",
        **{f"trajectory_{place}": str(point) for place, point in enumerate(target.trajectory, 1)},
        "trajectory_2": "41",
    }
    answer = post(cast.jahad_editor, "target-edit", program.uuid, target.uuid, **typed)
    assert answer.status_code == 409
    assert ("Ordibehesht", "41", "40") in [(row.label, row.mine, row.theirs) for row in answer.context["differences"]]


def test_a_program_for_a_year_that_was_frozen_meanwhile_is_refused_in_place(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = make_year()

    def too_late(**_typed: Any) -> Program:
        raise Refused("The year is frozen.")

    monkeypatch.setattr(operations, "create_program", too_late)
    typed = {"agency": Agency.objects.get(code="JAHAD").pk, "plan_year": year.pk}
    answer = post(cast.jahad_editor, "program-new", **typed, title="Greenhouses", family="production_leap")
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["The year is frozen."]


def test_a_reviewer_reads_the_deadline_of_the_call_and_how_long_it_has_waited(cast: Cast, client: Client) -> None:
    year = make_year(call_deadline=date(2020, 6, 20))
    with on_day(date(2020, 6, 15)):
        program = make_program(cast, plan_year=year, status=ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.planner)
    client.cookies["jahesh_language"] = "en"
    for day, said in ((18, ("2 days left", "(3 days)")), (22, ("passed 2 days ago", "(7 days)"))):
        with on_day(date(2020, 6, day)):
            page = client.get(program.get_absolute_url()).content.decode()
        assert all(words in page for words in said)
