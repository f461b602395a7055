"""What an agency owes a figure for now: the lines of its returns that are open to it, as rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from projects.models import PlanYear
from targets.enums import REPORT_OPEN_TO_AGENCY, ReportStatus
from targets.forms.progress import NOTHING_MARK, ReturnForm, value_label
from targets.forms.sheets import Column, written
from targets.lines import label_of, lines_of_all, project_of
from targets.models import ProgressReport, ReportLine
from targets.returns import SheetLine, is_open_to_agency, sheets_of

# The columns in which the agency writes; each is a field of `ReturnForm`.
COLUMNS = (
    Column("value", _("This period"), "number"),
    Column("numerator", _("Numerator"), "number"),
    Column("denominator", _("Denominator"), "number"),
    Column("note", _("Note")),
    Column("nothing", _("Nothing happened"), "choice", "nothing"),
)


@dataclass(frozen=True)
class DueLine:
    """An open line of a return, with what stands beside it."""

    report: ProgressReport
    line: ReportLine
    item: SheetLine

    @property
    def texts(self) -> dict[str, str]:
        """The cells in which the agency writes, as they are stored."""
        line = self.line
        return {
            "value": written(line.reported),
            "numerator": written(line.reported_numerator),
            "denominator": written(line.reported_denominator),
            "note": line.note,
            "nothing": NOTHING_MARK if line.nothing_happened else "",
        }

    @property
    def beside(self) -> dict[str, str]:
        """What tells the line from others, and helps to fill it."""
        county = self.line.target.county if self.line.target else None
        return {
            "period": str(self.report.period),
            "project": project_of(self.line).title,
            "line": f"{self.line} – {county}" if county else str(self.line),
            "unit": value_label(self.line),
            "before": written(self.item.previous),
            "expected": written(self.item.expected),
        }

    @property
    def label(self) -> str:
        return label_of(self.line)


class DueLines:
    """The open lines of an agency's returns of a year, with the forms that read what is written in them."""

    def __init__(self, *, agency: Agency, plan_year: PlanYear, among: QuerySet[ProgressReport] | None = None) -> None:
        found = ProgressReport.objects.all() if among is None else among
        open_statuses = [*REPORT_OPEN_TO_AGENCY, ReportStatus.SUBMITTED]
        self.reports = list(
            found.filter(agency=agency, period__plan_year=plan_year, status__in=open_statuses)
            .select_related("agency", "period__plan_year")
            .order_by("period__ordinal", "pk")
        )

    @cached_property
    def lines(self) -> list[DueLine]:
        all_lines = lines_of_all(self.reports)
        in_order = {report.pk: place for place, report in enumerate(self.reports)}
        found = [line for line in all_lines if is_open_to_agency(line.report, line)]
        items = {item.line.pk: item for sheet in sheets_of(self.reports, found).values() for item in sheet}
        lines = [DueLine(line.report, line, items[line.pk]) for line in found]
        return sorted(lines, key=lambda due: in_order[due.report.pk])

    @cached_property
    def by_key(self) -> dict[str, DueLine]:
        return {str(due.line.uuid): due for due in self.lines}

    def fields_of(self, due: DueLine) -> frozenset[str]:
        """The columns that the line has."""
        form = ReturnForm(lines=[due.line])
        return frozenset(column.name for column in COLUMNS if f"{column.name}-{due.line.uuid}" in form.fields)

    def forms(self, typed: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[ProgressReport, ReturnForm]]:
        """For each return of which lines were typed, by their UUID, the form that reads them."""
        for report in self.reports:
            lines = [due.line for due in self.lines if due.report is report and str(due.line.uuid) in typed]
            if lines:
                data = QueryDict(mutable=True)
                data["version"] = str(report.version)
                for line in lines:
                    for name, text in typed[str(line.uuid)].items():
                        data[f"{name}-{line.uuid}"] = text
                yield report, ReturnForm(data, lines=lines)
