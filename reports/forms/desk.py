"""Asking for a report, keeping a list under a name, how one is told, delegating a signature, registering a letter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField
from agencies.enums import AGENCY_ROLES
from agencies.fingerprints import fingerprint
from agencies.models import Agency, County, Membership, Sector, User
from agencies.operations.people import REACH_FIELDS
from agencies.uploads import ManyFilesField, ManyFilesInput
from config.clock import today
from config.persian.digits import to_latin
from config.persian.fields import PersianCharField, PersianForm, SolarDateField
from config.persian.letters import normalise
from projects.models import PlanYear
from projects.refusals import Refused
from reports.enums import Span
from reports.models import Publication, ReportJob, SavedView, SectionText
from reports.operations.asking import Extent
from targets.letters import read_code
from targets.models import MasterTable

_MOBILE = re.compile(r"09[0-9]{9}")


def spans() -> list[tuple[str, str]]:
    """Until when in the year a report may go: the whole of it, a quarter's end, a month's end."""
    quarters = [(f"{Span.QUARTER}-{number}", Span.QUARTER, number) for number in range(1, 5)]
    months = [(f"{Span.MONTH}-{number}", Span.MONTH, number) for number in range(1, 13)]
    return [
        (str(Span.YEAR), str(Span.YEAR.label)),
        *((key, ReportJob(span=span, ordinal=number).span_name) for key, span, number in [*quarters, *months]),
    ]


class ReportRequestForm(PersianForm):
    """Which year, until when, about whom, as of when, in which language. Only years with a master table can be asked "
    "for."""

    plan_year = forms.ModelChoiceField(queryset=PlanYear.objects.none(), label=_("Plan year"), empty_label=None)
    until = forms.ChoiceField(choices=spans, label=_("Span of the report"), initial=Span.YEAR, required=False)
    agency = ChooseField(
        "agency", queryset=Agency.objects.all(), to_field_name="code", label=_("Agency (optional)"), required=False
    )
    sector = forms.ModelChoiceField(
        queryset=Sector.objects.all(), to_field_name="code", label=_("Sector (optional)"), required=False
    )
    county = forms.ModelChoiceField(
        queryset=County.objects.all(), to_field_name="sci_code", label=_("County (optional)"), required=False
    )
    as_of = SolarDateField(
        label=_("From what was recorded until"), required=False, help_text=_("Left empty: as of now.")
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language of the report"), initial=get_language)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        frozen = MasterTable.objects.values("plan_year")
        self.fields["plan_year"].queryset = PlanYear.objects.filter(pk__in=frozen)  # type: ignore[attr-defined]

    def clean_as_of(self) -> datetime.date | None:
        day = self.cleaned_data["as_of"]
        if day is not None and day > today():
            raise ValidationError(_("A report cannot be compiled as of a moment that is still to come."))
        return day

    @property
    def extent(self) -> Extent:
        """Until when and about whom, of a form that is valid."""
        chosen = self.cleaned_data
        span, _dash, number = (chosen["until"] or Span.YEAR).partition("-")
        return Extent(
            Span(span), int(number) if number else None, *(chosen[name] for name in ("agency", "sector", "county"))
        )


class NarrativeForm(PersianForm):
    """What each section says in words; left as the draft says it, the draft stands."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: object, texts: Sequence[SectionText], titles: Mapping[str, str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        for row in texts:
            self.fields[row.section] = forms.CharField(
                # In the language of the report, whatever that of the page.
                label=format_html("<bdi>{}</bdi>", titles[row.section]),
                initial=row.words,
                required=False,
                max_length=20000,
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            )

    @property
    def written(self) -> dict[str, str]:
        return {name: normalise(value) for name, value in self.cleaned_data.items() if name != "seen"}


class PublishForm(PersianForm):
    """Under which number, and why, where it restates a published one."""

    number = PersianCharField(
        label=_("number of the report"), max_length=Publication._meta.get_field("number").max_length
    )
    why = PersianCharField(
        label=_("why it is restated"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ViewForm(PersianForm):
    """A saved view: its name, and whether colleagues may open it."""

    name = PersianCharField(label=_("Name of the view"), max_length=SavedView._meta.get_field("name").max_length)
    is_shared = forms.BooleanField(label=_("My colleagues may open it too"), required=False)


class NewViewForm(ViewForm):
    """With the list it is about."""

    page = forms.CharField(max_length=SavedView._meta.get_field("page").max_length)
    query = forms.CharField(max_length=SavedView._meta.get_field("query").max_length, required=False)


class ReachForm(PersianForm):
    """How a person wants to be told, besides on the page of notices."""

    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"dir": "ltr"}))
    mobile = PersianCharField(
        label=_("Mobile number"),
        required=False,
        max_length=20,
        help_text=_("Eleven digits, beginning with 09"),
        widget=forms.TextInput({"dir": "ltr", "inputmode": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language of messages"))
    by_email = forms.BooleanField(label=_("Mail me the day's reminders, where an address is given"), required=False)
    by_sms = forms.BooleanField(label=_("Tell me by text message that the day's reminders are there"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, person: User) -> ReachForm:
        """The form as the person's choice stands."""
        chosen = {name: getattr(person, name) for name in REACH_FIELDS}
        return cls(initial=chosen | {"seen": fingerprint(person, REACH_FIELDS)})

    def clean_mobile(self) -> str:
        mobile = re.sub(r"[\s()-]", "", to_latin(self.cleaned_data["mobile"]))
        mobile = re.sub(r"^(\+98|0098)", "0", mobile)
        if mobile and not _MOBILE.fullmatch(mobile):
            raise ValidationError(_("A mobile number has eleven digits and begins with 09."))
        return mobile

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("by_sms") and not cleaned.get("mobile") and "mobile" not in self.errors:
            self.add_error("mobile", _("Enter the number to which text messages are sent."))
        return cleaned


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user} – {obj}"


class DelegationForm(PersianForm):
    """To whom of the house, from when until when, by which letter where there is one."""

    colleague = ColleagueField(queryset=Membership.objects.none(), to_field_name="uuid", label=_("To whom"))
    valid_from = SolarDateField(label=_("From"), initial=today)
    valid_until = SolarDateField(label=_("Until (this day too)"))
    letter_number = PersianCharField(
        label=_("letter number"), max_length=Membership._meta.get_field("letter_number").max_length, required=False
    )

    def __init__(self, *args: object, head: User, agencies: frozenset[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        seats = Membership.objects.in_force(today()).filter(
            agency__in=agencies, role__in=AGENCY_ROLES, delegated_by__isnull=True
        )
        self.fields["colleague"].queryset = seats.exclude(user=head).select_related("user", "agency")  # type: ignore[attr-defined]


class CodeForm(PersianForm):
    """Which text: whose it is, and the code on the printed sheet."""

    agency = ChooseField("agency", queryset=Agency.objects.all(), to_field_name="code", label=_("Agency"))
    code = PersianCharField(
        label=_("Code of the text"),
        max_length=40,
        help_text=_("12 characters, as on the printed sheet"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class WorkbookForm(PersianForm):
    """A workbook to be handed in; what is in it, its reader judges."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class ManyWorkbooksForm(PersianForm):
    workbooks = ManyFilesField(label=_("Files"), widget=ManyFilesInput({"accept": ".xlsx"}))
