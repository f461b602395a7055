"""The conversation about a program: reviewers' remarks and the agency's answers."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import as_text, record
from agencies.models import User
from config.clock import moment
from projects.anchors import is_anchor
from projects.models import Program, Remark
from projects.permissions import check_user_can_answer, check_user_can_remark, on_behalf
from projects.refusals import Moved, Refused


@transaction.atomic
def make_remark(
    *,
    by: User,
    program: Program,
    text: str,
    anchor_kind: str = "program",
    anchor_id: uuid.UUID | None = None,
    anchor_field: str = "",
    is_blocking: bool = True,
) -> Remark:
    """Say something about a program, or about a thing in it, on the reviewers' behalf."""
    check_user_can_remark(by, program)
    if not text.strip():
        raise Refused(_("Write the remark first."))
    if not is_anchor(program, anchor_kind, anchor_id or program.uuid, anchor_field):
        raise Refused(_("What the remark is about is not in the program any more; please choose again."))
    remark = Remark.objects.create(
        program=program,
        anchor_kind=anchor_kind,
        anchor_id=anchor_id or program.uuid,
        anchor_field=anchor_field,
        text=text.strip(),
        is_blocking=is_blocking,
        made_by=by,
    )
    record(
        by=by,
        act=Act.REMARKED,
        kind="projects.remark",
        object_id=remark.uuid,
        root_id=program.uuid,
        label=str(remark),
        agency=program.agency_id,
        note=remark.text,
    )
    return remark


@transaction.atomic
def answer_remark(*, by: User, remark: Remark, answer: str) -> Remark:
    """Answer a remark on the agency's behalf; an answer is given once."""
    check_user_can_answer(by, remark.program)
    if by.pk == remark.made_by_id:
        raise Refused(_("You have made this remark; another person must answer it."))
    if not answer.strip():
        raise Refused(_("Write the answer first."))
    unanswered = Remark.objects.filter(pk=remark.pk, answered_at__isnull=True, resolved_at__isnull=True)
    if not unanswered.update(answer=answer.strip(), answered_by=by, answered_at=moment()):
        raise Moved(_("This remark has been answered or settled meanwhile; please load the page again."))
    remark.refresh_from_db()
    remark.program.contributors.add(by)
    record(
        by=by,
        act=Act.ANSWERED,
        kind="projects.remark",
        object_id=remark.uuid,
        root_id=remark.program.uuid,
        label=str(remark),
        agency=remark.program.agency_id,
        changes=on_behalf(by, remark.program),
        note=remark.answer,
    )
    return remark


@transaction.atomic
def resolve_remark(*, by: User, remark: Remark) -> Remark:
    """Say on the reviewers' side that a remark is settled; one that was not answered holds nothing back any more."""
    check_user_can_remark(by, remark.program)
    if not Remark.objects.filter(pk=remark.pk, resolved_at__isnull=True).update(resolved_by=by, resolved_at=moment()):
        raise Moved(_("This remark has been settled meanwhile; please load the page again."))
    remark.refresh_from_db()
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.remark",
        object_id=remark.uuid,
        root_id=remark.program.uuid,
        label=str(remark),
        agency=remark.program.agency_id,
        changes={"resolved_at": [None, as_text(remark.resolved_at)]},
    )
    return remark
