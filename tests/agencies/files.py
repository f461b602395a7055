"""Files as people hand them in, made here byte by byte: true ones, and those that must not pass."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

# --- PDF ------------------------------------------------------------------------------------------

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def pdf(*more: bytes, catalog: bytes = CATALOG, trailer: bytes = b"", head: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of these objects, with a right table of where they stand."""
    content, places = head, []
    for number, body in enumerate((catalog, PAGES, *more), start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    xref = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    return content + xref + table + end % (len(places) + 1, trailer, len(content))


def stream(body: bytes, said: bytes = b"", *, packed: bool = True) -> bytes:
    body = zlib.compress(body) if packed else body
    said += b" /Filter /FlateDecode" if packed else b""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), said, body)


def objects(body: bytes, said: bytes = b"/Type /ObjStm /N 1 /First 4") -> bytes:
    """An object stream: objects that stand packed in another."""
    return stream(b"9 0 " + body, said)


# --- pictures -------------------------------------------------------------------------------------

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int = 2, height: int = 2, depth: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def png(*more: bytes, head: bytes | None = None, rows: bytes = b"\x00\x01\x02\x00\x03\x04", tail: bytes = b"") -> bytes:
    """A picture of two times two grey pixels."""
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return PNG_BEGINS + (head or header()) + b"".join(more) + pixels + chunk(b"IEND") + tail


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def frame(width: int = 8, height: int = 8, marker: int = 0xC0) -> bytes:
    return segment(marker, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00")


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
TABLES = segment(0xDB, b"\x00" + bytes(64)) + segment(0xC4, b"\x00\x01" + bytes(16))
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(*more: bytes, head: bytes | None = None, scan: bytes = SCAN, tail: bytes = b"") -> bytes:
    return b"\xff\xd8" + b"".join(more) + TABLES + (frame() if head is None else head) + scan + b"\xff\xd9" + tail


def exif(orientation: int, *, big: bool = True) -> bytes:
    """What a camera writes: how it was held, and where."""
    order = ">" if big else "<"
    tags = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    body = (
        (b"MM\x00*" if big else b"II*\x00") + struct.pack(f"{order}IH", 8, 2) + tags + bytes(4) + b"38.0800 N 46.2919 E"
    )
    return segment(0xE1, b"Exif\x00\x00" + body)


# --- office ---------------------------------------------------------------------------------------

# How files of Office before 2007 begin, and those with a password.
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MIME = "application/vnd.openxmlformats-officedocument."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAINS = {
    "docx": ("word/document.xml", f"{_MIME}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_MIME}spreadsheetml.sheet.main+xml"),
}
Part = str | bytes


def types(kind: str, *overrides: tuple[str, str], main: str | None = None) -> str:
    name, mime = MAINS[kind]
    lines = ((name, main or mime), *overrides)
    parts = "".join(f'<Override PartName="/{part}" ContentType="{content}"/>' for part, content in lines)
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="urn:types">{parts}</Types>'


def relation(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationships><Relationship Id="r1" Type="{_RELATION}{kind}" Target="{target}"{mode}/></Relationships>'


def parts_of(kind: str, parts: Mapping[str, Part]) -> dict[str, Part]:
    name = MAINS[kind][0]
    common = {
        "[Content_Types].xml": types(kind),
        "_rels/.rels": relation("officeDocument", name),
        name: "<main>گزارش</main>",
    }
    return common | dict(parts)


def office(kind: str, parts: Mapping[str, Part] | None = None, *, comment: bytes = b"") -> bytes:
    """A document with these parts besides, or in place of, those that each one has."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts_of(kind, parts or {}).items():
            archive.writestr(name, body)
        archive.comment = comment
    return file.getvalue()


def zipped(*infos: tuple[zipfile.ZipInfo, bytes], kind: str = "xlsx") -> bytes:
    """A workbook with parts that an honest program would not write so."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts_of(kind, {}).items():
            archive.writestr(name, body)
        for info, body in infos:
            archive.writestr(info, body)
    return file.getvalue()


def patched(content: bytes, part: bytes, place: int, value: bytes, *, local: bool = False) -> bytes:
    """The zip with some bytes of what it says about a part changed, in its directory or before the part itself."""
    mark, ahead = (b"PK\x03\x04", 30) if local else (b"PK\x01\x02", 46)
    start = content.rindex(part) if not local else content.index(part)
    start -= ahead
    assert content[start : start + 4] == mark
    return content[: start + place] + value + content[start + place + len(value) :]
