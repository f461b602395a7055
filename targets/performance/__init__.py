"""What came of what was promised: figures of targets, macro targets, agencies and the whole province.

`performance_of` sets beside each row of the plan (`targets.planned`) what was reported and verified of it
(`targets.reported`); everything else adds these up by the rules of `targets.rollups`. The number of queries does not
depend on the number of targets. Computed on reading; `check_rollups` recomputes it from the ledgers.
"""

from targets.performance.course import Course, Moment, Point, course_of, moments_of
from targets.performance.macro import (
    AgencyPart,
    MacroFigures,
    PartsTotal,
    agency_parts,
    latest_observations,
    macro_figures,
    macro_targets_of,
    total_of_parts,
    why_not_added,
)
from targets.performance.reading import Reading, reading_of
from targets.performance.target import (
    Performance,
    Sums,
    Totals,
    grouped,
    performance_of,
    sums,
    totals,
    until_period,
)
from targets.performance.work import Done, action_progress, project_progress
from targets.performance.year import (
    Returns,
    YearFigures,
    feeding_now,
    figures_as_of,
    figures_now,
    last_due_among,
    last_due_period,
    macro_figures_now,
    periods_of,
    returns_by_agency,
    table_as_of,
)

__all__ = [
    "AgencyPart",
    "Course",
    "Done",
    "MacroFigures",
    "Moment",
    "PartsTotal",
    "Performance",
    "Point",
    "Reading",
    "Returns",
    "Sums",
    "Totals",
    "YearFigures",
    "action_progress",
    "agency_parts",
    "course_of",
    "feeding_now",
    "figures_as_of",
    "figures_now",
    "grouped",
    "last_due_among",
    "last_due_period",
    "latest_observations",
    "macro_figures",
    "macro_figures_now",
    "macro_targets_of",
    "moments_of",
    "performance_of",
    "periods_of",
    "project_progress",
    "reading_of",
    "returns_by_agency",
    "sums",
    "table_as_of",
    "total_of_parts",
    "totals",
    "until_period",
    "why_not_added",
]
