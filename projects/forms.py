"""What people type about programs, projects, actions and remarks. Forms read and check; operations write."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField, choose
from agencies.models import Agency, County
from config.clock import today
from config.persian.calendar import format_date, to_solar, year_bounds
from config.persian.digits import localise_digits, to_latin
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, PersianModelForm, SolarDateField
from config.persian.numbers import INTEGER_DIGITS, format_number
from projects.enums import FundingSource, ObstacleCategory, ObstacleLevel, OwnerSide, ProjectState
from projects.models import Action, Challenge, FundingLine, PlanYear, Program, Project

ONE_TEXT = {"rows": 3, "dir": "auto"}
RIALS_IN_A_MILLION = Decimal(1_000_000)
# Of an amount typed in million rials: in rials it has six more, and the column no more than this leaves.
_MILLIONS = INTEGER_DIGITS - 6
# Of the number of a row.
_PLACE_DIGITS = 3


class VersionForm(PersianForm):
    """Carries the version that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Versioned(VersionForm):
    """A form of a page: it carries besides what the page showed, part by part (projects.conflicts.marks)."""

    marks = forms.CharField(widget=forms.HiddenInput, required=False)


class ProjectDecisionForm(VersionForm):
    """What becomes of a single project; the reason is asked for by the operation."""

    state = forms.ChoiceField(label=_("Decision"), choices=ProjectState.choices)
    reason = PersianCharField(label=_("Reason"), max_length=500, required=False)


class ProgramForm(Versioned, PersianModelForm):
    class Meta:
        model = Program
        fields = (
            "title",
            "purpose",
            "family",
            "axis",
            "policy_clauses",
            "key_cores",
            "topics",
            "document_reference",
        )
        widgets = {
            "policy_clauses": forms.CheckboxSelectMultiple,
            "key_cores": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
            "purpose": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }


class ProgramStartForm(PersianModelForm):
    """A program begins with its house, its year and its title; the rest is asked on its page."""

    class Meta:
        model = Program
        fields = ("agency", "plan_year", "title", "family", "axis")

    def __init__(
        self, *args: Any, agencies: list[Agency], years: list[PlanYear], on_behalf: bool = False, **kwargs: Any
    ) -> None:
        """`on_behalf`: whoever begins it may do so for every agency, and looks for it instead of a long list."""
        super().__init__(*args, **kwargs)
        for name, rows in (("agency", agencies), ("plan_year", years)):
            field = self.fields[name]
            field.queryset = field.queryset.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]
            field.empty_label = None  # type: ignore[attr-defined]
        if on_behalf:
            self.fields["agency"] = choose(Program, "agency", "agency")


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


class FundingFormSetBase(forms.BaseFormSet):
    row_key = "source"

    def clean(self) -> None:
        sources = [form.cleaned_data.get("source") for form in self.rows()]
        if len(sources) != len(set(sources)):
            raise forms.ValidationError(_("Name each source of funding once."))

    def rows(self) -> list[FundingForm]:
        return kept_rows(self)


class ChallengeFormSetBase(forms.BaseFormSet):
    row_key = "uuid"


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
    challenges: list[Challenge] = list(project.challenges.prefetch_related("actions")) if project else []
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


class RemarkForm(PersianForm):
    text = PersianCharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    is_blocking = forms.BooleanField(label=_("The agency must answer before it sends again"), required=False)


class ExemptionForm(PersianForm):
    """An exception from a rule for one thing: which, and why."""

    rule = forms.SlugField(widget=forms.HiddenInput)
    anchor_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = PersianCharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(ONE_TEXT))


class ExemptionDecisionForm(PersianForm):
    """Grants or refuses an exception; which of the two, the button says."""

    reason = PersianCharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(ONE_TEXT))
    grant = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")


class AnswerForm(PersianForm):
    answer = PersianCharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))


class MoveForm(VersionForm):
    reason = PersianCharField(label=_("Reason"), required=False, max_length=2000)


# --- the year and its call ------------------------------------------------------------------------

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
        fields = ("slogan_fa", "slogan_en", "frequency", "due_after_days", "adjustment_until")
        help_texts = {
            "due_after_days": _(
                "Counted from the end of a period; a due day on a day off moves to the next working day."
            ),
            "adjustment_until": _("Until when earlier figures may still be restated. Empty: there is no such window."),
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


def _named_year(year: int) -> str:
    """«۱۴۰۰ (از ۱ فروردین ۱۴۰۰ تا ۲۹ اسفند ۱۴۰۰)»: the year with its days."""
    first_day, last_day = (format_date(day, "long") for day in year_bounds(year))
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
