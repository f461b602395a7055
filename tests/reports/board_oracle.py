"""What every figure of the dashboard must be, in plain SQL on the small demonstration; no code of the product helps.

It knows what that year holds: targets that rise or fall, flows that are summed up and levels of which the last counts,
one double-checked ratio by its value. Asked on one day of the deputy, who sees the whole province.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

Figures = dict[tuple[str, str], list[Decimal]]

# One row a target of the latest version; its share of the programs; its due lines; where it stood after each month.
PLAN = """
    WITH plan AS (
        SELECT r.target_id, r.value, r.baseline, r.trajectory, r.kind, r.aggregation, r.feeds, r.sector_code,
               r.macro_target_id_frozen AS macro, target.uuid, target.project_id,
               agency.code AS agency, indicator.frequency, y.achievement_cap AS cap, y.on_plan_from,
               CASE r.achievement_from WHEN 'zero' THEN 0 ELSE r.baseline END AS start,
               CASE r.feeds WHEN 'level' THEN r.baseline ELSE 0 END AS before,
               r.weight / sum(r.weight) OVER (PARTITION BY target.project_id) * r.project_weight / (
                   SELECT sum(w) FROM (SELECT DISTINCT o.project_code, o.project_weight AS w
                                       FROM targets_mastertablerow o
                                       WHERE o.master_table_id = r.master_table_id
                                         AND o.program_id_frozen = r.program_id_frozen) each) AS share
        FROM targets_mastertablerow r
        JOIN targets_target target ON target.id = r.target_id
        JOIN targets_indicator indicator ON indicator.code = r.indicator_code
        JOIN agencies_agency agency ON agency.id = r.agency_id
        JOIN targets_mastertable version ON version.id = r.master_table_id
        JOIN projects_planyear y ON y.id = version.plan_year_id
        WHERE y.year = 1399 AND version.version = (SELECT max(version) FROM targets_mastertable)
    ), line AS (
        SELECT plan.target_id, plan.agency, period.ordinal, line.id, line.verified, line.disputed,
               CASE WHEN report.signed_at IS NULL THEN NULL
                    WHEN line.status IN ('returned', 'entered') THEN
                        (SELECT entry.value FROM targets_measurement entry
                         WHERE entry.line_id = line.id AND entry.kind IN ('returned', 'reopened')
                         ORDER BY entry.id DESC LIMIT 1)
                    ELSE line.reported END AS reported,
               report.signed_at IS NOT NULL AND line.status <> 'entered'
                   AND EXISTS (SELECT 1 FROM targets_evidence file WHERE file.line_id = line.id) AS proved
        FROM plan
        JOIN targets_reportline line ON line.target_id = plan.target_id
        JOIN targets_progressreport report ON report.id = line.report_id
        JOIN projects_period period ON period.id = report.period_id
        WHERE period.kind = 'month' AND (report.signed_at IS NOT NULL OR period.due_on < %(today)s)
          AND (line.status <> 'due' OR period.ordinal %% CASE plan.frequency
               WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'half_yearly' THEN 6 ELSE 12 END = 0)
    ), step AS (
        SELECT plan.*, month.ordinal, plan.trajectory[month.ordinal] AS expected,
               CASE plan.kind WHEN 'flow' THEN so_far.reported ELSE so_far.reported_last END AS reported,
               CASE plan.kind WHEN 'flow' THEN so_far.verified ELSE so_far.verified_last END AS verified,
               CASE plan.kind WHEN 'flow' THEN so_far.disputed ELSE so_far.disputed_last END AS disputed,
               CASE plan.kind WHEN 'flow' THEN 100 * coalesce(so_far.proved, 0) / nullif(so_far.reported, 0)
                    ELSE so_far.proved_last END AS proved,
               so_far.due, so_far.told, so_far.checked, so_far.own, so_far.own_told
        FROM plan CROSS JOIN generate_series(1, 12) AS month (ordinal) CROSS JOIN LATERAL (
            SELECT sum(reported) AS reported, sum(verified) AS verified, sum(disputed) AS disputed,
                   sum(reported) FILTER (WHERE proved) AS proved,
                   (array_agg(reported ORDER BY ordinal DESC) FILTER (WHERE reported IS NOT NULL))[1] AS reported_last,
                   (array_agg(verified ORDER BY ordinal DESC) FILTER (WHERE verified IS NOT NULL))[1] AS verified_last,
                   (array_agg(disputed ORDER BY ordinal DESC) FILTER (WHERE disputed IS NOT NULL))[1] AS disputed_last,
                   (array_agg(CASE WHEN proved THEN 100 ELSE 0 END ORDER BY ordinal DESC)
                       FILTER (WHERE reported IS NOT NULL))[1] AS proved_last,
                   count(*) AS due, count(reported) AS told, count(verified) AS checked,
                   count(*) FILTER (WHERE line.ordinal = month.ordinal) AS own,
                   count(reported) FILTER (WHERE line.ordinal = month.ordinal) AS own_told
            FROM line WHERE line.target_id = plan.target_id AND line.ordinal <= month.ordinal
        ) so_far
    ), went AS (
        SELECT step.*,
               100 * (reported - start) / nullif(value - start, 0) AS achieved,
               100 * (verified - start) / nullif(value - start, 0) AS confirmed,
               100 * (expected - start) / nullif(value - start, 0) AS planned,
               CASE WHEN (expected - start) * (value - start) > 0 THEN 100 * (reported - start) / (expected - start) END
                   AS rate
        FROM step
    ), last AS (
        SELECT max(period.ordinal) AS ordinal FROM projects_period period
        JOIN projects_planyear y ON y.id = period.plan_year_id AND y.year = 1399
        JOIN targets_progressreport report ON report.period_id = period.id
        WHERE period.kind = 'month' AND (period.due_on < %(today)s OR report.signed_at IS NOT NULL)
    ), now AS (
        -- A target stands by its own last due line; without one by the beginning of the year.
        SELECT went.* FROM went
        WHERE went.ordinal = coalesce((SELECT max(line.ordinal) FROM line WHERE line.target_id = went.target_id), 12)
    )
"""


def average(figure: str) -> str:
    """Each target by its share, between nothing and the cap of the year."""
    there = f"FILTER (WHERE {figure} IS NOT NULL)"
    return f"sum(share * least(greatest({figure}, 0), cap)) {there} / nullif(sum(share) {there}, 0)"


STANDS = f"""
    SELECT {{key}}, {average("rate")}, {average("confirmed")}, {average("achieved")}, {average("proved")},
           count(rate), count(confirmed), count(*), count(*) FILTER (WHERE due > 0),
           count(*) FILTER (WHERE due > 0 AND due = told),
           count(*) FILTER (WHERE rate < on_plan_from AND (reported - expected) * (value - start) < 0)
    FROM now {{group}}
"""
ACCURACY = """
    SELECT agency, avg(CASE WHEN reported = verified THEN 100 WHEN reported = 0 THEN 0
                            ELSE greatest(100 - 100 * abs(verified - reported) / abs(reported), 0) END)
    FROM line WHERE reported IS NOT NULL AND verified IS NOT NULL GROUP BY agency
"""
RESTATED = """
    SELECT agency, count(DISTINCT entry.line_id) FILTER (WHERE entry.kind IN ('returned', 'reopened'))
    FROM line JOIN targets_measurement entry ON entry.line_id = line.id GROUP BY agency
"""
CURVE = f"""
    SELECT ordinal, {average("planned")},
           CASE WHEN ordinal <= (SELECT ordinal FROM last) THEN {average("achieved")} END
    FROM went GROUP BY ordinal
"""
HEAT = f"""
    SELECT {{key}}, ordinal, CASE WHEN ordinal <= (SELECT ordinal FROM last)
               AND (sum(own) = 0 OR sum(own_told) > 0) THEN {average("rate")} END
    FROM went GROUP BY {{key}}, ordinal
"""
# Only what adds up is added; a target that feeds as a level counts with its change from the baseline.
MACRO = """
    , fed AS (SELECT * FROM now WHERE aggregation IN ('sum', 'last')),
    offer AS (
        SELECT DISTINCT ON (target_id) target_id, value FROM targets_offer WHERE side = 'agency'
        ORDER BY target_id, round DESC
    )
    SELECT indicator.code, need.baseline, need.value, count(now.target_id), count(fed.target_id),
           sum(offer.value - fed.before), sum(fed.value - fed.before), sum(fed.expected - fed.before),
           sum(fed.reported - fed.before), sum(fed.verified - fed.before), sum(fed.disputed - fed.before),
           100 * sum(abs(fed.reported - fed.before) * fed.proved / 100) / nullif(sum(abs(fed.reported - fed.before))
               FILTER (WHERE fed.proved IS NOT NULL), 0),
           count(*) FILTER (WHERE fed.due > 0), count(*) FILTER (WHERE fed.due > 0 AND fed.due = fed.told),
           count(*) FILTER (WHERE fed.due > 0 AND fed.due = fed.checked),
           100 * coalesce(sum(fed.value - fed.before) FILTER (WHERE fed.due > 0 AND fed.due = fed.told), 0)
               / nullif(sum(fed.value - fed.before) FILTER (WHERE fed.due > 0), 0),
           (SELECT seen.value FROM targets_macroobservation seen
            JOIN projects_period period ON period.id = seen.period_id
            WHERE seen.macro_target_id = macro.id AND seen.value IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM targets_macroobservation later WHERE later.replaces_id = seen.id)
            ORDER BY period.last_day DESC LIMIT 1),
           (SELECT past.value FROM targets_pastvalue past WHERE past.indicator_id = indicator.id AND past.year = 1398
              AND past.month IS NULL AND past.value IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM targets_pastvalue later WHERE later.replaces_id = past.id))
    FROM targets_macrotarget macro
    JOIN projects_planyear y ON y.id = macro.plan_year_id AND y.year = 1399
    JOIN targets_macrotargetproposal need ON need.id = macro.in_force_id
    JOIN targets_indicator indicator ON indicator.id = macro.indicator_id
    LEFT JOIN now ON now.macro = macro.uuid
    LEFT JOIN fed ON fed.target_id = now.target_id
    LEFT JOIN offer ON offer.target_id = fed.target_id
    GROUP BY macro.id, need.id, indicator.id
"""
RETURNS = """
    SELECT count(*) FILTER (WHERE period.ordinal = (SELECT ordinal FROM last) AND report.signed_at IS NOT NULL),
           count(*) FILTER (WHERE period.ordinal = (SELECT ordinal FROM last)
                              AND (report.signed_at IS NOT NULL OR period.due_on < %(today)s)),
           count(*) FILTER (WHERE report.signed_at IS NULL AND period.due_on < %(today)s)
    FROM targets_progressreport report JOIN projects_period period ON period.id = report.period_id
    JOIN projects_planyear y ON y.id = period.plan_year_id AND y.year = 1399 WHERE period.kind = 'month'
"""
SILENT = """
    SELECT agency.code || ' ' || period.ordinal, %(today)s - period.due_on FROM targets_progressreport report
    JOIN agencies_agency agency ON agency.id = report.agency_id
    JOIN projects_period period ON period.id = report.period_id
    WHERE period.kind = 'month' AND report.signed_at IS NULL AND period.due_on < %(today)s
"""
UNVERIFIED = """
    SELECT agency.code || ' ' || period.ordinal, %(today)s - stay.since_on - 7 FROM targets_progressreport report
    JOIN agencies_agency agency ON agency.id = report.agency_id
    JOIN projects_period period ON period.id = report.period_id
    JOIN targets_returnstay stay ON stay.id = (
        SELECT max(other.id) FROM targets_returnstay other WHERE other.report_id = report.id)
    WHERE period.kind = 'month' AND report.signed_at IS NOT NULL AND report.status <> 'settled'
      AND stay.turn = 'planner' AND stay.since_on + 7 < %(today)s
"""
ACTIONS = """
    SELECT action.id, agency.code, %(today)s - action.ends_on,
           CASE WHEN EXISTS (SELECT 1 FROM targets_reportline line
                             JOIN targets_progressreport report ON report.id = line.report_id
                             JOIN projects_period period ON period.id = report.period_id
                             WHERE line.action_id = action.id AND period.kind = 'month'
                               AND (report.signed_at IS NOT NULL OR period.due_on < %(today)s))
                THEN (SELECT line.reported FROM targets_reportline line
                      JOIN targets_progressreport report ON report.id = line.report_id
                      JOIN projects_period period ON period.id = report.period_id
                      WHERE line.action_id = action.id AND report.signed_at IS NOT NULL AND line.reported IS NOT NULL
                      ORDER BY period.ordinal DESC LIMIT 1)
                ELSE 0 END
    FROM projects_action action JOIN projects_project project ON project.id = action.project_id
    JOIN projects_program program ON program.id = project.program_id
    JOIN agencies_agency agency ON agency.id = program.agency_id
    WHERE action.ends_on < %(today)s AND project.id IN (SELECT project_id FROM plan)
"""
CHALLENGES = """
    SELECT challenge.desk, coalesce(asked.name_en, nullif(challenge.asked_name, ''), owner.name_en, challenge.owner),
           challenge.state <> 'claimed' AND coalesce(challenge.asked_until, challenge.due_on) < %(today)s,
           challenge.state = 'claimed', challenge.uuid,
           %(today)s - coalesce(challenge.asked_until, challenge.due_on)
    FROM projects_challenge challenge JOIN projects_project project ON project.id = challenge.project_id
    JOIN projects_program program ON program.id = project.program_id
    JOIN projects_planyear y ON y.id = program.plan_year_id AND y.year = 1399
    LEFT JOIN agencies_agency asked ON asked.id = challenge.asked_agency_id
    LEFT JOIN agencies_agency owner ON owner.id = challenge.owner_agency_id
    WHERE challenge.state IN ('open', 'in_hand', 'claimed')
      AND (program.status IN ('agreed', 'approved', 'closed') OR NOT challenge.is_stated)
"""
ANSWERS = """
    SELECT count(DISTINCT program.agency_id), (SELECT count(*) FROM agencies_agency WHERE expected_to_submit),
           count(*) FILTER (WHERE program.status IN ('approved', 'closed')), count(*)
    FROM projects_program program JOIN projects_planyear y ON y.id = program.plan_year_id AND y.year = 1399
    WHERE program.status <> 'withdrawn' AND EXISTS (
        SELECT 1 FROM projects_revision text WHERE text.program_id = program.id AND text.signed_at IS NOT NULL)
"""
PROMISED = """
    SELECT resolution.state, resolution.state <> 'implemented'
           AND coalesce(resolution.extended_until, resolution.due_on) < %(today)s
    FROM reports_resolution resolution
    WHERE resolution.state <> 'dropped' AND resolution.session_id = (
        SELECT session.id FROM reports_hqsession session
        JOIN reports_resolution any_one ON any_one.session_id = session.id
        WHERE session.state = 'signed' AND session.held_on <= %(today)s AND any_one.state <> 'dropped'
        ORDER BY session.held_on DESC, session.number DESC LIMIT 1)
"""
RESOLUTIONS_LATE = """
    SELECT resolution.uuid, %(today)s - coalesce(resolution.extended_until, resolution.due_on)
    FROM reports_resolution resolution JOIN reports_hqsession session ON session.id = resolution.session_id
    WHERE session.state = 'signed' AND session.held_on <= %(today)s
      AND resolution.state NOT IN ('implemented', 'dropped')
      AND coalesce(resolution.extended_until, resolution.due_on) < %(today)s
"""
# What a challenge holds up: of each target, in percent of what its macro target needs, what is not done, or its cost.
HELD = """
    , held AS (
        SELECT challenge.id AS challenge_id, challenge.uuid AS challenge, now.target_id, indicator.code AS macro,
               100 * (now.value - coalesce(now.reported, now.before)) / (need.value - need.baseline) AS rest,
               100 * cost.amount / abs(need.value - need.baseline) AS cost, cost.id IS NOT NULL AS is_named
        FROM projects_challenge challenge
        JOIN projects_project project ON project.id = challenge.project_id
        JOIN projects_program program ON program.id = project.program_id
        JOIN now ON now.aggregation IN ('sum', 'last')
        JOIN targets_macrotarget macro ON macro.uuid = now.macro
        JOIN targets_macrotargetproposal need ON need.id = macro.in_force_id
        JOIN targets_indicator indicator ON indicator.id = macro.indicator_id
        LEFT JOIN targets_challengecost cost ON cost.challenge_id = challenge.id AND cost.target_id = now.target_id
        WHERE challenge.state IN ('open', 'in_hand', 'claimed')
          AND (program.status IN ('agreed', 'approved', 'closed') OR NOT challenge.is_stated)
          AND CASE WHEN EXISTS (SELECT 1 FROM targets_challengecost any_cost WHERE any_cost.challenge_id = challenge.id)
              THEN cost.id IS NOT NULL
              ELSE now.project_id IN (
                  SELECT action.project_id FROM projects_challenge_actions blocked
                  JOIN projects_action action ON action.id = blocked.action_id
                  WHERE blocked.challenge_id = challenge.id)
                OR now.project_id = challenge.project_id
                  AND NOT EXISTS (SELECT 1 FROM projects_challenge_actions blocked
                                  WHERE blocked.challenge_id = challenge.id) END
    )
    SELECT challenge, target_id, macro, rest, cost FROM held WHERE rest > 0 ORDER BY challenge_id, target_id
"""


def expected_figures(today: datetime.date) -> Figures:
    """By the name of a figure and what it is of."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(PLAN + sql, {"today": today})
            return cursor.fetchall()

    found: Figures = {}
    for part in (_standing, _through_the_year, _macro_targets, _late, _challenges):
        for name, of, *values in part(ask):
            found[name, str(of)] = [Decimal(value) for value in values if value is not None]
    kinds = ("actions-late", "silent", "unverified", "challenges-overdue", "resolutions-late")
    found["late-things", ""] = [sum((found[kind, ""][0] for kind in kinds), Decimal(0))]
    waits = ("action-days", "silent-days", "unverified-days", "challenge-days", "resolution-days")
    found["late-longest", ""] = [max(days[0] for (name, _of), days in found.items() if name in waits)]
    return found


Ask = Callable[[str], list[tuple[Any, ...]]]


def _standing(ask: Ask) -> Iterator[tuple[Any, ...]]:
    [whole] = ask(STANDS.format(key="'whole'", group=""))
    _key, rate, confirmed, achieved, _proved, rates, confirmations, targets, due, told, behind = whole
    yield "rate", "", rate
    yield "rate-gap", "", max(100 - rate, 0)
    yield "rate-counted", "", rates, targets
    yield "verified-achievement", "", confirmed
    yield "verified-counted", "", confirmations, targets
    yield "achievement", "", achieved
    yield "coverage", "", told, due
    yield "targets", "", targets
    yield "targets-behind", "", behind
    accuracy: dict[Any, Any] = dict(ask(ACCURACY))
    restated: dict[Any, Any] = dict(ask(RESTATED))
    for agency, *of in ask(STANDS.format(key="agency", group="GROUP BY agency")):
        rate, confirmed, _achieved, proved, _rates, _confirmations, targets, due, told, _behind = of
        yield "agency-rate", agency, rate
        yield "agency-verified", agency, confirmed
        yield "agency-proved", agency, proved
        yield "agency-targets", agency, targets
        yield "agency-coverage", agency, told, due
        yield "accuracy", agency, accuracy.get(agency)
        yield "restated", agency, restated.get(agency, 0)
    for uuid, rate in ask("SELECT uuid, rate FROM now"):
        yield "target-rate", uuid, rate
    [(received, owed, silent)] = ask(RETURNS)
    yield "returns", "", received, owed
    yield "returns-received", "", received
    yield "returns-due", "", owed
    yield "silent", "", silent
    yield "silent-last", "", owed - received
    for name, days in ask(SILENT):
        yield "silent-days", name, days
    unverified = ask(UNVERIFIED)
    yield "unverified", "", len(unverified)
    for name, days in unverified:
        yield "unverified-days", name, days
    [(answered, asked, approved, sent)] = ask(ANSWERS)
    yield "answered", "", answered, asked
    yield "answered-percent", "", Decimal(100 * answered) / asked
    yield "approved", "", approved, sent
    yield "approved-percent", "", Decimal(100 * approved) / sent


def _through_the_year(ask: Ask) -> Iterator[tuple[Any, ...]]:
    for ordinal, planned, actual in ask(CURVE):
        yield "curve-planned", ordinal, planned
        yield "curve-actual", ordinal, actual
    for name, key in (("sectors", "sector_code"), ("agencies", "agency")):
        for code, ordinal, rate in ask(HEAT.format(key=key)):
            yield f"heat-{name}:{ordinal}", code, rate


def _macro_targets(ask: Ask) -> Iterator[tuple[Any, ...]]:
    rows = ask(MACRO)
    yield "macro-targets", "", len(rows)
    for code, baseline, value, feeding, added, *sums in rows:
        offered, agreed, expected, reported, verified, disputed, proved, due, told, checked, share, seen, past = sums
        need = value - baseline
        missing = None if agreed is None and feeding else (need - (agreed or 0)) * (1 if need >= 0 else -1)
        yield "needed", code, need
        yield "offered", code, offered
        yield "agreed", code, agreed
        # In words: short of what is needed, or beyond it.
        yield "gap", code, None if missing is None else abs(missing)
        yield "reported", code, reported
        yield "verified", code, verified
        yield "disputed", code, disputed
        yield "proved", code, proved
        yield "observation", code, seen
        yield "macro-coverage", code, *((told, due, share, checked, due) if added and due else ())
        yield "macro-start", code, baseline
        yield "macro-target", code, value
        yield "macro-last_year", code, past
        for name, brought in (("expected", expected), ("reported", reported), ("verified", verified)):
            yield f"macro-{name}", code, None if brought is None else baseline + brought


def _late(ask: Ask) -> Iterator[tuple[Any, ...]]:
    due = ask(ACTIONS)
    late = [row for row in due if row[3] is None or row[3] < 100]
    yield "actions-due", "", len(due)
    yield "actions-late", "", len(late)
    yield "late", "", len(late), len(due)
    for action, _agency, days, done in late:
        yield "action-days", action, days
        yield "action-done", action, done
    for agency in ("JAHAD", "SAMT"):
        yield "agency-actions-late", agency, sum(row[1] == agency for row in late)


def _challenges(ask: Ask) -> Iterator[tuple[Any, ...]]:
    rows = ask(CHALLENGES)
    yield "challenges-open", "", len(rows)
    yield "challenges-overdue", "", sum(bool(row[2]) for row in rows)
    yield "challenges-claimed", "", sum(bool(row[3]) for row in rows)
    for desk in ("agency", "province", "headquarters"):
        yield "desk-open", desk, sum(row[0] == desk for row in rows)
        yield "desk-overdue", desk, sum(row[0] == desk and bool(row[2]) for row in rows)
    for *_facts, uuid, days in (row for row in rows if row[2]):
        yield "challenge-days", uuid, days
    for name in {row[1] for row in rows}:
        yield "body-open", name, sum(row[1] == name for row in rows)
        yield "body-overdue", name, sum(row[1] == name and bool(row[2]) for row in rows)
    yield from _released(ask(HELD))
    undone = ask(RESOLUTIONS_LATE)
    yield "resolutions-late", "", len(undone)
    for uuid, days in undone:
        yield "resolution-days", uuid, days
    promised = ask(PROMISED)
    overdue = sum(bool(late) for _state, late in promised)
    kept = sum(state == "implemented" for state, _late in promised)
    yield "promised", "", len(promised)
    yield "promised-kept", "", kept
    yield "promised-overdue", "", overdue
    yield "promised-running", "", len(promised) - kept - overdue


def _released(held: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """One challenge after another, the one that releases most first; what it releases is gone for the next."""
    rest = {target: left for _challenge, target, _macro, left, _cost in held}
    macros = {target: macro for _challenge, target, macro, _left, _cost in held}
    waiting: dict[Any, dict[int, Decimal | None]] = {}
    for challenge, target, _macro, _left, cost in held:
        waiting.setdefault(challenge, {})[target] = cost
    while waiting:
        shares = {
            challenge: {
                target: rest[target] if cost is None else min(cost, rest[target]) for target, cost in costs.items()
            }
            for challenge, costs in waiting.items()
        }
        best = max(shares, key=lambda challenge: sum(shares[challenge].values()))
        if not sum(shares[best].values()):
            return
        of_macro: dict[str, Decimal] = {}
        for target, share in shares[best].items():
            rest[target] -= share
            of_macro[macros[target]] = of_macro.get(macros[target], Decimal(0)) + share
        for macro, share in of_macro.items():
            yield "release", f"{best} {macro}", share
        del waiting[best]
