"""What the administrator types about a due day, and about how long a challenge may lie at a desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianForm, PersianModelForm, SolarDateField
from projects.models import PlanYear
from projects.operations import DESKS


class DueDayForm(PersianForm):
    """`seen` is the due day that was read."""

    seen = forms.DateField(widget=forms.HiddenInput)
    due_on = SolarDateField(label=_("Due day"), help_text=_("A Friday or a holiday becomes the next working day."))
    reason = PersianCharField(label=_("Reason"), max_length=250)


class DaysAtDesksForm(PersianModelForm):
    """`seen` are the days that were read, in the order of the desks."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = PersianCharField(label=_("Reason"), max_length=250)

    class Meta:
        model = PlanYear
        fields = DESKS
        help_texts = {
            "challenge_days_agency": _("After so many days it should go to the province."),
            "challenge_days_province": _("After so many days it should go to the headquarters."),
        }

    def days(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in DESKS}

    def days_seen(self) -> dict[str, int]:
        """What cannot be read was seen by nobody."""
        read = [int(part) if part.isascii() and part.isdigit() else 0 for part in self.cleaned_data["seen"].split()]
        return dict(zip(DESKS, read, strict=False))
