"""What people type about the plan year and its call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField
from agencies.models import Agency
from config.clock import today
from config.persian.calendar import format_date, to_solar, year_bounds
from config.persian.digits import localise_digits
from config.persian.fields import PersianCharField, PersianForm, PersianModelForm, SolarDateField
from projects.forms.programs import ONE_TEXT
from projects.models import PlanYear
from projects.operations import DESKS

# Years that can be opened: the one that is past, the one that runs, and so many to come.
YEARS_AHEAD = 3


class YearForm(PersianModelForm):
    """Which year is opened, with its days as the calendar has them; what it is called, and how it reports."""

    year = forms.TypedChoiceField(
        label=_("Plan year"),
        coerce=int,
        error_messages={
            "invalid_choice": _("Choose one of the years that are offered; a year that is missing is open already.")
        },
    )

    class Meta:
        model = PlanYear
        fields = (
            "slogan_fa",
            "slogan_en",
            "frequency",
            "due_after_days",
            "closes_after_days",
            "objection_days",
            "adjustment_until",
            *DESKS,
        )
        help_texts = {
            "due_after_days": _(
                "Counted from the end of a period; a due day on a day off moves to the next working day."
            ),
            "closes_after_days": _(
                "Counted from the due day. What is sent in between is late; afterwards a period has to be re-opened."
            ),
            "objection_days": _("In which the head of an agency may object to a figure that was adjusted."),
            "adjustment_until": _("Until when earlier figures may still be restated. Empty: there is no such window."),
            "challenge_days_province": _("After so many days it should go to the headquarters."),
            "challenge_days_agency": _("After so many days it should go to the province."),
        }

    field_order = ("year",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = to_solar(today())[0]
        opened = set(PlanYear.objects.values_list("year", flat=True))
        years = [year for year in range(this_year - 1, this_year + YEARS_AHEAD + 1) if year not in opened]
        self.fields["year"].choices = [(year, _named_year(year)) for year in years]  # type: ignore[attr-defined]
        later = [year for year in years if year > max(opened, default=0)]
        self.initial.setdefault("year", next(iter([*later, *years]), None))
        for name in DESKS:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in DESKS:
            if name not in self.errors and cleaned.get(name) is None:
                cleaned[name] = getattr(PlanYear(), name)
        return cleaned


def _named_year(year: int) -> str:
    """«۱۴۰۰ (از ۱۴۰۰/۰۱/۰۱ تا ۱۴۰۰/۱۲/۲۹)»: the year with its days."""
    first_day, last_day = (format_date(day) for day in year_bounds(year))
    named = {"year": localise_digits(str(year)), "first": first_day, "last": last_day}
    return _t("%(year)s (from %(first)s to %(last)s)") % named


class CallForm(PersianModelForm):
    """The call as it is issued: the letter, until when, what it says, and who is to answer."""

    expected = forms.ModelMultipleChoiceField(
        label=_("Agencies expected to answer"),
        queryset=Agency.objects.all(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that are usually asked are ticked. Afterwards an agency is added or excused with a reason."),
        error_messages={
            "required": _("No agency is expected to answer: choose at least one."),
            "invalid_choice": _("An agency that was ticked is not in the list any more; please look at it again."),
        },
    )

    class Meta:
        model = PlanYear
        fields = ("call_letter_number", "call_letter_on", "call_deadline", "slogan_fa", "slogan_en", "call_text")
        widgets = {"call_text": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("call_letter_number", "call_letter_on", "call_deadline"):
            self.fields[name].required = True


class ExtensionForm(PersianForm):
    """More time for the agencies; `seen` is the deadline that the person read."""

    seen = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])
    deadline = SolarDateField(label=_("New deadline"))
    reason = PersianCharField(
        label=_("Reason"), max_length=1000, help_text=_("The agencies read it."), widget=forms.Textarea(ONE_TEXT)
    )


class ExpectationForm(PersianForm):
    """An agency that is added to those expected to answer, or excused; which of the two, the button says."""

    agency = ChooseField("agency", queryset=Agency.objects.all(), label=_("Agency"))
    reason = PersianCharField(
        label=_("Reason"), max_length=500, help_text=_("The agency reads it."), widget=forms.Textarea(ONE_TEXT)
    )
    is_expected = forms.TypedChoiceField(
        label=_("Expected to answer"),
        choices=[("yes", ""), ("no", "")],
        coerce=lambda said: said == "yes",
        widget=forms.HiddenInput,
        required=True,
    )
