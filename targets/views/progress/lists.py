"""The list of returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_as_of
from agencies.permissions import has_permission, scope_of
from config.clock import today
from config.persian.numbers import format_number
from projects.enums import Turn
from targets.enums import LINES_IN_DISPUTE, LineStatus
from targets.models import PeriodException, ProgressReport
from targets.periods import open_periods
from targets.returns import WAITING_LINES, Part, ended_returns, is_of, returns_in
from targets.silence import Lying, lying
from targets.tables.progress import IDLE_COLUMNS, ReturnFilter, ReturnTable, days_late_of, turn_among
from targets.tables.silence import SilenceFilter, SilenceTable


def _is_reopened() -> Exists:
    """Whether the return's period is open once more for its agency, or for one of its programs."""
    in_force = PeriodException.objects.in_force(today())
    return Exists(in_force.filter(period=OuterRef("period"), agency=OuterRef("agency")))


class ReturnList(Guarded, Listed, SingleTableMixin, FilterView):
    """The returns in parts: to report, to verify, not reported, all. `?part=` says which."""

    permission = Permission.PROGRESS_VIEW
    table_class = ReturnTable
    filterset_class = ReturnFilter
    template_name = "targets/progress_list.html"
    list_name = gettext_lazy("Progress returns")
    paginate_by = 25

    @cached_property
    def is_of_the_province(self) -> bool:
        return scope_of(self.person, Permission.PROGRESS_VIEW).whole_province

    @property
    def parts(self) -> list[Part]:
        """Those that concern the reader, the first being where they start."""
        if not self.is_of_the_province:
            return [Part.REPORT, Part.VERIFY, Part.SILENT, Part.ALL]
        if has_permission(self.person, Permission.PROGRESS_VERIFY):
            return [Part.VERIFY, Part.SILENT, Part.ALL]
        return [Part.SILENT, Part.VERIFY, Part.ALL]

    @property
    def part(self) -> Part:
        asked = self.request.GET.get("part")
        return next((part for part in self.parts if part == asked), self.parts[0])

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.part == Part.SILENT and not isinstance(self, SilenceList):
            return SilenceList.as_view()(request, *args, **kwargs)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ProgressReport]:
        visible = ProgressReport.objects.visible_to(self.person).values("pk")
        return (
            returns_in(self.part, self.person, today())
            .select_related("agency", "period__plan_year")
            .prefetch_related("stays")
            .annotate(
                total=Count("lines"),
                entered=Count("lines", filter=~Q(lines__status=LineStatus.DUE)),
                waiting=Count("lines", filter=Q(lines__status__in=WAITING_LINES)),
                back=Count("lines", filter=Q(lines__status=LineStatus.RETURNED)),
                disputed=Count("lines", filter=Q(lines__status__in=LINES_IN_DISPUTE)),
                is_open_to_reader=Q(pk__in=visible),
                is_reopened=_is_reopened(),
            )
            .order_by("period__first_day", "agency__sort_key")
        )

    def told(self) -> list[Told]:
        """How many are late and the longest by how long, how many wait for the reader, and the first of these."""
        day = today()
        as_of = told_as_of(day)
        if self.part not in (Part.REPORT, Part.VERIFY):
            return [as_of]
        # Who waits longest first.
        rows = sorted(self.get_queryset(), key=lambda each: -(days_late_of(each, day) or 0))
        late = [days for each in rows if (days := days_late_of(each, day))]
        said = [Told(_("none is late"), "ok")]
        if late:
            said = [_told_of_late(late)]
        said.append(as_of)
        mine = [each for each in rows if is_of(self.person, turn_among(each))]
        if mine:
            words = ngettext("%(n)s return waits for you", "%(n)s returns wait for you", len(mine)) % {
                "n": format_number(len(mine))
            }
            first = mine[0]
            verb = _("Verify") if self.part == Part.VERIFY else _("Report")
            said += [
                Told(words, "mine"),
                Told(f"{verb}: {first.agency} · {first.period}", "act", first.get_absolute_url()),
            ]
        return said

    def get_table_kwargs(self) -> dict[str, Any]:
        # In an agency's own list every row says the same agency: the period comes first.
        first = "agency" if self.is_of_the_province else "period"
        shown = {"exclude": IDLE_COLUMNS[self.part], "sequence": (first, "...")}
        return {"today": today(), "part": self.part, **shown}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        path = reverse("progress")
        return super().get_context_data(**kwargs) | {
            "part": self.part,
            "may_verify": has_permission(self.person, Permission.PROGRESS_VERIFY),
            "open_periods": open_periods(today()),
            "tabs": [
                {
                    "label": part.label,
                    "url": f"{path}?part={part}",
                    "active": part == self.part,
                    "count": None if part == Part.ALL else returns_in(part, self.person, today()).count(),
                }
                for part in self.parts
            ],
        }


def _told_of_late(days: Sequence[int]) -> Told:
    """How many returns are late, each by so many days."""
    words = ngettext(
        "%(shown)s return is late, by %(days)s days",
        "%(shown)s returns are late, the longest by %(days)s days",
        len(days),
    )
    return Told(words % {"shown": format_number(len(days)), "days": format_number(max(days))}, "bad")


class SilenceList(ReturnList):
    """The part that says who has not reported: the clock of each side, and how often the agency came late."""

    permission = Permission.PROGRESS_VIEW
    table_class = SilenceTable
    filterset_class = SilenceFilter
    template_name = "targets/progress_silence.html"
    list_name = gettext_lazy("Who has not reported")
    # What the list shows, before it is cut into pages.
    rows: Sequence[Lying] = ()

    def get_queryset(self) -> QuerySet[ProgressReport]:
        visible = ProgressReport.objects.visible_to(self.person).values("pk")
        returns = (
            ended_returns(self.person, today())
            .select_related("agency__sector", "period__plan_year")
            .prefetch_related("stays")
            .annotate(is_open_to_reader=Q(pk__in=visible), is_reopened=_is_reopened())
            .order_by("period__first_day", "agency__sort_key")
        )
        return returns if self.request.GET.get("show") else returns.filter(signed_at__isnull=True)

    def get_table_data(self) -> list[Lying]:
        self.rows = lying(self.object_list, today())
        return self.rows

    def told(self) -> list[Told]:
        """Of what is shown: how much is late and by how much, and with whom it lies."""
        late = [each.late for each in self.rows if each.late and not each.report.signed_at]
        if not late:
            return [Told(_("none is late"), "ok")]
        told = [_told_of_late(late)]
        waiting = Counter(each.turn for each in self.rows if each.turn != Turn.NOBODY)
        for turn, count in waiting.items():
            words = _("waiting for %(who)s: %(count)s") % {"who": turn.label, "count": format_number(count)}
            told.append(Told(words, "turn"))
        if self.request.GET.get("show"):
            # The tab counts these alone.
            silent = sum(each.report.signed_at is None for each in self.rows)
            told.insert(0, Told(_("not reported: %(count)s") % {"count": format_number(silent)}, "soft"))
        return [*told, Told(_("the system reminds them"), "soft")]

    def get_table_kwargs(self) -> dict[str, Any]:
        first = "agency" if self.is_of_the_province else "period"
        return {
            "today": today(),
            "takes_on": has_permission(self.person, Permission.ON_BEHALF_ENTER),
            "reopens": has_permission(self.person, Permission.PERIOD_REOPEN),
            "sequence": (first, "..."),
        }
