"""Views that do nothing, one of them behind the guard of our pages (bench.floor)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View

from agencies.access import Guarded
from agencies.enums import Permission


def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class Nothing(Guarded, View):
    """Needs what everybody has who is signed in."""

    permission = Permission.INBOX_VIEW

    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse()


urlpatterns = [path("empty/", empty), path("nobody/", empty), path("guarded/", Nothing.as_view())]
