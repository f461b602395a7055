"""What the figures of a year must be, computed in plain SQL: no code of the product has a part in it.

It knows indicators that are added up (a flow summed over its periods, a stock's last level), which is all that the
journey reports.
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import psycopg2

Key = tuple[str, str]


class TargetFigures(NamedTuple):
    """A row of the master table; `achievement` in percent with one decimal."""

    baseline: Decimal | None
    agreed: Decimal | None
    expected: Decimal | None
    reported: Decimal | None
    verified: Decimal | None
    achievement: Decimal | None


class MacroFigures(NamedTuple):
    """A macro target; `achievement` in percent with one decimal, `gap` without a sign: pages have words for it."""

    needed: Decimal | None
    offered: Decimal | None
    agreed: Decimal | None
    gap: Decimal | None
    reported: Decimal | None
    verified: Decimal | None
    achievement: Decimal | None
    observation: Decimal | None


# One row a target that is in force. A line is due once its return is signed or the last day for it has passed; of
# several periods a flow has the sum, a stock the last level.
TARGETS = """
    WITH due AS (
        SELECT line.target_id, period.ordinal, line.verified,
               CASE WHEN report.signed_at IS NOT NULL THEN line.reported END AS reported
        FROM targets_reportline line
        JOIN targets_progressreport report ON report.id = line.report_id
        JOIN projects_period period ON period.id = report.period_id
        WHERE line.target_id IS NOT NULL AND (report.signed_at IS NOT NULL OR period.due_on < %(today)s)
    ), done AS (
        SELECT target_id, max(ordinal) AS ordinal,
               sum(reported) AS reported, sum(verified) AS verified,
               (array_agg(reported ORDER BY ordinal DESC) FILTER (WHERE reported IS NOT NULL))[1] AS reported_last,
               (array_agg(verified ORDER BY ordinal DESC) FILTER (WHERE verified IS NOT NULL))[1] AS verified_last
        FROM due GROUP BY target_id
    ), offered AS (
        SELECT DISTINCT ON (target_id) target_id, value
        FROM targets_offer WHERE side = 'agency' ORDER BY target_id, round DESC
    ), target AS (
        SELECT target.id, project.title AS project, indicator.name_fa, indicator.name_en, target.macro_target_id,
               target.feeds, target.baseline, offered.value AS offered, agreed.value AS agreed,
               target.trajectory[done.ordinal] AS expected,
               CASE indicator.kind WHEN 'flow' THEN done.reported ELSE done.reported_last END AS reported,
               CASE indicator.kind WHEN 'flow' THEN done.verified ELSE done.verified_last END AS verified,
               CASE indicator.achievement_from WHEN 'zero' THEN 0 ELSE target.baseline END AS start,
               project.weight / (SELECT sum(weight) FROM projects_project)
                   * target.weight / sum(target.weight) OVER (PARTITION BY project.id) AS share
        FROM targets_target target
        JOIN targets_indicator indicator ON indicator.id = target.indicator_id
        JOIN projects_project project ON project.id = target.project_id
        JOIN targets_offer agreed ON agreed.id = target.accepted_offer_id
        JOIN offered ON offered.target_id = target.id
        LEFT JOIN done ON done.target_id = target.id
    )
"""

A_TARGET = (
    TARGETS
    + """
    SELECT project, CASE %(language)s WHEN 'fa' THEN name_fa ELSE name_en END,
           baseline, agreed, expected, reported, verified, 100 * (reported - start) / (agreed - start)
    FROM target
"""
)

# A target feeds as an increment with all of its amount, as a level with its change from the baseline.
A_MACRO_TARGET = (
    TARGETS
    + """
    , feeding AS (
        SELECT *, CASE feeds WHEN 'level' THEN baseline ELSE 0 END AS before FROM target
    ), observed AS (
        SELECT DISTINCT ON (macro_target_id) macro_target_id, value
        FROM targets_macroobservation observation JOIN projects_period period ON period.id = observation.period_id
        ORDER BY macro_target_id, period.last_day DESC, observation.id DESC
    )
    SELECT CASE %(language)s WHEN 'fa' THEN indicator.name_fa ELSE indicator.name_en END,
           needed.value - needed.baseline, sum(offered - before), sum(agreed - before),
           needed.value - needed.baseline - sum(agreed - before),
           sum(reported - before), sum(verified - before),
           100 * sum(reported - before) / (needed.value - needed.baseline), observed.value
    FROM targets_macrotarget macro
    JOIN targets_macrotargetproposal needed ON needed.id = macro.in_force_id
    JOIN targets_indicator indicator ON indicator.id = macro.indicator_id
    JOIN feeding ON feeding.macro_target_id = macro.id
    LEFT JOIN observed ON observed.macro_target_id = macro.id
    GROUP BY macro.id, needed.id, indicator.id, observed.value
"""
)

# Each target counts by its weight, between nothing and the cap of the year.
DONE_OF_WHAT_WAS_DUE = (
    TARGETS
    + """
    SELECT sum(share * least(greatest(100 * (reported - start) / (expected - start), 0), achievement_cap)) / sum(share)
    FROM target, projects_planyear WHERE reported IS NOT NULL
"""
)

ACTIONS = """
    SELECT action.title, done.reported, done.verified
    FROM projects_action action
    LEFT JOIN (
        SELECT DISTINCT ON (line.action_id) line.action_id, line.reported, line.verified
        FROM targets_reportline line
        JOIN targets_progressreport report ON report.id = line.report_id
        JOIN projects_period period ON period.id = report.period_id
        WHERE report.signed_at IS NOT NULL AND line.reported IS NOT NULL
        ORDER BY line.action_id, period.ordinal DESC
    ) done ON done.action_id = action.id
"""


class Oracle:
    """Asks the database of a site, as its administrator, on one day."""

    def __init__(self, url: str, *, today: datetime.date) -> None:
        self.url = url
        self.today = today

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows; `%(today)s` and the values are filled in."""
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, {"today": self.today, **values})
                return cursor.fetchall()
        finally:
            connection.close()

    def targets(self, language: str) -> dict[Key, TargetFigures]:
        """By project and indicator."""
        return {
            (project, indicator): TargetFigures(*amounts, one_decimal(achievement))
            for project, indicator, *amounts, achievement in self.ask(A_TARGET, language=language)
        }

    def macro_targets(self, language: str) -> dict[str, MacroFigures]:
        """By indicator."""
        return {
            indicator: unsigned(MacroFigures(*amounts, one_decimal(achievement), observation))
            for indicator, *amounts, achievement, observation in self.ask(A_MACRO_TARGET, language=language)
        }

    def done_of_what_was_due(self) -> Decimal | None:
        """In percent with one decimal, over all targets that were reported."""
        [(percent,)] = self.ask(DONE_OF_WHAT_WAS_DUE)
        return one_decimal(percent)

    def actions(self) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        """Reported and verified percent, by title."""
        return {title: (reported, verified) for title, reported, verified in self.ask(ACTIONS)}


def unsigned(macro: MacroFigures) -> MacroFigures:
    return macro if macro.gap is None else macro._replace(gap=abs(macro.gap))


def one_decimal(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"), ROUND_HALF_UP)
