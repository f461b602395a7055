"""The pages of amendments and versions: many lines typed at once, nothing lost, everybody sees what they may."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.inbox import inbox_of
from targets.enums import AmendmentState
from targets.models import Amendment, MasterTable
from targets.operations.amendments import approve_amendment
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.factories import make_frozen_year, make_program, make_year
from tests.targets.amending import proposed, raised, rows

pytestmark = pytest.mark.django_db

DECISION = {
    "version": "1",
    "reason_code": "credit",
    "authority": "letter",
    "authority_number": "۵۲/۱۴",
    "authority_on": "1399/06/10",
    "text": "کاهش اعتبار",
}


@pytest.fixture(autouse=True)
def in_mehr(settings):
    settings.TODAY = "2020-10-01"


@pytest.fixture(scope="module")
def kept(module_db) -> MasterTable:
    with override_settings(TODAY="2020-10-01"):
        return make_frozen_year(Cast(), projects=2, targets=2)


@pytest.fixture
def table(kept) -> MasterTable:
    return deepcopy(kept)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


ADDRESS = "/targets/amendments/new/1399/"


def test_typed_figures_are_proposed_and_empty_cells_leave_what_stands(cast, table):
    first, second, *_rest = rows(table)
    typed = {
        f"value-{first.target.uuid}": "۲۵۲",
        f"weight-{second.target.uuid}": "3",
        f"value-{second.target.uuid}": "",
    }
    answer = signed_in(cast.planner).post(ADDRESS, DECISION | typed)
    amendment = Amendment.objects.get()
    assert answer.url == amendment.get_absolute_url()
    assert [(line.value, line.weight) for line in amendment.lines.all()] == [(252, 1), (240, 3)]


def test_a_typed_point_of_the_trajectory_keeps_the_others(cast, table):
    first = rows(table)[0]
    typed = {f"value-{first.target.uuid}": "252", f"point1-{first.target.uuid}": "5"}
    signed_in(cast.planner).post(ADDRESS, DECISION | typed)
    line = Amendment.objects.get().lines.get()
    assert line.trajectory == [5, *first.trajectory[1:-1], 252]


def test_what_is_refused_stands_at_its_row_and_nothing_typed_is_lost(cast, table):
    first, second, *_rest = rows(table)
    typed = {f"value-{first.target.uuid}": "بسیار", f"value-{second.target.uuid}": "-5"}
    answer = signed_in(cast.planner).post(ADDRESS, DECISION | typed)
    assert answer.status_code == 422
    shown = {row.key: row for row in answer.context["sheet"].rows}
    assert shown[str(first.target.uuid)].texts["value"] == "بسیار"
    assert [row.key for row, *_problem in answer.context["problems"]] == [str(first.target.uuid)]
    del typed[f"value-{first.target.uuid}"]
    answer = signed_in(cast.planner).post(ADDRESS, DECISION | typed)
    assert answer.status_code == 422
    [[row, column, message]] = answer.context["problems"]
    assert (row.key, column.name) == (str(second.target.uuid), "value")
    assert message.startswith(f"{second.project_code} · {second.indicator_code}: ")
    assert b"\xda\xa9\xd8\xa7\xd9\x87\xd8\xb4" in answer.content
    assert not Amendment.objects.exists()


def test_on_an_older_version_what_was_typed_stays(cast, table):
    first = rows(table)[0]
    approve_amendment(by=cast.deputy, amendment=proposed(cast, table))
    answer = signed_in(cast.planner).post(ADDRESS, DECISION | {f"value-{first.target.uuid}": "300"})
    assert answer.status_code == 409
    assert answer.context["form"]["version"].value() == "2"
    assert answer.context["sheet"].rows[0].texts["value"] == "300"


def test_the_sheet_is_narrowed_down_and_works_without_script(cast, table):
    make = rows(table)
    client = signed_in(cast.planner)
    assert len(client.get(ADDRESS, {"agency": "SAMT"}).context["sheet"].rows) == 0
    assert len(client.get(ADDRESS, {"q": make[-1].project_title}).context["sheet"].rows) == 2
    page = client.get(ADDRESS, {"plain": ""}).content.decode()
    assert f'name="value-{make[0].target.uuid}"' in page
    assert f'name="now-{make[0].target.uuid}"' not in page


def test_a_block_is_read_before_it_is_put_in(cast, table):
    first, second, *_rest = rows(table)
    block = {"column": "value", "block": "250\t2\nچند\t1\n", "row": [str(first.target.uuid), str(second.target.uuid)]}
    answer = signed_in(cast.planner).post(ADDRESS + "preview/", block)
    assert answer.status_code == 200
    assert answer.context["preview"].errors == 1
    assert signed_in(cast.planner).post(ADDRESS + "preview/", block | {"column": "now"}).status_code == 404


def test_decided_on_the_page(cast, table):
    amendment = proposed(cast, table)
    client = signed_in(cast.deputy)
    assert client.get(amendment.get_absolute_url()).context["can_decide"]
    client.post(reverse("amendment-decide", args=[amendment.uuid, "reject"]), {"reason": ""})
    assert Amendment.objects.get().state == AmendmentState.PROPOSED
    client.post(reverse("amendment-decide", args=[amendment.uuid, "approve"]))
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.APPROVED
    again = client.post(reverse("amendment-decide", args=[amendment.uuid, "approve"]))
    assert again.status_code == 409
    assert "version-compare" not in again.content.decode()


def test_what_was_overtaken_is_marked(cast, table):
    one, other = proposed(cast, table, figures=raised(rows(table)[:1])), proposed(cast, table)
    approve_amendment(by=cast.deputy, amendment=one)
    answer = signed_in(cast.deputy).get(other.get_absolute_url())
    assert len(answer.context["moved"]) == 1
    refused = signed_in(cast.deputy).post(reverse("amendment-decide", args=[other.uuid, "approve"]))
    assert refused.status_code == 409
    assert rows(table)[0].indicator_code in refused.content.decode()


def test_an_agency_compares_its_own_rows_only(cast, table):
    make_program(cast, agency="SAMT", plan_year=table.plan_year, title="برنامه صنعت", status="approved")
    late = make_program(cast, agency="SAMT", plan_year=table.plan_year, title="برنامه دیررس", status="approved")
    after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table, programs=[late.uuid]))
    assert after.version == 2
    address = reverse("version-compare", args=[1399])
    assert len(signed_in(cast.samt_editor).get(address).context["found"]) == 1
    assert signed_in(cast.jahad_editor).get(address).context["found"] == []
    listed = signed_in(cast.jahad_editor).get(reverse("version-list", args=[1399]))
    assert listed.status_code == 200
    assert after.note not in listed.content.decode()
    assert after.note in signed_in(cast.auditor).get(reverse("version-list", args=[1399])).content.decode()


def test_the_pages_do_not_grow_in_queries(cast):
    """One row in 1398, six in 1399; all of them amended, and a second amendment that waits."""
    asked = {}
    for year, size in ((1398, {}), (1399, {"projects": 2, "targets": 3})):
        program = make_program(cast, plan_year=make_year(year), status="approved", **size)
        table = freeze_year(by=cast.deputy, plan_year=program.plan_year)
        after = approve_amendment(by=cast.deputy, amendment=proposed(cast, table))
        waiting = proposed(cast, after)
        pages = {
            "versions": reverse("version-list", args=[year]),
            "comparison": reverse("version-compare", args=[year]),
            "amendment": waiting.get_absolute_url(),
            "sheet": reverse("amendment-propose", args=[year]),
            "copy": reverse("version-workbook", args=[year, 2]),
        }
        client = signed_in(cast.planner)
        for name, address in pages.items():
            client.get(address).getvalue()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
                answer.getvalue()
            assert answer.status_code == 200
            asked.setdefault(name, []).append(len(queries))
    assert {name: counts for name, counts in asked.items() if counts[0] != counts[1] or counts[1] > 25} == {}


def test_it_waits_in_the_inbox_of_who_may_approve_it(cast, table):
    amendment = proposed(cast, table)
    waiting = {
        who: [item.url for queue in inbox_of(cast[who]) for item in queue.items if queue.name.startswith("amendments")]
        for who in ("deputy", "planner", "secretariat", "jahad.head")
    }
    assert waiting == {"deputy": [amendment.get_absolute_url()], "planner": [], "secretariat": [], "jahad.head": []}
