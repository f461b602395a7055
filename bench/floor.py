"""What every request costs before its page does anything: the sign-in check, the session, the language and whatever
else stands before a view, beside a view of a Django that has nothing before it; on one server, by one client.
"""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from bench.cost import Clocks, clock_of, head, in_turns, line
from config.launch.supervise import Process

VIEWS = "bench.floor_views"
EMPTY, NOBODY, GUARDED = "/empty/", "/nobody/", "/guarded/"
# What of all that stands before a view has to do with who asks, and in which language.
ABOUT_WHO_ASKS = {
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "agencies.middleware.OneLookMiddleware",
    "agencies.middleware.FirstPasswordMiddleware",
}
# So many requests are one turn.
REQUESTS = 50
PATIENCE = 30.0


class Handler(WSGIHandler):
    """Serves the two views behind so much."""

    def __init__(self, middleware: list[str]) -> None:
        with override_settings(MIDDLEWARE=middleware):
            super().__init__()

    def get_response(self, request: Any) -> Any:
        request.urlconf = VIEWS
        return super().get_response(request)


def application() -> Callable[..., Iterable[bytes]]:
    """Ours, and beside it the views that do nothing: what the server serves."""
    from config.wsgi import application as ours

    others = [name for name in settings.MIDDLEWARE if name not in ABOUT_WHO_ASKS]
    beside = {EMPTY: Handler([]), NOBODY: Handler(others), GUARDED: Handler(settings.MIDDLEWARE)}

    def serve(environment: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = beside.get(environment["PATH_INFO"], ours)(environment, start_response)
        return answer

    return serve


def main() -> None:
    from bench.queries import client_of

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "bench.floor:application()", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--worker-class", "sync", "--log-level", "warning", "--no-control-socket"]
    server = Process("web", command, environment=dict(os.environ))
    server.start()
    try:
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client_of("planner").cookies.items())

        def ask(address: str) -> Callable[[], None]:
            def get() -> None:
                connected = http.client.HTTPConnection("127.0.0.1", port)
                connected.request("GET", address, headers={"Cookie": cookies})
                answer = connected.getresponse()
                answer.read()
                connected.close()
                assert answer.status == 200, f"{address}: {answer.status}"

            return get

        addresses = {"empty": EMPTY, "nobody": NOBODY, "guarded": GUARDED, "page": reverse("password-change")}
        _wait_for(ask(EMPTY))
        for address in addresses.values():
            ask(address)()
        [worker] = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        clocks = Clocks(clock_of(int(worker)), clock_of(_its_connection()))
        found = in_turns({name: ask(address) for name, address in addresses.items()}, clocks, each=REQUESTS)
    finally:
        server.stop()
    head("What every request costs; “here” is the web process")
    line("behind everything, signed in, an empty view", found["guarded"], found["empty"], "≤ 3")
    line("  to one behind all but who asks", found["guarded"], found["nobody"], "≤ 3")
    line("a cheap page: changing one's password", found["page"], found["empty"])
    line("an empty view behind all but who asks", found["nobody"], found["empty"])
    line("an empty view of Django with nothing before it", found["empty"])


def _wait_for(ask: Callable[[], None]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            return ask()
        # Nothing tells that a server listens but its answer.
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def _its_connection() -> int:
    """The process at the database server that works for the only other one that is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
        [(pid,)] = cursor.fetchall()
    return int(pid)
