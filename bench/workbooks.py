"""What a large workbook costs: a frozen table of 100,000 rows from the database to the file, beside XlsxWriter.

XlsxWriter writes the same 18 columns with the same formats in its frugal mode, from rows that are in memory already.
Each writer runs in a process of its own, one after the other and in turns.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import django

ROWS = 100_000
# The page's table in groups is computed in memory, at ten times the cost of a row of the others.
GROUPED_ROWS = 20_000
ROUNDS = 5
# The number of the version that is made for it.
VERSION = 9999

# Eighteen of a row's columns, and how each is shown: text, a day, an amount.
COLUMNS = {
    "position": "number 0",
    "program_code": "text",
    "program_title": "text",
    "project_code": "text",
    "project_title": "text",
    "project_weight": "number 0",
    "axis_code": "text",
    "sector_code": "text",
    "indicator_code": "text",
    "unit_code": "text",
    "direction": "text",
    "aggregation": "text",
    "county_code": "text",
    "baseline": "number 2",
    "baseline_on": "date",
    "value": "number 2",
    "numerator": "number 2",
    "weight": "number 0",
}
FORMATS = {"number 0": "#,##0", "number 2": "#,##0.00", "date": "yyyy-mm-dd"}


@dataclass(frozen=True)
class Cost:
    """Of one process: `peak` is its memory at most, `grown` how much of that came with the work, in MiB.

    `wall` and `cpu` are seconds of 100,000 rows.
    """

    wall: float
    cpu: float
    peak: float
    grown: float
    size: float


def main() -> None:
    print(f"\n{ROWS:,} rows to Excel, in turns; the middle one of the rounds, and the spread")
    print(f"{'':44}{'seconds':>9}{'of CPU':>9}{'spread':>13}{'MiB':>7}{'grown':>7}{'file':>7}{'ratio':>8}")
    fill()
    found: dict[str, list[Cost]] = {name: [] for name in WRITERS}
    for number in range(ROUNDS):
        for name, (_write, _words, _reference, rounds) in WRITERS.items():
            if number < rounds:
                found[name].append(_in_a_process(name))
    for name, (_write, words, reference, _rounds) in WRITERS.items():
        costs = found[name]
        line = f"{words:44}{_middle(costs, 'wall'):9.2f}{_middle(costs, 'cpu'):9.2f}"
        line += f"{min(cost.wall for cost in costs):6.2f}–{max(cost.wall for cost in costs):.2f}".rjust(13)
        line += f"{_middle(costs, 'peak'):7.0f}{_middle(costs, 'grown'):7.0f}{_middle(costs, 'size'):7.1f}"
        ratio = _middle(costs, "wall") / _middle(found[reference], "wall")
        print(f"{line}{ratio:8.2f}" + ("" if name == reference else f" of {WRITERS[reference][1]}"))


def fill() -> None:
    """A version of ROWS rows, made of those of the first: by the server's own role, which no guard holds up."""
    from django.conf import settings

    from config.launch import roles
    from targets.models import MasterTable, MasterTableRow

    table = MasterTable.objects.order_by("pk").first()
    assert table is not None
    first = table.rows.earliest("position")
    own = {"id", "master_table_id", "position", "target_id"}
    columns = [f'"{field.column}"' for field in MasterTableRow._meta.concrete_fields if field.column not in own]
    copied = ", ".join(columns)
    with roles.administration(
        os.environ["JAHESH_TEST_ADMINISTRATOR_URL"], settings.DATABASES["default"]["NAME"]
    ) as run:
        run.execute("SET session_replication_role = replica")
        run.execute(
            "INSERT INTO targets_mastertable (uuid, plan_year_id, version, row_count, content_hash, note, frozen_by_id,"
            " frozen_at, frozen_on, amendment_id) SELECT %s, plan_year_id, %s, %s, content_hash, '', frozen_by_id,"
            " frozen_at, frozen_on, -1 FROM targets_mastertable WHERE id = %s RETURNING id",
            [str(uuid.uuid4()), VERSION, ROWS, table.pk],
        )
        [made] = run.fetchone()
        run.execute(
            f"INSERT INTO targets_mastertablerow (master_table_id, position, target_id, {copied}) "
            f"SELECT %s, place, -place, {copied} FROM generate_series(1, %s) AS place "
            "JOIN targets_mastertablerow AS was ON was.master_table_id = %s AND was.position = %s + place %% %s",
            [made, ROWS, table.pk, first.position, table.row_count],
        )
        run.execute("ANALYZE targets_mastertablerow")


def facts() -> Iterator[tuple[Any, ...]]:
    from targets.models import MasterTable
    from targets.version_workbook import facts_of

    names = [name for name in COLUMNS if name != "position"]
    return facts_of(MasterTable.objects.get(version=VERSION), *names)


def ours(file: IO[bytes]) -> None:
    from config.workbooks import Row, Sheet, lay_out, write_workbook
    from targets.excel.styles import cell_styles

    styles = list(COLUMNS.values())

    def rows() -> Iterator[Row]:
        yield Row(list(COLUMNS), ["head"] * len(COLUMNS))
        for fact in facts():
            yield Row(fact, styles)

    sheet = Sheet("1", lambda page: lay_out(page, [16] * len(COLUMNS), heading_row=1), rows())
    write_workbook(file, [sheet], styles=cell_styles(), title="1")


def copy_of_a_version(file: IO[bytes]) -> None:
    from targets.models import MasterTable
    from targets.version_workbook import write_version

    write_version(file, MasterTable.objects.select_related("plan_year").get(version=VERSION))


def just_read(_file: IO[bytes]) -> None:
    from targets.models import MasterTableRow

    rows = MasterTableRow.objects.filter(master_table__version=VERSION).order_by("position")
    for _fact in rows.values_list(*COLUMNS).iterator():
        pass


def as_facts(_file: IO[bytes]) -> None:
    """As exports read them."""
    for _fact in facts():
        pass


def as_cells(_file: IO[bytes]) -> None:
    """All that is done before the writer gets the row of a version's copy."""
    from targets.version_workbook import exact

    for fact in facts():
        _cells = [exact(value) for value in fact]


def theirs(file: IO[bytes]) -> Callable[[], None]:
    rows = list(facts())

    def write() -> None:
        from xlsxwriter import Workbook

        book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        page = book.add_worksheet("1")
        page.right_to_left()
        page.freeze_panes(1, 2)
        look = {"font_name": "Vazirmatn", "font_size": 10, "font_color": "#14212F", "valign": "top", "bottom": 1}
        formats = [book.add_format(look | {"num_format": FORMATS.get(style, "General")}) for style in COLUMNS.values()]
        page.write_row(0, 0, list(COLUMNS), book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for place, (value, shape) in enumerate(zip(row, formats, strict=True)):
                if value is None:
                    page.write_blank(number, place, None, shape)
                elif isinstance(value, str):
                    page.write_string(number, place, value, shape)
                elif hasattr(value, "isoformat"):
                    page.write_datetime(number, place, value, shape)
                else:
                    page.write_number(number, place, value, shape)
        book.close()

    return write


def grouped(file: IO[bytes]) -> Callable[[], None]:
    """The master table as the page has it, under its macro targets with their subtotals, of so many rows.

    The rows are those of the demonstration again and again, each an object of its own, in memory beforehand.
    """
    from itertools import cycle, islice

    from config.clock import today
    from projects.models import PlanYear
    from targets.excel import write_master_table
    from targets.master_table import names_of, read_master_table
    from targets.models import MasterTable, Target

    year = PlanYear.objects.earliest("year")
    # That of the demonstration, not the one that is made for this.
    table = MasterTable.objects.earliest("pk")
    content = read_master_table(year, table=table, targets=Target.objects.all(), today=today(), names=names_of(year))
    share = -(-GROUPED_ROWS // len(content.groups))
    groups = []
    for group in content.groups:
        rows = [replace(row, planned=replace(row.planned)) for row in islice(cycle(group.rows), share)]
        groups.append(replace(group, rows=rows))
    large = replace(content, groups=groups)
    return lambda: write_master_table(file, large)


# What is measured, how it is called, what it is held against, and how often: what no goal names is measured once.
WRITERS: dict[str, tuple[Callable[[IO[bytes]], Any], str, str, int]] = {
    "theirs": (theirs, "XlsxWriter, from memory", "theirs", ROUNDS),
    "ours": (ours, "the same columns, from the database", "theirs", ROUNDS),
    "grouped": (grouped, "the page's table in groups, all its columns", "theirs", 1),
    "copy": (copy_of_a_version, "exact copy of the version, all its columns", "theirs", 1),
    "read": (just_read, "rows out of the database, values_list", "read", ROUNDS),
    "facts": (as_facts, "the same, a thousand at a time", "read", ROUNDS),
    "cells": (as_cells, "the same as cells", "read", 1),
}


def measure(name: str) -> Cost:
    """In this process, whose libraries are loaded before the clock starts."""
    import targets.version_workbook  # noqa: F401

    with tempfile.TemporaryFile() as file:
        write = WRITERS[name][0]
        # Of some the rows are read beforehand.
        work: Callable[[], Any] = write(file) if write in (theirs, grouped) else lambda: write(file)
        before, held = time.process_time(), peak()
        began = time.perf_counter()
        work()
        wall, cpu = time.perf_counter() - began, time.process_time() - before
        size = file.seek(0, os.SEEK_END)
    share = ROWS / GROUPED_ROWS if write == grouped else 1
    return Cost(wall * share, cpu * share, peak(), peak() - held, size / 1024 / 1024)


def peak() -> float:
    """The most memory that this process has held, in MiB. What `resource` says counts that of its parent as well."""
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(said["VmHWM"].split()[0]) / 1024


def _in_a_process(name: str) -> Cost:
    answer = subprocess.run([sys.executable, "-m", "bench.workbooks", name], check=True, stdout=subprocess.PIPE)
    return Cost(**json.loads(answer.stdout))


def _middle(costs: list[Cost], name: str) -> float:
    return statistics.median(getattr(cost, name) for cost in costs)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(vars(measure(sys.argv[1]))))
