"""What people type about programs, projects, actions and remarks. Forms read and check; operations write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField, choose
from agencies.models import Agency, County
from config.clock import today
from config.persian.calendar import format_date, to_solar, year_bounds
from config.persian.digits import localise_digits
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, PersianModelForm, SolarDateField
from config.persian.numbers import INTEGER_DIGITS
from projects.enums import FundingSource
from projects.models import Action, FundingLine, PlanYear, Program, Project

ONE_TEXT = {"rows": 3, "dir": "auto"}
RIALS_IN_A_MILLION = Decimal(1_000_000)
# Of an amount typed in million rials: in rials it has six more, and the column no more than this leaves.
_MILLIONS = INTEGER_DIGITS - 6


class VersionForm(PersianForm):
    """Carries the version that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Versioned(VersionForm):
    """A form of a page: it carries besides what the page showed, part by part (projects.conflicts.marks)."""

    marks = forms.CharField(widget=forms.HiddenInput, required=False)


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


ActionFormSet = forms.formset_factory(ActionForm, formset=ActionFormSetBase, extra=1, can_delete=True, max_num=100)
FundingFormSet = forms.formset_factory(FundingForm, formset=FundingFormSetBase, extra=1, can_delete=True, max_num=12)


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
