"""Lets the history say where a request came from; asks once what was changed; keeps first passwords from being kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.history import origin
from agencies.unchanged import at_one_look


class RequestOriginMiddleware:
    """Keeps the caller's address for the events of this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = origin.set(request.META.get("REMOTE_ADDR", ""))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)


class OneLookMiddleware:
    """A page that is only looked at asks once what was changed since other pages were made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with at_one_look():
            return self.get_response(request)


class FirstPasswordMiddleware:
    """Whoever signed in with a password that somebody else knows changes it before any other page opens."""

    # Pages that stay open, and what is asked by machines.
    OPEN = frozenset({"password-change", "sign-out", "sign-in", "set_language", "healthz", "readyz"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        route = request.resolver_match.url_name if request.resolver_match else None
        if route in self.OPEN or not getattr(request.user, "must_change_password", False):
            return None
        return redirect("password-change")
