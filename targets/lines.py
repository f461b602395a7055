"""The lines of returns with what they are about: a target, or an action."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import QuerySet

from projects.models import Action, PlanYear, Project
from targets.models import Indicator, ProgressReport, ReportLine, Target


def project_of(line: ReportLine) -> Project:
    return line.target.project if line.target is not None else line.action.project  # type: ignore[union-attr]


def label_of(line: ReportLine) -> str:
    """The line as the history names it: by codes, in no language."""
    project = project_of(line)
    if line.target is not None:
        county = f" · {line.target.county.sci_code}" if line.target.county else ""
        return f"{project.code} · {line.target.indicator.code}{county}"
    return f"{project.code} · {line.action}"


def lines_of(report: ProgressReport, named: Iterable[uuid.UUID] | None = None) -> list[ReportLine]:
    """The return's lines with what they are about, in three queries: by project, targets before actions.

    Of those that are `named` by their UUID, if that is said, those that there are in the return.
    """
    return lines_of_all([report], named)


# What a line can be about, by the keys of its target and of its action, of which it has one.
Abouts = Mapping[tuple[int | None, int | None], Target | Action]

_at_hand: ContextVar[Abouts | None] = ContextVar("at_hand", default=None)


def abouts_of(plan_year: PlanYear) -> Abouts:
    """All that lines of the year can be about, with what is read beside it."""
    projects = Project.objects.filter(program__plan_year=plan_year).select_related("program").order_by().in_bulk()
    beside = ("indicator__unit", "county", "accepted_offer")
    found: dict[tuple[int | None, int | None], Target | Action] = {}
    for target in Target.objects.filter(project__in=projects).select_related(*beside).order_by():
        found[target.pk, None] = target
    for action in Action.objects.filter(project__in=projects).order_by():
        found[None, action.pk] = action
    for about in found.values():
        about.project = projects[about.project_id]
    return found


def abouts_among(lines: Iterable[ReportLine]) -> Abouts:
    """What these lines are about, as it was read with them."""
    return {(line.target_id, line.action_id): line.target or line.action for line in lines}  # type: ignore[misc]


@contextmanager
def kept_at_hand(abouts: Abouts) -> Iterator[None]:
    """Take what lines are about from what was read already, not from the database, wherever lines are read inside.

    For whoever writes hundreds of returns in one transaction, or has read a moment ago what is written now: it is
    frozen, nobody changes meanwhile what a line is about. What each line says is read anew every time all the same.
    """
    token = _at_hand.set(abouts)
    try:
        yield
    finally:
        _at_hand.reset(token)


def _are_about(lines: Iterable[ReportLine], known: Abouts) -> bool:
    """Tell the lines what they are about; False where something is not among what is known."""
    for line in lines:
        about = known.get((line.target_id, line.action_id))
        if isinstance(about, Target):
            line.target = about
        elif about is not None:
            line.action = about
        else:
            return False
    return True


def lines_of_all(reports: Iterable[ProgressReport], named: Iterable[uuid.UUID] | None = None) -> list[ReportLine]:
    """The lines of several returns, as `lines_of` gives those of one; each knows its return as it was given."""
    by_key = {report.pk: report for report in reports}
    # Put into their order below: the models' own orders would join half the tables to sort what is sorted again.
    rows = ReportLine.objects.filter(report__in=by_key).order_by()
    if named is not None:
        rows = rows.filter(uuid__in=list(named))
    known = _at_hand.get()
    lines = list(rows) if known is not None else []
    if known is None or not _are_about(lines, known):
        lines = _with_what_they_are_about(rows)
    for line in lines:
        line.report = by_key[line.report_id]
    return sorted(lines, key=_place)


def _with_what_they_are_about(rows: QuerySet[ReportLine]) -> list[ReportLine]:
    lines = list(rows.select_related("action", "target__county", "target__accepted_offer"))
    # Hundreds of lines hang on some tens of projects and indicators: each of these is read once.
    abouts = [about for line in lines if (about := line.target or line.action) is not None]
    projects = Project.objects.select_related("program").order_by().in_bulk({about.project_id for about in abouts})
    indicators = Indicator.objects.select_related("unit").in_bulk(
        {line.target.indicator_id for line in lines if line.target is not None}
    )
    for about in abouts:
        about.project = projects[about.project_id]
    for line in lines:
        if line.target is not None:
            line.target.indicator = indicators[line.target.indicator_id]
    return lines


def line_of(report: ProgressReport, line: ReportLine) -> ReportLine:
    """One line of the return as it stands now."""
    known = _at_hand.get()
    found = report.lines.get(pk=line.pk) if known is not None else None
    if known is None or found is None or not _are_about([found], known):
        about = ("action__project__program", "target__project__program", "target__indicator__unit", "target__county")
        found = report.lines.select_related(*about, "target__accepted_offer").get(pk=line.pk)
    found.report = report
    return found


def _place(line: ReportLine) -> tuple[str, bool, int, int]:
    project = project_of(line)
    about = line.target or line.action
    return project.code, line.action is not None, about.position, line.pk  # type: ignore[union-attr]
