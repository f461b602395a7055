"""What a web process reads before its first request never keeps it from starting."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import OperationalError, connection

from reports import beforehand


def test_without_a_year_and_readers_there_is_nothing_to_read(db):
    assert beforehand.read() is False


def test_what_takes_longer_than_it_may_is_left(committed_db, monkeypatch, caplog):
    def never_ends() -> None:
        while True:
            pass

    monkeypatch.setattr(beforehand, "read", never_ends)
    beforehand.read_within(timedelta(seconds=0.05))
    assert "not all of the year was read beforehand" in caplog.text
    assert connection.connection is None


def test_failing_is_logged_and_leaves_no_connection(committed_db, monkeypatch, caplog):
    def fails() -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(beforehand, "read", fails)
    with caplog.at_level(logging.WARNING):
        beforehand.read_within(timedelta(seconds=5))
    assert "the database is away" in caplog.text
    assert connection.connection is None


def test_no_query_runs_longer_than_all_of_it_may(committed_db, monkeypatch):
    asked = []

    def asks() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            asked.extend(cursor.fetchone())

    monkeypatch.setattr(beforehand, "read", asks)
    beforehand.read_within(timedelta(seconds=0.5))
    assert asked == ["500ms"]
