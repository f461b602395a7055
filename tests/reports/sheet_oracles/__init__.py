"""Every table of the year-end report in SQL alone: what stands in each of its cells, row by row; and its words.

One function a table, by its section and its place in it; `ORACLES` is the list. `SAYERS` are those of the figures in
the words of each section. Labels of coded values are those of the enums, everything else is read from the tables of the
database. In English.
"""

from tests.reports.sheet_oracles import groups, whole, work
from tests.reports.sheet_oracles.ahead import chapter, corrections
from tests.reports.sheet_oracles.ground import ORACLES
from tests.reports.sheet_oracles.said import SAYERS, facts, said_of_agency

__all__ = ["ORACLES", "SAYERS", "chapter", "corrections", "facts", "groups", "said_of_agency", "whole", "work"]
