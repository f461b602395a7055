"""What the planning organization types in the sheet of an indicator. The form reads; the operation writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import choose
from config.persian.fields import PersianModelForm
from projects.forms import Versioned
from targets.indicators import MEANING_STAYS, SHEET, locked_in_use
from targets.models import Indicator

_LONG = ("definition", "formula", "data_items", "means_of_verification", "influences", "suggested_actions")
_LINES = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


class IndicatorForm(Versioned, PersianModelForm):
    unit = choose(Indicator, "unit", "unit")
    owner = choose(Indicator, "owner", "agency")
    sector = choose(Indicator, "sector", "sector")

    class Meta:
        model = Indicator
        fields = SHEET
        labels = {"source": _("Source"), "achievement_from": _("Achievement is measured")}
        help_texts = {"data_items": _("What the figure is made of, one a line.")}
        widgets = dict.fromkeys(_LONG, _LINES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in locked_in_use(self.instance):
            self.fields[name].help_text = str(MEANING_STAYS)
