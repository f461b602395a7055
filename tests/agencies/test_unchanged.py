"""What is kept between requests holds exactly until something is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from agencies import unchanged
from agencies.models import Sector
from agencies.unchanged import while_unchanged
from tests.agencies.recording import load_sector


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    unchanged.forget()
    yield
    unchanged.forget()


def sectors() -> list[str]:
    return while_unchanged("sectors", lambda: list(Sector.objects.order_by("code").values_list("code", flat=True)))


def test_the_same_is_given_until_something_is_done(committed_db):
    before = sectors()
    assert sectors() is before
    load_sector("test")
    after = sectors()
    assert after == sorted([*before, "test"])
    assert sectors() is after


def test_inside_a_transaction_everything_is_read_anew(committed_db):
    before = sectors()
    with transaction.atomic():
        load_sector("test")
        assert sectors() == sorted([*before, "test"])
        transaction.set_rollback(True)
    assert sectors() is before


def test_what_is_done_while_it_is_read_leaves_nothing_stale(committed_db):
    def read() -> list[str]:
        found = list(Sector.objects.order_by("code").values_list("code", flat=True))
        load_sector("test")
        return found

    assert "test" not in while_unchanged("sectors", read)
    assert "test" in sectors()


def test_the_oldest_makes_room(committed_db):
    for number in range(unchanged.MOST + 1):
        while_unchanged(number, lambda number=number: number)
    assert while_unchanged(0, lambda: "read again") == "read again"
    assert while_unchanged(unchanged.MOST, lambda: "read again") == unchanged.MOST
