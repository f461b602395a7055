"""The reviewers' work list: what waits across the returns, the riskiest first, accepted at once but for exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_as_of, words_of_late
from agencies.permissions import scope_of
from config.clock import today
from config.persian.numbers import format_number
from projects.enums import YearState
from projects.refusals import Moved, Refused
from targets.enums import ReportStatus
from targets.forms.verification import AcceptForm, read_keys, read_pairs
from targets.lines import lines_of_all
from targets.models import ProgressReport, ReportLine
from targets.operations import progress
from targets.returns import WAITING_LINES, sheets_of
from targets.risk import risks_of
from targets.silence import verified_until
from targets.tables.verification import WaitingFilter, WaitingRow, WaitingTable


class WaitingList(Guarded, Listed, SingleTableMixin, FilterView):
    """Lines that the person may judge; posted, those that were shown are accepted but for the ones left out."""

    permission = Permission.PROGRESS_VERIFY
    table_class = WaitingTable
    filterset_class = WaitingFilter
    template_name = "targets/waiting_list.html"
    list_name = gettext_lazy("Lines to verify")
    paginate_by = 25
    http_method_names = ["get", "post"]
    # Why what was posted was not done.
    refusal: object = None
    # What the list shows, before it is cut into pages, and of how many lines of how many returns that is.
    rows: Sequence[WaitingRow] = ()
    of_lines = of_returns = 0

    def get_queryset(self) -> QuerySet[ReportLine]:
        me, scope = self.person.pk, scope_of(self.person, Permission.PROGRESS_VERIFY)
        lines = ReportLine.objects.filter(
            status__in=WAITING_LINES,
            report__status__in=(ReportStatus.SUBMITTED, ReportStatus.AWAITING_HEAD),
            report__signed_at__isnull=False,
            report__period__plan_year__state=YearState.FROZEN,
        )
        if not scope.whole_province:
            lines = lines.filter(report__agency__in=scope.agency_ids)
        # Who had a part in a return verifies nothing of it.
        return lines.exclude(
            Q(report__contributor_ids__contains=[me])
            | Q(report__in=ProgressReport.objects.filter(Q(sent_by=me) | Q(signed_by=me)).values("pk"))
            | Q(report__in=ProgressReport.objects.filter(signatures__letter__registered_by=me).values("pk"))
        ).order_by("pk")

    def get_table_data(self) -> list[WaitingRow]:
        form = self.filterset.form
        if form.is_bound and not form.is_valid():
            return []
        asked = {*self.object_list.values_list("pk", flat=True)}
        reports = list(
            ProgressReport.objects.filter(lines__in=asked)
            .distinct()
            .select_related("agency", "period__plan_year")
            .prefetch_related("stays")
        )
        all_lines = lines_of_all(reports)
        self.of_lines, self.of_returns = len(all_lines), len(reports)
        lines = [line for line in all_lines if line.pk in asked]
        items = [item for sheet in sheets_of(reports, lines).values() for item in sheet]
        risks = risks_of(items)
        until = {report.pk: verified_until(report) for report in reports}
        rows = [WaitingRow(item, risks[item.line.pk], until[item.line.report_id]) for item in items]
        self.rows = [row for row in rows if self.filterset.takes(row)]
        return self.rows

    def told(self) -> list[Told]:
        """Of what is shown: how much of it is late, that it is the reader's turn, and of how many lines it is."""
        if not self.rows:
            return []
        late = [row.until for row in self.rows if row.until and row.until < today()]
        told = [Told(_("Waiting for you"), "mine")]
        if late:
            told.append(Told(words_of_late(len(late), (today() - min(late)).days), "bad"))
        else:
            told.append(Told(_("none is late"), "ok"))
        words = ngettext(
            "%(shown)s of the %(of)s lines of %(returns)s return sent",
            "%(shown)s of the %(of)s lines of %(returns)s returns sent",
            self.of_returns,
        )
        counts = {"shown": len(self.rows), "of": self.of_lines, "returns": self.of_returns}
        told.append(Told(words % {name: format_number(count) for name, count in counts.items()}, "soft"))
        told.append(told_as_of(today()))
        if any(row.can_be_accepted for row in self.rows):
            told.append(Told(_("The button that accepts them stands below the list"), "soft", "#accept-shown"))
        return told

    def get_table_kwargs(self) -> dict[str, Any]:
        typed = self.request.POST.dict() if self.request.method == "POST" else {}
        is_taken_away = self.request.GET.get("format") == "xlsx"
        return {"typed": typed, "exclude": ("leave",) if is_taken_away else ("status", "period")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"refusal": self.refusal}

    def post(self, request: SignedInRequest) -> HttpResponse:
        try:
            lines = read_keys(request.POST.getlist("line"))
            versions = read_pairs(request.POST.getlist("return"))
        except ValidationError as error:
            return self._refused(request, " ".join(error.messages), 422)
        form = AcceptForm(request.POST, lines=lines)
        if not form.is_valid():
            return self._refused(
                request, " ".join(str(each) for errors in form.errors.values() for each in errors), 422
            )
        try:
            done = progress.accept_lines(by=request.user, versions=versions, lines=lines, left_out=form.left_out())
        except Moved as refusal:
            return self._refused(request, refusal, 409)
        except Refused as refusal:
            return self._refused(request, refusal, 422)
        counts = {
            "lines": format_number(done.lines),
            "returns": format_number(done.returns),
            "left_out": format_number(done.left_out),
        }
        messages.success(
            request, _("%(lines)s lines of %(returns)s returns are accepted, %(left_out)s were left out.") % counts
        )
        return redirect(request.get_full_path())

    def _refused(self, request: SignedInRequest, refusal: object, status: int) -> HttpResponse:
        """The list as it stands now, with what was typed."""
        self.refusal = refusal
        response = self.get(request)
        response.status_code = status
        return response
