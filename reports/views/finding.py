"""Finding: what fits what somebody types into a field."""

from __future__ import annotations

from itertools import islice

from django.http import Http404, HttpResponse, JsonResponse
from django.views import View

from agencies.access import Guarded, SignedInRequest
from agencies.choices import OFFERED, get_list, options_for
from agencies.enums import Permission


class Choices(Guarded, View):
    """The options of a choice list that fit what was typed (`?q=`), as of a plan year (`?year=`)."""

    permission = Permission.INBOX_VIEW

    def get(self, request: SignedInRequest, name: str) -> HttpResponse:
        offered = get_list(name)
        if offered is None:
            raise Http404
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
        options = islice(options_for(request.user, offered, request.GET.get("q", ""), year), OFFERED + 1)
        shown = [{"key": key, "id": str(pk), "label": label} for key, pk, label, _names in options]
        return JsonResponse({"options": shown[:OFFERED], "more": len(shown) > OFFERED})
