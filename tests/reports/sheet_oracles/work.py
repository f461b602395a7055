"""Projects, money, jobs, obstacles, sessions."""

from __future__ import annotations

from collections.abc import Callable

from projects.enums import ChallengeDesk, ChallengeState, FundingSource, ObstacleCategory
from reports.enums import ResolutionState
from tests.reports.oracle import asked, plain
from tests.reports.sheet_oracles.ground import CHALLENGES, FROZEN, RESOLUTIONS, Row, actions, billions, name, of, oracle


@oracle("industries", 1)
def chains(day: str) -> list[Row]:
    return plain(
        f"""{actions(day)} SELECT {name("i")}, nullif(chain_link, ''), title, agency, far, proven FROM project
        JOIN projects_priorityindustry i ON i.id = priority_industry_id ORDER BY i.code, project.code"""
    )


def _projects(day: str, which: str) -> list[Row]:
    return plain(
        f"""{actions(day)} SELECT agency, code, title, nullif(tier_decided, ''), far, proven, told || ' of ' || works
        FROM project WHERE {which} ORDER BY code"""
    )


@oracle("projects")
def notable_projects(day: str) -> list[Row]:
    return _projects(day, "tier_decided = 'A'")


@oracle("projects", 1)
def finished_projects(day: str) -> list[Row]:
    return _projects(day, "far >= 100 AND told = works")


def _money(label: str, order: str) -> list[Row]:
    rows = plain(
        f"""SELECT {label}, sum(approved), sum(allocated), sum(spent), count(allocated), count(*)
        FROM projects_fundingline f JOIN projects_project p ON p.id = f.project_id
        JOIN projects_program program ON program.id = p.program_id
        JOIN agencies_agency agency ON agency.id = program.agency_id
        WHERE p.id IN ({FROZEN}) GROUP BY {label}, {order} ORDER BY {order}"""
    )
    return [(title, *billions(*amounts), of(told, lines)) for title, *amounts, told, lines in rows]


@oracle("money")
def money_by_source(_day: str) -> list[Row]:
    rows = {source: rest for source, *rest in _money("f.source", "f.source")}
    return [(str(source.label), *rows[source]) for source in FundingSource if source in rows]


@oracle("money", 1)
def money_by_agency(_day: str) -> list[Row]:
    return _money(name("agency"), "agency.code")


@oracle("jobs")
def targets_of_jobs(day: str) -> list[Row]:
    rows = asked(
        f"""SELECT {name("a")} AS agency, project_title, {name("i")} AS indicator, value, reported, verified, disputed
        FROM stood JOIN agencies_agency a ON a.id = agency_id JOIN targets_indicator i ON i.code = indicator_code
        JOIN agencies_sector sector ON sector.id = i.sector_id AND sector.code = 'employment'
        WHERE unit = 'person' ORDER BY stood.position""",
        day,
    )
    return [tuple(row.values()) for row in rows]


@oracle("jobs", 1)
def verification(day: str) -> list[Row]:
    rows = asked(
        f""", checked AS (SELECT stood.agency_id, CASE WHEN l.reported IS NULL THEN NULL
            WHEN l.disputed IS NOT NULL THEN 'disputed' WHEN l.verified IS NULL THEN 'open'
            WHEN l.verified = l.reported THEN 'same' ELSE 'otherwise' END AS came
            FROM stood LEFT JOIN line l ON l.target_id = stood.target_id)
        SELECT {name("a")} AS agency, count(came) AS told, count(*) FILTER (WHERE came = 'same') AS same,
            count(*) FILTER (WHERE came = 'otherwise') AS otherwise,
            count(*) FILTER (WHERE came = 'disputed') AS disputed, count(*) FILTER (WHERE came = 'open') AS still_open,
            round(100.0 * count(*) FILTER (WHERE came = 'same')
                / nullif(count(*) FILTER (WHERE came <> 'open'), 0), 4) AS accuracy
        FROM checked JOIN agencies_agency a ON a.id = agency_id GROUP BY a.id ORDER BY a.code""",
        day,
    )
    return [tuple(row.values()) for row in rows]


@oracle("obstacles")
def obstacles_by_kind(_day: str) -> list[Row]:
    found = plain(CHALLENGES)
    rows = []
    for category in ObstacleCategory:
        own = [row for row in found if row[4] == category]
        if own:
            states = [sum(row[10] == state for row in own) for state in ChallengeState]
            waiting = sum(row[9] == "headquarters" and row[10] in ("open", "in_hand") for row in own)
            rows.append((str(category.label), len(own), *states, waiting))
    return rows


def _obstacles(which: Callable[[Row], bool]) -> list[Row]:
    return [
        (
            *(row[0], row[2], row[3], str(ObstacleCategory(row[4]).label), *row[6:9]),
            str(ChallengeDesk(row[9]).label),
            str(ChallengeState(row[10]).label),
        )
        for row in plain(CHALLENGES)
        if which(row)
    ]


@oracle("obstacles", 1)
def national_decisions(_day: str) -> list[Row]:
    return _obstacles(lambda row: row[5] == "national" and row[10] != "solved")


@oracle("obstacles", 2)
def open_obstacles(_day: str) -> list[Row]:
    return _obstacles(lambda row: row[5] != "national" and row[10] != "solved")


@oracle("obstacles", 3)
def solved_obstacles(_day: str) -> list[Row]:
    return _obstacles(lambda row: row[10] == "solved")


@oracle("sessions")
def sessions(day: str) -> list[Row]:
    return plain(
        f"""SELECT s.number, s.held_on, nullif(s.chair, ''), count(r.number),
            count(*) FILTER (WHERE r.state = 'implemented')
        FROM reports_hqsession s
        LEFT JOIN ({RESOLUTIONS.format(day=day)}) r (session, number, text, agency, until, state)
            ON r.session = s.number
        WHERE s.state = 'signed' AND s.held_on BETWEEN '2020-03-20' AND '{day}' GROUP BY s.id ORDER BY s.number"""
    )


@oracle("sessions", 1)
def resolutions(day: str) -> list[Row]:
    return [
        (f"{session}/{number}", text, agency, until, str(ResolutionState(state).label))
        for session, number, text, agency, until, state in plain(RESOLUTIONS.format(day=day))
    ]
