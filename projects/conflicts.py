"""The answer to a save on an older version: 409 with both texts, and a way to save mine over theirs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.db.models import Model
from django.forms import BaseForm, Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from agencies.history import as_text
from agencies.models import Event
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.models import Program
from projects.refusals import Moved


def differences(form: BaseForm, stored: Any) -> list[tuple[str, str, str]]:
    """(label, mine, theirs) for the fields in which what was typed differs from what is stored now."""
    rows = []
    for name, field in form.fields.items():
        if field.widget.is_hidden or name not in form.cleaned_data or not hasattr(stored, name):
            continue
        theirs = getattr(stored, name)
        theirs = list(theirs.all()) if hasattr(theirs, "all") else theirs
        mine = form.cleaned_data[name]
        mine = list(mine) if hasattr(mine, "all") else mine
        if as_text(mine) != as_text(theirs):
            rows.append((str(field.label), shown(field, mine), shown(field, theirs)))
    return rows


def row_differences(
    fields: Mapping[str, Field], mine: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]
) -> list[tuple[str, str, str]]:
    """(label, mine, theirs) for the rows of a list that differ, each row as one text; `fields` are those of a row."""
    visible = {name: field for name, field in fields.items() if not field.widget.is_hidden}
    label = next(iter(visible.values())).label

    def texts(rows: Iterable[Mapping[str, Any]]) -> list[str]:
        return [" · ".join(shown(field, row.get(name)) for name, field in visible.items()) for row in rows]

    pairs = enumerate(zip_longest(texts(mine), texts(theirs), fillvalue="—"), 1)
    return [(f"{label} {format_number(number)}", *pair) for number, pair in pairs if pair[0] != pair[1]]


def shown(field: Field, value: Any) -> str:
    """A value as the page of its object shows it."""
    if isinstance(value, list):
        return ("، " if get_language_bidi() else ", ").join(shown(field, item) for item in value) or "—"
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal | int):
        return format_number(value)
    if isinstance(value, datetime.date):
        return format_date(value)
    choices = {} if isinstance(value, Model) else dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))


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
