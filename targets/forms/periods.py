"""What a planner types to open a closed period once more, and to take that back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField
from agencies.models import Agency
from config.clock import today
from config.persian.fields import PersianCharField, PersianForm, SolarDateField
from projects.enums import YearState
from projects.models import Period, Program
from targets.periods import is_closed, period_key


class ReopeningForm(PersianForm):
    """Which closed period, for whom, until when and why."""

    period = forms.ChoiceField(label=_("Period"))
    agency = ChooseField("agency", queryset=Agency.objects.all(), to_field_name="code", label=_("Agency"))
    program = PersianCharField(
        label=_("Code of the program"),
        max_length=30,
        required=False,
        help_text=_("Empty: all programs of the agency."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    until = SolarDateField(label=_("Open until"), help_text=_("The end of that day; then it closes by itself."))
    reason = PersianCharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The agency reads it."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = today()
        past = Period.objects.regular().filter(plan_year__state=YearState.FROZEN, due_on__lt=day)
        closed = [
            period for period in past.select_related("plan_year").order_by("-first_day") if is_closed(period, day)
        ]
        self.periods = {period_key(period): period for period in closed}
        self.fields["period"].choices = [(key, str(period)) for key, period in self.periods.items()]  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        return self.periods[self.cleaned_data["period"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        code, period, agency = cleaned.get("program"), cleaned.get("period"), cleaned.get("agency")
        cleaned["program"] = None
        if code and period and agency:
            programs = Program.objects.filter(plan_year=period.plan_year, agency=agency)
            cleaned["program"] = programs.filter(code__iexact=code).first()
            if cleaned["program"] is None:
                self.add_error(
                    "program",
                    ValidationError(
                        _("%(agency)s has no program of this code in that year."), params={"agency": agency}
                    ),
                )
        return cleaned


class RevocationForm(PersianForm):
    reason = PersianCharField(label=_("Reason"), max_length=500)
