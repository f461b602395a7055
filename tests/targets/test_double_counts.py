"""Double counting: what is suspected, what a planner decides on it, and that every sum counts it once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from copy import deepcopy
from decimal import Decimal
from itertools import combinations, product
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.models import Agency, County, Event
from config.clock import today
from projects import operations
from projects.enums import ProgramStatus
from projects.models import Program
from projects.refusals import Moved, Refused
from targets.double_count_cases import Case, cases_of
from targets.double_counts import NEAR, Suspicion, likeness, near_equal, suspects_among, suspicions_in, trigrams
from targets.enums import Aggregation, CaseState, Feeds, Ground, Verdict
from targets.models import DoubleCount, SharedObject, Target
from targets.operations.double_counts import decide_double_count
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.objects import add_object
from targets.operations.promises import save_target
from targets.performance import macro_figures_now, performance_of, sums
from targets.planned import Planned, plan_of
from targets.rollups import Amount, Sheet, counted_part, in_part
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk
from tests.targets.test_rollups import measure

TITLE = "احداث گلخانه هیدروپونیک مرند"
HALVES = (Decimal(50), Decimal(50))


def counting(
    cast: Cast,
    agency: str = "JAHAD",
    *,
    title: str = TITLE,
    status: ProgramStatus = ProgramStatus.UNDER_REVIEW,
    county: str | None = "مرند",
    objects: Iterable[SharedObject] = (),
    indicator: str = "modern_irrigation",
    **target: Any,
) -> Program:
    """A program with one project and one target, in a county."""
    program = make_program(cast, agency=agency, projects=0, title=title)
    counties = County.objects.filter(name_fa=county) if county else []
    project = make_project(cast, program, title=title, counties=list(counties))
    make_target(cast, project, indicator=indicator, shared_objects=list(objects), **target)
    return walk(cast, program, status)


def cases(cast: Cast) -> list[Case]:
    year = Program.objects.all()[0].plan_year
    return cases_of(year, Target.objects.visible_to(cast.planner))


def decide(cast: Cast, verdict: Verdict, *, by: str = "planner", **fields: Any) -> DoubleCount:
    """Decide on the only case there is."""
    (case,) = cases(cast)
    given: dict[str, Any] = {"reason": "همان گلخانه است", "seen": case.standing, "ground": case.ground}
    if verdict == Verdict.CONFIRMED:
        given["common_amount"] = Decimal(240)
        given["shares"] = dict(zip([row.target_uuid for row in case.rows], HALVES, strict=False))
    targets = [row.target_uuid for row in case.rows]
    return decide_double_count(by=cast[by], targets=targets, verdict=verdict, **given | fields)


def summed(cast: Cast, *programs: Program, as_of: datetime.datetime | None = None) -> Any:
    """The sums of the programs' targets, default of all there are."""
    year = Program.objects.all()[0].plan_year
    targets = Target.objects.filter(project__program__in=programs) if programs else Target.objects.all()
    return sums(performance_of(plan_of(year, targets=targets), year, today=today(), as_of=as_of))


def share_out(cast: Cast, *shares: int | str) -> dict[Any, Decimal]:
    (case,) = cases(cast)
    return dict(zip([row.target_uuid for row in case.rows], map(Decimal, shares), strict=True))


def agreed_by_sql() -> Decimal:
    """The sum of what is agreed, without the arithmetic of the application: less what others keep of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT sum(agreed.value - coalesce(lost.amount, 0))
            FROM targets_target target
            JOIN targets_offer agreed ON agreed.id = target.accepted_offer_id
            LEFT JOIN (
                SELECT share.target_id, sum(decision.common_amount * (100 - share.share) / 100) AS amount
                FROM targets_doublecountshare share
                JOIN targets_doublecount decision ON decision.id = share.decision_id
                WHERE decision.verdict = 'confirmed' AND NOT EXISTS (
                    SELECT FROM targets_doublecount_replaces later WHERE later.to_doublecount_id = decision.id
                )
                GROUP BY share.target_id
            ) lost ON lost.target_id = target.id
            """
        )
        return cursor.fetchone()[0]


@pytest.fixture(scope="module")
def kept(module_db: None) -> tuple[Program, Program]:
    cast = Cast()
    return counting(cast), counting(cast, "SAMT")


@pytest.fixture
def pair(db: None, kept: tuple[Program, Program]) -> tuple[Program, Program]:
    """Of one title, in one county: the only case there is."""
    return deepcopy(kept)


# --- suspicion ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "is_near"),
    [
        ("احداث گلخانه هيدروپونيك  مرند", True),
        ("ساخت گلخانه هیدروپونیک مرند", True),
        ("احداث شهرک گلخانه‌ای مرند", False),
        ("احداث واحدهای مسکن ملی مرند", False),
    ],
)
@pytest.mark.django_db
def test_near_equal_titles_in_one_county(cast, title, is_near):
    counting(cast)
    counting(cast, "SAMT", title=title)
    assert [(case.state, case.ground) for case in cases(cast)] == [(CaseState.SUSPECTED, Ground.TITLE)] * is_near


@pytest.mark.parametrize(
    "otherwise",
    [
        {"county": "تبریز"},
        {"county": None},
        {"indicator": "orchard_renewal"},
        {"status": ProgramStatus.AWAITING_HEAD},
    ],
)
@pytest.mark.django_db
def test_what_is_elsewhere_or_something_else_is_not_suspected(cast, otherwise):
    """Neither is what has not left its house."""
    counting(cast)
    counting(cast, "SAMT", **otherwise)
    assert cases(cast) == []


@pytest.mark.django_db
def test_the_same_object_whatever_the_titles_and_places(cast):
    plant = add_object(by=cast.jahad_editor, kind="plant", name="گلخانه سهند", identifier="۱۲/۳۴")
    counting(cast, objects=[plant])
    counting(cast, "SAMT", title="کارخانه بسته‌بندی سهند", county="تبریز", objects=[plant])
    (case,) = cases(cast)
    assert (case.ground, case.objects, case.likeness) == (Ground.OBJECT, [plant], 0)


@pytest.mark.django_db
def test_projects_of_one_program_are_called_alike_as_a_matter_of_course(cast):
    program = make_program(cast, projects=2, status=ProgramStatus.UNDER_REVIEW)
    assert cases(cast) == []
    assert program.projects.count() == 2


@pytest.mark.django_db
def test_three_hang_together(cast):
    for agency, title in (("JAHAD", TITLE), ("SAMT", TITLE + " ۱"), ("SAMT", TITLE + " ۲")):
        counting(cast, agency, title=title)
    (case,) = cases(cast)
    assert len(case.rows) == 3
    decide(cast, Verdict.CONFIRMED, shares=share_out(cast, "33.33", "33.33", "33.34"))
    assert summed(cast).offered == 240


@pytest.mark.django_db
def test_a_program_being_corrected_counts_what_was_signed(cast):
    plant = add_object(by=cast.jahad_editor, kind="plant", name="گلخانه سهند")
    counting(cast, "SAMT", title="کارخانه", objects=[plant])
    program = counting(cast, status=ProgramStatus.RETURNED)
    target = Target.objects.get(project__program=program)
    save_target(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=target.project,
        target=target,
        shared_objects=[plant],
    )
    assert cases(cast) == []
    walk_again = [("submit", cast.jahad_editor), ("sign", cast.jahad_head)]
    for move, by in walk_again:
        operations.move_program(by=by, program=program, move=move, version=program.version)
    assert [case.objects for case in cases(cast)] == [[plant]]
    content = program.revisions.latest("number").content
    assert content["targets"][0]["shared_objects"] == [{"object": str(plant.uuid), "name": "گلخانه سهند"}]


def test_threshold_lies_between_other_projects_and_the_same_one_in_other_words():
    """What was measured on the demonstration's titles; see `targets.double_counts.NEAR`."""

    def near(one: str, other: str) -> Decimal:
        return round(likeness(trigrams(one), trigrams(other)), 2)

    assert near("گازرسانی به روستاهای شهرستان چاراویماق", "آبرسانی به مجتمع روستایی شهرستان چاراویماق") < Decimal("0.5")
    assert near("توسعه گلخانه‌های شهرستان مرند", "گسترش گلخانه‌های شهرستان مرند") > Decimal("0.5")


LETTERS = st.text("ابپت ", min_size=0, max_size=12)


@st.composite
def plans(draw: st.DrawFn) -> list[Planned]:
    """Rows of few programs, projects, places and objects, with titles of few letters: many meet, many are alike."""
    titles = draw(st.lists(LETTERS, min_size=1, max_size=8))
    indicators = [measure(indicator=name) for name in ("one", "other")] + [measure(aggregation=Aggregation.NONE)]
    rows = []
    for key in draw(st.permutations(range(draw(st.integers(2, 14))))):
        project = draw(st.integers(0, 8))
        sheet = Sheet(draw(st.sampled_from(indicators)), None, Decimal(1))
        rows.append(
            Planned(
                **dict.fromkeys(("project_code", "program_code", "program_title", "axis", "sector", "county"), ""),
                target_id=key,
                target_uuid=UUID(int=key),
                project_id=project,
                project_title=draw(st.sampled_from(titles)),
                program_uuid=UUID(int=project // 2),
                agency_id=1,
                indicator=sheet.measure.indicator,
                macro_target=None,
                feeds=Feeds.INCREMENT,
                baseline_on=None,
                proposed=None,
                offered=Amount(draw(st.sampled_from([Decimal(1), Decimal(1), None]))),
                agreed=Amount(),
                sheet=sheet,
                weight=Decimal(1),
                objects=frozenset(UUID(int=each) for each in draw(st.sets(st.integers(0, 3), max_size=2))),
                places=frozenset(draw(st.sampled_from([("",), ("1",), ("2",), ("1", "2")]))),
            )
        )
    return rows


def each_with_each(plan: list[Planned]) -> Iterator[Suspicion]:
    """What is suspected, by its definition."""
    for one, other in combinations(sorted(plan, key=lambda row: (row.indicator, row.target_id)), 2):
        if one.project_id == other.project_id or one.indicator != other.indicator:
            continue
        if None in (one.offered.value, other.offered.value) or one.sheet.measure.aggregation == Aggregation.NONE:
            continue
        objects, near = one.objects & other.objects, Decimal(0)
        if one.program_uuid != other.program_uuid and one.places & other.places:
            near = likeness(trigrams(one.project_title), trigrams(other.project_title))
        if objects or near >= NEAR:
            yield Suspicion(one.target_id, other.target_id, Ground.OBJECT if objects else Ground.TITLE, objects, near)


@settings(max_examples=300, deadline=None)
@given(st.sets(st.frozensets(st.sampled_from("abcdefghijkl"), min_size=1)))
def test_near_equal_titles_share_one_of_their_rarest_trigrams(titles):
    found = [(frozenset({one, other}), alike) for one, other, alike in near_equal(titles)]
    each = [(frozenset({one, other}), likeness(one, other)) for one, other in product(titles, titles)]
    assert len(found) == len(dict(found))
    assert dict(found) == {pair: alike for pair, alike in each if alike >= NEAR}


@settings(max_examples=100, deadline=None)
@given(plans())
def test_what_is_suspected_is_found_without_comparing_each_with_each(plan):
    found = list(suspicions_in(plan))
    assert sorted(found, key=lambda each: (each.one, each.other)) == sorted(
        each_with_each(plan), key=lambda each: (each.one, each.other)
    )
    groups = suspects_among(plan, found, [])
    assert [each for group in groups for each in group.suspicions] == sorted(
        found, key=lambda each: next(min(group.keys) for group in groups if each.one in group.keys)
    )
    assert all({each.one, each.other} <= group.keys for group in groups for each in group.suspicions)
    assert not any(one.keys & other.keys for one, other in combinations(groups, 2))


# --- the arithmetic -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "kept", "part"),
    [(None, 10, 1), (0, 10, 1), (100, 0, 1), (100, 40, "0.6"), (100, 100, 0), (100, 140, 0)],
)
def test_part_of_an_amount_that_is_counted(amount, kept, part):
    assert counted_part(None if amount is None else Decimal(amount), Decimal(kept)) == Decimal(part)


def test_a_ratio_is_counted_by_its_parts():
    assert in_part(Amount(Decimal(20), Decimal(10), Decimal(50)), Decimal("0.5")) == (20, 5, 25)
    assert in_part(Amount(), Decimal("0.5")) == Amount()


@pytest.mark.django_db
def test_confirmed_is_counted_once_in_every_sum(cast):
    year = make_year()
    indicator = Target._meta.get_field("indicator").related_model.objects.get(code="modern_irrigation")
    macro = add_macro_target(
        by=cast.planner, plan_year=year, indicator=indicator, baseline=Decimal(0), value=Decimal(1000)
    )
    approve_macro_target(by=cast.deputy, macro_target=macro, number=1)
    one = counting(cast, status=ProgramStatus.AGREED, macro_target=macro)
    other = counting(cast, "SAMT", status=ProgramStatus.AGREED, macro_target=macro, value=300)
    (before,) = macro_figures_now(year, user=cast.planner, today=today())
    assert (before.agreed, before.suspected, before.in_part) == (540, 1, 0)
    assert "۱" in summed(cast).footnote

    decide(cast, Verdict.CONFIRMED, shares=share_out(cast, 75, 25))
    (after,) = macro_figures_now(year, user=cast.planner, today=today())
    assert (after.agreed, after.offered, after.gap) == (300, 300, 700)
    assert (after.suspected, after.in_part) == (0, 2)
    assert agreed_by_sql() == after.agreed
    # However the sum is cut up, its parts make the whole.
    assert [summed(cast, each).agreed for each in (one, other)] == [180, 120]
    assert summed(cast).agreed == 300
    # An agency reads what of its own is counted.
    (own,) = macro_figures_now(year, user=cast.jahad_editor, today=today())
    assert (own.agreed, own.suspected, own.in_part) == (180, 0, 1)


@pytest.mark.django_db
def test_only_what_is_common_is_counted_once(cast):
    counting(cast)
    counting(cast, "SAMT", value=300)
    decide(cast, Verdict.CONFIRMED, common_amount=Decimal(40), shares=share_out(cast, 100, 0))
    assert summed(cast).offered == 500


def test_as_of_a_moment_counts_what_was_decided_by_then(cast, pair):
    before = timezone.now()
    decide(cast, Verdict.CONFIRMED)
    assert summed(cast, as_of=before).offered == 480
    assert summed(cast, as_of=timezone.now() + datetime.timedelta(seconds=5)).offered == 240


# --- decisions ------------------------------------------------------------------------------------


def test_cleared_with_a_reason_and_reopened(cast, pair):
    decide(cast, Verdict.CLEARED, reason="دو گلخانه جداست")
    assert [(case.state, case.decided.verdict) for case in cases(cast)] == [(CaseState.CLEARED, Verdict.CLEARED)]
    assert (summed(cast).offered, summed(cast).footnote) == (480, "")
    event = Event.objects.latest("pk")
    assert (event.object_kind, event.changes["verdict"], event.note) == (
        "targets.double_count",
        [None, "cleared"],
        "دو گلخانه جداست",
    )
    decide(cast, Verdict.REOPENED, by="planner2")
    assert [case.state for case in cases(cast)] == [CaseState.SUSPECTED]
    assert Event.objects.latest("pk").changes["verdict"] == ["cleared", "reopened"]
    decide(cast, Verdict.CONFIRMED)
    assert summed(cast).offered == 240


@pytest.mark.django_db
def test_titles_that_were_cleared_do_not_clear_an_object(cast):
    plant = add_object(by=cast.planner, kind="plant", name="گلخانه سهند")
    counting(cast, status=ProgramStatus.RETURNED)
    counting(cast, "SAMT", objects=[plant])
    decide(cast, Verdict.CLEARED)
    program = Program.objects.get(agency__code="JAHAD")
    target = Target.objects.get(project__program=program)
    fields: dict[str, Any] = {"by": cast.jahad_editor, "program": program, "project": target.project, "target": target}
    save_target(**fields, version=program.version, shared_objects=[plant])
    for move, by in (("submit", cast.jahad_editor), ("sign", cast.jahad_head)):
        operations.move_program(by=by, program=program, move=move, version=program.version)
    assert [(case.state, case.ground) for case in cases(cast)] == [
        (CaseState.SUSPECTED, Ground.OBJECT),
        (CaseState.CLEARED, Ground.TITLE),
    ]


def test_one_that_joins_later_opens_the_case_again(cast, pair):
    decide(cast, Verdict.CONFIRMED)
    counting(cast, "SAMT", title=TITLE + " ۱")
    open_one = cases(cast)[0]
    assert (open_one.state, len(open_one.rows)) == (CaseState.SUSPECTED, 3)
    targets = [row.target_uuid for row in open_one.rows]
    decide_double_count(
        by=cast.planner,
        targets=targets,
        verdict=Verdict.CONFIRMED,
        ground=open_one.ground,
        reason="هر سه یکی است",
        seen=open_one.standing,
        common_amount=Decimal(240),
        shares=dict(zip(targets, map(Decimal, (50, 25, 25)), strict=True)),
    )
    assert [(case.state, len(case.rows)) for case in cases(cast)] == [(CaseState.CONFIRMED, 3)]
    assert summed(cast).offered == 240


def test_others_do_not_decide(cast, pair):
    for username in ("jahad.editor", "jahad.head", "deputy", "secretariat", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            decide(cast, Verdict.CLEARED, by=username)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"common_amount": None},
        {"common_amount": Decimal(0)},
        {"common_amount": Decimal(241)},
        {"shares": {}},
    ],
)
def test_a_confirmation_that_does_not_fit(cast, pair, wrong):
    with pytest.raises(Refused):
        decide(cast, Verdict.CONFIRMED, **wrong)
    assert not DoubleCount.objects.exists()


@pytest.mark.parametrize("shares", [(50, 49), (120, -20), (100, 100)])
def test_shares_make_the_whole(cast, pair, shares):
    with pytest.raises(Refused):
        decide(cast, Verdict.CONFIRMED, shares=share_out(cast, *shares))


def test_what_is_counted_elsewhere_already_is_not_given_away_twice(cast, pair):
    plant = add_object(by=cast.planner, kind="plant", name="گلخانه سهند")
    decide(cast, Verdict.CONFIRMED, shares=share_out(cast, 0, 100))
    # JAHAD's target, of which nothing is left, hangs together with another one by an object.
    third = counting(cast, "SAMT", title="کارخانه", objects=[plant])
    one = Target.objects.get(project__program__agency__code="JAHAD")
    other = Target.objects.get(project__program=third)
    with pytest.raises(Refused, match="۲۴۰"):
        decide_double_count(
            by=cast.planner,
            targets=[one.uuid, other.uuid],
            verdict=Verdict.CONFIRMED,
            ground=Ground.OBJECT,
            reason="همان",
            common_amount=Decimal(10),
            shares={one.uuid: Decimal(0), other.uuid: Decimal(100)},
        )


def test_nothing_to_reopen(cast, pair):
    with pytest.raises(Refused):
        decide(cast, Verdict.REOPENED)


def test_second_of_two_is_told(cast, pair):
    decide(cast, Verdict.CLEARED)
    with pytest.raises(Moved):
        decide(cast, Verdict.CONFIRMED, by="planner2", seen=[])


def test_who_wrote_in_one_of_the_programs_does_not_decide(cast, pair):
    with transaction.atomic():
        Program.objects.get(agency__code="JAHAD").contributors.add(cast.planner)
        operations.make_remark(by=cast.planner2, program=pair[0], text="ببینید", is_blocking=False)
    with pytest.raises(PermissionDenied):
        decide(cast, Verdict.CLEARED)
    assert decide(cast, Verdict.CLEARED, by="planner2")


def test_the_database_keeps_decisions_as_they_are(cast, pair):
    """Whichever way in: no change, no share of whoever wrote, no whole that is not one."""
    decision = decide(cast, Verdict.CONFIRMED)
    for statement in ("UPDATE targets_doublecount SET reason = 'دیگر'", "DELETE FROM targets_doublecountshare"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    writer = Program.objects.get(agency__code="JAHAD").contributors.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        made = DoubleCount.objects.create(verdict="cleared", ground="title", reason="من", decided_by=writer)
        made.shares.create(target=decision.shares.all()[0].target)
    with pytest.raises(IntegrityError), transaction.atomic():
        made = DoubleCount.objects.create(
            verdict="confirmed", ground="title", reason="نصف", common_amount=Decimal(1), decided_by=cast.planner
        )
        made.shares.create(target=decision.shares.all()[0].target, share=Decimal(50))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- the pages ------------------------------------------------------------------------------------


def test_list_is_narrowed_down_and_sorted(client: Client, cast, pair):
    plant = add_object(by=cast.planner, kind="plant", name="معدن سنگ")
    counting(cast, title="معدن یک", objects=[plant], indicator="orchard_renewal")
    counting(cast, "SAMT", title="فرآوری دو", objects=[plant], indicator="orchard_renewal", county="تبریز")
    client.force_login(cast.planner)

    def found(**asked: str) -> list[str]:
        page = client.get(reverse("double-count-list"), asked)
        return [row.record.case.ground for row in page.context["table"].rows]

    assert sorted(found()) == ["object", "title"]
    assert found(q="هيدروپونيك") == found(ground="title") == found(indicator="modern_irrigation") == ["title"]
    assert found(q="سنگ") == ["object"]
    assert found(state="confirmed") == found(agency="ISIPO") == []
    assert len(found(agency="SAMT")) == 2
    assert len(found(sort="-indicator")) == 2
    assert client.get(reverse("double-count-list"), {"state": "چ"}).status_code == 422
    assert client.get(reverse("double-count-list"), {"format": "xlsx"}).status_code == 200


def test_list_costs_as_much_for_two_as_for_sixty(client: Client, cast, pair):
    client.force_login(cast.planner)
    counts = []
    for more in (0, 1):
        if more:
            make_many_alike(cast, 58)
        client.get(reverse("double-count-list"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("double-count-list"))
        counts.append(len(queries))
    assert len(page.context["table"].data.data[0].case.rows) == 60
    assert counts[0] == counts[1] <= 25


def make_many_alike(cast: Cast, count: int) -> None:
    """Targets in a program of their own each would take long: one program, copied in the database."""
    program = Program.objects.get(agency__code="SAMT")
    target = Target.objects.select_related("project").get(project__program=program)
    offer = target.offers.get()
    revision = program.revisions.get()
    with transaction.atomic():
        for number in range(count):
            made = counting_row(program, number)
            revision.pk, revision.program, revision.tracking_code = None, made, f"1399-00-{number:08d}"
            revision.save(force_insert=True)
            project = target.project
            counties = list(project.counties.all()) if project.pk else []
            copy = type(project)(**{**_columns(project), "program": made, "code": f"{made.code}-01"})
            copy.save(force_insert=True)
            copy.counties.set(counties)
            another = Target(**{**_columns(target), "project": copy})
            another.save(force_insert=True)
            another.offers.create(**{**_columns(offer), "target": another})
        operations.make_remark(by=cast.planner2, program=program, text="نمونه", is_blocking=False)


def counting_row(program: Program, number: int) -> Program:
    made = Program(**{**_columns(program), "code": f"{program.code}-{number}"})
    made.save(force_insert=True)
    return made


def _columns(row: Any) -> dict[str, Any]:
    """The stored columns that make another row like it."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name not in ("uuid", "made_at", "accepted_offer")
    }


def test_a_case_is_decided_on_its_page(client: Client, cast, pair):
    client.force_login(cast.planner)
    (case,) = cases(cast)
    page = client.get(case.address)
    assert page.status_code == 200
    assert page.context["confirm"].initial["common_amount"] == 240
    one, other = (row.target_uuid for row in case.rows)
    path = reverse("double-count-decide", args=[one, other])
    typed = {
        "verdict": "confirmed",
        "common_amount": "۲۴۰",
        f"share_{one}": "۶۰",
        f"share_{other}": "۳۰",
        "reason": "یکی است",
    }
    refused = client.post(path, typed)
    assert refused.status_code == 422
    assert "۹۰" in refused.content.decode()
    assert client.post(path, typed | {f"share_{other}": "40"}).status_code == 302
    assert summed(cast).offered == 240
    told = client.get(case.address).content.decode()
    assert "یکی است" in told
    # What was read before the decision is no answer to it.
    assert client.post(path, {"verdict": "cleared", "reason": "نه", "seen": ""}).status_code == 409
    standing = " ".join(map(str, cases(cast)[0].standing))
    assert client.post(path, {"verdict": "reopened", "reason": "اشتباه شد", "seen": standing}).status_code == 302
    assert summed(cast).offered == 480


def test_a_planner_who_wrote_is_told_so(client: Client, cast, pair):
    with transaction.atomic():
        pair[1].contributors.add(cast.planner)
        operations.make_remark(by=cast.planner2, program=pair[0], text="ببینید", is_blocking=False)
    client.force_login(cast.planner)
    page = client.get(cases(cast)[0].address)
    assert (page.context["confirm"], page.context["wrote"]) == (None, True)


@pytest.mark.django_db
def test_targets_without_a_case_have_no_page(client: Client, cast):
    one, other = counting(cast), counting(cast, "SAMT", county="تبریز")
    client.force_login(cast.planner)
    targets = [Target.objects.get(project__program=program).uuid for program in (one, other)]
    assert client.get(reverse("double-count", args=targets)).status_code == 404


@pytest.mark.django_db
def test_programs_say_so_to_each_as_far_as_they_may_know(client: Client, cast):
    own = counting(cast)
    counting(cast, "SAMT", title=TITLE + " صنعتی")

    def told(who: str) -> str:
        client.force_login(cast[who])
        return client.get(own.get_absolute_url()).content.decode()

    assert TITLE + " صنعتی" in told("planner")
    assert "مشاهده مورد" in told("planner")
    assert "۱ مورد مشکوک" in told("planner")
    of_the_house = told("jahad.editor")
    assert "پروژه‌ای از دستگاهی دیگر" in of_the_house
    assert "صنعتی" not in of_the_house.replace("شهرک صنعتی", "")
    assert "مشاهده مورد" not in of_the_house
    decide(cast, Verdict.CONFIRMED)
    assert "۱۲۰" in told("jahad.editor")
    decide(cast, Verdict.REOPENED)
    decide(cast, Verdict.CLEARED)
    assert "احتساب مضاعف" not in told("jahad.editor")


def test_the_master_table_says_what_is_in_doubt(client: Client, cast, pair):
    client.force_login(cast.planner)
    path = reverse("master-table") + "?group=indicator"
    assert "مورد مشکوک به احتساب مضاعف" in client.get(path).content.decode()
    decide(cast, Verdict.CONFIRMED)
    page = client.get(path)
    assert "به‌صورت جزئی" in page.content.decode()
    assert [group.sums.offered for group in page.context["content"].groups] == [240]


@pytest.mark.django_db
def test_a_partner_reads_the_title(client: Client, cast):
    """Who partners in the other project knows it."""
    own = counting(cast)
    other = make_program(cast, agency="SAMT", projects=0, title=TITLE + " ۲")
    project = make_project(
        cast,
        other,
        title=TITLE + " ۲",
        counties=list(County.objects.filter(name_fa="مرند")),
        partners=[Agency.objects.get(code="JAHAD")],
    )
    make_target(cast, project, indicator="modern_irrigation")
    walk(cast, other, ProgramStatus.UNDER_REVIEW)
    client.force_login(cast.jahad_editor)
    assert TITLE + " ۲" in client.get(own.get_absolute_url()).content.decode()
