"""The administrator's desk on a day of 1399."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies import operations
from agencies.models import User
from tests.agencies.desk.seated import TODAY
from tests.cast import Cast


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The browser of an administrator."""
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def person(cast: Cast) -> User:
    return operations.add_person(by=cast.administrator, username="sara", full_name="سارا محمدی")
