"""The two database roles: `jahesh_owner` owns the tables and migrates, `jahesh_app` runs everything else.

The application's role creates nothing, truncates nothing, and has only the rights that the migrations leave it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, cursor

from config.launch.places import Refused

OWNER = "jahesh_owner"
APP = "jahesh_app"
DATABASE = "jahesh"
GRANTS = Path(__file__).with_name("grants.sql")
# Databases that belong to the server itself: a URL that names one of them names only the server.
MAINTENANCE = ("", "postgres", "template1")


@dataclass(frozen=True)
class Pair:
    """The addresses of one database, as the application and as the owner of the tables."""

    app: str
    owner: str


def prepare(administrator: str) -> Pair:
    """Makes roles and database on the server at the URL `administrator`, or finds them made.

    The database is the one the URL names, `jahesh` where it names only the server. Raises Refused when the
    role in the URL may not create roles, or when the database already holds another owner's tables.
    """
    named = unquote(urlsplit(administrator).path.lstrip("/"))
    database = DATABASE if named in MAINTENANCE else named
    prepare_roles(administrator)
    with administration(administrator) as run:
        run.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database])
        found = run.fetchone()
    if found is None:
        create_database(administrator, database)
    elif found[0] != OWNER:
        take_over(administrator, database)
    pair = urls(administrator, database)
    check_connection(pair.app)
    return pair


def prepare_roles(administrator: str) -> None:
    """Makes the two roles on the server, or sees to it that they are as they should be. Raises Refused."""
    with administration(administrator) as run:
        run.execute("SELECT rolsuper, rolcreaterole AND rolcreatedb FROM pg_roles WHERE rolname = current_user")
        is_superuser, may_create = run.fetchone()
        if not (is_superuser or may_create):
            raise Refused(
                "The role in DATABASE_URL may not create roles and databases: give one that may, or make the two roles "
                "yourself and set DATABASE_OWNER_URL as well (docs/operators.md)."
            )
        run.execute("SELECT pg_advisory_lock(hashtext('jahesh roles'))")  # two starts at once
        for role in (OWNER, APP):
            run.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            name = sql.Identifier(role)
            if not run.fetchone():
                run.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            if password := password_of(administrator, role):
                run.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(name), [password])
        if not is_superuser:  # who hands a database over to a role must be a member of it
            run.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))


def create_database(administrator: str, database: str, *, template: str = "") -> None:
    """Makes a database owned by the owner's role, empty or as a copy of `template`."""
    with administration(administrator) as run:
        source = (
            sql.SQL("TEMPLATE {}").format(sql.Identifier(template))
            if template
            # The same order and the same letters on every server, whatever its own locale.
            else sql.SQL("TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'")
        )
        statement = sql.SQL("CREATE DATABASE {} OWNER {} ")
        # Another start may be quicker.
        with suppress(psycopg2.errors.DuplicateDatabase, psycopg2.errors.UniqueViolation):
            run.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)) + source)
    # A copy too: it takes over everything but the rights on the database itself.
    grant(administrator, database)


def take_over(administrator: str, database: str) -> None:
    """Hands an empty database of somebody else's over to the owner's role. Raises Refused when it is not empty."""
    with administration(administrator, database) as run:
        run.execute("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        if run.fetchone()[0]:
            raise Refused(f"The database {database} holds tables of another owner: name another one in DATABASE_URL.")
        run.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), sql.Identifier(OWNER)))
    grant(administrator, database)


def grant(administrator: str, database: str) -> None:
    """Gives the two roles their rights inside a database."""
    with administration(administrator, database) as run:
        run.execute(GRANTS.read_text(encoding="utf-8"))


def drop_database(administrator: str, database: str) -> None:
    """Removes a database, ending the connections to it. Nothing happens when there is none."""
    with administration(administrator) as run:
        run.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def databases_like(administrator: str, prefix: str) -> list[str]:
    """The names of the databases that begin with `prefix`."""
    with administration(administrator) as run:
        run.execute("SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)", [prefix])
        return [name for (name,) in run.fetchall()]


def urls(administrator: str, database: str) -> Pair:
    """The addresses of a database on the administrator's server for the two roles."""
    return Pair(app=url_for(administrator, APP, database), owner=url_for(administrator, OWNER, database))


def url_for(administrator: str, role: str, database: str) -> str:
    parts = urlsplit(administrator)
    password = password_of(administrator, role)
    user = role + (f":{password}" if password else "")
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{server}", path="/" + quote(database)))


def with_database(url: str, database: str) -> str:
    """The same address for another database of the server."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(database)))


def password_of(administrator: str, role: str) -> str:
    """The role's password: derived from the administrator's, so that every start agrees and nothing is stored.

    Empty where the administrator needs none (a private socket).
    """
    secret = unquote(urlsplit(administrator).password or "")
    return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest() if secret else ""


def check_connection(url: str) -> None:
    """Raises Refused when the server does not let the role in."""
    try:
        psycopg2.connect(url, connect_timeout=10).close()
    except psycopg2.OperationalError as error:
        role = urlsplit(url).username
        raise Refused(
            f"The database server does not let {role} in ({str(error).strip()}): give DATABASE_URL with a password, "
            "or make the two roles yourself and set DATABASE_OWNER_URL as well (docs/operators.md)."
        ) from error


def recorded_day(url: str, kind: str) -> str | None:
    """The day that the history keeps of the demo in the database at `url`; None where there is none yet."""
    connection = psycopg2.connect(url, connect_timeout=10)
    try:
        with connection.cursor() as run:
            run.execute("SELECT to_regclass('public.agencies_event') IS NOT NULL")
            if not run.fetchone()[0]:
                return None
            run.execute(
                "SELECT changes #>> '{today,1}' FROM public.agencies_event WHERE object_kind = %s ORDER BY id LIMIT 1",
                [kind],
            )
            found = run.fetchone()
            return found[0] if found else None
    finally:
        connection.close()


@contextmanager
def administration(administrator: str, database: str = "postgres") -> Iterator[cursor]:
    """A cursor of the administrator's in autocommit. Raises Refused when the server cannot be reached."""
    try:
        connection = psycopg2.connect(with_database(administrator, database), connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise Refused(f"The database in DATABASE_URL cannot be reached: {str(error).strip()}") from error
    try:
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as run:
            # In case a session of somebody's holds a lock: say so rather than wait for ever.
            run.execute("SET lock_timeout = '20s'")
            yield run
    finally:
        connection.close()
