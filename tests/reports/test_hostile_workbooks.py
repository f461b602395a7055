"""The guard and the reader: every file of a hostile corpus gets its verdict, in a process that can open nothing."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
from typing import Any, NoReturn

import pytest
from django.utils import translation

from agencies.uploads.office import cells
from agencies.uploads.office.flaws import Flaw, Flawed
from agencies.uploads.office.markup import NotDivided
from config.persian.calendar import read_date
from config.persian.errors import Unreadable
from config.persian.numbers import read_decimal
from reports.workbooks import Cell, FileRefused, judge_name, letters_of, read_workbook, text_of
from reports.workbooks.reading import _PROGRAM, _ROOT, _UPLOADS, workbook_of
from tests.reports.hostile import (
    ASKED_BACK,
    GOOD,
    HEAD,
    READ,
    REFUSED,
    UNREADABLE_DAYS,
    UNREADABLE_NUMBERS,
    WORKSHEET,
    cell,
    row,
    shared,
    styles,
    text,
    worksheet,
    xlsx,
)

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


def first_cell(said: dict[str, Any]) -> Cell:
    row = workbook_of(said["sheets"]).sheets[0].rows[0]
    return row.cells[min(row.cells)]


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
    assert first_cell(answers[name][0]).text == READ[name][1]


LETTERS = "ABCDEFGHIJKLMNOPQR"
# Every way of writing a row that programs have, and some that they have not.
ROWS = (
    row(cell("1"), cell("2.50", place="B1"), text("گل & خانه", "C1"), cell("0", "s", "E1")),
    row(cell("44095", place="A2", style=1), cell("0.125", place="B2", style=2), cell("-5", place="C2"), number=2),
    row(cell("44096", place="A3", style=1), cell("0.5", place="B3", style=2), cell("12", place="C3"), number=3),
    row(cell("1", place="A4"), text("یک", "C4"), cell("1", "b", "D4"), cell("x", "str", "E4"), number=4),
    row(cell("2", place="A5"), text("دو", "C5"), cell("0", "b", "D5"), cell("y", "str", "E5"), number=5),
    row(cell("2", place="A6", formula="1+1"), '<c r="B6" s="1"/>', text("a_x000A_b", "C6"), number=6),
    row(cell("1", "s", "A8"), '<c r="B8" s="2"/>', cell("1", "s", "C8"), number=8, said=' hidden="1"'),
    '<row r="9"/>',
    row(cell("1e3", place="A10"), cell("#N/A", "e", "B10"), cell("0.30000000000000004", place="C10"), number=10),
    "<row><c><v>7</v></c><c><v>8</v></c></row>",
)
SHEET = worksheet("".join(ROWS), after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')


def said_of(sheet: str) -> object:
    """What is read of the sheet, or what is wrong with it."""
    parts = {
        WORKSHEET: sheet,
        "xl/styles.xml": styles("0", "yyyy-mm-dd", "0%"),
        "xl/sharedStrings.xml": shared("a", "b"),
    }
    try:
        return workbook_of(cells.workbook(xlsx(parts=parts)))
    except Flawed as flawed:
        return flawed.flaw


def test_what_is_written_plainly_is_read_as_a_parser_reads_it(monkeypatch):
    """Letters of a sheet are cut, doubled and swapped: whatever becomes of it, both ways say the same."""
    chance = random.Random(1399)
    sheets = [SHEET, *(damaged(SHEET, chance) for _time in range(150))]
    quickly = [said_of(sheet) for sheet in sheets]
    monkeypatch.setattr(cells, "divide", not_divided)
    assert quickly == [said_of(sheet) for sheet in sheets]
    assert len(quickly[0].sheets[0].rows) == len(ROWS) - 1


def damaged(sheet: str, chance: random.Random) -> str:
    at = chance.randrange(len(HEAD), len(sheet))
    other = chance.randrange(len(HEAD), len(sheet))
    length = chance.choice((1, 1, 2, 5, 20))
    return sheet[:at] + chance.choice(("", sheet[other : other + length])) + sheet[at + chance.choice((0, length)) :]


def not_divided(*_part: object) -> NoReturn:
    raise NotDivided


@pytest.mark.parametrize("name", ASKED_BACK)
def test_what_excel_has_made_of_a_text_is_asked_back(answers, name):
    first = first_cell(answers[name][0])
    with pytest.raises(Unreadable):
        text_of(first, ASKED_BACK[name][1])


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


def test_a_table_of_twenty_thousand_rows_is_taken():
    """Eighteen columns wide; read slowly it would need more time than the child has."""
    wide = "".join(
        text(f"R&D {place}", f"{place}_") if place in "AB" else cell("125.5", place=f"{place}_") for place in LETTERS
    )
    rows = "".join(f'<row r="{number}">{wide.replace("_", str(number))}</row>' for number in range(1, 20_001))
    assert len(read_workbook("a.xlsx", xlsx(rows)).sheets[0].rows) == 20_000


@pytest.mark.full
def test_a_sheet_of_thirty_megabytes_is_read_within_its_bounds():
    many = "".join(row(text("متن " * 20, f"A{n}"), number=n) for n in range(1, 200_000))
    assert len(read_workbook("a.xlsx", xlsx(many)).sheets[0].rows) == 199_999
