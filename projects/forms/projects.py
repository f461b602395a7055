"""What people type about a project: its fields, its actions, its money, its obstacles."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import choose
from agencies.models import Agency, County
from config.joined import with_lists
from config.persian.digits import localise_digits, to_latin
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, PersianModelForm, SolarDateField
from config.persian.numbers import INTEGER_DIGITS, format_number
from projects.enums import FundingSource, ObstacleCategory, ObstacleLevel, OwnerSide
from projects.forms.programs import Versioned
from projects.models import Action, Challenge, FundingLine, Program, Project

RIALS_IN_A_MILLION = Decimal(1_000_000)
# Of an amount typed in million rials: in rials it has six more, and the column no more than this leaves.
_MILLIONS = INTEGER_DIGITS - 6
# Of the number of a row.
_PLACE_DIGITS = 3


class ProjectForm(Versioned, PersianModelForm):
    sector = choose(Project, "sector", "sector")
    priority_industry = choose(Project, "priority_industry", "priority-industry")

    class Meta:
        model = Project
        fields = (
            "title",
            "description",
            "sector",
            "priority_industry",
            "chain_link",
            "counties",
            "partners",
            "scope_level",
            "tier",
            "grade_reason",
            "weight",
            "jobs_direct",
            "jobs_indirect",
            "justification",
            "needs_money",
            "has_no_obstacles",
        )
        widgets = {
            "counties": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "justification": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "grade_reason": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        }
        help_texts = {
            "counties": _("None chosen means the whole province."),
            "weight": _("Relative to the other projects of the program."),
            "justification": _("Why the figures are realistic against what the province and the country can do."),
        }

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = program.plan_year.first_day
        counties = self.fields["counties"]
        # Counties that exist in the plan year: they come into being by date.
        counties.queryset = County.objects.exclude(valid_from__gt=day)  # type: ignore[attr-defined]
        partners = self.fields["partners"]
        partners.queryset = Agency.objects.exclude(pk=program.agency_id)  # type: ignore[attr-defined]


class ActionForm(PersianForm):
    """A row of the actions of a project."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = PersianCharField(label=_("Action"), max_length=250)
    responsible = PersianCharField(label=_("Responsible"), max_length=150, required=False)
    starts_on = SolarDateField(label=_("Start"), required=False)
    ends_on = SolarDateField(label=_("End"), required=False)
    weight = PersianDecimalField(label=_("Weight (percent)"), required=False, places=2, percent=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day must not come before the first."))
        weight = cleaned.get("weight")
        if weight is not None and not 0 < weight <= 100:
            self.add_error("weight", _("A weight lies above 0 and at most at 100."))
        return cleaned


class FundingForm(PersianForm):
    """A source of money of a project; amounts are typed in million rials and stored in rials."""

    source = forms.ChoiceField(label=_("Source of funding"), choices=[("", "---------"), *FundingSource.choices])
    approved = PersianDecimalField(label=_("Approved (million rials)"), required=False, integer_digits=_MILLIONS)
    allocated = PersianDecimalField(label=_("Allocated (million rials)"), required=False, integer_digits=_MILLIONS)
    spent = PersianDecimalField(label=_("Spent (million rials)"), required=False, integer_digits=_MILLIONS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("approved", "allocated", "spent"):
            amount = cleaned.get(name)
            if amount is not None and amount < 0:
                self.add_error(name, _("An amount of money is not negative."))
        return cleaned

    def line(self) -> dict[str, Any]:
        """The row as the operation takes it, in rials."""
        return {
            name: value * RIALS_IN_A_MILLION if isinstance(value, Decimal) else value
            for name, value in self.cleaned_data.items()
            if name != "DELETE"
        }


class PlacesField(PersianCharField):
    """Numbers of rows of another list on the page, as «۱، ۳»; read as a list of them."""

    def prepare_value(self, value: Any) -> Any:
        return localise_digits("، ".join(map(str, value))) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        typed = to_latin(super().clean(value))
        parts = [part for part in re.split(r"[\s،,;]+", typed) if part]
        if not all(part.isascii() and part.isdigit() and len(part) <= _PLACE_DIGITS for part in parts):
            raise forms.ValidationError(_("Write the numbers of the actions, for example 1, 3; empty: all of them."))
        return sorted({int(part) for part in parts})


class ChallengeForm(PersianForm):
    """A row of the obstacles of a project; the actions it blocks are named by their numbers on the page."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = PersianCharField(label=_("Obstacle"), max_length=250)
    category = forms.ChoiceField(label=_("Kind of obstacle"), choices=[("", "---------"), *ObstacleCategory.choices])
    level = forms.ChoiceField(
        label=_("Can be solved at the level"), choices=[("", "---------"), *ObstacleLevel.choices]
    )
    owner = PersianCharField(label=_("Who has to solve it"), max_length=150, required=False)
    owner_side = forms.ChoiceField(label=_("Inside or outside"), choices=[("", "---------"), *OwnerSide.choices])
    due_on = SolarDateField(label=_("To be solved by"), required=False)
    actions = PlacesField(label=_("Blocks the actions (numbers)"), max_length=100, required=False)
    ask = PersianCharField(label=_("What is asked for"), max_length=500, required=False)

    def __init__(self, *args: Any, actions: forms.BaseFormSet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actions = actions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # From the numbers of the rows on the page to the places of those that stay.
        kept = kept_rows(self._actions) if self._actions.is_bound and self._actions.is_valid() else []
        rows = {number: row for number, row in enumerate(self._actions.forms, 1) if row in kept}
        numbers = cleaned.get("actions") or []
        if self._actions.is_bound and self._actions.is_valid() and not set(numbers) <= set(rows):
            strange = next(number for number in numbers if number not in rows)
            message = _t("There is no action number %(number)s in the list above.")
            self.add_error("actions", message % {"number": format_number(strange)})
        else:
            cleaned["actions"] = [kept.index(rows[number]) + 1 for number in numbers if number in rows]
        return cleaned


class ActionFormSetBase(forms.BaseFormSet):
    row_key = "uuid"
    row_words = _("Action %(row)s")


class FundingFormSetBase(forms.BaseFormSet):
    row_key = "source"
    row_words = _("Source %(row)s")

    def clean(self) -> None:
        sources = [form.cleaned_data.get("source") for form in self.rows()]
        if len(sources) != len(set(sources)):
            raise forms.ValidationError(_("Name each source of funding once."))

    def rows(self) -> list[FundingForm]:
        return kept_rows(self)


class ChallengeFormSetBase(forms.BaseFormSet):
    row_key = "uuid"
    row_words = _("Obstacle %(row)s")


ActionFormSet = forms.formset_factory(ActionForm, formset=ActionFormSetBase, extra=1, can_delete=True, max_num=100)
FundingFormSet = forms.formset_factory(FundingForm, formset=FundingFormSetBase, extra=1, can_delete=True, max_num=12)
ChallengeFormSet = forms.formset_factory(
    ChallengeForm, formset=ChallengeFormSetBase, extra=1, can_delete=True, max_num=50
)


def kept_rows(formset: forms.BaseFormSet[Any]) -> list[Any]:
    """The rows that were filled in and not struck out, in their order."""
    return [
        form for form in formset.forms if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
    ]


def action_rows(project: Project | None) -> list[dict[str, Any]]:
    """What the action rows show first."""
    actions: list[Action] = list(project.actions.all()) if project else []
    names = ("uuid", "title", "responsible", "starts_on", "ends_on", "weight")
    return [{name: getattr(action, name) for name in names} for action in actions]


def challenge_rows(project: Project | None) -> list[dict[str, Any]]:
    """What the rows of obstacles show first."""
    challenges: list[Challenge] = list(with_lists(project.challenges.stated(), "actions")) if project else []
    names = ("uuid", "title", "category", "level", "owner", "owner_side", "due_on", "ask")
    return [
        {name: getattr(challenge, name) for name in names}
        | {"actions": sorted(action.position for action in challenge.actions.all())}
        for challenge in challenges
    ]


def funding_rows(project: Project | None) -> list[dict[str, Any]]:
    """What the funding rows show first, in million rials."""
    lines: list[FundingLine] = list(project.funding_lines.all()) if project else []
    return [
        {
            "source": line.source,
            **{
                name: None if getattr(line, name) is None else getattr(line, name) / RIALS_IN_A_MILLION
                for name in ("approved", "allocated", "spent")
            },
        }
        for line in lines
    ]
