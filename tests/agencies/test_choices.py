"""Choosing by typing: what is offered to whom, and what a field makes of a name, a code or nonsense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agencies.comboboxes import ChooseField, ChooseKeyField
from agencies.models import Agency, County
from tests.cast import Cast
from tests.factories import make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(client: Client, cast: Cast) -> Callable[..., list[str]]:
    """The keys that a person is offered for what they type."""

    def ask(name: str, typed: str, *, user: str = "planner", **more: Any) -> list[str]:
        client.force_login(cast[user])
        answer = client.get(reverse("choices", args=[name]), {"q": typed, **more}).json()
        return [option["key"] for option in answer["options"]]

    return ask


# --- what is offered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "جهاد کشاورزی",
        "جهاد كشاورزي",
        "جهادکشاورزی",
        "جهاد‌کشاورزی",
        "کشاورزی جهاد",
        "  جهاد   کشاورزى ",
        "JAHAD",
        "jahad",
        "Agriculture Jahad",
    ],
)
def test_agency_is_found_however_it_is_written(offered: Callable[..., list[str]], typed: str) -> None:
    assert "JAHAD" in offered("agency", typed)


@pytest.mark.parametrize("code", ["۰۳۰۱", "٠٣٠١", "0301"])
def test_code_is_found_in_the_digits_of_three_scripts(offered: Callable[..., list[str]], code: str) -> None:
    County.objects.filter(sci_code=County.objects.all()[0].sci_code).update(sci_code="0301")
    assert offered("county", code) == ["0301"]


def test_what_begins_with_it_comes_first(offered: Callable[..., list[str]]) -> None:
    first = Agency.objects.get(code=offered("agency", "شرکت")[0])
    assert first.name_fa.startswith("شرکت")


def test_twelve_are_offered_and_that_there_are_more_is_said(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    answer = client.get(reverse("choices", args=["agency"])).json()
    assert (len(answer["options"]), answer["more"]) == (12, True)


@pytest.mark.parametrize("typed", ["چچچچچ", "\0", "%", "_", "'", '"><script>', "\\", "🙂" * 500])
def test_nonsense_finds_nothing_and_is_no_error(offered: Callable[..., list[str]], typed: str) -> None:
    assert offered("county", typed) == []


@pytest.mark.parametrize("year", ["x", "99999", "-1", "۱۳۹۹", ""])
def test_nonsense_for_a_year_is_no_year(offered: Callable[..., list[str]], year: str) -> None:
    assert offered("county", "تبریز", year=year) != []


def test_counties_of_a_year_are_those_that_were_there(offered: Callable[..., list[str]]) -> None:
    late = County.objects.all()[0]
    County.objects.filter(pk=late.pk).update(valid_from="2021-01-01")
    assert offered("county", late.name_fa, year=1399) == []
    assert offered("county", late.name_fa, year=1400) == [late.sci_code]


def test_macro_targets_are_offered_to_readers_of_the_master_table(
    offered: Callable[..., list[str]], cast: Cast
) -> None:
    assert offered("macro", "", user="administrator") == []


def test_list_that_is_not_there(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert client.get(reverse("choices", args=["people"])).status_code == 404


def test_list_for_who_is_not_signed_in(client: Client) -> None:
    assert client.get(reverse("choices", args=["agency"])).status_code == 302


# --- what a field makes of it ---------------------------------------------------------------------


class ByCode(forms.Form):
    agency = ChooseField("agency", queryset=Agency.objects.all(), to_field_name="code", required=False)


class ByNumber(forms.Form):
    agency = ChooseField("agency", queryset=Agency.objects.all())


def by_key(data: dict[str, str]) -> forms.Form:
    class ByKey(forms.Form):
        agency = ChooseKeyField("agency", rows={each.code: each for each in Agency.objects.all()}, required=False)

    return ByKey(data)


@pytest.mark.parametrize("typed", ["JAHAD", "jahad", "سازمان جهاد كشاورزي", "جهاد‌کشاورزی"])
def test_code_or_name_is_understood(typed: str) -> None:
    jahad = Agency.objects.get(code="JAHAD")
    by_code = ByCode({"agency": typed})
    assert by_code.is_valid(), by_code.errors
    assert by_code.cleaned_data["agency"] == jahad
    keyed = by_key({"agency": typed})
    assert keyed.is_valid()
    assert keyed.cleaned_data["agency"] == "JAHAD"


def test_form_is_filled_by_primary_key_or_by_name() -> None:
    jahad = Agency.objects.get(code="JAHAD")
    for typed in (str(jahad.pk), jahad.name_fa, jahad.name_en):
        form = ByNumber({"agency": typed})
        assert form.is_valid()
        assert form.cleaned_data["agency"] == jahad


def test_nothing_is_nothing() -> None:
    assert ByCode({"agency": " \u200f "}).is_valid()
    assert ByNumber({"agency": ""}).errors["agency"] == ["این فیلد لازم است."]


def test_what_fits_nothing_is_named_with_the_remedy() -> None:
    with translation.override("en"):
        for form in (ByCode({"agency": "چچچ"}), by_key({"agency": "چچچ"})):
            [message] = form.errors["agency"]
            assert message.startswith("“چچچ” is not in this list. Type a part of the name")


def test_what_fits_several_is_named_with_some_of_them() -> None:
    with translation.override("en"):
        [message] = ByCode({"agency": "شرکت"}).errors["agency"]
    assert "“شرکت” fits" in message
    assert "Choose one" in message


@pytest.mark.parametrize("typed", ["\0", "99999999999999999999999", "🙂" * 5000])
def test_nonsense_is_refused(typed: str) -> None:
    assert list(ByCode({"agency": typed}).errors) == ["agency"]
    assert list(ByNumber({"agency": typed}).errors) == ["agency"]
    assert list(by_key({"agency": typed}).errors) == ["agency"]


@pytest.mark.parametrize("code", ["JAHAD", "VET"])
def test_row_outside_the_field_is_refused_though_the_list_offers_it(code: str) -> None:
    """Its code may stand inside the name of another one ("administrative tribunal")."""

    class Narrow(forms.Form):
        agency = ChooseField("agency", queryset=Agency.objects.exclude(code=code), to_field_name="code")

    assert list(Narrow({"agency": code}).errors) == ["agency"]


def test_field_shows_the_name_and_carries_the_key() -> None:
    jahad = Agency.objects.get(code="JAHAD")
    html = str(ByCode({"agency": "JAHAD"})["agency"])
    assert f'value="{jahad.name_fa}"' in html
    assert 'data-key="JAHAD"' in html
    assert 'data-combo="/choices/agency/"' in html
    html = str(ByNumber(initial={"agency": jahad.pk})["agency"])
    assert f'data-key="{jahad.pk}"' in html
    assert 'data-combo-by="id"' in html


def test_field_shows_again_what_it_did_not_understand() -> None:
    html = str(ByCode({"agency": '"><b>'})["agency"])
    assert 'value="&quot;&gt;&lt;b&gt;"' in html
    assert "data-key" not in html


def test_forms_do_not_share_what_they_know() -> None:
    one, other = ByCode({"agency": "JAHAD"}), ByCode({"agency": "SAMT"})
    assert one.fields["agency"].widget.field is one.fields["agency"]  # type: ignore[attr-defined]
    assert (str(one["agency"]).count("JAHAD"), str(other["agency"]).count("JAHAD")) == (1, 0)


# --- lists narrowed down --------------------------------------------------------------------------


@pytest.mark.parametrize("route", ["program-list", "progress", "master-table"])
def test_filter_that_is_not_understood_shows_nothing_and_says_so(client: Client, cast: Cast, route: str) -> None:
    make_year()
    client.force_login(cast.planner)
    response = client.get(reverse(route), {"agency": "چچچ"})
    assert list(response.context["filter"].form.errors) == ["agency"]
    assert len(response.context["table"].data) == 0
    assert "چچچ" in response.content.decode()


def test_no_list_carries_a_long_select(client: Client, cast: Cast) -> None:
    make_year()
    client.force_login(cast.planner)
    for route in ("program-list", "progress", "master-table", "history"):
        html = client.get(reverse(route)).content.decode()
        lengths = [select.count("<option") for select in html.split("<select")[1:]]
        assert max(lengths, default=0) <= 25, route
