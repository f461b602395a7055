"""Sheets for a session: every figure against plain SQL, for whom, at what cost."""

from __future__ import annotations

import datetime
import re
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import Act
from agencies.history import record
from projects.enums import ProgramStatus
from projects.models import ChainLink, Project
from targets.filters import CHOOSABLE
from tests.factories import make_program, make_year, walk
from tests.reports.figures import TARGETS, Figures, amount, asked, averages, figures_in, said
from tests.reports.places import AHAR, MARAND, Places, make_places
from tests.reports.sessions import held_session, resolve, sign

pytestmark = pytest.mark.django_db

# Tir is running; Khordad's return is not due yet.
TODAY = "2020-06-25"
ASKED = {"year": 1399, "today": TODAY, "until": 12}
# What a forecast says has no second reckoning in SQL: tests/targets/test_forecast.py works it out by hand.
BY_HAND = {"forecast-achievement"}


@pytest.fixture(scope="module")
def kept(module_db: None) -> Places:
    with override_settings(TODAY=TODAY):
        return make_places()


@pytest.fixture
def places(kept: Places) -> Places:
    return deepcopy(kept)


@pytest.fixture(autouse=True)
def in_tir(settings: Any) -> None:
    settings.TODAY = TODAY


def read(client: Client, path: str, user: Any, status: int = 200) -> Any:
    client.force_login(user)
    client.cookies["jahesh_language"] = "en"
    response = client.get(path)
    assert response.status_code == status
    return response


# --- the figures ------------------------------------------------------------------------------------


def expected_of(where: str, **given: Any) -> Figures:
    """What plain SQL says of a part of the province, a condition on its targets."""
    given = {**ASKED, **given}
    of = f"{TARGETS} SELECT {{}} FROM target WHERE {where} {{}}"

    def rows(what: str, then: str = "") -> list[tuple[Any, ...]]:
        return asked(of.format(what, then), **given)

    [(targets, projects, rate, achievement, verified)] = rows(
        f"count(*), count(DISTINCT project_id), {averages('rate', 'achievement', 'verified_achievement')}"
    )
    found: Figures = {
        ("targets", ""): said(targets),
        ("projects", ""): said(projects),
        ("rate", ""): said(rate, 1),
        ("achievement", ""): said(achievement, 1),
        ("verified-achievement", ""): said(verified, 1),
        # No file was attached.
        ("proved", ""): "0",
        # Nothing was said to stand in the way.
        ("challenges", ""): "0",
    }
    columns = ("baseline", "value", "expected", "reported", "verified")
    for uuid, decimals, done, *amounts in rows(f"uuid, decimals, achievement, {', '.join(columns)}"):
        found |= {(name, uuid): amount(each, decimals) for name, each in zip(columns, amounts, strict=True)}
        found["target-achievement", uuid] = said(done, 1)
    for program, count, rate in rows(f"program, count(*), {averages('rate')}", "GROUP BY program"):
        found["program-targets", program] = said(count)
        found["program-rate", program] = said(rate, 1)
        found["work", program] = said(_work_of(program, where, given), 1)
    for macro, decimals, *amounts in rows(
        "macro, min(decimals), sum(value), sum(reported), sum(verified)", "AND macro IS NOT NULL GROUP BY macro"
    ):
        agreed, reported, verified = (amount(each, decimals) for each in amounts)
        found |= {("macro-offered", macro): agreed, ("macro-agreed", macro): agreed}
        found |= {("macro-reported", macro): reported, ("macro-verified", macro): verified}
    for ordinal, planned, actual in asked(_COURSE.format(where), **given):
        found["curve-planned", str(ordinal)] = said(planned, 1)
        found["curve-actual", str(ordinal)] = said(actual, 1)
    [(programs,)] = rows("count(DISTINCT program_id)")
    return {**found, ("programs", ""): said(programs)}


# How far the targets were to be and were at the end of each month, in percent of their way.
_COURSE = (
    TARGETS
    + """
    , told AS (
        SELECT target.uuid::text AS uuid, period.ordinal, indicator.kind, line.reported
        FROM targets_reportline line
        JOIN targets_target target ON target.id = line.target_id
        JOIN targets_indicator indicator ON indicator.id = target.indicator_id
        JOIN targets_progressreport report ON report.id = line.report_id AND report.signed_at IS NOT NULL
        JOIN projects_period period ON period.id = report.period_id
    ), so_far AS (
        SELECT target.uuid, step, target.share, start, value, trajectory[step] AS planned,
               (SELECT CASE min(kind) WHEN 'flow' THEN sum(reported)
                       ELSE (array_agg(reported ORDER BY ordinal DESC))[1] END
                FROM told WHERE told.uuid = target.uuid AND ordinal <= step AND step <= 2) AS reported
        FROM target CROSS JOIN generate_series(1, 12) AS step WHERE {}
    )
    SELECT step, sum(share * 100 * (planned - start) / (value - start)) / sum(share),
           sum(share * least(greatest(100 * (reported - start) / (value - start), 0), 100))
               / sum(share) FILTER (WHERE reported IS NOT NULL)
    FROM so_far GROUP BY step
"""
)


def _work_of(program: str, where: str, given: dict[str, Any]) -> Any:
    """The progress of a program's actions: each has one action a project here, the project counts by its weight."""
    sql = (
        TARGETS
        + f"""
        , last AS (
            SELECT DISTINCT ON (line.action_id) action.project_id, line.reported
            FROM targets_reportline line
            JOIN projects_action action ON action.id = line.action_id
            JOIN targets_progressreport report ON report.id = line.report_id AND report.signed_at IS NOT NULL
            JOIN projects_period period ON period.id = report.period_id
            ORDER BY line.action_id, period.ordinal DESC
        ), project AS (
            SELECT project_id, sum(share) AS share FROM target WHERE {where} AND program = %(program)s GROUP BY 1
        )
        SELECT sum(share * coalesce(reported, 0)) / sum(share) FROM project LEFT JOIN last USING (project_id)
        """
    )
    return asked(sql, **given, program=program)[0][0]


def compare(found: Figures, expected: Figures) -> None:
    """Every figure of the page has a second reckoning, and equals it."""
    named = {key: figure for key, figure in found.items() if key[0] not in BY_HAND}
    assert named == expected


def test_every_figure_of_an_agency_equals_plain_sql(client: Client, places: Places) -> None:
    found = figures_in(read(client, reverse("agency-sheet", args=["JAHAD"]), places.cast.deputy))
    expected = expected_of("agency = 'JAHAD'")
    expected["share", str(places.macro_target.uuid)] = "3000"
    # Two months were due; both were signed a month or two later.
    expected |= {("returns", ""): "2 of 2", ("late-returns", ""): "2 came late"}
    [(accuracy,)] = asked("""
        SELECT avg(greatest(100 - 100 * abs(line.verified - line.reported) / line.reported, 0))
        FROM targets_reportline line JOIN targets_progressreport report ON report.id = line.report_id
        JOIN agencies_agency agency ON agency.id = report.agency_id
        WHERE agency.code = 'JAHAD' AND line.target_id IS NOT NULL AND line.verified IS NOT NULL
    """)
    expected["accuracy", ""] = said(accuracy)
    compare(found, expected)


@pytest.mark.parametrize(
    ("route", "code", "where"),
    [
        ("sector-sheet", "agriculture", "sector = 'agriculture'"),
        ("sector-sheet", "industry", "sector = 'industry'"),
        ("county-sheet", MARAND, f"place = '{MARAND}'"),
        ("industry-sheet", "food", "industry = 'food'"),
    ],
)
def test_every_figure_of_what_cuts_across_equals_plain_sql(
    client: Client, places: Places, route: str, code: str, where: str
) -> None:
    found = figures_in(read(client, reverse(route, args=[code]), places.cast.planner))
    expected = expected_of(where)
    by_agency = (
        f"{TARGETS} SELECT agency, count(*), {averages('rate', 'verified_achievement')} FROM target WHERE {where}"
    )
    rows = asked(f"{by_agency} GROUP BY agency", **ASKED)
    for agency, targets, rate, verified in rows:
        expected["agency-targets", agency] = said(targets)
        expected["agency-rate", agency] = said(rate, 1)
        expected["agency-verified-achievement", agency] = said(verified, 1)
    expected["agencies", ""] = said(len(rows))
    compare(found, expected)


def test_sheet_is_had_to_the_end_of_a_period_that_is_over(client: Client, places: Places) -> None:
    address = reverse("agency-sheet", args=["JAHAD"])
    found = figures_in(read(client, f"{address}?period=1", places.cast.deputy))
    expected = expected_of("agency = 'JAHAD'", until=1)
    for name in ("targets", "rate", "achievement", "verified-achievement"):
        assert found[name, ""] == expected[name, ""]
    for unknown in ("12", "x"):
        read(client, f"{address}?period={unknown}", places.cast.deputy, status=404)


def test_every_figure_of_the_map_equals_plain_sql(client: Client, places: Places) -> None:
    """What works in several counties, or in all, stands in a line of its own; nothing is split."""
    page = read(client, reverse("county-map"), places.cast.deputy)
    found = figures_in(page)
    names = ("county-projects", "county-targets", "county-rate", "county-verified-achievement")
    figures = f"count(DISTINCT project_id), count(*), {averages('rate', 'verified_achievement')}"
    sql = f"{TARGETS} SELECT {{}}, {figures} FROM target"
    rows = asked(f"{sql.format('place')} GROUP BY place", **ASKED) + asked(sql.format("'whole'"), **ASKED)
    expected: Figures = {}
    for place, projects, targets, rate, verified in rows:
        shown = (said(projects), said(targets), said(rate, 1), said(verified, 1))
        expected |= {(name, place or "unallocated"): figure for name, figure in zip(names, shown, strict=True)}
        if place != "whole":
            expected["county-shown", place or "unallocated"] = said(rate)
    [(on_plan_from,)] = asked("SELECT on_plan_from FROM projects_planyear WHERE year = 1399")
    rates = {place: rate for place, _p, _t, rate, _v in rows if place not in ("", "whole") and rate is not None}
    late = sum(rate < on_plan_from for rate in rates.values())
    assert found.pop(("counties-late", "")).split()[:3] == [str(late), "of", str(len(rates))]
    worst = min(rates, key=lambda place: rates[place])
    expected["county-worst", worst] = said(rates[worst])
    empty = dict(zip(names, ("0", "0", "", ""), strict=True)) | {"county-shown": ""}
    assert {key: figure for key, figure in found.items() if key in expected} == expected
    assert {figure == empty[name] for (name, of), figure in found.items() if (name, of) not in expected} == {True}
    counties = page.context["counties"]
    assert (counties.several, counties.anywhere) == (1, 2)
    assert found["county-targets", MARAND] == "2"
    assert found["county-targets", AHAR] == "1"


def test_tiles_speak_of_the_macro_target_that_is_chosen(client: Client, places: Places) -> None:
    path = f"{reverse('county-map')}?macro={places.macro_target.uuid}"
    found = figures_in(read(client, path, places.cast.deputy))
    sums = f"{TARGETS} SELECT place, sum(value), sum(reported), sum(verified) FROM target"
    for place, agreed, reported, verified in asked(f"{sums} WHERE macro IS NOT NULL GROUP BY place", **ASKED):
        of = place or "unallocated"
        told = [found[f"county-{name}", of] for name in ("agreed", "reported", "verified", "shown")]
        assert told == [said(agreed), said(reported), said(verified), said(100 * reported / agreed)]
    read(client, f"{reverse('county-map')}?macro=nonsense", places.cast.deputy, status=404)


# --- what is asked for, and chains ---------------------------------------------------------------------


def test_coverage_says_what_has_no_project_at_all(client: Client, places: Places) -> None:
    page = read(client, reverse("coverage"), places.cast.planner)
    found = figures_in(page)
    sql = """
        SELECT clause.code, count(DISTINCT project.id), count(DISTINCT program.id), count(DISTINCT program.agency_id)
        FROM projects_program_policy_clauses serves
        JOIN projects_policyclause clause ON clause.id = serves.policyclause_id
        JOIN projects_program program ON program.id = serves.program_id
        JOIN projects_project project ON project.program_id = program.id GROUP BY clause.code
    """
    rows = asked(sql)
    assert {code for code, *_counts in rows} == {"6", "7"}
    for code, projects, programs, agencies in rows:
        assert found["clause-projects", code] == said(projects)
        assert found["clause-programs", code] == said(programs)
        assert found["clause-agencies", code] == said(agencies)
    [(clauses,)] = asked("SELECT count(*) FROM projects_policyclause WHERE provincially_actionable")
    assert (found["answered", "clause"], found["open", "clause"]) == ("2", said(clauses - 2))
    sections = {section.key: section for section in page.context["coverage"].sections}
    assert [str(each.row.code) for each in sections["industry"].answered] == ["food"]
    assert not {each.row.code for each in sections["clause"].beyond} & {
        each.row.code for each in sections["clause"].asked
    }
    # The list of key cores is the client's to fill.
    assert not sections["core"].asked


def test_draft_covers_nothing_until_its_head_has_signed(client: Client, places: Places) -> None:
    cast, path = places.cast, reverse("coverage") + "?year=1400"
    program = make_program(cast, plan_year=make_year(1400))
    assert read(client, path, cast.planner).context["coverage"].projects == 0
    walk(cast, program, ProgramStatus.UNDER_REVIEW)
    assert read(client, path, cast.planner).context["coverage"].projects == 1


@pytest.mark.parametrize("missing", [False, True])
def test_chain_shows_who_works_at_which_link(client: Client, places: Places, missing: bool) -> None:
    """The project names its link in other letters; a link that is missing is a gap where nobody works at it."""
    if missing:
        ChainLink.objects.filter(industry__code="food").update(is_present=False)
        record(by=None, act=Act.CHANGED, kind="projects.chain_link", object_id=None, label="food")
    chain = read(client, reverse("industry-sheet", args=["food"]), places.cast.deputy).context["chain"]
    working = {step.link.code: [project.title for project in step.projects] for step in chain.steps}
    assert working["food-proc"] == ["گلخانه مرند"]
    assert not chain.elsewhere
    assert (chain.missing, chain.gaps) == ((len(chain.steps), len(chain.steps) - 1) if missing else (0, 0))


# --- promises of the sessions ----------------------------------------------------------------------------


def test_promises_of_the_sessions_stand_on_the_sheets_they_are_about(client: Client, places: Places) -> None:
    """The overdue one first; what another agency is to do stands on its own sheet, and on the project's sector's."""
    cast, held_on = places.cast, datetime.date(2020, 5, 20)
    session = held_session(cast, on=held_on)
    project = Project.objects.get(title="گلخانه مرند")
    later = resolve(cast, session, due_on=datetime.date(2020, 9, 1), text="بعد")
    passed = resolve(cast, session, due_on=datetime.date(2020, 6, 1), text="گذشته", project=project)
    resolve(cast, session, due_on=datetime.date(2020, 9, 1), agency=places.samt, text="دیگری")
    paths = {code: reverse("agency-sheet", args=[code]) for code in ("JAHAD", "SAMT")}
    assert not read(client, paths["JAHAD"], cast.deputy).context["sheet"].promises  # nobody has signed the minutes
    sign(cast, session, on=held_on)
    page = read(client, paths["JAHAD"], cast.deputy)
    promises = page.context["sheet"].promises
    assert [(each.resolution, each.is_overdue) for each in promises] == [(passed, True), (later, False)]
    assert figures_in(page)["kept", ""] == "0 of 2"
    assert len(read(client, paths["SAMT"], cast.samt_head).context["sheet"].promises) == 1
    sector = read(client, reverse("sector-sheet", args=["agriculture"]), cast.planner).context["sheet"]
    assert [each.resolution for each in sector.promises] == [passed]


# --- for whom, and at what cost --------------------------------------------------------------------------


@pytest.mark.parametrize(("username", "status"), [("jahad.editor", 200), ("jahad.head", 200), ("samt.head", 404)])
def test_an_agencys_people_see_their_own_sheet_only(client: Client, places: Places, username: str, status: int) -> None:
    read(client, reverse("agency-sheet", args=["JAHAD"]), places.cast[username], status=status)


@pytest.mark.parametrize("route", ["sector-sheet", "county-map", "industry-list", "coverage"])
def test_what_cuts_across_the_agencies_is_the_provinces(client: Client, places: Places, route: str) -> None:
    args = ["industry"] if route == "sector-sheet" else []
    read(client, reverse(route, args=args), places.cast.samt_head, status=403)


def test_sheets_do_not_grow_in_queries(client: Client, places: Places) -> None:
    """The sheet of an agency with one target asks as much as that of one with five."""
    pages = {reverse("agency-sheet", args=[code]): 40 for code in ("SAMT", "JAHAD")}
    counts = {path: _questions(client, path, places.cast.deputy) for path in pages}
    assert len(set(counts.values())) == 1
    others = [reverse("county-map"), reverse("industry-list"), reverse("coverage")]
    assert {path: count for path in others if (count := _questions(client, path, places.cast.deputy)) > 25} == {}
    assert max(counts.values()) <= 40


def _questions(client: Client, path: str, user: Any) -> int:
    read(client, path, user)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


# --- side by side ----------------------------------------------------------------------------------------


def test_every_figure_of_two_periods_side_by_side_equals_plain_sql(client: Client, places: Places) -> None:
    found = figures_in(read(client, reverse("compare") + "?one=1399-1&other=1399-2", places.cast.deputy))
    macro, parts = (
        f"{TARGETS} SELECT sum(value), sum(reported), sum(verified) FROM target WHERE macro IS NOT NULL",
        f"{TARGETS} SELECT {{}}, count(*), {averages('rate', 'verified_achievement')} FROM target",
    )
    agencies = {"JAHAD": str(places.jahad.pk), "SAMT": str(places.samt.pk), "whole": "whole"}
    expected: Figures = {}
    sides: dict[tuple[str, str], list[Any]] = {}
    for side, until in (("one", 1), ("other", 2)):
        [amounts] = asked(macro, **ASKED | {"until": until})
        for name, value in zip(("agreed", "reported", "verified"), amounts, strict=True):
            expected[f"{name}-{side}", "crop_output"] = said(value)
            sides.setdefault((name, "crop_output"), []).append(value)
        by_agency = asked(f"{parts.format('agency')} GROUP BY agency", **ASKED | {"until": until})
        for agency, targets, rate, verified in [
            *by_agency,
            *asked(parts.format("'whole'"), **ASKED | {"until": until}),
        ]:
            of = agencies[agency]
            expected[f"targets-{side}", of] = said(targets)
            for name, value in (("rate", rate), ("verified-achievement", verified)):
                expected[f"{name}-{side}", of] = said(value, 1)
                sides.setdefault((name, of), []).append(value)
    changes = {key for key in found if key[0].endswith("-change")}
    assert {key: figure for key, figure in found.items() if key not in changes} == expected
    for name, of in changes:
        one, other = sides[name.removesuffix("-change"), of]
        change = other - one
        places_shown = 0 if change == change.to_integral_value() else 1
        assert found[name, of] == (f"{change:+.{places_shown}f}" if change else "=")


@pytest.mark.parametrize("query", ["?one=1300", "?other=1399-v9", "?by=nonsense", "?one=%00"])
def test_states_that_there_are_not_are_not_found(client: Client, places: Places, query: str) -> None:
    read(client, reverse("compare") + query, places.cast.deputy, status=404)


def test_versions_side_by_side_lead_to_their_cells(client: Client, places: Places) -> None:
    """A year stands beside another one too, of which nothing is known yet; an agency's people compare their own."""
    make_year(1400)
    page = read(client, reverse("compare") + "?one=1399-v1&other=1400", places.cast.samt_head)
    assert page.context["found"].whole.targets == (1, 0)
    assert not page.context["are_versions"]


# --- the master table --------------------------------------------------------------------------------------


def test_every_figure_of_the_master_table_equals_plain_sql(client: Client, places: Places) -> None:
    """Its cells bear no names, to weigh less: their columns have them."""
    wide = "&".join(f"column={name}" for name in CHOOSABLE)
    page = read(client, f"{reverse('master-table')}?{wide}", places.cast.deputy)
    names = [column.name for column in page.context["table"].columns]
    rows = page.content.decode().partition("</tbody>")[0].split("<tr><th scope=row>")[1:]
    found = {}
    for row in rows:
        # A cell ends where the next one begins.
        cells = re.split(r"<td[^>]*>", row.partition("<tr")[0])
        [uuid] = re.findall(r"<a href=/targets/([0-9a-f-]{36})/>", row)
        texts = [" ".join(re.sub(r"<[^>]+>", "", cell).replace(",", "").replace("%", "").split()) for cell in cells]
        found[uuid] = dict(zip(names, texts, strict=True))
    figures = ("baseline", "agreed", "expected", "reported", "verified", "achievement")
    columns = "uuid, decimals, baseline, value, expected, reported, verified, achievement"
    expected = asked(f"{TARGETS} SELECT {columns} FROM target", **ASKED)
    assert len(found) == len(expected) == 6
    for uuid, decimals, *amounts, achieved in expected:
        told = [*(amount(each, decimals) for each in amounts), said(achieved, 1)]
        assert [found[uuid][name].replace("—", "").replace("not reported", "") for name in figures] == told
        assert (found[uuid]["offered"], found[uuid]["disputed"]) == (found[uuid]["agreed"], "—")


@pytest.mark.parametrize(
    ("group", "headings"),
    [
        ("county", {"Ahar": 1, "Marand": 2, "Unallocated: in several counties, or in the whole province": 3}),
        ("industry", {"Food, confectionery and chocolate": 2, "Of no priority industry": 4}),
        # Under each clause that its program serves; in the total once.
        ("clause", {"Clause 6": 6, "Clause 7": 5}),
    ],
)
def test_master_table_stands_under_counties_industries_and_clauses(
    client: Client, places: Places, group: str, headings: dict[str, int]
) -> None:
    content = read(client, f"{reverse('master-table')}?group={group}", places.cast.planner).context["content"]
    found = {
        each.heading.split(": ")[0] if group == "clause" else each.heading: len(each.rows) for each in content.groups
    }
    assert found == headings
    assert content.totals.targets == 6


def test_reader_chooses_the_columns_and_the_figures_period_by_period(client: Client, places: Places) -> None:
    path = reverse("master-table")
    page = read(client, f"{path}?column=agreed&column=nonsense&group=agency", places.cast.planner)
    assert [column.name for column in page.context["table"].columns] == ["project", "indicator", "agreed"]
    # What the other form leaves as it is.
    assert ("column", "agreed") in page.context["kept_by_filters"]
    assert page.context["kept_by_columns"] == [("group", "agency")]
    # Its own links say the columns in few words, which say the same again.
    for columns, words in [(["reported", "agreed"], "agreed.reported"), (CHOOSABLE, "all")]:
        wide = read(client, f"{path}?{'&'.join(f'column={name}' for name in columns)}", places.cast.planner)
        assert f'href="?column={words}&amp;group=axis"' in wide.content.decode()
        again = read(client, f"{path}?column={words}", places.cast.planner)
        assert again.context["table"].shown_columns == wide.context["table"].shown_columns
        assert len(again.context["table"].shown_columns) == len(columns)
    page = read(client, f"{path}?figures=periods", places.cast.planner)
    columns = [column.name for column in page.context["table"].columns]
    assert columns[2:5] == ["standing", "agreed", "reported"] and columns[5:] == [f"period_{n}" for n in range(1, 13)]
    assert len(page.content) <= 60 * 1024


def test_panel_shows_what_a_figure_is_made_of_without_the_rest_of_the_page(client: Client, places: Places) -> None:
    [[uuid]] = asked(f"{TARGETS} SELECT uuid FROM target WHERE place = '{AHAR}'", **ASKED)
    path = reverse("figure", args=[uuid])
    client.force_login(places.cast.deputy)
    beside = client.get(path, headers={"HX-Request": "true", "HX-Target": "figure-panel-body"})
    assert "<html" not in beside.content.decode() and path in beside.content.decode()
    assert "HX-Request" in beside.headers["Vary"]
    assert "<html" in client.get(path).content.decode()
