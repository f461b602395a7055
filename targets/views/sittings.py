"""The sitting on a large screen: it follows what is said at the table, wherever it is said."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.history import Moment, has_moved_since, this_moment
from agencies.models import Agency, Sector
from agencies.permissions import has_permission, scope_of
from config.clock import today
from projects.models import PlanYear
from projects.years import year_asked_for
from targets.sittings import MOVING_KINDS, Sitting, progress_of, sitting_for

BOARD = "targets/sitting_board.html"


class OfAgency:
    """A sitting with one agency: for the province, and for the agency itself."""

    kind = "agency"

    def whose(self, request: SignedInRequest, code: str) -> Agency:
        scope = scope_of(request.user, Permission.SITTING_VIEW)
        agency = get_object_or_404(Agency, code=code)
        if not scope.whole_province and agency.pk not in scope.agency_ids:
            raise Http404
        return agency


class OfSector:
    """A sitting over one sector; somebody of an agency sees what is their own in it."""

    kind = "sector"

    def whose(self, request: SignedInRequest, code: str) -> Sector:
        return get_object_or_404(Sector, code=code)


class SittingView(Guarded, View, ABC):
    """What is asked for a sitting: whose it is, by the address, and `year` (default: this year's, or the latest)."""

    permission = Permission.SITTING_VIEW
    kind: str

    @abstractmethod
    def whose(self, request: SignedInRequest, code: str) -> Agency | Sector: ...

    def year(self, request: SignedInRequest) -> PlanYear:
        plan_year = year_asked_for(request.GET.get("year", ""), list(PlanYear.objects.all()))
        if plan_year is None:
            raise Http404
        return plan_year

    def read(self, request: SignedInRequest, code: str) -> Sitting:
        whose = self.whose(request, code)
        # Before what is shown: what is said meanwhile is shown by the next look.
        moment = this_moment()
        return sitting_for(request.user, whose, self.year(request), moment)

    def board(self, request: SignedInRequest, sitting: Sitting, code: str) -> dict[str, Any]:
        """What the part of the page shows that moves."""
        address = reverse(f"sitting-{self.kind}", args=[code]) + f"?year={sitting.plan_year.year}"
        return {"sitting": sitting, "today": today(), "back": address, "csrf_token": get_token(request)}


class SittingPage(SittingView):
    """The whole page; it works without script, and then shows what moved when it is loaded again."""

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        sitting = self.read(request, code)
        context = self.board(request, sitting, code) | {
            "kind": self.kind,
            "code": code,
            "moves_url": reverse(f"sitting-{self.kind}-moves", args=[code]) + f"?year={sitting.plan_year.year}",
            "minutes": (("pdf", _("PDF")), ("docx", _("Word"))),
            # Agencies do not even learn that there is such a page.
            "what_if_url": reverse(f"what-if-{self.kind}", args=[code]) + f"?year={sitting.plan_year.year}"
            if has_permission(request.user, Permission.WORKING_VALUES)
            else "",
        }
        return render(request, "targets/sitting.html", context)


class SittingMoves(SittingView):
    """What the open page asks every second: nothing (204) until something moved, then the board as it stands now.

    The session is only read: who does nothing but watch is signed out when their time is over.
    """

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        whose, plan_year = self.whose(request, code), self.year(request)
        after = request.GET.get("after", "")
        if after and not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Http404
        # Before what is shown: what is said meanwhile is shown by the next look.
        now, seen = this_moment(), Moment(int(after or 0))
        if after and (now.number <= seen.number or not has_moved_since(seen, MOVING_KINDS)):
            response = HttpResponse(status=204)
            response["Sequence"] = str(now.number)
            return response
        sitting = sitting_for(request.user, whose, plan_year, now)
        # Without the frame of a whole page, whose menu asks the database too.
        response = HttpResponse(render_to_string(BOARD, self.board(request, sitting, code)))
        response["Sequence"] = str(now.number)
        return response


class AgencySitting(OfAgency, SittingPage):
    pass


class SectorSitting(OfSector, SittingPage):
    pass


class AgencySittingMoves(OfAgency, SittingMoves):
    pass


class SectorSittingMoves(OfSector, SittingMoves):
    pass


class SittingList(Guarded, View):
    """How far the bargaining is, agency by agency and sector by sector: the way into each sitting."""

    permission = Permission.SITTING_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        years = list(PlanYear.objects.all())
        plan_year = year_asked_for(request.GET.get("year", ""), years)
        context = {
            "plan_year": plan_year,
            "years": years,
            "groups": [
                (_("Agency by agency"), "sitting-agency", progress_of(request.user, plan_year, "agency", today())),
                (_("Sector by sector"), "sitting-sector", progress_of(request.user, plan_year, "sector", today())),
            ]
            if plan_year
            else [],
        }
        return render(request, "targets/sitting_list.html", context)
