"""What the oracles of several tables have in common: rows, labels, and SQL that many of them read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = tuple[Any, ...]
Oracle = Callable[[str], list[Row]]
ORACLES: dict[tuple[str, int], Oracle] = {}

BILLION = Decimal(10) ** 9


def oracle(section: str, place: int = 0) -> Callable[[Oracle], Oracle]:
    def put(made: Oracle) -> Oracle:
        ORACLES[section, place] = made
        return made

    return put


def name(table: str) -> str:
    return f"coalesce(nullif({table}.name_en, ''), {table}.name_fa)"


def of(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def percent(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):,f}%"


def billions(*amounts: Decimal | None) -> list[Decimal | None]:
    return [None if amount is None else round(amount / BILLION, 3) for amount in amounts]


FROZEN = """
    SELECT DISTINCT t.project_id FROM targets_mastertablerow r JOIN targets_target t ON t.id = r.target_id
    JOIN targets_mastertable m ON m.id = r.master_table_id JOIN projects_planyear y ON y.id = m.plan_year_id
    WHERE y.year = 1399 AND m.version = (
        SELECT max(version) FROM targets_mastertable v WHERE v.plan_year_id = y.id)
"""


def sizes(row: dict[str, Any]) -> Row:
    return row["programs"], row["projects"], row["targets"]


def achievements(row: dict[str, Any]) -> Row:
    return (
        *(row["reported"], row["verified"], row["disputed"], row["rate"]),
        of(row["told"], row["due"]) if row["due"] else None,
        of(row["settled"], row["due"]) if row["due"] else None,
    )


def actions(day: str) -> str:
    """Each action of the frozen projects with what is done of it, and whether it has begun."""

    def last(what: str) -> str:
        return f"(array_agg({what} ORDER BY p.ordinal DESC) FILTER (WHERE {what} IS NOT NULL))[1]"

    return f"""
    WITH done AS (
        SELECT l.action_id, {last("CASE WHEN r.signed_at IS NOT NULL THEN l.reported END")} AS reported,
            {last("l.verified")} AS verified, (array_agg(l.disputed ORDER BY p.ordinal DESC))[1] AS disputed
        FROM targets_reportline l JOIN targets_progressreport r ON r.id = l.report_id
        JOIN projects_period p ON p.id = r.period_id AND p.kind IN ('month', 'quarter')
        WHERE l.action_id IS NOT NULL AND (r.signed_at IS NOT NULL OR p.due_on < '{day}') GROUP BY l.action_id
    ), action AS (
        SELECT a.*, done.action_id IS NOT NULL AS begun, done.reported, done.verified, done.disputed
        FROM projects_action a LEFT JOIN done ON done.action_id = a.id WHERE a.project_id IN ({FROZEN})
    ), project AS (
        SELECT p.*, {name("agency")} AS agency, agency.code AS agency_code,
            progress.* FROM projects_project p JOIN projects_program program ON program.id = p.program_id
        JOIN agencies_agency agency ON agency.id = program.agency_id
        CROSS JOIN LATERAL (
            SELECT round(sum(weight * reported) / nullif(sum(weight) FILTER (WHERE reported IS NOT NULL), 0), 4) AS far,
                round(sum(weight * verified) / nullif(sum(weight) FILTER (WHERE verified IS NOT NULL), 0), 4) AS proven,
                count(reported) AS told, count(verified) AS settled, count(*) AS works
            FROM (SELECT weight, CASE WHEN begun THEN reported ELSE 0 END AS reported,
                CASE WHEN begun THEN verified ELSE 0 END AS verified
                FROM action WHERE project_id = p.id AND weight IS NOT NULL) a) progress
        WHERE p.id IN ({FROZEN})
    )
    """


CHALLENGES = f"""
    SELECT {name("agency")}, p.code AS project, p.title, c.title, c.category, c.level,
        coalesce({name("asked")}, {name("owner")}, nullif(c.asked_name, ''), nullif(c.owner, '')),
        nullif(coalesce(nullif(c.asked_for, ''), c.ask), ''), coalesce(c.asked_until, c.due_on), c.desk, c.state
    FROM projects_challenge c JOIN projects_project p ON p.id = c.project_id
    JOIN projects_program program ON program.id = p.program_id
    JOIN agencies_agency agency ON agency.id = program.agency_id
    LEFT JOIN agencies_agency asked ON asked.id = c.asked_agency_id
    LEFT JOIN agencies_agency owner ON owner.id = c.owner_agency_id
    WHERE p.id IN ({FROZEN}) AND (program.status IN ('agreed', 'approved', 'closed') OR NOT c.is_stated)
    ORDER BY p.code, c.position, c.id
"""
RETURNS = """
    SELECT agency_id, count(*) AS due, count(signed_at) AS received, count(*) FILTER (WHERE signed_on > due_on) AS late
    FROM targets_progressreport r JOIN projects_period p ON p.id = r.period_id AND p.kind IN ('month', 'quarter')
    JOIN projects_planyear y ON y.id = p.plan_year_id AND y.year = 1399
    WHERE r.signed_at IS NOT NULL OR p.due_on < '{day}' GROUP BY agency_id
"""
RESOLUTIONS = f"""
    SELECT s.number, r.number, r.text, {name("agency")}, coalesce(r.extended_until, r.due_on),
        coalesce((SELECT f.state FROM reports_followup f WHERE f.resolution_id = r.id ORDER BY f.id DESC LIMIT 1),
            'not_implemented') AS state
    FROM reports_resolution r JOIN reports_hqsession s ON s.id = r.session_id AND s.state = 'signed'
    JOIN agencies_agency agency ON agency.id = r.agency_id
    WHERE s.held_on BETWEEN '2020-03-20' AND '{{day}}' ORDER BY s.number, r.number
"""
