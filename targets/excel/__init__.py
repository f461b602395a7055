"""The master table taken away, in the active language: as an Excel workbook whose groups fold, and as plain text.

Real numbers and dates, text that stays text, the version and its hash on every page of the print.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from config.workbooks import MIME_TYPE, Value, write_csv, write_workbook
from targets.excel.columns import Column, columns_of
from targets.excel.sheets import HEADING_ROW, definitions_sheet, periods_sheet, table_sheet
from targets.excel.styles import cell_styles
from targets.excel.words import title_of
from targets.master_table import MasterTableContent

__all__ = ["HEADING_ROW", "MIME_TYPE", "file_name", "master_table_csv", "master_table_workbook", "write_master_table"]


def file_name(content: MasterTableContent, extension: str = "xlsx") -> str:
    """Of letters and digits that every system takes: year and version."""
    version = f"-v{content.table.version}" if content.table else ""
    return f"jahesh-targets-{content.plan_year.year}{version}.{extension}"


def master_table_workbook(content: MasterTableContent, *, shown: Collection[str] | None = None) -> bytes:
    """The workbook, where it is needed as a whole."""
    buffer = io.BytesIO()
    write_master_table(buffer, content, shown=shown)
    return buffer.getvalue()


def write_master_table(file: IO[bytes], content: MasterTableContent, *, shown: Collection[str] | None = None) -> None:
    """Three sheets: the table with its groups, its progress by period, and what the columns mean.

    `shown` are the columns of the page that are wanted, None for all there are.
    """
    periods = list(content.plan_year.periods.regular().order_by("ordinal"))
    columns = columns_of(content, periods, shown)
    write_workbook(
        file,
        [table_sheet(content, columns), periods_sheet(content, periods), definitions_sheet(content, columns)],
        styles=cell_styles(),
        title=title_of(content),
        creator=settings.HEADQUARTERS_NAME,
    )


def master_table_csv(content: MasterTableContent, *, shown: Collection[str] | None = None) -> Iterator[bytes]:
    """A line for each target, its group in the first column; percentages as percent, days as 2020-09-21."""
    periods = content.plan_year.periods.regular().order_by("ordinal")
    columns = columns_of(content, periods, shown)
    headings = [_("Group"), *(column.heading for column in columns)]
    return write_csv(headings, _lines(content, columns))


def _lines(content: MasterTableContent, columns: list[Column]) -> Iterator[list[Value]]:
    for group in content.groups:
        for row in group.rows:
            yield [group.heading, *(column.plain(row) for column in columns)]
