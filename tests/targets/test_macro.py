"""Macro targets: who proposes them, who puts them in force, what may change when."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Agency, Event
from projects.enums import YearState
from projects.refusals import Moved, Refused
from targets.enums import ProposalState
from targets.models import AgencyShare, Indicator, MacroTarget, Target
from targets.operations.macro import (
    add_macro_target,
    approve_macro_target,
    propose_macro_target,
    return_macro_proposal,
    withdraw_macro_proposal,
)
from targets.operations.promises import freeze_year, save_target
from targets.proposals import Share, shares_of
from tests.agencies.recording import record_loading
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db

FIGURES = {"baseline": Decimal(950), "value": Decimal(1150)}


@pytest.fixture
def exports():
    return Indicator.objects.get(code="non_oil_exports")


def test_macro_target_is_in_force_once_the_deputy_approves(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)
    assert macro_target.in_force is None

    approve_macro_target(by=cast.deputy, macro_target=macro_target)

    assert (macro_target.figures.value, macro_target.figures.decided_by) == (Decimal(1150), cast.deputy)
    event = Event.objects.latest("pk")
    assert (event.act, event.actor) == ("agreed", cast.deputy)
    assert event.changes == {"baseline": [None, "950"], "value": [None, "1150"]}


def test_macro_target_approved_twice(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)
    approve_macro_target(by=cast.deputy, macro_target=macro_target)

    with pytest.raises(Moved):
        approve_macro_target(by=cast.deputy, macro_target=macro_target)


@pytest.mark.parametrize(
    "username", ["jahad.editor", "jahad.head", "deputy", "secretariat", "auditor", "administrator"]
)
def test_macro_target_entered_by_others(cast, exports, username):
    with pytest.raises(PermissionDenied):
        add_macro_target(by=cast[username], plan_year=make_year(), indicator=exports, **FIGURES)


def test_macro_target_approved_by_who_entered_it(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)

    with pytest.raises(PermissionDenied):
        approve_macro_target(by=cast.planner, macro_target=macro_target)


def test_macro_target_in_a_frozen_year(cast, exports):
    with pytest.raises(Refused):
        add_macro_target(by=cast.planner, plan_year=make_year(state=YearState.FROZEN), indicator=exports, **FIGURES)


def test_macro_target_unknown_field(cast, exports):
    with pytest.raises(TypeError, match="state"):
        add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, state="approved", **FIGURES)


# --- proposals ------------------------------------------------------------------------------------


@pytest.fixture
def in_force(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)
    return approve_macro_target(by=cast.deputy, macro_target=macro_target)


def stored(macro_target):
    return MacroTarget.objects.select_related("in_force").get(pk=macro_target.pk)


def call(macro_target, **fields):
    """The year's call has gone out."""
    year = macro_target.plan_year
    year.call_letter_number, year.call_letter_on = "۹۹/۱۲", year.first_day
    for name, value in fields.items():
        setattr(year, name, value)
    year.save()
    record_loading()


def test_a_proposal_stands_beside_what_is_in_force(cast, in_force):
    proposal = propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300))

    assert stored(in_force).figures.value == Decimal(1150)
    assert (proposal.number, proposal.value, proposal.baseline) == (2, Decimal(1300), Decimal(950))
    assert proposal.state == ProposalState.WAITING

    approve_macro_target(by=cast.deputy, macro_target=in_force, number=2)
    assert stored(in_force).figures.value == Decimal(1300)
    assert Event.objects.latest("pk").changes == {"value": ["1150", "1300"]}


def test_a_proposal_takes_the_place_of_one_that_waits(cast, in_force):
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300))
    propose_macro_target(by=cast.planner2, macro_target=in_force, based_on=2, value=Decimal(1200))

    states = list(in_force.proposals.order_by("number").values_list("state", flat=True))
    assert states == ["approved", "replaced", "waiting"]
    with pytest.raises(Moved):
        approve_macro_target(by=cast.deputy, macro_target=in_force, number=2)


def test_the_second_of_two_writers_is_told(cast, in_force):
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300))

    with pytest.raises(Moved):
        propose_macro_target(by=cast.planner2, macro_target=in_force, based_on=1, value=Decimal(1200))

    assert in_force.proposals.get(state="waiting").value == Decimal(1300)


def test_a_returned_proposal_leaves_what_is_in_force(cast, in_force):
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300))

    returned = return_macro_proposal(by=cast.deputy, macro_target=in_force, number=2, reason="منبع ندارد")

    assert (returned.state, returned.decision_reason) == ("returned", "منبع ندارد")
    assert stored(in_force).figures.number == 1
    with pytest.raises(Moved):
        approve_macro_target(by=cast.deputy, macro_target=in_force)
    # The next one starts from what came back.
    again = propose_macro_target(by=cast.planner, macro_target=in_force, based_on=2, source="گمرک")
    assert (again.value, again.source) == (Decimal(1300), "گمرک")


def test_a_proposal_is_returned_with_a_reason(cast, in_force):
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300))
    with pytest.raises(Refused):
        return_macro_proposal(by=cast.deputy, macro_target=in_force, number=2, reason=" ")


def test_a_proposal_is_taken_back(cast, in_force):
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300))

    withdraw_macro_proposal(by=cast.planner, macro_target=in_force, number=2)

    assert not in_force.proposals.filter(state="waiting").exists()
    again = propose_macro_target(by=cast.planner, macro_target=in_force, based_on=2, source="گمرک")
    assert again.value == Decimal(1150)


def test_a_proposal_that_changes_nothing(cast, in_force):
    with pytest.raises(Refused):
        propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1)


@pytest.mark.parametrize("username", ["jahad.head", "planner", "secretariat", "auditor", "administrator"])
def test_a_decision_by_others(cast, in_force, username):
    propose_macro_target(by=cast.planner2, macro_target=in_force, based_on=1, value=Decimal(1300))
    with pytest.raises(PermissionDenied):
        approve_macro_target(by=cast[username], macro_target=in_force)
    with pytest.raises(PermissionDenied):
        return_macro_proposal(by=cast[username], macro_target=in_force, number=2, reason="نه")


@pytest.mark.parametrize(
    "figures",
    [{"value": Decimal(900)}, {"trajectory": [Decimal(1150)]}, {"trajectory": [Decimal(100)] * 12}],
    ids=["the wrong way", "a point for the year", "ends elsewhere"],
)
def test_figures_that_do_not_hold_together(cast, in_force, figures):
    with pytest.raises(Refused):
        propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, **figures)


def test_a_year_has_one_macro_target_for_an_indicator(cast, in_force, exports):
    with pytest.raises(Refused):
        add_macro_target(by=cast.planner, plan_year=in_force.plan_year, indicator=exports, **FIGURES)


# --- after the call, after the freeze -------------------------------------------------------------

WHY = {"reason": "سهم ملی افزایش یافت", "letter_number": "۹۹/۳۱"}


@pytest.mark.parametrize("why", [{}, {"reason": "سهم ملی"}, {"letter_number": "۱۲"}])
def test_a_change_after_the_call_says_why(cast, in_force, why):
    call(in_force)
    with pytest.raises(Refused):
        propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300), **why)


def test_a_change_after_the_call_with_reason_and_letter(cast, in_force):
    call(in_force)
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300), **WHY)
    approve_macro_target(by=cast.deputy, macro_target=in_force)
    assert stored(in_force).figures.letter_number == "۹۹/۳۱"
    assert "۹۹/۳۱" in Event.objects.latest("pk").note


@pytest.mark.parametrize("name", ["value", "baseline", "trajectory"])
def test_after_the_freeze_the_figures_stay(cast, in_force, name):
    call(in_force, state=YearState.FROZEN)
    other = {"value": Decimal(1300), "baseline": Decimal(1000), "trajectory": [Decimal(1150)] * 12}[name]
    with pytest.raises(Refused):
        propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, **{name: other}, **WHY)


def test_after_the_freeze_capacities_and_shares_still_move(cast, exports):
    program = make_program(cast, status="approved")
    macro_target = add_macro_target(by=cast.planner, plan_year=program.plan_year, indicator=exports, **FIGURES)
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    freeze_year(by=cast.deputy, plan_year=program.plan_year)

    propose_macro_target(
        by=cast.planner,
        macro_target=macro_target,
        based_on=1,
        provincial_capacity=Decimal(2000),
        shares=[share("JAHAD", 80)],
    )
    approve_macro_target(by=cast.deputy, macro_target=macro_target)

    assert stored(macro_target).figures.provincial_capacity == Decimal(2000)


def test_what_waits_at_the_freeze_is_not_approved(cast, in_force):
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, value=Decimal(1300), **WHY)
    call(in_force, state=YearState.FROZEN)
    with pytest.raises(Refused):
        approve_macro_target(by=cast.deputy, macro_target=in_force)
    return_macro_proposal(by=cast.deputy, macro_target=in_force, number=2, reason="سال تثبیت شد")


def test_a_closed_year_is_closed(cast, in_force):
    call(in_force, state=YearState.CLOSED)
    with pytest.raises(Refused):
        propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, provincial_capacity=Decimal(9), **WHY)


# --- shares ---------------------------------------------------------------------------------------


def share(code, value, reason=""):
    return Share(Agency.objects.get(code=code), Decimal(value), reason)


def test_shares_are_part_of_the_proposal(cast, in_force):
    shares = [share("JAHAD", 80, "برنامه ششم"), share("SAMT", 120)]
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, shares=shares)
    assert shares_of(stored(in_force).figures) == []

    approve_macro_target(by=cast.deputy, macro_target=in_force)

    assert sorted(shares_of(stored(in_force).figures), key=lambda each: each.value) == shares
    assert Event.objects.latest("pk").changes == {"share JAHAD": [None, "80"], "share SAMT": [None, "120"]}
    # What is not given stays: the shares too.
    again = propose_macro_target(by=cast.planner, macro_target=in_force, based_on=2, value=Decimal(1300))
    assert len(shares_of(again)) == 2


def test_an_agency_has_one_share(cast, in_force):
    twice = [share("JAHAD", 80), share("JAHAD", 90)]
    with pytest.raises(Refused):
        propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, shares=twice)


def test_an_agency_sees_its_own_share_in_force(cast, in_force):
    shares = [share("JAHAD", 80), share("SAMT", 120)]
    propose_macro_target(by=cast.planner, macro_target=in_force, based_on=1, shares=shares)
    assert not AgencyShare.objects.visible_to(cast.jahad_editor).exists()
    assert AgencyShare.objects.visible_to(cast.planner).count() == 2

    approve_macro_target(by=cast.deputy, macro_target=in_force)
    assert [each.value for each in AgencyShare.objects.visible_to(cast.jahad_editor)] == [Decimal(80)]
    assert not AgencyShare.objects.visible_to(cast.administrator).exists()


def test_an_agency_knows_of_macro_targets_in_force(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)
    assert MacroTarget.objects.visible_to(cast.planner).exists()
    assert not MacroTarget.objects.visible_to(cast.jahad_head).exists()
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    assert MacroTarget.objects.visible_to(cast.jahad_head).exists()
    assert not MacroTarget.objects.visible_to(cast.administrator).exists()


# --- what projects feed ---------------------------------------------------------------------------


def test_a_target_feeds_what_is_approved_for_its_year(cast, exports):
    program = make_program(cast)
    target = Target.objects.get(project__program=program)
    macro_target = add_macro_target(by=cast.planner, plan_year=program.plan_year, indicator=exports, **FIGURES)
    another_year = add_macro_target(by=cast.planner, plan_year=make_year(1401), indicator=exports, **FIGURES)
    approve_macro_target(by=cast.deputy, macro_target=another_year)

    def feed(macro_target: MacroTarget) -> Target:
        program.refresh_from_db()
        fields = {"macro_target": macro_target, "feeds": "increment"}
        return save_target(
            by=cast.jahad_editor,
            program=program,
            version=program.version,
            project=target.project,
            target=Target.objects.get(pk=target.pk),
            **fields,
        )

    with pytest.raises(Refused, match="تصویب نشده است"):
        feed(macro_target)
    with pytest.raises(Refused, match="از سال دیگری"):
        feed(another_year)

    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    assert feed(macro_target).macro_target == macro_target
