"""The conversation about a program: reviewers' remarks and the agency's answers."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import record
from agencies.models import User
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
    is_blocking: bool = True,
) -> Remark:
    """Say something about a program, or about a thing in it, on the reviewers' behalf."""
    check_user_can_remark(by, program)
    if not text.strip():
        raise Refused(_("Write the remark first."))
    remark = Remark.objects.create(
        program=program,
        anchor_kind=anchor_kind,
        anchor_id=anchor_id or program.uuid,
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
    unanswered = Remark.objects.filter(pk=remark.pk, answered_at__isnull=True)
    if not unanswered.update(answer=answer.strip(), answered_by=by, answered_at=timezone.now()):
        raise Moved(_("This remark has been answered meanwhile; please load the page again."))
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
