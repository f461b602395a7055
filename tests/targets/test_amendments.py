"""Amendments: proposed with many lines, decided on whole, each approved one a version of the master table."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils.translation import override

from agencies.enums import Act, Role
from agencies.models import Event
from projects.enums import ProgramStatus, ProjectState, YearState
from projects.models import PlanYear
from projects.operations import create_program, save_program
from projects.refusals import Moved, Refused
from targets.amendments import Figures, figures_of
from targets.enums import AmendmentState, Side
from targets.freeze import content_hash
from targets.models import Amendment, Indicator, MasterTable, ReportLine, Target
from targets.operations.amendments import approve_amendment, propose_amendment, reject_amendment, withdraw_amendment
from targets.operations.progress import open_period
from targets.operations.promises import freeze_year
from targets.planned import plan_of, table_in_force
from targets.verification import altered_frozen_figures, altered_master_tables
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_frozen_year, make_program, make_project, make_target, walk
from tests.targets.amending import WHY, proposed, raised, rows
from tests.targets.returns import seat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_mehr(settings):
    settings.TODAY = "2020-10-01"
    with override("en"):
        yield


@pytest.fixture(scope="module")
def kept(module_db) -> MasterTable:
    with override_settings(TODAY="2020-10-01"):
        return make_frozen_year(Cast(), projects=2, targets=2)


@pytest.fixture
def table(kept) -> MasterTable:
    return deepcopy(kept)


def intact() -> bool:
    connection.check_constraints()
    return not [*altered_master_tables(), *altered_frozen_figures()]


# --- proposing ---------------------------------------------------------------------------------------


def test_what_is_proposed_changes_nothing(cast, table):
    before = [figures_of(row) for row in rows(table)]
    amendment = proposed(cast, table)
    assert (amendment.number, amendment.state, amendment.lines.count()) == (1, AmendmentState.PROPOSED, 4)
    assert [figures_of(row) for row in rows(table_in_force(table.plan_year))] == before
    assert table_in_force(table.plan_year) == table
    event = Event.objects.latest("pk")
    assert (event.act, event.object_kind, event.note) == (Act.CREATED, "targets.amendment", amendment.text)


def test_a_line_keeps_what_stood_and_draws_the_trajectory_along(cast, table):
    row = rows(table)[0]
    line = proposed(cast, table, figures={row.target.uuid: Figures(value=row.value * 2)}).lines.get()
    assert (line.old_value, line.value) == (row.value, row.value * 2)
    assert line.old_trajectory == row.trajectory
    assert line.trajectory == [point * 2 for point in row.trajectory]


@pytest.mark.parametrize("who", ["deputy", "jahad.editor", "jahad.head", "secretariat", "auditor", "administrator"])
def test_only_the_planner_proposes(cast, table, who):
    with pytest.raises(PermissionDenied):
        propose_amendment(by=cast[who], plan_year=table.plan_year, version=1, figures=raised(rows(table)), **WHY)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Figures(), "Nothing differs"),
        (Figures(value=D(0)), "above zero"),
        (Figures(value=D(-1)), "above zero"),
        (Figures(value=D("1.23456")), "decimals"),
        (Figures(weight=D(0)), "weight is above zero"),
        (Figures(numerator=D(1), denominator=D(2)), "Only a ratio"),
        (Figures(trajectory=(D(1), D(2))), "12 points"),
        (Figures(value=D(300), trajectory=(*[D(1)] * 11, D(2))), "end at the year-end"),
    ],
)
def test_a_wrong_figure_is_refused_by_the_name_of_its_row(cast, table, asked, words):
    first, second, *_rest = rows(table)
    with pytest.raises(Refused) as refused:
        proposed(cast, table, figures={first.target.uuid: asked, second.target.uuid: Figures(value=D(500))})
    [fault] = refused.value.problems
    assert fault.key == str(first.target.uuid)
    assert fault.message.startswith(f"{first.project_code} · {first.indicator_code}: ")
    assert words in fault.message
    assert not Amendment.objects.exists()


def test_an_amendment_needs_a_line_and_a_frozen_year(cast, table):
    with pytest.raises(Refused, match="changes nothing"):
        proposed(cast, table, figures={})
    PlanYear.objects.update(state=YearState.CLOSED)
    with pytest.raises(Refused, match="frozen year"):
        proposed(cast, table)


def test_a_proposal_on_an_older_version_is_told(cast, table):
    approve_amendment(by=cast.deputy, amendment=proposed(cast, table))
    with pytest.raises(Moved):
        proposed(cast, table)


def test_the_file_is_kept(cast, table):
    amendment = proposed(cast, table, file=SimpleUploadedFile("مصوبه.pdf", pdf_saying("52/14")))
    assert (amendment.original_name, amendment.content_type) == ("مصوبه.pdf", "application/pdf")
    assert Event.objects.latest("pk").file_hashes == [amendment.sha256]
    with pytest.raises(Refused, match="only these kinds"):
        proposed(cast, table, file=SimpleUploadedFile("a.exe", b"MZ"))


# --- deciding ----------------------------------------------------------------------------------------


def test_approval_makes_the_next_version_and_changes_the_live_figures(cast, table):
    before = rows(table)
    after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table, figures=raised(before[:2])))
    assert (after.version, after.row_count, after.frozen_by) == (2, 4, cast.deputy)
    assert after.content_hash == content_hash(rows(after)) != table.content_hash
    assert [row.value for row in rows(after)] == [row.value + (12 if row in before[:2] else 0) for row in before]
    assert [row.value for row in rows(table)] == [row.value for row in before]
    target = Target.objects.get(pk=before[0].target_id)
    assert target.accepted_offer.side == Side.AMENDMENT
    assert target.accepted_offer.value == before[0].value + 12
    assert target.accepted_offer.letter_number == "۵۲/۱۴"
    # What the agency proposed stays beside what is agreed now.
    assert (target.value, target.trajectory) == (before[0].value, before[0].trajectory)
    assert target.trajectory_in_force == rows(after)[0].trajectory
    assert intact()
    assert table_in_force(table.plan_year) == after
    agreed = {row.target_id: row.agreed.value for row in plan_of(table.plan_year, table=after)}
    assert agreed[target.pk] == before[0].value + 12


def test_the_history_names_what_was_amended_to_its_agency(cast, table):
    row = rows(table)[0]
    after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table, figures=raised([row])))
    frozen = Event.objects.get(act=Act.FROZEN, object_id=after.uuid)
    assert frozen.file_hashes == [after.content_hash]
    told = Event.objects.filter(agency__code="JAHAD", object_kind="projects.program").latest("pk")
    assert told.changes == {f"{row.project_code} · {row.indicator_code}": ["240", "252"]}


def test_eighty_lines_make_one_version(cast):
    table = make_frozen_year(cast, projects=8, targets=10)
    assert table.row_count == 80
    after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table))
    assert list(MasterTable.objects.values_list("version", flat=True).order_by("version")) == [1, 2]
    assert after.row_count == 80
    assert all(new.value == old.value + 12 for new, old in zip(rows(after), rows(table), strict=True))
    assert intact()


def test_whoever_proposes_does_not_decide(cast, table):
    amendment = proposed(cast, table)
    for who in ("planner", "planner2", "secretariat"):
        with pytest.raises(PermissionDenied):
            approve_amendment(by=cast[who], amendment=amendment)
    seat(cast.planner, Role.DEPUTY)
    for decide in (approve_amendment, lambda **given: reject_amendment(reason="خیر", **given)):
        with pytest.raises(Refused, match="does not approve"):
            decide(by=cast.planner, amendment=amendment)
    decision = {"state": "approved", "decided_by": cast.planner, "decided_at": amendment.proposed_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(**decision)


def test_a_rejection_has_a_reason_and_a_withdrawal_its_proposer(cast, table):
    amendment = proposed(cast, table)
    with pytest.raises(Refused, match="why"):
        reject_amendment(by=cast.deputy, amendment=amendment, reason=" ")
    with pytest.raises(Refused, match="takes it back"):
        withdraw_amendment(by=cast.planner2, amendment=amendment)
    assert reject_amendment(by=cast.deputy, amendment=amendment, reason="دلیل").state == AmendmentState.REJECTED
    another = proposed(cast, table)
    assert another.number == 2
    assert withdraw_amendment(by=cast.planner, amendment=another).state == AmendmentState.WITHDRAWN
    for gone in (amendment, another):
        with pytest.raises(Moved):
            approve_amendment(by=cast.deputy, amendment=gone)
    assert MasterTable.objects.count() == 1


def test_what_a_later_version_has_overtaken_is_told_by_name(cast, table):
    first, second, *_rest = rows(table)
    one, other = (proposed(cast, table, figures=raised(some)) for some in ([first, second], [second]))
    third = proposed(cast, table, figures=raised([first], by=40))
    approve_amendment(by=cast.deputy, amendment=other)
    with pytest.raises(Moved) as told:
        approve_amendment(by=cast.deputy, amendment=one)
    assert f"{second.project_code} · {second.indicator_code}" in str(told.value)
    assert first.indicator_code not in str(told.value)
    assert Amendment.objects.get(pk=one.pk).state == AmendmentState.PROPOSED
    assert approve_amendment(by=cast.deputy, amendment=third).version == 3
    assert intact()


# --- projects and programs -----------------------------------------------------------------------------


def test_a_dropped_project_leaves_the_table_and_its_open_return(cast, table):
    open_period(period=table.plan_year.periods.regular().get(ordinal=1))
    first = rows(table)[0].target.project
    after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table, drops=[first.uuid]))
    assert [row.target.project_id == first.pk for row in rows(after)] == [False, False]
    first.refresh_from_db()
    assert (first.state, first.state_reason) == (ProjectState.DROPPED, "کاهش اعتبار تخصیص‌یافته")
    assert not ReportLine.objects.filter(target__project=first).exists()
    assert not ReportLine.objects.filter(action__project=first).exists()
    assert sum(row.weight for row in plan_of(table.plan_year, table=after)) == 1
    assert intact()


def test_the_last_row_does_not_go(cast):
    table = make_frozen_year(cast)
    amendment = proposed(cast, table, drops=[rows(table)[0].target.project.uuid])
    with pytest.raises(Refused, match="Nothing would be left"):
        approve_amendment(by=cast.deputy, amendment=amendment)


def test_a_program_may_travel_after_the_freeze_and_come_in(cast, table):
    open_period(period=table.plan_year.periods.regular().get(ordinal=1))
    program = make_program(cast, plan_year=table.plan_year, title="برنامه دیررس")
    waiting = make_program(cast, plan_year=table.plan_year, title="برنامه در راه", status=ProgramStatus.AGREED)
    save_program(by=cast.jahad_editor, program=program, version=program.version, purpose="آب")
    walk(cast, program, ProgramStatus.APPROVED)
    with pytest.raises(Refused) as refused:
        proposed(cast, table, programs=[waiting.uuid])
    assert "not approved" in refused.value.problems[0].message
    after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table, programs=[program.uuid]))
    assert after.row_count == 5
    assert [row.position for row in rows(after)] == [1, 2, 3, 4, 5]
    assert rows(after)[-1].program_id_frozen == program.uuid
    assert ReportLine.objects.filter(target__project__program=program).count() == 1
    assert ReportLine.objects.filter(action__project__program=program).exists()
    assert intact()
    with pytest.raises(Refused):
        proposed(cast, after, programs=[program.uuid])


def test_nothing_is_added_to_a_closed_year(cast, table):
    PlanYear.objects.update(state=YearState.CLOSED)
    agency = rows(table)[0].agency
    with pytest.raises(Refused, match="closed"):
        create_program(by=cast.jahad_editor, agency=agency, plan_year=PlanYear.objects.get(), title="برنامه")


def test_a_ratio_is_amended_by_its_parts(cast):
    program = make_program(cast, projects=0)
    project = make_project(cast, program)
    rate = Indicator.objects.get(code="unemployment_rate")
    make_target(cast, project, indicator=rate, baseline=9, value=8, numerator=D(80), denominator=D(1000))
    walk(cast, program, ProgramStatus.APPROVED)
    table = freeze_year(by=cast.deputy, plan_year=program.plan_year)
    target = rows(table)[0].target.uuid
    with pytest.raises(Refused) as refused:
        proposed(cast, table, figures={target: Figures(value=D(7))})
    assert "numerator and denominator" in refused.value.problems[0].message
    amendment = proposed(cast, table, figures={target: Figures(numerator=D(70), denominator=D(1000))})
    after = rows(approve_amendment(by=cast.deputy, amendment=amendment))[0]
    assert (after.value, after.numerator, after.denominator) == (7, 70, 1000)
    assert intact()
