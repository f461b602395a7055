"""Macro targets: what is needed, offered, agreed, reported and verified, and the official figure beside it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.unchanged import while_sources_unchanged
from projects.models import Period, PlanYear
from targets.double_counts import counted_in_part, suspected_in, words_of
from targets.enums import AddsWithin, Aggregation, ProposalState
from targets.models import MacroObservation, MacroTarget, MacroTargetProposal, Unit
from targets.performance.target import Performance, grouped
from targets.planned import Planned
from targets.proofs import proved_of_sum
from targets.proposals import Share
from targets.rollups import (
    Amount,
    Coverage,
    NotAdditive,
    YearToDate,
    contribution,
    converted,
    coverage,
    gap,
    needed,
    portion,
    sum_in,
)

# What several bring to such an indicator is added up.
_ADDED = (Aggregation.SUM, Aggregation.LAST)


@dataclass(frozen=True, slots=True)
class MacroFigures:
    """A macro target and what the targets that feed it bring, in its own unit.

    `gap` is what is not agreed yet. `not_counted` targets feed it in a way that makes no sum (`footnote` says why);
    `still_growing` ones are counted as agreed, but their change from last year shows only when the year is over. The
    official `observation` stands beside the sums.
    """

    macro_target: MacroTarget
    needed: Decimal
    offered: Decimal | None
    agreed: Decimal | None
    gap: Decimal | None
    # What the trajectories have come to by the last period that was due.
    expected: Decimal | None
    reported: Decimal | None
    verified: Decimal | None
    disputed: Decimal | None
    # Reported in percent of needed.
    achievement: Decimal | None
    # The percent of reported that has evidence.
    proved: Decimal | None
    # Of what was reported, and of what was verified.
    coverage: Coverage
    verified_coverage: Coverage
    targets: int
    not_counted: int
    still_growing: int
    # Double counts among those added: suspected, and targets that count in part because one was confirmed.
    suspected: int
    in_part: int
    footnote: str
    observation: MacroObservation | None

    @property
    def double_counts(self) -> str:
        """What the reader of the sums has to know of double counts; "" for nothing."""
        return words_of(self.suspected, self.in_part)


def macro_targets_of(plan_year: PlanYear, *, as_of: datetime.datetime | None = None) -> list[MacroTarget]:
    """The year's macro targets in force in their order; `as_of`: those that were, with what was. One query, or two."""
    if as_of is None:
        return while_sources_unchanged(("macro targets", plan_year.pk), lambda: _in_force(plan_year))
    found = _in_force(plan_year)
    approved = MacroTargetProposal.objects.filter(
        macro_target__plan_year=plan_year, state=ProposalState.APPROVED, decided_at__lte=as_of
    )
    then = {proposal.macro_target_id: proposal for proposal in approved.order_by("decided_at", "number")}
    for macro_target in found:
        macro_target.in_force = then.get(macro_target.pk)
    return [macro_target for macro_target in found if macro_target.in_force is not None]


def _in_force(plan_year: PlanYear) -> list[MacroTarget]:
    beside = ("plan_year", "indicator__unit", "sector", "priority_industry", "in_force")
    return list(MacroTarget.objects.in_force().filter(plan_year=plan_year).select_related(*beside))


def latest_observations(
    plan_year: PlanYear, *, through: Period | None = None, as_of: datetime.datetime | None = None
) -> dict[int, MacroObservation]:
    """The last official figure of each macro target, by its key; one query."""

    def read() -> dict[int, MacroObservation]:
        observations = MacroObservation.objects.current(as_of).filter(macro_target__plan_year=plan_year)
        if through is not None:
            observations = observations.filter(period__last_day__lte=through.last_day)
        last = observations.order_by("macro_target_id", "-period__last_day").distinct("macro_target_id")
        return {observation.macro_target_id: observation for observation in last.select_related("period__plan_year")}

    if as_of is not None:
        return read()
    return while_sources_unchanged(("observations", plan_year.pk, through.pk if through else None), read)


def macro_figures(
    macro_target: MacroTarget, fed_by: Iterable[Performance], observation: MacroObservation | None = None
) -> MacroFigures:
    """Add up what these targets bring to the macro target; no query."""
    fed_by = list(fed_by)
    into = macro_target.indicator.unit
    counted, footnote = _addable(fed_by, into)

    parts = [(each, _brings(each)) for each in counted]

    def brought(figure: Callable[[_Brings], Decimal | None]) -> Decimal | None:
        return sum_in(into, [(each.planned.unit, figure(brings)) for each, brings in parts])

    need = needed(macro_target.figures.baseline, macro_target.figures.value)
    agreed = brought(lambda brings: brings.agreed)
    reported = brought(lambda brings: brings.reported)
    growing = {
        each.planned.target_id for each, brings in parts if each.reported is not None and brings.reported is None
    }

    def covered(is_there: Callable[[YearToDate], bool]) -> Coverage:
        return coverage(
            (
                is_there(each.year_to_date) and each.planned.target_id not in growing,
                sum_in(into, [(each.planned.unit, brings.agreed)]),
            )
            for each, brings in parts
            if each.year_to_date.due
        )

    return MacroFigures(
        macro_target=macro_target,
        needed=need,
        offered=brought(lambda brings: brings.offered),
        agreed=agreed,
        # Where no target feeds it, all of it is missing; where some do that make no sum, nobody can say.
        gap=gap(need, agreed if fed_by else Decimal(0)),
        expected=brought(lambda brings: brings.expected),
        reported=reported,
        verified=brought(lambda brings: brings.verified),
        disputed=brought(lambda brings: brings.disputed),
        achievement=portion(reported, need),
        proved=proved_of_sum(
            (sum_in(into, [(each.planned.unit, brings.reported)]), each.proved) for each, brings in parts
        ),
        coverage=covered(lambda so_far: so_far.is_covered),
        verified_coverage=covered(lambda so_far: so_far.is_verified),
        targets=len(fed_by),
        not_counted=len(fed_by) - len(counted),
        still_growing=len(growing),
        suspected=suspected_in(each.counted for each in counted),
        in_part=counted_in_part(each.counted for each in counted),
        footnote=footnote,
        observation=observation,
    )


class _Brings(NamedTuple):
    """What a target brings to the macro target that it feeds, in its own unit; what others count is left out."""

    offered: Decimal | None
    agreed: Decimal | None
    expected: Decimal | None
    reported: Decimal | None
    verified: Decimal | None
    disputed: Decimal | None


def _brings(each: Performance) -> _Brings:
    row = each.planned

    def once(value: Decimal | None) -> Decimal | None:
        return each.once(Amount(value)).value

    def so_far(value: Decimal | None) -> Decimal | None:
        return once(contribution(row.sheet, row.feeds, value, year_complete=each.covers_the_year))

    def make() -> _Brings:
        return _Brings(
            once(contribution(row.sheet, row.feeds, row.offered.value)),
            once(row.agreed_contribution),
            *(so_far(value) for value in (each.expected, each.reported, each.verified, each.disputed)),
        )

    return each.computed("brings", None, make)


@dataclass(frozen=True, slots=True)
class AgencyPart:
    """An agency's part in a macro target: what it is asked for (None: nothing), and what its targets bring."""

    agency: Agency
    share: Decimal | None
    reason: str
    offered: Decimal | None
    agreed: Decimal | None
    gap: Decimal | None


def agency_parts(macro_target: MacroTarget, fed_by: Iterable[Performance], shares: Iterable[Share]) -> list[AgencyPart]:
    """The agencies that have a share or targets which feed the macro target, in the order of their names; one query."""
    brought = grouped(fed_by, lambda each: each.planned.agency_id)
    asked = {share.agency.pk: share for share in shares}
    parts = []
    for agency in Agency.objects.filter(pk__in={*brought, *asked}).order_by("sort_key"):
        share, figures = asked.get(agency.pk), macro_figures(macro_target, brought.get(agency.pk, []))
        # Who has a share and no target has promised nothing of it yet.
        agreed = figures.agreed if agency.pk in brought else Decimal(0)
        parts.append(
            AgencyPart(
                agency=agency,
                share=share.value if share else None,
                reason=share.reason if share else "",
                offered=figures.offered,
                agreed=figures.agreed,
                gap=gap(share.value, agreed) if share else None,
            )
        )
    return parts


@dataclass(frozen=True, slots=True)
class PartsTotal:
    """The parts together, and what they do not cover: what no agency is asked for, and agencies without a share.

    `gap` is that of the agencies with a share. None where there is nothing, or the figures make no sum.
    """

    share: Decimal | None
    gap: Decimal | None
    not_handed_out: Decimal | None
    without_share: int


def total_of_parts(macro_target: MacroTarget, parts: Iterable[AgencyPart]) -> PartsTotal:
    parts = list(parts)
    asked = [part for part in parts if part.share is not None]
    need = needed(macro_target.figures.baseline, macro_target.figures.value)
    indicator = macro_target.indicator
    adds = indicator.aggregation in _ADDED and indicator.unit.adds_within != AddsWithin.NOTHING
    share = _sum_of(part.share for part in asked) if adds else None
    return PartsTotal(
        share=share,
        gap=_sum_of(part.gap for part in asked) if adds else None,
        not_handed_out=gap(need, share or Decimal(0)) if adds else None,
        without_share=len(parts) - len(asked),
    )


def _sum_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None where there is nothing, or one is not known."""
    every = list(amounts)
    there = [amount for amount in every if amount is not None]
    return sum(there, Decimal(0)) if there and len(there) == len(every) else None


def why_not_added(planned: Planned, into: Unit) -> str:
    """Why what a target brings makes no sum in that unit; "" when it does."""
    try:
        if planned.sheet.measure.aggregation not in _ADDED:
            raise NotAdditive(_("This indicator is not added up."))
        converted(Decimal(0), planned.unit, into)
    except NotAdditive as refusal:
        return str(refusal)
    return ""


def _addable(performances: Iterable[Performance], into: Unit) -> tuple[list[Performance], str]:
    """Those whose amounts add up in that unit, and why the others do not."""
    told = [(each, why_not_added(each.planned, into)) for each in performances]
    footnotes = [footnote for _each, footnote in told if footnote]
    return [each for each, footnote in told if not footnote], footnotes[-1] if footnotes else ""
