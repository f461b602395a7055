"""The fourteen sections of the year-end report, in their order, and its appendices."""

from collections.abc import Callable

from reports.year_end.layout import Data, Section
from reports.year_end.sections import ahead, appendices, framework, performance, sessions, summary, work

SECTIONS: dict[str, Callable[[Data], Section]] = {
    "summary": summary.summary,
    "framework": framework.framework,
    "macro": performance.macro_targets,
    "axes": performance.axes,
    "agencies": performance.agencies,
    "counties": performance.counties,
    "projects": work.projects,
    "industries": performance.industries,
    "money": work.money,
    "jobs": work.jobs,
    "obstacles": work.obstacles,
    "sessions": sessions.sessions,
    "behind": ahead.behind,
    "next_year": ahead.next_year,
}
APPENDICES: dict[str, Callable[[Data], Section]] = {
    "restated": appendices.restated,
    "master_table": appendices.master_table,
    "definitions": appendices.definitions,
}

__all__ = ["APPENDICES", "SECTIONS"]
