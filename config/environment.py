"""Reading settings from the environment: addresses of the database, the queue and the mail server."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    """The variable's value. Raises ImproperlyConfigured, naming the variable, when it is not set."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set in the environment (see .env.example).")
    return value


def database(url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL database at `url`.

    The host may be a percent-encoded folder of a Unix socket or be given as `?host=/folder`.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host_and_port = parts.netloc.rpartition("@")[2]
    host = query.pop("host", "") or unquote(host_and_port.partition(":")[0])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": "" if host.startswith("/") or "%2F" in host_and_port else str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def mail(url: str) -> dict[str, Any]:
    """Django's settings of the mail server at `url`; `EMAIL_HOST` is empty where there is none.

    smtp://user:password@host:25, smtp://…?security=starttls, or smtps:// for a connection that is encrypted at once.
    """
    parts = urlsplit(url)
    if url and parts.scheme not in ("smtp", "smtps"):
        raise ImproperlyConfigured("EMAIL_URL begins with smtp:// or smtps:// (see .env.example).")
    starttls = dict(parse_qsl(parts.query)).get("security") == "starttls"
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587 if starttls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": starttls,
    }


def cache(url: str) -> dict[str, Any]:
    """Django's cache on the same Redis as the queue, in the next database: the queue has the one in `url`.

    Celery spells a Unix socket `redis+socket:///folder/file?virtual_host=0`, the client `unix:///folder/file?db=0`.
    """
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        number = int(dict(parse_qsl(parts.query)).get("virtual_host", 0))
        location = f"unix://{parts.path}?db={number + 1}"
    else:
        number = int(parts.path.strip("/") or 0)
        location = urlunsplit(parts._replace(path=f"/{number + 1}"))
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location, "KEY_PREFIX": "jahesh"}
