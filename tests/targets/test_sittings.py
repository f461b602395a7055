"""The sitting: one screen that shows what each concession does, and moves with what is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agencies.history import this_moment
from agencies.models import Agency, Sector
from projects.enums import ProgramStatus
from targets.models import Indicator, MacroTarget, Target
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.proposals import Share
from targets.sittings import Sitting, progress_of, sitting_for
from tests.cast import Cast
from tests.factories import make_program, make_target, make_year, walk
from tests.targets.tables import AGENCY, PROVINCE, Table


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["jahesh_language"] = "en"
    with translation.override("en"):
        yield


def feeding_table(cast: Cast, *, targets: int = 1) -> Table:
    """JAHAD's targets of 240 feed a macro target that needs 500 more; JAHAD's share of it is 400."""
    year = make_year()
    indicator = Indicator.objects.filter(direction="up", kind="flow", aggregation="sum").order_by("code")[0]
    jahad = Agency.objects.get(code="JAHAD")
    macro_target = add_macro_target(
        by=cast.planner2,
        plan_year=year,
        indicator=indicator,
        baseline=Decimal(1000),
        value=Decimal(1500),
        provincial_capacity=Decimal(2000),
        provincial_source="سند آمایش",
        shares=[Share(jahad, Decimal(400), "ظرفیت")],
    )
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    program = make_program(cast, plan_year=year, targets=0, projects=targets)
    for project in program.projects.all():
        make_target(cast, project, indicator=indicator, macro_target=macro_target)
    return Table(cast, walk(cast, program, ProgramStatus.NEGOTIATION))


def sitting(cast: Cast, table: Table, who: str = "planner") -> Sitting:
    jahad = Agency.objects.get(code="JAHAD")
    return sitting_for(cast[who], jahad, table.program.plan_year, this_moment())


@pytest.mark.django_db
def test_each_concession_shows_in_the_gap(cast: Cast) -> None:
    table = feeding_table(cast)
    whole, part = sitting(cast, table).macro_lines[0].whole, sitting(cast, table).macro_lines[0].part
    assert whole is not None and part is not None
    assert (whole.needed, whole.offered, whole.on_the_table, whole.agreed) == (500, 240, 240, None)
    assert (whole.gap, whole.gap_on_the_table, part.needed, part.gap_on_the_table) == (500, 260, 400, 160)
    table.counters(300)
    whole, part = sitting(cast, table).macro_lines[0].whole, sitting(cast, table).macro_lines[0].part
    assert whole is not None and part is not None
    assert (whole.offered, whole.on_the_table, whole.gap_on_the_table, part.gap_on_the_table) == (240, 300, 200, 100)
    table.accepts(cast.jahad_head, AGENCY)
    whole = sitting(cast, table).macro_lines[0].whole
    assert whole is not None and (whole.agreed, whole.gap) == (300, 200)
    assert sitting(cast, table).agreed == 1


@pytest.mark.django_db
def test_an_agency_reads_its_own_share_and_not_the_province(client: Client, cast: Cast) -> None:
    table = feeding_table(cast)
    [line] = sitting(cast, table, "jahad.head").macro_lines
    assert line.whole is None and line.part is not None and line.part.needed == 400
    client.force_login(cast.samt_head)
    assert client.get("/sittings/agencies/JAHAD/").status_code == 404
    sector = table.program.projects.get().sector
    assert isinstance(sector, Sector)
    page = client.get(f"/sittings/sectors/{sector.code}/").content.decode()
    assert "Nothing has been sent yet" in page


@pytest.mark.django_db
def test_what_is_capacity_and_last_year_stand_beside(cast: Cast) -> None:
    [line] = sitting(cast, feeding_table(cast)).lines
    assert line.capacity == 2000 and line.may_offer and line.mine


@pytest.mark.django_db
def test_the_page_does_not_grow_in_queries(client: Client, cast: Cast) -> None:
    asked = []
    table = feeding_table(cast)
    client.force_login(cast.planner)
    for _time in range(2):
        client.get("/sittings/agencies/JAHAD/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/sittings/agencies/JAHAD/").status_code == 200
        asked.append(len(queries))
        more_targets(cast, table, 4)
    assert asked[1] == asked[0] and asked[1] <= 25


def more_targets(cast: Cast, table: Table, targets: int) -> None:
    program = make_program(cast, plan_year=table.program.plan_year, title="برنامه بزرگ", targets=0, projects=targets)
    macro_target = MacroTarget.objects.get()
    for project in program.projects.all():
        make_target(cast, project, indicator=macro_target.indicator, macro_target=macro_target)
    walk(cast, program, ProgramStatus.NEGOTIATION)


@pytest.mark.django_db
def test_a_counter_is_typed_at_the_sitting_and_leads_back_to_it(client: Client, cast: Cast) -> None:
    table = feeding_table(cast)
    client.force_login(cast.planner)
    back = "/sittings/agencies/JAHAD/?year=1399"
    body = {"seen_round": 1, "value": "300", "reason": "در جلسه", "back": back}
    address = f"/targets/{table.target.uuid}/bargaining/offer/"
    response = client.post(address, body)
    assert (response.status_code, response["Location"]) == (302, back)
    assert "300" in client.get(back).content.decode()
    response = client.post(address, body | {"value": "310", "seen_round": 1})
    assert response.status_code == 409


@pytest.mark.django_db
def test_nobody_is_led_away_from_the_site(client: Client, cast: Cast) -> None:
    table = feeding_table(cast)
    client.force_login(cast.planner)
    body = {"seen_round": 1, "value": "300", "reason": "در جلسه", "back": "https://example.org/"}
    response = client.post(f"/targets/{table.target.uuid}/bargaining/offer/", body)
    assert response["Location"] == f"/targets/{table.target.uuid}/bargaining/"


@pytest.mark.django_db
def test_progress_by_agency_and_by_sector(cast: Cast) -> None:
    table = feeding_table(cast, targets=3)
    first, second, _third = table.targets
    table.counters(300, target=first)
    table.accepts(cast.planner, PROVINCE, second)
    [row] = progress_of(cast.planner, table.program.plan_year, "agency", table.program.plan_year.last_day)
    assert (row.code, row.targets, row.agreed, row.with_agency) == ("JAHAD", 3, 1, 1)
    assert row.open == row.with_agency + row.with_province
    [sector] = progress_of(cast.planner, table.program.plan_year, "sector", table.program.plan_year.last_day)
    assert sector.targets == 3


# --- what the open page asks ----------------------------------------------------------------------


def test_the_poll_is_cheap_and_tells_what_moved(client: Client, committed_db, cast: Cast) -> None:
    table = feeding_table(cast)
    client.force_login(cast.deputy)
    page = client.get("/sittings/agencies/JAHAD/?year=1399")
    seen = page.context["sitting"].moment.number
    poll = f"/sittings/agencies/JAHAD/moves/?year=1399&after={seen}"
    with CaptureQueriesContext(connection) as queries:
        quiet = client.get(poll)
    assert (quiet.status_code, quiet["Sequence"]) == (204, str(seen))
    assert len(queries) <= 7
    # The session is read and not renewed.
    assert "sessionid" not in quiet.cookies and not [each for each in queries if "UPDATE" in each["sql"]]
    table.counters(300)
    moved = client.get(poll)
    assert moved.status_code == 200 and int(moved["Sequence"]) > seen
    target = Target.objects.get()
    assert f'id="counter-{target.uuid}" data-live>' in moved.content.decode()
    assert client.get(f"/sittings/agencies/JAHAD/moves/?year=1399&after={moved['Sequence']}").status_code == 204
