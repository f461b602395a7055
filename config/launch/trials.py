"""`./run test` and `./run bench`: programs on a database server and a queue of their own."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

from config.launch import assets, ground, roles, services, translations
from config.launch.places import Refused


def test(arguments: list[str]) -> int:
    """pytest on a throw-away PostgreSQL and Valkey, or on the servers that DATABASE_URL and REDIS_URL name."""
    install_browser()
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        arguments = ["-n", "2", *arguments]
    return on_own_database([sys.executable, "-m", "pytest", *arguments], throw_away=True)


def bench(arguments: list[str]) -> int:
    """The benchmarks under `bench/`, on services that keep their promises to the disk."""
    return on_own_database([sys.executable, "-m", "bench", *arguments], throw_away=False)


def on_own_database(command: list[str], *, throw_away: bool) -> int:
    """Runs a program with an empty database of its own; removes it and every copy of it afterwards.

    The program finds the database in DATABASE_URL and DATABASE_OWNER_URL, and in JAHESH_TEST_ADMINISTRATOR_URL
    the role that may copy it. On a given server DATABASE_URL names that role. Raises Refused.
    """
    if os.environ.get("DATABASE_OWNER_URL"):
        raise Refused("Give DATABASE_URL alone, with a role that may create roles and databases: tests make their own.")
    assets.prepare()
    translations.compile_all()
    with services.throw_away_folder() as folder:
        embedded = ground.start_services(folder, throw_away=throw_away)
        try:
            administrator = os.environ["DATABASE_URL"]
            database = f"jahesh_test_{os.getpid()}"
            roles.prepare_roles(administrator)
            roles.create_database(administrator, database)
            try:
                pair = roles.urls(administrator, database)
                roles.check_connection(pair.app)
                environment = os.environ | {
                    "DATABASE_URL": pair.app,
                    "DATABASE_OWNER_URL": pair.owner,
                    "JAHESH_TEST_ADMINISTRATOR_URL": administrator,
                    "JAHESH_MODE": "demo",
                    "JAHESH_TODAY": "",
                    "STORAGE_URL": f"file://{folder / 'storage'}",
                }
                return ground.in_foreground(command, environment)
            finally:
                for left in roles.databases_like(administrator, database):
                    roles.drop_database(administrator, left)
        finally:
            ground.stop_services(embedded)


def install_browser() -> None:
    """Debian's Chromium for the browser tests, where we may install it; without it those tests report themselves."""
    if browser() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium for the browser tests …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # libatomic1 is what Playwright's own driver needs of the system.
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "libatomic1"]):
        subprocess.run(["apt-get", "--quiet=2", *step], env=environment, stdout=subprocess.DEVNULL, check=False)


def browser() -> str | None:
    """The path of a Chromium that Playwright can drive on this machine, if there is one."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return None
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)
