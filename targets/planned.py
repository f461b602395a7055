"""What stands in the master table (جدول کلان): live until the freeze, afterwards a frozen version, one row a target."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.models import model_to_dict

from projects.enums import ProgramStatus, ProjectState
from projects.models import Action, PlanYear, Program, Project
from projects.signed import Content, signed_actions, signed_contents
from targets.enums import AchievementFrom, Aggregation, Direction, Feeds, Kind, Side
from targets.models import MasterTable, MasterTableRow, Offer, Target, Unit
from targets.rollups import Amount, Measure, Sheet, contribution, shares
from targets.signed import signed_sheet

# Of a program that was refused or taken back nothing is promised.
_NOT_IN_FORCE = frozenset({ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Planned:
    """One target as it stands in the master table: whose, for what, and the sheet it is judged by.

    Axis, sector, indicator, county, industry and clauses are codes, "" where there is none. Industry and clauses are no
    part of what is frozen: they are those of the project and the program as they stand, or as they were signed last.
    """

    target_id: int
    target_uuid: uuid.UUID
    project_id: int
    project_code: str
    project_title: str
    program_uuid: uuid.UUID
    program_code: str
    program_title: str
    agency_id: int
    axis: str
    sector: str
    indicator: str
    county: str
    macro_target: uuid.UUID | None
    feeds: Feeds
    baseline_on: datetime.date | None
    # The agency's own figure; offered once the head has signed it; agreed by both sides.
    proposed: Decimal | None
    offered: Amount
    agreed: Amount
    sheet: Sheet
    # Share of the program: the target's in its project times the project's in its program.
    weight: Decimal
    # What it counts and others may count too; and where: codes of counties, "" for the whole province.
    objects: frozenset[uuid.UUID] = frozenset()
    places: frozenset[str] = frozenset()
    industry: str = ""
    clauses: frozenset[str] = frozenset()
    # The signed text that stands for its program while that is being corrected.
    signed: Content | None = None

    @property
    def unit(self) -> Unit:
        return self.sheet.measure.unit

    @property
    def place(self) -> str:
        """The county that it counts in: its own, or the only one of its project; "" where nobody can say."""
        only = next(iter(self.places)) if len(self.places) == 1 else ""
        return self.county or only

    @property
    def agreed_contribution(self) -> Decimal | None:
        """What the agreed value adds to the macro target, in the target's unit."""
        return contribution(self.sheet, self.feeds, self.agreed.value)


class Plan(list[Planned]):
    """Rows of the plan, with the facts of the units in which they are."""

    units: Any = None


def table_in_force(plan_year: PlanYear, version: int | None = None) -> MasterTable | None:
    """The year's latest frozen table, or the version asked for; None where there is none."""
    tables = MasterTable.objects.filter(plan_year=plan_year).select_related("plan_year", "frozen_by")
    return (tables if version is None else tables.filter(version=version)).order_by("-version").first()


def live_targets(plan_year: PlanYear) -> QuerySet[Target]:
    """Targets of the year's programs in force, whatever their state, without deferred and dropped projects."""
    return Target.objects.filter(project__program__plan_year=plan_year, project__state=ProjectState.ACTIVE).exclude(
        project__program__status__in=_NOT_IN_FORCE
    )


def plan_of(
    plan_year: PlanYear,
    *,
    table: MasterTable | None = None,
    targets: QuerySet[Target] | None = None,
    before: Plan | None = None,
) -> Plan:
    """The rows of the frozen `table`, or without one the live targets; of those in `targets`, where given.

    In the order of the project codes. A program that is being corrected stands as it was signed last. Where it is equal
    to the plan that was read `before`, that is what is given.
    """
    if table is None:
        rows = live_targets(plan_year)
        rows = rows if targets is None else rows.filter(pk__in=targets.values("pk"))
        return _planned(rows.order_by("project__code", "position", "pk"), _LIVE, "pk", before)
    frozen = MasterTableRow.objects.filter(master_table=table)
    frozen = frozen if targets is None else frozen.filter(target__in=targets.values("pk"))
    return _planned(frozen.order_by("position"), _FROZEN, "target_id", before)


# Where each fact stands: on the target and around it, or in the frozen row.
_LIVE = {
    "target_id": "pk",
    "target_uuid": "uuid",
    "project_id": "project_id",
    "project_code": "project__code",
    "project_title": "project__title",
    "project_weight": "project__weight",
    "program_uuid": "project__program__uuid",
    "program_code": "project__program__code",
    "program_title": "project__program__title",
    "agency_id": "project__program__agency_id",
    "axis": "project__program__axis__code",
    "sector": "project__sector__code",
    "indicator": "indicator__code",
    "unit": "indicator__unit__code",
    "direction": "indicator__direction",
    "kind": "indicator__kind",
    "aggregation": "indicator__aggregation",
    "achievement_from": "indicator__achievement_from",
    "county": "county__sci_code",
    "industry": "project__priority_industry__code",
    "program_id": "project__program_id",
    "macro_target": "macro_target__uuid",
    "feeds": "feeds",
    "baseline": "baseline",
    "baseline_on": "baseline_on",
    "proposed": "value",
    "agreed_value": "accepted_offer__value",
    "agreed_numerator": "accepted_offer__numerator",
    "agreed_denominator": "accepted_offer__denominator",
    "agreed_trajectory": "accepted_offer__trajectory",
    "lower_bound": "lower_bound",
    "upper_bound": "upper_bound",
    "trajectory": "trajectory",
    "target_weight": "weight",
}
_FROZEN = {
    **{name: name for name in _LIVE},
    "target_uuid": "target__uuid",
    "project_id": "target__project_id",
    "program_uuid": "program_id_frozen",
    "axis": "axis_code",
    "sector": "sector_code",
    "indicator": "indicator_code",
    "unit": "unit_code",
    "county": "county_code",
    "industry": "target__project__priority_industry__code",
    "program_id": "target__project__program_id",
    "macro_target": "macro_target_id_frozen",
    "proposed": "target__value",
    "agreed_value": "value",
    "agreed_numerator": "numerator",
    "agreed_denominator": "denominator",
    "agreed_trajectory": "trajectory",
    "target_weight": "weight",
}


_PARTS = ("value", "numerator", "denominator")
# Facts that many rows have in common, and are kept once: names, codes and keys.
_KEPT_ONCE = frozenset({str, uuid.UUID})
# The columns of a signed sheet under the names they have here.
_OF_SHEET = ("feeds", "baseline", "baseline_on", "lower_bound", "upper_bound", "trajectory")


def _planned(rows: QuerySet[Any], columns: Mapping[str, str], target: str, before: Plan | None) -> Plan:
    units = {unit.code: unit for unit in Unit.objects.all()}
    # What the agency offered last.
    offers = Offer.objects.filter(target=OuterRef(target), side=Side.AGENCY).order_by("-round")
    names = [*columns, *(f"offered_{part}" for part in _PARTS), "objects", "counties", "clauses"]
    offered = [Subquery(offers.values(part)[:1]) for part in _PARTS]
    objects = Target.shared_objects.through.objects.filter(target=OuterRef(target))
    counties = Project.counties.through.objects.filter(project=OuterRef(columns["project_id"]))
    clauses = Program.policy_clauses.through.objects.filter(program=OuterRef(columns["program_id"]))
    beside = [
        ArraySubquery(objects.values("sharedobject__uuid")),
        ArraySubquery(counties.values("county__sci_code")),
        ArraySubquery(clauses.values("policyclause__code")),
    ]
    kept: dict[Any, Any] = {}
    facts = [
        {
            name: kept.setdefault(value, value) if type(value) in _KEPT_ONCE else value
            for name, value in zip(names, values, strict=True)
        }
        for values in rows.values_list(*columns.values(), *offered, *beside).iterator()
    ]
    signed = signed_contents(fact["program_uuid"] for fact in facts) if rows.model is Target else {}
    if signed:
        facts = _as_signed(facts, signed)
    measures: dict[tuple[str, ...], Measure] = {}
    plan = Plan(
        _row(fact, _measure(fact, units, measures), weight, kept)
        for fact, weight in zip(facts, _weights(facts), strict=True)
    )
    plan.units = [model_to_dict(unit) for unit in units.values()]
    # Rows know their units by key.
    return before if before is not None and (before.units, before) == (plan.units, plan) else plan


def _as_signed(facts: list[dict[str, Any]], signed: Mapping[uuid.UUID, Content]) -> list[dict[str, Any]]:
    """With the signed figures of programs that are being corrected; what was not signed yet is left out."""
    found = []
    for fact in facts:
        content = signed.get(fact["program_uuid"])
        if content is not None:
            sheet = signed_sheet(content, fact["target_uuid"])
            project = next((each for each in content["projects"] if each["code"] == fact["project_code"]), None)
            if sheet is None or project is None:
                continue
            fact |= {name: sheet[name] for name in _OF_SHEET}
            fact |= {"proposed": sheet["value"], "target_weight": sheet["weight"]}
            fact |= {"project_title": project["title"], "project_weight": Decimal(project["weight"])}
            fact |= {"program_title": content["program"]["title"], "axis": content["program"]["axis"]}
            fact |= {"sector": project["sector"], "industry": project["priority_industry"]}
            fact["clauses"] = content["program"]["policy_clauses"]
            fact |= {"objects": sheet["shared_objects"], "counties": project["counties"], "signed": content}
        found.append(fact)
    return found


def _weights(facts: Sequence[Mapping[str, Any]]) -> list[Decimal]:
    """Each target's share of its program: its share of the project times the project's share of the program."""
    projects = {fact["project_id"]: fact for fact in facts}
    of_project = dict(
        zip(
            projects,
            shares([(fact["program_uuid"], fact["project_weight"]) for fact in projects.values()]),
            strict=True,
        )
    )
    of_target = shares([(fact["project_id"], fact["target_weight"]) for fact in facts])
    return [share * of_project[fact["project_id"]] for fact, share in zip(facts, of_target, strict=True)]


_OF_MEASURE = ("indicator", "unit", "direction", "kind", "aggregation", "achievement_from")


def _measure(fact: Mapping[str, Any], units: Mapping[str, Unit], known: dict[tuple[str, ...], Measure]) -> Measure:
    """Rows of one indicator share it."""
    told = tuple(fact[name] for name in _OF_MEASURE)
    if told not in known:
        indicator, unit, direction, kind, aggregation, achievement_from = told
        known[told] = Measure(
            indicator,
            units[unit],
            Direction(direction),
            Kind(kind),
            Aggregation(aggregation),
            AchievementFrom(achievement_from),
        )
    return known[told]


def _row(fact: Mapping[str, Any], measure: Measure, weight: Decimal, kept: dict[Any, Any]) -> Planned:
    """`kept` has what rows have in common."""
    offered = Amount(*(fact[f"offered_{part}"] for part in _PARTS))
    agreed = Amount(*(fact[f"agreed_{part}"] for part in _PARTS))
    if agreed == offered:
        agreed = offered

    def once(several: Iterable[Any]) -> frozenset[Any]:
        found = frozenset(several)
        return kept.setdefault(found, found)

    sheet = Sheet(
        measure=measure,
        baseline=fact["baseline"],
        value=fact["proposed"] if agreed.value is None else agreed.value,
        # What was agreed came with a trajectory of its own.
        trajectory=fact["agreed_trajectory"] or fact["trajectory"],
        lower_bound=fact["lower_bound"],
        upper_bound=fact["upper_bound"],
    )
    return Planned(
        **{
            name: fact[name]
            for name in (
                *("target_id", "target_uuid", "project_id", "project_code", "project_title"),
                *("program_uuid", "program_code", "program_title", "agency_id"),
                *("indicator", "macro_target", "baseline_on", "proposed"),
            )
        },
        axis=fact["axis"] or "",
        sector=fact["sector"] or "",
        county=fact["county"] or "",
        industry=fact["industry"] or "",
        clauses=once(fact["clauses"]),
        feeds=Feeds(fact["feeds"]),
        offered=offered,
        agreed=agreed,
        sheet=sheet,
        weight=weight,
        objects=once(fact["objects"]),
        places=once({fact["county"]} if fact["county"] else fact["counties"] or {""}),
        signed=fact.get("signed"),
    )


# --- required actions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequiredAction:
    """A dated step of the project that the target hangs on, live or as it was frozen."""

    title: str
    responsible: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    weight: Decimal | None


def actions_of(plan: Iterable[Planned], table: MasterTable | None = None) -> dict[int, list[RequiredAction]]:
    """The required actions by target key: of the frozen `table`, or without one the projects' own."""
    plan = list(plan)
    if table is not None:
        rows = table.rows.filter(target__in=[row.target_id for row in plan]).values_list("target_id", "actions")
        return {target: [_frozen_action(action) for action in actions] for target, actions in rows}
    by_project: dict[int, list[RequiredAction]] = {
        row.project_id: [RequiredAction(**action) for action in signed_actions(content, row.project_code)]
        for row in plan
        if (content := row.signed)
    }
    being_corrected = set(by_project)
    live = {row.project_id for row in plan} - being_corrected
    for action in Action.objects.filter(project__in=live).order_by("project", "position"):
        by_project.setdefault(action.project_id, []).append(
            RequiredAction(action.title, action.responsible, action.starts_on, action.ends_on, action.weight)
        )
    return {row.target_id: by_project.get(row.project_id, []) for row in plan}


class StandingAction(NamedTuple):
    """A step of a project as everybody reads it. `pk` is 0 where nothing stands in the place of what was signed."""

    pk: int
    project_id: int
    title: str
    responsible: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    weight: Decimal | None


def standing_actions(plan: Iterable[Planned]) -> list[StandingAction]:
    """The actions of the plan's projects as everybody reads them, in the order of the projects' codes; one query.

    Of a program that is being corrected they are as they were signed last.
    """
    projects = {row.project_id: row for row in plan}
    written: dict[int, list[StandingAction]] = {}
    rows = Action.objects.filter(project__in=projects).order_by("position", "pk")
    for action in map(StandingAction._make, rows.values_list(*StandingAction._fields)):
        written.setdefault(action.project_id, []).append(action)
    found = []
    for key, row in sorted(projects.items(), key=lambda pair: (pair[1].project_code, pair[0])):
        found += _signed_in_place_of(written.get(key, []), row) if row.signed else written.get(key, [])
    return found


def _signed_in_place_of(written: Sequence[StandingAction], row: Planned) -> list[StandingAction]:
    """What was signed bears no key: it takes that of the action now so called, else of the rewritten one at its place.

    By the key it is known how far it is.
    """
    signed = signed_actions(row.signed or {}, row.project_code)
    by_title = {action.title: action for action in written}
    titles = {facts["title"] for facts in signed}
    found = []
    for place, facts in enumerate(signed):
        there = written[place] if place < len(written) else None
        now = by_title.get(facts["title"])
        if there is not None and (there.title == facts["title"] or (now is None and there.title not in titles)):
            now = there
        found.append(StandingAction(now.pk if now else 0, row.project_id, **facts))
    return found


def _frozen_action(facts: Mapping[str, str | None]) -> RequiredAction:
    def day(name: str) -> datetime.date | None:
        text = facts[name]
        return datetime.date.fromisoformat(text) if text else None

    weight = facts["weight"]
    return RequiredAction(
        title=facts["title"] or "",
        responsible=facts["responsible"] or "",
        starts_on=day("starts_on"),
        ends_on=day("ends_on"),
        weight=Decimal(weight) if weight else None,
    )
