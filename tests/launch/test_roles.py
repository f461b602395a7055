"""The two roles: what the application may not do, whatever the code above tries."""

from __future__ import annotations

import psycopg2
import pytest

from config.launch import roles
from tests.databases import Database, DatabaseServer


def test_tests_run_as_the_application(db):
    from django.db import connection

    with connection.cursor() as run:
        run.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert run.fetchone() == ("jahesh_app", False, False, False, False)
        run.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'jahesh_owner'")
        assert run.fetchone() == (0,)
        run.execute("SELECT count(*) > 0 FROM pg_tables WHERE schemaname = 'public'")
        assert run.fetchone() == (True,)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE anything (id int)",
        "CREATE TEMPORARY TABLE anything (id int)",
        "CREATE SCHEMA anything",
        "CREATE FUNCTION anything() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "TRUNCATE django_session",
        "DROP TABLE django_session",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "CREATE ROLE anybody",
        "SET ROLE jahesh_owner",
        "SET session_replication_role = replica",
    ],
)
def test_application_is_refused(committed_db: Database, statement: str):
    connection = psycopg2.connect(committed_db.url)
    with connection, connection.cursor() as run, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run.execute(statement)
    connection.close()


def test_persian_text_has_trigrams(committed_db: Database):
    connection = psycopg2.connect(committed_db.url)
    with connection, connection.cursor() as run:
        run.execute("SELECT cardinality(show_trgm(%s))", ["جهش تولید"])
        assert run.fetchone() == (10,)
    connection.close()


def test_prepare_twice_gives_the_same_pair(database_server: DatabaseServer):
    name = f"{database_server.template}_prepared"
    administrator = roles.with_database(database_server.administrator, name)
    try:
        first = roles.prepare(administrator)
        assert roles.prepare(administrator) == first
        with roles.administration(administrator) as run:
            run.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name])
            assert run.fetchone() == ("jahesh_owner",)
    finally:
        roles.drop_database(database_server.administrator, name)


def test_prepare_refuses_a_role_that_may_not_create_roles(database_server: DatabaseServer):
    with pytest.raises(roles.Refused, match="may not create roles"):
        roles.prepare(roles.urls(database_server.administrator, "postgres").app)


def test_prepare_refuses_the_tables_of_another_owner(database_server: DatabaseServer):
    name = f"{database_server.template}_foreign"
    with roles.administration(database_server.administrator) as run:
        run.execute(f'CREATE DATABASE "{name}"')
    try:
        with roles.administration(database_server.administrator, name) as run:
            run.execute("CREATE TABLE theirs (id int)")
        with pytest.raises(roles.Refused, match="another owner"):
            roles.prepare(roles.with_database(database_server.administrator, name))
    finally:
        roles.drop_database(database_server.administrator, name)


def test_passwords_are_derived_from_the_administrators():
    assert roles.password_of("postgresql://postgres@%2Ftmp%2Fx/postgres", roles.APP) == ""
    ours = roles.urls("postgresql://postgres:secret@127.0.0.1:5432/postgres", "jahesh")
    assert ours == roles.urls("postgresql://postgres:secret@127.0.0.1:5432/other", "jahesh")
    assert ours.app != ours.owner
    assert "secret" not in ours.app
    assert ours.app.endswith("@127.0.0.1:5432/jahesh")
