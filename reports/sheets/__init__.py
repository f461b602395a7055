"""What the deputy reads of the parts of the province before a session.

`sheet_of` is an agency, a sector, a county or a priority industry on one page, `charts_of` its charts, for the page as
for Typst. `county_map` sets the counties side by side, `chains_of` the industries, `coverage_of` says what of all that
is asked for nobody works at. All of what the reader may see.
"""

from reports.sheets.chain import Chain, chains_of
from reports.sheets.counties import CountyMap, county_map
from reports.sheets.coverage import Coverage, coverage_of
from reports.sheets.drawn import Charts, charts_of
from reports.sheets.lines import (
    AgencyLine,
    ChallengeLine,
    MacroLine,
    ProgramLine,
    ReturnMark,
    TargetLine,
)
from reports.sheets.part import Part, PartKind, part_called
from reports.sheets.whole import Sheet, sheet_of

__all__ = [
    "AgencyLine",
    "Chain",
    "ChallengeLine",
    "Charts",
    "CountyMap",
    "Coverage",
    "MacroLine",
    "Part",
    "PartKind",
    "ProgramLine",
    "ReturnMark",
    "Sheet",
    "TargetLine",
    "chains_of",
    "charts_of",
    "county_map",
    "coverage_of",
    "part_called",
    "sheet_of",
]
