"""Rows put under the headings of somebody else's workbook, which otherwise stays as it is, byte for byte.

Only the rows of one sheet are written anew: letterhead, logo, merged cells, formats and what else there is are never
read. Lines that follow the empty ones (a total, signatures) move down when there are more rows than empty lines, and
formulas with them.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import column_index_from_string, get_column_letter

from config.workbooks import Value, written_figure, written_text

# A sheet with more than this in it is no form.
LARGEST_SHEET = 8 * 1024 * 1024
# The key of a row's place among them, which many forms have written in front of their empty lines.
NUMBER = "ordinal"

_SHEET_DATA = re.compile(
    r"<((?:\w+:)?)sheetData\s*/>|<((?:\w+:)?)sheetData\s*>(.*?)</(?:\w+:)?sheetData\s*>", re.DOTALL
)
_ROW = re.compile(r"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row\s*>)", re.DOTALL)
_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_DIMENSION = re.compile(r"<(?:\w+:)?dimension\b[^>]*/>")
_FORMULA = re.compile(r"(<(?:\w+:)?f\b[^>]*>)([^<]*)(</(?:\w+:)?f\s*>)")
_REFERENCE = re.compile(r"(?<![\w.!'$])(\$?[A-Z]{1,3}\$?)([0-9]{1,7})(?![\w(!'])")
_IS_FORMULA = re.compile(r"<(?:\w+:)?f\b")
_WITHOUT_CHAIN = re.compile(r"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>")
_RELATIVE = re.compile(r"(?<![\w.!'$])(\$?[A-Z]{1,3})([0-9]{1,7})(?![\w(!'])")
_RANGES = re.compile(r"(\b(?:ref|sqref)=\")([^\"]*)(\")")


class NoForm(ValueError):
    """The workbook has no such sheet, or one that cannot be filled."""


@dataclass
class _Row:
    attributes: dict[str, str]
    # By the number of the column: the attributes of the cell and what is in it.
    cells: dict[int, tuple[dict[str, str], str]] = field(default_factory=dict)

    def is_blank(self, numbered: Collection[int]) -> bool:
        """Whether the line waits to be filled: it may have formulas of its own and a number in front."""
        return not any(
            inner and column not in numbered and not _IS_FORMULA.search(inner)
            for column, (_attributes, inner) in self.cells.items()
        )


@dataclass(frozen=True)
class _Moved:
    """From which row on the lines have moved down, and by how many."""

    first: int
    by: int

    def in_formula(self, text: str) -> str:
        def down(found: re.Match[str]) -> str:
            number = int(found.group(2))
            return f"{found.group(1)}{number + self.by if number >= self.first else number}"

        return _REFERENCE.sub(down, text)

    def in_formulas(self, xml: str) -> str:
        """In what a cell holds: the formula, and for which cells it stands."""
        moved = _FORMULA.sub(lambda found: found.group(1) + self.in_formula(found.group(2)) + found.group(3), xml)
        return self.in_ranges(moved)

    def in_ranges(self, xml: str) -> str:
        return _RANGES.sub(lambda found: found.group(1) + self.in_formula(found.group(2)) + found.group(3), xml)


def fill(
    content: bytes,
    sheet: str,
    *,
    under: int,
    columns: Mapping[int, str],
    rows: Sequence[Mapping[str, Value]],
    per_hundred: Collection[str] = (),
) -> bytes:
    """The workbook with `rows` on the sheet of that name, from the line below `under` on.

    `columns` says what stands in which column (A is 1): a key of the rows. Those of `per_hundred` are written as parts
    of one where the form shows percent. Raises NoForm.
    """
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as filled:
        place, part = _part_of(archive, sheet)
        if archive.getinfo(part).file_size > LARGEST_SHEET:
            raise NoForm
        form = _Form(archive.read(part).decode(), _styles_of_percent(archive), per_hundred)
        xml = form.filled(under, columns, rows)
        for member in archive.infolist():
            name = member.filename
            if name == "xl/calcChain.xml":
                # In which order formulas are reckoned: those that have moved would be missed there.
                continue
            body = archive.read(member)
            if name == part:
                body = xml.encode()
            elif name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                body = _WITHOUT_CHAIN.sub("", body.decode()).encode()
            elif name == "xl/workbook.xml":
                body = _reckoned_anew(body.decode(), place, form.moved).encode()
            with filled.open(name, "w") as written:
                written.write(body)
    return out.getvalue()


class _Form:
    """The sheet: its rows taken apart, and the text before and after them."""

    def __init__(self, text: str, percent: frozenset[str], per_hundred: Collection[str]) -> None:
        found = _SHEET_DATA.search(text)
        if found is None:
            raise NoForm
        self.before, self.after = _DIMENSION.sub("", text[: found.start()], count=1), text[found.end() :]
        self.prefix = found.group(1) or found.group(2) or ""
        self.percent, self.per_hundred = percent, per_hundred
        self.moved: _Moved | None = None
        self.rows: dict[int, _Row] = {}
        number = 0
        for row in _ROW.finditer(found.group(3) or ""):
            attributes = _attributes(row.group(1))
            number = int(attributes.get("r", number + 1))
            self.rows[number] = _Row(attributes, _cells(row.group(2) or ""))

    def filled(self, under: int, columns: Mapping[int, str], rows: Sequence[Mapping[str, Value]]) -> str:
        first = under + 1
        self._make_room(first, len(rows), {column for column, key in columns.items() if key == NUMBER})
        pattern = self.rows.get(first) or _Row({})
        for place, values in enumerate(rows):
            row = self.rows.setdefault(first + place, _Row(_looks_of(pattern)))
            for column, (attributes, inner) in pattern.cells.items():
                row.cells.setdefault(column, (_style_in(attributes), self._formula(inner, place)))
            for column, key in columns.items():
                style = _style_in(row.cells.get(column, ({}, ""))[0])
                value = values.get(key)
                if key in self.per_hundred and isinstance(value, Decimal) and style.get("s") in self.percent:
                    value /= 100
                row.cells[column] = self._cell(style, value)
        body = "".join(self._row(number, self.rows[number]) for number in sorted(self.rows))
        tag = f"{self.prefix}sheetData"
        return f"{self.before}<{tag}>{body}</{tag}>{self.after}"

    def _make_room(self, first: int, needed: int, numbered: Collection[int]) -> None:
        """Moves what follows the empty lines down, the last of them along: a sum over them takes in the new ones."""
        used = [number for number, row in self.rows.items() if number >= first and not row.is_blank(numbered)]
        space = min(used) - first if used else needed
        if needed <= space:
            return
        moved = self.moved = _Moved(first + max(space - 1, 0), needed - space)
        self.rows = {
            number + moved.by if number >= moved.first else number: _Row(
                row.attributes,
                {
                    column: (attributes, moved.in_formulas(inner) if _IS_FORMULA.search(inner) else inner)
                    for column, (attributes, inner) in row.cells.items()
                },
            )
            for number, row in self.rows.items()
        }
        self.after = moved.in_ranges(self.after)

    def _cell(self, attributes: dict[str, str], value: Value) -> tuple[dict[str, str], str]:
        tag = self.prefix
        if value is None or value == "":
            return attributes, ""
        if isinstance(value, str):
            # Typed as text, whatever it begins with.
            text = f'<{tag}is><{tag}t xml:space="preserve">{written_text(value)}</{tag}t></{tag}is>'
            return attributes | {"t": "inlineStr"}, text
        return attributes, f"<{tag}v>{written_figure(value)}</{tag}v>"

    def _formula(self, inner: str, below: int) -> str:
        """The formula of the first line as it reads so many lines below; "" where there is none that stands alone."""
        found = re.search(r"<(?:\w+:)?f>([^<]*)<", inner)
        if found is None:
            return ""
        moved = _RELATIVE.sub(lambda place: f"{place.group(1)}{int(place.group(2)) + below}", found.group(1))
        return f"<{self.prefix}f>{moved}</{self.prefix}f>"

    def _row(self, number: int, row: _Row) -> str:
        tag, cells = self.prefix, []
        for column in sorted(row.cells):
            attributes, inner = row.cells[column]
            said = _as_text(attributes | {"r": f"{get_column_letter(column)}{number}"})
            cells.append(f"<{tag}c{said}>{inner}</{tag}c>" if inner else f"<{tag}c{said}/>")
        return f"<{tag}row{_as_text(row.attributes | {'r': str(number)})}>{''.join(cells)}</{tag}row>"


def _looks_of(row: _Row) -> dict[str, str]:
    """Height and style of the line, for another one like it."""
    return {
        name: row.attributes[name] for name in ("s", "customFormat", "ht", "customHeight") if name in row.attributes
    }


def _style_in(attributes: Mapping[str, str]) -> dict[str, str]:
    return {"s": attributes["s"]} if "s" in attributes else {}


def _cells(inner: str) -> dict[int, tuple[dict[str, str], str]]:
    found = {}
    column = 0
    for cell in _CELL.finditer(inner):
        attributes = _attributes(cell.group(1))
        place = _PLACE.fullmatch(attributes.get("r", ""))
        column = column_index_from_string(place.group(1)) if place else column + 1
        found[column] = (attributes, cell.group(2) or "")
    return found


def _attributes(text: str) -> dict[str, str]:
    """As they are written; "spans" is left out, which would be false afterwards and is never needed."""
    found = {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}
    found.pop("spans", None)
    return found


def _as_text(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


# --- the parts around the sheet -----------------------------------------------------------------


def _part_of(archive: ZipFile, sheet: str) -> tuple[int, str]:
    """Which sheet of the workbook that is, from 0, and the name of its part."""
    workbook = archive.read("xl/workbook.xml").decode()
    relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    sheets = [_attributes(tag) for tag in re.findall(r"<(?:\w+:)?sheet\b([^>]*)>", workbook)]
    for place, said in enumerate(sheets):
        if unescape(said.get("name", "")) != sheet:
            continue
        key = next((value for name, value in said.items() if name.endswith(":id")), "")
        for tag in re.findall(r"<(?:\w+:)?Relationship\b([^>]*)>", relations):
            relation = _attributes(tag)
            if relation.get("Id") == key:
                return place, posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/")
    raise NoForm


def _styles_of_percent(archive: ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show percent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = archive.read("xl/styles.xml").decode()
    formats = [_attributes(tag) for tag in re.findall(r"<(?:\w+:)?numFmt\b([^>]*)>", styles)]
    percent = {"9", "10"} | {said["numFmtId"] for said in formats if "%" in said.get("formatCode", "")}
    found = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs\s*>", styles, re.DOTALL)
    looks = re.findall(r"<(?:\w+:)?xf\b([^>]*)>", found.group()) if found else []
    return frozenset(str(place) for place, tag in enumerate(looks) if _attributes(tag).get("numFmtId") in percent)


def _reckoned_anew(workbook: str, place: int, moved: _Moved | None) -> str:
    """Says that formulas are reckoned when it is opened, and moves the end of the sheet's print area."""
    calculation = re.search(r"<((?:\w+:)?)calcPr\b([^>]*?)/>", workbook)
    if calculation:
        said = _as_text(_attributes(calculation.group(2)) | {"fullCalcOnLoad": "1"})
        tag = f"<{calculation.group(1)}calcPr{said}/>"
        workbook = workbook[: calculation.start()] + tag + workbook[calculation.end() :]
    if moved is None:
        return workbook

    def area(found: re.Match[str]) -> str:
        attributes = _attributes(found.group(1))
        is_area = attributes.get("name") == "_xlnm.Print_Area" and attributes.get("localSheetId") == str(place)
        return found.group().replace(found.group(2), _moved_area(found.group(2), moved)) if is_area else found.group()

    return re.sub(r"<(?:\w+:)?definedName\b([^>]*)>([^<]*)<", area, workbook)


def _moved_area(text: str, moved: _Moved) -> str:
    """Of ‘Form’!$A$1:$F$20 the rows from the moved ones on."""
    return re.sub(
        r"(\$[A-Z]{1,3}\$)([0-9]+)",
        lambda found: (
            found.group(1) + str(int(found.group(2)) + (moved.by if int(found.group(2)) >= moved.first else 0))
        ),
        text,
    )
