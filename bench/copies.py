"""Copies of the bench's database, so that what one part writes changes nothing for another, and processes on them."""

from __future__ import annotations

import multiprocessing
import os
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import django
from django.conf import settings
from django.db import connections
from psycopg2.extensions import cursor

from config.launch import roles


@contextmanager
def copy(day: str, before: Callable[[cursor], None] | None = None) -> Iterator[dict[str, str]]:
    """The environment of a copy, in which it is that day; dropped afterwards.

    `before` writes in it as the server's own role. Then it is put in order as a server does that has had time to.
    """
    connections.close_all()
    administrator, name = os.environ["JAHESH_TEST_ADMINISTRATOR_URL"], settings.DATABASES["default"]["NAME"]
    copied = f"{name}_{uuid.uuid4().hex[:8]}"
    roles.create_database(administrator, copied, template=name)
    try:
        with roles.administration(administrator, copied) as run:
            if before is not None:
                before(run)
            run.execute("VACUUM (ANALYZE)")
        pair = roles.urls(administrator, copied)
        yield {"DATABASE_URL": pair.app, "DATABASE_OWNER_URL": pair.owner, "JAHESH_TODAY": day}
    finally:
        roles.drop_database(administrator, copied)


@contextmanager
def process(environment: dict[str, str]) -> Iterator[Executor]:
    """A process of its own in that environment, set up as a web process is; it does one thing after the other."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=begin, initargs=(environment,)) as pool:
        yield pool


def begin(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    django.setup()
    # All that answers a request is loaded before.
    import config.urls  # noqa: F401
    from config.garbage import collect_seldom

    collect_seldom()


def alone(day: str, part: Callable[[], Any]) -> None:
    """Carry a part out in a process on a copy."""
    with copy(day) as environment, process(environment) as pool:
        pool.submit(part).result()
