"""The call of a year: issuing it, giving more time, adding an agency or excusing one. The board stands in reports."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.models import Agency
from projects import operations
from projects.calls import expected_agencies
from projects.enums import YearState
from projects.forms import CallForm, ExpectationForm, ExtensionForm
from projects.models import ExpectedAgency, PlanYear
from projects.views.second_look import SecondLook


class ActOnCall(Guarded, SecondLook):
    """A page on which something about the call of a year is decided.

    A subclass says what it is too late or too early for, what the form is, how it is saved and how it is shown.
    """

    permission = Permission.CALL_ISSUE
    plan_year: PlanYear
    template_name: str

    def closed(self) -> str:
        """Why the page has nothing to offer as the call stands, and what to do instead; "" while it has."""
        if self.plan_year.state != YearState.OPEN:
            return _("The year is frozen: its call is closed.")
        return ""

    @abstractmethod
    def decide(self, fields: dict[str, Any]) -> str:
        """Call the operation; what is said afterwards."""

    def save(self, form: BaseForm) -> HttpResponse:
        messages.success(self.request, self.decide(form.cleaned_data))
        return redirect("call-board", self.plan_year.year)

    def look_again(self) -> None:
        self.plan_year = get_object_or_404(PlanYear, year=self.kwargs["year"])

    def context(self) -> dict[str, Any]:
        return {}

    def get(self, request: SignedInRequest, **address: Any) -> HttpResponse:
        self.look_again()
        if reason := self.closed():
            messages.error(request, reason)
            return redirect("call-board", self.plan_year.year)
        return self.page(self.form())

    def page(self, form: BaseForm, *, status: int = 200, refusal: object = "") -> HttpResponse:
        context = {"plan_year": PlanYear.objects.get(pk=self.plan_year.pk), "form": form} | self.context()
        return render(self.request, self.template_name, context, status=status)


class CallIssue(ActOnCall):
    template_name = "projects/call_issue.html"

    def closed(self) -> str:
        if self.plan_year.call_issued_at is not None:
            return _("The call has been issued already: extend its deadline, or add or excuse an agency, instead.")
        return super().closed()

    def form(self, data: Any = None) -> CallForm:
        asked = list(expected_agencies(self.plan_year).values_list("code", flat=True)) if data is None else []
        # Of an instance of its own: what was typed and refused changes nothing that is shown beside it.
        stored = PlanYear.objects.get(pk=self.plan_year.pk)
        return CallForm(data, instance=stored, initial={"expected": asked})

    def decide(self, fields: dict[str, Any]) -> str:
        operations.issue_call(by=self.person, plan_year=self.plan_year, **fields)
        return _("The call is issued: every agency that is expected to answer sees it now.")


class CallExtend(ActOnCall):
    template_name = "projects/call_extend.html"

    def closed(self) -> str:
        if self.plan_year.call_issued_at is None:
            return _("The call has not been issued yet: say until when the agencies are to answer when you issue it.")
        return super().closed()

    def form(self, data: Any = None) -> ExtensionForm:
        return ExtensionForm(data, initial=self.seen())

    def seen(self) -> dict[str, Any]:
        return {"seen": self.plan_year.call_deadline}

    def decide(self, fields: dict[str, Any]) -> str:
        operations.extend_call(by=self.person, plan_year=self.plan_year, **fields)
        return _("The deadline is extended; the agencies see the new day and your reason.")


class CallAgencies(ActOnCall):
    """Who is expected to answer, who was excused, and why; `?agency=` fills the form for one."""

    template_name = "projects/call_agencies.html"

    def form(self, data: Any = None) -> ExpectationForm:
        asked = Agency.objects.filter(code=self.request.GET.get("agency", "")).first() if data is None else None
        return ExpectationForm(data, initial={"agency": asked.pk} if asked else {})

    def decide(self, fields: dict[str, Any]) -> str:
        row = operations.expect_agency(by=self.person, plan_year=self.plan_year, **fields)
        if row.is_expected:
            return _("“%(agency)s” is expected to answer now.") % {"agency": row.agency}
        return _("“%(agency)s” is excused from answering.") % {"agency": row.agency}

    def context(self) -> dict[str, Any]:
        decided = ExpectedAgency.objects.filter(plan_year=self.plan_year).exclude(reason="").select_related("agency")
        return {
            "expected": list(expected_agencies(self.plan_year).order_by("sort_key")),
            "decided": decided.order_by("is_expected", "agency__sort_key"),
        }
