"""Word and Excel documents (Office Open XML): a zip that is looked into part by part, never extracted.

Taken is what shows text, tables and pictures of its own; refused what would run, fetch, or carry something else when
somebody opens it, and a zip that is not what its directory says.
"""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import NoReturn
from xml.parsers import expat

from agencies.uploads.office.flaws import Flaw, Flawed
from agencies.uploads.office.markup import Divided

# What it may unpack to, so that nobody who opens it is hurt.
PARTS = 400
UNPACKED = 150 * 1024 * 1024
PART_UNPACKED = 64 * 1024 * 1024
RATIO, RATIO_FROM = 250, 1024 * 1024
# Elements of all its parts together, and one in another.
ELEMENTS, DEPTH = 3_000_000, 250

_WORD, _EXCEL = "wordprocessingml.document", "spreadsheetml.sheet"
_XML = frozenset({"xml", "rels", "svg"})
# Old drawings, beside the comments of a sheet: Excel itself does not write them as correct XML.
_LOOSE = frozenset({"vml"})
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "ascii"})
_OTHERS = frozenset(
    {"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "ttf", "odttf", "psmdcp", "sigs", "jfif"}
)
# What programs, links to other files and files inside are called, by their place and as the content types and the
# relations of a document name them.
_ACTIVE_PART = re.compile(r"vbaproject|vbadata|/activex|/macrosheets|/dialogsheets|/customui|/webextensions|\.bas$")
_CARRYING_PART = re.compile(r"/embeddings/|oleobject|/model/|\.(docx|xlsx|pptx|zip|exe|dll|js|vbs|html?|mht|lnk)$")
_OUTWARD_PART = re.compile(r"/externallinks/|/connections\.xml|/querytables/")
_ACTIVE_KIND = re.compile(r"macro|vba|activex|/control\b|attachedtoolbar|customui|webextension|keymapcustomization")
_CARRYING_KIND = re.compile(r"oleobject|/package$|afchunk|altchunk|subdocument|/frame$")
_OUTWARD_KIND = re.compile(r"externallink|connections|querytable|attachedtemplate|recipientdata|mailmerge")
_HARMLESS_LINK = re.compile(r"(?:https?|mailto|tel):|#|(?![a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
# A field or a formula that starts a program or asks a site. Word cuts the text of a field into pieces.
_FIELD = re.compile(r"<(?:[\w.-]+:)?instrText\b[^<>]*>([^<]*)|\binstr=[\"']([^\"']*)")
_FIELD_ACTS = re.compile(r"\bDDE(?:AUTO)?\b|\bINCLUDE(?:TEXT|PICTURE)\b", re.IGNORECASE)
_FORMULA = re.compile(r"<(?:[\w.-]+:)?(?:f|formula1|formula2|definedName)\b[^<>]*>([^<]*)")
_FORMULA_ACTS = re.compile(
    r"^[\s=+@-]*'?[\w.]+'?\||\b(?:WEBSERVICE|CALL|EXEC|REGISTER(?:\.ID)?|RTD|IMAGE)\(", re.IGNORECASE
)
# Where none of these stands, there is no field and no formula.
_ACTING = (b"<f", b":f", b"definedName", b"instr")
_SVG_ACTS = re.compile(r"<(?:[\w.-]+:)?(?:script|foreignObject|handler)\b|\bon[a-z]+\s*=|javascript:", re.IGNORECASE)


# What zipfile, zlib and struct raise at a zip that is none.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    ValueError,
)


class Package:
    """A document whose zip is what its directory says. No part of it is seen before it was judged.

    Raises Flawed, when it is opened and for each part that is looked at.
    """

    def __init__(self, archive: zipfile.ZipFile, content: bytes, kind: str) -> None:
        self.archive = archive
        self.content = content
        self.kind = kind
        self.reader = _Reader()
        _look_at_directory(archive, content)
        self._parts = {part.filename.lower(): part for part in archive.infolist()}
        self._waiting = dict(self._parts)
        # First, for it says what the document is; then what is said of its parts.
        types = self.unpacked("[content_types].xml")
        if types is None or not self._is_true(types):
            raise Flawed(Flaw.DAMAGED)

    def part(self, name: str) -> bytes | None:
        """The part of that name, judged; None where there is none. Names of parts know no difference of case."""
        body = self.unpacked(name)
        if body is not None:
            self.judge(name, body)
        return body

    def unpacked(self, name: str) -> bytes | None:
        """What is in the part, for whoever has it judged."""
        part = self._parts.get(name.lower())
        if part is None:
            return None
        with _honest():
            return _unpacked(self.archive, part, self.content)

    def judge(self, name: str, body: bytes, divided: Divided | None = None) -> None:
        """Judge a part that is about to be read as XML; of one that is divided, what is around its pieces."""
        self._waiting.pop(name.lower(), None)
        extension = _extension_of(name)
        if extension == "rels":
            _look_at_relations(self.reader, body)
            return
        body = body if divided is None else divided.frame
        self.reader.read(body)
        _look_at_text(body, extension)

    def judged_piece(self, divided: Divided, piece: str, *, is_ended: bool = True) -> bytes:
        """A piece of a divided part as a document by itself, for somebody who parses it: that judges it as XML.

        It holds no document type, and where it has few elements these cannot lie deep in each other.
        """
        document = divided.document(piece, is_ended=is_ended)
        elements = document.count(b"<")
        if elements < DEPTH:
            self.reader.count(elements)
        else:
            self.reader.read(document)
        _look_at_text(document, "xml")
        return document

    def judge_the_rest(self) -> None:
        """Judge the parts that nobody has asked for."""
        for name in list(self._waiting):
            extension, body = _extension_of(name), self.unpacked(name) or b""
            if extension in _XML:
                self.judge(name, body)
            elif extension in _LOOSE:
                _look_at_text(body, extension)
            else:
                _look_at_picture(body)

    def _is_true(self, types: bytes) -> bool:
        self._waiting.pop("[content_types].xml")
        main = f"application/vnd.openxmlformats-officedocument.{self.kind}.main+xml"
        return _look_at_types(self.reader, types, main, set(self.archive.namelist()))


@contextmanager
def _honest() -> Iterator[None]:
    """What is raised at a zip that is none says that the document is damaged."""
    try:
        yield
    except _BROKEN:
        raise Flawed(Flaw.DAMAGED) from None


@contextmanager
def _opened(content: bytes, kind: str) -> Iterator[Package]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # What Office makes of a document with a password, and its formats of before 2007.
        raise Flawed(Flaw.LOCKED if _ENCRYPTED in content else Flaw.OLD_FORMAT)
    if not content.startswith(b"PK\x03\x04"):
        raise Flawed(Flaw.DAMAGED)
    with ExitStack() as stack:
        with _honest():
            archive = stack.enter_context(zipfile.ZipFile(io.BytesIO(content)))
            package = Package(archive, content, kind)
        yield package


def workbook_package(content: bytes) -> AbstractContextManager[Package]:
    """A workbook, to be read while it is judged."""
    return _opened(content, _EXCEL)


def keeper_of(kind: str) -> Callable[[bytes], bytes]:
    """What keeps a document of that kind as it came, or raises Flawed."""

    def keep(content: bytes) -> bytes:
        with _opened(content, kind) as package:
            package.judge_the_rest()
        return content

    return keep


keep_docx = keeper_of(_WORD)
keep_xlsx = keeper_of(_EXCEL)


def _look_at_directory(archive: zipfile.ZipFile, content: bytes) -> None:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Flawed(Flaw.TOO_MUCH_INSIDE)
    for part in parts:
        if part.flag_bits & 1:
            raise Flawed(Flaw.LOCKED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Flawed(Flaw.DAMAGED)
        if part.file_size > RATIO_FROM and part.file_size > RATIO * part.compress_size:
            raise Flawed(Flaw.TOO_MUCH_INSIDE)
        _check_name(part)
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise Flawed(Flaw.DAMAGED)
    _check_no_gaps(archive, content)


def _check_name(part: zipfile.ZipInfo) -> None:
    name = part.orig_filename
    if name.startswith("/") or "\\" in name or ":" in name or not name.isprintable() or ".." in name.split("/"):
        raise Flawed(Flaw.DAMAGED)
    if part.external_attr >> 28 == 0xA:  # a symbolic link
        raise Flawed(Flaw.DAMAGED)
    place = f"/{name.lower()}"
    for pattern, why in (
        (_ACTIVE_PART, Flaw.ACTIVE),
        (_CARRYING_PART, Flaw.CARRIES_FILES),
        (_OUTWARD_PART, Flaw.REACHES_OUT),
    ):
        if pattern.search(place):
            raise Flawed(why)
    extension = _extension_of(name)
    is_printer = extension == "bin" and "/printersettings/" in place
    if not (extension in _XML | _LOOSE | _OTHERS or is_printer or part.is_dir()):
        raise Flawed(Flaw.CARRIES_FILES)


def _check_no_gaps(archive: zipfile.ZipFile, content: bytes) -> None:
    """The parts lie one after the other from the first byte on, and nothing else lies between, before or after."""
    end = 0
    for part in sorted(archive.infolist(), key=lambda each: each.header_offset):
        # After a part at most its sizes stand once more.
        if not end <= part.header_offset <= (end + 24 if end else 0):
            raise Flawed(Flaw.TWO_IN_ONE)
        name, extra = struct.unpack("<HH", content[part.header_offset + 26 : part.header_offset + 30])
        end = part.header_offset + 30 + name + extra + part.compress_size
    if not end <= archive.start_dir <= end + 24 or content[-22:-18] != b"PK\x05\x06":
        raise Flawed(Flaw.TWO_IN_ONE)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, content: bytes) -> bytes:
    """What is in the part: as much as the directory says, to the last byte, and under the name that it says."""
    if part.file_size > PART_UNPACKED and _extension_of(part.filename) in _XML | _LOOSE:
        raise Flawed(Flaw.TOO_MUCH_INSIDE)
    with archive.open(part):  # compares the names
        pass
    name, extra = struct.unpack("<HH", content[part.header_offset + 26 : part.header_offset + 30])
    start = part.header_offset + 30 + name + extra
    body = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        body = unpacker.decompress(body, part.file_size + 1)
        if not unpacker.eof or unpacker.unused_data:
            raise Flawed(Flaw.DAMAGED)
    if len(body) != part.file_size or zlib.crc32(body) != part.CRC:
        raise Flawed(Flaw.DAMAGED)
    return body


def _look_at_picture(body: bytes) -> None:
    """A program or an archive that calls itself a picture."""
    if body.startswith((b"MZ", b"\x7fELF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"%PDF", b"#!")):
        raise Flawed(Flaw.CARRIES_FILES)


def _look_at_types(reader: _Reader, body: bytes, main: str, names: set[str]) -> bool:
    """Whether a part is the main part of such a document."""
    found = False

    def start(_element: str, attributes: dict[str, str]) -> None:
        nonlocal found
        kind = attributes.get("ContentType", "")
        _check_kind(kind.lower())
        found |= kind == main and attributes.get("PartName", "").removeprefix("/") in names

    reader.read(body, start)
    return found


def _look_at_relations(reader: _Reader, body: bytes) -> None:
    def start(_element: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").lower()
        _check_kind(kind)
        if attributes.get("TargetMode", "").lower() == "external":
            is_link = kind.endswith("/hyperlink")
            if not is_link or not _HARMLESS_LINK.match(attributes.get("Target", "").strip()):
                raise Flawed(Flaw.REACHES_OUT)

    reader.read(body, start)


def _check_kind(kind: str) -> None:
    for pattern, why in (
        (_ACTIVE_KIND, Flaw.ACTIVE),
        (_CARRYING_KIND, Flaw.CARRIES_FILES),
        (_OUTWARD_KIND, Flaw.REACHES_OUT),
    ):
        if pattern.search(kind):
            raise Flawed(why)


class _Reader:
    """Reads the XML of a document part by part, without building anything of it."""

    def __init__(self) -> None:
        self.left = ELEMENTS

    def count(self, elements: int) -> None:
        """Of elements that are not read here."""
        self.left -= elements
        if self.left < 0:
            raise Flawed(Flaw.TOO_MUCH_INSIDE)

    def read(self, body: bytes, start: Callable[[str, dict[str, str]], None] | None = None) -> None:
        """Raises Flawed for what is no XML, for a document type (with one it could name other files, or grow without
        end), and for more elements than anybody writes."""
        depth = 0

        def begin(element: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.left -= 1
            if depth > DEPTH or self.left < 0:
                raise Flawed(Flaw.TOO_MUCH_INSIDE)
            if start is not None:
                start(element, attributes)

        def end(_element: str) -> None:
            nonlocal depth
            depth -= 1

        parser = expat.ParserCreate()
        parser.XmlDeclHandler = _check_encoding
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = begin
        parser.EndElementHandler = end
        try:
            parser.Parse(body, True)
        except expat.ExpatError:
            raise Flawed(Flaw.DAMAGED) from None


def _refuse_doctype(*_said: object) -> NoReturn:
    raise Flawed(Flaw.DAMAGED)


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in _ENCODINGS:
        raise Flawed(Flaw.DAMAGED)


def _look_at_text(body: bytes, extension: str) -> None:
    is_wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in body[:4]
    if extension == "xml" and not is_wide and not any(word in body for word in _ACTING):
        return
    text = body.decode("utf-16" if is_wide else "utf-8", errors="replace")
    fields = html.unescape("".join("".join(found.groups("")) for found in _FIELD.finditer(text)))
    if _FIELD_ACTS.search(fields):
        raise Flawed(Flaw.REACHES_OUT)
    for formula in _FORMULA.finditer(text):
        if _FORMULA_ACTS.search(html.unescape(formula[1])):
            raise Flawed(Flaw.REACHES_OUT)
    if extension in _LOOSE and "<!doctype" in text.lower():
        raise Flawed(Flaw.DAMAGED)
    if extension in ("svg", "vml") and _SVG_ACTS.search(text):
        raise Flawed(Flaw.ACTIVE)


def _extension_of(name: str) -> str:
    # `_rels/.rels` has one as well.
    return name.lower().rpartition("/")[2].rpartition(".")[2]
