"""The figures of a year in SQL alone, from the lines of returns and the frozen rows; it shares nothing with the code.

`{day}` is the day by which it is asked what was due. What is read is the present: a report as of now says the same.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

FIGURES = """
WITH version AS (SELECT max(version) AS latest FROM targets_mastertable JOIN projects_planyear y ON y.id = plan_year_id
                 WHERE y.year = 1399),
frozen AS (
    SELECT r.*, unit.dimension, unit.factor, unit.code AS unit, agency.code AS agency, y.achievement_cap AS cap,
        y.on_plan_from, project.priority_industry_id, target.project_id, project.program_id,
        CASE indicator.frequency WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'half_yearly' THEN 6 ELSE 12 END
            AS step,
        r.kind = 'flow' AND r.aggregation = 'sum' AS grows,
        r.weight / sum(r.weight) OVER (PARTITION BY r.project_code) AS of_project
    FROM targets_mastertablerow r
    JOIN targets_mastertable t ON t.id = r.master_table_id AND t.version = (SELECT latest FROM version)
    JOIN projects_planyear y ON y.id = t.plan_year_id AND y.year = 1399
    JOIN targets_unit unit ON unit.code = r.unit_code
    JOIN agencies_agency agency ON agency.id = r.agency_id
    JOIN targets_target target ON target.id = r.target_id
    JOIN targets_indicator indicator ON indicator.id = target.indicator_id
    JOIN projects_project project ON project.id = target.project_id
),
of_program AS (
    SELECT project_code, project_weight / sum(project_weight) OVER (PARTITION BY program_code) AS share
    FROM (SELECT DISTINCT program_code, project_code, project_weight FROM frozen) p
),
line AS (
    SELECT l.target_id, p.ordinal, l.verified, l.disputed,
        CASE WHEN r.signed_at IS NULL THEN NULL
             WHEN l.status IN ('returned', 'entered') THEN (
                SELECT m.value FROM targets_measurement m
                WHERE m.line_id = l.id AND m.kind IN ('returned', 'reopened') ORDER BY m.id DESC LIMIT 1)
             ELSE l.reported END AS reported,
        l.reported_numerator AS above, l.reported_denominator AS below,
        l.verified_numerator AS verified_above, l.verified_denominator AS verified_below
    FROM targets_reportline l
    JOIN targets_progressreport r ON r.id = l.report_id
    JOIN projects_period p ON p.id = r.period_id AND p.kind IN ('month', 'quarter')
    JOIN frozen f ON f.target_id = l.target_id
    WHERE (r.signed_at IS NOT NULL OR p.due_on < '{day}') AND NOT (l.status = 'due' AND p.ordinal % f.step <> 0)
),
to_date AS (
    SELECT f.*, count(l.target_id) AS due, count(l.reported) AS told, count(l.verified) AS settled,
        count(l.disputed) AS fought, max(l.ordinal) AS ordinal,
        {reported} AS reported, {verified} AS verified, {disputed} AS disputed
    FROM frozen f LEFT JOIN line l ON l.target_id = f.target_id
    GROUP BY {columns}
),
judged AS (
    SELECT d.*, d.of_project * o.share AS share, d.trajectory[d.ordinal] AS expected,
        d.due > 0 AND d.due = d.told AND d.due * d.step = cardinality(d.trajectory) AS complete
    FROM to_date d JOIN of_program o USING (project_code)
),
figure AS (
    SELECT j.*, {achieved_reported} AS achievement, {achieved_verified} AS verified_achievement, {rate} AS rate
    FROM judged j
),
stood AS (
    SELECT g.*, CASE
        WHEN reported IS NULL THEN
            CASE WHEN due = 0 THEN 'not_due' WHEN told > 0 THEN 'not_computable' ELSE 'not_reported' END
        WHEN expected IS NULL THEN 'not_computable'
        WHEN direction = 'up' AND reported >= expected OR direction = 'down' AND reported <= expected
            OR direction IN ('hold', 'range') AND reported = expected THEN 'on_plan'
        WHEN rate IS NULL THEN 'not_computable'
        WHEN rate >= on_plan_from THEN 'on_plan'
        WHEN rate > 0 THEN 'behind' ELSE 'no_progress' END AS standing
    FROM figure g
)
"""
COLUMNS = [
    "id",
    "master_table_id",
    "position",
    "target_id",
    "agency_id",
    "program_id_frozen",
    "program_code",
    "program_title",
    "project_code",
    "project_title",
    "project_weight",
    "axis_code",
    "sector_code",
    "indicator_code",
    "unit_code",
    "direction",
    "kind",
    "aggregation",
    "achievement_from",
    "macro_target_id_frozen",
    "feeds",
    "county_code",
    "baseline",
    "baseline_on",
    "value",
    "numerator",
    "denominator",
    "lower_bound",
    "upper_bound",
    "trajectory",
    "weight",
    "actions",
    "dimension",
    "factor",
    "unit",
    "agency",
    "cap",
    "on_plan_from",
    "priority_industry_id",
    "project_id",
    "program_id",
    "step",
    "grows",
    "of_project",
]
TOGETHER = """
    count(DISTINCT program_code) AS programs, count(DISTINCT project_code) AS projects, count(*) AS targets,
    round(sum(share * least(greatest(achievement, 0), cap)) FILTER (WHERE achievement IS NOT NULL)
        / nullif(sum(share) FILTER (WHERE achievement IS NOT NULL), 0), 4) AS reported,
    round(sum(share * least(greatest(verified_achievement, 0), cap)) FILTER (WHERE verified_achievement IS NOT NULL)
        / nullif(sum(share) FILTER (WHERE verified_achievement IS NOT NULL), 0), 4) AS verified,
    round(sum(share * least(greatest(rate, 0), cap)) FILTER (WHERE rate IS NOT NULL)
        / nullif(sum(share) FILTER (WHERE rate IS NOT NULL), 0), 4) AS rate,
    count(*) FILTER (WHERE fought > 0) AS disputed,
    count(*) FILTER (WHERE due > 0) AS due,
    count(*) FILTER (WHERE due > 0 AND due = told) AS told,
    count(*) FILTER (WHERE due > 0 AND due = settled) AS settled
"""


def _over_periods(figure: str, above: str, below: str) -> str:
    return f"""CASE
        WHEN f.kind = 'flow' AND f.aggregation IN ('ratio', 'weighted') THEN round(
            sum(l.{above}) * CASE WHEN f.aggregation = 'ratio' AND f.dimension = 'ratio' THEN 100 ELSE 1 END
            / nullif(sum(l.{below}), 0), 4)
        WHEN f.aggregation = 'max' THEN max(l.{figure})
        WHEN f.kind = 'stock' OR f.aggregation = 'last' THEN
            (array_agg(l.{figure} ORDER BY l.ordinal DESC) FILTER (WHERE l.{figure} IS NOT NULL))[1]
        WHEN f.aggregation = 'sum' THEN sum(l.{figure}) END"""


def _closeness(actual: str, low: str, high: str) -> str:
    return f"""CASE WHEN {actual} BETWEEN {low} AND {high} THEN 100
        WHEN {actual} < {low} THEN greatest(100 - round(100 * ({low} - {actual}) / nullif(abs({low}), 0), 4), 0)
        ELSE greatest(100 - round(100 * ({actual} - {high}) / nullif(abs({high}), 0), 4), 0) END"""


def _percent(part: str, whole: str) -> str:
    return f"CASE WHEN {whole} > 0 THEN round(100 * ({part}) / ({whole}), 4) END"


def _achieved(actual: str) -> str:
    return f"""CASE WHEN {actual} IS NULL OR value IS NULL THEN NULL
        WHEN direction = 'hold' THEN {_closeness(actual, "value", "value")}
        WHEN direction = 'range' THEN {_closeness(actual, "lower_bound", "upper_bound")}
        WHEN direction = 'up' AND achievement_from = 'zero' THEN {_percent(actual, "value")}
        WHEN baseline IS NULL OR grows AND NOT complete THEN NULL
        WHEN direction = 'up' THEN {_percent(f"{actual} - baseline", "value - baseline")}
        ELSE {_percent(f"baseline - {actual}", "baseline - value")} END"""


RATE = f"""CASE WHEN reported IS NULL OR expected IS NULL THEN NULL
        WHEN direction = 'range' AND NOT grows THEN {_closeness("reported", "lower_bound", "upper_bound")}
        WHEN direction IN ('hold', 'range') THEN {_closeness("reported", "expected", "expected")}
        WHEN grows OR achievement_from = 'zero' THEN
            CASE direction WHEN 'up' THEN {_percent("reported", "expected")} ELSE {_percent("expected", "reported")} END
        WHEN baseline IS NULL THEN NULL
        WHEN direction = 'up' THEN {_percent("reported - baseline", "expected - baseline")}
        ELSE {_percent("baseline - reported", "baseline - expected")} END"""


def asked(query: str, day: str) -> list[dict[str, Any]]:
    """What the query over `stood` gives, as dictionaries."""
    figures = FIGURES.format(
        day=day,
        columns=", ".join(f"f.{name}" for name in COLUMNS),
        reported=_over_periods("reported", "above", "below"),
        verified=_over_periods("verified", "verified_above", "verified_below"),
        disputed=_over_periods("disputed", "above", "below"),
        achieved_reported=_achieved("reported"),
        achieved_verified=_achieved("verified"),
        rate=RATE,
    )
    with connection.cursor() as cursor:
        # The query is ours: no parameter, and its percent signs are meant.
        cursor.execute(figures + query)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def plain(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
