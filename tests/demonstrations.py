"""The small demonstration, written once in a run: whoever wants it takes a copy of its database and of its files."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.launch import roles
from config.launch.ground import DEMO_TODAY
from config.launch.places import ROOT
from tests.databases import Database, DatabaseServer

SMALL_DEMO_TODAY = DEMO_TODAY["small"]


@dataclass(frozen=True)
class Demonstration:
    """As `./run manage demo --size small` leaves it. Nobody is ever connected to its database: that one is copied."""

    server: DatabaseServer
    folder: Path

    @property
    def database(self) -> str:
        return f"{self.server.template}_demonstration"

    @property
    def storage(self) -> Path:
        return self.folder / "demonstration"

    @contextmanager
    def copy(self, storage: Path) -> Iterator[Database]:
        """A database of one's own, dropped afterwards, and the files that belong to it in `storage`."""
        self.write()
        shutil.copytree(self.storage, storage, dirs_exist_ok=True)
        with self.server.copy(of=self.database) as database:
            yield database

    def write(self) -> None:
        """Write it unless it is there. Of the processes of a run one does, and the others wait."""
        with (self.folder / "demonstration.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.storage.exists():
                return
            administrator, unfinished = self.server.administrator, self.folder / "unfinished"
            unfinished.mkdir()
            roles.create_database(administrator, self.database, template=self.server.template)
            environment = os.environ | {
                "DATABASE_URL": roles.urls(administrator, self.database).app,
                "DATABASE_OWNER_URL": "",
                "STORAGE_URL": f"file://{unfinished}",
                "JAHESH_TODAY": SMALL_DEMO_TODAY,
            }
            command = [sys.executable, "manage.py", "demo", "--size", "small"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
            unfinished.rename(self.storage)
