"""Accepting lines of several returns at once, with the list of those that were left out and why."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import record
from agencies.models import User
from projects.refusals import Moved, Refused
from targets.enums import LineStatus
from targets.lines import lines_of_all
from targets.models import ProgressReport
from targets.operations.progress.verifying import (
    claim_for_verification,
    close_when_decided,
    leave_out,
    left_out_in,
    part_lines,
    verified_in,
    verify_as_reported,
)
from targets.operations.progress.writing import note_whose_turn


@dataclass(frozen=True)
class Accepted:
    """How many lines of how many returns were accepted, and how many were left out."""

    lines: int
    returns: int
    left_out: int


@transaction.atomic
def accept_lines(
    *, by: User, versions: Mapping[uuid.UUID, int], lines: Collection[uuid.UUID], left_out: Mapping[uuid.UUID, str]
) -> Accepted:
    """Verify these lines as they were reported, except those `left_out` for a reason: all or nothing, one event.

    `versions` are those of the returns the lines stand in, as they were read. Raises Moved when one of them changed
    meanwhile or a line no longer waits, Refused for a line without a figure.
    """
    reports = ProgressReport.objects.filter(uuid__in=versions).order_by("pk")
    claimed = [claim_for_verification(report, versions[report.uuid], by) for report in reports]
    asked = {*lines, *left_out}
    waiting = [line for line in lines_of_all(claimed) if line.uuid in asked and line.status == LineStatus.SENT]
    if len(waiting) < len(asked):
        raise Moved
    accepted, excepted = part_lines(waiting, left_out)
    if not accepted:
        raise Refused(_("No line is left that could be accepted."))
    for line in accepted:
        if line.reported is None:
            raise Refused(_("“%(line)s” has no figure to settle: leave it out, or return it.") % {"line": line})
    verify_as_reported(accepted, by)
    leave_out(excepted, left_out, by)
    record(
        by=by,
        act=Act.SETTLED,
        kind="targets.report_line",
        object_id=None,
        label="، ".join(sorted({str(line.report.agency.code) for line in accepted}))[:300],
        changes=verified_in(accepted) | left_out_in(excepted, left_out),
    )
    touched = {line.report_id for line in accepted}
    for report in claimed:
        if report.pk in touched:
            close_when_decided(report, by)
            note_whose_turn(report)
    return Accepted(len(accepted), len(touched), len(excepted))
