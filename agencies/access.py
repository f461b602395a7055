"""The guard every page stands behind."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest, HttpResponseBase

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import check_permission


class SignedInRequest(HttpRequest):
    """What a guarded view gets: the guard has seen to it that somebody is signed in. Only for type checking."""

    user: User


class Guarded(AccessMixin):
    """A view that names the permission it needs; a test fails on a view that names none.

    Anonymous people are sent to sign in; without the permission the answer is 403. What a person may not see is
    never fetched at all: get the object through a `visible_to` queryset, so that it is 404.
    """

    permission: Permission
    request: HttpRequest

    @property
    def person(self) -> User:
        """Who is signed in; only behind the guard."""
        return cast(SignedInRequest, self.request).user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        check_permission(request.user, self.permission)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
