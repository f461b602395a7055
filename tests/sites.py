"""A running Jahesh for tests: web, worker and beat as real processes on a database of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis
from django.test import override_settings

from agencies.models import Agency
from agencies.operations import add_person, give_seat
from config.launch.demonstration import is_ready
from config.launch.places import ROOT
from config.launch.supervise import Process, processes, stop_all
from tests.cast import BEFORE_THE_YEAR, SEATS
from tests.databases import Database, pointed_at
from tests.demonstrations import SMALL_DEMO_TODAY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "demo"
READY_WITHIN = 60.0
# Redis has sixteen databases, and a site takes two (queue and cache): 0 and 1 are the run's own, then come the sites
# that tests share, then a test's own site, one at a time in each process of the run (config.launch.trials).
REDIS_OF_SITE = 2
REDIS_OF_BLANK_SITE = 4
REDIS_OF_OWN_SITE = 6 + 2 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])


@dataclass(frozen=True)
class Site:
    """A running site.

    `processes` are "web", "worker" and "beat": nobody watches them, so a test may kill and start them.
    """

    url: str
    database: Database
    redis_url: str
    storage: Path
    environment: dict[str, str]
    processes: dict[str, Process]
    blocker: Any

    @property
    def database_url(self) -> str:
        """The database as the application's own role sees it."""
        return self.database.url

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a management command on this site; raises with its output when it fails, unless told not to."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if check and done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
        return done

    @contextmanager
    def inside(self) -> Iterator[None]:
        """While it lasts, the test's own Django works on this site's database and believes its calendar."""
        with self.blocker.unblock(), pointed_at(self.database.name), override_settings(TODAY=SMALL_DEMO_TODAY):
            yield

    def wait_until_ready(self) -> None:
        """Returns when web, database, queue and storage answer."""
        deadline = time.monotonic() + READY_WITHIN
        while not is_ready(self.url + "/"):
            if time.monotonic() > deadline or not self.processes["web"].is_running:
                raise AssertionError(f"The site does not answer:\n{self.log('web')}")
            time.sleep(0.05)

    def log(self, process: str) -> str:
        """What a process has written so far."""
        file = self.processes[process].log
        return file.read_text(errors="replace") if file and file.exists() else ""


@contextmanager
def running_site(database: Database, *, redis_number: int, folder: Path, blocker: Any) -> Iterator[Site]:
    """Starts the processes with their files and logs under `folder`; ends them afterwards."""
    port = free_port()
    redis_url = numbered_redis(os.environ["REDIS_URL"], redis_number)
    environment = os.environ | {
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": redis_url,
        "STORAGE_URL": f"file://{folder / 'storage'}",
        "JAHESH_TODAY": SMALL_DEMO_TODAY,
    }
    parts = processes(
        port=port, schedule=folder / "beat-schedule", environment=environment, log=lambda name: folder / f"{name}.log"
    )
    site = Site(
        url=f"http://127.0.0.1:{port}",
        database=database,
        redis_url=redis_url,
        storage=folder / "storage",
        environment=environment,
        processes={part.name: part for part in parts},
        blocker=blocker,
    )
    with redis.Redis.from_url(redis_client_url(redis_url)) as queue:
        queue.flushdb()
    try:
        for part in parts:
            part.start()
        site.wait_until_ready()
        yield site
    finally:
        stop_all(parts)


def add_people(database: Database, blocker: Any) -> None:
    """The demonstration's people, who plan nothing yet."""
    with blocker.unblock(), pointed_at(database.name):
        for username, (role, code) in SEATS.items():
            person = add_person(by=None, username=username, full_name=username, password=PASSWORD)
            agency = Agency.objects.get(code=code) if code else None
            give_seat(by=None, user=person, role=role, agency=agency, valid_from=BEFORE_THE_YEAR)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def numbered_redis(url: str, number: int) -> str:
    """The same server's database of that number, as Celery spells it."""
    if url.startswith("redis+socket://"):
        return f"{url.partition('?')[0]}?virtual_host={number}"
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{number}"


def redis_client_url(url: str) -> str:
    """Celery's spelling of a Redis address turned into the client's own."""
    return url.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")


# --- the browser --------------------------------------------------------------------------------


@dataclass
class Visit:
    """Somebody's browser window on a site; `errors` is what its console complained about."""

    page: Page
    site: Site
    errors: list[str]

    def go(self, path: str) -> None:
        """Opens an address of the site (beginning with /)."""
        self.page.goto(self.site.url + path)

    def hear(self, kind: str, message: str) -> None:
        if kind == "error":
            self.errors.append(message)


class Visitors:
    """Opens windows for people who have signed in, each once for a site, through the page."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.sessions: dict[tuple[str, str], list[Any]] = {}
        self.contexts: list[BrowserContext] = []

    def open(self, site: Site, *, user: str, language: str, width: int) -> Visit:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="en-US")
        self.contexts.append(context)
        page = context.new_page()
        visit = Visit(page, site, [])
        page.on("console", lambda message: visit.hear(message.type, f"{message.text} at {message.location['url']}"))
        page.on("pageerror", lambda error: visit.hear("error", str(error)))
        self.hand_over(visit, user=user, language=language)
        return visit

    def hand_over(self, visit: Visit, *, user: str, language: str) -> None:
        """The window is this person's from now on. Who has not signed in yet does so on the page."""
        context, url = visit.page.context, visit.site.url
        context.clear_cookies()
        context.add_cookies([{"name": "jahesh_language", "value": language, "url": url}])
        if user and (url, user) not in self.sessions:
            self.sign_in(visit, user)
        elif user:
            context.add_cookies(self.sessions[url, user])

    def sign_in(self, visit: Visit, user: str) -> None:
        visit.go("/sign-in/")
        visit.page.fill("[name=username]", user)
        visit.page.fill("[name=password]", PASSWORD)
        with visit.page.expect_navigation():
            visit.page.press("[name=password]", "Enter")
        if "/sign-in/" in visit.page.url:
            raise AssertionError(f"{user} could not sign in.")
        cookies = visit.page.context.cookies()
        kept = [cookie for cookie in cookies if cookie["name"] != "jahesh_language"]
        self.sessions[visit.site.url, user] = kept

    def close_windows(self) -> None:
        while self.contexts:
            self.contexts.pop().close()
