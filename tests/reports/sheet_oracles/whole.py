"""The year as a whole: summary, clauses, versions, macro targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from targets.enums import AmendmentReason, Authority, Standing
from tests.reports.oracle import TOGETHER, asked, plain
from tests.reports.sheet_oracles.ground import (
    CHALLENGES,
    FROZEN,
    RETURNS,
    Row,
    achievements,
    billions,
    name,
    of,
    oracle,
    sizes,
)

MONTHS = ["Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"]
MONTHS += ["Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"]


@oracle("summary")
def summary(day: str) -> list[Row]:
    [year] = asked(f"SELECT count(DISTINCT agency_id) AS agencies, {TOGETHER} FROM stood", day)
    [returns] = plain(f"SELECT sum(due), sum(received), count(*) FROM ({RETURNS.format(day=day)}) r")
    [(works, jobs)] = plain(
        f"SELECT (SELECT count(*) FROM projects_action WHERE project_id IN ({FROZEN})), sum(jobs_direct)"
        f" FROM projects_project WHERE id IN ({FROZEN})"
    )
    challenges = plain(CHALLENGES)
    [money] = plain(
        f"SELECT sum(approved), sum(allocated), sum(spent) FROM projects_fundingline WHERE project_id IN ({FROZEN})"
    )
    return [
        ("Agencies that take part", max(year["agencies"], returns[2]), None),
        *((title, count, None) for title, count in zip(("Programs", "Projects", "Targets"), sizes(year), strict=True)),
        ("Required actions", works, None),
        ("Returns received of those due", of(returns[1], returns[0]), None),
        ("Obstacles registered", len(challenges), None),
        ("Obstacles solved", sum(row[-1] == "solved" for row in challenges), None),
        ("Direct jobs planned", jobs, "person"),
        *(
            (f"Money {what}", amount, "billion rials")
            for what, amount in zip(("approved", "allocated", "spent"), billions(*money), strict=True)
        ),
    ]


@oracle("summary", 1)
def standing(day: str) -> list[Row]:
    found = {row["standing"]: row["count"] for row in asked("SELECT standing, count(*) FROM stood GROUP BY 1", day)}
    whole = sum(found.values())
    return [
        (str(each.label), found.get(each, 0), round(Decimal(100 * found.get(each, 0)) / whole, 4)) for each in Standing
    ]


@oracle("framework")
def clauses(day: str) -> list[Row]:
    rows = asked(
        f"""SELECT c.code, {name("c")} AS title, {TOGETHER}
        FROM stood LEFT JOIN projects_program_policy_clauses pc ON pc.program_id = stood.program_id
        LEFT JOIN projects_policyclause c ON c.id = pc.policyclause_id
        GROUP BY c.id ORDER BY c.position NULLS LAST""",
        day,
    )
    return [
        (row["code"] and int(row["code"]), row["title"] or "without a clause", *sizes(row), *achievements(row))
        for row in rows
    ]


@oracle("framework", 1)
def versions(_day: str) -> list[Row]:
    rows = plain(
        """SELECT version, m.frozen_on, row_count, reason_code, authority, authority_number, nullif(text, '')
        FROM targets_mastertable m JOIN projects_planyear y ON y.id = m.plan_year_id AND y.year = 1399
        LEFT JOIN targets_amendment a ON a.id = m.amendment_id ORDER BY version"""
    )
    return [
        (
            *row[:3],
            str(AmendmentReason(row[3]).label) if row[3] else None,
            f"{Authority(row[4]).label} {row[5]}" if row[4] else None,
            row[6],
        )
        for row in rows
    ]


@oracle("macro")
def macro_targets(day: str) -> list[Row]:
    def brought(figure: str, unknown: str = "FALSE") -> str:
        return f"""round(sum(CASE WHEN s.feeds = 'increment' THEN {figure} WHEN {unknown} THEN NULL
            ELSE {figure} - s.baseline END * s.factor / unit.factor), 4)"""

    growing = "s.feeds <> 'increment' AND s.grows AND NOT s.complete"
    rows = asked(
        f""", brought AS (
        SELECT m.id, m.position, {name("i")} AS indicator, {name("part")} AS part, {name("unit")} AS unit, p.baseline,
            p.value, p.value - p.baseline AS needed,
            {
            brought('''(SELECT o.value FROM targets_offer o WHERE o.target_id = s.target_id AND o.side = 'agency'
                ORDER BY o.round DESC LIMIT 1)''')
        } AS offered,
            {brought("s.value")} AS agreed, {brought("s.reported", growing)} AS reported,
            {brought("s.verified", growing)} AS verified, {brought("s.disputed", growing)} AS disputed,
            count(s.id) FILTER (WHERE s.due > 0 AND s.due = s.told AND NOT ({growing})) AS told,
            count(s.id) FILTER (WHERE s.due > 0) AS due,
            count(s.id) FILTER (WHERE s.reported IS NOT NULL AND {growing}) AS growing,
            (SELECT count(*) FROM stood f WHERE f.macro_target_id_frozen = m.uuid) AS fed, count(s.id) AS counted
        FROM targets_macrotarget m JOIN targets_macrotargetproposal p ON p.id = m.in_force_id
        JOIN projects_planyear y ON y.id = m.plan_year_id AND y.year = 1399
        JOIN targets_indicator i ON i.id = m.indicator_id JOIN targets_unit unit ON unit.id = i.unit_id
        LEFT JOIN (SELECT 's', id, name_fa, name_en FROM agencies_sector
            UNION SELECT 'i', id, name_fa, name_en FROM projects_priorityindustry) AS part (kind, id, name_fa, name_en)
            ON part.kind = 's' AND part.id = m.sector_id OR part.kind = 'i' AND part.id = m.priority_industry_id
        LEFT JOIN stood s ON s.macro_target_id_frozen = m.uuid AND s.aggregation IN ('sum', 'last')
        GROUP BY m.id, p.id, i.id, unit.id, part.name_en, part.name_fa)
        SELECT b.*, seen.value AS seen, seen.kind, seen.ordinal FROM brought b LEFT JOIN LATERAL (
            SELECT o.value, p.kind, p.ordinal FROM targets_macroobservation o
            JOIN projects_period p ON p.id = o.period_id
            WHERE o.macro_target_id = b.id
                AND NOT EXISTS (SELECT FROM targets_macroobservation n WHERE n.replaces_id = o.id)
            ORDER BY p.last_day DESC LIMIT 1) seen ON TRUE ORDER BY b.position, b.id""",
        day,
    )
    return [
        (
            f"{row['indicator']} – {row['part']}" if row["part"] else row["indicator"],
            *(row[column] for column in ("unit", "baseline", "value", "needed", "offered", "agreed")),
            *(row[column] for column in ("reported", "verified", "disputed")),
            row["reported"] and round(100 * row["reported"] / row["needed"], 4),
            _not_agreed(row),
            row["seen"],
            row["ordinal"] and (MONTHS[row["ordinal"] - 1] if row["kind"] == "month" else f"Quarter {row['ordinal']}"),
            _coverage(row) if row["fed"] else None,
        )
        for row in rows
    ]


def _not_agreed(row: dict[str, Any]) -> Decimal | None:
    agreed = row["agreed"] if row["fed"] else Decimal(0)
    if agreed is None:
        return None
    return row["needed"] - agreed if row["needed"] >= 0 else agreed - row["needed"]


def _coverage(row: dict[str, Any]) -> str:
    covered = of(row["told"], row["due"])
    left_out = row["fed"] - row["counted"] + row["growing"]
    return f"{covered}; {left_out} make no sum yet" if left_out else covered
