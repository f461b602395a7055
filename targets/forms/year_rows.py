"""The rows and columns of the grid of an agency's year: each cell is read by the rules of the page for one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.models import County, Sector
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from projects.enums import Family, ScopeLevel
from projects.forms import ActionForm
from projects.models import Axis, Period, PlanYear, PolicyClause
from targets.forms.promises import TargetForm
from targets.forms.sheets import Column, NamedField, NamedListField, Names, Sheet
from targets.models import Indicator

ACTION_FIELDS = ("title", "responsible", "starts_on", "ends_on", "weight")
PROGRAM_FIELDS = ("title", "axis", "family", "policy_clauses")
# What is written in the column of the obstacles where none stands in the way.
NO_OBSTACLE = _("No obstacle")
PROJECT_FIELDS = ("title", "sector", "scope_level", "weight", "justification", "has_no_obstacles")


class Lists:
    """What the cells of the year are chosen from, each list asked for once."""

    def __init__(self, plan_year: PlanYear) -> None:
        self.axes = list(Axis.objects.all())
        self.clauses = list(PolicyClause.objects.all())
        self.sectors = list(Sector.objects.all())
        self.counties = list(County.objects.exclude(valid_from__gt=plan_year.first_day))
        self.indicators = list(Indicator.objects.select_related("unit"))
        self.periods: list[Period] = list(plan_year.periods.regular())

    def shown(self) -> dict[str, list[str]]:
        """The lists as the editor offers them, by the name that a column gives."""
        return {
            "axes": [str(axis) for axis in self.axes],
            "families": [str(label) for label in Family.labels],
            "sectors": [str(sector) for sector in self.sectors],
            "levels": [str(label) for label in ScopeLevel.labels],
            "obstacles": [str(NO_OBSTACLE)],
            "indicators": [str(indicator) for indicator in self.indicators],
            "counties": [str(county) for county in self.counties],
        }

    @cached_property
    def names(self) -> dict[str, Names]:
        return {
            "axes": _named(self.axes),
            "clauses": _named(self.clauses),
            "sectors": _named(self.sectors),
            "indicators": _named(self.indicators),
            "counties": Names((county, (county.name_fa, county.name_en)) for county in self.counties),
            "families": Names((value, (label,)) for value, label in Family.choices),
            "levels": Names((value, (label,)) for value, label in ScopeLevel.choices),
            "obstacles": Names([(True, (NO_OBSTACLE,))]),
        }


def _named(rows: Iterable[Any]) -> Names:
    return Names((row, (row.name_fa, row.name_en, row.code)) for row in rows)


# --- the rows -------------------------------------------------------------------------------------


class ProgramRow(PersianForm):
    title = PersianCharField(max_length=250)

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["axis"] = NamedField(lists.names["axes"], required=False)
        self.fields["family"] = NamedField(lists.names["families"], required=False)
        self.fields["policy_clauses"] = NamedListField(lists.names["clauses"], required=False)

    def clean_family(self) -> str:
        return self.cleaned_data["family"] or Family.PRODUCTION_LEAP


class ProjectRow(PersianForm):
    title = PersianCharField(max_length=250)
    weight = PersianDecimalField(required=False)
    justification = PersianCharField(required=False)

    def __init__(self, *args: Any, lists: Lists, programs: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"] = NamedField(programs)
        self.fields["sector"] = NamedField(lists.names["sectors"], required=False)
        self.fields["scope_level"] = NamedField(lists.names["levels"], required=False)
        self.fields["has_no_obstacles"] = NamedField(lists.names["obstacles"], required=False)

    def clean_weight(self) -> Decimal:
        return _weight(self.cleaned_data["weight"])

    def clean_scope_level(self) -> str:
        return self.cleaned_data["scope_level"] or ""

    def clean_has_no_obstacles(self) -> bool:
        return bool(self.cleaned_data["has_no_obstacles"])


class ActionRow(ActionForm):
    def __init__(self, *args: Any, projects: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop(self, *_hidden(self))
        self.fields["project"] = NamedField(projects)


class TargetRow(TargetForm):
    """The form of a target's page, its choices written by name; what the sheet has no column for stays as it is."""

    def __init__(self, *args: Any, lists: Lists, projects: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop(self, *_hidden(self), "macro_target", "feeds", *self.objects)
        self.fields["project"] = NamedField(projects)
        self.fields["indicator"] = NamedField(lists.names["indicators"])
        self.fields["county"] = NamedField(lists.names["counties"], required=False)
        self.fields["weight"].required = False

    def clean_weight(self) -> Decimal:
        return _weight(self.cleaned_data["weight"])


def _hidden(form: forms.BaseForm) -> list[str]:
    return [name for name, field in form.fields.items() if field.widget.is_hidden]


def _drop(form: forms.BaseForm, *names: str) -> None:
    for name in names:
        del form.fields[name]


def _weight(typed: Decimal | None) -> Decimal:
    """A relative weight: one where nothing is said."""
    if typed is None:
        return Decimal(1)
    if typed <= 0:
        raise forms.ValidationError(_t("A weight lies above 0."))
    return typed


# --- the sheets -----------------------------------------------------------------------------------


def sheets_of(periods: Sequence[Period]) -> dict[str, Sheet]:
    """The four sheets, empty."""
    return {
        sheet.name: sheet
        for sheet in (
            Sheet(
                "programs",
                _("Programs"),
                (
                    Column("title", _("Program")),
                    Column("axis", _("Axis"), "choice", "axes"),
                    Column("family", _("Family"), "choice", "families"),
                    Column("policy_clauses", _("Policy clauses (numbers)")),
                ),
            ),
            Sheet(
                "projects",
                _("Projects"),
                (
                    Column("title", _("Project")),
                    Column("program", _("Program"), "choice", "programs"),
                    Column("sector", _("Sector"), "choice", "sectors"),
                    Column("scope_level", _("Scope level"), "choice", "levels"),
                    Column("weight", _("Weight in the program"), "number"),
                    Column("justification", _("Justification")),
                    Column("has_no_obstacles", _("Obstacles"), "choice", "obstacles"),
                ),
                hint=_(
                    "Write in “Program” which program above the project belongs to. Obstacles are stated on the"
                    " project's page; here you say that there is none."
                ),
            ),
            Sheet(
                "actions",
                _("Actions"),
                (
                    Column("title", _("Action")),
                    Column("project", _("Project"), "choice", "projects"),
                    Column("responsible", _("Responsible")),
                    Column("starts_on", _("Start"), "date"),
                    Column("ends_on", _("End"), "date"),
                    Column("weight", _("Weight (percent)"), "number"),
                ),
                hint=_("Weights left empty share equally what is left of 100 in their project."),
            ),
            Sheet(
                "targets",
                _("Quantitative targets"),
                (
                    Column("indicator", _("Indicator"), "choice", "indicators"),
                    Column("project", _("Project"), "choice", "projects"),
                    Column("county", _("County"), "choice", "counties"),
                    Column("baseline", _("Baseline"), "number"),
                    Column("baseline_on", _("Date of the baseline"), "date"),
                    Column("baseline_source", _("Source of the baseline")),
                    Column("value", _("Year-end target"), "number"),
                    *(Column(f"trajectory_{period.ordinal}", period.name, "number") for period in periods),
                    Column("means_of_verification", _("Means of verification")),
                    Column("weight", _("Weight in the project"), "number"),
                    Column("numerator", _("Numerator"), "number"),
                    Column("denominator", _("Denominator"), "number"),
                    Column("lower_bound", _("Lower bound"), "number"),
                    Column("upper_bound", _("Upper bound"), "number"),
                ),
                hint=_(
                    "Under each indicator stands its unit, and whether its figures are a sum of the year (beginning at"
                    " zero) or the level at year end (beginning at the baseline). The months hold the cumulative"
                    " trajectory; left empty, it goes in even steps. A date of the baseline that is still to come means"
                    " that the figure is the estimate for that day."
                ),
            ),
        )
    }
