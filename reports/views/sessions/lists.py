"""The list of sessions, and that of resolutions with how many of them each agency has implemented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_as_of
from config.clock import today
from config.lateness import days_late
from config.persian.numbers import format_number
from config.sorting import whether
from reports.enums import UNDONE, Awaits, ResolutionState
from reports.models import HqSession, Resolution
from reports.resolutions import implementation_by_agency, implementation_of, waits_for, with_clock
from reports.sessions import keeps_sessions, next_step_of
from reports.tables.sessions import ResolutionFilter, ResolutionTable, SessionFilter, SessionTable


class SessionList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.SESSION_VIEW
    table_class = SessionTable
    filterset_class = SessionFilter
    template_name = "reports/session_list.html"
    list_name = gettext_lazy("Sessions of the headquarters")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[HqSession]:
        """Each with what it resolved for the reader to see; counted once for the whole list."""
        resolutions = Resolution.objects.visible_to(self.person).filter(session=OuterRef("pk"))
        overdue: Any = with_clock(resolutions, today()).filter(is_overdue=True)
        longest = overdue.order_by("deadline")
        name = "agency__name_en" if get_language() == "en" else "agency__name_fa"
        done = resolutions.filter(state=ResolutionState.IMPLEMENTED)
        return HqSession.objects.visible_to(self.person).annotate(
            resolved=_count(resolutions),
            implemented=_count(done),
            overdue=_count(overdue),
            longest_due=Subquery(longest.values("deadline")[:1]),
            longest_agency=Subquery(longest.values(name)[:1]),
            dropped=_count(resolutions.filter(state=ResolutionState.DROPPED)),
            unnotified=_count(resolutions.filter(notified_at__isnull=True)),
            undone=_count(resolutions.filter(state__in=UNDONE)),
        )

    def told(self) -> Sequence[Told]:
        """What resolutions are late, and which session waits for the reader, the earliest as what is done next."""
        sessions: list[Any] = list(self.get_queryset().order_by("held_on"))
        late = sum(each.overdue for each in sessions)
        steps = ((each, next_step_of(each, unnotified=each.unnotified, undone=each.undone)) for each in sessions)
        mine = [(each, step) for each, step in steps if step and step.is_of(self.person)]
        if late:
            longest = min(each.longest_due for each in sessions if each.longest_due)
            words = ngettext(
                "%(n)s resolution overdue: %(days)s", "%(n)s resolutions overdue, the longest: %(days)s", late
            )
            parts = {"n": format_number(late), "days": days_late(longest)}
            said = [Told(words % parts, "bad", f"{reverse('resolution-list')}?overdue=true")]
        else:
            said = [Told(_("no resolution is late"), "ok")]
        said.append(told_as_of(today()))
        if not mine:
            return [*said, Told(_("no session waits for you"), "soft")]
        words = ngettext("%(n)s session waits for you", "%(n)s sessions wait for you", len(mine))
        said.append(Told(words % {"n": format_number(len(mine))}, "mine"))
        first, step = mine[0]
        return [*said, Told(f"{first}: {step.words}", "act", first.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"keeps": keeps_sessions(self.person)}


def _count(rows: QuerySet[Resolution]) -> Coalesce:
    counted = rows.order_by().values("session").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class ResolutionList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.SESSION_VIEW
    table_class = ResolutionTable
    filterset_class = ResolutionFilter
    template_name = "reports/resolution_list.html"
    list_name = gettext_lazy("Resolutions")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Resolution]:
        related = Resolution.objects.visible_to(self.person).signed().select_related("session", "agency")
        return with_clock(related.prefetch_related("cooperating"), today()).annotate(
            is_over=whether(~Q(state__in=UNDONE)), is_mine=whether(waits_for(self.person))
        )

    def told(self) -> Sequence[Told]:
        """What is overdue, what waits for the reader and for an answer; what is no longer to be implemented."""
        known: Any = with_clock(Resolution.objects.visible_to(self.person).signed(), today())
        counts = known.order_by().aggregate(
            overdue=Count(Case(When(is_overdue=True, then="pk"))),
            mine=Count(Case(When(waits_for(self.person), then="pk"))),
            confirmation=Count(Case(When(awaits=Awaits.CONFIRMATION, then="pk"))),
            dropped=Count(Case(When(state=ResolutionState.DROPPED, then="pk"))),
        )
        said = [
            Told(_("Overdue: %(count)s") % {"count": format_number(counts["overdue"])}, "bad", "?overdue=true"),
            Told(
                ngettext("%(n)s resolution waits for you", "%(n)s resolutions wait for you", counts["mine"])
                % {"n": format_number(counts["mine"])},
                "mine",
                "?mine=true",
            ),
            Told(
                _("Wait for a confirmation: %(count)s") % {"count": format_number(counts["confirmation"])},
                "warn",
                f"?awaits={Awaits.CONFIRMATION}",
            ),
            Told(
                _("dropped, counted in no percentage: %(count)s") % {"count": format_number(counts["dropped"])},
                "idle",
                f"?state={ResolutionState.DROPPED}",
            ),
        ]
        told = [each for each, count in zip(said, counts.values(), strict=True) if count]
        if not counts["overdue"]:
            told.insert(0, Told(_("no resolution is late"), "ok"))
        return [*told, told_as_of(today())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = Resolution.objects.visible_to(self.person)
        rates = implementation_by_agency(known, today())
        return super().get_context_data(**kwargs) | {
            "rates": sorted(rates, key=lambda each: (each.rate is None, each.rate or 0)),
            "whole": implementation_of(known, today()),
        }
