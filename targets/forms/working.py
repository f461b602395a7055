"""The planning organization's working values: one row a target."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from targets.models import Target
from targets.units import too_fine


class WorkingValueForm(PersianForm):
    """A row of the sheet; `seen` is the value that stood there."""

    seen = PersianDecimalField(required=False)
    value = PersianDecimalField(label=_("Working value"), required=False)
    note = PersianCharField(label=_("Note"), max_length=250, required=False)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"t{target.pk}", **kwargs)
        self.target = target

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if told := too_fine(self.target.indicator.unit, [cleaned.get("value")]):
            self.add_error("value", told)
        return cleaned
