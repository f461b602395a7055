"""People and the seats they are given."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from agencies.enums import Role
from agencies.models import Agency, Event
from agencies.operations import add_person, give_seat
from agencies.permissions import roles_of

pytestmark = pytest.mark.django_db

NOWRUZ = datetime.date(2020, 3, 20)


@pytest.fixture
def person(settings):
    settings.TODAY = "2020-07-05"
    return add_person(by=None, username="sara", full_name="سارا محمدی")


def test_add_person_without_password(client, person):
    assert not client.login(username="sara", password="")
    assert roles_of(person) == frozenset()
    assert Event.objects.latest("pk").label == "سارا محمدی"


def test_give_seat_in_an_agency(person):
    give_seat(by=None, user=person, role=Role.AGENCY_EDITOR, agency=Agency.objects.get(code="SAMT"), valid_from=NOWRUZ)

    assert roles_of(person) == {Role.AGENCY_EDITOR}
    assert Event.objects.latest("pk").changes == {
        "role": [None, "agency_editor"],
        "agency": [None, "SAMT"],
        "valid_from": [None, "2020-03-20"],
    }


def test_give_seat_that_has_ended(person):
    give_seat(by=None, user=person, role=Role.PLANNER, valid_from=NOWRUZ, valid_until=datetime.date(2020, 6, 1))

    assert roles_of(person) == frozenset()


@pytest.mark.parametrize(("role", "code"), [(Role.AGENCY_HEAD, None), (Role.DEPUTY, "SAMT")])
def test_give_seat_in_the_wrong_place(person, role, code):
    agency = Agency.objects.get(code=code) if code else None

    with pytest.raises(IntegrityError), transaction.atomic():
        give_seat(by=None, user=person, role=role, agency=agency, valid_from=NOWRUZ)
