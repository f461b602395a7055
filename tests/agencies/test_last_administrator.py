"""Two administrators at once: one of them always stays."""

from __future__ import annotations

from typing import Any

from agencies.enums import Role
from agencies.models import User
from agencies.operations import add_person, deactivate_person, end_seat, give_seat
from agencies.refusals import Moved, Refused
from config.clock import today
from tests.cast import BEFORE_THE_YEAR, Cast
from tests.databases import Database
from tests.projects.test_races import at_once


def another_administrator(cast: Cast) -> User:
    other = add_person(by=cast.administrator, username="second", full_name="مدیر دوم")
    give_seat(by=cast.administrator, user=other, role=Role.ADMINISTRATOR, valid_from=BEFORE_THE_YEAR)
    return other


def told(act: Any) -> Any:
    """The act, with any refusal told like the one of whoever comes second."""

    def run() -> None:
        try:
            act()
        except Refused as refusal:
            raise Moved from refusal

    return run


def test_of_two_who_deactivate_each_other_one_stays(committed_db: Database) -> None:
    cast = Cast()
    first, second = cast.administrator, another_administrator(cast)
    acts = [
        told(lambda: deactivate_person(by=first, person=second)),
        told(lambda: deactivate_person(by=second, person=first)),
    ]
    assert at_once(committed_db, *acts) == ["done", "refused"]
    assert User.objects.filter(pk__in=(first.pk, second.pk), is_active=True).count() == 1


def test_one_who_ends_a_seat_and_one_who_deactivates_at_once(committed_db: Database) -> None:
    cast = Cast()
    first, second = cast.administrator, another_administrator(cast)
    seat = second.memberships.get()
    acts = [
        told(lambda: end_seat(by=first, seat=seat, last_day=today())),
        told(lambda: deactivate_person(by=second, person=first)),
    ]
    assert at_once(committed_db, *acts) == ["done", "refused"]
