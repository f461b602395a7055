"""Which text a code on paper stands for: what waits for the head's signature, and what has changed since.

The sheet that is printed for a head carries the beginning of the hash of its text. Whoever registers the signed letter
types it from the paper, so that nothing is signed that did not stand there.
"""

from __future__ import annotations

import re

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.models import Agency, Event, User
from config.persian.digits import to_latin
from projects.enums import ProgramStatus
from projects.models import Program, Revision, SignedLetter
from projects.refusals import Refused
from targets.enums import ReportStatus
from targets.models import Offer, OfferAnswer, ProgressReport, ReturnSignature, Target

CODE_LENGTH = 12
_CODE = re.compile(rf"[0-9a-f]{{{CODE_LENGTH}}}")

Signable = Program | ProgressReport


def code_of(text_hash: str) -> str:
    """The code on paper, in groups of four as it is read aloud."""
    return " ".join(text_hash[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str:
    """The code as it was typed from paper, in groups or not. Raises Refused for what is none."""
    code = re.sub(r"[\s\u200c\u200e\u200f-]", "", to_latin(typed)).lower()
    if not _CODE.fullmatch(code):
        raise Refused(_("The code has 12 characters, as on the printed sheet."))
    return code


def waiting_text(agency: Agency, code: str) -> Signable:
    """What waits for the signature of the agency's head under that code.

    Raises Refused where nothing does: saying what has changed since the sheet was printed, or has been signed already.
    """
    return _waiting_program(agency, code) or _waiting_return(agency, code) or _unknown()


def _unknown() -> Signable:
    raise Refused(_("No text of this agency has this code: compare it with the printed sheet."))


def _waiting_program(agency: Agency, code: str) -> Program | None:
    printed = Revision.objects.filter(program__agency=agency, content_hash__startswith=code)
    revision = printed.select_related("program__plan_year", "program__agency").order_by("-number").first()
    if revision is None:
        return None
    program = revision.program
    latest = program.revisions.order_by("-number").first()
    if latest is not None and latest.content_hash == revision.content_hash:
        if program.status == ProgramStatus.AWAITING_HEAD:
            return program
        _refuse(revision.content["program"]["title"], is_signed=latest.signed_at is not None)
    raise _changed(revision.content["program"]["title"])


def _waiting_return(agency: Agency, code: str) -> ProgressReport | None:
    reports = ProgressReport.objects.filter(agency=agency).select_related("agency", "period__plan_year")
    report = reports.filter(content_hash__startswith=code).first()
    if report is not None:
        if report.status == ReportStatus.AWAITING_HEAD:
            return report
        _refuse(str(report), is_signed=report.signatures.filter(content_hash=report.content_hash).exists())
    signature = ReturnSignature.objects.filter(report__agency=agency, content_hash__startswith=code).first()
    if signature is not None:
        _refuse(str(signature.report), is_signed=True)
    # What was sent before and is another text now: each sending left its hash in the history.
    sent = Event.objects.filter(
        object_kind="targets.progress_report", agency=agency, act=Act.MOVED, file_hashes__0__startswith=code
    ).first()
    if sent is not None:
        raise _changed(sent.label)
    return None


def _refuse(title: str, *, is_signed: bool) -> None:
    if is_signed:
        raise Refused(_("“%(title)s” has been signed already, with this very text.") % {"title": title})
    raise Refused(
        _("“%(title)s” is back with the agency since this sheet was printed: it does not wait for a signature.")
        % {"title": title}
    )


def _changed(title: str) -> Refused:
    return Refused(
        _("“%(title)s” has changed since this sheet was printed: print it again, and let the head sign the new text.")
        % {"title": title}
    )


def letters_visible_to(user: User | AnonymousUser) -> QuerySet[SignedLetter]:
    """The letters by which something was signed that the person may see."""
    programs = Revision.objects.filter(program__in=Program.objects.visible_to(user), signed_letter__isnull=False)
    returns = ReturnSignature.objects.filter(report__in=ProgressReport.objects.visible_to(user), letter__isnull=False)
    offers = Offer.objects.filter(target__in=Target.objects.visible_to(user), signed_letter__isnull=False)
    answers = OfferAnswer.objects.filter(offer__target__in=Target.objects.visible_to(user), signed_letter__isnull=False)
    return SignedLetter.objects.filter(
        Q(pk__in=programs.values("signed_letter"))
        | Q(pk__in=returns.values("letter"))
        | Q(pk__in=offers.values("signed_letter"))
        | Q(pk__in=answers.values("signed_letter"))
    ).select_related("agency", "seat__user", "seat__delegated_by", "registered_by")
