"""The list of forms, and the fields by which a form is handed in and explained."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.fields import PersianCharField, PersianForm, PersianIntegerField
from reports.ministry_forms.sources import SOURCES
from reports.models import MinistryForm

LAST_ROW = 1_048_576


class MinistryFormTable(tables.Table):
    original_name = tables.Column(verbose_name=_("File"))
    sheet = tables.Column(verbose_name=_("Sheet"), orderable=False)
    filled = tables.Column(verbose_name=_("Columns that are filled"), empty_values=(), orderable=False)
    uploaded_by = tables.Column(verbose_name=_("Handed in by"), orderable=False)
    uploaded_at = tables.Column(verbose_name=_("Handed in on"))

    class Meta:
        model = MinistryForm
        fields = ("original_name", "sheet", "filled", "uploaded_by", "uploaded_at")
        order_by = "-uploaded_at"
        caption = _("Forms of ministries")
        empty_text = _("No form has been handed in yet.")

    def render_original_name(self, record: MinistryForm) -> SafeString:
        """With what was asked of the master table, which is filled in."""
        query = self.request.GET.urlencode() if hasattr(self, "request") else ""
        return format_html('<a href="{}?{}"><bdi>{}</bdi></a>', record.get_absolute_url(), query, record.original_name)

    def render_sheet(self, value: str) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_filled(self, record: MinistryForm) -> str:
        counted = {"filled": str(len(record.columns)), "of": str(len(record.headings))}
        return localise_digits(str(_("%(filled)s of %(of)s")) % counted)

    def render_uploaded_by(self, value: object) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_uploaded_at(self, value: datetime.datetime) -> str:
        return format_date(value)


class MinistryFormUpload(PersianForm):
    file = forms.FileField(
        label=_("The form as an Excel file"),
        help_text=_("With its headings; what stands above and below them stays as it is."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class HeadingsForm(PersianForm):
    """Where the headings stand."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    sheet = PersianCharField(label=_("Sheet"), max_length=100)
    header_row = PersianIntegerField(label=_("Row of the headings"), min_value=1, max_value=LAST_ROW)


class ColumnsForm(PersianForm):
    """What is filled in under each heading: a field a column."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, of: MinistryForm, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": of.version}, **kwargs)
        choices = [("", _("leave as it is")), *((source.key, source.label) for source in SOURCES)]
        filled = of.filled
        for column, text in of.headings:
            label = f"{get_column_letter(column)} · {text}"
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=filled.get(column, "")
            )

    @property
    def columns(self) -> dict[int, str]:
        """What was chosen, by column."""
        return {
            int(name.removeprefix("column_")): key
            for name, key in self.cleaned_data.items()
            if name.startswith("column_")
        }
