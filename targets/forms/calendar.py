"""What the administrator types about a due day."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianForm, SolarDateField


class DueDayForm(PersianForm):
    """`seen` is the due day that was read."""

    seen = forms.DateField(widget=forms.HiddenInput)
    due_on = SolarDateField(label=_("Due day"), help_text=_("A Friday or a holiday becomes the next working day."))
    reason = PersianCharField(label=_("Reason"), max_length=250)
