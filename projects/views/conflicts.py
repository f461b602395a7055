"""The answer to a save that comes too late: 409 with both texts, to be merged by choice on the version stored now."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import SignedInRequest
from agencies.models import Event
from config.clock import day_of
from projects import operations
from projects.conflicts import Sheet, as_typed, marks, merge
from projects.models import Draft, Program
from projects.permissions import user_can_edit_program
from projects.refusals import Moved, Refused


def conflict(
    request: SignedInRequest,
    refusal: object,
    *,
    root_id: uuid.UUID,
    latest_url: str,
    version: int | None = None,
    mine: Sheet | None = None,
    theirs: Sheet | None = None,
    closed: Iterable[str] = (),
    is_open: bool = True,
    keeps: bool = True,
    address: str = "",
    action: str = "",
    crumbs: Sequence[tuple[object, str]] = (),
) -> HttpResponse:
    """The 409 page: what was typed (`mine`) beside what is stored (`theirs`), and what to do now.

    `root_id` names the program or the return, `version` the one that is stored. While it `is_open` to the writer, one
    button saves the chosen texts on that version, at `action` (where it was posted to). Otherwise, where `keeps` says
    that there will be such a form again, what was typed is kept as a draft of the form at `address`. `crumbs` name what
    it is about: label and address, the innermost last.
    """
    read = mine.form.data.get("marks", "") if mine else ""
    merged = merge(mine, theirs, shown_marks=read, closed=closed) if mine else None
    can_save = bool(mine) and is_open
    fields = merged.same | {"version": [str(version)]} if merged else {}
    if theirs:
        fields["marks"] = [marks(theirs)]
    if mine and address:
        fields["form_address"] = [address]
    draft = None if is_open or not mine or not keeps else _kept(request, mine, root_id, address or request.path)
    return render(
        request,
        "409.html",
        {
            **told(request, refusal, root_id, can_save=can_save),
            "crumbs": crumbs,
            "differences": merged.differences if merged else [],
            "has_theirs": theirs is not None,
            "latest_url": latest_url,
            "can_save": can_save,
            "action": action or request.path,
            "fields": fields,
            "draft": draft,
        },
        status=409,
    )


def told(request: SignedInRequest, refusal: object, root_id: uuid.UUID | None, *, can_save: bool) -> dict[str, Any]:
    """What the page says first: what happened, by whom and on which day; `root_id` names what was saved."""
    last = Event.objects.filter(root_id=root_id).select_related("actor").order_by("-pk").first() if root_id else None
    message = refusal
    # To load the page again would lose what can be chosen on it.
    if can_save and str(refusal) == str(Moved()):
        if last and last.actor == request.user:
            message = _(
                "You have saved this yourself meanwhile, in another window; what you typed here is not stored yet."
            )
        else:
            message = _("Another user has changed this meanwhile; what you typed is not stored yet.")
    return {
        "message": message,
        "changed_by": last.actor if last else None,
        "changed_on": day_of(last.at) if last else None,
    }


def program_conflict(
    request: SignedInRequest,
    program: Program,
    refusal: object,
    *,
    mine: Sheet | None = None,
    theirs: Callable[[], Sheet | None] = lambda: None,
    is_final: bool = False,
    about: object = "",
) -> HttpResponse:
    """The 409 page for something written in a program; `is_final` where it is not to be written again at all.

    `about` is what of the program it was, where it was a part.

    What is stored, `theirs`, is read after its version: who saves in between is met by the next conflict. An older text
    under a newer version would undo that save unseen.
    """
    latest = Program.objects.select_related("plan_year").get(pk=program.pk)
    return conflict(
        request,
        refusal,
        root_id=program.uuid,
        latest_url=program.get_absolute_url(),
        version=latest.version,
        mine=mine,
        theirs=theirs(),
        is_open=not is_final and user_can_edit_program(request.user, latest),
        keeps=not is_final,
        crumbs=[
            (_("Programs"), reverse("program-list")),
            (program.title, program.get_absolute_url()),
            *([(about, request.path)] if about else []),
        ],
    )


def _kept(request: SignedInRequest, mine: Sheet, root_id: uuid.UUID, address: str) -> Draft | None:
    """What was typed, kept until its form is open again; None where it is too much to be kept."""
    version = str(mine.form.data.get("version", ""))
    try:
        return operations.keep_draft(
            by=request.user,
            address=address,
            fields=as_typed(mine.form.data),
            root_id=root_id,
            base_version=int(version) if version.isdigit() else None,
        )
    except Refused:
        return None
