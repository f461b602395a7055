"""What the report says in words: the figures and names of each paragraph of a draft, in SQL alone, section by section.

A figure is written here as it is read: thousands apart, percentages to one decimal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tests.reports.oracle import TOGETHER, asked, plain
from tests.reports.sheet_oracles.ahead import proposals, shortfalls
from tests.reports.sheet_oracles.ground import CHALLENGES, FROZEN, RESOLUTIONS, RETURNS, actions, name, percent
from tests.reports.sheet_oracles.whole import macro_targets
from tests.reports.sheet_oracles.work import targets_of_jobs, verification

# A paragraph by its figures.
Said = list[list[str]]
Sayer = Callable[[str], Said]
SAYERS: dict[str, Sayer] = {}


def sayer(section: str) -> Callable[[Sayer], Sayer]:
    def put(made: Sayer) -> Sayer:
        SAYERS[section] = made
        return made

    return put


def said(*values: int | str | None) -> list[str]:
    """What has no value is said not to be computable."""
    return [f"{value:,}" if isinstance(value, int) else value or "not computable" for value in values]


def share(value: Decimal | None) -> str | None:
    return None if value is None else percent(value)


@sayer("summary")
def summary(day: str) -> Said:
    [year] = asked(f"SELECT {TOGETHER} FROM stood", day)
    returns = f"SELECT agency_id FROM ({RETURNS.format(day=day)}) r"
    [agencies] = asked(f"SELECT count(*) FROM (SELECT agency_id FROM stood UNION {returns}) a", day)
    standings = {row["standing"]: row["count"] for row in asked("SELECT standing, count(*) FROM stood GROUP BY 1", day)}
    return [
        said(agencies["count"], year["programs"], year["projects"], year["targets"]),
        said(share(year["reported"]), share(year["verified"]), year["told"], year["due"], year["disputed"]),
        said(*(standings.get(each, 0) for each in ("on_plan", "behind", "no_progress", "not_reported"))),
    ]


@sayer("framework")
def framework(day: str) -> Said:
    [(slogan, version)] = plain(
        """SELECT y.slogan_en, (SELECT max(version) FROM targets_mastertable m WHERE m.plan_year_id = y.id)
        FROM projects_planyear y WHERE y.year = 1399"""
    )
    [clauses] = asked(
        """SELECT count(DISTINCT policyclause_id) FROM stood
        JOIN projects_program_policy_clauses pc ON pc.program_id = stood.program_id""",
        day,
    )
    return [["1399"], *([[f"«{slogan}»"]] if slogan else []), said(clauses["count"], 24, version)]


@sayer("macro")
def macro(day: str) -> Said:
    rows = macro_targets(day)
    reached = sum(row[10] is not None and row[10] >= 100 for row in rows)
    short = sum(row[11] is not None and row[11] > 0 for row in rows)
    return [said(len(rows), reached, short)]


def compared(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The first and the last of those that have a verified achievement, where there are two; rows come in order."""
    if len(rows) < 2:
        return []
    return said(*(word for row in (rows[0], rows[-1]) for word in (f"«{row['title']}»", percent(row["verified"]))))


def compare(joined: str, group: str, code: str, day: str) -> list[dict[str, Any]]:
    return asked(
        f""", together AS (SELECT {group} AS key, {TOGETHER} FROM stood GROUP BY 1)
        SELECT {name("g")} AS title, verified FROM together JOIN {joined} g ON g.{code} = together.key
        WHERE verified IS NOT NULL ORDER BY verified DESC, g.code""",
        day,
    )


@sayer("axes")
def axes(day: str) -> Said:
    return [compared(compare("projects_axis", "axis_code", "code", day))]


@sayer("agencies")
def agencies(day: str) -> Said:
    [(owing,)] = plain(f"SELECT count(*) FROM ({RETURNS.format(day=day)}) r WHERE due > received")
    return [compared(compare("agencies_agency", "agency_id", "id", day)), said(owing)]


@sayer("counties")
def counties(day: str) -> Said:
    rows = asked(
        f""", placed AS (SELECT stood.*, CASE WHEN county_code <> '' THEN county_code ELSE (
            SELECT CASE WHEN count(*) = 1 THEN min(county.sci_code) END FROM projects_project_counties c
            JOIN agencies_county county ON county.id = c.county_id WHERE c.project_id = stood.project_id) END AS place
            FROM stood)
        SELECT place, {name("c")} AS title, {TOGETHER} FROM placed LEFT JOIN agencies_county c ON c.sci_code = place
        GROUP BY place, c.id ORDER BY verified DESC NULLS LAST, place""",
        day,
    )
    here = [row for row in rows if row["place"] is not None]
    [(known,)] = plain("SELECT count(*) FROM agencies_county")
    elsewhere = sum(row["targets"] for row in rows if row["place"] is None)
    return [said(len(here), known, elsewhere), compared([row for row in here if row["verified"] is not None])]


@sayer("projects")
def projects(day: str) -> Said:
    done = "far >= 100 AND told = works"
    [found] = plain(
        f"""{actions(day)} SELECT count(*), count(*) FILTER (WHERE {done}),
            count(*) FILTER (WHERE {done} AND proven >= 100 AND settled = works),
            count(*) FILTER (WHERE tier_decided = 'A') FROM project"""
    )
    return [said(*found)]


@sayer("industries")
def industries(_day: str) -> Said:
    [found] = plain(
        f"""SELECT count(priority_industry_id), count(DISTINCT priority_industry_id) FROM projects_project
        WHERE id IN ({FROZEN})"""
    )
    return [said(*found)]


@sayer("money")
def money(_day: str) -> Said:
    [(funded, told, lines, allocated, approved)] = plain(
        f"""SELECT count(DISTINCT project_id), count(allocated), count(*), sum(allocated),
            sum(approved) FILTER (WHERE allocated IS NOT NULL)
        FROM projects_fundingline WHERE project_id IN ({FROZEN})"""
    )
    return [said(funded, told, lines), *([[percent(100 * allocated / approved)]] if approved else [])]


@sayer("jobs")
def jobs(day: str) -> Said:
    [planned] = plain(
        f"""SELECT coalesce(sum(jobs_direct), 0), coalesce(sum(jobs_indirect), 0) FROM projects_project
        WHERE id IN ({FROZEN})"""
    )
    targets = targets_of_jobs(day)
    checked = [sum(column) for column in list(zip(*verification(day), strict=True))[1:5]]
    checked.append(checked[0] - sum(checked[1:]))
    return [said(*planned), said(len(targets), sum(row[4] is not None for row in targets)), said(*checked)]


@sayer("obstacles")
def obstacles(_day: str) -> Said:
    rows = plain(CHALLENGES)
    solved = sum(row[10] == "solved" for row in rows)
    national = sum(row[10] != "solved" and row[5] == "national" for row in rows)
    return [said(len(rows), solved, len(rows) - solved, national)]


@sayer("sessions")
def sessions(day: str) -> Said:
    [(held,)] = plain(
        f"SELECT count(*) FROM reports_hqsession WHERE state = 'signed' AND held_on BETWEEN '2020-03-20' AND '{day}'"
    )
    states = Counter(row[-1] for row in plain(RESOLUTIONS.format(day=day)))
    done, counting = states["implemented"], states.total() - states["dropped"]
    done_of_them = (
        [said(done, counting, states["dropped"], percent(Decimal(100 * done) / counting))] if counting else []
    )
    return [said(held, states.total()), *done_of_them]


@sayer("behind")
def behind(day: str) -> Said:
    late = shortfalls(day)
    [silent] = asked("SELECT count(*) FROM stood WHERE standing = 'not_reported'", day)
    short = [row for row in late if row[9] is not None]
    unfunded = [row[7] for row in short]
    return [
        said(len(late), silent["count"]),
        said(
            len(short),
            sum(bool(part) for part in unfunded),
            sum(part is not None and not part for part in unfunded),
            sum(row[9] == "not split: allocation not stated" for row in short),
        ),
    ]


@sayer("next_year")
def next_year(day: str) -> Said:
    kinds = Counter(row[0] for row in proposals(day))
    return [said(kinds[kind]) for kind in ("Carry on", "Agree anew", "Follow up nationally")]


@sayer("restated")
def restated(_day: str) -> Said:
    """Nothing was published before."""
    return [[]]


@sayer("master_table")
def master_table(_day: str) -> Said:
    return []


@sayer("definitions")
def method(_day: str) -> Said:
    """Of the sentences of the method, those that bear figures: how averages are capped, and the frozen table's hash."""
    [(cap, hashed)] = plain(
        """SELECT achievement_cap, content_hash FROM targets_mastertable m JOIN projects_planyear y
        ON y.id = plan_year_id AND y.year = 1399 ORDER BY version DESC LIMIT 1"""
    )
    return [*([] for _sentence in range(6)), [f"{cap.normalize():,f}%"], *([] for _sentence in range(3)), [hashed]]


def said_of_agency(code: str, day: str) -> Said:
    """What an agency's chapter begins with."""
    [row] = asked(
        f"""SELECT {TOGETHER}, a.owed, a.received, a.late, a.unsolved FROM stood RIGHT JOIN (
            SELECT agency.id, r.due AS owed, r.received, r.late, (SELECT count(*) FROM ({CHALLENGES}) c
                (agency, project, title, obstacle, category, level, asked, wanted, until, desk, state)
                WHERE c.agency = {name("agency")} AND c.state <> 'solved') AS unsolved
            FROM agencies_agency agency LEFT JOIN ({RETURNS.format(day=day)}) r ON r.agency_id = agency.id
            WHERE agency.code = '{code}') a ON a.id = stood.agency_id
        GROUP BY a.owed, a.received, a.late, a.unsolved""",
        day,
    )
    return [
        said(
            *(row[column] for column in ("programs", "projects", "targets")),
            *(share(row["reported"]), share(row["verified"])),
            *(row[column] or 0 for column in ("told", "due", "received", "owed", "late", "unsolved")),
        )
    ]


def facts(day: str) -> Said:
    """What stands on the cover, but for the day."""
    [(version, rows, asked_for)] = plain(
        """SELECT version, (SELECT count(*) FROM targets_mastertablerow r WHERE r.master_table_id = m.id),
            (SELECT count(*) FROM projects_expectedagency e WHERE e.plan_year_id = y.id AND e.is_expected)
        FROM targets_mastertable m JOIN projects_planyear y ON y.id = plan_year_id AND y.year = 1399
        ORDER BY version DESC LIMIT 1"""
    )
    [[agencies, *_sizes], [*_shares, told, due, _disputed], _standings] = summary(day)
    [(owed, received, late)] = plain(f"SELECT sum(due), sum(received), sum(late) FROM ({RETURNS.format(day=day)}) r")
    return [said(version, rows, agencies, asked_for), [told, due, *said(*map(int, (received, owed, late)))]]
