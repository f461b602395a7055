"""What the planning organization types about a macro target. The form reads; `targets.operations.macro` writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import choose
from agencies.models import Agency
from config.persian.errors import Unreadable
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, SolarDateField
from config.persian.numbers import format_number, read_decimal
from targets.forms.sheets import Names
from targets.models import MacroTarget, MacroTargetProposal, Unit
from targets.proposals import PROPOSED, Share
from targets.units import too_fine

_AMOUNTS = ("baseline", "value", "provincial_capacity", "national_capacity")
_LINES = forms.Textarea(attrs={"rows": 4, "dir": "auto"})


class MacroProposalForm(PersianForm):
    """Figures, capacities and shares as they are proposed; trajectory and shares may be pasted from Excel."""

    # The number of the last proposal that the writer has seen; 0 for a macro target that begins.
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    baseline = PersianDecimalField(label=_("Baseline"))
    value = PersianDecimalField(label=_("Year-end target"))
    source = PersianCharField(label=_("Source of the figures"), max_length=250, required=False)
    # Plain text, as the columns of what was pasted are kept apart by tabs.
    trajectory = forms.CharField(
        label=_("Trajectory"),
        required=False,
        help_text=_("One cumulative value for each period, as a row or a column of Excel; or nothing."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        strip=False,
    )
    provincial_capacity = PersianDecimalField(label=_("Provincial capacity"), required=False)
    provincial_source = PersianCharField(label=_("Source of the provincial capacity"), max_length=250, required=False)
    national_capacity = PersianDecimalField(label=_("National capacity"), required=False)
    national_source = PersianCharField(label=_("Source of the national capacity"), max_length=250, required=False)
    shares = forms.CharField(
        label=_("Agencies' shares"),
        required=False,
        help_text=_("One agency a line: its name or code, its share and the reason, in columns as Excel copies them."),
        widget=_LINES,
        strip=False,
    )
    reason = PersianCharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    letter_number = PersianCharField(label=_("Letter number"), max_length=60, required=False)
    letter_on = SolarDateField(label=_("Date of the letter"), required=False)

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean(self) -> dict[str, Any]:
        """No more decimals than the unit has: nothing is rounded."""
        cleaned = super().clean() or self.cleaned_data
        unit = self.unit or (cleaned["indicator"].unit if cleaned.get("indicator") else None)
        if unit is None:
            return cleaned
        amounts: dict[str, list[Decimal | None]] = {name: [cleaned.get(name)] for name in _AMOUNTS}
        amounts["trajectory"] = list(cleaned.get("trajectory") or [])
        amounts["shares"] = [share.value for share in cleaned.get("shares") or []]
        for name, values in amounts.items():
            if told := too_fine(unit, values):
                self.add_error(name, told)
        return cleaned

    def clean_trajectory(self) -> list[Decimal]:
        points = re.split(r"[\t\n\r؛;]+", self.cleaned_data["trajectory"])
        return [_amount(point) for point in points if point.strip()]

    def clean_shares(self) -> list[Share]:
        agencies = Names((agency, (agency.name_fa, agency.name_en, agency.code)) for agency in Agency.objects.all())
        return list(_shares(self.cleaned_data["shares"].splitlines(), agencies))

    def proposed(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        return {name: self.cleaned_data[name] for name in PROPOSED}


class MacroTargetStartForm(MacroProposalForm):
    """A macro target begins with its indicator and, if it is for a part of the economy only, that part."""

    indicator = choose(MacroTarget, "indicator", "indicator")
    sector = choose(MacroTarget, "sector", "sector")
    priority_industry = choose(MacroTarget, "priority_industry", "priority-industry")
    field_order = ("based_on", "indicator", "sector", "priority_industry")


def _shares(lines: Iterable[str], agencies: Names) -> Iterable[Share]:
    """Each line as a share. Raises ValidationError naming the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, amount, reason = [*line.split("\t"), "", ""][:3]
        try:
            yield Share(agencies.find(name.strip()), _amount(amount), " ".join(reason.split()))
        except ValidationError as error:
            place = _t("Line %(number)s:") % {"number": format_number(number)}
            raise ValidationError(f"{place} {' '.join(error.messages)}") from error


def _amount(text: str) -> Decimal:
    try:
        return read_decimal(text)
    except Unreadable as error:
        raise ValidationError(str(error)) from error


def shown_proposal(proposal: MacroTargetProposal | None, shares: Iterable[Share]) -> dict[str, Any]:
    """What the form shows first; why it changes is said anew each time."""
    if proposal is None:
        return {"based_on": 0}
    names = ("baseline", "value", "source", "provincial_capacity", "provincial_source")
    return {name: getattr(proposal, name) for name in (*names, "national_capacity", "national_source")} | {
        "trajectory": "\t".join(format_number(point) for point in proposal.trajectory),
        "shares": "\n".join(f"{share.agency}\t{format_number(share.value)}\t{share.reason}" for share in shares),
    }


class MacroDecisionForm(PersianForm):
    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = PersianCharField(required=False, max_length=1000)
