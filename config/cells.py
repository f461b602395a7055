"""A template filter, built into every template: `{% for looks, cell in row|cells %}` of a row of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django_tables2.rows import BoundRow

register = template.Library()


@register.filter
def cells(row: BoundRow) -> Iterator[tuple[str, Any]]:
    """Each cell with the class of its column, "" for none: looked up here, as a template would do it in four steps."""
    for column in row.table.columns:
        yield column.column.attrs.get("td", {}).get("class", ""), row.get_cell(column.name)
