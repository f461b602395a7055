"""`./run bench [PART …]`: what the large things cost, and what pages and rows cost beside the least they could; all of
it if nothing is said. On a database of its own.
"""

from __future__ import annotations

import argparse
import os
import time
from importlib import import_module
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.pages import Answer, Page


PARTS = {
    "demonstrations": "the small demonstration beside the province: writing them, and their pages",
    "workbooks": "large workbooks beside another writer",
    "reading": "workbooks that come in beside another reader",
    "reports": "the year-end report of the province, by one worker and by two",
    "queries": "dashboard, sheets and tables beside the raw SQL of their own queries",
    "rows": "a page of the master table, last pages, search in titles and cells beside the least they could cost",
    "floor": "what every request costs before its page does anything, beside an empty view",
    "writes": "eight officers who save figures at once beside inserting the same rows",
    "history": "dashboard and sheets with twenty million rows of history; only when it is named",
}
# Each on a copy of the province, in a process of its own.
ON_A_COPY = ("queries", "rows", "floor")
OF_THE_PROVINCE = {"reports", "writes", "history", *ON_A_COPY}


def main(parts: list[str], rows: int) -> None:
    from django.core.management import call_command

    from bench import copies, history, reading, reports, workbooks, writes
    from reports.demonstration.filling import day_of, fill
    from targets.reference_data import load_reference

    if "reading" in parts:
        reading.main()
    if parts == ["reading"]:
        return
    call_command("migrate", "--database", "owner", "--verbosity", "0")
    load_reference(by=None)
    if "demonstrations" in parts:
        demonstrations()
    else:
        fill(size="province" if OF_THE_PROVINCE & {*parts} else "small", year=1399)
    day = day_of("province").isoformat()
    for part in ON_A_COPY:
        if part in parts:
            copies.alone(day, import_module(f"bench.{part}").main)
    if "writes" in parts:
        writes.main(day)
    if "history" in parts:
        history.main(day, rows)
    if "workbooks" in parts:
        workbooks.main()
    if "reports" in parts:
        reports.main()


def demonstrations() -> None:
    """Writing each, and its pages."""
    from django.db import transaction

    with transaction.atomic():
        small_seconds, small = _measure("small")
        transaction.set_rollback(True)
    seconds, province = _measure("province")

    print(f"{'':36}{'small':>18}{'province':>25}{'ratio':>8}")
    print(f"{'writing the demonstration':36}{small_seconds:16.1f} s{seconds:23.1f} s{seconds / small_seconds:8.1f}")
    for page, answer in province.items():
        line = f"{page!s:36}"
        before = small.get(page)
        line += f"{before.queries:5} q {before.milliseconds:8.0f} ms" if before else f"{'':18}"
        line += f"{answer.queries:5} q {answer.milliseconds:8.0f} ms{answer.again:7.0f} again{answer.kilobytes:5.0f} K"
        line += f"{answer.milliseconds / before.milliseconds:8.1f}" if before else ""
        print(line + ("" if answer.status == 200 else f"  ({answer.status})"))


def _measure(size: str) -> tuple[float, dict[Page, Answer]]:
    """Seconds of writing the demonstration, and what each page costs with it."""
    from bench.pages import measured
    from config.clock import on_day
    from config.launch.filling import count_rows
    from reports.demonstration.filling import day_of, fill

    began = time.perf_counter()
    fill(size=size, year=1399)
    seconds = time.perf_counter() - began
    count_rows()
    with on_day(day_of(size)):
        return seconds, measured()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    asked = argparse.ArgumentParser(
        prog="./run bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{part:16}{words}" for part, words in PARTS.items()),
    )
    asked.add_argument("parts", nargs="*", metavar="PART", help="some of those below; all but the last by default")
    asked.add_argument("--history", type=int, metavar="ROWS", default=20_000_000, help="so many rows of history")
    arguments = asked.parse_args()
    parts = arguments.parts or [part for part in PARTS if part != "history"]
    if unknown := [part for part in parts if part not in PARTS]:
        asked.error(f"there is no {' and no '.join(unknown)}: {', '.join(PARTS)}")
    main(parts, arguments.history)
