"""No amount column of any model takes what is not a number."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from django.apps import apps
from django.db import models
from psycopg2.extensions import cursor

from config.amounts import AmountField, AmountListField
from tests.databases import Database

AMOUNTS = [
    (model._meta.db_table, field)
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, AmountField | AmountListField)
]


def test_every_decimal_column_is_an_amount() -> None:
    """A plain DecimalField would take NaN; a unit's factor has a check of its own."""
    decimals = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.DecimalField) and not isinstance(field, AmountField)
    }
    assert decimals == {"targets_unit.factor"}


@pytest.fixture
def administration(committed_db: Database) -> Iterator[cursor]:
    """A cursor that may make tables, in a copy of the database."""
    connection = psycopg2.connect(committed_db.administrator_url)
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


def refusals(run: cursor, table: str, column: str, values: list[str]) -> list[str | None]:
    """What the database answers to each value in the column, by the column's own checks alone: SQLSTATEs."""
    run.execute(f"CREATE TEMPORARY TABLE twin (LIKE public.{table} INCLUDING CONSTRAINTS)")
    run.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'pg_temp.twin'::regclass AND attnum > 0 AND attnotnull"
    )
    for (name,) in run.fetchall():
        run.execute(f'ALTER TABLE pg_temp.twin ALTER COLUMN "{name}" DROP NOT NULL')
    run.execute(
        """
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'pg_temp.twin'::regclass AND contype = 'c' AND conkey <> (
            SELECT ARRAY[attnum] FROM pg_attribute WHERE attrelid = conrelid AND attname = %s
        )
        """,
        [column],
    )
    for (name,) in run.fetchall():
        run.execute(f'ALTER TABLE pg_temp.twin DROP CONSTRAINT "{name}"')
    answers = []
    for value in values:
        try:
            run.execute(f'INSERT INTO pg_temp.twin ("{column}") VALUES (%s)', [value])
            answers.append(None)
        except psycopg2.Error as error:
            answers.append(error.pgcode)
    run.execute("DROP TABLE pg_temp.twin")
    return answers


CHECK, OVERFLOW = "23514", "22003"


def test_raw_sql_stores_numbers_only(administration: cursor) -> None:
    values = ["12.5", "NaN", "Infinity", "-Infinity", "1e21"]
    expected = [None, CHECK, OVERFLOW, OVERFLOW, OVERFLOW]
    for table, field in AMOUNTS:
        if isinstance(field, AmountListField):
            lists = ["{" + value + "}" for value in [*values, "1,NULL"]]
            answers = refusals(administration, table, field.column, lists)
            assert answers == [*expected, CHECK], (table, field.column)
        else:
            assert refusals(administration, table, field.column, values) == expected, (table, field.column)


def test_raw_sql_stores_no_odd_factor(administration: cursor) -> None:
    values = ["1000", "NaN", "Infinity", "0", "-1"]
    assert refusals(administration, "targets_unit", "factor", values) == [None, CHECK, OVERFLOW, CHECK, CHECK]
