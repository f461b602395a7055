"""Fill my form: a ministry's own workbook handed in, told what stands under its headings, given back filled."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, View
from django_tables2 import SingleTableMixin
from openpyxl.utils import get_column_letter

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.persian.digits import localise_digits
from config.persian.fields import PersianForm
from config.persian.numbers import format_amount, format_number
from config.storage import open_stored
from config.workbooks import MIME_TYPE, Value
from projects.refusals import Moved, Refused
from reports.ministry_forms.filling import NoForm, fill
from reports.ministry_forms.page import ColumnsForm, HeadingsForm, MinistryFormTable, MinistryFormUpload
from reports.ministry_forms.sources import PERCENTAGES, rows_for
from reports.models import MinistryForm
from reports.operations.ministry_forms import keep_form, map_columns, point_at_headings
from targets.filters import Asked, asked_for
from targets.master_table import MasterTableContent

# So many targets are filled in within the request; more are narrowed down first.
MOST_ROWS = 5000


class MinistryFormList(Guarded, SingleTableMixin, ListView):
    """The forms that are known, and handing in another."""

    permission = Permission.FORM_FILL
    template_name = "reports/ministry_form_list.html"
    table_class = MinistryFormTable
    paginate_by = 25

    def get_queryset(self) -> QuerySet[MinistryForm]:
        return MinistryForm.objects.visible_to(self.person).select_related("uploaded_by")

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = MinistryFormUpload(request.POST, request.FILES)
        if form.is_valid():
            try:
                kept = keep_form(by=request.user, file=form.cleaned_data["file"])
                return redirect(f"{kept.get_absolute_url()}?{request.GET.urlencode()}")
            except Refused as refusal:
                form.add_error("file", str(refusal))
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"form": MinistryFormUpload(), "query": self.request.GET.urlencode()}
        return context | super().get_context_data(**kwargs)


class MinistryFormView(Guarded, View):
    """One form, with the targets that the query asks for."""

    permission = Permission.FORM_FILL

    @cached_property
    def form(self) -> MinistryForm:
        return get_object_or_404(MinistryForm.objects.visible_to(self.person), uuid=self.kwargs["uuid"])

    def asked(self) -> Asked:
        asked = asked_for(self.request.GET, self.person)
        if asked is None:
            raise Http404
        return asked


class MinistryFormPage(MinistryFormView):
    """What stands under each heading, and where the headings are."""

    def get(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        return self.page()

    def post(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        """What stands under the headings; or, with a row, that the headings are elsewhere."""
        if "header_row" in request.POST:
            headings = HeadingsForm(request.POST)
            return self._change(
                headings,
                lambda: point_at_headings(by=request.user, form=self.form, **headings.cleaned_data),
                headings=headings,
            )
        columns = ColumnsForm(request.POST, of=self.form)
        return self._change(
            columns,
            lambda: map_columns(
                by=request.user,
                form=self.form,
                version=columns.cleaned_data["version"],
                columns=columns.columns,
            ),
            columns=columns,
        )

    def _change(self, given: PersianForm, change: Callable[[], object], **forms: PersianForm) -> HttpResponse:
        if given.is_valid():
            try:
                change()
            except Moved as refusal:
                context = {"message": refusal, "latest_url": self.form.get_absolute_url()}
                return render(self.request, "409.html", context, status=409)
            except Refused as refusal:
                given.add_error(None, str(refusal))
            else:
                messages.success(self.request, _("Kept. The next form with the same headings begins so."))
                return redirect(self.request.get_full_path())
        return self.page(status=422, **forms)

    def page(self, *, status: int = 200, **forms: PersianForm) -> HttpResponse:
        form, asked = self.form, asked_for(self.request.GET, self.person)
        content = asked.read_in_order() if asked else None
        initial = {"version": form.version, "sheet": form.sheet, "header_row": form.header_row}
        given = {"columns": ColumnsForm(of=form), "headings": HeadingsForm(initial=initial)} | forms
        context = {
            "form": form,
            "content": content,
            "lines": self._lines(given["columns"], content),
            "query": self.request.GET.urlencode(),
        }
        return render(self.request, "reports/ministry_form.html", context | given, status=status)

    def _lines(self, columns: PersianForm, content: MasterTableContent | None) -> list[dict[str, Any]]:
        """Each heading with what is chosen for it, and what would stand in the first line."""
        filled = self.form.filled
        sample = next(iter(rows_for(content, filled.values())), {}) if content else {}
        return [
            {
                "letter": get_column_letter(column),
                "text": text,
                "field": columns[f"column_{column}"],
                "sample": _shown(sample.get(filled.get(column, ""))),
            }
            for column, text in self.form.headings
        ]


class MinistryFormFilled(MinistryFormView):
    """The form, filled."""

    def get(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        form, asked = self.form, self.asked()
        if not asked.is_understood:
            return _told("\n".join(asked.misunderstood))
        content = asked.read_in_order()
        if len(content.rows) > MOST_ROWS:
            return _told(
                _("More than %(count)s targets do not go into a form; narrow the master table down first.")
                % {"count": format_number(MOST_ROWS)}
            )
        with open_stored(form.stored_as) as file:
            given = file.read()
        try:
            body = fill(
                given,
                form.sheet,
                under=form.last_header_row,
                columns=form.filled,
                rows=rows_for(content, form.filled.values()),
                per_hundred=PERCENTAGES,
            )
        except NoForm:
            return _told(_("The sheet of this form cannot be filled: it is too large."))
        disposition = f'attachment; filename="jahesh-form-{content.plan_year.year}.xlsx"'
        return HttpResponse(body, content_type=MIME_TYPE, headers={"Content-Disposition": disposition})


def _shown(value: Value) -> str:
    """As the page writes it."""
    return format_amount(value) if isinstance(value, Decimal) else localise_digits(str(value or ""))


def _told(words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=422)
