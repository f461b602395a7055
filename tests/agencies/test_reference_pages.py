"""Reference lists on screen: found, edited, confirmed, ended; what is refused and why."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.enums import Act, Role
from agencies.fingerprints import fingerprint
from agencies.history import record
from agencies.models import Agency, County, Event, Sector, User
from agencies.operations import add_person, give_seat, save_reference_row
from agencies.reference_lists import LISTS
from targets.models import Unit
from tests.cast import BEFORE_THE_YEAR, Cast
from tests.factories import make_program
from tests.posting import Forms
from tests.test_query_counts import questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, cast: Cast, settings: Any) -> Client:
    settings.TODAY = "2020-07-05"
    client.force_login(cast.administrator)
    return client


def address_of(slug: str, key: str) -> str:
    return reverse("reference-row", args=[slug, key])


def posted(desk: Client, address: str, **typed: Any) -> Any:
    """What a browser would send of the form, with what was typed."""
    page = desk.get(address).content.decode()
    forms = [fields for action, fields in Forms(page).found if not action and set(fields) - {"csrfmiddlewaretoken"}]
    return desk.post(address, {name: values for name, values in forms[-1].items() if values} | typed)


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def found(desk: Client, slug: str, **asked: str) -> list[str]:
    rows = desk.get(reverse("reference-rows", args=[slug]), asked).context["table"].rows
    return [str(getattr(row.record, LISTS[slug].key)) for row in rows]


# --- county governorates ---------------------------------------------------------------------------


def test_a_county_governorate_is_found_edited_and_seated(desk: Client, cast: Cast) -> None:
    assert found(desk, "agencies", q="فرمانداری مراغه") == ["GOVMARAGHEH"]
    assert len(found(desk, "agencies", kind="county_governorate")) == County.objects.count()
    address = address_of("agencies", "GOVMARAGHEH")

    special = posted(desk, address, name_fa="فرمانداری ویژه مراغه", expected_to_submit="on")
    assert special.status_code == 302
    agency = Agency.objects.get(code="GOVMARAGHEH")
    assert (agency.name_fa, agency.former_names) == ("فرمانداری ویژه مراغه", ["فرمانداری مراغه"])
    assert agency in Agency.objects.expected()
    assert found(desk, "agencies", q="فرمانداری مراغه") == ["GOVMARAGHEH"]

    page = desk.get(address).content.decode()
    new_head = f"{reverse('person-new')}?agency=GOVMARAGHEH&amp;role=agency_head"
    assert new_head in page
    typed = {"username": "maragheh.head", "full_name": "فرماندار مراغه"}
    assert posted(desk, new_head.replace("&amp;", "&"), **typed).status_code == 302
    head = User.objects.get(username="maragheh.head")
    assert (head.memberships.get().agency, head.memberships.get().role) == (agency, Role.AGENCY_HEAD)
    assert reverse("person-detail", args=[head.uuid]) in desk.get(address).content.decode()


def test_agencies_without_a_head_are_narrowed_down(desk: Client, cast: Cast) -> None:
    assert cast.jahad_head
    assert cast.samt_editor
    without = {missing: set(found(desk, "agencies", missing=missing, q="سازمان")) for missing in Role.values[:2]}
    assert ("JAHAD" in without["agency_head"], "SAMT" in without["agency_head"]) == (False, True)
    assert ("JAHAD" in without["agency_editor"], "SAMT" in without["agency_editor"]) == (True, False)


# --- any list --------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", LISTS)
def test_every_list_opens_and_every_row_is_saved_as_it_stands(desk: Client, slug: str) -> None:
    listed = LISTS[slug]
    assert desk.get(reverse("reference-rows", args=[slug])).status_code == 200
    row = listed.rows.first()
    if row is None:
        return
    key = getattr(row, listed.key)
    events = Event.objects.count()
    assert posted(desk, address_of(slug, str(key))).status_code == 302
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("sectors", {"code": "space", "name_fa": "فضا", "name_en": "Space", "position": "۲۵"}),
        ("topics", {"code": "exports", "name_fa": "صادرات", "name_en": "Exports", "position": "12"}),
        ("holidays", {"day": "۱۳۹۹/۰۵/۱۰", "name_fa": "عید قربان", "name_en": "Eid al-Adha", "is_day_off": "on"}),
        ("counties", {"sci_code": "۰۳۳۰", "name_fa": "مهربان", "name_en": "Mehraban", "tile_row": "2"}),
        ("agencies", {"code": "FISHERY", "name_fa": "شیلات", "name_en": "Fisheries", "sector": "کشاورزی"}),
    ],
)  # fmt: skip
def test_a_row_is_added(desk: Client, slug: str, typed: dict[str, str]) -> None:
    listed = LISTS[slug]
    if slug == "counties":
        typed |= {"tile_column": "4"}
    if slug == "agencies":
        typed |= {"kind": "general_directorate", "evaluation_group": "production", "expected_to_submit": "on"}
    response = desk.post(reverse("reference-new", args=[slug]), typed)
    assert response.status_code == 302, errors_of(response)
    row = listed.model._default_manager.get(name_fa=typed["name_fa"])
    assert row.edited_on_screen == sorted(listed.fields)
    event = Event.objects.get(object_id=listed.id_of(row))
    assert (event.act, str(event.actor)) == (Act.CREATED, "administrator")


@pytest.mark.parametrize(
    ("slug", "typed", "field"),
    [
        ("sectors", {"code": "industry"}, "code"),
        ("sectors", {"code": "a b"}, "code"),
        ("sectors", {"code": "فضا"}, "code"),
        ("sectors", {"code": "space", "name_fa": ""}, "name_fa"),
        ("sectors", {"code": "space", "is_verified": "on"}, "source"),
        ("sectors", {"code": "space", "position": "بیست"}, "position"),
        ("holidays", {"day": "1399/12/31"}, "day"),
        ("holidays", {"day": "1399/01/01"}, "day"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_beside_the_field(
    desk: Client, slug: str, typed: dict[str, str], field: str
) -> None:
    events = Event.objects.count()
    names = {"name_fa": "ردیف تازه", "name_en": "New row", "position": "1"}
    response = desk.post(reverse("reference-new", args=[slug]), names | typed)
    assert (response.status_code, list(errors_of(response))) == (422, [field])
    assert Event.objects.count() == events


def test_two_who_add_one_code_at_once(cast: Cast) -> None:
    """The second passed every look beforehand; the database still has the last word."""
    sectors = LISTS["sectors"]
    fields = {"code": "space", "name_fa": "فضا", "name_en": "Space"}
    late = Sector(**fields)
    late.full_clean()
    save_reference_row(by=cast.administrator, listed=sectors, row=None, **fields)
    with pytest.raises(ValidationError):
        save_reference_row(by=cast.administrator, listed=sectors, row=None, **fields)
    assert Sector.objects.filter(code="space").count() == 1


def test_a_stale_row_is_told_what_is_stored(desk: Client, cast: Cast) -> None:
    sectors, row = LISTS["sectors"], Sector.objects.get(code="industry")
    stale = fingerprint(row, sectors.fields)
    save_reference_row(by=cast.administrator, listed=sectors, row=row, seen=stale, name_fa="صنعت و معدن")
    response = posted(desk, address_of("sectors", "industry"), seen=stale, name_fa="صنایع")
    assert response.status_code == 409
    assert "صنعت و معدن" in response.content.decode()
    assert 'value="صنایع"' in response.content.decode()
    assert Sector.objects.get(code="industry").name_fa == "صنعت و معدن"


def test_what_a_figure_in_use_means_does_not_change(desk: Client, cast: Cast) -> None:
    program = make_program(cast)
    unit = Unit.objects.get(code="tonne")
    assert program
    response = posted(desk, address_of("units", "tonne"), factor="2", name_en="Metric tonne")
    assert response.status_code == 302
    changed = Unit.objects.get(code="tonne")
    assert (changed.factor, changed.name_en) == (unit.factor, "Metric tonne")
    with pytest.raises(ValidationError):
        save_reference_row(
            by=cast.administrator,
            listed=LISTS["units"],
            row=changed,
            seen=fingerprint(changed, LISTS["units"].fields),
            factor=unit.factor * 2,
        )


def test_an_agency_is_not_its_own_ancestor(desk: Client) -> None:
    assert (
        posted(desk, address_of("agencies", "JAHAD"), parent=str(Agency.objects.get(code="VET").pk)).status_code == 302
    )
    response = posted(desk, address_of("agencies", "VET"), parent=str(Agency.objects.get(code="JAHAD").pk))
    assert (response.status_code, list(errors_of(response))) == (422, ["parent"])


def test_an_agency_that_ended_gets_no_seat(desk: Client, cast: Cast) -> None:
    assert posted(desk, address_of("agencies", "VET"), valid_until="1399/03/31").status_code == 302
    assert found(desk, "agencies", state="ended") == ["VET"]
    response = desk.post(
        reverse("seat-give", args=[cast.newcomer.uuid]),
        {"role": "agency_head", "agency": "VET", "valid_from": "1399/04/15"},
    )
    assert (response.status_code, list(errors_of(response))) == (422, ["__all__"])


@pytest.mark.parametrize(
    ("slug", "key"), [("nowhere", "x"), ("sectors", "none"), ("holidays", "none"), ("counties", "99999")]
)
def test_what_is_not_there_is_404(desk: Client, slug: str, key: str) -> None:
    assert desk.get(address_of(slug, key)).status_code == 404
    assert desk.post(address_of(slug, key), {}).status_code == 404


@pytest.mark.parametrize("username", ["planner", "deputy", "jahad.head", "auditor"])
def test_nobody_else_keeps_reference_lists(cast: Cast, username: str) -> None:
    with pytest.raises(PermissionDenied):
        save_reference_row(by=cast[username], listed=LISTS["sectors"], row=None, code="x", name_fa="x", name_en="x")


# --- the lists as lists ----------------------------------------------------------------------------


def test_rows_are_narrowed_down(desk: Client) -> None:
    Sector.objects.filter(code="industry").update(is_verified=True, source="نامه ۱۲")
    record(by=None, act=Act.CHANGED, kind="agencies.sector", object_id=None, label="industry")
    assert found(desk, "sectors", verified="true") == ["industry"]
    assert "industry" not in found(desk, "sectors", verified="false")
    assert found(desk, "counties", q="۰۳۰۳") == ["0303"]
    assert found(desk, "counties", q="عجبشير") == ["0325"]
    assert len(found(desk, "sectors", verified="", q="", state="")) == Sector.objects.count()
    assert desk.get(reverse("reference-rows", args=["agencies"]), {"sector": "چچچ"}).status_code == 422


def test_filters_sent_as_the_page_shows_them_narrow_nothing(desk: Client) -> None:
    form = desk.get(reverse("reference-rows", args=["agencies"])).context["filter"].form
    asked = {field.name: field.value() or "" for field in form.visible_fields()}
    response = desk.get(reverse("reference-rows", args=["agencies"]), asked)
    assert response.context["table"].paginator.count == Agency.objects.count()


def test_rows_stand_in_persian_order(desk: Client) -> None:
    names = [Sector.objects.get(code=code).name_fa for code in found(desk, "sectors", sort="name")]
    order = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
    assert [order.index(name[0]) for name in names] == sorted(order.index(name[0]) for name in names)
    assert found(desk, "sectors", sort="-name") == found(desk, "sectors", sort="name")[::-1]


@pytest.mark.parametrize("slug", ["agencies", "units", "holidays"])
def test_lists_are_taken_away(desk: Client, slug: str) -> None:
    response = desk.get(reverse("reference-rows", args=[slug]), {"format": "xlsx"})
    page = load_workbook(io.BytesIO(response.content)).active
    assert page.sheet_view.rightToLeft
    assert page.max_row - 1 == LISTS[slug].model._default_manager.count()
    assert all(cell.value for cell in page[1])


@pytest.mark.parametrize("slug", ["sectors", "agencies"])
def test_lists_ask_as_much_for_many_rows_as_for_one(client: Client, cast: Cast, slug: str, many: int) -> None:
    address = reverse("reference-rows", args=[slug])
    sector, parent = Sector.objects.first(), Agency.objects.get(code="JAHAD")
    asked = []
    for numbers in (range(1), range(1, many)):
        for number in numbers:
            row: dict[str, Any] = {
                "code": f"MADE{number}",
                "name_fa": f"ساختگی {number}",
                "name_en": f"Made {number}",
            }
            if slug == "agencies":
                row |= {"sector": sector, "parent": parent, "kind": "council", "evaluation_group": "general"}
            save_reference_row(by=cast.administrator, listed=LISTS[slug], row=None, **row)
        asked.append(questions(client, cast.administrator, f"{address}?q=ساختگی"))
    assert asked[1] == asked[0] <= 25


@pytest.mark.parametrize(("route", "arguments"), [("reference", []), ("reference-row", ["agencies", "JAHAD"])])
def test_pages_of_lists_ask_as_much_for_many_seats(
    client: Client, cast: Cast, settings: Any, route: str, arguments: list[str], many: int
) -> None:
    settings.TODAY = "2020-07-05"
    jahad, address = Agency.objects.get(code="JAHAD"), reverse(route, args=arguments)
    asked = []
    for numbers in (range(1), range(1, many)):
        for number in numbers:
            person = add_person(by=cast.administrator, username=f"officer{number}", full_name=f"رابط {number}")
            seat: Any = {"role": Role.AGENCY_EDITOR, "agency": jahad, "valid_from": BEFORE_THE_YEAR}
            give_seat(by=cast.administrator, user=person, **seat)
        asked.append(questions(client, cast.administrator, address))
    assert asked[1] == asked[0] <= 25
