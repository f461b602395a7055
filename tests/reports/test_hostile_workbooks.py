"""The guard and the reader: every file of a hostile corpus gets its verdict, in a process that can open nothing."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

import pytest
from django.utils import translation

from agencies.uploads.office.flaws import Flaw
from config.persian.calendar import read_date
from config.persian.errors import Unreadable
from config.persian.numbers import read_decimal
from reports.workbooks import Cell, CellKind, FileRefused, judge_name, letters_of, read_workbook, text_of
from reports.workbooks.reading import _PROGRAM, _ROOT, _UPLOADS
from tests.reports.hostile import ASKED_BACK, GOOD, READ, REFUSED, UNREADABLE_DAYS, UNREADABLE_NUMBERS, row, text, xlsx

# One process that has imported all there is, and forks for each file: what the child does, at a tenth of the cost.
BATCH = """
import base64, json, os, sys, time
import _socket
for line in sys.stdin:
    name, content = json.loads(line)
    begun = time.monotonic()
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        give_up_what_is_not_needed()
        if name == "socket":
            try:
                _socket.socket()
                said = {"opened": True}
            except OSError:
                said = {"opened": False}
        else:
            said = answer(base64.b64decode(content))
        os.write(into, json.dumps(said)[:60000].encode())
        os._exit(0)
    os.close(into)
    said = b"".join(iter(lambda: os.read(out, 65536), b""))
    os.close(out)
    _pid, status, used = os.wait4(child, 0)
    print(json.dumps([name, said.decode(), status, time.monotonic() - begun, used.ru_maxrss // 1024]), flush=True)
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[dict[str, Any], int, float, int]]:
    """For each file of the corpus what the child says, its exit status, its seconds and its memory (MiB)."""
    files = REFUSED | {name: content for name, (content, _said) in (READ | ASKED_BACK).items()} | {"socket": b""}
    program = _PROGRAM.replace("import main\nmain()", f"import answer, give_up_what_is_not_needed\n{BATCH}")
    lines = [json.dumps([name, base64.b64encode(content).decode()]) for name, content in files.items()]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(_ROOT), str(_UPLOADS)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = {}
    for line in done.stdout.splitlines():
        name, said, *rest = json.loads(line)
        found[name] = (json.loads(said) if said else {}, *rest)
    assert found.keys() == files.keys()
    return found


def test_the_corpus_is_large_enough():
    assert len(REFUSED) + len(READ) + len(ASKED_BACK) >= 150


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_honest_workbook_is_refused(answers, name):
    said, status, _seconds, _memory = answers[name]
    assert status == 0
    assert Flaw(said["flaw"])


def test_each_file_stays_within_time_and_memory(answers):
    assert max(seconds for _said, _status, seconds, _memory in answers.values()) < 10
    assert max(memory for _said, _status, _seconds, memory in answers.values()) < 150


def test_the_child_can_open_no_socket(answers):
    assert answers["socket"][0] == {"opened": False}


@pytest.mark.parametrize("name", READ)
def test_what_is_met_in_the_wild_is_understood(answers, name):
    rows = answers[name][0]["sheets"][0]["rows"]
    assert rows[0][2][0][2] == READ[name][1]


@pytest.mark.parametrize("name", ASKED_BACK)
def test_what_excel_has_made_of_a_text_is_asked_back(answers, name):
    _column, kind, said, is_formula = answers[name][0]["sheets"][0]["rows"][0][2][0]
    with pytest.raises(Unreadable):
        text_of(Cell(said, CellKind(kind), is_formula), ASKED_BACK[name][1])


@pytest.mark.parametrize("written", UNREADABLE_NUMBERS)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Unreadable):
        read_decimal(text_of(Cell(written), "number"))


@pytest.mark.parametrize("written", UNREADABLE_DAYS)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(Unreadable):
        read_date(text_of(Cell(written), "date"))


def test_a_workbook_is_read_whole():
    book = read_workbook("جدول.xlsx", xlsx(row(text("کد"), text("عنوان", "C1")) + row(text("x", "A3"), number=3)))
    (sheet,) = book.sheets
    assert [(each.number, each.text(1), each.text(3)) for each in sheet.rows] == [(1, "کد", "عنوان"), (3, "x", "")]
    assert [letters_of(column) for column in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsm", GOOD), ("a.xls", GOOD), ("a.csv", b"1"), ("a.xlsx", b""), ("a", GOOD), ("a.xlsx.exe", GOOD)],
)
def test_another_kind_of_file_is_refused_by_its_name(name, content):
    with pytest.raises(FileRefused):
        judge_name(name, len(content))


def test_a_refusal_speaks_the_language_of_the_reader():
    with translation.override("fa"), pytest.raises(FileRefused, match="گذرواژه"):
        read_workbook("a.xlsx", REFUSED["a password"])


@pytest.mark.full
def test_a_sheet_of_thirty_megabytes_is_read_within_its_bounds():
    many = "".join(row(text("متن " * 20, f"A{n}"), number=n) for n in range(1, 200_000))
    assert len(read_workbook("a.xlsx", xlsx(many)).sheets[0].rows) == 199_999
