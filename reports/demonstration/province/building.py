"""Building the province: everybody plans, agrees, freezes and reports, each through the operation they would use."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Sequence
from random import Random

from django.db import transaction

from agencies.models import Agency, County
from config.clock import on_day, today
from config.persian.calendar import from_solar, year_bounds
from projects.enums import ProgramStatus
from projects.models import PlanYear, Program
from projects.operations import move_program
from reports.demonstration import content
from reports.demonstration.amending import amend_one_agency
from reports.demonstration.challenging import register_challenges
from reports.demonstration.counting import count_once
from reports.demonstration.industries import tell_strategies
from reports.demonstration.planning import write_program
from reports.demonstration.plans import ProgramPlan
from reports.demonstration.province.drawing import Province, chance, draw_people, draw_program, fit
from reports.demonstration.province.earlier import carry_on, draw_earlier, write_earlier
from reports.demonstration.province.grading import write_grades
from reports.demonstration.province.needing import (
    Need,
    needs_of,
    next_needs,
    write_needs,
    write_observations,
    write_past_values,
)
from reports.demonstration.province.overlapping import overlap
from reports.demonstration.province.returning import Returns
from reports.demonstration.province.travelling import days_of, send_off, send_some
from reports.demonstration.province.vocabulary import program_kinds
from reports.demonstration.resolving import hold_sessions
from reports.demonstration.writing import Stage, open_plan_year, seat_people
from reports.operations import make_round, request_report
from targets.models import Indicator
from targets.operations.calendar import change_due_day
from targets.operations.promises import freeze_year

# Part of the agencies that have begun to answer the call of the next year.
ANSWERING = 0.62
CLOSED_PROGRAMS = 2
# Of the next year's macro targets every sixth still waits for the deputy.
WAITING = 6
DAYS_AFTER_FREEZE = 9
DUE_AFTER_FREEZE = "جدول کلان پس از پایان این دوره تثبیت شد."
# So many things come up in the way of the year's projects.
CHALLENGES = 60
# After so many programs it is said how far the writing has come.
SAID_EVERY = 20

Told = Callable[[str], None]


@transaction.atomic
def build(*, year: int, seed: int, tell: Told, agencies: Collection[str] | None = None) -> None:
    """Write the demonstration: `year` frozen and reported on up to today, the next one being planned.

    Some of it goes on from a small year before. `tell` hears what is being written; `agencies` (codes) narrows the
    province down. Needs the reference data, and no plan years. Everything is written, or nothing.
    """
    asked = Agency.objects.expected().select_related("sector").order_by("code")
    expected = [agency for agency in asked if agencies is None or agency.code in agencies]
    codes = [agency.code for agency in expected]
    province = Province(_counties_of(year), {one.code: one.sector.code for one in expected}, _indicators())
    needs = needs_of(province.indicators)
    programs = overlap(_programs(province, codes, needs, seed))
    next_programs = _next_programs(province, codes, seed)
    earlier = draw_earlier(province, codes, chance(seed, "the year before"))

    tell("people")
    others = draw_people((code for code in codes if code not in ("JAHAD", "SAMT")), chance(seed, "people"))
    stage = seat_people(
        (*content.PEOPLE, *others),
        since=min(year_bounds(year - 1)[0], today()) - datetime.timedelta(days=30),
        may_sign_in=frozenset(person.username for person in content.PEOPLE),
    )

    tell(f"the year {year - 1}")
    earlier_year = write_earlier(stage, year - 1, earlier, seed) if earlier else None

    tell("macro targets and statistics")
    frozen_year = open_plan_year(stage, year, called_on=from_solar(year, 1, 16))
    macro_targets = write_needs(stage, frozen_year, needs, programs, chance(seed, "needs"))
    write_past_values(stage, year, needs, chance(seed, "past"))

    frozen_on = min(from_solar(year, 2, 31), today())
    rng = chance(seed, "days")
    if earlier_year:
        carry_on(stage, earlier_year, frozen_year, frozen_on, rng)
    for plan in _one_by_one(programs, f"programs of {year}", tell):
        write_program(stage, plan, frozen_year, macro_targets, _days_of(plan, frozen_year, frozen_on, rng))
    with on_day(frozen_on):
        count_once(stage, frozen_year)
    _give_time_after(frozen_on, stage, frozen_year)
    with on_day(frozen_on):
        freeze_year(by=stage.people["deputy"], plan_year=frozen_year)
    returns = Returns(stage, seed, frozen_on)
    for period in frozen_year.periods.regular().filter(first_day__lte=today()).order_by("ordinal"):
        tell(f"returns of {year}/{period.ordinal:02}")
        returns.write(period)
    write_observations(stage, frozen_year, macro_targets, chance(seed, "observed"))
    with on_day(min(from_solar(year, 8, 15), today())):
        amend_one_agency(stage, frozen_year)
    tell("challenges")
    tell_strategies(stage)
    register_challenges(stage, frozen_year, most=CHALLENGES)
    hold_sessions(stage, frozen_year)
    _close_some(stage, frozen_year)

    next_year = open_plan_year(stage, year + 1, called_on=from_solar(year, 9, 25))
    next_macro_targets = write_needs(
        stage, next_year, next_needs(needs), next_programs, chance(seed, "next needs"), waiting=WAITING
    )
    in_force = {code: one for code, one in next_macro_targets.items() if one.in_force_id}
    for plan in _one_by_one(next_programs, f"programs of {year + 1}", tell):
        write_program(stage, plan, next_year, in_force, _days_of(plan, next_year, today(), rng))
    write_grades(stage, next_year, chance(seed, "grades"))
    request_report(by=stage.people["secretariat"], plan_year=frozen_year)
    make_round()
    tell("what was written is being sealed")


def _days_of(plan: ProgramPlan, plan_year: PlanYear, until: datetime.date, rng: Random) -> list[datetime.date]:
    """Between the call and that day."""
    return days_of(plan.way, plan_year.call_issued_on or until, until, rng)


def _give_time_after(frozen_on: datetime.date, stage: Stage, plan_year: PlanYear) -> None:
    """What is due before the agreed figures are frozen becomes due some days after."""
    for period in plan_year.periods.regular().filter(due_on__lte=frozen_on):
        with on_day(period.last_day):
            change_due_day(
                by=stage.people["administrator"],
                period=period,
                seen=period.due_on,
                due_on=frozen_on + datetime.timedelta(days=DAYS_AFTER_FREEZE),
                reason=DUE_AFTER_FREEZE,
            )


def _one_by_one(plans: Sequence[ProgramPlan], about: str, tell: Told) -> Iterator[ProgramPlan]:
    for place, plan in enumerate(plans):
        if place % SAID_EVERY == 0:
            tell(f"{about}: {place} of {len(plans)}")
        yield plan


def _counties_of(year: int) -> dict[str, str]:
    """The counties that existed when the year began, by code."""
    begun = year_bounds(year)[0]
    return {
        county.sci_code: county.name_fa
        for county in County.objects.order_by("sci_code")
        if county.valid_from is None or county.valid_from <= begun
    }


def _indicators() -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in Indicator.objects.select_related("unit")}


# --- programs -------------------------------------------------------------------------------------


def _programs(province: Province, agencies: list[str], needs: dict[str, Need], seed: int) -> list[ProgramPlan]:
    rng = chance(seed, "this year")
    drawn = [draw_program(kind, province, rng) for kind in program_kinds() if kind.agency in agencies]
    wanted = {code: need.change for code, need in needs.items()}
    return send_off(fit(drawn, wanted, province, rng), dict(province.indicators), rng)


def _next_programs(province: Province, agencies: list[str], seed: int) -> list[ProgramPlan]:
    """What the agencies that answer early plan for the next year: up to three programs each."""
    rng = chance(seed, "next year")
    drawn = []
    for agency in agencies:
        kinds = [kind for kind in program_kinds() if kind.agency == agency]
        if kinds and (agency in ("JAHAD", "SAMT") or rng.random() < ANSWERING):
            chosen = rng.sample(kinds, min(len(kinds), rng.randrange(1, 4)))
            drawn += [draw_program(kind, province, rng) for kind in chosen]
    return send_some(drawn, dict(province.indicators), rng)


def _close_some(stage: Stage, plan_year: PlanYear) -> None:
    """Programs that have nothing left to do are closed by the deputy."""
    approved = Program.objects.filter(plan_year=plan_year, status=ProgramStatus.APPROVED).order_by("-code")
    for program in approved[:CLOSED_PROGRAMS]:
        move_program(by=stage.people["deputy"], program=program, move="close", version=program.version)
