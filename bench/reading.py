"""What reading a workbook behind the guard costs, beside python-calamine, which guards nothing.

All go through every cell of the same file. Ours judges what it reads; in a row of its own stands what that costs by
itself, in another the whole way, with a child process that is started anew each time and hands the cells over.
"""

from __future__ import annotations

import datetime
import gc
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import django

# The largest table that an agency is expected to have.
ROWS = 5_000
ROUNDS = 5
# Texts, amounts and days, as in the agencies' tables.
COLUMNS = 18


def main() -> None:
    print(f"\n{ROWS:,} rows of {COLUMNS} columns read, {ROUNDS} rounds in turns; the middle one, and the spread")
    print(f"{'':44}{'seconds':>9}{'of CPU':>9}{'spread':>13}{'MiB':>7}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        path.write_bytes(made())
        found: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
        for _round in range(ROUNDS):
            for name in READERS:
                found[name].append(_in_a_process(name, path))
    first = statistics.median(cost["wall"] for cost in found["theirs"])
    for name, (_read, words) in READERS.items():
        wall, cpu, peak = (statistics.median(cost[key] for cost in found[name]) for key in ("wall", "cpu", "peak"))
        spread = f"{min(cost['wall'] for cost in found[name]):.2f}–{max(cost['wall'] for cost in found[name]):.2f}"
        print(f"{words:44}{wall:9.2f}{cpu:9.2f}{spread:>13}{peak:7.0f}{wall / first:8.2f}")


def made() -> bytes:
    """A third of the columns are texts, a third amounts, a third days."""
    from config.workbooks import Value, list_workbook

    day = datetime.date(2020, 3, 20)
    kinds: list[Callable[[int, int], Value]] = [
        lambda row, column: f"احداث گلخانه شماره {row * column} در شهرستان",
        lambda row, column: Decimal(row * column) / 4,
        lambda row, column: day + datetime.timedelta(row % 365),
    ]
    rows = ([kinds[column % 3](row, column) for column in range(COLUMNS)] for row in range(ROWS))
    return list_workbook("1", [str(column) for column in range(COLUMNS)], rows)


def judged(content: bytes) -> int:
    from agencies.uploads.office.cells import workbook

    # As in the child.
    gc.disable()
    return sum(len(texts) for _number, _hidden, _layout, texts, _formulas in workbook(content)[0]["rows"])


def ours(content: bytes) -> int:
    from reports.workbooks import read_workbook

    return sum(
        bool(cell.text) for row in read_workbook("table.xlsx", content).sheets[0].rows for cell in row.cells.values()
    )


def theirs(content: bytes) -> int:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sum(cell != "" for row in sheet.iter_rows() for cell in row)


def usual(content: bytes) -> int:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    sheet.reset_dimensions()
    return sum(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row)


READERS: dict[str, tuple[Callable[[bytes], int], str]] = {
    "theirs": (theirs, "python-calamine, iter_rows"),
    "judged": (judged, "ours: judged and read"),
    "ours": (ours, "ours: the same in a child process, as cells"),
    "usual": (usual, "openpyxl, read_only"),
}


def measure(name: str, path: Path) -> dict[str, float]:
    """In this process and its children; libraries are loaded before the clock starts."""
    read, content = READERS[name][0], path.read_bytes()
    read(made_small())
    began, before = time.perf_counter(), _used()
    assert read(content) == (ROWS + 1) * COLUMNS
    wall, after = time.perf_counter() - began, _used()
    peak = sum(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
    return {"wall": wall, "cpu": after - before, "peak": peak}


def made_small() -> bytes:
    from config.workbooks import list_workbook

    return list_workbook("1", ["1"], [["1"]])


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _used() -> float:
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, _WHO))


def _in_a_process(name: str, path: Path) -> dict[str, float]:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.reading", name, str(path)], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, float] = json.loads(answer.stdout)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
