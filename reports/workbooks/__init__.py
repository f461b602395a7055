"""Workbooks that come in: judged, read in a child process, compared with what is stored, shown, and then applied.

    guard → reading (Workbook of cells) → values (texts as people would type them, Problems) → a table of rows per
    sheet (`tables`) → plan (new, changed, conflict, refused) → preview → apply: all or nothing, one event

`read_workbook` is how every reader begins; what it gives knows no business. A reader makes `Table`s of it, whose rows
are read by the same forms and written by the same operations as the grids on the screen.
"""

from reports.workbooks.guard import FileRefused, judge_name
from reports.workbooks.problems import Problem
from reports.workbooks.reading import Cell, CellKind, Row, Sheet, Workbook, letters_of, read_workbook
from reports.workbooks.tables import Reading, Table, TableRow, stored_tables
from reports.workbooks.values import text_of

__all__ = [
    "Cell",
    "CellKind",
    "FileRefused",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "Table",
    "TableRow",
    "Workbook",
    "judge_name",
    "letters_of",
    "read_workbook",
    "stored_tables",
    "text_of",
]
