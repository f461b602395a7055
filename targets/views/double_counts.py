"""Suspected double counts: the list, the page of one, and the decision on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told, words_of_waiting
from agencies.models import Agency, County
from agencies.permissions import has_permission
from config.persian.numbers import format_number
from projects.enums import Turn
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from projects.years import year_asked_for
from targets.double_count_cases import Case, case_between, cases_of, decisions_about, wrote_in
from targets.double_counts import Decided, amount_of, decisions_on, kept_by_others
from targets.enums import CaseState, Verdict
from targets.forms.double_counts import DecisionForm
from targets.models import Indicator, Target
from targets.operations.double_counts import decide_double_count
from targets.rollups import counted_part
from targets.tables.double_counts import STATE_TONE, CaseFilter, CaseRow, CaseTable

# What may be decided in each state.
OPEN_TO: dict[CaseState, tuple[Verdict, ...]] = {
    CaseState.SUSPECTED: (Verdict.CONFIRMED, Verdict.CLEARED),
    CaseState.CONFIRMED: (Verdict.CONFIRMED, Verdict.CLEARED, Verdict.REOPENED),
    CaseState.CLEARED: (Verdict.CONFIRMED, Verdict.REOPENED),
}


class DoubleCountList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.DOUBLE_COUNT_VIEW
    table_class = CaseTable
    filterset_class = CaseFilter
    template_name = "targets/double_count_list.html"
    list_name = gettext_lazy("Double counting")
    paginate_by = 25
    # What the list shows, before it is cut into pages.
    rows: Sequence[CaseRow] = ()

    @cached_property
    def years(self) -> list[PlanYear]:
        return list(PlanYear.objects.all())

    @cached_property
    def plan_year(self) -> PlanYear | None:
        return year_asked_for(self.request.GET.get("year", ""), self.years)

    def get_queryset(self) -> QuerySet[Target]:
        return Target.objects.visible_to(self.person).filter(project__program__plan_year=self.plan_year)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"plan_year": self.plan_year, "years": self.years}

    def get_table_data(self) -> list[CaseRow]:
        if self.plan_year is None or not self.filterset.form.is_valid():
            return []
        agencies = {agency.pk: agency for agency in Agency.objects.all()}
        counties = {county.sci_code: county for county in County.objects.all()}
        indicators = {each.code: each for each in Indicator.objects.select_related("unit")}
        # A case stands under each of its targets, with all of them.
        asked = {*self.object_list.values_list("pk", flat=True)}
        rows = [
            CaseRow(case, indicators[case.rows[0].indicator], agencies, counties)
            for case in cases_of(self.plan_year, self.get_queryset())
            if case.keys & asked
        ]
        self.rows = [row for row in rows if self.filterset.takes(row)]
        return self.rows

    def told(self) -> list[Told]:
        """Of what is shown: how much is still to be decided on, and by whom."""
        n = sum(row.state == CaseState.SUSPECTED for row in self.rows)
        if not n:
            return [Told(_("none waits for a decision"), "ok")]
        if has_permission(self.person, Permission.DOUBLE_COUNT_DECIDE):
            return [Told(words_of_waiting(n), "mine")]
        words = _("waiting for %(who)s: %(count)s") % {"who": Turn.PLANNER.label, "count": format_number(n)}
        return [Told(words, "turn")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        return super().get_context_data(**kwargs) | {
            "plan_year": self.plan_year,
            "filtered": any(asked.get(name) for name in CaseFilter.base_filters if name != "year"),
        }


def fetch_case(request: SignedInRequest, one: Any, other: Any) -> Case:
    """The case of the two targets, 404 where there is none that the person may know of."""
    visible = Target.objects.visible_to(request.user).select_related("project__program__plan_year")
    first, second = (get_object_or_404(visible, uuid=uuid) for uuid in (one, other))
    case = case_between(first, second, request.user)
    if case is None:
        raise Http404
    return case


class DoubleCountPage(Guarded, View):
    permission = Permission.DOUBLE_COUNT_VIEW

    def get(self, request: SignedInRequest, one: Any, other: Any) -> HttpResponse:
        return case_page(request, fetch_case(request, one, other))


class DoubleCountDecide(Guarded, View):
    permission = Permission.DOUBLE_COUNT_DECIDE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, one: Any, other: Any) -> HttpResponse:
        case = fetch_case(request, one, other)
        verdict = next((each for each in OPEN_TO[case.state] if each == request.POST.get("verdict")), None)
        if verdict is None:
            messages.error(request, _("Somebody has decided on these targets meanwhile; please load the page again."))
            return redirect(case.address)
        form = DecisionForm(request.POST, case=case, verdict=verdict)
        if not form.is_valid():
            return case_page(request, case, form, status=422)
        try:
            decide_double_count(
                by=request.user,
                targets=[row.target_uuid for row in case.rows],
                ground=case.ground,
                **form.decision(),
            )
        except (Refused, PermissionDenied) as refusal:
            form.refuse(refusal)
            return case_page(request, case, form, status=409 if isinstance(refusal, Moved) else 422)
        messages.success(request, _("Decided. Every sum follows at once."))
        return redirect(case.address if verdict != Verdict.REOPENED else "double-count-list")


def case_page(
    request: SignedInRequest, case: Case, bound: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    decides = has_permission(request.user, Permission.DOUBLE_COUNT_DECIDE)
    can_decide = decides and not wrote_in(request.user, case.rows)
    open_to = OPEN_TO[case.state] if can_decide else ()
    forms = {verdict: DecisionForm(case=case, verdict=verdict) for verdict in open_to}
    if bound is not None:
        forms[Verdict(bound.initial["verdict"])] = bound
    indicator = Indicator.objects.select_related("unit").get(code=case.rows[0].indicator)
    agencies = Agency.objects.in_bulk({row.agency_id for row in case.rows})
    counties = {county.sci_code: county for county in County.objects.all()}
    decisions = decisions_on(case.keys)
    context = {
        "case": case,
        "tone": STATE_TONE[case.state],
        "indicator": indicator,
        "rows": [
            {
                "planned": row,
                "agency": agencies[row.agency_id],
                "counties": [counties[code] for code in sorted(row.places) if code in counties],
                "amount": amount_of(row),
                "share": case.decided.shares.get(row.target_id) if case.decided else None,
                "counted": _counted(row, decisions),
            }
            for row in case.rows
        ],
        "confirm": forms.get(Verdict.CONFIRMED),
        "clear": forms.get(Verdict.CLEARED),
        "reopen": forms.get(Verdict.REOPENED),
        "wrote": decides and not can_decide,
        "decisions": decisions_about(case),
        "form": bound,
    }
    return render(request, "targets/double_count.html", context, status=status)


def _counted(row: Any, decisions: list[Decided]) -> Any:
    """How much of the target's amount goes into sums."""
    amount = amount_of(row)
    return None if amount is None else amount * counted_part(amount, kept_by_others(row.target_id, decisions))
