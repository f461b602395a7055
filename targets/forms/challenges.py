"""What people type about challenges. The forms read; the operations of `projects` and `targets` write."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField, choose
from agencies.models import Agency
from agencies.uploads import ManyFilesField, ManyFilesInput, accepted
from config.persian.fields import (
    PersianCharField,
    PersianDecimalField,
    PersianForm,
    PersianModelForm,
    SolarDateField,
)
from projects.enums import ProjectState, StepKind
from projects.forms import Versioned, VersionForm
from projects.models import Action, Challenge, Program, Project
from targets.models import ChallengeCost, Target

_TEXT = {"rows": 3, "dir": "auto"}


class ProjectField(forms.ModelChoiceField):
    """A project by its title, which has its own direction."""

    widget = forms.Select({"dir": "auto"})

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class ActionsField(forms.ModelMultipleChoiceField):
    """Actions by their titles, each under its project's."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return format_html("<bdi>{}</bdi> – <bdi>{}</bdi>", obj.project.title, obj.title)


class CostsForm(Versioned, PersianForm):
    """Which targets of the program a challenge holds up, and what the delay costs, each in its own unit.

    Fields are named by what they hold and the target's UUID, like `cost-…`.
    """

    def __init__(
        self, *args: Any, targets: Iterable[Target], costs: Iterable[ChallengeCost] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets = list(targets)
        stated = {cost.target_id: cost.amount for cost in costs}
        for target in self.targets:
            unit = target.indicator.unit
            where = f" ({target.county})" if target.county else ""
            name = format_html("{}{} – <bdi>{}</bdi>", target.indicator, where, target.project.title)
            self.fields[f"blocks-{target.uuid}"] = forms.BooleanField(
                label=name, required=False, initial=target.pk in stated
            )
            self.fields[f"cost-{target.uuid}"] = PersianDecimalField(
                label=format_html("{}: {}", name, _t("cost of the delay (%(unit)s)") % {"unit": unit}),
                required=False,
                places=unit.decimals,
                initial=stated.get(target.pk),
            )

    def target_rows(self) -> list[tuple[Target, forms.BoundField, forms.BoundField]]:
        """Each target with its two fields."""
        return [(target, self[f"blocks-{target.uuid}"], self[f"cost-{target.uuid}"]) for target in self.targets]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for target in self.targets:
            name = f"cost-{target.uuid}"
            cost = cleaned.get(name)
            if cost is not None and cost < 0:
                self.add_error(name, _("What a delay costs is not negative."))
        return cleaned

    def costs(self) -> dict[Target, Decimal | None]:
        """What was typed, of the targets that are held up; a cost says that too."""
        return {
            target: self.cleaned_data.get(f"cost-{target.uuid}")
            for target in self.targets
            if self.cleaned_data.get(f"blocks-{target.uuid}")
            or self.cleaned_data.get(f"cost-{target.uuid}") is not None
        }


class ChallengeForm(CostsForm, PersianModelForm):
    """A challenge that comes up in the year, in the way of one of the program's projects."""

    owner_agency = choose(Challenge, "owner_agency", "agency")

    class Meta:
        model = Challenge
        fields = (
            "title",
            "description",
            "category",
            "level",
            "owner_agency",
            "owner",
            "owner_side",
            "ask",
            "due_on",
            "actions",
        )
        field_classes = {"actions": ActionsField}
        widgets = {
            "description": forms.Textarea(attrs=_TEXT),
            "ask": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "actions": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "owner": _("A body that is no agency of the province, or an office or person."),
            "actions": _("None chosen: it stands in the way of the whole project."),
            "due_on": _("From this day on it may go one desk up."),
        }

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.filter(program=program, state=ProjectState.ACTIVE).order_by("position", "pk")
        self.fields["actions"].queryset = (  # type: ignore[attr-defined]
            Action.objects.filter(project__in=projects)
            .select_related("project")
            .order_by("project__position", "position", "pk")
        )
        self._offer_project(projects)

    def _offer_project(self, projects: QuerySet[Project]) -> None:
        """Of what is registered already the project stays."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = ("owner", "owner_agency")
        if not any(cleaned.get(name) or name in self.errors for name in names):
            self.add_error("owner_agency", _("Name who has to solve it: an agency, or a body by its name."))
        return cleaned

    def registered(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewChallengeForm(ChallengeForm):
    """The same, with the project in whose way it stands."""

    project = ProjectField(label=_("Project"), queryset=Project.objects.none(), empty_label=None)
    field_order = ("project",)

    def _offer_project(self, projects: QuerySet[Project]) -> None:
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class StepForm(VersionForm):
    """What was done about a challenge, or why; that it is said is the operation's rule."""

    text = PersianCharField(label=_("What was done, or why"), required=False, widget=forms.Textarea(_TEXT))
    file = ManyFilesField(label=_("Documents"), required=False, widget=ManyFilesInput({"accept": accepted()}))

    def taken(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        fields = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "file")}
        return fields | {"files": self.cleaned_data["file"]}


class ReferralForm(StepForm):
    """Who is asked now: an agency of the province, or another body by its name."""

    to_agency = ChooseField("agency", queryset=Agency.objects.all(), label=_("Agency that is asked"), required=False)
    to_name = PersianCharField(label=_("Or a body that is no agency of the province"), max_length=150, required=False)
    ask = PersianCharField(label=_("What it is asked for"), max_length=500, required=False)
    until = SolarDateField(label=_("Until when"), required=False)
    field_order = ("to_agency", "to_name", "ask", "until", "text", "file")


def step_form(kind: StepKind, *args: Any, **kwargs: Any) -> StepForm:
    form = ReferralForm if kind == StepKind.REFERRED else StepForm
    # Several stand on one page.
    return form(*args, auto_id=f"{kind}-%s", **kwargs)
