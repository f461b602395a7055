"""Tables taken away: as Excel workbooks and as comma-separated text. Knows no model.

Whoever opens them finds real numbers and dates, and text that is never a formula, whatever it begins with.
"""

from config.workbooks.lists import list_workbook, write_list
from config.workbooks.paper import A3, A4, fit, height_of, lay_out, text_alignment
from config.workbooks.separated import CSV_TYPE, begins_like_a_formula, write_csv
from config.workbooks.streamed import (
    LONGEST_TEXT,
    MIME_TYPE,
    Row,
    Sheet,
    Value,
    sheet_name,
    write_workbook,
    written_figure,
    written_text,
)

__all__ = [
    "A3",
    "A4",
    "CSV_TYPE",
    "LONGEST_TEXT",
    "MIME_TYPE",
    "Row",
    "Sheet",
    "Value",
    "begins_like_a_formula",
    "fit",
    "height_of",
    "lay_out",
    "list_workbook",
    "sheet_name",
    "text_alignment",
    "write_csv",
    "write_list",
    "write_workbook",
    "written_figure",
    "written_text",
]
