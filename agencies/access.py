"""The guard every page stands behind."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from agencies.enums import Permission
from agencies.models import User
from agencies.once import once
from agencies.permissions import check_permission, has_permission


class SignedInRequest(HttpRequest):
    """What a guarded view gets: the guard has seen to it that somebody is signed in. Only for type checking."""

    user: User


class Guarded(AccessMixin):
    """A view that names the permission it needs; a test fails on a view that names none.

    Anonymous people are sent to sign in and led back to their page afterwards; without the permission the answer is
    403. What a person may not see is never fetched at all: get the object through a `visible_to` queryset, so that it
    is 404. What is posted twice is carried out once (agencies.once).
    """

    permission: Permission
    # Another one that opens the page as well, for those who do the same on an agency's behalf.
    or_permission: Permission | None = None
    request: HttpRequest

    @property
    def person(self) -> User:
        """Who is signed in; only behind the guard."""
        return cast(SignedInRequest, self.request).user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.or_permission is None or not has_permission(request.user, self.or_permission):
            check_permission(request.user, self.permission)
        proceed = super().dispatch  # type: ignore[misc]
        if request.method == "POST":
            return once(cast(SignedInRequest, request), lambda: proceed(request, *args, **kwargs))
        return proceed(request, *args, **kwargs)

    def handle_no_permission(self) -> HttpResponseRedirect:
        """To sign-in, and from there back to the page; of what was sent from a page, to that page."""
        if self.request.method in ("GET", "HEAD"):
            return super().handle_no_permission()
        page = urlsplit(self.request.headers.get("Referer", ""))
        is_ours = page.netloc == self.request.get_host() and page.path
        return redirect_to_login(page.path if is_ours else "/", self.get_login_url())
