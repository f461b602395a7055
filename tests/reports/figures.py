"""The figures of a page by their names, and what plain SQL says of them: no code of the product has a part in that."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

from django.db import connection
from django.http import HttpResponse

from config.persian.digits import to_latin

Figures = dict[tuple[str, str], str]
_FIGURE = re.compile(r'<(\w+)[^>]*?\sdata-figure="([^"]+)"(?:[^>]*?\sdata-of="([^"]*)")?[^>]*>(.*?)</\1>', re.DOTALL)


def figures_in(response: HttpResponse) -> Figures:
    """(name, of what) → what stands there, without thousands' marks, in Latin digits; "" for nothing."""
    found: Figures = {}
    for _tag, name, of, body in _FIGURE.findall(response.content.decode()):
        text = to_latin(unescape(re.sub(r"<[^>]+>", " ", body))).replace(",", "").replace("٬", "").replace("٫", ".")
        text = " ".join(text.replace("%", "").replace("٪", "").replace("\u200e", "").replace("−", "-").split())
        found[name, of] = "" if text in ("—", "not reported") else text
    return found


def asked(sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def said(value: Decimal | int | None, places: int = 0) -> str:
    """As a page says a count or a percentage: with so many decimals."""
    return "" if value is None else f"{Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def amount(value: Decimal | None, places: int) -> str:
    """As a page says an amount in a unit: with all of its decimals, or with none where it is whole."""
    return said(value, 0 if value is not None and value == value.to_integral_value() else places)


# A row of the year's frozen table with what came of it. A line is due once its return is signed or its day has passed,
# where the indicator has a figure then or one was told; a flow is the sum of its periods, a stock its last level. What
# grows through the year grows from nothing, a level from its baseline. A target's share is that in its project by
# weight, times the project's in its program. Its place is its own county, or the only one of its project.
TARGETS = """
    WITH due AS (
        SELECT line.target_id, period.ordinal, line.verified,
               CASE WHEN report.signed_at IS NOT NULL THEN line.reported END AS reported
        FROM targets_reportline line
        JOIN targets_progressreport report ON report.id = line.report_id
        JOIN projects_period period ON period.id = report.period_id
        JOIN projects_planyear year ON year.id = period.plan_year_id
        JOIN targets_target target ON target.id = line.target_id
        JOIN targets_indicator indicator ON indicator.id = target.indicator_id
        WHERE year.year = %(year)s AND period.kind = 'month' AND period.ordinal <= %(until)s
          AND (report.signed_at IS NOT NULL OR period.due_on < %(today)s)
          AND (line.reported IS NOT NULL OR period.ordinal %% CASE indicator.frequency
               WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'half_yearly' THEN 6 ELSE 12 END = 0)
    ), done AS (
        SELECT target_id, max(ordinal) AS ordinal,
               sum(reported) AS reported, sum(verified) AS verified,
               (array_agg(reported ORDER BY ordinal DESC) FILTER (WHERE reported IS NOT NULL))[1] AS reported_last,
               (array_agg(verified ORDER BY ordinal DESC) FILTER (WHERE verified IS NOT NULL))[1] AS verified_last
        FROM due GROUP BY target_id
    ), places AS (
        SELECT project.id AS project_id, count(county.id) AS counties, min(county.sci_code) AS only_one
        FROM projects_project project
        LEFT JOIN projects_project_counties works ON works.project_id = project.id
        LEFT JOIN agencies_county county ON county.id = works.county_id
        GROUP BY project.id
    ), line AS (
        SELECT target.uuid::text AS uuid, target.project_id, program.id AS program_id, program.uuid::text AS program,
               agency.code AS agency, line.sector_code AS sector, coalesce(industry.code, '') AS industry,
               line.macro_target_id_frozen::text AS macro,
               CASE WHEN line.county_code <> '' THEN line.county_code
                    WHEN places.counties = 1 THEN places.only_one ELSE '' END AS place,
               unit.decimals, line.baseline, line.value, line.trajectory, line.weight, line.project_weight,
               line.trajectory[done.ordinal] AS expected,
               CASE line.kind WHEN 'flow' THEN done.reported ELSE done.reported_last END AS reported,
               CASE line.kind WHEN 'flow' THEN done.verified ELSE done.verified_last END AS verified,
               CASE line.kind WHEN 'flow' THEN 0 ELSE line.baseline END AS start,
               line.kind = 'flow' AND line.achievement_from <> 'zero' AS waits
        FROM targets_mastertablerow line
        JOIN targets_mastertable frozen ON frozen.id = line.master_table_id
        JOIN projects_planyear year ON year.id = frozen.plan_year_id AND year.year = %(year)s
        JOIN targets_target target ON target.id = line.target_id
        JOIN projects_project project ON project.id = target.project_id
        JOIN projects_program program ON program.id = project.program_id
        JOIN agencies_agency agency ON agency.id = line.agency_id
        JOIN targets_unit unit ON unit.code = line.unit_code
        JOIN places ON places.project_id = project.id
        LEFT JOIN projects_priorityindustry industry ON industry.id = project.priority_industry_id
        LEFT JOIN done ON done.target_id = target.id
    ), program_weight AS (
        SELECT program_id, sum(project_weight) AS total
        FROM (SELECT DISTINCT program_id, project_id, project_weight FROM line) project GROUP BY program_id
    ), target AS (
        SELECT line.*, weight / sum(weight) OVER (PARTITION BY project_id) * project_weight / total AS share,
               100 * (reported - start) / (expected - start) AS rate,
               CASE WHEN NOT waits THEN 100 * (reported - start) / (value - start) END AS achievement,
               CASE WHEN NOT waits THEN 100 * (verified - start) / (value - start) END AS verified_achievement
        FROM line JOIN program_weight USING (program_id)
    )
"""
# Each counts by its share, between nothing and the whole; what can't be computed is left out.
THERE = "FILTER (WHERE {0} IS NOT NULL)"
AVERAGE = f"sum(share * least(greatest({{0}}, 0), 100)) {THERE} / sum(share) {THERE}"


def averages(*names: str) -> str:
    return ", ".join(AVERAGE.format(name) for name in names)
