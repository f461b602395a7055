"""Workbooks that nobody means well with, or that tired people make: built here part by part.

Each file stands under a name that says what it is. `REFUSED` are no honest workbooks; of `READ` it is said what is
understood; of `ASKED_BACK` for which kind of column its first cell is refused.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Mapping
from html import escape

from tests.agencies.files import MAINS, OLE_HEAD, patched, types

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
WORKSHEET = "xl/worksheets/sheet1.xml"
NOISE = random.Random(1399).randbytes(30_000)
Part = str | bytes


def worksheet(rows: str, *, before: str = "", after: str = "", head: str = HEAD, namespace: str = MAIN) -> str:
    return f'{head}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def book_of(*names: str, more: str = "") -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="s{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{more}<sheets>{sheets}</sheets></workbook>'


def relations(*pairs: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>' for key, kind, target in pairs
    )
    return f'{HEAD}<Relationships xmlns="urn:relations">{lines}</Relationships>'


def parts_of(rows: str = "", **more: Part) -> dict[str, Part]:
    return {
        "[Content_Types].xml": types("xlsx"),
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book_of("Sheet1"),
        "xl/_rels/workbook.xml.rels": relations(
            ("s1", "worksheet", "worksheets/sheet1.xml"),
            ("t1", "sharedStrings", "sharedStrings.xml"),
            ("t2", "styles", "styles.xml"),
        ),
        WORKSHEET: worksheet(rows),
    } | more


def packed(parts: Mapping[str, Part], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


def xlsx(rows: str = "", parts: Mapping[str, Part] | None = None) -> bytes:
    return packed(parts_of(rows) | dict(parts or {}))


def row(*cells: str, number: int = 1, said: str = "") -> str:
    return f'<row r="{number}"{said}>{"".join(cells)}</row>'


def cell(value: str, kind: str = "", place: str = "A1", style: int | None = None, formula: str = "") -> str:
    told = f' t="{kind}"' if kind else ""
    told += "" if style is None else f' s="{style}"'
    return f'<c r="{place}"{told}>{f"<f>{formula}</f>" if formula else ""}<v>{value}</v></c>'


def text(value: str, place: str = "A1") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def styles(*codes: str) -> str:
    formats = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{escape(code)}"/>' for at, code in enumerate(codes))
    xfs = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(codes)))
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>'


def styled(value: str, code: str) -> bytes:
    return xlsx(row(cell(value, style=0)), {"xl/styles.xml": styles(code)})


def shared(*texts: str, count: str = "1") -> str:
    items = "".join(f"<si><t>{escape(each)}</t></si>" for each in texts)
    return f'{HEAD}<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'


def pointing(place: str, strings: str) -> bytes:
    return xlsx(row(cell(place, "s")), {"xl/sharedStrings.xml": strings})


def bomb(size: int = 40_000_000) -> bytes:
    """A part that says how large it is, and is thousands of times larger than packed."""
    return xlsx(parts={"xl/theme/theme1.xml": b"<x>" + b" " * size + b"</x>"})


def named(name: str, body: bytes = b"<x/>") -> bytes:
    return xlsx(parts={name: body})


GOOD = xlsx(row(cell("12.5")))
ROUGH = worksheet(row(cell("1")))
DOCTYPE = '<?xml version="1.0"{}?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><worksheet>&j;</worksheet>"
)
FORMULAS = (
    *("cmd|'/c calc'!A0", "'cmd'|'/c calc'!A0", "DDE|x!y", "WEBSERVICE(&quot;http://a.example&quot;)"),
    *("_xlfn.WEBSERVICE(A1)", "CALL(&quot;k&quot;)", "RTD(&quot;a&quot;,,1)", "_xlfn.IMAGE(&quot;http://a&quot;)"),
)


def lying() -> bytes:
    """A part that is longer than the directory of the zip says."""
    content = bytearray(GOOD)
    place = content.rindex(WORKSHEET.encode()) - 46 + 24
    content[place : place + 4] = struct.pack("<I", 10)
    return bytes(content)


ARCHIVES: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"P",
    "only the head of a zip": b"PK\x03\x04",
    "an empty zip": packed({}),
    "noise": NOISE,
    "noise behind the head of a zip": b"PK\x03\x04" + NOISE,
    "a page": b"<html><table><tr><td>1</td></tr></table></html>",
    "comma separated": "کد,عنوان\n1,گلخانه\n".encode(),
    "tabs": b"a\tb\n1\t2\n",
    "xml of 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "excel of 97": OLE_HEAD + bytes(600),
    "a password": OLE_HEAD + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    "a pdf": b"%PDF-1.7\n%%EOF",
    "a program": b"MZ" + bytes(200),
    "gzip": b"\x1f\x8b" + zlib.compress(b"x"),
    "rar": b"Rar!\x1a\x07" + bytes(50),
    "cut in the middle": GOOD[: len(GOOD) // 2],
    "cut at the end": GOOD[:-5],
    "without its directory": GOOD[: GOOD.index(b"PK\x01\x02")],
    "something before the zip": b"#!/bin/sh\n" + GOOD,
    "something after the zip": GOOD + b"MZ\x90",
    "two zips": GOOD + GOOD,
    "a part encrypted": patched(GOOD, WORKSHEET.encode(), 8, b"\x01"),
    "an unknown packing": patched(GOOD, WORKSHEET.encode(), 10, b"\x0c"),
    "a wrong sum": patched(GOOD, WORKSHEET.encode(), 16, b"\0\0\0\0"),
    "a part longer than it says": lying(),
    "a bomb": bomb(),
    "four hundred parts more": xlsx(parts={f"xl/theme/t{n}.xml": "<x/>" for n in range(400)}),
    "a part of another place": named("../../etc/passwd.xml"),
    "an absolute part": named("/etc/cron.xml"),
    "a part of a drive": named("C:/x.xml"),
    "backslashes": named("..\\x.xml"),
    "a control letter in a name": named("xl/a\x01.xml"),
    "the same but for case": named("XL/workbook.xml"),
    "a Word document": packed(
        {
            "[Content_Types].xml": types("docx"),
            "_rels/.rels": relations(("r1", "officeDocument", MAINS["docx"][0])),
            MAINS["docx"][0]: "<x/>",
        }
    ),
    "types for nothing": xlsx(parts={"[Content_Types].xml": "<Types/>"}),
    "macros": named("xl/vbaProject.bin", b"x"),
    "macros by type": xlsx(
        parts={"[Content_Types].xml": types("xlsx", main="application/vnd.ms-excel.sheet.macroEnabled.main+xml")}
    ),
    "a sheet of macros": named("xl/macrosheets/sheet1.xml"),
    "a dialog": named("xl/dialogsheets/sheet1.xml"),
    "activex": named("xl/activeX/activeX1.xml"),
    "another workbook": named("xl/externalLinks/externalLink1.xml"),
    "connections": named("xl/connections.xml"),
    "queries": named("xl/queryTables/queryTable1.xml"),
    "a file inside": named("xl/embeddings/oleObject1.bin", b"x"),
    "a workbook inside": named("xl/embeddings/book.xlsx", GOOD),
    "a program inside": named("xl/media/a.exe", b"MZ"),
    "a program as a picture": named("xl/media/image1.png", b"MZ\x90"),
    "a script as a picture": named("xl/media/image1.svg", b"<svg><script>x()</script></svg>"),
    "a ribbon": named("customUI/customUI.xml"),
}

XML: dict[str, bytes] = {
    "no xml": xlsx(parts={WORKSHEET: "hello"}),
    "not closed": xlsx(parts={WORKSHEET: "<worksheet><sheetData>"}),
    "two roots": xlsx(parts={WORKSHEET: "<worksheet/><worksheet/>"}),
    "a doctype": xlsx(parts={WORKSHEET: DOCTYPE.format("")}),
    "a doctype in utf-16": xlsx(parts={WORKSHEET: DOCTYPE.format(' encoding="UTF-16"').encode("utf-16")}),
    "a doctype in the texts": xlsx(parts={"xl/sharedStrings.xml": DOCTYPE.format("")}),
    "a doctype in the relations": xlsx(parts={"xl/_rels/workbook.xml.rels": DOCTYPE.format("")}),
    "a doctype in the types": xlsx(parts={"[Content_Types].xml": DOCTYPE.format("")}),
    "billions of laughs": xlsx(parts={WORKSHEET: LAUGHS}),
    "a file of the server": xlsx(
        parts={WORKSHEET: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'}
    ),
    "a page of the network": xlsx(parts={WORKSHEET: '<!DOCTYPE x SYSTEM "http://a.example/x.dtd"><worksheet/>'}),
    "utf-7": xlsx(parts={WORKSHEET: b'<?xml version="1.0" encoding="utf-7"?><worksheet/>'}),
    "ebcdic": xlsx(parts={WORKSHEET: b'<?xml version="1.0" encoding="cp037"?><worksheet/>'}),
    "windows-1256": xlsx(parts={WORKSHEET: b'<?xml version="1.0" encoding="windows-1256"?><worksheet/>'}),
    "broken utf-8": xlsx(parts={WORKSHEET: HEAD.encode() + b"<worksheet>\xff\xfe</worksheet>"}),
    "a null": xlsx(parts={WORKSHEET: b"<worksheet>\0</worksheet>"}),
    "an entity that nobody knows": xlsx(parts={WORKSHEET: "<worksheet>&nbsp;</worksheet>"}),
    "as deep as a well": xlsx(parts={WORKSHEET: "<a>" * 400 + "</a>" * 400}),
    "a prefix of nothing": xlsx(parts={WORKSHEET: "<x:worksheet/>"}),
    "an attribute twice": xlsx(parts={WORKSHEET: '<worksheet a="1" a="2"/>'}),
    "a link to a script": xlsx(
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "hyperlink", "javascript:x()")).replace(
                "/>", ' TargetMode="External"/>', 1
            )
        }
    ),
    "a picture of the network": xlsx(
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "image", "http://a.example/x.png")).replace(
                "/>", ' TargetMode="External"/>', 1
            )
        }
    ),
    **{f"a formula that acts: {formula[:20]}": xlsx(row(cell("1", formula=formula))) for formula in FORMULAS},
}

SHAPES: dict[str, bytes] = {
    "no workbook": packed({name: body for name, body in parts_of().items() if name != "xl/workbook.xml"}),
    "no sheet": packed({name: body for name, body in parts_of().items() if name != WORKSHEET}),
    "no sheets at all": xlsx(parts={"xl/workbook.xml": book_of()}),
    "a sheet of no relation": xlsx(parts={"xl/workbook.xml": book_of("Sheet1", "Sheet2")}),
    "two sheets of one name": xlsx(
        parts={
            "xl/workbook.xml": book_of("A", "a"),
            "xl/_rels/workbook.xml.rels": relations(
                ("s1", "worksheet", "worksheets/sheet1.xml"), ("s2", "worksheet", "worksheets/sheet2.xml")
            ),
            "xl/worksheets/sheet2.xml": ROUGH,
        }
    ),
    "one part as two sheets": xlsx(
        parts={
            "xl/workbook.xml": book_of("A", "B"),
            "xl/_rels/workbook.xml.rels": relations(
                ("s1", "worksheet", "worksheets/sheet1.xml"), ("s2", "worksheet", "worksheets/sheet1.xml")
            ),
        }
    ),
    "a cell twice": xlsx(row(cell("1"), cell("2"))),
    "a row twice": xlsx(row(cell("1")) + row(cell("2"))),
    "a cell of another row": xlsx(row(cell("1", place="A2"))),
    "a cell beyond the last column": xlsx(row(cell("1", place="XFE1"))),
    "a cell of no place": xlsx(row(cell("1", place="1A"))),
    "a cell of row zero": xlsx(row(cell("1", place="A0"), number=0)),
    "a row below the last": xlsx(row(cell("1", place="A1048577"), number=1_048_577)),
    "a row of minus one": xlsx(row(cell("1"), number=-1)),
    "a row of words": xlsx('<row r="one"><c><v>1</v></c></row>'),
    "digits of another script": xlsx('<row r="۱"><c><v>1</v></c></row>'),
    "a text that is not there": pointing("7", shared("a")),
    "a text before the first": pointing("-1", shared("a")),
    "a text of no number": pointing("x", shared("a")),
    "no texts at all": xlsx(row(cell("0", "s"))),
    "a kind that nobody knows": xlsx(row(cell("1", "zz"))),
    "a range of nothing": xlsx(parts={WORKSHEET: worksheet("", after='<mergeCells><mergeCell ref="?"/></mergeCells>')}),
    "a text longer than a cell": xlsx(row(text("ا" * 32_768))),
}

REFUSED = {**ARCHIVES, **XML, **SHAPES}


def sheet_with(rows: str, **more: str) -> bytes:
    return xlsx(parts={WORKSHEET: worksheet(rows, **more)})


# What is read: by name the file and what stands in A1.
READ: dict[str, tuple[bytes, str]] = {
    "a number": (GOOD, "12.5"),
    "nothing packed": (packed(parts_of(row(cell("12.5"))), method=zipfile.ZIP_STORED), "12.5"),
    "a false dimension": (sheet_with(row(cell("7")), before='<dimension ref="B9:C9"/>'), "7"),
    "a dimension of nothing": (sheet_with(row(cell("7")), before='<dimension ref="?"/>'), "7"),
    "the strict dialect": (sheet_with(row(cell("7")), namespace=STRICT), "7"),
    "utf-16": (
        xlsx(
            parts={
                WORKSHEET: worksheet(row(text("گلخانه")), head='<?xml version="1.0" encoding="UTF-16"?>').encode(
                    "utf-16"
                )
            }
        ),
        "گلخانه",
    ),
    "no places": (sheet_with("<row><c><v>7</v></c><c><v>8</v></c></row>"), "7"),
    "cells in no order": (xlsx(row(cell("2", place="B1"), cell("1"))), "1"),
    "rows in no order": (xlsx(row(cell("2", place="A2"), number=2) + row(cell("1"))), "1"),
    "empty rows, ten thousand": (
        sheet_with(row(cell("7")) + "".join(f'<row r="{n}"/>' for n in range(2, 10_000))),
        "7",
    ),
    "empty cells with formats": (
        sheet_with(row(cell("7"), *(f'<c r="{c}1" s="0"/>' for c in "BCDEFGH"))),
        "7",
    ),
    "more texts than it says": (pointing("1", shared("a", "b", count="1")), "b"),
    "millions of texts, it says": (pointing("0", shared("a", count="999999999")), "a"),
    "a text with its sound": (
        pointing("0", f"{HEAD}<sst><si><t>東</t><rPh><t>ひがし</t></rPh></si></sst>"),
        "東",
    ),
    "a text in pieces": (pointing("0", f"{HEAD}<sst><si><r><t>گل</t></r><r><t>خانه</t></r></si></sst>"), "گلخانه"),
    "a line break, escaped": (xlsx(row(text("یک_x000A_دو"))), "یک\nدو"),
    "a name that looks escaped": (xlsx(row(text("a_xZZZZ_b"))), "a_xZZZZ_b"),
    "a text like a formula": (xlsx(row(text("=1+1"))), "=1+1"),
    "a formula with its value": (xlsx(row(cell("2", formula="1+1"))), "2"),
    "a formula of text": (xlsx(row(cell("x", "str", formula="A2"))), "x"),
    "a chart's sheet beside": (
        xlsx(
            row(cell("7")),
            {
                "xl/workbook.xml": book_of("Sheet1", "Chart"),
                "xl/_rels/workbook.xml.rels": relations(
                    ("s1", "worksheet", "/xl/worksheets/sheet1.xml"), ("s2", "chartsheet", "chartsheets/sheet1.xml")
                ),
                "xl/chartsheets/sheet1.xml": "<x/>",
            },
        ),
        "7",
    ),
    # numbers, as Excel shows them
    "noise of the arithmetic": (xlsx(row(cell("0.30000000000000004"))), "0.3"),
    "an exponent": (xlsx(row(cell("1.5E-3"))), "0.0015"),
    "a large exponent": (xlsx(row(cell("1.25E+9"))), "1250000000"),
    "minus zero": (xlsx(row(cell("-0"))), "0"),
    "minus five": (xlsx(row(cell("-5"))), "-5"),
    "fifteen digits": (xlsx(row(cell("123456789012345"))), "123456789012345"),
    "a percent": (styled("0.125", "0.0%"), "12.5%"),
    "money": (styled("1200", '#,##0 "ریال"'), "1200"),
    "words that look like days": (styled("1200", '#,##0 "days"'), "1200"),
    "a colour that looks like days": (styled("1200", "[Red]0"), "1200"),
    # days
    "a day": (styled("44095", "yyyy/mm/dd"), "2020-09-21"),
    "a day with its hour": (styled("44095.75", "yyyy-mm-dd hh:mm"), "2020-09-21"),
    "a day in iso": (xlsx(row(cell("2020-09-21", "d"))), "2020-09-21"),
    "a day of the mac": (
        xlsx(
            row(cell("42633", style=0)),
            {
                "xl/styles.xml": styles("yyyy-mm-dd"),
                "xl/workbook.xml": book_of("Sheet1", more='<workbookPr date1904="1"/>'),
            },
        ),
        "2020-09-21",
    ),
}

# For which kind of column the first cell is asked back.
ASKED_BACK: dict[str, tuple[bytes, str]] = {
    **{
        f"an error: {error}": (xlsx(row(cell(error, "e"))), "text") for error in ("#REF!", "#DIV/0!", "#N/A", "#VALUE!")
    },
    "infinity": (xlsx(row(cell("INF"))), "number"),
    "no number": (xlsx(row(cell("NaN"))), "number"),
    "underscores": (xlsx(row(cell("1_000"))), "number"),
    "hexadecimal": (xlsx(row(cell("0x1F"))), "number"),
    "digits of India": (xlsx(row(cell("१२"))), "number"),
    "full-width digits": (xlsx(row(cell("１２"))), "number"),
    "two numbers": (xlsx(row(cell("1 2"))), "number"),
    "a formula without a value": (xlsx('<row r="1"><c r="A1"><f>1+1</f></c></row>'), "number"),
    "a truth value": (xlsx(row(cell("1", "b"))), "number"),
    "a truth value as a day": (xlsx(row(cell("0", "b"))), "date"),
    "a day made of 12/5": (styled("44325", "d-mmm"), "number"),
    "a day made of 99/6/31": (styled("36341", "yyyy/m/d"), "date"),
    "the day that never was": (styled("60", "yyyy-mm-dd"), "date"),
    "a day before all days": (styled("-1", "yyyy-mm-dd"), "date"),
    "a day after all days": (styled("9999999", "yyyy-mm-dd"), "date"),
    "an hour without a day": (styled("0.5", "hh:mm d"), "date"),
    "a number for a day": (xlsx(row(cell("44095"))), "date"),
    "a day that iso does not know": (xlsx(row(cell("2020-02-30", "d"))), "date"),
    "a null in a text": (xlsx(row(text("a_x0000_b"))), "text"),
    "a bell in a text": (xlsx(row(text("a_x0007_b"))), "text"),
    "half a letter": (xlsx(row(text("a_xD800_b"))), "text"),
    "a letter for private use": (xlsx(row(text("a\ue000b"))), "text"),
}

# Numbers and days written as text, which the fields refuse.
UNREADABLE_NUMBERS = (
    *("12/5", "۱۲/۵", "1e5", "1,00", "1.2.3", "--5", "5-", "(5", "NaN", "inf", "∞", "۱۲٪", "1_0", "0x1", "½", "१२"),
    *("１２", "12abc", "1 00", "9" * 25, "0.00001", "=5", "+-5", "1,234,56", "٫", "."),
)
UNREADABLE_DAYS = (
    *("1399/13/01", "1399/12/31", "1400/12/30", "1399/00/10", "31/06/1399", "99", "1399", "شهریور", "1399/6", "0/0/0"),
    *("1399/07/31", "2020-02-30", "1850-01-01", "55/1/1", "yesterday"),
)
