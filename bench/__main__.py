"""`./run bench`: the small demonstration beside the province, in seconds, queries and milliseconds, with their ratio.

On a database of its own. A page is asked for three times and its quickest answer counts, so that a busy machine
disturbs less; the ratio says what grows with the rows.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import django

REPEATS = 3
PAGES = (
    ("planner", "/"),
    ("planner", "/programs/"),
    ("planner", "/targets/"),
    ("planner", "/progress/"),
    ("planner", "/dashboard/"),
    ("deputy", "/"),
    ("deputy", "/dashboard/"),
    ("jahad.editor", "/programs/"),
    ("jahad.head", "/"),
    ("auditor", "/history/"),
)


@dataclass(frozen=True)
class Answer:
    status: int
    queries: int
    milliseconds: float
    kilobytes: float


def main() -> None:
    from django.db import transaction

    measured = {}
    with transaction.atomic():
        measured["small"] = _measure("small")
        transaction.set_rollback(True)
    measured["province"] = _measure("province")

    (small_seconds, small), (seconds, province) = measured["small"], measured["province"]
    print(f"{'':36}{'small':>16}{'province':>22}{'ratio':>8}")
    print(f"{'writing the demonstration':36}{small_seconds:14.1f} s{seconds:20.1f} s{seconds / small_seconds:8.1f}")
    for page in PAGES:
        one, other = small[page], province[page]
        print(
            f"{page[0] + ' ' + page[1]:36}{one.queries:4} q {one.milliseconds:7.0f} ms"
            f"{other.queries:5} q {other.milliseconds:7.0f} ms {other.kilobytes:4.0f} K"
            f"{other.milliseconds / one.milliseconds:6.1f}" + ("" if other.status == 200 else f"  ({other.status})")
        )


def _measure(size: str) -> tuple[float, dict[tuple[str, str], Answer]]:
    """Seconds of writing the demonstration, and what each page costs with it."""
    from config.clock import on_day
    from reports.demonstration.filling import day_of, fill

    began = time.perf_counter()
    fill(size=size, year=1399)
    seconds = time.perf_counter() - began
    with on_day(day_of(size)):
        return seconds, {page: _ask(*page) for page in PAGES}


def _ask(username: str, path: str) -> Answer:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from agencies.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=username))
    answers = []
    for _repeat in range(REPEATS):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            response = client.get(path)
            milliseconds = (time.perf_counter() - began) * 1000
        answers.append(Answer(response.status_code, len(asked), milliseconds, len(response.content) / 1024))
    return min(answers, key=lambda answer: answer.milliseconds)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
