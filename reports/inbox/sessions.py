"""What of the headquarters waits for a person: minutes to sign, letters to note, resolutions to answer or implement."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission, scope_of
from config.clock import today
from reports.enums import SessionState
from reports.inbox.items import Item, Queue, oldest
from reports.models import HqSession, Resolution
from reports.resolutions import in_order, to_answer, to_implement, with_clock


def session_queues(user: User) -> list[Queue]:
    """Sessions whose minutes wait for the person's signature, whose resolutions wait for the letter."""
    kinds: tuple[tuple[str, Promise, Permission, Q], ...] = (
        (
            "minutes-to-sign",
            _("Minutes to sign"),
            Permission.SESSION_SIGN,
            Q(state=SessionState.MINUTED) & ~Q(minuted_by=user),
        ),
        (
            "resolutions-to-notify",
            _("Sessions whose resolutions are to be notified"),
            Permission.SESSION_KEEP,
            Q(state=SessionState.SIGNED, is_taken_over=False)
            & Q(Exists(Resolution.objects.filter(session=OuterRef("pk"), notified_at__isnull=True))),
        ),
    )
    queues = []
    for name, act, permission, condition in kinds:
        if not has_permission(user, permission):
            continue
        rows, count = oldest(HqSession.objects.filter(condition).order_by("held_on"))
        items = [Item(str(row), row.chair, row.get_absolute_url(), row.held_on) for row in rows]
        queues.append(Queue(name, act, items, count))
    return queues


def resolution_queues(user: User) -> list[Queue]:
    """What of the resolutions waits for the person's answer, and what their agency has to implement."""
    queues = []
    if has_permission(user, Permission.RESOLUTION_SETTLE):
        waiting = Resolution.objects.signed().filter(to_answer(user))
        rows, count = oldest(waiting.select_related("session", "agency").order_by("awaits_since", "pk"))
        items = [
            Item(f"{row.label} · {row.get_awaits_display()}", str(row.agency), row.get_absolute_url(), row.awaits_since)
            for row in rows
        ]
        queues.append(Queue("resolutions-to-answer", _("Resolutions that wait for your answer"), items, count))
    if scope_of(user, Permission.RESOLUTION_ANSWER).agency_ids:
        to_do = Resolution.objects.signed().filter(to_implement(user))
        nearest, count = oldest(in_order(with_clock(to_do, today()).select_related("session", "agency")))
        items = [
            Item(f"{row.label} · {row.text[:120]}", str(row.agency), row.get_absolute_url(), row.letter_on, row.until)
            for row in nearest
        ]
        queues.append(Queue("resolutions-to-do", _("Resolutions for you to implement"), items, count))
    return queues
