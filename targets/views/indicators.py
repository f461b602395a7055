"""Indicators: the list, the sheet of one (شناسنامه شاخص), and the planning organization's corrections of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed
from agencies.permissions import has_permission
from agencies.reference_lists import history_id
from config.clock import today
from config.persian.calendar import to_solar
from projects.conflicts import Sheet, chosen, marks
from projects.models import PlanYear
from projects.refusals import Moved
from projects.views.conflicts import conflict
from targets.examples import examples_of
from targets.forms.indicators import IndicatorForm
from targets.models import Indicator, MacroTarget, PastValue, Target
from targets.operations.indicators import save_indicator
from targets.planned import plan_of, table_in_force
from targets.tables.indicators import VERIFIED, IndicatorFilter, IndicatorTable


class IndicatorList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.INDICATOR_VIEW
    table_class = IndicatorTable
    filterset_class = IndicatorFilter
    template_name = "targets/indicator_list.html"
    list_name = gettext_lazy("Indicators")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Indicator]:
        return Indicator.objects.select_related("unit", "sector", "owner")


def fetch_indicator(code: str) -> Indicator:
    return get_object_or_404(Indicator.objects.select_related("unit", "sector", "owner"), code=code)


class IndicatorPage(Guarded, View):
    permission = Permission.INDICATOR_VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        indicator = fetch_indicator(code)
        label, tone = VERIFIED[indicator.is_verified]
        context = {
            "indicator": indicator,
            "places": indicator.unit.decimals,
            "examples": examples_of(indicator),
            "verified": label,
            "tone": tone,
            "history": history_id(indicator),
            "macro_targets": MacroTarget.objects.visible_to(request.user)
            .filter(indicator=indicator)
            .select_related("indicator", "plan_year", "sector", "priority_industry", "in_force")
            .order_by("-plan_year__year", "position", "pk"),
            "used_in": _used_in(request, indicator),
            "past_values": PastValue.objects.current()
            .filter(indicator=indicator)
            .select_related("entered_by")
            .order_by("-year", "month"),
            "can_enter": has_permission(request.user, Permission.STATISTICS_ENTER),
            "last_year": to_solar(today())[0] - 1,
            "can_edit": has_permission(request.user, Permission.INDICATOR_EDIT),
        }
        return render(request, "targets/indicator.html", context)


def _used_in(request: SignedInRequest, indicator: Indicator) -> list[tuple[PlanYear, int]]:
    """This year and the next ones with the number of targets that the person finds there in the master table."""
    targets = Target.objects.visible_to(request.user).filter(indicator=indicator)
    years = PlanYear.objects.filter(last_day__gte=today()).order_by("year")
    return [(year, len(plan_of(year, table=table_in_force(year), targets=targets))) for year in years]


class IndicatorEdit(Guarded, View):
    """The sheet's form. Who saves on an older version gets both texts and chooses."""

    permission = Permission.INDICATOR_EDIT

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        indicator = fetch_indicator(code)
        return self._page(request, indicator, _stored(indicator).form)

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        indicator = fetch_indicator(code)
        # The form sets what was typed on the row that it is given.
        form = IndicatorForm(chosen(request.POST), instance=fetch_indicator(code))
        if not form.is_valid():
            return self._page(request, indicator, form, status=422)
        fields = dict(form.cleaned_data)
        version, _shown = fields.pop("version"), fields.pop("marks")
        try:
            save_indicator(by=request.user, indicator=indicator, version=version, **fields)
        except Moved as refusal:
            latest = fetch_indicator(code)
            return conflict(
                request,
                refusal,
                root_id=history_id(latest),
                latest_url=latest.get_absolute_url(),
                crumbs=[(latest, latest.get_absolute_url())],
                version=latest.version,
                mine=Sheet(form),
                theirs=_stored(latest),
            )
        except ValidationError as error:
            for name, problems in error.update_error_dict({}).items():
                form.add_error(name if name in form.fields else None, problems)
            return self._page(request, indicator, form, status=422)
        messages.success(request, _("Saved."))
        return redirect(indicator)

    def _page(self, request: SignedInRequest, indicator: Indicator, form: Any, status: int = 200) -> HttpResponse:
        choices = {name: str(form[name].value()) for name in ("kind", "aggregation", "direction", "achievement_from")}
        context = {"form": form, "indicator": indicator, "examples": examples_of(indicator, choices)}
        return render(request, "targets/indicator_form.html", context, status=status)


def _stored(indicator: Indicator) -> Sheet:
    sheet = Sheet(IndicatorForm(instance=indicator))
    sheet.form.initial = {**sheet.form.initial, "version": indicator.version, "marks": marks(sheet)}
    return sheet
