"""Unfinished projects that go on in the next year, and programs that are copied."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from agencies.models import Agency, County, Event
from config.clock import on_day, today
from config.persian.calendar import from_solar, shift_years
from projects.enums import ProgramStatus
from projects.models import Challenge, PlanYear, Program, Project
from projects.operations import make_remark, move_program, remove_project, save_project
from projects.readiness import readiness
from projects.refusals import Moved, Refused
from targets.lines import lines_of
from targets.models import ProgressReport, Target
from targets.operations.carrying import carry_over, copy_program, obstacles_left
from targets.operations.progress import Entry, open_period, save_lines, send_report, settle_lines, sign_report
from targets.operations.promises import freeze_year
from targets.unfinished import unfinished_projects
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk

pytestmark = pytest.mark.django_db

FIRST_OF_ORDIBEHESHT = datetime.date(2020, 4, 20)


@pytest.fixture(autouse=True)
def in_english_in_ordibehesht(settings: Any) -> Iterator[None]:
    settings.TODAY = "2020-04-25"
    with translation.override("en"):
        yield


def make_two_years(cast: Cast) -> tuple[PlanYear, PlanYear, Program]:
    """1399 frozen with one program of two projects, 1400 open."""
    old, new = make_year(1399), make_year(1400)
    program = make_program(cast, plan_year=old, projects=0)
    for title in ("گلخانه‌های مراغه", "آبیاری نوین"):
        project = make_project(
            cast, program, title=title, actions=2, counties=County.objects.all()[:2], chain_link="تولید"
        )
        make_target(cast, project, indicator="apple_output", baseline=100, value=240)
    walk(cast, program, ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=old)
    return old, new, program


def report(cast: Cast, plan_year: PlanYear, ordinal: int, *, quantity: int, percents: tuple[int, ...]) -> None:
    """A settled return; the project of the first line gets `quantity`, its actions `percents`; the others nothing."""
    period = plan_year.periods.regular().get(ordinal=ordinal)
    open_period(period=period)
    sheet = ProgressReport.objects.get(period=period, agency__code="JAHAD")
    first = Project.objects.filter(program__plan_year=plan_year).earliest("pk")
    values = {}
    done = iter(percents)
    for line in lines_of(sheet):
        if line.target is not None:
            amount = quantity if line.target.project_id == first.pk else 1
            values[line.uuid] = Entry(Decimal(amount), note="زودتر از برنامه")
        elif line.action is not None:
            values[line.uuid] = Entry(Decimal(next(done) if line.action.project_id == first.pk else 0))
    sheet = save_lines(by=cast.jahad_editor, report=sheet, version=sheet.version, values=values)
    sheet = send_report(by=cast.jahad_editor, report=sheet, version=sheet.version)
    sheet = sign_report(by=cast.jahad_head, report=sheet, version=sheet.version)
    settle_lines(by=cast.planner, report=sheet, version=sheet.version)


def titles(year: PlanYear, cast: Cast, who: str = "jahad.editor") -> list[str]:
    return [each.project.title for each in unfinished_projects(year, user=cast[who], today=today())]


# --- what is unfinished ---------------------------------------------------------------------------


def test_what_was_never_reported_is_unfinished(cast: Cast) -> None:
    old, _new, _program = make_two_years(cast)
    assert titles(old, cast) == ["گلخانه‌های مراغه", "آبیاری نوین"]
    assert titles(old, cast, "planner") == titles(old, cast)
    assert titles(old, cast, "samt.editor") == []


@pytest.mark.parametrize(
    ("quantity", "percents", "unfinished"),
    [(240, (100, 100), False), (239, (100, 100), True), (240, (100, 99), True)],
)
def test_a_project_is_finished_when_all_is_done_and_reached(
    cast: Cast, quantity: int, percents: tuple[int, int], unfinished: bool
) -> None:
    old, _new, _program = make_two_years(cast)
    report(cast, old, 1, quantity=quantity, percents=percents)
    assert ("گلخانه‌های مراغه" in titles(old, cast)) is unfinished


def test_a_program_that_was_not_approved_leaves_nothing_to_carry(cast: Cast) -> None:
    old = make_year(1399)
    make_program(cast, plan_year=old, status=ProgramStatus.NEGOTIATION)
    assert titles(old, cast) == []


# --- carrying over --------------------------------------------------------------------------------


def test_a_project_goes_on_with_what_is_left_of_it(cast: Cast) -> None:
    old, new, program = make_two_years(cast)
    report(cast, old, 1, quantity=40, percents=(100, 50))
    first = program.projects.first()
    assert first is not None
    [project] = carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[first.uuid])
    assert (project.title, project.sector, project.chain_link) == (first.title, first.sector, "تولید")
    assert list(project.counties.all()) == list(first.counties.all())
    assert project.carried_over_from == first
    draft = project.program
    assert (draft.carried_over_from, draft.plan_year, draft.status) == (program, new, ProgramStatus.DRAFT)
    [action] = project.actions.all()
    unfinished = first.actions.get(title="اقدام ۲")
    assert (action.title, action.weight) == ("اقدام ۲", Decimal(100))
    assert (action.starts_on, action.ends_on) == (new.first_day, shift_years(unfinished.ends_on, 1))
    target = Target.objects.get(project=project)
    assert (target.baseline, target.baseline_on) == (Decimal(40), old.periods.get(kind="month", ordinal=1).last_day)
    assert target.baseline_source == "Verified return of Farvardin 1399"
    assert (target.value, target.trajectory, target.weight) == (None, [], Decimal(1))
    # What has to be said anew is asked for by the list of what is missing, and nothing else.
    missing = {problem.rule for problem in readiness(Program.objects.get(pk=draft.pk)).problems}
    assert missing == {"obstacles_are_stated", "target_moves_the_right_way", "trajectory_ends_at_the_target"}


def test_projects_of_one_program_come_into_one_draft(cast: Cast) -> None:
    _old, new, program = make_two_years(cast)
    for project in program.projects.all():
        carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[project.uuid])
    draft = Program.objects.get(plan_year=new)
    assert draft.projects.count() == 2
    assert draft.title == program.title
    assert list(draft.policy_clauses.all()) == list(program.policy_clauses.all())


def test_a_project_whose_draft_has_been_sent_goes_on_in_a_new_one(cast: Cast) -> None:
    _old, new, program = make_two_years(cast)
    one, other = program.projects.all()
    [project] = carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[one.uuid])
    draft = project.program
    move_program(
        by=cast.jahad_editor, program=draft, move="withdraw", version=draft.version, reason="ادغام در برنامه دیگر"
    )
    carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[other.uuid])
    assert Program.objects.filter(carried_over_from=program).count() == 2


def test_projects_of_two_programs_come_into_the_program_that_was_chosen(cast: Cast) -> None:
    old, new, first = make_two_programs(cast)
    mine = make_program(cast, plan_year=new, title="برنامه من", projects=0)
    chosen = [each.project.uuid for each in unfinished_projects(old, user=cast.jahad_editor, today=today())]
    carried = carry_over(by=cast.jahad_editor, agency=first.agency, plan_year=new, projects=chosen, into=mine)
    assert {project.program for project in carried} == {mine}
    assert Program.objects.filter(plan_year=new).count() == 1
    assert mine.carried_over_from is None


def test_projects_come_into_a_new_program_that_is_aligned_like_the_first(cast: Cast) -> None:
    old, new, first = make_two_programs(cast)
    chosen = [each.project.uuid for each in unfinished_projects(old, user=cast.jahad_editor, today=today())]
    carry_over(by=cast.jahad_editor, agency=first.agency, plan_year=new, projects=chosen, title=" نیمه‌تمام‌ها ")
    program = Program.objects.get(plan_year=new)
    assert (program.title, program.projects.count(), program.axis) == ("نیمه‌تمام‌ها", 2, first.axis)


def test_a_program_of_another_agency_year_or_state_takes_nothing_in(cast: Cast) -> None:
    _old, new, program = make_two_years(cast)
    chosen = [program.projects.all()[0].uuid]
    foreign = make_program(cast, plan_year=new, agency="SAMT")
    for into in (foreign, program):
        with pytest.raises(Refused, match="same agency in the year 1400"):
            carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=chosen, into=into)
    sent = make_program(cast, plan_year=new, status=ProgramStatus.UNDER_REVIEW)
    with pytest.raises(PermissionDenied, match="back with the agency"):
        carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=chosen, into=sent)
    PlanYear.objects.filter(pk=new.pk).update(state="frozen")
    new.refresh_from_db()
    with pytest.raises(Refused, match="Choose an open year"):
        carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=chosen)


def make_two_programs(cast: Cast) -> tuple[PlanYear, PlanYear, Program]:
    """1399 frozen with two programs of one project each, 1400 open; the first program."""
    old, new = make_year(1399), make_year(1400)
    first, _second = (
        make_program(cast, plan_year=old, status=ProgramStatus.APPROVED, title=title) for title in ("یک", "دو")
    )
    freeze_year(by=cast.deputy, plan_year=old)
    return old, new, first


def test_what_was_never_verified_gives_no_baseline(cast: Cast) -> None:
    _old, new, program = make_two_years(cast)
    [project] = carry_over(
        by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[program.projects.all()[0].uuid]
    )
    target = Target.objects.get(project=project)
    assert (target.baseline, target.baseline_on, target.baseline_source) == (None, None, "")


def test_weights_of_what_is_left_make_100(cast: Cast) -> None:
    old, new, program = make_two_years(cast)
    report(cast, old, 1, quantity=1, percents=(70, 10))
    [project] = carry_over(
        by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[program.projects.all()[0].uuid]
    )
    assert [action.weight for action in project.actions.all()] == [Decimal(25), Decimal(75)]


def test_nothing_is_carried_over_twice(cast: Cast) -> None:
    _old, new, program = make_two_years(cast)
    chosen = [project.uuid for project in program.projects.all()]
    carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=chosen[:1])
    count = Event.objects.count()
    with pytest.raises(Moved, match="twice"):
        carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=chosen)
    assert Event.objects.count() == count
    draft = Program.objects.get(plan_year=new)
    remove_project(by=cast.jahad_editor, program=draft, version=draft.version, project=draft.projects.get())
    carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=chosen)
    assert draft.projects.count() == 2


def test_carrying_over_is_refused_for_whom_and_what_it_is_not_for(cast: Cast) -> None:
    old, new, program = make_two_years(cast)
    chosen = [program.projects.all()[0].uuid]
    samt = Agency.objects.get(code="SAMT")
    for who in ("samt.editor", "planner", "jahad.head", "deputy"):
        with pytest.raises(PermissionDenied):
            carry_over(by=cast[who], agency=program.agency, plan_year=new, projects=chosen)
    with pytest.raises(Refused, match="own programs"):
        carry_over(by=cast.samt_editor, agency=samt, plan_year=new, projects=chosen)
    with pytest.raises(Refused, match="at least one"):
        carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[])
    with pytest.raises(Refused, match="before this one"):
        carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=old, projects=chosen)


def test_where_a_project_goes_on_is_known_to_those_who_know_the_draft(cast: Cast) -> None:
    old, new, program = make_two_years(cast)
    carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[program.projects.all()[0].uuid])

    def known_by(who: str) -> list[bool]:
        return [bool(each.goes_on_in) for each in unfinished_projects(old, user=cast[who], today=today())]

    assert known_by("jahad.head") == [True, False]
    assert known_by("planner") == [False, False]


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [((1399, 12, 30), 1, (1400, 12, 29)), ((1399, 12, 30), 4, (1403, 12, 30)), ((1399, 1, 1), 1, (1400, 1, 1))],
)
def test_days_move_in_the_solar_calendar(day: tuple[int, int, int], years: int, later: tuple[int, int, int]) -> None:
    assert shift_years(from_solar(*day), years) == from_solar(*later)


# --- copying --------------------------------------------------------------------------------------


def test_a_copy_has_everything_but_offers_remarks_and_statuses(cast: Cast) -> None:
    old, new = make_year(1399), make_year(1400)
    program = make_program(cast, plan_year=old, status=ProgramStatus.NEGOTIATION, projects=2, targets=2)
    make_remark(by=cast.planner, program=program, text="مستند؟")
    copy = copy_program(by=cast.jahad_editor, program=program, plan_year=new, title="برنامه سال نو")
    assert (copy.title, copy.status, copy.plan_year, copy.agency) == ("برنامه سال نو", "draft", new, program.agency)
    assert (copy.copied_from, copy.carried_over_from) == (program, None)
    assert (copy.remarks.count(), copy.revisions.count()) == (0, 0)
    assert [project.title for project in copy.projects.all()] == [project.title for project in program.projects.all()]
    mine, theirs = (
        Target.objects.filter(project__program=each).order_by("project", "position") for each in (copy, program)
    )
    assert [(target.value, target.trajectory, target.baseline_on) for target in mine] == [
        (target.value, target.trajectory, target.baseline_on) for target in theirs
    ]
    assert not any(target.accepted_offer_id or target.offers.exists() for target in mine)
    for action, original in zip(
        copy.projects.all()[0].actions.all(), program.projects.all()[0].actions.all(), strict=True
    ):
        assert (action.starts_on, action.ends_on) == (
            shift_years(original.starts_on, 1),
            shift_years(original.ends_on, 1),
        )
        assert action.weight == original.weight
    assert readiness(Program.objects.get(pk=copy.pk)).problems == []


def test_a_copy_into_a_year_with_other_periods_asks_for_its_trajectories(cast: Cast) -> None:
    program, quarters = make_program(cast, plan_year=make_year(1399)), make_year(1400, frequency="quarterly")
    copy = copy_program(by=cast.jahad_editor, program=program, plan_year=quarters)
    assert copy.title == program.title
    assert Target.objects.get(project__program=copy).trajectory == []


def test_only_what_one_may_read_and_write_is_copied(cast: Cast) -> None:
    """A partner reads the program and may not copy it; what one may not read is not a source either."""
    year = make_year(1399)
    program = make_program(cast, plan_year=year, projects=0)
    project = make_project(cast, program, partners=Agency.objects.filter(code="SAMT"))
    make_target(cast, project, indicator="apple_output")
    with pytest.raises(PermissionDenied, match="not read"):
        copy_program(by=cast.samt_editor, program=program, plan_year=year)
    walk(cast, program, ProgramStatus.UNDER_REVIEW)
    assert Program.objects.visible_to(cast.samt_editor).filter(pk=program.pk).exists()
    for who in ("samt.editor", "planner", "jahad.head", "auditor"):
        with pytest.raises(PermissionDenied):
            copy_program(by=cast[who], program=program, plan_year=year)
    assert Program.objects.count() == 1


def test_a_copy_into_a_frozen_year_is_refused(cast: Cast) -> None:
    old, _new, program = make_two_years(cast)
    with on_day(FIRST_OF_ORDIBEHESHT), pytest.raises(Refused, match="frozen"):
        copy_program(by=cast.jahad_editor, program=program, plan_year=old)


def test_obstacles_of_what_is_left_go_on_with_their_due_days_open(cast: Cast) -> None:
    """One that blocked only what is done by now is gone; a copy takes all of them, a year later."""
    old, new = make_year(), make_year(1400)
    program = make_program(cast, plan_year=old)
    project = program.projects.get()
    stated = {"category": "permit", "level": "province", "owner": "آب", "owner_side": "outside", "due_on": old.last_day}
    save_project(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=project,
        has_no_obstacles=False,
        challenges=[
            stated | {"title": "چاه", "actions": [2]},
            stated | {"title": "همه"},
            stated | {"title": "گذشته", "actions": [1]},
        ],
    )
    copy = copy_program(by=cast.jahad_editor, program=program, plan_year=new, title="رونوشت")
    copied = Challenge.objects.filter(project__program=copy).order_by("position")
    assert [(each.title, [a.position for a in each.blocked]) for each in copied] == [
        ("چاه", [2]),
        ("همه", []),
        ("گذشته", [1]),
    ]
    assert {each.due_on for each in copied} == {shift_years(old.last_day, 1)}
    rows = obstacles_left(Project.objects.get(pk=project.pk), list(project.actions.all())[1:])
    assert [(row["title"], row["actions"], row["due_on"]) for row in rows] == [("چاه", [1], None), ("همه", [], None)]
