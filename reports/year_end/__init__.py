"""The year-end report as its reader sees it: the same facts and tables for every file that is made of it.

Everything here comes from the data set alone, in the active language.
"""

from reports.year_end.head import Fact, about, as_of, facts, illustrative, method, subtitle, title
from reports.year_end.layout import (
    ALIGNED_RIGHT,
    Cell,
    Column,
    Data,
    Kind,
    Picture,
    Section,
    Sheet,
    packed,
    shown,
    unpacked,
)
from reports.year_end.report import Report, compiled, parts_of, put_together, whole
from reports.year_end.sections import APPENDICES, SECTIONS

__all__ = [
    "ALIGNED_RIGHT",
    "APPENDICES",
    "SECTIONS",
    "Cell",
    "Column",
    "Data",
    "Fact",
    "Kind",
    "Picture",
    "Report",
    "Section",
    "Sheet",
    "about",
    "as_of",
    "compiled",
    "facts",
    "illustrative",
    "method",
    "packed",
    "parts_of",
    "put_together",
    "shown",
    "subtitle",
    "title",
    "unpacked",
    "whole",
]
