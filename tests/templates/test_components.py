"""The pieces pages are made of: what they say, in both languages, and how they are wired for a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from config.form_errors import form_errors
from config.launch.places import ROOT

COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
TEMPLATES = sorted((ROOT / "templates").glob("**/*.html"))
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "img" / "icons.svg").read_text(encoding="utf-8")))
NAMED_ICON = re.compile(r"""icon(?:\.html" with name)?=(?:icon\|default:)?["']([a-z0-9-]+)["']""")


@pytest.fixture(params=["fa", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def persian() -> Iterator[None]:
    with translation.override("fa"):
        yield


def rendered(component: str, **inputs: Any) -> str:
    """The component on one line, so that a test can compare words and not indentation."""
    return " ".join(render_to_string(f"components/{component}.html", inputs).split())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


class Wish(forms.Form):
    title = forms.CharField(label="عنوان", help_text="کوتاه")
    evidence = forms.FileField(label="سند", required=False)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_declares_its_inputs(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{% comment %}\n")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_named_is_in_the_sprite(path: Path) -> None:
    assert set(NAMED_ICON.findall(path.read_text(encoding="utf-8"))) - SYMBOLS == set()


def test_progress_not_reported_is_not_zero(persian: None) -> None:
    assert words(rendered("progress_bar", value=None)) == "گزارش نشده"
    assert words(rendered("progress_bar", value=Decimal(0))) == "۰٫۰٪"


def test_progress_bar_keeps_latin_figures_in_its_drawing(persian: None) -> None:
    assert 'width="46.2"' in rendered("progress_bar", value=Decimal("46.2"), expected=Decimal(67))


def test_amount_not_reported_is_not_zero(persian: None) -> None:
    assert words(rendered("amount", value=None, unit="تن")) == "گزارش نشده"
    assert words(rendered("amount", value=Decimal(0), unit="تن")) == "۰ تن"


def test_turn_speaks_to_the_one_whose_turn_it_is(persian: None) -> None:
    assert words(rendered("turn", who="سازمان", mine=True, since=date(2020, 9, 21), days=9)) == (
        "در انتظار اقدامِ شما · از ۱۳۹۹/۰۶/۳۱ (۹ روز)"
    )
    assert words(rendered("turn", who="سازمان", mine=False)) == "در انتظار اقدامِ سازمان"


def test_refused_field_is_described_by_its_hint_and_its_error(language: str) -> None:
    form = Wish({"title": ""}, use_required_attribute=False)
    html = rendered("field", field=form["title"])
    described_by = re.search(r'aria-describedby="([^"]*)"', html)
    assert described_by is not None
    assert described_by[1].split() == re.findall(r'<(?:p|div) class="j-(?:hint|error)" id="([^"]*)"', html)


def summary(*refused: Any) -> str:
    return rendered("form_errors", **form_errors(*refused))


def test_error_summary_counts_and_leads_to_the_field(persian: None) -> None:
    told = summary(Wish({"title": ""}), None, Wish({"title": "گلخانه"}))
    assert '<a href="#id_title">عنوان: ' in told
    assert "<span data-errors-left>۱</span> مورد" in told


def test_error_summary_of_a_formset_names_the_row(persian: None) -> None:
    rows = forms.formset_factory(Wish, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-title": "گلخانه", "form-1-evidence": "x"}
    )
    rows.forms[1].empty_permitted = False
    html = summary(Wish({"title": "گلخانه"}), rows)
    assert '<a href="#id_form-1-title">ردیف ۲، عنوان: ' in html
    assert html.count("<li>") == 1
    rows.row_words = "اقدام %(row)s"
    assert '<a href="#id_form-1-title">اقدام ۲، عنوان: ' in summary(rows)


def test_accepted_form_has_no_error_summary() -> None:
    assert words(summary(Wish({"title": "گلخانه"}))) == ""


def test_file_field_can_be_dropped_on(language: str) -> None:
    assert 'data-drop><input type="file" name="evidence"' in rendered("field", field=Wish()["evidence"])


def test_problem_without_an_address_is_still_told() -> None:
    problems = [SimpleNamespace(message="الف", url="/a/"), SimpleNamespace(message="ب", url="")]
    html = rendered("problem_list", problems=problems, ready="")
    assert re.findall(r"<span>(.*?)</span>", html) == ['<a href="/a/">الف</a>', "ب"]


def test_job_asks_again_only_while_it_works() -> None:
    assert 'hx-trigger="every 2s"' in rendered("job_progress", label="گزارش", percent=40, poll_url="/job/")
    assert "hx-" not in rendered("job_progress", label="گزارش", percent=100, poll_url="")


def test_user_text_is_escaped_in_every_component_that_shows_it() -> None:
    attack = "<b>x</b>"
    shown = [
        rendered(
            "remark", by=attack, at=date(2020, 9, 21), text=attack, about=attack, answer=attack, answered_by=attack
        ),
        rendered("file_chip", name=attack, url="/a/"),
        rendered("facts", facts=[(attack, attack)]),
        rendered("timeline", entries=[SimpleNamespace(label=attack, by=attack, at=None, tone="", detail=attack)]),
        rendered("alert", tone="warn", text=attack),
        rendered("dialog", id="ask", title=attack, text=attack, fields={"move": attack}),
        rendered("problem_list", problems=[SimpleNamespace(message=attack, url="")]),
    ]
    assert [html for html in shown if "<b>x" in html] == []


def test_server_error_page_needs_no_context(language: str) -> None:
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}"' in render_to_string("500.html")
