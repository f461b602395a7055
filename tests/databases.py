"""Databases for tests: copies of the one that `./run test` has migrated and given the reference data."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from config.launch import roles


@dataclass(frozen=True)
class Database:
    """One database of a test, as each of the three roles sees it (URLs for psycopg2.connect and the environment)."""

    name: str
    url: str
    owner_url: str
    administrator_url: str


@dataclass(frozen=True)
class DatabaseServer:
    """Where databases are copied: `administrator` may do anything there, `template` is this run's migrated database."""

    administrator: str
    template: str

    @classmethod
    def of_this_run(cls) -> DatabaseServer:
        """The server that `./run test` started or was given."""
        administrator = os.environ.get("JAHESH_TEST_ADMINISTRATOR_URL")
        if not administrator:
            raise RuntimeError("Tests that need the database are started by ./run test.")
        return cls(administrator, urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/"))

    @contextmanager
    def copy(self, of: str = "") -> Iterator[Database]:
        """A fresh copy of the migrated database, or of one that nobody is connected to; dropped afterwards."""
        name = f"{self.template}_{uuid.uuid4().hex[:8]}"
        roles.create_database(self.administrator, name, template=of or self.template)
        pair = roles.urls(self.administrator, name)
        try:
            yield Database(name, pair.app, pair.owner, roles.with_database(self.administrator, name))
        finally:
            roles.drop_database(self.administrator, name)


@contextmanager
def pointed_at(database: str) -> Iterator[None]:
    """Django's connections lead to `database` while it lasts; none stays open."""
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in connections}
    point_at(dict.fromkeys(before, database))
    try:
        yield
    finally:
        point_at(before)


def point_at(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        # Connections of other threads are made from the same dictionary.
        connections.settings[alias]["NAME"] = settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
