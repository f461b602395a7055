"""Adding many targets to a program at once: the rules of `save_target`, a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import User
from projects.models import Program, Project
from projects.operations import claim_version, numbered
from projects.permissions import on_behalf
from projects.refusals import Refused
from targets.models import SharedObject, Target
from targets.operations.promises import (
    TARGET_FIELDS,
    refuse_contradicting_parts,
    refuse_macro_target_not_in_force,
    refuse_mixed_counties,
)


class NewTarget(NamedTuple):
    """A target to add to a project of the program; `fields` as `save_target` takes them."""

    project: Project
    fields: Mapping[str, Any]


@transaction.atomic
def add_targets(*, by: User, program: Program, version: int, targets: Sequence[NewTarget]) -> list[Target]:
    """Add the targets in their order, each with an event of its own.

    Raises RefusedNumber with the place of the one that is refused, Moved or PermissionDenied (see `claim_version`).
    """
    claim_version(by=by, program=program, version=version)
    siblings: dict[int, list[Target]] = defaultdict(list)
    stored = Target.objects.filter(project__in={new.project.pk for new in targets})
    for sibling in stored.only("project", "position", "indicator", "county").order_by("pk"):
        siblings[sibling.project_id].append(sibling)
    made, given, objects = [], [], {}
    for number, new in enumerate(targets):
        with numbered(number):
            target, fields, named = _make(program, new, siblings[new.project.pk])
        made.append(target)
        given.append(fields)
        siblings[new.project.pk].append(target)
        if named:
            objects[number] = named
    Target.objects.bulk_create(made)
    for number, named in objects.items():
        made[number].shared_objects.set(named)
    for number, target in enumerate(made):
        counted = {"shared_objects": [str(each) for each in objects[number]]} if number in objects else {}
        record(
            by=by,
            act=Act.CREATED,
            kind="targets.target",
            object_id=target.uuid,
            root_id=program.uuid,
            label=f"{target.project.code} · {target.indicator.code}",
            agency=program.agency_id,
            changes=difference({}, given[number] | counted) | on_behalf(by, program),
        )
    return made


def _make(
    program: Program, new: NewTarget, siblings: Sequence[Target]
) -> tuple[Target, dict[str, Any], list[SharedObject]]:
    unknown = set(new.fields) - TARGET_FIELDS
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    if new.project.program_id != program.pk:
        raise Refused(_("The target belongs to another program."))
    fields = dict(new.fields)
    counted = list(fields.pop("shared_objects", None) or ())
    target = Target(
        project=new.project, position=max((sibling.position for sibling in siblings), default=0) + 1, **fields
    )
    if (macro_target := fields.get("macro_target")) is not None:
        refuse_macro_target_not_in_force(Target(project=new.project), macro_target)
    refuse_mixed_counties(target, siblings)
    refuse_contradicting_parts(target)
    return target, fields, counted
