"""What people type about a target. The form reads and checks; `targets.operations.promises` writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField, choose
from agencies.models import County
from config.persian.digits import localise_digits
from config.persian.fields import PersianDecimalField, PersianModelForm
from projects.forms import Versioned
from projects.models import Period, Program, Project
from targets.enums import Aggregation
from targets.models import MacroTarget, SharedObject, Target
from targets.ratios import fault_of_parts, value_of_parts
from targets.readiness import even_trajectory
from targets.units import too_fine

# So many fields for objects stand on the page of a target; of a target that names more, one more than it names.
OBJECTS = 4


class TargetForm(Versioned, PersianModelForm):
    """A target with its trajectory: one cumulative value for each regular period of the year.

    A trajectory left wholly empty is filled in even steps.
    """

    indicator = choose(Target, "indicator", "indicator")
    county = choose(Target, "county", "county")
    macro_target = choose(Target, "macro_target", "macro")

    class Meta:
        model = Target
        fields = (
            "indicator",
            "county",
            "baseline",
            "baseline_on",
            "baseline_source",
            "value",
            "numerator",
            "denominator",
            "lower_bound",
            "upper_bound",
            "weight",
            "macro_target",
            "feeds",
            "means_of_verification",
        )

    def __init__(self, *args: Any, project: Project, stored: Target | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        program: Program = project.program
        year = program.plan_year
        self.periods: list[Period] = list(year.periods.regular())
        self.fields["county"].queryset = County.objects.exclude(valid_from__gt=year.first_day)  # type: ignore[attr-defined]
        macro_targets = (
            MacroTarget.objects.in_force()
            .filter(plan_year=year)
            .select_related("indicator", "sector", "priority_industry")
        )
        self.fields["macro_target"].queryset = macro_targets  # type: ignore[attr-defined]
        for name in ("county", "macro_target"):
            self.fields[name].widget.year = year.year
        for place, period in enumerate(self.periods):
            field = PersianDecimalField(label=period.name, required=False)
            if stored and place < len(stored.trajectory):
                field.initial = stored.trajectory[place]
            self.fields[f"trajectory_{period.ordinal}"] = field
        self._add_objects(stored or self.instance)

    def _add_objects(self, target: Target) -> None:
        named = list(target.shared_objects.all()) if target.pk else []
        self.objects = [f"object_{place}" for place in range(1, max(OBJECTS, len(named) + 1) + 1)]
        for place, name in enumerate(self.objects):
            field = ChooseField(
                "shared-object",
                queryset=SharedObject.objects.all(),
                required=False,
                label=_t("Object %(number)s") % {"number": localise_digits(str(place + 1))},
            )
            field.initial = named[place].pk if place < len(named) else None
            self.fields[name] = field

    def object_fields(self) -> list[forms.BoundField]:
        """The fields of the objects that are counted."""
        return [self[name] for name in self.objects]

    def trajectory_fields(self) -> list[forms.BoundField]:
        """The fields of the trajectory, in the order of the periods."""
        return [self[f"trajectory_{period.ordinal}"] for period in self.periods]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._read_unit(cleaned)
        self._read_ratio(cleaned)
        self._read_macro_target(cleaned)
        self._read_trajectory(cleaned)
        self._read_objects(cleaned)
        return cleaned

    def _read_unit(self, cleaned: dict[str, Any]) -> None:
        """No more decimals than the indicator's unit has."""
        indicator = cleaned.get("indicator")
        if indicator is None:
            return
        names = ["baseline", "value", "lower_bound", "upper_bound", *self._trajectory_names()]
        for name in names:
            if told := too_fine(indicator.unit, [cleaned.get(name)]):
                self.add_error(name, told)

    def _read_ratio(self, cleaned: dict[str, Any]) -> None:
        """A ratio comes with numerator and denominator, and the value follows from them."""
        indicator = cleaned.get("indicator")
        if indicator is None or indicator.aggregation != Aggregation.RATIO:
            return
        numerator, denominator = cleaned.get("numerator"), cleaned.get("denominator")
        if numerator is None or denominator is None:
            missing = "numerator" if numerator is None else "denominator"
            self.add_error(missing, _("This indicator is a ratio: enter numerator and denominator."))
        elif fault := fault_of_parts(
            indicator, value=cleaned.get("value"), numerator=numerator, denominator=denominator
        ):
            self.add_error(*fault)
        elif cleaned.get("value") is None:
            cleaned["value"] = value_of_parts(indicator, numerator, denominator)

    def _read_macro_target(self, cleaned: dict[str, Any]) -> None:
        """A target feeds only a macro target whose unit its own can be added to."""
        indicator, macro_target = cleaned.get("indicator"), cleaned.get("macro_target")
        if indicator and macro_target and indicator.unit.dimension != macro_target.indicator.unit.dimension:
            self.add_error("macro_target", _("The units of the indicator and of the macro target cannot be added."))

    def _read_objects(self, cleaned: dict[str, Any]) -> None:
        """Each object once; a form without their fields leaves them as they are."""
        named = [cleaned.pop(name, None) for name in self.objects if name in self.fields]
        if named:
            cleaned["shared_objects"] = list({each.pk: each for each in named if each is not None}.values())

    def _trajectory_names(self) -> list[str]:
        return [f"trajectory_{period.ordinal}" for period in self.periods]

    def _read_trajectory(self, cleaned: dict[str, Any]) -> None:
        points = [cleaned.pop(name, None) for name in self._trajectory_names()]
        if self.errors:
            return
        if all(point is None for point in points):
            blank = Target(
                project=self.project, **{name: cleaned.get(name) for name in ("indicator", "baseline", "value")}
            )
            cleaned["trajectory"] = even_trajectory(blank, len(self.periods)) if blank.indicator_id else []
        elif any(point is None for point in points):
            empty = next(name for name, point in zip(self._trajectory_names(), points, strict=True) if point is None)
            self.add_error(empty, _("Enter every period, or leave all of them empty for even steps."))
        else:
            cleaned["trajectory"] = points
