"""Where a form that is being written keeps what was typed, every few seconds; asked by static/js/drafts.js alone."""

from __future__ import annotations

import json
from typing import Any

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects import operations
from projects.models import Draft
from projects.models.draft import LONGEST_ADDRESS
from projects.refusals import Refused


class DraftKeeper(Guarded, View):
    """GET gives the person's draft of the form at `?address=`; POST keeps `fields`, or with `discard` forgets them."""

    # Everybody who writes anything has it; a draft belongs to whoever typed it.
    permission = Permission.INBOX_VIEW

    def get(self, request: SignedInRequest) -> JsonResponse:
        draft = Draft.objects.filter(person=request.user, address=request.GET.get("address", "")).first()
        # The secret of the forms of a page that was opened before the person signed in anew.
        answer: dict[str, Any] = {"person": str(request.user.uuid), "token": get_token(request), "draft": None}
        if draft:
            answer["draft"] = {"fields": draft.fields, "version": draft.base_version, "at": _milliseconds(draft)}
        return JsonResponse(answer)

    def post(self, request: SignedInRequest) -> JsonResponse:
        address = request.POST.get("address", "")
        if request.POST.get("discard"):
            operations.discard_draft(by=request.user, address=address)
            return JsonResponse({})
        fields = _fields(request.POST.get("fields", ""))
        version = request.POST.get("version", "")
        if fields is None or not _is_a_form(address):
            return JsonResponse({"message": _("The page was incomplete; please load it again.")}, status=422)
        try:
            draft = operations.keep_draft(
                by=request.user,
                address=address,
                fields=fields,
                base_version=int(version) if version.isdecimal() and len(version) < 10 else None,
            )
        except Refused as refusal:
            return JsonResponse({"message": str(refusal)}, status=422)
        return JsonResponse({"at": _milliseconds(draft)})


def _milliseconds(draft: Draft) -> int:
    return int(draft.saved_at.timestamp() * 1000)


def _fields(text: str) -> dict[str, list[str]] | None:
    """{name: [text]} as it was sent, or None where it is something else."""
    try:
        fields = json.loads(text)
    except ValueError:
        return None
    is_right = isinstance(fields, dict) and all(
        isinstance(values, list) and all(isinstance(value, str) and "\0" not in value for value in values)
        for values in fields.values()
    )
    return fields if is_right and not any("\0" in name for name in fields) else None


def _is_a_form(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return len(address) <= LONGEST_ADDRESS
