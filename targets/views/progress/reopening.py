"""Closed periods that are open once more: the list, a new one, and the end of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_of_day
from agencies.permissions import has_permission, scope_of
from config.clock import today
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.enums import Turn
from projects.refusals import Moved, Refused
from targets.forms.periods import ReopeningForm, RevocationForm
from targets.models import PeriodException, ProgressReport
from targets.operations.reopening import reopen_period, revoke_exception
from targets.returns import is_of
from targets.tables.periods import ReopeningFilter, ReopeningTable


class ReopeningList(Guarded, Listed, SingleTableMixin, FilterView):
    """What an agency was given stands in its own list, the province's has all."""

    permission = Permission.PROGRESS_VIEW
    table_class = ReopeningTable
    filterset_class = ReopeningFilter
    template_name = "targets/reopening_list.html"
    list_name = gettext_lazy("Re-opened periods")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[PeriodException]:
        return PeriodException.objects.visible_to(self.person).select_related(
            "period__plan_year", "agency", "program", "granted_by", "revoked_by"
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        # The workbook has every column for itself; on the page who opened it and when stand together.
        is_taken_away = self.request.GET.get("format") == "xlsx"
        can_revoke = has_permission(self.person, Permission.PERIOD_REOPEN)
        return {"today": today(), "can_revoke": can_revoke, "exclude": () if is_taken_away else ("granted_on",)}

    def told(self) -> list[Told]:
        """How many are in force, and how long the first to end still is."""
        in_force = self.get_queryset().filter(pk__in=PeriodException.objects.in_force(today()).values("pk"))
        counts = in_force.order_by().aggregate(n=Count("pk"), until=Min("until"))
        if not counts["n"]:
            return [Told(_("none is in force"), "ok")]
        is_own = is_of(self.person, Turn.AGENCY) and not scope_of(self.person, Permission.PROGRESS_VIEW).whole_province
        if is_own:
            words = ngettext("%(shown)s in force: it is your turn", "%(shown)s in force: it is your turn", counts["n"])
        else:
            words = ngettext(
                "%(shown)s in force: it is the agency's turn",
                "%(shown)s in force: it is the agencies' turn",
                counts["n"],
            )
        ends = _("the first ends on %(day)s") % {"day": format_date(counts["until"])}
        told = [
            Told(words % {"shown": format_number(counts["n"])}, "mine" if is_own else "warn", "?state=in_force"),
            Told(ends, "soft"),
            told_of_day(counts["until"], today()),
        ]
        if is_own:
            first = in_force.earliest("until")
            report = ProgressReport.objects.filter(period=first.period, agency=first.agency).first()
            if report is not None:
                words = _("To the return for %(period)s") % {"period": first.period}
                told.append(Told(words, "act", report.get_absolute_url()))
        return told

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_reopen = has_permission(self.person, Permission.PERIOD_REOPEN)
        return super().get_context_data(**kwargs) | {"can_reopen": can_reopen}


class ReopeningNew(Guarded, View):
    """A return that waits for it names its period and agency in the address."""

    permission = Permission.PERIOD_REOPEN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(
            request, ReopeningForm(initial={name: request.GET.get(name) for name in ("period", "agency")})
        )

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = ReopeningForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            made = reopen_period(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=422)
        messages.success(
            request,
            _("%(period)s is open for %(agency)s until the end of %(day)s.")
            % {"period": made.period, "agency": made.agency, "day": format_date(made.until)},
        )
        return redirect("reopening-list")

    def _page(self, request: SignedInRequest, form: ReopeningForm, status: int = 200) -> HttpResponse:
        return render(request, "targets/reopening_form.html", {"form": form}, status=status)


class ReopeningRevoke(Guarded, View):
    permission = Permission.PERIOD_REOPEN

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        return self._page(request, self._fetch(uuid), RevocationForm())

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        exception = self._fetch(uuid)
        form = RevocationForm(request.POST)
        if not form.is_valid():
            return self._page(request, exception, form, status=422)
        try:
            revoke_exception(by=request.user, exception=exception, reason=form.cleaned_data["reason"])
        except Moved as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, exception, form, status=409)
        messages.success(request, _("The re-opening is revoked: the period is closed again."))
        return redirect("reopening-list")

    def _fetch(self, uuid: str) -> PeriodException:
        exceptions = PeriodException.objects.select_related("period__plan_year", "agency", "program", "granted_by")
        return get_object_or_404(exceptions, uuid=uuid)

    def _page(
        self, request: SignedInRequest, exception: PeriodException, form: RevocationForm, status: int = 200
    ) -> HttpResponse:
        context = {"exception": exception, "form": form, "is_in_force": exception.is_in_force(today())}
        return render(request, "targets/reopening_revoke.html", context, status=status)
