"""What the planner types of an amendment: the decision, and a sheet of the frozen rows with what shall stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.uploads import accepted
from config.persian.digits import localise_digits
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, SolarDateField
from projects.models import Period, Program, Project
from targets.amendments import Figures, LineFault
from targets.enums import AmendmentReason, Authority, Direction
from targets.forms.sheets import Column, Row, Sheet, written
from targets.models import Amendment, MasterTableRow
from targets.returns import asks_for_parts

POINT = "point"


class AmendmentForm(PersianForm):
    """The decision itself, the projects that go and the programs that come in."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason_code = forms.ChoiceField(label=_("Reason"), choices=AmendmentReason.choices)
    authority = forms.ChoiceField(label=_("It rests on"), choices=Authority.choices)
    authority_number = PersianCharField(
        label=_("Number of the letter or resolution"),
        max_length=Amendment._meta.get_field("authority_number").max_length,
    )
    authority_on = SolarDateField(label=_("Date of the letter or resolution"))
    text = PersianCharField(
        label=_("Text of the decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    file = forms.FileField(
        label=_("Scan or table"), required=False, widget=forms.FileInput(attrs={"accept": accepted()})
    )
    programs = forms.MultipleChoiceField(
        label=_("Approved programs that come in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    drops = forms.MultipleChoiceField(label=_("Projects that go"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, late: Iterable[Program], projects: Iterable[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "programs": [(str(program.uuid), _named(program)) for program in late],
            "drops": [(str(project.uuid), _named(project)) for project in projects],
        }
        for name, rows in choices.items():
            field = self.fields[name]
            field.choices = rows  # type: ignore[attr-defined]
            if not rows:
                del self.fields[name]

    def decision(self) -> dict[str, Any]:
        """What the operation takes of it, but for the figures."""
        said = ("version", "reason_code", "authority", "authority_number", "authority_on", "text", "file")
        keys = {name: [UUID(key) for key in self.cleaned_data.get(name, ())] for name in ("drops", "programs")}
        return {name: self.cleaned_data[name] for name in said} | keys


def _named(thing: Program | Project) -> SafeString:
    code = '<bdi class="j-code" dir="ltr" translate="no">{}</bdi> <bdi>{}</bdi>'
    return format_html(code, thing.code, thing.title)


class AmendmentGrid:
    """The rows of the version in force, each with empty cells for what shall stand there instead.

    Unbound it shows; bound to `data` it reads: an empty cell leaves what stands. Cells are fields, `column-UUID`.
    """

    def __init__(
        self, rows: Iterable[MasterTableRow], periods: Iterable[Period], data: QueryDict | None = None
    ) -> None:
        self.rows = list(rows)
        self.data = data
        self.periods = list(periods)
        self.sheet = Sheet(
            "rows",
            _("Rows of the master table"),
            self._columns(),
            grows=False,
            is_by_cell=True,
            hint=_("Type or paste only what shall be different; a trajectory left empty follows the new target."),
        )
        self._shown: dict[str, Row] = {}
        self._by_key = {str(row.target.uuid): row for row in self.rows}
        for key, row in self._by_key.items():
            self._shown[key] = self._show(key, row)

    def _columns(self) -> list[Column]:
        indicators = [row.target.indicator for row in self.rows]
        has_parts = any(asks_for_parts(indicator) for indicator in indicators)
        has_bounds = any(indicator.direction == Direction.RANGE for indicator in indicators)
        columns = [
            Column("row", _("Row"), is_fixed=True),
            Column("now", _("In force"), "number", is_fixed=True),
            Column("value", _("New target"), "number"),
        ]
        if has_parts:
            columns += [
                Column("numerator", _("Numerator"), "number"),
                Column("denominator", _("Denominator"), "number"),
            ]
        if has_bounds:
            columns += [
                Column("lower_bound", _("Lower bound"), "number"),
                Column("upper_bound", _("Upper bound"), "number"),
            ]
        columns += [
            Column("weight_now", _("Weight in force"), "number", is_fixed=True),
            Column("weight", _("New weight"), "number"),
        ]
        return columns + [Column(f"{POINT}{period.ordinal}", period.name, "number") for period in self.periods]

    def _show(self, key: str, row: MasterTableRow) -> Row:
        target = row.target
        county = f" – {target.county}" if target.county else ""
        typed = self._typed(key)
        return self.sheet.add(
            key=key,
            texts={
                "row": f"{target.indicator}{county}",
                "now": written(row.value),
                "weight_now": written(row.weight),
                **typed,
            },
            is_typed=any(text.strip() for text in typed.values()),
            locked=frozenset(column.name for column in self.sheet.writable if column.name not in self.fields_of(key)),
            hints=(row.project_title, f"{row.agency} · {target.indicator.unit}"),
        )

    def _typed(self, key: str) -> dict[str, str]:
        if self.data is None:
            return {}
        names = {column.name: f"{column.name}-{key}" for column in self.sheet.writable}
        return {name: str(self.data[field]) for name, field in names.items() if field in self.data}

    def fields_of(self, key: str) -> dict[str, forms.Field]:
        """The fields that read the row's cells, by column."""
        if key not in self._by_key:
            return {}
        row = self._by_key[key]
        indicator = row.target.indicator
        places = indicator.unit.decimals
        amount = PersianDecimalField(required=False, places=places)
        fields: dict[str, forms.Field] = {"weight": PersianDecimalField(required=False)}
        fields |= {f"{POINT}{period.ordinal}": amount for period in self.periods}
        if asks_for_parts(indicator) and row.numerator is not None:
            return fields | {name: PersianDecimalField(required=False) for name in ("numerator", "denominator")}
        fields["value"] = amount
        if indicator.direction == Direction.RANGE:
            fields |= {"lower_bound": amount, "upper_bound": amount}
        return fields

    def is_valid(self) -> bool:
        self.figures()
        return not self.sheet.problems

    def figures(self) -> dict[UUID, Figures]:
        """What is asked for, by target; a cell that can't be read is refused at its place."""
        return {UUID(key): asked for key, row in self._by_key.items() if (asked := self._read(key, row)) is not None}

    def _read(self, key: str, row: MasterTableRow) -> Figures | None:
        typed = {name: text for name, text in self._typed(key).items() if text.strip()}
        fields, shown = self.fields_of(key), self._shown[key]
        shown.errors.clear()
        amounts: dict[str, Decimal] = {}
        for name, text in typed.items():
            if name not in fields:
                shown.refuse(name, str(_("Nothing can be written in this cell.")))
                continue
            try:
                amounts[name] = fields[name].clean(text)
            except ValidationError as error:
                shown.refuse(name, localise_digits(" ".join(error.messages)))
        if not typed:
            return None
        points = {int(name.removeprefix(POINT)): amount for name, amount in amounts.items() if name.startswith(POINT)}
        given = {name: amount for name, amount in amounts.items() if not name.startswith(POINT)}
        return Figures(**given, trajectory=_way(row, points, given.get("value")) if points else None)

    def take_faults(self, faults: Iterable[LineFault]) -> list[str]:
        """Put each refusal at its row; what has no row here is returned."""
        elsewhere = []
        for fault in faults:
            row = self._shown.get(fault.key)
            if row is None:
                elsewhere.append(fault.message)
            else:
                row.refuse("value" if fault.field == "trajectory" and not self.periods else fault.field, fault.message)
        return elsewhere

    def readers(self, keys: Iterable[str]) -> Iterable[Mapping[str, forms.Field]]:
        """The fields that read a pasted row, for each of the rows that it meets."""
        return [self.fields_of(key) for key in keys]


def _way(row: MasterTableRow, points: Mapping[int, Decimal], value: Decimal | None) -> tuple[Decimal, ...]:
    """The trajectory with the typed points; the last is the new target where it is not typed itself."""
    way = dict(enumerate(row.trajectory, 1))
    if value is not None and row.trajectory:
        way[len(row.trajectory)] = value
    return tuple((way | dict(points)).values())
