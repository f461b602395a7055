"""The template of every table: sorting, paging and headers as links and roles, without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import django_tables2 as tables
import pytest
from django.test import RequestFactory
from django.utils import translation

TEMPLATE = "django_tables2/jahesh.html"


class Harvest(tables.Table):
    caption = "برداشت"

    product = tables.Column(footer="")
    tonnes = tables.Column(attrs={"td": {"class": "j-cell-num"}}, footer=lambda table: len(table.data))
    note = tables.Column(orderable=False)


@pytest.fixture(autouse=True)
def persian() -> Iterator[None]:
    with translation.override("fa"):
        yield


def rendered(rows: int = 3, query: str = "", **options: object) -> str:
    request = RequestFactory().get(f"/{query}")
    table = Harvest(
        [{"product": f"محصول {n}", "tonnes": Decimal(n), "note": "<i>"} for n in range(rows)],
        template_name=TEMPLATE,
        order_by=request.GET.get("sort", ""),
        request=request,
        **options,
    )
    table.paginate(page=request.GET.get("page", 1), per_page=2)
    return str(table.as_html(request))


def test_first_column_is_the_header_of_its_row() -> None:
    assert re.findall(r'<th scope="?row"?[^>]*>([^<]*)</th>', rendered(rows=2)) == ["محصول 0", "محصول 1", "جمع کل"]


def test_number_column_is_aligned_in_head_body_and_foot() -> None:
    assert len(re.findall('class="?j-cell-num', rendered(rows=1))) == 3


def test_sorted_column_says_so_and_turns_round() -> None:
    html = rendered(query="?sort=tonnes")
    assert re.findall(r'aria-sort="(\w+)"', html) == ["ascending"]
    assert 'href="?sort=-tonnes"' in html


def test_sorting_keeps_the_filters_and_leaves_the_page() -> None:
    assert 'id=sort-tonnes href="?q=x&amp;sort=tonnes"' in rendered(query="?q=x&page=2")


def test_column_that_cannot_be_sorted_has_no_link() -> None:
    assert "sort-note" not in rendered()


def test_pages_are_counted_in_the_digits_of_the_language() -> None:
    html = rendered(rows=5, query="?page=2")
    assert "۳ تا ۴ از ۵" in html
    assert '<b aria-current="page">۲</b>' in html
    assert re.findall(r'rel="(prev|next)"', html) == ["prev", "next"]


def test_one_page_has_no_pagination() -> None:
    assert "j-pages" not in rendered(rows=2)


def test_scroller_can_be_reached_and_is_named() -> None:
    assert 'class="j-scroller" tabindex="0" role="region" aria-label="برداشت"' in rendered()


def test_empty_table_says_why() -> None:
    assert "<h2>هنوز برداشتی نیست</h2>" in rendered(rows=0, empty_text="هنوز برداشتی نیست")


def test_cell_is_escaped() -> None:
    assert "<td>&lt;i&gt;</td>" in rendered(rows=1)
