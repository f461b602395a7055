"""The answer to a save on an older version: 409 with both texts, and a way to save mine over theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.history import as_text
from agencies.models import Event
from projects.models import Program
from projects.refusals import Moved


def differences(form: BaseForm, stored: Any) -> list[tuple[str, str, str]]:
    """(label, mine, theirs) for the fields in which what was typed differs from what is stored now."""
    rows = []
    for name, field in form.fields.items():
        if name not in form.cleaned_data or not hasattr(stored, name):
            continue
        theirs = getattr(stored, name)
        theirs = list(theirs.all()) if hasattr(theirs, "all") else theirs
        mine = form.cleaned_data[name]
        mine = list(mine) if hasattr(mine, "all") else mine
        if as_text(mine) != as_text(theirs):
            rows.append((str(field.label), _shown(mine), _shown(theirs)))
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "، ".join(str(item) for item in value) or "—"
    return "—" if value in (None, "") else str(value)


def conflict(
    request: HttpRequest,
    program: Program,
    refusal: Moved,
    rows: Iterable[tuple[str, str, str]] = (),
    *,
    can_save_again: bool = True,
) -> HttpResponse:
    """The 409 page. What was posted is kept and can be sent again on the version that is stored now."""
    latest = Program.objects.get(pk=program.pk)
    last = Event.objects.filter(root_id=program.uuid).select_related("actor").order_by("-pk").first()
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    return render(
        request,
        "409.html",
        {
            "message": refusal,
            "differences": list(rows),
            "changed_by": last.actor if last else None,
            "changed_at": last.at if last else None,
            "latest_url": program.get_absolute_url(),
            "again_url": request.path if can_save_again else "",
            "fields": typed | {"version": [str(latest.version)]},
        },
        status=409,
    )
