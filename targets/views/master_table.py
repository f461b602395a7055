"""The master table (جدول کلان) on its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Kept, Told
from agencies.models import User
from agencies.permissions import has_permission, scope_of, sight_of
from agencies.unchanged import of_the_same, while_unchanged
from config.clock import today
from config.persian.numbers import format_number, format_percent
from projects.enums import YearState
from projects.models import PlanYear
from targets.filters import CHOOSABLE, MasterTableFilter, asked_for, in_few_words
from targets.master_table import Grouping, MasterTableContent
from targets.models import MasterTable
from targets.planned import Planned, RequiredAction, actions_of
from targets.returns import Part, returns_in
from targets.tables.master_table import STANDING_TONE, MasterTableTable

ROWS_A_PAGE = 50
# With the figures of every period in them.
ROWS_BY_PERIOD = 25


class MasterTablePage(Guarded, Kept, View):
    """What was asked for (`targets.filters`), a page at a time."""

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        # All links of the page ask the same again.
        request.GET = in_few_words(request.GET)  # type: ignore[assignment]
        request.META["QUERY_STRING"] = request.GET.urlencode()
        asked = asked_for(request.GET, request.user)
        if asked is None:
            return render(request, "targets/master_table.html", {"content": None})
        self.filter = asked.filter
        return self.answer(asked.read(), asked.columns)

    def answer(self, content: MasterTableContent, columns: Sequence[str]) -> HttpResponse:
        asked = self.request.GET
        by_period = asked.get("figures") == "periods"
        periods = list(content.plan_year.periods.regular()) if by_period else []
        table = MasterTableTable(content, columns=columns, periods=periods)
        table.order_by = asked.getlist("sort")
        shown = table.show_page(_page_number(self.request), size=ROWS_BY_PERIOD if by_period else ROWS_A_PAGE)
        if "actions" in table.shown_columns:
            table.actions_of = actions_shown(shown, content.table)
        elsewhere = asked.copy()
        for name in ("standing", "page"):
            elsewhere.pop(name, None)
        narrowing = MasterTableFilter.base_filters.keys() - {"year", "group"}
        return render(
            self.request,
            "targets/master_table.html",
            {
                "content": content,
                "table": table,
                "filter": self.filter,
                "filtered": any(asked.get(name) for name in narrowing),
                "narrowed_by": sum(bool(asked.get(name)) for name in narrowing - {"q"}),
                "query": asked.urlencode(),
                # The worst of all first: no group keeps it from its place.
                "worst_query": (worst_query := _query(asked, group=Grouping.NOTHING, sort="standing")),
                "is_worst_first": content.grouping == Grouping.NOTHING and asked.get("sort") == "standing",
                "groupings": [(value, label, _query(asked, group=value)) for value, label in Grouping.choices],
                "columns": [(name, table.base_columns[name].verbose_name) for name in CHOOSABLE],
                "by_period": by_period,
                # What the form of the filters leaves as it is, and that of the columns.
                "kept_by_filters": _pairs(asked, ("group", "column", "figures", "sort")),
                "kept_by_columns": _pairs(asked, [name for name in asked if name not in ("column", "figures", "page")]),
                "standings": [(standing, n, STANDING_TONE[standing]) for standing, n in content.by_standing],
                "asked_standing": asked.get("standing", ""),
                "standing_query": f"{elsewhere.urlencode()}&" if elsewhere else "",
                "next_step": (next_step := next_step_for(self.request.user, content.plan_year)),
                "told": _told(content, next_step, worst_query),
                "fills_forms": has_permission(self.request.user, Permission.FORM_FILL),
                "sees_double_counts": has_permission(self.request.user, Permission.DOUBLE_COUNT_VIEW),
                "can_freeze": content.plan_year.state == YearState.OPEN
                and has_permission(self.request.user, Permission.MASTER_TABLE_FREEZE),
            },
            status=200 if self.filter.is_valid() else 422,
        )


def actions_shown(shown: Sequence[Planned], table: MasterTable | None) -> Mapping[int, list[RequiredAction]]:
    """The required actions of the rows of a page, by target key; read again where the plan was changed."""
    return of_the_same(("actions shown", table.pk if table else None), shown, lambda: actions_of(shown, table))


class NextStep(NamedTuple):
    """How many returns of the year wait, for what, and where they are."""

    words: str
    returns: int
    url: str
    # Whose the one is that has not come for longest, and of which period; "" where it is the reader who has to act.
    longest: str


def _told(content: MasterTableContent, step: NextStep | None, worst_query: str) -> list[Told]:
    """What waits and for whom, and the row that is furthest from what was due."""
    said = []
    if step:
        words = f"{step.words}: {format_number(step.returns)}"
        words = f"{words} ({step.longest})" if step.longest else words
        said.append(Told(words, "turn" if step.longest else "mine", step.url))
    if step is None or step.longest:
        said.append(Told(_("nothing here waits for you"), "soft"))
    if (worst := content.furthest_behind) and worst.rate is not None:
        said.append(
            Told(
                format_html(
                    _("worst: {indicator} of {project}, {rate} of what was due"),
                    indicator=content.names.indicators[worst.planned.indicator],
                    project=format_html("<bdi>{}</bdi>", worst.planned.project_title),
                    rate=format_percent(worst.rate, 0),
                ),
                "bad",
                f"?{worst_query}",
            )
        )
    return said


def next_step_for(person: User | AnonymousUser, plan_year: PlanYear) -> NextStep | None:
    """What the figures wait for from the reader: returns to verify or to report, or those that have not come.

    Kept until something is done.
    """
    key = ("next step", sight_of(person), plan_year.pk, today(), get_language())
    return while_unchanged(key, lambda: _next_step(person, plan_year))


def _next_step(person: User | AnonymousUser, plan_year: PlanYear) -> NextStep | None:
    scope = scope_of(person, Permission.PROGRESS_VIEW)
    if has_permission(person, Permission.PROGRESS_VERIFY):
        parts = [(Part.VERIFY, _("Returns to verify")), (Part.SILENT, _("Returns not reported"))]
    elif scope.whole_province:
        parts = [(Part.SILENT, _("Returns not reported"))]
    else:
        parts = [(Part.REPORT, _("Returns to report"))]
    for part, words in parts:
        waiting: QuerySet[Any] = returns_in(part, person, today()).filter(period__plan_year=plan_year)
        named = waiting.select_related("agency", "period").order_by("period__due_on", "agency__sort_key")
        first = named.annotate(in_all=Window(Count("pk"))).first()
        if first is not None:
            longest = _("the longest: %(agency)s for %(period)s") % {
                "agency": first.agency,
                "period": first.period.name,
            }
            silent = longest if part == Part.SILENT else ""
            return NextStep(words, first.in_all, f"{reverse('progress')}?part={part}", silent)
    return None


def _query(asked: QueryDict, **changed: str) -> str:
    """The same question with something else in it, from its first page."""
    other = asked.copy()
    other.pop("page", None)
    for name, value in changed.items():
        other[name] = value
    return other.urlencode()


def _pairs(asked: QueryDict, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in asked.getlist(name)]


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
