"""A form that is sent twice is carried out once, however often and however fast the button is pressed.

What makes a sending known is the secret against forged requests, which stands in every form and is masked anew for
every page that is shown, together with all that was typed. It is claimed in the transaction of the write itself: a
second sending waits for the first and gets its answer. What was refused claims nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from agencies.models import SentForm

if TYPE_CHECKING:
    from agencies.access import SignedInRequest

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of the field
# The address of the form that was carried out, for the script that keeps a copy of what is typed.
COOKIE = "jahesh_sent"
# Longer than any page stays open.
KEPT = timedelta(days=7)

# Sent in the transaction of the write when a form was carried out, with `person` and the form's `address`.
form_sent = Signal()


def once(request: SignedInRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer to what was posted; when the very same was carried out before, the answer that it got then."""
    if not request.POST.get(TOKEN):
        return answer()
    with transaction.atomic():
        claim, is_first = SentForm.objects.get_or_create(person=request.user, key=_key_of(request))
        if not is_first:
            return _marked(request, HttpResponseRedirect(claim.answer))
        response = answer()
        if not _is_carried_out(request, response):
            claim.delete()
            return response
        claim.answer = response.headers["Location"]
        claim.save(update_fields=["answer"])
        form_sent.send(sender=SentForm, person=request.user, address=address_of(request))
        return _marked(request, response)


def address_of(request: SignedInRequest) -> str:
    """The address by which the form is known: where it is posted to, unless it says another."""
    return request.POST.get("form_address") or request.path


def forget_sent_forms() -> int:
    """Remove the claims that nobody can repeat any more; returns how many."""
    return SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()[0]


def _key_of(request: SignedInRequest) -> str:
    """A digest of the address, the form's secret and everything typed, files too."""
    digest = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        digest.update("\0".join(["", name, *values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"\0{name}\0{file.name}\0".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _is_carried_out(request: SignedInRequest, response: HttpResponseBase) -> bool:
    """Leads on to another page without having told an error: the two ways in which a form is refused here."""
    told = getattr(get_messages(request), "_queued_messages", ())
    return response.status_code == 302 and not any(message.level >= ERROR for message in told)


def _marked(request: SignedInRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.set_cookie(COOKIE, address_of(request), max_age=300, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
