"""Finding: what fits what somebody types, in the search of everything and into a field."""

from __future__ import annotations

from itertools import islice

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import View

from agencies.access import Guarded, SignedInRequest
from agencies.choices import OFFERED, get_list, options_for
from agencies.enums import Permission
from agencies.finding import Words, kinds_for, nearest, search

# Of each kind: while one types, on the page of all kinds, on the page of one.
TYPING, ALL_KINDS, ONE_KIND = 3, 8, 50


class Search(Guarded, View):
    """What the person may know of that fits the words (`?q=`), of every kind or one (`&kind=`); a few while typing."""

    permission = Permission.INBOX_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        words = Words(request.GET.get("q", ""))
        asked = request.GET.get("kind", "")
        only = asked if any(kind.name == asked for kind in kinds_for(request.user)) else ""
        is_typing = bool(request.htmx) and request.htmx.target == "search-hits"  # type: ignore[attr-defined]
        limit = TYPING if is_typing else ONE_KIND if only else ALL_KINDS
        results = search(request.user, words, limit=limit, only=only)
        context = {
            "words": words,
            "results": results,
            "only": only,
            "nearest": [] if results or not words else nearest(request.user, words),
            "limit": limit,
            "total": sum(len(result.found) for result in results),
            "has_more": any(result.has_more for result in results),
        }
        return render(request, "reports/search_hits.html" if is_typing else "reports/search.html", context)


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
