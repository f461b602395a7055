"""What people type into an agency's return. The forms read and check; `targets.operations.progress` writes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.uploads import ManyFilesField, ManyFilesInput, accepted, names_of
from config.persian.digits import to_latin
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from projects.forms import Versioned, VersionForm
from projects.refusals import Refused
from targets.enums import Aggregation, Kind
from targets.forms.sheets import written
from targets.models import Evidence, ReportLine
from targets.operations.progress import Entry, value_of
from targets.plausibility import least_of, most_of
from targets.returns import SheetLine, asks_for_parts

# The parts of a line that hold a number; a line has the value or the other two.
PARTS = ("value", "numerator", "denominator")
# The fields by which something is said of a line, each with its UUID.
_OF_A_LINE = re.compile(rf"(?:{'|'.join(PARTS)}|note)-([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})")


class ReasonForm(VersionForm):
    """An act that says why. That the reason is there is the operation's rule, so that all say it in the same words."""

    reason = PersianCharField(label=_("Reason"), max_length=500, required=False)


def _is_progress(value: Decimal) -> None:
    if not 0 <= value <= 100:
        raise ValidationError(_("Progress lies between 0 and 100 percent."))


# What stands in the cell of a line in which nothing happened; more is understood.
NOTHING_MARK = "✓"
_MEANS_YES = frozenset({NOTHING_MARK, "✔", "on", "yes", "true", "1", "x", "بله", "بلی", "آری"})


class MarkInput(forms.CheckboxInput):
    """A box that gives on what was posted as it came: a cell of the grid posts what somebody wrote in it."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        return str(data.get(name, ""))


class NothingField(forms.BooleanField):
    """Whether nothing happened: a box on the page, a mark in a cell of the grid."""

    widget = MarkInput

    def to_python(self, value: Any) -> bool:
        if isinstance(value, str):
            said = to_latin(value).strip().lower()
            if said and said not in _MEANS_YES:
                raise ValidationError(
                    _("Put “%(mark)s” here where nothing happened, or leave it empty."), params={"mark": NOTHING_MARK}
                )
            return bool(said)
        return bool(value)


def value_label(line: ReportLine) -> str:
    """What the line's figure is, with its unit."""
    if line.target is None:
        return _t("Progress to date (percent)")
    unit = line.target.indicator.unit
    if line.target.indicator.kind == Kind.STOCK:
        return _t("Level at the period's end (%(unit)s)") % {"unit": unit}
    return _t("Amount of the period (%(unit)s)") % {"unit": unit}


def _called(line: ReportLine) -> str:
    """The line's name with its county: an indicator has a line in each."""
    return f"{line} ({line.target.county})" if line.target and line.target.county else str(line)


class ReturnForm(Versioned):
    """The return: for each line open to the agency its value (a ratio's two parts) and a note.

    Fields are named by what they hold and the line's UUID, like `value-…`. A line of which nothing is posted stays as
    it is: a grid posts what was touched, and a page does not know of a line that came back after it was read.
    """

    def __init__(self, *args: Any, lines: Iterable[ReportLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self._add_fields(line)

    def _add_fields(self, line: ReportLine) -> None:
        if line.target is None:
            reads = {"places": 2, "percent": True, "validators": [_is_progress]}
            self._add_number(line, "value", line.reported, _("Progress to date (percent)"), **reads)
        elif asks_for_parts(line.target.indicator):
            self._add_number(line, "numerator", line.reported_numerator, _("Numerator"))
            self._add_number(line, "denominator", line.reported_denominator, _("Denominator"))
        else:
            unit = line.target.indicator.unit
            self._add_number(line, "value", line.reported, _("Value"), places=unit.decimals)
        self.fields[f"nothing-{line.uuid}"] = NothingField(
            label=f"{_called(line)} – {_('Nothing happened')}", initial=line.nothing_happened, required=False
        )
        self.fields[f"note-{line.uuid}"] = PersianCharField(
            label=f"{_called(line)} – {_('Note')}",
            initial=line.note,
            max_length=500,
            required=False,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        )

    def _add_number(self, line: ReportLine, part: str, initial: Any, label: Any, **reads: Any) -> None:
        self.fields[f"{part}-{line.uuid}"] = PersianDecimalField(
            label=f"{_called(line)} – {label}", initial=initial, required=False, **reads
        )

    def part(self, line: ReportLine, name: str) -> forms.BoundField | None:
        """The line's field of that name, if it has one."""
        key = f"{name}-{line.uuid}"
        return self[key] if key in self.fields else None

    def clean(self) -> dict[str, Any]:
        """Asks each line's own rule, so that every refusal is there at once and stands in its place."""
        cleaned = super().clean() or self.cleaned_data
        for line in self.written_lines:
            numbers = [name for part in PARTS if (name := f"{part}-{line.uuid}") in self.fields]
            others = (f"note-{line.uuid}", f"nothing-{line.uuid}")
            if not any(name in self.errors for name in (*numbers, *others)):
                try:
                    value_of(line, self._entry(line))
                except Refused as refusal:
                    self.add_error(numbers[-1], str(refusal))
        return cleaned

    @property
    def written_lines(self) -> list[ReportLine]:
        """Of the lines those of which something was posted."""
        posted = posted_lines(self.data)
        return [line for line in self.lines if line.uuid in posted]

    def entries(self) -> dict[uuid.UUID, Entry]:
        """What was typed, by line, for `targets.operations.progress.save_lines`."""
        return {line.uuid: self._entry(line) for line in self.written_lines}

    def _entry(self, line: ReportLine) -> Entry:
        return Entry(
            value=self.cleaned_data.get(f"value-{line.uuid}"),
            numerator=self.cleaned_data.get(f"numerator-{line.uuid}"),
            denominator=self.cleaned_data.get(f"denominator-{line.uuid}"),
            note=self.cleaned_data[f"note-{line.uuid}"],
            nothing_happened=self.cleaned_data[f"nothing-{line.uuid}"],
        )


def facts_of(item: SheetLine) -> dict[str, str]:
    """For the script: what the year so far begins from, what asks for no note, what a line at rest holds."""
    line, nothing = item.line, Decimal(0)
    if line.target is None:
        return {"least": str(item.previous or nothing), "still": written(item.previous or nothing)}
    indicator = line.target.indicator
    if asks_for_parts(indicator):
        return {}
    limits = {"least": str(least)} if (least := least_of(item)) is not None else {}
    limits |= {"most": str(most)} if (most := most_of(item)) is not None else {}
    if indicator.kind == Kind.FLOW:
        is_summed = indicator.aggregation == Aggregation.SUM
        return limits | {"still": written(nothing)} | ({"before": str(item.earlier or nothing)} if is_summed else {})
    # A level is the year so far by itself, unless the highest one counts.
    counts = {} if indicator.aggregation == Aggregation.MAX else {"before": str(nothing)}
    return limits | counts | ({} if item.earlier is None else {"still": written(item.earlier)})


def posted_lines(data: Mapping[str, Any]) -> set[uuid.UUID]:
    """The UUIDs of the lines of which something was posted; not all of them need be there."""
    return {uuid.UUID(found[1]) for name in data if (found := _OF_A_LINE.fullmatch(name))}


class EvidenceForm(PersianForm):
    file = ManyFilesField(label=_("Files"), widget=ManyFilesInput({"accept": accepted()}))
    proves = PersianCharField(
        label=_("What it proves"), max_length=Evidence._meta.get_field("proves").max_length, required=False
    )
    kinds = names_of()
