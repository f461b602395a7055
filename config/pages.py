"""Pages that belong to no business app: health, refusals, language."""

from __future__ import annotations

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether database, queue and storage answer: 200 when all do, 503 naming those that do not."""
    states = {"database": _database_answers(), "queue": _queue_answers(), "storage": _storage_answers()}
    return JsonResponse(
        {name: "ok" if answers else "away" for name, answers in states.items()},
        status=200 if all(states.values()) else 503,
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _queue_answers() -> bool:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return False
    return True


def _storage_answers() -> bool:
    try:
        default_storage.listdir("")
    except FileNotFoundError:
        # Nothing stored yet: the first file makes the folder.
        return True
    except OSError:
        return False
    return True


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the session: say what to do instead of Django's English page."""
    return render(request, "403.html", {"csrf": True}, status=403)
