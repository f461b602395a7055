"""The cells of a workbook: read part by part as the guard judges them, nothing taken on trust.

What a file says about itself (how many rows it has, how many texts) is not read: what is there is counted. Empty cells
and rows cost nothing. The answer is plain lists, as they go through a pipe.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import Any

from agencies.uploads.office.flaws import Flaw, Flawed
from agencies.uploads.office.guard import Package, workbook_package
from agencies.uploads.office.markup import NotDivided, divide, local, parse, resolved
from agencies.uploads.office.sheets import PlainRows, Room, Sheet
from agencies.uploads.office.values import Values, kind_of_format, unescaped, whole

SHEETS = 100

# A text of the list that cells point into, as programs write it, without its end.
_PLAIN_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t>')


def workbook(content: bytes) -> list[dict[str, Any]]:
    """The worksheets in their order: name, whether hidden, layouts and rows (`Sheet`), merged ranges.

    Raises Flawed for what is no honest workbook or holds too much.
    """
    with workbook_package(content) as package:
        found = _Book(package).sheets()
        package.judge_the_rest()
    return found


class _Book:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.values = Values()
        self.room = Room()

    def sheets(self) -> list[dict[str, Any]]:
        place = self._main_part()
        targets = self._relations(place)
        listed = self._list(place)
        if not listed or len(listed) > SHEETS or len({name.lower() for name, _id, _hidden in listed}) < len(listed):
            raise Flawed(Flaw.DAMAGED if len(listed) <= SHEETS else Flaw.TOO_MUCH_INSIDE)
        for kind, target in targets.values():
            if kind == "styles":
                self.values.styles = _styles(self.package.part(target) or b"<x/>")
            elif kind == "sharedStrings":
                self.values.strings = self._strings(target)
        found, read = [], set()
        for name, key, is_hidden in listed:
            kind, target = targets.get(key, ("", ""))
            if kind != "worksheet":
                if kind in ("chartsheet", "dialogsheet"):
                    continue
                raise Flawed(Flaw.DAMAGED)
            if target.lower() in read:
                raise Flawed(Flaw.DAMAGED)
            read.add(target.lower())
            sheet = self._sheet(target)
            found.append(
                {
                    "name": name,
                    "hidden": is_hidden,
                    "layouts": sheet.layouts,
                    "rows": sheet.rows,
                    "merged": sheet.merged,
                }
            )
        return found

    def _sheet(self, name: str) -> Sheet:
        body = self.package.unpacked(name)
        if body is None:
            raise Flawed(Flaw.DAMAGED)
        room = replace(self.room)
        try:
            sheet = self._divided_sheet(name, body, room)
        except NotDivided:
            room = replace(self.room)
            sheet = Sheet(self.values, room)
            self.package.judge(name, body)
            sheet.read(body)
        self.room = room
        sheet.rows.sort(key=lambda row: row[0])
        return sheet

    def _divided_sheet(self, name: str, body: bytes, room: Room) -> Sheet:
        divided = divide(body, "sheetData", "row")
        self.package.judge(name, body, divided)
        sheet = Sheet(self.values, room)
        sheet.read(divided.frame)
        rows = PlainRows(sheet, divided)
        for piece in divided.pieces():
            if taken := rows.take(piece):
                self.package.reader.count(taken)
            else:
                sheet.read(self.package.judged_piece(divided, piece))
        sheet.read(self.package.judged_piece(divided, divided.rest, is_ended=False))
        return sheet

    def _strings(self, name: str) -> list[str]:
        body = self.package.unpacked(name)
        if body is None:
            return []
        strings = _Strings()
        try:
            self._read_divided(strings, name, body)
        except NotDivided:
            strings = _Strings()
            self.package.judge(name, body)
            strings.read(body)
        return strings.found

    def _read_divided(self, strings: _Strings, name: str, body: bytes) -> None:
        divided = divide(body, "sst", "si")
        self.package.judge(name, body, divided)
        found = strings.found
        for piece in divided.pieces():
            plain = _PLAIN_TEXT.fullmatch(piece)
            text = plain and (resolved(plain[1]) if divided.is_escaped else plain[1])
            if text is None:
                strings.read(self.package.judged_piece(divided, piece))
            else:
                found.append(unescaped(text))
        # An item and its text at least.
        self.package.reader.count(2 * len(found))
        strings.read(self.package.judged_piece(divided, divided.rest, is_ended=False))

    def _main_part(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                return target
        return "xl/workbook.xml"

    def _relations(self, place: str) -> dict[str, tuple[str, str]]:
        """What a part is related to: the last word of the kind, and the name of the part."""
        folder, name = posixpath.split(place)
        body = self.package.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship" and attributes.get("TargetMode", "") != "External":
                target = attributes.get("Target", "")
                place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, posixpath.normpath(place)

        parse(body or b"<x/>", start)
        return found

    def _list(self, place: str) -> list[tuple[str, str, bool]]:
        body = self.package.part(place)
        listed: list[tuple[str, str, bool]] = []
        if body is None:
            raise Flawed(Flaw.DAMAGED)

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "sheet":
                key = next((value for name, value in attributes.items() if local(name) == "id"), "")
                hidden = attributes.get("state", "visible") != "visible"
                listed.append((attributes.get("name", ""), key, hidden))
            elif element == "workbookPr":
                self.values.is_1904 = attributes.get("date1904", "0") in ("1", "true")

        parse(body, start)
        return listed


def _styles(body: bytes) -> list[str]:
    """For each format of cells whether its numbers are days, percents or neither."""
    codes: dict[int, str] = {}
    found: list[str] = []
    inside = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if element == "cellXfs":
            inside = element
        elif element == "numFmt":
            codes[whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif element == "xf" and inside:
            found.append(kind_of_format(whole(attributes.get("numFmtId", "0")), codes))

    def end(element: str) -> None:
        nonlocal inside
        if element == inside:
            inside = ""

    parse(body, start, end)
    return found


class _Strings:
    """The texts that cells point to; what tells how a text is spoken is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.is_text = False
        self.spoken = 0

    def read(self, body: bytes) -> None:
        parse(body, self._start, self._end, self._take)

    def _start(self, element: str, _attributes: dict[str, str]) -> None:
        if element == "si":
            self.parts = []
        elif element == "rPh":
            self.spoken += 1
        elif element == "t":
            self.is_text = not self.spoken

    def _end(self, element: str) -> None:
        if element == "t":
            self.is_text = False
        elif element == "rPh":
            self.spoken -= 1
        elif element == "si":
            self.found.append(unescaped("".join(self.parts)))

    def _take(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)
