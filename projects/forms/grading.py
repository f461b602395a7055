"""What people type when they grade: criteria and thresholds of a year, scores of a project, the decision."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from projects.enums import ScopeLevel, Tier
from projects.models import Criterion

MOST_CRITERIA = 20


class CriterionForm(PersianForm):
    """A row of the year's criteria."""

    title = PersianCharField(label=_("Criterion"), max_length=150)
    description = PersianCharField(label=_("What is looked at"), max_length=500, required=False)
    weight = PersianDecimalField(label=_("Weight (percent)"), places=2, percent=True)

    def clean_weight(self) -> Decimal:
        weight: Decimal = self.cleaned_data["weight"]
        if not 0 < weight <= 100:
            raise forms.ValidationError(_("A weight lies above 0 and at most at 100."))
        return weight


CriterionFormSet = forms.formset_factory(CriterionForm, extra=3, can_delete=True, max_num=MOST_CRITERIA)


class ThresholdForm(PersianForm):
    """From which score a project's tier is A, and from which B."""

    tier_a_from = PersianDecimalField(label=_("Tier A from (of 100)"), places=2)
    tier_b_from = PersianDecimalField(label=_("Tier B from (of 100)"), places=2)


class ScoreForm(PersianForm):
    """The points of a project by every criterion, the grounds, and whether somebody else is to score it too."""

    note = PersianCharField(
        label=_("Grounds"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
    asks_second = forms.BooleanField(label=_("A second reviewer is to score it too"), required=False)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._criteria = criteria
        for each in criteria:
            self.fields[self.name_of(each)] = PersianDecimalField(
                label=format_html("<bdi>{}</bdi>", each.title),
                places=2,
                help_text=format_html("<bdi>{}</bdi>", each.description) if each.description else "",
                min_value=0,
                max_value=100,
            )
        self.order_fields([*map(self.name_of, criteria), "note", "asks_second"])

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        return f"points_{criterion.position}"

    def points_fields(self) -> list[forms.BoundField]:
        return [self[self.name_of(each)] for each in self._criteria]

    def scores(self) -> dict[str, Any]:
        """As the operation takes them."""
        typed = self.cleaned_data
        points = {each: typed[self.name_of(each)] for each in self._criteria}
        return {"points": points, "note": typed["note"], "asks_second": typed["asks_second"]}


class GradeForm(PersianForm):
    """The deputy's decision; `seen` names the scores that were read."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)
    scope_level = forms.ChoiceField(label=_("Scope level"), choices=ScopeLevel.choices)
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    reason = PersianCharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("Asked for where you decide otherwise than the agency proposes."),
    )
