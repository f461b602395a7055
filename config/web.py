"""How gunicorn runs the web application (`--config python:config.web`)."""

from __future__ import annotations

import datetime
from typing import Any

from config.garbage import collect_seldom

worker_class = "sync"
# All that answers a request is loaded once, before processes are forked (`config.wsgi`).
preload_app = True
# Nobody waits longer for a database that does not answer.
raw_env = ["PGCONNECT_TIMEOUT=10"]

# So long may a start be kept waiting by what is read beforehand, however much there is.
AT_MOST = datetime.timedelta(seconds=10)


def when_ready(_server: Any) -> None:
    """What is read here the processes have in common."""
    _read_beforehand()


def post_worker_init(_worker: Any) -> None:
    """One that takes another's place later reads what was changed meanwhile, before it takes a request."""
    _read_beforehand()


def _read_beforehand() -> None:
    from reports.beforehand import read_within

    read_within(AT_MOST)
    collect_seldom()
