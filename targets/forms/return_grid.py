"""A return as one sheet: each line with what stands beside it and the fields of `ReturnForm` as its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from targets.forms.progress import NOTHING_MARK, PARTS, ReturnForm, facts_of, value_label
from targets.forms.sheets import Column, Row, Sheet, written
from targets.models import ProgressReport, ReportLine
from targets.plausibility import Doubt, doubts_about
from targets.returns import SheetLine, asks_for_parts
from targets.signing import Notable, stands_out_in_return

# The cells of a line in which the agency writes.
CELLS = (*PARTS, "note", "nothing")
# What an officer sees of what the head will see; the rest stands in the other columns.
UNUSUAL = frozenset({Notable.LOWER, Notable.TEN_TIMES, Notable.ZERO, Notable.BEHIND})


def sheet_columns(lines: Iterable[ReportLine]) -> list[Column]:
    """The columns of a return with these lines: a ratio's two parts only where some line asks for them."""
    parts = [Column("numerator", _("Numerator"), "number"), Column("denominator", _("Denominator"), "number")]
    has_parts = any(line.target and asks_for_parts(line.target.indicator) for line in lines)
    return [
        Column("line", _("Line"), is_fixed=True),
        Column("before", _("Reported before"), "number", is_fixed=True),
        Column("value", _("This period"), "number"),
        *(parts if has_parts else ()),
        Column("total", _("Year to date"), "total", is_fixed=True),
        Column("expected", _("Planned to date"), "number", is_fixed=True),
        Column("note", _("Note")),
        Column("nothing", _("Nothing happened")),
        Column("files", _("Evidence"), "files", is_fixed=True),
        Column("status", _("Status"), is_fixed=True),
        Column("unusual", _("Stands out"), is_fixed=True),
    ]


class ReturnGrid:
    """The lines of a return as rows: as they are stored, with what the form was bound to laid over them.

    Those in which nothing can be written stand below the others: of a correction they are most.
    """

    def __init__(
        self, report: ProgressReport, form: ReturnForm, items: Sequence[SheetLine], files: Mapping[int, int]
    ) -> None:
        """`files` counts those that prove a line, by the line's key."""
        self.report = report
        self.form = form
        self.files = files
        written_in = {line.pk for line in form.lines}
        self.items = sorted(items, key=lambda item: item.line.pk not in written_in)
        self.sheet = Sheet(
            "lines",
            _("Lines of the return"),
            sheet_columns(item.line for item in items),
            grows=False,
            is_by_cell=True,
        )
        self._posted = {line.pk for line in form.written_lines}
        self._rows = {str(item.line.uuid): self._add(item) for item in self.items}
        if form.is_bound:
            self._take_errors()

    def _add(self, item: SheetLine) -> Row:
        line = item.line
        fields = self.fields_of(line)
        typed = line.pk in self._posted
        texts = {
            "line": _title(line),
            "before": written(item.previous),
            "value": written(line.reported),
            "numerator": written(line.reported_numerator),
            "denominator": written(line.reported_denominator),
            "total": written(item.year_to_date if line.target else None),
            "expected": written(item.expected),
            "nothing": NOTHING_MARK if line.nothing_happened else "",
            "note": line.note,
            "files": written(self.files.get(line.pk)),
            "status": str(line.get_status_display()),
            "unusual": written(self._unusual(item)),
        }
        if typed:
            texts |= {name: str(self.form.data.get(f"{name}-{line.uuid}", "")) for name in fields}
        return self.sheet.add(
            key=str(line.uuid),
            texts=texts,
            is_typed=typed,
            locked=frozenset(name for name in CELLS if name not in fields),
            hints=(value_label(line), item.project.title),
            reason=line.return_reason,
            facts=facts_of(item),
        )

    def fields_of(self, line: ReportLine) -> dict[str, forms.Field]:
        """The fields of the line's cells, by column; none where the agency may not write in it."""
        names = {name: f"{name}-{line.uuid}" for name in CELLS}
        return {name: self.form.fields[field] for name, field in names.items() if field in self.form.fields}

    def _unusual(self, item: SheetLine) -> list[str]:
        if item.line.reported is None:
            return []
        found = stands_out_in_return([item], self.report.period.plan_year, {item.line.pk})
        notable = {finding.kind: str(finding.kind.label) for finding in found if finding.kind in UNUSUAL}
        doubts = [doubt for doubt in doubts_about(item) if doubt != Doubt.FALLS or Notable.LOWER not in notable]
        return [*notable.values(), *(str(doubt.label) for doubt in doubts)]

    def _take_errors(self) -> None:
        for name, messages in self.form.errors.items():
            part, _dash, key = name.partition("-")
            if key in self._rows:
                self._rows[key].refuse(part, *(str(message) for message in messages))

    @property
    def faults(self) -> list[str]:
        """What is refused of the return as a whole."""
        own = ("__all__", "version", "marks")
        return [str(message) for name in own for message in self.form.errors.get(name, ())]

    def readers(self, keys: Iterable[str]) -> Iterable[Mapping[str, forms.Field]]:
        """The fields that read a pasted row, for each of the lines that it meets."""
        lines = {str(line.uuid): line for line in self.form.lines}
        return [self.fields_of(lines[key]) if key in lines else {} for key in keys]


def _title(line: ReportLine) -> str:
    county = line.target.county if line.target else None
    return f"{line} – {county}" if county else str(line)
