"""The sheets of indicators: what they say, how they are corrected, and what stays once figures are measured by them."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, Event, Sector
from projects.enums import ProgramStatus
from projects.refusals import Moved
from targets.enums import Direction, Kind
from targets.indicators import MEANING
from targets.models import Indicator, Target, Unit
from targets.operations.indicators import save_indicator
from targets.operations.macro import add_macro_target
from targets.operations.statistics import Past, record_past_values
from targets.reference_data import load_reference
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db

FIGURES = {"baseline": Decimal(950), "value": Decimal(1150)}


@pytest.fixture
def exports() -> Indicator:
    return Indicator.objects.get(code="non_oil_exports")


def save(by: Any, indicator: Indicator, **fields: Any) -> Indicator:
    return save_indicator(by=by, indicator=indicator, version=indicator.version, **fields)


def typed(indicator: Indicator, **fields: Any) -> dict[str, Any]:
    """What the form posts of the sheet as it is stored, with other values in some fields."""
    links = {"unit": indicator.unit_id, "owner": indicator.owner_id or "", "sector": indicator.sector_id or ""}
    names = ("name_fa", "name_en", "definition", "formula", "direction", "kind", "aggregation", "achievement_from")
    names += ("level", "frequency", "data_items", "data_provider", "data_frequency", "means_of_verification", "source")
    texts = {name: getattr(indicator, name) for name in names}
    verified = {"is_verified": "on"} if indicator.is_verified else {}
    return {"version": indicator.version, **links, **texts, **verified, **fields}


# --- the operation --------------------------------------------------------------------------------


def test_a_sheet_is_corrected(cast, exports):
    owner = Agency.objects.get(code="JAHAD")
    saved = save(cast.planner, exports, definition="ارزش گمرکی", owner=owner, is_verified=True)
    assert (saved.version, saved.owner, saved.is_verified) == (exports.version + 1, owner, True)
    event = Event.objects.latest("pk")
    assert (event.object_kind, event.changes["owner"], event.changes["definition"][1]) == (
        "targets.indicator",
        [exports.owner.code if exports.owner else None, "JAHAD"],
        "ارزش گمرکی",
    )
    load_reference(by=None)
    saved.refresh_from_db()
    assert saved.definition == "ارزش گمرکی"


def test_what_says_the_same_makes_no_version(cast, exports):
    assert save(cast.planner, exports, name_fa=exports.name_fa).version == exports.version
    assert not Event.objects.filter(object_kind="targets.indicator").exists()


def test_second_of_two_is_told(cast, exports):
    save(cast.planner, exports, formula="الف")
    with pytest.raises(Moved):
        save(cast.planner2, exports, formula="ب")


@pytest.mark.parametrize("username", ["jahad.editor", "deputy", "secretariat", "auditor", "administrator"])
def test_a_sheet_corrected_by_others(cast, exports, username):
    with pytest.raises(PermissionDenied):
        save(cast[username], exports, formula="الف")


OTHERWISE = {
    "unit": lambda: Unit.objects.get(code="percent"),
    "direction": lambda: Direction.DOWN,
    "kind": lambda: Kind.STOCK,
    "aggregation": lambda: "max",
    "achievement_from": lambda: "baseline",
}


def in_a_target(cast, indicator):
    make_program(cast)
    Target.objects.update(indicator=indicator)


def in_a_macro_target(cast, indicator):
    add_macro_target(by=cast.planner, plan_year=make_year(), indicator=indicator, **FIGURES)


def in_a_past_value(cast, indicator):
    record_past_values(by=cast.planner, indicator=indicator, entries=[Past(1398, None, Decimal(950), "گمرک")])


@pytest.mark.parametrize("use", [in_a_target, in_a_macro_target, in_a_past_value])
def test_what_figures_mean_stays_once_there_are_some(cast, exports, use):
    use(cast, exports)
    assert OTHERWISE.keys() == MEANING
    for name, value in OTHERWISE.items():
        with pytest.raises(ValidationError) as refused:
            save(cast.planner, exports, **{name: value()})
        assert list(refused.value.message_dict) == [name]
    assert save(cast.planner, exports, formula="جمع ارزش گمرکی").version == exports.version + 1


def test_what_nothing_is_measured_by_may_change_wholly(cast, exports):
    saved = save(cast.planner, exports, **{name: value() for name, value in OTHERWISE.items()})
    assert (saved.kind, saved.unit.code) == ("stock", "percent")


# --- the pages ------------------------------------------------------------------------------------


def test_sheet_is_saved_from_its_page(client: Client, cast, exports):
    client.force_login(cast.planner)
    path = reverse("indicator-edit", args=[exports.code])
    assert client.get(path).status_code == 200
    # As people write: Arabic letters, and an agency by its name.
    answer = client.post(path, typed(exports, definition="ارزش كالاي صادرشده", owner="سازمان جهاد کشاورزي"))
    assert answer.status_code == 302
    exports.refresh_from_db()
    assert (exports.definition, exports.owner.code, exports.version) == ("ارزش کالای صادرشده", "JAHAD", 2)


def test_refusal_says_why_and_keeps_what_was_typed(client: Client, cast, exports):
    in_a_macro_target(cast, exports)
    client.force_login(cast.planner)
    path = reverse("indicator-edit", args=[exports.code])
    page = client.post(path, typed(exports, kind="stock", definition="متن تازه"))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["kind"]
    assert "معنای آنچه توافق شده است" in page.content.decode()
    assert "متن تازه" in page.content.decode()
    exports.refresh_from_db()
    assert (exports.kind, exports.definition == "متن تازه") == ("flow", False)


def test_conflict_shows_both_texts_and_saves_what_is_chosen(client: Client, cast, exports):
    client.force_login(cast.planner2)
    path = reverse("indicator-edit", args=[exports.code])
    assert client.post(path, typed(exports, formula="فرمول همکار")).status_code == 302
    client.force_login(cast.planner)
    page = client.post(path, typed(exports, formula="فرمول من", source="گمرک تبریز"))
    assert page.status_code == 409
    shown = page.content.decode()
    assert all(text in shown for text in ("فرمول همکار", "فرمول من", "گمرک تبریز"))
    again = {name: values[0] for name, values in page.context["fields"].items() if values}
    for row in page.context["differences"]:
        for side, posted in (("mine", row.mine_posted), ("theirs", row.theirs_posted)):
            again |= {f"{side}:{row.key}:{name}": values[0] for name, values in posted.items() if values}
        again[f"choice:{row.key}"] = "theirs" if "فرمول" in row.mine else "mine"
    assert client.post(path, again).status_code == 302
    exports.refresh_from_db()
    assert (exports.formula, exports.source, exports.version) == ("فرمول همکار", "گمرک تبریز", 3)


def test_sheet_counts_targets_as_far_as_the_reader_sees_them(client: Client, cast, settings):
    settings.TODAY = "2020-05-01"
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.UNDER_REVIEW)
    make_program(cast, plan_year=year)
    indicator = Target.objects.all()[0].indicator
    counted = {}
    for who in ("planner", "jahad.editor", "samt.editor", "auditor"):
        client.force_login(cast[who])
        page = client.get(indicator.get_absolute_url())
        counted[who] = [count for _year, count in page.context["used_in"]]
    assert counted == {"planner": [1], "jahad.editor": [2], "samt.editor": [0], "auditor": [2]}


def test_sheet_names_macro_targets_that_the_reader_may_know(client: Client, cast, exports):
    in_a_macro_target(cast, exports)
    for who, known in (("planner", 1), ("jahad.head", 0)):
        client.force_login(cast[who])
        assert len(client.get(exports.get_absolute_url()).context["macro_targets"]) == known


def test_sheet_shows_past_values_with_who_and_source(client: Client, cast, exports):
    entries = [Past(1398, None, Decimal(950), "گمرک"), Past(1398, 2, Decimal(70), "آمارنامه")]
    record_past_values(by=cast.planner, indicator=exports, entries=entries)
    client.force_login(cast.jahad_editor)
    page = client.get(exports.get_absolute_url()).content.decode()
    assert all(text in page for text in ("اردیبهشت ۱۳۹۸", "آمارنامه", "۹۵۰", cast.planner.full_name))


# --- the list -------------------------------------------------------------------------------------


def found(client: Client, **asked: str) -> list[str]:
    page = client.get(reverse("indicator-list"), asked | {"per_page": "100"})
    return [row.record.code for row in page.context["table"].paginated_rows]


def test_list_is_narrowed_down(client: Client, cast, exports):
    sector = Sector.objects.all()[0]
    save(cast.planner, exports, is_verified=True, sector=sector)
    client.force_login(cast.jahad_editor)
    assert "non_oil_exports" in found(client, q="صادرات غير نفتي")
    assert found(client, verified="yes") == ["non_oil_exports"]
    assert "non_oil_exports" in found(client, sector=sector.code)
    assert "non_oil_exports" not in found(client, kind="stock", q="صادرات")
    assert client.get(reverse("indicator-list"), {"kind": "چ"}).status_code == 422


def test_list_as_excel(client: Client, cast):
    client.force_login(cast.auditor)
    answer = client.get(reverse("indicator-list"), {"format": "xlsx", "kind": "stock"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert Indicator.objects.filter(kind="stock").count() <= sheet.max_row - 1


def test_list_costs_as_much_for_one_as_for_sixty(client: Client, cast):
    client.force_login(cast.planner)
    counts = []
    for asked in ({"q": "صادرات غیرنفتی"}, {"per_page": "60"}):
        client.get(reverse("indicator-list"), asked)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("indicator-list"), asked).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
