"""What every list can do: say which filter it did not understand, be taken away as Excel, be kept as a view."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

from agencies.enums import Permission
from config.lateness import words_of_days, words_of_wait
from config.persian.calendar import format_date
from config.persian.filters import NOTHING
from config.persian.numbers import format_number
from config.workbooks import MIME_TYPE, Value, list_workbook

# A workbook is made within the request; a longer list is narrowed down first.
MOST_ROWS = 5000
_BREAK = re.compile(r"</li>|</p>|<br\s*/?>", re.IGNORECASE)


def name_of_page(match: ResolverMatch) -> str:
    """What a saved view calls the list: the name of its address, and what else the address names."""
    return " ".join([match.url_name or "", *map(str, match.kwargs.values())])


def address_of_page(page: str) -> str:
    """The address of the list that a saved view calls so. Raises NoReverseMatch when there is none."""
    name, *named = page.split(" ")
    return reverse(name, args=named)


@dataclass(frozen=True, slots=True)
class Told:
    """What stands out on a page, said above it: words, a tone (components/standing.html knows them), and the address
    that shows just that, or where it is done. A page that is no list gives several as `standing`."""

    words: str
    tone: str = "idle"
    url: str = ""


def told_of_day(due_on: datetime.date, today: datetime.date) -> Told:
    """How many days there still are until a due day, or by how many it has passed."""
    left = (due_on - today).days
    return Told(words_of_days(left), "bad" if left < 0 else "warn" if left == 0 else "info")


def told_as_of(day: datetime.date) -> Told:
    """As of which day the page speaks."""
    return Told(_("as of %(day)s") % {"day": format_date(day)}, "soft")


def words_of_waiting(count: int) -> str:
    """How many things wait for the reader."""
    words = ngettext("%(shown)s thing waits for you", "%(shown)s things wait for you", count)
    return words % {"shown": format_number(count)}


def words_of_late(count: int, days: int) -> str:
    """How many of them are late, the longest by so many days."""
    words = ngettext("%(shown)s is late, by %(days)s days", "%(shown)s are late, the longest by %(days)s days", count)
    return words % {"shown": format_number(count), "days": format_number(days)}


def told_of_waiting(since: Sequence[datetime.date], today: datetime.date) -> list[Told]:
    """How many things wait for the reader, since these days, and the longest for how long; nothing where none does."""
    if not since:
        return []
    longest = _("the oldest %(wait)s") % {"wait": words_of_wait((today - min(since)).days)}
    return [Told(words_of_waiting(len(since)), "mine"), Told(longest, "soft")]


class Kept:
    """A list whose filters and order can be kept under a name (reports.models.SavedView)."""

    permission: Permission


class Listed(Kept):
    """A django-tables2 list, with or without a django-filter form: comes before their mixins."""

    request: HttpRequest
    # What the workbook is called.
    list_name: Promise

    def told(self) -> Sequence[Told]:
        """What of the list is late, wanting or the reader's to do; of all that they may see, whatever is filtered."""
        return ()

    def get_table(self, **kwargs: Any) -> Table:
        table = super().get_table(**kwargs)  # type: ignore[misc]
        table.told = [] if self.request.GET.get("format") == "xlsx" else self.told()
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.copy()
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        asked.pop("page", None)
        asked["format"] = "xlsx"
        return super().get_context_data(**kwargs) | {  # type: ignore[misc]
            "filtered": any(self.request.GET.get(name) for name in filters),
            "export_url": f"?{asked.urlencode()}",
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        form = context["filter"].form if "filter" in context else None
        is_understood = form is None or not form.is_bound or form.is_valid()
        if self.request.GET.get("format") == "xlsx":
            if not is_understood:
                said = [f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()]  # type: ignore[union-attr]
                return _told("\n".join(said))
            return self._workbook(context["table"])
        if not is_understood:
            kwargs["status"] = 422
            labels = _(", ").join(str(form.fields[name].label) for name in form.errors)  # type: ignore[union-attr]
            context["table"].empty_text = _("What was asked for could not be understood: %(labels)s.") % {
                "labels": labels
            }
        return super().render_to_response(context, **kwargs)  # type: ignore[misc]

    def _workbook(self, table: Table) -> HttpResponse:
        if len(table.data) > MOST_ROWS:
            return _told(
                _("The list has more than %(count)s rows; narrow it down by the filters, then take it away.")
                % {"count": format_number(MOST_ROWS)}
            )
        columns = [column for column in table.columns if not column.column.exclude_from_export]
        rows = [[value_of(row, column) for column in columns] for row in table.rows]
        body = list_workbook(str(self.list_name), [str(column.header) for column in columns], rows)
        name = self.request.resolver_match.url_name if self.request.resolver_match else "list"
        disposition = f'attachment; filename="jahesh-{name}.xlsx"'
        return HttpResponse(body, content_type=MIME_TYPE, headers={"Content-Disposition": disposition})


def _told(words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=422)


def value_of(row: BoundRow, column: BoundColumn) -> Value:
    """What stands in the cell: a number or a day as such, all else in the words of the page.

    A table's `value_<column>` says it where the page shows something else than the row holds.
    """
    own = getattr(row.table, f"value_{column.name}", None)
    if own is not None:
        return own(record=row.record)
    held = column.accessor.resolve(row.record, quiet=True) if column.accessor else None
    if isinstance(held, int | Decimal | datetime.date) and not isinstance(held, bool):
        return held
    shown = _BREAK.sub("\n", str(row.get_cell(column.name)))
    text = html.unescape(strip_tags(shown)).strip()
    return None if text in ("", NOTHING) else text
