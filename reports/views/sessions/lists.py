"""The list of sessions, and that of resolutions with how many of them each agency has implemented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Listed, Told
from config.clock import today
from config.persian.numbers import format_number
from reports.enums import UNDONE, Awaits, ResolutionState
from reports.models import HqSession, Resolution
from reports.resolutions import implementation_by_agency, implementation_of, with_clock
from reports.sessions import keeps_sessions
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
        longest = overdue.order_by("deadline").values("deadline")[:1]
        done = resolutions.filter(state=ResolutionState.IMPLEMENTED)
        return HqSession.objects.visible_to(self.person).annotate(
            resolved=_count(resolutions),
            implemented=_count(done),
            overdue=_count(overdue),
            longest_due=Subquery(longest),
            unnotified=_count(resolutions.filter(notified_at__isnull=True)),
            undone=_count(resolutions.filter(state__in=UNDONE)),
        )

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
        is_over = Case(When(state__in=UNDONE, then=Value(False)), default=Value(True))
        return with_clock(related.prefetch_related("cooperating"), today()).annotate(is_over=is_over)

    def told(self) -> Sequence[Told]:
        """What is overdue, and what waits for an answer."""
        known: Any = with_clock(Resolution.objects.visible_to(self.person).signed(), today())
        counts = known.order_by().aggregate(
            overdue=Count(Case(When(is_overdue=True, then="pk"))),
            confirmation=Count(Case(When(awaits=Awaits.CONFIRMATION, then="pk"))),
        )
        said = [
            Told(_("Overdue: %(count)s") % {"count": format_number(counts["overdue"])}, "bad", "?overdue=true"),
            Told(
                _("Wait for a confirmation: %(count)s") % {"count": format_number(counts["confirmation"])},
                "warn",
                f"?awaits={Awaits.CONFIRMATION}",
            ),
        ]
        return [each for each, count in zip(said, counts.values(), strict=True) if count]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = Resolution.objects.visible_to(self.person)
        rates = implementation_by_agency(known, today())
        return super().get_context_data(**kwargs) | {
            "rates": sorted(rates, key=lambda each: (each.rate is None, each.rate or 0)),
            "whole": implementation_of(known, today()),
        }
