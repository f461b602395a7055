"""The pages of the macro targets: what is proposed moves nothing, what is approved moves everything."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, Sector
from projects.enums import ProgramStatus, Turn
from projects.models import PlanYear, PriorityIndustry
from reports.inbox import inbox_of
from targets.models import AgencyShare, Indicator, MacroTarget, Target
from targets.operations.macro import add_macro_target, approve_macro_target, propose_macro_target
from targets.operations.promises import freeze_year
from targets.proposals import Share
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'(?:value="|X-CSRFToken": ")[A-Za-z0-9]{64}')
FIGURES = {"baseline": Decimal(950), "value": Decimal(1150)}


@pytest.fixture
def year(settings: Any) -> PlanYear:
    settings.TODAY = "2020-05-01"
    return make_year()


@pytest.fixture
def macro_target(cast, year) -> MacroTarget:
    """In force, for what a program of JAHAD offers."""
    program = make_program(cast, plan_year=year, status=ProgramStatus.UNDER_REVIEW)
    indicator = Target.objects.get(project__program=program).indicator
    found = add_macro_target(by=cast.planner, plan_year=year, indicator=indicator, **FIGURES)
    return approve_macro_target(by=cast.deputy, macro_target=found)


def seen(client: Client, user: Any, *paths: str) -> list[str]:
    client.force_login(user)
    return [TOKEN.sub("", client.get(path).content.decode()) for path in paths]


def test_nothing_moves_before_the_deputy_approves(client, cast, macro_target):
    moved = (f"{reverse('dashboard')}?view=whole", reverse("master-table"))
    before = seen(client, cast.secretariat, *moved)
    client.force_login(cast.planner)
    typed = {"based_on": 1, "baseline": "۹۵۰", "value": "۱٬۲۳۴٬۵۶۷", "source": "سالنامه"}
    answer = client.post(reverse("macro-target-propose", args=[macro_target.uuid]), typed)
    assert answer.status_code == 302
    assert seen(client, cast.secretariat, *moved) == before

    client.force_login(cast.deputy)
    page = client.get(macro_target.get_absolute_url()).content.decode()
    assert "۱٬۲۳۴٬۵۶۷" in page
    client.post(reverse("macro-target-decide", args=[macro_target.uuid, "approve"]), {"number": 2})
    macro_target.refresh_from_db()
    assert macro_target.figures.value == 1234567
    after = seen(client, cast.secretariat, *moved)
    assert after[0] != before[0]
    assert "۱٬۲۳۳٬۶۱۷" in after[0]


def test_shares_and_trajectory_come_as_excel_copies_them(client, cast, year):
    client.force_login(cast.planner)
    indicator = Indicator.objects.get(code="non_oil_exports")
    points = [str(950 + 10 * month) for month in range(1, 12)] + ["1150"]
    typed = {
        "based_on": 0,
        "indicator": indicator.pk,
        "baseline": "950",
        "value": "1150",
        "trajectory": "\t".join(points),
        "shares": "سازمان جهاد کشاورزي\t۱۲۰\tظرفیت صادرات\r\nSAMT\t80\t",
    }
    answer = client.post(reverse("macro-target-add", args=[1399]), typed)
    assert answer.status_code == 302
    proposal = MacroTarget.objects.get(indicator=indicator).proposals.get()
    assert proposal.trajectory == [Decimal(point) for point in points]
    shares = AgencyShare.objects.filter(proposal=proposal).order_by("agency__code")
    assert [(s.agency.code, s.value, s.reason) for s in shares] == [("JAHAD", 120, "ظرفیت صادرات"), ("SAMT", 80, "")]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("shares", "جهاد کشاورزی بالا\t12", "سطر ۱"),
        ("shares", "SAMT\t12/5", "سطر ۱"),
        ("trajectory", "1\tچند", "چند"),
        ("value", "۹۰۰", "باید بیشتر از وضع موجود باشد"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(client, cast, macro_target, field, text, said):
    client.force_login(cast.planner)
    typed = {"based_on": 1, "baseline": "950", "value": "1200"} | {field: text}
    page = client.post(reverse("macro-target-propose", args=[macro_target.uuid]), typed)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert page.context["form"].data[field] == text
    assert macro_target.proposals.count() == 1


def test_second_of_two_is_told_and_may_insist(client, cast, macro_target):
    propose_macro_target(by=cast.planner2, macro_target=macro_target, based_on=1, value=Decimal(1300))
    client.force_login(cast.planner)
    path = reverse("macro-target-propose", args=[macro_target.uuid])
    page = client.post(path, {"based_on": 1, "baseline": "950", "value": "1400"})
    assert page.status_code == 409
    again = client.post(path, {"based_on": page.context["form"].data["based_on"], "baseline": "950", "value": "1400"})
    assert again.status_code == 302
    assert [each.state for each in macro_target.proposals.order_by("number")] == ["approved", "replaced", "waiting"]


def test_an_agency_sees_what_is_in_force_and_its_own_share(client, cast, year):
    jahad, samt = (Agency.objects.get(code=code) for code in ("JAHAD", "SAMT"))
    found = add_macro_target(
        by=cast.planner,
        plan_year=year,
        indicator=Indicator.objects.get(code="non_oil_exports"),
        shares=[Share(jahad, Decimal(123456), "زرافشان"), Share(samt, Decimal(654321), "لاجورد")],
        **FIGURES,
    )
    client.force_login(cast.jahad_head)
    assert client.get(found.get_absolute_url()).status_code == 404
    approve_macro_target(by=cast.deputy, macro_target=found)
    propose_macro_target(by=cast.planner, macro_target=found, based_on=1, value=Decimal(777888))
    page = client.get(found.get_absolute_url()).content.decode()
    assert "۱۲۳٬۴۵۶" in page
    assert "۶۵۴٬۳۲۱" not in page
    assert "لاجورد" not in page
    assert "۷۷۷٬۸۸۸" not in page


# --- the list -------------------------------------------------------------------------------------


def names(client: Client, **asked: str) -> list[str]:
    page = client.get(reverse("macro-target-list"), asked)
    return [row.record.macro_target.indicator.code for row in page.context["table"].rows]


def test_list_is_narrowed_down(client, cast, macro_target, year):
    industry = PriorityIndustry.objects.all()[0]
    exports = Indicator.objects.get(code="non_oil_exports")
    add_macro_target(by=cast.planner, plan_year=year, indicator=exports, priority_industry=industry, **FIGURES)
    propose_macro_target(by=cast.planner, macro_target=macro_target, based_on=1, value=Decimal(1300))
    first = macro_target.indicator.code
    client.force_login(cast.deputy)
    assert names(client) == [first, "non_oil_exports"]
    assert names(client, q="صادرات غيرنفتي") == ["non_oil_exports"]
    assert names(client, q=industry.name_fa) == ["non_oil_exports"]
    assert names(client, state="not_approved") == ["non_oil_exports"]
    assert names(client, state="change_waiting") == [first]
    assert names(client, state="in_force") == []
    rows = client.get(reverse("macro-target-list")).context["table"].rows
    assert {row.record.turn for row in rows} == {Turn.DEPUTY}
    # Nobody has promised anything of what is in force, and what is not in force needs nothing yet.
    assert names(client, brought="short") == names(client, brought="nothing") == [first]
    assert all(str(Turn.DEPUTY.label) in row.get_cell("state") for row in rows)
    assert names(client, priority_industry=industry.code) == ["non_oil_exports"]
    assert names(client, sector=Sector.objects.all()[0].code) == []
    assert names(client, sort="-value")[0] == first
    assert client.get(reverse("macro-target-list"), {"state": "چ"}).status_code == 422
    assert client.get(reverse("macro-target-list"), {"year": "1300"}).status_code == 404


def test_list_tells_an_agency_nothing_of_proposals(client, cast, macro_target):
    propose_macro_target(by=cast.planner, macro_target=macro_target, based_on=1, value=Decimal(777888))
    client.force_login(cast.jahad_head)
    page = client.get(reverse("macro-target-list"), {"state": "change_waiting"})
    assert "state" not in page.context["filter"].filters
    assert [row.record.waiting for row in page.context["table"].rows] == [None]
    assert "gap" not in [column.name for column in page.context["table"].columns]


def test_list_as_excel(client, cast, macro_target):
    client.force_login(cast.planner)
    answer = client.get(reverse("macro-target-list"), {"format": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert any(1150 in row and 950 in row for row in rows)


def test_list_costs_as_much_for_one_as_for_many(client, cast, year, many):
    indicators = list(Indicator.objects.filter(direction="up").order_by("code")[: many + 1])
    counts = []
    for some in (indicators[:1], indicators[1:]):
        for indicator in some:
            found = add_macro_target(by=cast.planner, plan_year=year, indicator=indicator, **FIGURES)
            approve_macro_target(by=cast.deputy, macro_target=found)
        client.force_login(cast.planner)
        path = reverse("macro-target-list") + "?per_page=100"
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


# --- agencies' parts ------------------------------------------------------------------------------


def test_the_province_sees_each_agency_and_what_the_total_leaves_out(client, cast, macro_target):
    """JAHAD offers 240 without being asked for any of it; SAMT is asked for 120 and offers nothing."""
    samt = Agency.objects.get(code="SAMT")
    propose_macro_target(
        by=cast.planner, macro_target=macro_target, based_on=1, shares=[Share(samt, Decimal(120), "ظرفیت")]
    )
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    Target.objects.update(macro_target=macro_target)
    client.force_login(cast.secretariat)
    page = client.get(macro_target.get_absolute_url())
    parts = {part.agency.code: (part.share, part.offered, part.agreed, part.gap) for part in page.context["parts"]}
    assert parts == {"JAHAD": (None, 240, None, None), "SAMT": (120, None, None, 120)}
    total = page.context["total"]
    assert (total.share, total.gap, total.not_handed_out, total.without_share) == (120, 120, 80, 1)
    assert "برای ۱ دستگاه سهمی تعیین نشده است" in page.content.decode()

    client.force_login(cast.samt_head)
    page = client.get(macro_target.get_absolute_url())
    assert [part.agency.code for part in page.context["parts"]] == ["SAMT"]
    assert page.context["total"] is None


def test_page_costs_as_much_for_one_share_as_for_many(client, cast, macro_target, many):
    agencies = list(Agency.objects.order_by("code")[:many])
    counts = []
    for number, some in enumerate((agencies[:1], agencies), 1):
        shares = [Share(agency, Decimal(1)) for agency in some]
        propose_macro_target(by=cast.planner, macro_target=macro_target, based_on=number, shares=shares)
        approve_macro_target(by=cast.deputy, macro_target=macro_target)
        client.force_login(cast.planner)
        client.get(macro_target.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get(macro_target.get_absolute_url()).context["parts"]) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


# --- what waits -----------------------------------------------------------------------------------


def test_who_proposed_takes_it_back(client, cast, macro_target):
    propose_macro_target(by=cast.planner, macro_target=macro_target, based_on=1, value=Decimal(1300))
    path = reverse("macro-target-withdraw", args=[macro_target.uuid])
    client.force_login(cast.planner2)
    assert path not in client.get(macro_target.get_absolute_url()).content.decode()
    assert "تنها پیشنهاددهنده" in client.post(path, {"number": 2}, follow=True).content.decode()
    client.force_login(cast.planner)
    assert path in client.get(macro_target.get_absolute_url()).content.decode()
    assert client.post(path, {"number": 1}).status_code == 409
    assert client.post(path, {"number": 2}).status_code == 302
    assert [each.state for each in macro_target.proposals.order_by("number")] == ["approved", "withdrawn"]


def test_what_waits_stands_in_the_deputy_s_inbox(client, cast, macro_target):
    def waiting(who: str) -> list[str]:
        queues = {queue.name: queue for queue in inbox_of(cast[who])}
        return [item.url for item in queues["macro-to-approve"].items] if "macro-to-approve" in queues else []

    assert waiting("deputy") == []
    propose_macro_target(by=cast.planner, macro_target=macro_target, based_on=1, value=Decimal(1300))
    assert [waiting(who) for who in ("deputy", "planner", "jahad.head")] == [[macro_target.get_absolute_url()], [], []]
    client.force_login(cast.deputy)
    assert str(macro_target) in client.get(reverse("inbox")).content.decode()
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    assert waiting("deputy") == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("baseline", "950.5"),
        ("value", "1200.5"),
        ("national_capacity", "2.25"),
        ("trajectory", "\t".join(["1.5"] * 12)),
        ("shares", "SAMT\t12.5"),
    ],
)
def test_more_decimals_than_the_unit_has(client, cast, year, field, text):
    """Persons are counted whole."""
    client.force_login(cast.planner)
    indicator = Indicator.objects.get(code="industry_jobs")
    typed = {"based_on": 0, "indicator": indicator.pk, "baseline": "950", "value": "1200"} | {field: text}
    page = client.post(reverse("macro-target-add", args=[1399]), typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"].data[field] == text
    assert not MacroTarget.objects.exists()


def test_shares_of_an_average_make_no_sum(client, cast):
    """Days of clearance add in their unit and make no sum over agencies all the same."""
    year, days = make_year(), Indicator.objects.get(code="clearance_days")
    jahad, samt = Agency.objects.get(code="JAHAD"), Agency.objects.get(code="SAMT")
    found = add_macro_target(
        by=cast.planner,
        plan_year=year,
        indicator=days,
        baseline=Decimal(20),
        value=Decimal(15),
        shares=[Share(jahad, Decimal(16), ""), Share(samt, Decimal(14), "")],
    )
    approve_macro_target(by=cast.deputy, macro_target=found)
    client.force_login(cast.planner)
    total = client.get(found.get_absolute_url()).context["total"]
    assert (total.share, total.gap, total.not_handed_out) == (None, None, None)


def test_the_list_says_whose_turn_it_is_to_make_up_what_falls_short(client, cast, year):
    client.cookies["jahesh_language"] = "en"
    client.force_login(cast.planner)
    open_year = client.get(reverse("macro-target-list"), {"year": year.year}).content.decode()
    assert "It is the turn of the planning organization" in open_year
    assert f'href="{reverse("call-board", args=[year.year])}"' in open_year
    client.force_login(cast.jahad_editor)
    assert "It is the turn of" not in client.get(reverse("macro-target-list"), {"year": year.year}).content.decode()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=year)
    client.force_login(cast.planner)
    frozen = client.get(reverse("macro-target-list"), {"year": year.year}).content.decode()
    assert f'href="{reverse("version-list", args=[year.year])}"' in frozen
