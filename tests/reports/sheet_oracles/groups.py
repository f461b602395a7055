"""The same targets by axis, agency, county and industry."""

from __future__ import annotations

from targets.enums import Standing
from tests.reports.oracle import TOGETHER, asked
from tests.reports.sheet_oracles.ground import RETURNS, Row, achievements, name, oracle, sizes


@oracle("axes")
def axes(day: str) -> list[Row]:
    rows = asked(
        f"""SELECT {name("axis")} AS title, {TOGETHER} FROM stood LEFT JOIN projects_axis axis ON axis.code = axis_code
        GROUP BY axis.id ORDER BY axis.position NULLS LAST""",
        day,
    )
    return [(row["title"] or "without an axis", *sizes(row), *achievements(row)) for row in rows]


@oracle("agencies")
def agencies(day: str) -> list[Row]:
    standings = ", ".join(f"count(*) FILTER (WHERE standing = '{each}') AS s_{each}" for each in Standing)
    rows = asked(
        f""", together AS (SELECT agency_id, {TOGETHER}, {standings} FROM stood GROUP BY agency_id)
        SELECT rank() OVER (ORDER BY reported IS NULL, coalesce(verified, -1) DESC, reported DESC) AS rank, a.code,
            {name("a")} AS title, t.*, r.due AS owed, r.received, r.late
        FROM together t JOIN agencies_agency a ON a.id = t.agency_id
        LEFT JOIN ({RETURNS.format(day=day)}) r ON r.agency_id = a.id ORDER BY a.code""",
        day,
    )
    return [
        (
            None if row["reported"] is None else row["rank"],
            row["code"],
            row["title"],
            *sizes(row),
            *achievements(row),
            *(row[f"s_{each}"] for each in Standing),
            *(row["owed"] or 0, row["received"] or 0, row["late"] or 0),
        )
        for row in rows
    ]


@oracle("counties")
def counties(day: str) -> list[Row]:
    rows = asked(
        f""", placed AS (SELECT stood.*, CASE WHEN county_code <> '' THEN county_code ELSE (
            SELECT CASE WHEN count(*) = 1 THEN min(county.sci_code) END FROM projects_project_counties c
            JOIN agencies_county county ON county.id = c.county_id WHERE c.project_id = stood.project_id) END AS place
            FROM stood),
        together AS (SELECT place, {TOGETHER} FROM placed GROUP BY place)
        SELECT county.id, {name("county")} AS title, t.* FROM agencies_county county
        FULL JOIN together t ON t.place = county.sci_code ORDER BY county.sort_key COLLATE "C" NULLS LAST""",
        day,
    )
    nothing = (0, 0, 0, None, None, 0, None, None, None)
    return [
        (
            row["title"] or "the province, or several counties",
            *((*sizes(row), *achievements(row)) if row["targets"] else nothing),
        )
        for row in rows
    ]


@oracle("industries")
def industries(day: str) -> list[Row]:
    rows = asked(
        f"""SELECT {name("i")} AS title, {TOGETHER} FROM stood
        LEFT JOIN projects_priorityindustry i ON i.id = priority_industry_id
        GROUP BY i.id ORDER BY i.position NULLS LAST""",
        day,
    )
    return [(row["title"] or "no priority industry", *sizes(row), *achievements(row)) for row in rows]
