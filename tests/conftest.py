"""What every test can ask for: databases, running sites, a browser; the three tiers.

Tests connect as the application's own role. Within one, `db` is a transaction that is rolled back;
`committed_db` is a fresh copy for a test that must commit, since nobody may TRUNCATE.
"""

from __future__ import annotations

import contextlib
import os
import socket
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.nodeid import NodeId
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings

from config.garbage import collect_seldom
from config.launch import trials
from tests.cast import Cast
from tests.databases import Database, DatabaseServer, pointed_at
from tests.demonstrations import SMALL_DEMO_TODAY, Demonstration
from tests.sites import REDIS_OF_BLANK_SITE, REDIS_OF_SITE, Site, Visit, Visitors, add_people, running_site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

NO_BROWSER = "there is no Chromium with libatomic1 on this machine"
CHROMIUM_FLAGS = [
    *["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    *["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    # Pages may reach this machine only.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


# --- tiers, order, report -----------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also the tests marked full (within an hour)")
    parser.addoption("--long", action="store_true", help="also the tests marked full and long (a night)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tiers not asked for; keeps the tests that share a site or a module's rows in one process."""
    skipped = set() if config.getoption("long") else {"long"} if config.getoption("full") else {"full", "long"}
    left_out = [item for item in items if any(item.get_closest_marker(tier) for tier in skipped)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    shared = {item.path for item in items if fixtures_of(item) & OF_A_MODULE}
    # What some tests of a module make for themselves must not meet what the others begin with.
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (places[item.path], bool(fixtures_of(item) & OF_A_MODULE)))
    for item in items:
        wanted = fixtures_of(item)
        if "blank_site" in wanted:
            item.add_marker(pytest.mark.xdist_group("blank_site"))
        elif wanted & {"site", "visitors"}:
            item.add_marker(pytest.mark.xdist_group("site"))
        elif item.path in shared:
            item.add_marker(pytest.mark.xdist_group("/".join(item.path.parts[-2:])))
        group = item.get_closest_marker("xdist_group")
        if group and "PYTEST_XDIST_WORKER" in os.environ:
            # xdist 3.8 writes the group to an attribute in which pytest 9.2 no longer keeps the test's id.
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")  # type: ignore[attr-defined]
    items.sort(key=turn)


# What the tests of a module find filled once.
OF_A_MODULE = {"module_db", "demonstration_db"}


def fixtures_of(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


# These keep a process busy for minutes: begun last, they would leave the others idle at the end.
LONGEST = ("canary", "site", "matrix_first", "matrix_second")
# These wait for workers, servers and a browser more than they compute: beside others, not at the end beside each other.
WAITING = ("blank_site", "tests/faults/", "tests/launch/", "tests/journeys/", "tests/targets/test_bargaining_races.py")


def turn(item: pytest.Item) -> int:
    """The longest groups come first, then what waits, then the others as they stand."""
    group = item.get_closest_marker("xdist_group")
    if group and group.args[0] in LONGEST:
        return LONGEST.index(group.args[0])
    place = group.args[0] if group and group.args[0] in WAITING else item.nodeid
    return len(LONGEST) + (not place.startswith(WAITING))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what was measured, and how many browser tests could not run: skipped must not look like passed."""
    for report in terminalreporter.stats.get("passed", []):
        for name, words in report.user_properties:
            if name == "measured" and report.when == "call":
                terminalreporter.write_line(str(words))
    reports = terminalreporter.stats.get("skipped", [])
    count = sum(NO_BROWSER in str(report.longrepr) for report in reports)
    if count:
        terminalreporter.write_line(
            f"{count} browser tests were NOT run: {NO_BROWSER}; as root './run test' installs it.", yellow=True
        )


def pytest_collection_finish(session: pytest.Session) -> None:
    collect_seldom()


# --- databases, cache, network ------------------------------------------------------------------


@pytest.fixture(scope="session")
def database_server() -> DatabaseServer:
    return DatabaseServer.of_this_run()


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: DatabaseServer, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Replaces pytest-django's: this process's copy of the migrated database, reached as the application."""
    with (
        django_db_blocker.unblock(),
        database_server.copy() as database,
        pointed_at(database.name),
        django_db_blocker.block(),
    ):
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around the tests of a module, each of which runs in one of its own within it.

    For a fixture of the module that makes what all of its tests begin with: they find it made once. Give each test a
    copy of the objects (`copy.deepcopy`): the rows are put back after a test, objects are not.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def demonstration(database_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    folder = tmp_path_factory.getbasetemp()
    return Demonstration(database_server, folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="module")
def demonstration_db(
    demonstration: Demonstration,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Database]:
    """The small demonstration with its files and on its day, for the tests of a module; each in a transaction of its
    own that is rolled back."""
    storage = tmp_path_factory.mktemp("storage")
    with (
        django_db_blocker.unblock(),
        demonstration.copy(storage) as database,
        pointed_at(database.name),
        override_settings(TODAY=SMALL_DEMO_TODAY, STORAGE_ROOT=storage),
    ):
        yield database


@pytest.fixture
def committed_db(database_server: DatabaseServer, django_db_setup: None, django_db_blocker: Any) -> Iterator[Database]:
    """A database of the test's own, in which it may commit, from other threads and processes too."""
    with django_db_blocker.unblock(), database_server.copy() as database, pointed_at(database.name):
        yield database


@pytest.fixture(autouse=True)
def own_cache() -> Iterator[None]:
    """No test sees what another one left in the cache."""
    caches.settings["default"]["KEY_PREFIX"] = f"test-{uuid.uuid4().hex}"
    yield
    with contextlib.suppress(AttributeError):  # the test used no cache
        del caches["default"]


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """A test that tries to reach the network fails at once."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(scope="session")
def in_full(pytestconfig: pytest.Config) -> bool:
    """Whether everything is asked, as with --full, where the usual run asks some of it by turns."""
    return bool(pytestconfig.getoption("full") or pytestconfig.getoption("long"))


@pytest.fixture(scope="session")
def many(in_full: bool) -> int:
    """How many rows must cost as many queries as one: sixty, for which four made by operations stand otherwise."""
    return 60 if in_full else 4


@pytest.fixture
def cast() -> Cast:
    """The people of the test, each made when first asked for. Needs `db` or `committed_db`."""
    return Cast()


# --- running sites ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def site(
    demonstration: Demonstration, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A running Jahesh with the demo data: web, worker and beat on a database of their own."""
    folder = tmp_path_factory.mktemp("site")
    with (
        demonstration.copy(folder / "storage") as database,
        running_site(database, redis_number=REDIS_OF_SITE, folder=folder, blocker=django_db_blocker) as site,
    ):
        yield site


@pytest.fixture(scope="session")
def blank_site(
    database_server: DatabaseServer, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A running Jahesh with the reference data and the demo's people, and nothing planned yet."""
    folder = tmp_path_factory.mktemp("blank_site")
    with database_server.copy() as database:
        add_people(database, django_db_blocker)
        with running_site(database, redis_number=REDIS_OF_BLANK_SITE, folder=folder, blocker=django_db_blocker) as site:
            yield site


# --- the browser --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What starts Debian's Chromium; a test that wants it is skipped, and counted at the end, where there is none."""
    from playwright.sync_api import sync_playwright

    if not trials.browser():
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop on this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield playwright.chromium


@contextlib.contextmanager
def visitors_with(chromium: BrowserType, *further_flags: str) -> Iterator[Visitors]:
    """A browser of its own, and who opens windows in it."""
    with chromium.launch(executable_path=trials.browser(), args=[*CHROMIUM_FLAGS, *further_flags]) as browser:
        yield Visitors(browser)


@pytest.fixture(scope="session")
def visitors(chromium: BrowserType) -> Iterator[Visitors]:
    with visitors_with(chromium) as visitors:
        yield visitors


@pytest.fixture
def visit(visitors: Visitors, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens a browser window of somebody who has signed in; nobody in particular with `user=""`.

    On `site`, or on the site given as `at`. Windows close with the test.
    """

    def open_window(
        path: str = "", *, at: Site | None = None, user: str = "planner", language: str = "fa", width: int = 1366
    ) -> Visit:
        visit = visitors.open(at or request.getfixturevalue("site"), user=user, language=language, width=width)
        if path:
            visit.go(path)
        return visit

    yield open_window
    visitors.close_windows()
