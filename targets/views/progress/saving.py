"""Saving the lines of a return, and sending it; both texts where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects.conflicts import Merge, Sheet, chosen, merge
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from targets.forms.progress import ReturnForm, posted_lines
from targets.lines import abouts_among, kept_at_hand, lines_of
from targets.models import ProgressReport, ReportLine
from targets.operations import progress
from targets.permissions import check_user_writes_return, user_can_enter
from targets.returns import is_a_correction, is_in_time, why_closed
from targets.views.progress.page import fetch_return, return_form, return_page


class ReturnSave(Guarded, View):
    """Saves what was typed on the page of a return; sends it too where the address says so."""

    permission = Permission.PROGRESS_ENTER
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        report = fetch_return(request, uuid)
        check_user_writes_return(request.user, report)
        typed = chosen(request.POST)
        # Of hundreds of lines one is written as a rule: the others are read where the page is shown again.
        lines = lines_of(report, posted_lines(typed))
        form = return_form(request, report, lines, typed)
        gone = _typed_too_late(form, lines, typed)
        if gone:
            message = _("These lines have been sent meanwhile; they can be changed when they are back with the agency.")
            if not (is_a_correction(report) or is_in_time(report)):
                message = why_closed(report)
            return self._conflict(request, report, typed, message, closed=gone)
        if not form.is_valid():
            return self._refused(request, report, typed)
        try:
            with kept_at_hand(abouts_among(lines)):
                saved = progress.save_lines(
                    by=request.user, report=report, version=form.cleaned_data["version"], values=form.entries()
                )
        except Moved as refusal:
            return self._conflict(request, report, typed, refusal)
        except Refused as refusal:
            return self._refused(request, report, typed, refusal)
        return redirect(self.after_saving(request, saved, differs=saved.version != report.version))

    def page(
        self, request: SignedInRequest, report: ProgressReport, form: ReturnForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The page that was posted from; with a refused `form` as it was typed."""
        return return_page(request, report, form, status)

    def page_address(self, report: ProgressReport) -> str:
        return report.get_absolute_url()

    def save_address(self, report: ProgressReport) -> str:
        """Where the page is posted to."""
        return reverse("progress-save", args=[report.uuid])

    def after_saving(self, request: SignedInRequest, report: ProgressReport, *, differs: bool) -> str:
        """Says what was done; returns the address of what is shown next."""
        if differs:
            messages.success(request, _("Saved. Nothing has left the agency yet."))
        else:
            messages.info(request, _("Nothing differs from what is stored."))
        return self.page_address(report)

    def _refused(
        self, request: SignedInRequest, report: ProgressReport, typed: QueryDict, refusal: Refused | None = None
    ) -> HttpResponse:
        """The whole page as it was typed, with what is wrong in it."""
        form = return_form(request, report, lines_of(report), typed)
        if refusal:
            form.add_error(None, str(refusal))
        return self.page(request, report, form, status=422)

    def _conflict(
        self,
        request: SignedInRequest,
        report: ProgressReport,
        typed: QueryDict,
        refusal: object,
        closed: Iterable[str] = (),
    ) -> HttpResponse:
        """Both texts, line by line. What is chosen is saved, not sent: it wants to be looked at once more."""
        latest = fetch_return(request, str(report.uuid))
        named = lines_of(latest, posted_lines(typed))
        address = self.save_address(report)
        return conflict(
            request,
            refusal,
            root_id=report.uuid,
            latest_url=self.page_address(report),
            crumbs=[(report, self.page_address(report))],
            version=latest.version,
            mine=Sheet(ReturnForm(typed, lines=named)),
            theirs=Sheet(ReturnForm(lines=named)),
            closed=closed or _typed_too_late(return_form(request, latest, named, typed), named, typed),
            is_open=any(user_can_enter(request.user, latest, line) for line in named),
            address=address,
            action=address,
        )


def _typed_too_late(form: ReturnForm, lines: Iterable[ReportLine], typed: QueryDict) -> list[str]:
    """The fields of these lines in which something was typed though the agency no longer writes in them."""
    still_open = {line.pk for line in form.lines}
    late = [line for line in lines if line.pk not in still_open]
    merged = merge(Sheet(ReturnForm(typed, lines=late)), Sheet(ReturnForm(lines=late))) if late else Merge({}, [])
    return [difference.key for difference in merged.differences if difference.key in typed]


class ReturnSend(ReturnSave):
    def after_saving(self, request: SignedInRequest, report: ProgressReport, *, differs: bool) -> str:
        try:
            progress.send_report(by=request.user, report=report, version=report.version)
        except Refused as refusal:
            # Not an error of the form: what was typed is stored, and the copy of it that the browser keeps can go.
            messages.warning(request, _("Saved, but not sent. %(why)s") % {"why": refusal})
            for problem in getattr(refusal, "problems", ()):
                messages.warning(request, problem.message)
            return self.page_address(report)
        messages.success(request, _("Sent: it now waits for the signature of the head of the agency."))
        return report.get_absolute_url()
