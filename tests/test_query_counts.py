"""Pages that list programs ask as many questions of the database for sixty as for one.

The master table, figures, returns, reports and the history have the same test beside their own.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import User
from projects.enums import ProgramStatus
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db

MANY = 60


def questions(client: Client, user: User, path: str) -> int:
    client.force_login(user)
    # The first request of a session also writes the session.
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_lists_of_programs_do_not_grow_in_queries(client: Client, cast: Cast) -> None:
    make_program(cast, status=ProgramStatus.UNDER_REVIEW, projects=2, targets=2)
    pages = {"/programs/": 25, "/": 25, "/dashboard/": 40}
    few = {path: questions(client, cast.planner, path) for path in pages}
    for number in range(2, MANY + 1):
        make_program(cast, status=ProgramStatus.UNDER_REVIEW, title=f"برنامه {number}")
    many = {path: questions(client, cast.planner, path) for path in pages}
    assert many == few
    assert {path: count for path, count in many.items() if count > pages[path]} == {}


def test_a_program_does_not_grow_in_queries_with_what_is_in_it(client: Client, cast: Cast) -> None:
    small = make_program(cast, projects=1, targets=1, actions=1)
    large = make_program(cast, title="برنامه بزرگ", projects=12, targets=4, actions=5)
    few, many = (questions(client, cast.jahad_editor, program.get_absolute_url()) for program in (small, large))
    assert many == few
    assert many <= 40
