"""Writing what is promised: targets, offers, the agreed value, the freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, difference, record
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import today
from projects.enums import FROZEN_WITH_THE_YEAR, ProgramStatus, ProjectState, YearState
from projects.models import PlanYear, Program, Project
from projects.operations import claim_version, program_moved, project_removing
from projects.permissions import on_behalf
from projects.refusals import Moved, Refused
from projects.revisions import section
from projects.workflow import Move
from targets.bargaining import same_figures
from targets.enums import Side
from targets.freeze import content_hash
from targets.models import MacroTarget, MasterTable, MasterTableRow, Offer, OfferAnswer, SharedObject, Target
from targets.operations.calendar import give_time_after_freeze
from targets.ratios import fault_of_parts
from targets.readiness import active_targets, targets_of

TARGET_FIELDS = frozenset(
    {
        "indicator",
        "county",
        "baseline",
        "baseline_on",
        "baseline_source",
        "value",
        "numerator",
        "denominator",
        "lower_bound",
        "upper_bound",
        "trajectory",
        "weight",
        "macro_target",
        "feeds",
        "means_of_verification",
        "shared_objects",
    }
)


@transaction.atomic
def save_target(
    *, by: User, program: Program, version: int, project: Project, target: Target | None = None, **fields: Any
) -> Target:
    """Write a target of one of the program's projects; `target` None adds one. `fields`: those of TARGET_FIELDS.

    Raises Refused, Moved or PermissionDenied (see `projects.operations.claim_version`).
    """
    unknown = set(fields) - TARGET_FIELDS
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    claim_version(by=by, program=program, version=version)
    if project.program_id != program.pk or (target is not None and target.project_id != project.pk):
        raise Refused(_("The target belongs to another program."))
    act = Act.CHANGED if target else Act.CREATED
    siblings = list(Target.objects.filter(project=project).only("position", "indicator", "county").order_by("pk"))
    if target is None:
        position = max((sibling.position for sibling in siblings), default=0)
        target = Target(project=project, position=position + 1)
        before: Mapping[str, Any] = {}
    else:
        before = {name: getattr(target, name) for name in fields if name != "shared_objects"}
    objects = fields.pop("shared_objects", None)
    _refuse_another_measure(target, fields)
    refuse_macro_target_not_in_force(target, fields.get("macro_target"))
    for name, value in fields.items():
        setattr(target, name, value)
    refuse_mixed_counties(target, siblings)
    refuse_contradicting_parts(target)
    target.save()
    changes = difference(before, fields)
    if objects is not None:
        changes |= _count_objects(target, objects, is_new=act == Act.CREATED)
    record(
        by=by,
        act=act,
        kind="targets.target",
        object_id=target.uuid,
        root_id=program.uuid,
        label=f"{project.code} · {target.indicator.code}",
        agency=program.agency_id,
        changes=changes | on_behalf(by, program),
    )
    return target


def _count_objects(target: Target, objects: Iterable[SharedObject], *, is_new: bool) -> dict[str, list[str | None]]:
    """What the target counts, as it shall be; how that differs from before, by the objects' names."""
    objects = list(objects)
    if is_new and not objects:
        return {}
    before = [] if is_new else [str(each) for each in target.shared_objects.all()]
    target.shared_objects.set(objects)
    return difference({"shared_objects": before}, {"shared_objects": [str(each) for each in objects]})


def _refuse_another_measure(target: Target, fields: Mapping[str, Any]) -> None:
    """What was bargained over stays what it is: the offers speak of this indicator in this county."""
    if target.pk is None or not target.offers.exists():
        return
    if any(name in fields and fields[name] != getattr(target, name) for name in ("indicator", "county")):
        raise Refused(
            _("This target has been offered: its indicator and county stay as they are. Add another target instead.")
        )


def refuse_macro_target_not_in_force(target: Target, macro_target: MacroTarget | None) -> None:
    """A macro target that the deputy has not approved yet can't be fed; what feeds one already may stay."""
    if macro_target is None or macro_target.pk == target.macro_target_id:
        return
    if macro_target.in_force_id is None:
        raise Refused(
            _("Macro target “%(target)s” is not approved yet: choose another one.") % {"target": macro_target}
        )
    if macro_target.plan_year_id != target.project.program.plan_year_id:
        raise Refused(
            _("Macro target “%(target)s” belongs to another year: choose one of the program's year.")
            % {"target": macro_target}
        )


def refuse_contradicting_parts(target: Target) -> None:
    fault = fault_of_parts(
        target.indicator, value=target.value, numerator=target.numerator, denominator=target.denominator
    )
    if fault:
        raise Refused(fault[1])


def refuse_mixed_counties(target: Target, siblings: Iterable[Target]) -> None:
    """One target without county, or one for each county: never both, never the same twice."""
    others = {
        other.county_id
        for other in siblings
        if (target.pk is None or other.pk != target.pk) and other.indicator_id == target.indicator_id
    }
    if target.county_id is None and others:
        raise Refused(
            _(
                "This project already has a target for the indicator;"
                " one for the whole project and some by county exclude each other."
            )
        )
    if target.county_id is not None and None in others:
        raise Refused(_("This project already has a target of the indicator without county."))
    if target.county_id in others:
        raise Refused(_("This project already has a target for the indicator in this county."))


@transaction.atomic
def remove_target(*, by: User, program: Program, version: int, target: Target) -> None:
    """Remove a target that has never left the agency."""
    claim_version(by=by, program=program, version=version)
    if target.project.program_id != program.pk:
        raise Refused(_("The target belongs to another program."))
    if target.offers.exists():
        raise Refused(_("The target has already been offered; it stays on record."))
    target.delete()
    record(
        by=by,
        act=Act.REMOVED,
        kind="targets.target",
        object_id=target.uuid,
        root_id=program.uuid,
        label=f"{target.project.code} · {target.indicator.code}",
        agency=program.agency_id,
        changes=on_behalf(by, program),
    )


# --- effects of the program's moves ---------------------------------------------------------------


@receiver(project_removing)
def remove_targets_with_their_project(*, project: Project, by: User, **_signal: Any) -> None:
    Target.objects.filter(project=project).delete()


@receiver(program_moved)
def follow_the_program(*, program: Program, move: Move, by: User, **_signal: Any) -> None:
    """The head's signature offers what the agency proposes; acceptance agrees on what was not agreed at the table."""
    if move.name == "sign":
        _offer_what_is_proposed(program, by)
    elif move.target == ProgramStatus.AGREED:
        _agree_on_last_offers(program, by)
    elif move.name == "approve":
        _refuse_bargainer(program, by)
    elif move.target == ProgramStatus.RETURNED:
        Target.objects.filter(project__program=program).update(accepted_offer=None)


def _refuse_bargainer(program: Program, by: User) -> None:
    """Maker ≠ checker at the table too: who spoke there for the province does not approve what came of it."""
    spoken = Q(side=Side.PROVINCE, made_by=by) | Q(signed_letter__registered_by=by)
    offers = Offer.objects.filter(spoken, target__project__program=program)
    answers = OfferAnswer.objects.filter(spoken, offer__target__project__program=program)
    if offers.exists() or answers.exists():
        raise Refused(_("You have bargained over this program for the province; another person must approve it."))


def _offer_what_is_proposed(program: Program, by: User) -> None:
    """A round for each target whose last offer is not what the agency now proposes; the first is round 1.

    What was answered at the table before it came back is closed: the signature opens a new round in any case.
    """
    proposing = [target for targets in targets_of(program).values() for target in targets]
    last_offers = _last_offers(proposing)
    offers = []
    for target in proposing:
        last = last_offers.get(target.pk)
        offer = Offer(
            target=target,
            round=(last.round if last else 0) + 1,
            side=Side.AGENCY,
            value=_promised_value(target),
            numerator=target.numerator,
            denominator=target.denominator,
            trajectory=target.trajectory,
            reason=target.project.justification,
            made_by=by,
        )
        if last is None or not _says_the_same(last, offer):
            offers.append(offer)
    Offer.objects.bulk_create(offers)


def _says_the_same(last: Offer, offer: Offer) -> bool:
    """Whether the agency's open offer already says what it signs now."""
    is_open = last.side == Side.AGENCY and not last.answers.all()
    return is_open and same_figures(last, offer) and last.trajectory == offer.trajectory


def _last_offers(targets: Iterable[Target]) -> dict[int, Offer]:
    """The offer of the last round, by target key."""
    offers = Offer.objects.filter(target__in=list(targets)).prefetch_related("answers").order_by("round")
    return {offer.target_id: offer for offer in offers}


def _promised_value(target: Target) -> Any:
    """The single figure of an offer; for a range its upper bound, the bounds themselves stay on the target."""
    return target.value if target.value is not None else target.upper_bound


def _agree_on_last_offers(program: Program, by: User) -> None:
    targets = active_targets(program)
    last_offers = _last_offers(targets)
    agreed: dict[str, list[str | None]] = {}
    for target in targets:
        last = last_offers.get(target.pk)
        if last is None:
            raise Refused(_("Target “%(target)s” was never offered; return the program.") % {"target": target})
        target.accepted_offer = target.accepted_offer or last
        label = f"{target.project.code} · {target.indicator.code}"
        agreed |= difference({}, {label: target.accepted_offer.value})
    Target.objects.bulk_update(targets, ["accepted_offer"])
    record(
        by=by,
        act=Act.AGREED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=program.agency_id,
        changes=agreed,
    )


@section("targets")
def targets_in_revision(program: Program) -> list[dict[str, Any]]:
    """What the head signs of the figures."""
    targets = [target for targets in targets_of(program).values() for target in targets]
    prefetch_related_objects(targets, "shared_objects")
    return [
        {
            "target": str(target.uuid),
            "project": target.project.code,
            "indicator": target.indicator.code,
            "county": target.county.sci_code if target.county else None,
            "unit": target.indicator.unit.code,
            "trajectory": [as_text(point) for point in target.trajectory],
            "shared_objects": [{"object": str(each.uuid), "name": str(each)} for each in target.shared_objects.all()],
            **{
                name: as_text(getattr(target, name))
                for name in (
                    "baseline",
                    "baseline_on",
                    "baseline_source",
                    "value",
                    "numerator",
                    "denominator",
                    "lower_bound",
                    "upper_bound",
                    "weight",
                    "feeds",
                    "means_of_verification",
                )
            },
            "macro_target": as_text(target.macro_target.uuid) if target.macro_target else None,
        }
        for target in targets
    ]


# --- the freeze -----------------------------------------------------------------------------------


@transaction.atomic
def freeze_year(*, by: User, plan_year: PlanYear, note: str = "") -> MasterTable:
    """Freeze the year's approved targets as version 1 of the master table (تثبیت جدول کلان).

    Programs that are not approved stay outside and come in by amendment. Raises Moved when the year is frozen already,
    Refused when nothing is approved.
    """
    check_permission(by, Permission.MASTER_TABLE_FREEZE)
    if not PlanYear.objects.filter(pk=plan_year.pk, state=YearState.OPEN).update(
        state=YearState.FROZEN, frozen_on=today()
    ):
        raise Moved(_("The year is frozen already; please load the page again."))
    plan_year.state, plan_year.frozen_on = YearState.FROZEN, today()
    # Whoever still writes under an approved program finishes first; the database's guards wait for this lock.
    approved = Program.objects.filter(plan_year=plan_year, status__in=FROZEN_WITH_THE_YEAR)
    list(approved.select_for_update().order_by("pk").values_list("pk"))
    rows = [frozen_row(position, target) for position, target in enumerate(targets_to_freeze(approved), 1)]
    if not rows:
        raise Refused(_("No program of the year is approved yet: there is nothing to freeze."))
    table = MasterTable.objects.create(
        plan_year=plan_year,
        version=1,
        row_count=len(rows),
        content_hash=content_hash(rows),
        note=note,
        frozen_by=by,
        frozen_at=timezone.now(),
    )
    for row in rows:
        row.master_table = table
    MasterTableRow.objects.bulk_create(rows)
    record(
        by=by,
        act=Act.FROZEN,
        kind="targets.master_table",
        object_id=table.uuid,
        label=str(table),
        changes={"rows": [None, str(table.row_count)], "state": [YearState.OPEN, YearState.FROZEN]},
        note=note,
        file_hashes=[table.content_hash],
    )
    give_time_after_freeze(by, plan_year)
    return table


def targets_to_freeze(programs: QuerySet[Program]) -> QuerySet[Target]:
    """The targets of the programs' projects that go on, with what their rows copy, in the order of the table."""
    return (
        Target.objects.filter(project__program__in=programs.order_by().values("pk"), project__state=ProjectState.ACTIVE)
        .select_related(
            "project__program__agency",
            "project__program__axis",
            "project__sector",
            "indicator__unit",
            "county",
            "macro_target",
            "accepted_offer",
        )
        .prefetch_related("project__actions")
        .order_by("project__code", "position", "pk")
    )


def frozen_row(position: int, target: Target) -> MasterTableRow:
    """The target's whole sheet as it stands now, with what both sides agreed on."""
    project, program, indicator = target.project, target.project.program, target.indicator
    agreed = target.accepted_offer
    if agreed is None:
        raise Refused(_("Target “%(target)s” has no agreed value.") % {"target": target})
    return MasterTableRow(
        position=position,
        target=target,
        agency=program.agency,
        program_id_frozen=program.uuid,
        program_code=program.code,
        program_title=program.title,
        project_code=project.code,
        project_title=project.title,
        project_weight=project.weight,
        axis_code=program.axis.code if program.axis else "",
        sector_code=project.sector.code if project.sector else "",
        indicator_code=indicator.code,
        unit_code=indicator.unit.code,
        direction=indicator.direction,
        kind=indicator.kind,
        aggregation=indicator.aggregation,
        achievement_from=indicator.achievement_from,
        macro_target_id_frozen=target.macro_target.uuid if target.macro_target else None,
        feeds=target.feeds,
        county_code=target.county.sci_code if target.county else "",
        baseline=target.baseline,
        baseline_on=target.baseline_on,
        value=agreed.value,
        numerator=agreed.numerator,
        denominator=agreed.denominator,
        lower_bound=target.lower_bound,
        upper_bound=target.upper_bound,
        trajectory=target.trajectory_in_force,
        weight=target.weight,
        actions=[
            {
                name: as_text(getattr(action, name))
                for name in ("title", "responsible", "starts_on", "ends_on", "weight")
            }
            for action in project.actions.all()
        ],
    )
