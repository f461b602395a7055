"""The receipt (رسید) of what an agency has sent: for a program's revision and for a return alike."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Membership, User
from config.persian.calendar import tehran_date
from config.persian.digits import to_latin
from projects.models import Program, Revision, SignedLetter
from targets.models import ProgressReport, ReturnSignature


@dataclass(frozen=True)
class Receipt:
    """What was sent, how much of it, by whom, signed by whom and when, under which text."""

    tracking_code: str
    kind: Promise
    title: str
    url: str
    agency: str
    counts: list[tuple[Promise, int]]
    parts: list[str]
    content_hash: str
    sent_by: User | None
    sent_on: datetime.date
    signed_by: User | None
    signed_on: datetime.date | None
    seat: Membership | None
    letter: SignedLetter | None
    on_behalf: bool


def receipt_of(user: User, code: str) -> Receipt | None:
    """The receipt with that tracking code, in whichever digits; None where the person may not see the thing."""
    code = to_latin(code).strip()
    if not code:
        return None
    revision = (
        Revision.objects.filter(tracking_code=code, program__in=Program.objects.visible_to(user))
        .select_related(
            "program__agency", "submitted_by", "signed_by", "signed_seat__delegated_by", "signed_letter__registered_by"
        )
        .first()
    )
    if revision is not None:
        return _of_program(revision)
    signature = (
        ReturnSignature.objects.filter(tracking_code=code, report__in=ProgressReport.objects.visible_to(user))
        .select_related(
            "report__agency",
            "report__period__plan_year",
            "sent_by",
            "signed_by",
            "seat__delegated_by",
            "letter__registered_by",
        )
        .first()
    )
    return _of_return(signature) if signature else None


def _of_program(revision: Revision) -> Receipt:
    content = revision.content
    return Receipt(
        tracking_code=revision.tracking_code,
        kind=_("Program"),
        title=content["program"]["title"],
        url=revision.program.get_absolute_url(),
        agency=str(revision.program.agency),
        counts=[
            (_("Projects"), len(content["projects"])),
            (_("Actions"), sum(len(project["actions"]) for project in content["projects"])),
            (_("Quantitative targets"), len(content["targets"])),
        ],
        parts=[project["title"] for project in content["projects"]],
        content_hash=revision.content_hash,
        sent_by=revision.submitted_by,
        sent_on=tehran_date(revision.submitted_at),
        signed_by=revision.signed_by,
        signed_on=tehran_date(revision.signed_at) if revision.signed_at else None,
        seat=revision.signed_seat,
        letter=revision.signed_letter,
        on_behalf=revision.program.on_behalf_by_id is not None,
    )


def _of_return(signature: ReturnSignature) -> Receipt:
    """As it was signed: figures that were corrected later do not change the receipt, and have one of their own."""
    report = signature.report
    is_first = signature.tracking_code == report.tracking_code
    return Receipt(
        tracking_code=signature.tracking_code,
        kind=_("Return for a period") if is_first else _("Corrected lines of a return"),
        title=str(report.period),
        url=report.get_absolute_url(),
        agency=str(report.agency),
        counts=[
            (_("Lines"), signature.lines),
            (_("Lines with a figure"), signature.lines_with_a_figure),
            (_("Files of evidence"), signature.files),
        ],
        parts=[],
        content_hash=signature.content_hash,
        sent_by=signature.sent_by,
        sent_on=signature.sent_on,
        signed_by=signature.signed_by,
        signed_on=signature.signed_on,
        seat=signature.seat,
        letter=signature.letter,
        on_behalf=report.on_behalf_by_id is not None,
    )
