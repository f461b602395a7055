"""`./run test` and `./run bench`: programs on a database server and a queue of their own."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.launch import assets, ground, roles, services, translations
from config.launch.places import ROOT, VAR, Refused

# One more than there are cores, since many tests wait for a browser or a worker; Redis has numbers for five.
PROCESSES = min((os.cpu_count() or 2) + 1, 5)
KEPT = VAR / "tests"
REFERENCES = ROOT / ".boot" / "bench"
KEPT_DATABASE = "jahesh_test"


def test(arguments: list[str]) -> int:
    """pytest on a throw-away PostgreSQL and Valkey, or on the servers that DATABASE_URL and REDIS_URL name."""
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        arguments = ["-n", str(PROCESSES), *arguments]
    command = [sys.executable, "-m", "pytest", *arguments]
    return on_own_database(command, throw_away=True, fetch=[assets.prepare, install_browser])


def bench(arguments: list[str]) -> int:
    """The benchmarks under `bench/`, on services that keep their promises to the disk."""
    install_references()
    return on_own_database([sys.executable, "-m", "bench", *arguments], throw_away=False, fetch=[assets.prepare])


def install_references() -> None:
    """What the benchmarks hold ours against: in a place of its own, which nothing else looks into. Raises Refused."""
    wanted = (ROOT / "bench" / "requirements.txt").read_bytes()
    installed = REFERENCES / ".installed"
    if not installed.is_file() or installed.read_bytes() != wanted:
        uv = shutil.which("uv") or str(ROOT / ".boot" / "bin" / "uv")
        command = [uv, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--python", sys.executable]
        command += ["--target", str(REFERENCES), "--requirements", str(ROOT / "bench" / "requirements.txt")]
        if subprocess.run(command, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"}, check=False).returncode:
            raise Refused("The benchmarks' references could not be installed: the registry must be reachable once.")
        installed.write_bytes(wanted)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REFERENCES), os.environ.get("PYTHONPATH", "")]))


def on_own_database(command: list[str], *, throw_away: bool, fetch: Sequence[Callable[[], None]]) -> int:
    """Runs a program with a database of its own, migrated and with the reference data; removes it and every copy of it.

    What it needs besides, `fetch` brings while the database is made. It finds the database in DATABASE_URL and
    DATABASE_OWNER_URL, and in JAHESH_TEST_ADMINISTRATOR_URL the role that may copy it. On a given server DATABASE_URL
    names that role. Raises Refused.
    """
    if os.environ.get("DATABASE_OWNER_URL"):
        raise Refused("Give DATABASE_URL alone, with a role that may create roles and databases: tests make their own.")
    beside = ThreadPoolExecutor(len(fetch))
    fetching = [beside.submit(each) for each in fetch]
    translations.compile_all()
    with services.throw_away_folder(on_disk=not throw_away) as folder:
        laid_out = throw_away and "DATABASE_URL" not in os.environ
        if laid_out:
            lay_out_server(folder)
        for each in fetching:
            each.result()
        embedded = ground.start_services(folder, throw_away=throw_away)
        try:
            administrator = os.environ["DATABASE_URL"]
            database = KEPT_DATABASE if laid_out else f"{KEPT_DATABASE}_{os.getpid()}"
            try:
                if not laid_out:
                    make_database(administrator, database)
                storage = {"STORAGE_URL": f"file://{folder / 'storage'}"}
                return ground.in_foreground(command, environment_of(administrator, database) | storage)
            finally:
                for left in roles.databases_like(administrator, database):
                    roles.drop_database(administrator, left)
        finally:
            ground.stop_services(embedded)


def environment_of(administrator: str, database: str) -> dict[str, str]:
    """Our environment with the addresses of the database; its calendar is that of the machine."""
    pair = roles.urls(administrator, database)
    return os.environ | {
        "DATABASE_URL": pair.app,
        "DATABASE_OWNER_URL": pair.owner,
        "JAHESH_TEST_ADMINISTRATOR_URL": administrator,
        "JAHESH_MODE": "demo",
        "JAHESH_TODAY": "",
    }


def make_database(administrator: str, database: str) -> None:
    """Makes the tables of a new database and loads the reference data. Raises Refused."""
    roles.prepare_roles(administrator)
    roles.create_database(administrator, database)
    roles.check_connection(roles.urls(administrator, database).app)
    filling = [sys.executable, "-m", "config.launch.filling", "--without-demo"]
    # Nothing is queued meanwhile; the settings want an address all the same.
    environment = {"REDIS_URL": "redis://127.0.0.1:1/0"} | environment_of(administrator, database)
    if subprocess.run(filling, cwd=ROOT, env=environment, check=False).returncode:
        raise Refused("The database for the tests could not be made: what went wrong stands above.")


def lay_out_server(folder: Path) -> None:
    """Puts the files of a database server that holds KEPT_DATABASE into `folder`.

    They are kept for the next run: migrating takes longer than most tests. Raises Refused.
    """
    [server] = services.embedded([services.Postgres], folder, throw_away=True)
    assert isinstance(server, services.Postgres)
    kept = KEPT / f"{made_of()}-{server.data.name}"
    KEPT.mkdir(parents=True, exist_ok=True)
    # Of two runs that start at once, one makes it and the other waits; none copies what another takes away.
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            server.start()
            try:
                make_database(server.url, KEPT_DATABASE)
            finally:
                server.stop()
            for older in KEPT.iterdir():
                if older.is_dir():
                    shutil.rmtree(older)
            aside = KEPT / "unfinished"
            subprocess.run(["cp", "-a", str(server.data), str(aside)], check=True)
            aside.rename(kept)
            return
        subprocess.run(["cp", "-a", str(kept), str(server.data)], check=True)


def made_of() -> str:
    """A digest of all that decides what KEPT_DATABASE holds: migrations, what they are made of, reference data."""
    patterns = ["agencies/**/*.py", "*/migrations/*.py", "*/migrations/*.sql", "*/models/*.py"]
    patterns += ["*/operations/reference.py"]
    patterns += ["*/reference_*.py", "*/reference/*", "*/management/commands/load_reference.py"]
    patterns += ["*/operations/calendar.py", "config/*.py", "config/persian/*.py", "config/launch/*"]
    patterns.append("requirements.lock")
    digest = hashlib.sha256()
    for file in sorted({file for pattern in patterns for file in ROOT.glob(pattern) if file.is_file()}):
        digest.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def install_browser() -> None:
    """Debian's Chromium for the browser tests, where we may install it; without it those tests report themselves."""
    if browser() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium for the browser tests …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # libatomic1 is what Playwright's own driver needs of the system. Older releases have the whole Chromium only.
    install = ["install", "--yes", "--no-install-recommends", "libatomic1"]
    for step in (["update"], [*install, "chromium-headless-shell"], [*install, "chromium"]):
        if browser() is None:
            subprocess.run(["apt-get", "--quiet=2", *step], env=environment, stdout=subprocess.DEVNULL, check=False)


def browser() -> str | None:
    """The path of a Chromium that Playwright can drive on this machine, if there is one."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return None
    # Without windows it takes less of the machine.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)
