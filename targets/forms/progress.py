"""What people type into an agency's return. The forms read and check; `targets.operations.progress` writes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from projects.forms import Versioned, VersionForm
from targets.models import Evidence, ReportLine
from targets.operations.evidence import ACCEPTED
from targets.operations.progress import Entry
from targets.returns import asks_for_parts


class ReasonForm(VersionForm):
    """An act that says why. That the reason is there is the operation's rule, so that all say it in the same words."""

    reason = PersianCharField(label=_("Reason"), max_length=500, required=False)


class ReturnForm(Versioned):
    """The whole return: for each line open to the agency its value (a ratio's two parts) and a note.

    Fields are named by what they hold and the line's UUID, like `value-…`.
    """

    def __init__(self, *args: Any, lines: Iterable[ReportLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self._add_fields(line)

    def _add_fields(self, line: ReportLine) -> None:
        if line.target is None:
            self._add_number(line, "value", line.reported, _("Progress to date (percent)"), places=2, percent=True)
        elif asks_for_parts(line.target.indicator):
            self._add_number(line, "numerator", line.reported_numerator, _("Numerator"))
            self._add_number(line, "denominator", line.reported_denominator, _("Denominator"))
        else:
            unit = line.target.indicator.unit
            self._add_number(line, "value", line.reported, _("Value"), places=unit.decimals)
        self.fields[f"note-{line.uuid}"] = PersianCharField(
            label=f"{line} – {_('Note')}",
            initial=line.note,
            max_length=500,
            required=False,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        )

    def _add_number(self, line: ReportLine, part: str, initial: Any, label: Any, **reads: Any) -> None:
        self.fields[f"{part}-{line.uuid}"] = PersianDecimalField(
            label=f"{line} – {label}", initial=initial, required=False, **reads
        )

    def part(self, line: ReportLine, name: str) -> forms.BoundField | None:
        """The line's field of that name, if it has one."""
        key = f"{name}-{line.uuid}"
        return self[key] if key in self.fields else None

    def entries(self) -> dict[uuid.UUID, Entry]:
        """What was typed, by line, for `targets.operations.progress.save_lines`."""
        return {
            line.uuid: Entry(
                value=self.cleaned_data.get(f"value-{line.uuid}"),
                numerator=self.cleaned_data.get(f"numerator-{line.uuid}"),
                denominator=self.cleaned_data.get(f"denominator-{line.uuid}"),
                note=self.cleaned_data[f"note-{line.uuid}"],
            )
            for line in self.lines
        }


class EvidenceForm(PersianForm):
    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPTED}))
    proves = PersianCharField(
        label=_("What it proves"), max_length=Evidence._meta.get_field("proves").max_length, required=False
    )
