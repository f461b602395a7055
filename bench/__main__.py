"""`./run bench [demonstrations] [workbooks] [reading] [reports]`: what the large things cost; all if nothing is said.

The small demonstration beside the province, in seconds, queries and milliseconds, with their ratio, which says what
grows with the rows; and large workbooks beside another writer and another reader. On a database of its own.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.pages import Answer, Page


PARTS = ("demonstrations", "workbooks", "reading", "reports")


def main(parts: list[str]) -> None:
    from django.core.management import call_command

    from bench import reading, reports, workbooks
    from reports.demonstration.filling import fill
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
        fill(size="province" if "reports" in parts else "small", year=1399)
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
    from reports.demonstration.filling import day_of, fill

    began = time.perf_counter()
    fill(size=size, year=1399)
    seconds = time.perf_counter() - began
    with on_day(day_of(size)):
        return seconds, measured()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    asked = argparse.ArgumentParser(prog="./run bench")
    asked.add_argument("parts", nargs="*", metavar="PART", help=" or ".join(PARTS))
    main(asked.parse_args().parts or list(PARTS))
