"""What is typed at the table. The forms read; `targets.operations.bargaining` writes and refuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, SolarDateField
from targets.bargaining import is_by_parts
from targets.forms.letters import LetterForm
from targets.models import Target
from targets.operations.bargaining import Terms

_FIGURES = ("value", "numerator", "denominator")
_WORDS = forms.Textarea(attrs={"rows": 2, "dir": "auto", "maxlength": 2000})


class AnswerToOffer(PersianForm):
    """Which round is answered, and where the person came from."""

    # The round that the person saw; whoever answers another one is told.
    seen_round = forms.IntegerField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False)


class RulingRequestForm(AnswerToOffer):
    reason = PersianCharField(label=_("Why shall the deputy governor rule?"), max_length=2000, widget=_WORDS)


class WithFigures(AnswerToOffer):
    """An answer that may bring a value, or the two parts of a ratio."""

    def figures(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in _FIGURES if name in self.fields}


class OfferForm(WithFigures):
    """An offer or a ruling: a value, of a ratio its two parts, with its reason, condition and letter."""

    value = PersianDecimalField(label=_("Value"))
    numerator = PersianDecimalField(label=_("Numerator"))
    denominator = PersianDecimalField(label=_("Denominator"))
    reason = PersianCharField(label=_("Reason"), max_length=2000, widget=_WORDS)
    condition = PersianCharField(
        label=_("Condition"),
        max_length=250,
        required=False,
        help_text=_("Such as: subject to the allocation of credit."),
    )
    letter_number = PersianCharField(label=_("Letter number"), max_length=60, required=False)
    letter_on = SolarDateField(label=_("Date of the letter"), required=False)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("value",) if is_by_parts(target) else ("numerator", "denominator"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for given, missing in (("letter_number", "letter_on"), ("letter_on", "letter_number")):
            if cleaned.get(given) and not cleaned.get(missing) and missing not in self.errors:
                self.add_error(missing, _("A letter has a number and a date."))
        return cleaned

    def terms(self) -> Terms:
        return Terms(*(self.cleaned_data[name] for name in Terms._fields))


class LetterAnswerForm(LetterForm, WithFigures):
    """The answer that the agency's head has signed on paper: the last offer is accepted, or answered with a figure."""

    said = forms.ChoiceField(
        label=_("What the letter says"),
        choices=[("accepted", _("The last offer is accepted")), ("offered", _("Another figure is offered"))],
        widget=forms.RadioSelect,
    )
    field_order = ("said", "value", "numerator", "denominator", "reason", "condition", "seat", "number", "dated_on")

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, agency=target.project.program.agency, **kwargs)
        offered = OfferForm(target=target).fields
        for name in (*_FIGURES, "reason", "condition"):
            if name in offered:
                self.fields[name] = offered[name]
                self.fields[name].required = False
        self.order_fields(self.field_order)

    @property
    def is_accepted(self) -> bool:
        return bool(self.cleaned_data["said"] == "accepted")

    def terms(self) -> Terms:
        return Terms(self.cleaned_data["reason"], self.cleaned_data["condition"])
