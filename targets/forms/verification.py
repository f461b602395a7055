"""What reviewers, heads and the deputy type about a line of a return: figures of their own, reasons, exceptions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from projects.forms import VersionForm
from targets.models import ReportLine
from targets.operations.progress import Entry
from targets.returns import asks_for_parts

LONGEST_REASON = 500


def reason_field() -> PersianCharField:
    return PersianCharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


class WhyForm(VersionForm):
    """An act on a line that says why."""

    def __init__(self, *args: Any, line: ReportLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.fields["reason"] = reason_field()

    def said(self) -> dict[str, Any]:
        """What the operation takes."""
        return {"version": self.cleaned_data["version"], "reason": self.cleaned_data["reason"]}


class FigureForm(WhyForm):
    """A figure of one's own, in the indicator's unit or in percent, a ratio's by its two parts; and why."""

    def __init__(self, *args: Any, line: ReportLine, **kwargs: Any) -> None:
        super().__init__(*args, line=line, **kwargs)
        figures = figure_fields(line)
        self.fields = figures | self.fields
        self.parts = list(figures)

    def said(self) -> dict[str, Any]:
        return super().said() | {"entry": Entry(**{part: self.cleaned_data[part] for part in self.parts})}


def figure_fields(line: ReportLine, *, required: bool = True) -> dict[str, forms.Field]:
    """The fields in which a figure for the line is typed."""
    if line.target is None:
        return {"value": PersianDecimalField(label=_("Progress (percent)"), places=2, percent=True, required=required)}
    if asks_for_parts(line.target.indicator):
        return {
            "numerator": PersianDecimalField(label=_("Numerator"), required=required),
            "denominator": PersianDecimalField(label=_("Denominator"), required=required),
        }
    unit = line.target.indicator.unit
    return {"value": PersianDecimalField(label=unit.name, places=unit.decimals, required=required)}


class AcceptForm(PersianForm):
    """Lines to accept, by their UUIDs, and of these the ones that are left out, each with its reason in `why-…`."""

    def __init__(self, *args: Any, lines: Iterable[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in lines:
            self.fields[f"out-{key}"] = forms.BooleanField(label=_("Leave out"), required=False)
            self.fields[f"why-{key}"] = PersianCharField(
                label=_("Why it is left out"), max_length=LONGEST_REASON, required=False
            )

    def left_out(self) -> dict[uuid.UUID, str]:
        """A line with a reason is left out too, though its box was not ticked."""
        keys = [name.removeprefix("out-") for name in self.fields if name.startswith("out-")]
        return {
            uuid.UUID(key): self.cleaned_data[f"why-{key}"]
            for key in keys
            if self.cleaned_data[f"out-{key}"] or self.cleaned_data[f"why-{key}"]
        }


class AcceptReturnForm(VersionForm, AcceptForm):
    """The same for the lines of one return, as it was read."""


def read_pairs(values: Iterable[str]) -> dict[uuid.UUID, int]:
    """«return:version» as a list of returns was shown. Raises ValidationError for anything else."""
    found: dict[uuid.UUID, int] = {}
    for value in values:
        key, _colon, version = value.partition(":")
        try:
            found[uuid.UUID(key)] = int(version)
        except ValueError as error:
            raise ValidationError(_("The page was incomplete; please load it again.")) from error
    return found


def read_keys(values: Iterable[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in values]
    except ValueError as error:
        raise ValidationError(_("The page was incomplete; please load it again.")) from error
