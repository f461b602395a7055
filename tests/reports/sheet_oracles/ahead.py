"""What stayed behind, proposals, appendices, chapters, and what an earlier report said otherwise."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from projects.enums import ObstacleCategory
from targets.enums import Direction, Standing
from tests.reports.oracle import asked, plain
from tests.reports.sheet_oracles.ground import CHALLENGES, Row, actions, name, oracle, percent
from tests.reports.sheet_oracles.whole import macro_targets

BASIS = {
    "allocation": "money that was not allocated",
    "obstacle": "an obstacle of credit",
    "no_money_needed": "the project needs no money",
    "not_stated": "not split: allocation not stated",
}


@oracle("behind")
def shortfalls(day: str) -> list[Row]:
    rows = asked(
        f""", late AS (
            SELECT s.*, {name("a")} AS agency_name, {name("i")} AS indicator, {name("u")} AS unit_name,
                CASE WHEN s.direction NOT IN ('up', 'down') OR s.baseline IS NULL AND NOT from_zero THEN NULL
                    ELSE sign * (expected - start) END AS way,
                sign * (reported - start) AS went
            FROM (SELECT stood.*, CASE direction WHEN 'down' THEN -1 ELSE 1 END AS sign,
                    grows OR achievement_from = 'zero' AS from_zero,
                    CASE WHEN grows OR achievement_from = 'zero' THEN 0 ELSE baseline END AS start FROM stood
                WHERE standing IN ('behind', 'no_progress')) s
            JOIN agencies_agency a ON a.id = s.agency_id JOIN targets_indicator i ON i.code = indicator_code
            JOIN targets_unit u ON u.code = s.unit),
        paid AS (
            SELECT project_id, CASE WHEN count(*) = count(allocated) AND sum(approved) > 0
                THEN least(greatest(1 - sum(allocated) / sum(approved), 0), 1) END AS lacking
            FROM projects_fundingline WHERE approved IS NOT NULL GROUP BY project_id),
        held AS (
            SELECT cost.target_id, sum(cost.amount) AS amount FROM targets_challengecost cost
            JOIN projects_challenge c ON c.id = cost.challenge_id AND c.category = 'credit'
                AND c.state IN ('open', 'in_hand')
            WHERE cost.amount IS NOT NULL GROUP BY cost.target_id),
        short AS (
            SELECT late.*, round(way - went, 4) AS missing, lacking, held.amount AS held, p.needs_money
            FROM late JOIN projects_project p ON p.id = late.project_id
            LEFT JOIN paid ON paid.project_id = late.project_id LEFT JOIN held ON held.target_id = late.target_id),
        split AS (
            SELECT *, CASE WHEN lacking IS NOT NULL OR held IS NOT NULL THEN round(least(missing,
                    greatest(greatest(way, 0) * coalesce(lacking, 0), coalesce(held, 0))), 4)
                WHEN NOT needs_money THEN 0 END AS unfunded,
                CASE WHEN missing IS NULL OR missing <= 0 THEN NULL WHEN lacking IS NOT NULL THEN 'allocation'
                    WHEN held IS NOT NULL THEN 'obstacle' WHEN needs_money THEN 'not_stated'
                    ELSE 'no_money_needed' END AS basis
            FROM short)
        SELECT agency_name, project_title, indicator, unit_name, expected, reported, missing, unfunded,
            missing - unfunded AS rest, basis, (SELECT array_agg(category ORDER BY first) FROM (
                SELECT c.category, min(ARRAY[c.position, c.id]) AS first FROM projects_challenge c
                JOIN projects_project p ON p.id = c.project_id JOIN projects_program o ON o.id = p.program_id
                WHERE c.project_id = split.project_id
                    AND c.state <> 'solved' AND (o.status IN ('agreed', 'approved', 'closed') OR NOT c.is_stated)
                GROUP BY c.category) k) AS kinds
        FROM split ORDER BY position""",
        day,
    )
    return [
        (
            *list(row.values())[:6],
            *((row["missing"], row["unfunded"], row["rest"]) if row["basis"] else (None,) * 3),
            BASIS.get(row["basis"]),
            "؛ ".join(str(ObstacleCategory(kind).label) for kind in row["kinds"] or ()) or None,
        )
        for row in rows
    ]


@oracle("behind", 1)
def not_reported(day: str) -> list[Row]:
    rows = asked(
        f"""SELECT {name("a")} AS agency, project_title, {name("i")} AS indicator, due FROM stood
        JOIN agencies_agency a ON a.id = agency_id JOIN targets_indicator i ON i.code = indicator_code
        WHERE standing = 'not_reported' ORDER BY position""",
        day,
    )
    return [tuple(row.values()) for row in rows]


@oracle("next_year")
def proposals(day: str) -> list[Row]:
    unfinished = plain(
        f"{actions(day)} SELECT title, agency, far FROM project WHERE far IS NULL OR far < 100 ORDER BY code"
    )
    return [
        *(
            ("Carry on", title, agency, "progress not reported" if far is None else f"progress {percent(far)}")
            for title, agency, far in unfinished
        ),
        *(
            (
                "Agree anew",
                row[0],
                None,
                "achievement not computable" if row[10] is None else f"achievement {percent(row[10])}",
            )
            for row in macro_targets(day)
            if row[10] is None or row[10] < 100
        ),
        *(
            ("Follow up nationally", row[3], row[0], row[7])
            for row in plain(CHALLENGES)
            if row[5] == "national" and row[10] != "solved"
        ),
    ]


@oracle("restated")
def nothing_restated(_day: str) -> list[Row]:
    """Nothing was published before."""
    return []


@oracle("master_table")
def master_table(day: str) -> list[Row]:
    rows = asked(
        f"""SELECT {name("a")} AS agency, program_title, project_code, project_title, {name("i")} AS indicator,
            {name("u")} AS unit_name, stood.direction, baseline, value, expected, reported, verified, disputed,
            achievement, standing
        FROM stood JOIN agencies_agency a ON a.id = agency_id JOIN targets_indicator i ON i.code = indicator_code
        JOIN targets_unit u ON u.code = stood.unit ORDER BY position""",
        day,
    )
    for row in rows:
        row["direction"] = str(Direction(row["direction"]).label)
        row["standing"] = str(Standing(row["standing"]).label)
    return [tuple(row.values()) for row in rows]


@oracle("master_table", 1)
def required_actions(day: str) -> list[Row]:
    return plain(
        f"""{actions(day)} SELECT project.agency, project.code, action.title, nullif(action.responsible, ''),
            starts_on, ends_on, action.weight, action.reported, action.verified, action.disputed
        FROM action JOIN project ON project.id = action.project_id ORDER BY project.code, action.position, action.id"""
    )


def chapter(code: str, day: str) -> list[Row]:
    rows = asked(
        f"""SELECT project_title, {name("i")} AS indicator, {name("u")} AS unit_name, value, expected, reported,
            verified, achievement, standing
        FROM stood JOIN targets_indicator i ON i.code = indicator_code JOIN targets_unit u ON u.code = stood.unit
        WHERE stood.agency = '{code}' ORDER BY position""",
        day,
    )
    return [tuple((row | {"standing": str(Standing(row["standing"]).label)}).values()) for row in rows]


CORRECTIONS = """
    WITH old AS (SELECT * FROM jsonb_array_elements(%(before)s::jsonb -> 'targets') WITH ORDINALITY t (told, place)),
    new AS (SELECT * FROM jsonb_array_elements(%(now)s::jsonb -> 'targets') t (told)),
    pair AS (SELECT old.place, old.told AS old, new.told AS new FROM old
        LEFT JOIN new ON new.told ->> 'target' = old.told ->> 'target'),
    line AS (SELECT pair.place, old, (period ->> 'ordinal')::int AS ordinal, f.number, f.label,
            period ->> f.figure AS was, (SELECT later ->> f.figure FROM jsonb_array_elements(new -> 'periods') later
                WHERE later ->> 'ordinal' = period ->> 'ordinal') AS is_now
        FROM pair, jsonb_array_elements(old -> 'periods') period,
            (VALUES (1, 'reported', 'Reported'), (2, 'verified', 'Verified'), (3, 'disputed', 'Disputed'))
                AS f (number, figure, label)
        WHERE new IS NOT NULL),
    changed AS (
        SELECT place, old, NULL::int AS ordinal, 0 AS number, 'Year-end target' AS label, old ->> 'value' AS was,
            new ->> 'value' AS is_now, (SELECT nullif(string_agg(nullif(v ->> 'text', ''), '؛ '), '')
                FROM jsonb_array_elements(%(now)s::jsonb -> 'versions') v
                WHERE (v ->> 'version')::int > (%(before)s::jsonb #>> '{master_table,version}')::int) AS why
        FROM pair WHERE old ->> 'value' IS DISTINCT FROM new ->> 'value'
        UNION ALL
        SELECT place, old, ordinal, number, label, was, is_now, (
            SELECT m.reason FROM targets_measurement m JOIN targets_reportline l ON l.id = m.line_id
            JOIN targets_target t ON t.id = l.target_id JOIN targets_progressreport r ON r.id = l.report_id
            JOIN projects_period p ON p.id = r.period_id
            WHERE t.uuid::text = old ->> 'target' AND p.ordinal = line.ordinal AND m.reason <> ''
                AND m.kind NOT IN ('reported', 'verified')
                AND m.recorded_at > (%(before)s::jsonb ->> 'as_of')::timestamptz ORDER BY m.id DESC LIMIT 1)
        FROM line WHERE was IS NOT NULL AND was IS DISTINCT FROM is_now)
    SELECT old #>> '{agency,name,en}', old #>> '{project,title}', old #>> '{indicator,name,en}', label, ordinal,
        was::numeric, is_now::numeric, why
    FROM changed ORDER BY place, ordinal NULLS FIRST, number
"""


def corrections(before: dict[str, Any], now: dict[str, Any]) -> list[Row]:
    """What the data set of an earlier report said otherwise than that of now."""
    with connection.cursor() as cursor:
        cursor.execute(CORRECTIONS, {"before": json.dumps(before), "now": json.dumps(now)})
        return cursor.fetchall()
