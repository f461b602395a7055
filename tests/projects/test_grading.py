"""Grading: criteria whose weights make 100, scores side by side, and a decision by somebody who gave none of them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.guards import Sqlstate
from agencies.models import Event
from projects import operations
from projects.enums import ProgramStatus as S
from projects.enums import Tier
from projects.grading import Grading, gradings_of, tier_for
from projects.models import PlanYear, Program, Project, Review, Score
from projects.refusals import Moved, Refused
from targets.operations.promises import freeze_year
from tests.agencies.recording import sqlstate
from tests.cast import Cast
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db

CRITERIA = (("اثر بر تولید", "50"), ("اشتغال", "30"), ("آمادگی اجرا", "20"))


def set_criteria(
    cast: Cast, plan_year: PlanYear, criteria: Sequence[tuple[str, str]] = CRITERIA, **fields: Any
) -> None:
    operations.set_criteria(
        by=cast.planner,
        plan_year=plan_year,
        criteria=[{"title": title, "weight": Decimal(weight)} for title, weight in criteria],
        **{"tier_a_from": Decimal(75), "tier_b_from": Decimal(50), **fields},
    )


@pytest.fixture(scope="module")
def kept(module_db: None) -> Project:
    """Under review, in a year with criteria; its agency proposes a provincial level and no tier."""
    cast = Cast()
    set_criteria(cast, make_year())
    program = make_program(cast, status=S.UNDER_REVIEW)
    return program.projects.select_related("program__plan_year").get()


@pytest.fixture
def project(kept: Project) -> Project:
    return deepcopy(kept)


def score(cast: Cast, project: Project, *points: int, by: str = "planner", **fields: Any) -> Review:
    criteria = project.program.plan_year.criteria.all()
    given = dict(zip(criteria, map(Decimal, points), strict=True))
    return operations.score_project(by=cast[by], project=project, points=given, **fields)


def decide(cast: Cast, project: Project, *, by: str = "deputy", **fields: Any) -> Project:
    decided = {"scope_level": "provincial", "tier": "A", "reason": "اثر ملی دارد", **fields}
    return operations.decide_grade(by=cast[by], project=project, **decided)


def grading(project: Project) -> Grading:
    return gradings_of([project], project.program.plan_year)[0]


# --- the criteria of a year -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "criteria",
    [(), (("تنها", "99.99"),), (("یک", "60"), ("دو", "60")), (("همان", "50"), ("همان", "50"))],
)
def test_weights_make_100_and_each_criterion_is_named_once(cast: Cast, criteria: Any) -> None:
    year = make_year()
    with pytest.raises(Refused), transaction.atomic():
        set_criteria(cast, year, criteria)
    assert not year.criteria.exists()


@pytest.mark.parametrize(("a", "b"), [(50, 50), (40, 60), (101, 50), (75, 0)])
def test_tiers_begin_in_order(cast: Cast, a: int, b: int) -> None:
    year = make_year()
    with pytest.raises(Refused), transaction.atomic():
        set_criteria(cast, year, tier_a_from=Decimal(a), tier_b_from=Decimal(b))


def test_criteria_are_set_anew_until_somebody_has_scored_by_them(cast: Cast, project: Project) -> None:
    year = project.program.plan_year
    set_criteria(cast, year, (("یکی", "40"), ("دیگری", "60")), tier_a_from=Decimal(80))
    assert [(each.title, each.weight) for each in year.criteria.all()] == [("یکی", 40), ("دیگری", 60)]
    changes = Event.objects.latest("pk").changes
    assert changes["criterion 1"] == ["اثر بر تولید · 50", "یکی · 40"]
    assert changes["tier_a_from"] == ["75", "80"]
    score(cast, project, 10, 20)
    with pytest.raises(Refused, match="already"):
        set_criteria(cast, year)


@pytest.mark.parametrize("who", ["jahad.editor", "jahad.head", "deputy", "auditor", "administrator"])
def test_only_the_planning_organization_sets_them(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.set_criteria(
            by=cast[who], plan_year=make_year(), criteria=[], tier_a_from=Decimal(75), tier_b_from=Decimal(50)
        )


# --- scoring ----------------------------------------------------------------------------------------


def test_scores_stand_side_by_side_with_their_mean_and_spread(cast: Cast, project: Project) -> None:
    score(cast, project, 90, 80, 50)
    alone = grading(project)
    # 90 × 50 % + 80 × 30 % + 50 × 20 %
    assert (alone.mean, alone.spread, alone.suggested) == (Decimal(79), None, Tier.A)
    score(cast, project, 60, 80, 70, by="planner2", note="بازار روشن نیست")
    both = grading(project)
    assert [each.total for each in both.scored] == [Decimal(79), Decimal(68)]
    assert (both.mean, both.spread, both.suggested) == (Decimal("73.5"), Decimal(11), Tier.B)
    assert [spread for _criterion, _points, spread in both.by_criterion] == [30, 0, 20]


def test_who_scores_again_is_counted_once_and_the_first_scores_stay(cast: Cast, project: Project) -> None:
    score(cast, project, 0, 0, 0)
    score(cast, project, 100, 100, 100)
    assert [each.total for each in grading(project).scored] == [Decimal(100)]
    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("total", "tier"), [("75", Tier.A), ("74.99", Tier.B), ("50", Tier.B), ("49.99", Tier.C), ("0", Tier.C)]
)
def test_the_thresholds_of_the_year_suggest_the_tier(total: str, tier: Tier) -> None:
    assert tier_for(Decimal(total), PlanYear(tier_a_from=Decimal(75), tier_b_from=Decimal(50))) == tier


@pytest.mark.parametrize("points", [(101, 0, 0), (-1, 0, 0)])
def test_points_lie_between_0_and_100(cast: Cast, project: Project, points: tuple[int, ...]) -> None:
    with pytest.raises(Refused):
        score(cast, project, *points)


def test_every_criterion_is_scored(cast: Cast, project: Project) -> None:
    first = project.program.plan_year.criteria.all()[0]
    with pytest.raises(Refused, match="every criterion"):
        operations.score_project(by=cast.planner, project=project, points={first: Decimal(5)})


@pytest.mark.parametrize("status", [S.DRAFT, S.AWAITING_HEAD, S.RETURNED, S.REJECTED, S.WITHDRAWN, S.CLOSED])
def test_only_what_the_province_reviews_is_scored(cast: Cast, status: S) -> None:
    set_criteria(cast, make_year())
    project = make_program(cast, status=status).projects.select_related("program__plan_year").get()
    with pytest.raises(Refused):
        score(cast, project, 1, 1, 1)


def test_after_the_freeze_grades_stay_as_they_are(cast: Cast) -> None:
    year = make_year()
    set_criteria(cast, year)
    project = make_program(cast, plan_year=year, status=S.APPROVED).projects.select_related("program__plan_year").get()
    score(cast, project, 1, 1, 1)
    freeze_year(by=cast.deputy, plan_year=year)
    for act in (lambda: score(cast, project, 2, 2, 2), lambda: decide(cast, project)):
        with pytest.raises(Refused, match="frozen with the year"):
            act()


def test_who_has_written_in_the_program_does_not_score_it(cast: Cast, project: Project) -> None:
    project.program.contributors.add(cast.planner)
    with pytest.raises(PermissionDenied):
        score(cast, project, 1, 1, 1)
    score(cast, project, 1, 1, 1, by="planner2")


# --- deciding ---------------------------------------------------------------------------------------


def test_the_deputy_confirms_or_changes_with_a_reason(cast: Cast, project: Project) -> None:
    score(cast, project, 90, 80, 50)
    with pytest.raises(Refused, match="say why"):
        decide(cast, project, reason=" ")
    decide(cast, project)
    project.refresh_from_db()
    assert (project.scope_level_decided, project.tier_decided) == ("provincial", "A")
    assert (project.grade_decided_by, project.grade_decision) == (cast.deputy, "اثر ملی دارد")
    # What the agency proposed stays beside it.
    assert (project.scope_level, project.tier) == ("provincial", "")
    event = Event.objects.latest("pk")
    assert (event.actor, event.note, event.changes["tier_decided"]) == (cast.deputy, "اثر ملی دارد", [None, "A"])


def test_what_the_agency_proposes_is_confirmed_without_a_word(cast: Cast, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(tier="B")
    score(cast, project, 90, 80, 50)
    decide(cast, project, tier="B", reason="")
    assert Project.objects.get(pk=project.pk).tier_decided == "B"


def test_nothing_is_decided_before_it_is_scored_nor_before_the_second_reviewer(cast: Cast, project: Project) -> None:
    with pytest.raises(Refused, match="Nobody has scored"):
        decide(cast, project)
    score(cast, project, 90, 80, 50, asks_second=True)
    with pytest.raises(Refused, match="second reviewer"):
        decide(cast, project)
    score(cast, project, 60, 60, 60, by="planner2")
    decide(cast, project)


def test_scores_that_came_meanwhile_are_read_first(cast: Cast, project: Project) -> None:
    score(cast, project, 90, 80, 50)
    seen = grading(project).seen
    score(cast, project, 10, 10, 10, by="planner2")
    with pytest.raises(Moved):
        decide(cast, project, seen=seen)
    decide(cast, project, seen=grading(project).seen)


@pytest.mark.parametrize("who", ["planner", "jahad.head", "auditor", "secretariat"])
def test_only_the_deputy_decides(cast: Cast, project: Project, who: str) -> None:
    score(cast, project, 90, 80, 50)
    with pytest.raises(PermissionDenied):
        decide(cast, project, by=who)


# --- the database says the same ---------------------------------------------------------------------


def decided_by(project: Project, person: int) -> None:
    Project.objects.filter(pk=project.pk).update(
        grade_decided_by=person, grade_decided_at=timezone.now(), scope_level_decided="county", tier_decided="C"
    )


@pytest.mark.parametrize("who", ["planner", "jahad.editor"])
def test_who_scored_or_wrote_does_not_decide_by_trigger(cast: Cast, project: Project, who: str) -> None:
    score(cast, project, 90, 80, 50)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        decided_by(project, cast[who].pk)
    assert sqlstate(refused.value) == Sqlstate.MAKER_IS_CHECKER


@pytest.mark.parametrize("who", ["deputy", "jahad.editor"])
def test_who_decided_or_wrote_does_not_score_by_trigger(cast: Cast, project: Project, who: str) -> None:
    decided_by(project, cast.deputy.pk)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Review.objects.create(project=project, made_by=cast[who])
    assert sqlstate(refused.value) == Sqlstate.MAKER_IS_CHECKER


@pytest.mark.parametrize(
    "fields",
    [
        {"tier_decided": "A"},
        {"scope_level_decided": "national", "tier_decided": "A"},
        {"grade_decision": "بی‌نام"},
    ],
)
def test_a_grade_is_decided_by_somebody(project: Project, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**fields)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_score SET points = 100",
        "DELETE FROM projects_score",
        "UPDATE projects_review SET note = 'دیگر'",
        "DELETE FROM projects_review",
    ],
)
def test_scores_stay_as_they_were_given(cast: Cast, project: Project, statement: str) -> None:
    score(cast, project, 90, 80, 50)
    with pytest.raises((IntegrityError, Exception)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Score.objects.count() == 3
    assert Review.objects.get().note == ""


# --- the pages --------------------------------------------------------------------------------------


class Desk:
    def __init__(self, client: Client) -> None:
        self.client = client
        client.cookies["jahesh_language"] = "en"

    def of(self, person: Any) -> Client:
        self.client.force_login(person)
        return self.client


def test_a_year_is_graded_on_the_pages(client: Client, cast: Cast) -> None:
    desk = Desk(client)
    year = make_year()
    typed = {
        "criteria-TOTAL_FORMS": "2",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-title": "اثر بر تولید",
        "criteria-0-weight": "۶۰٪",
        "criteria-1-title": "اشتغال",
        "criteria-1-weight": "۳۰",
        "tier_a_from": "۷۵",
        "tier_b_from": "۵۰",
    }
    refused = desk.of(cast.planner).post("/grading/1399/criteria/", typed)
    assert refused.status_code == 422
    assert "90 instead of 100" in refused.content.decode()
    assert 'value="۳۰"' in refused.content.decode()
    assert client.post("/grading/1399/criteria/", typed | {"criteria-1-weight": "۴۰"}).status_code == 302

    program = make_program(cast, plan_year=year, status=S.UNDER_REVIEW)
    path = f"/grading/projects/{program.projects.get().uuid}/"
    assert client.get("/grading/").status_code == 200
    too_many = client.post(f"{path}score/", {"points_1": "۱۰۱", "points_2": "۱۰"})
    assert too_many.status_code == 422
    assert "۱۰۱" in too_many.content.decode()
    assert client.post(f"{path}score/", {"points_1": "۹۰", "points_2": "80", "note": "خوب"}).status_code == 302
    assert client.get(path).status_code == 200

    page = desk.of(cast.deputy).get(path)
    form = page.context["grade_form"]
    # 90 × 60 % + 80 × 40 %: the score suggests the tier.
    assert (form.initial["scope_level"], form.initial["tier"]) == ("provincial", "A")
    decision = {"seen": form.initial["seen"], "scope_level": "provincial", "tier": "A", "reason": ""}
    unexplained = client.post(f"{path}decide/", decision)
    assert unexplained.status_code == 422
    assert client.post(f"{path}decide/", decision | {"seen": "0", "reason": "مهم"}).status_code == 409
    assert client.post(f"{path}decide/", decision | {"reason": "مهم"}).status_code == 302
    assert Project.objects.get().tier_decided == "A"
    # The agency reads it on the program's page.
    shown = desk.of(cast.jahad_editor).get(program.get_absolute_url()).content.decode()
    assert "مهم" in shown


def test_the_list_does_not_grow_in_queries(client: Client, cast: Cast, many: int) -> None:
    year = make_year()
    set_criteria(cast, year)
    desk = Desk(client).of(cast.planner)

    def asked() -> int:
        desk.get("/grading/")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/grading/").status_code == 200
        return len(queries)

    project = make_program(cast, plan_year=year, status=S.UNDER_REVIEW).projects.select_related("program__plan_year")
    score(cast, project.get(), 10, 20, 30)
    few = asked()
    large = make_program(cast, plan_year=year, status=S.UNDER_REVIEW, title="بزرگ", projects=many, actions=1)
    for each in Program.objects.get(pk=large.pk).projects.select_related("program__plan_year")[:5]:
        score(cast, each, 50, 50, 50)
        score(cast, each, 60, 60, 60, by="planner2")
    assert asked() == few <= 25
