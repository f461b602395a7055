"""Files that people hand in: which are taken, and under which name they are shown.

A file is judged by its extension, its size and its content together: what calls itself a PDF must be one. It is never
opened for reading by us; it is stored under its hash and given back only as a download.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from agencies.refusals import Refused
from config.persian.letters import normalise
from config.persian.numbers import format_number
from config.storage import open_stored

LONGEST_NAME = 200

# An office document is a zip; what it may unpack to, so that nobody who opens it is hurt.
OFFICE_PARTS = 2000
OFFICE_BYTES = 150 * 1024 * 1024


class Upload(Protocol):
    """What is needed of an uploaded file (django.core.files.uploadedfile.UploadedFile)."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int = ...) -> bytes: ...


class FileKind(NamedTuple):
    """A kind of file that is taken: its name for people, its media type, and whether a content is of that kind."""

    name: str
    content_type: str
    is_true: Callable[[bytes], bool]


class Handed(NamedTuple):
    """A file that was taken: the name as it is shown, what is in it, of which kind it is."""

    name: str
    content: bytes
    content_type: str


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82")


def _is_jpeg(content: bytes) -> bool:
    # Cameras add their own data after the end mark, so it need not stand last.
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content


def _is_office(main_part: str) -> Callable[[bytes], bool]:
    """A judge for Office Open XML with that main part: unencrypted, without macros, not a zip bomb."""

    def is_office(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False
        names = {part.filename for part in parts}
        return (
            {"[Content_Types].xml", main_part} <= names
            and len(parts) <= OFFICE_PARTS
            and sum(part.file_size for part in parts) <= OFFICE_BYTES
            and not any(part.flag_bits & 1 for part in parts)
            and not any(name.lower().endswith("vbaproject.bin") for name in names)
            and not any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in names)
        )

    return is_office


_OFFICE = "application/vnd.openxmlformats-officedocument"
# What a scanner or a camera makes of paper.
SCANS: dict[str, FileKind] = {
    "pdf": FileKind("PDF", "application/pdf", _is_pdf),
    "png": FileKind("PNG", "image/png", _is_png),
    "jpg": FileKind("JPEG", "image/jpeg", _is_jpeg),
    "jpeg": FileKind("JPEG", "image/jpeg", _is_jpeg),
}
KINDS: dict[str, FileKind] = {
    **SCANS,
    "xlsx": FileKind("XLSX", f"{_OFFICE}.spreadsheetml.sheet", _is_office("xl/workbook.xml")),
    "docx": FileKind("DOCX", f"{_OFFICE}.wordprocessingml.document", _is_office("word/document.xml")),
}


def accepted(kinds: Mapping[str, FileKind] = KINDS) -> str:
    """The kinds as the `accept` of a field names them."""
    return ",".join(f".{extension}" for extension in kinds)


def take(file: Upload, kinds: Mapping[str, FileKind] = KINDS) -> Handed:
    """Read the file. Raises Refused, saying what is wrong and what would be taken."""
    name = _clean_name(file.name)
    _refuse_large(name, file.size or 0)
    content = file.read()
    return Handed(name, content, judge(name, content, kinds).content_type)


def judge(name: str, content: bytes, kinds: Mapping[str, FileKind] = KINDS) -> FileKind:
    """The kind of the file. Raises Refused, saying what is wrong and what would be taken."""
    if not content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": name})
    _refuse_large(name, len(content))
    kind = kinds.get(extension_of(name))
    if kind is None:
        names = ", ".join(dict.fromkeys(kind.name for kind in kinds.values()))
        raise Refused(_("“%(name)s”: only these kinds of files are taken: %(kinds)s.") % {"name": name, "kinds": names})
    if not kind.is_true(content):
        raise Refused(
            _("“%(name)s” is not what its name says, or it is damaged, encrypted or carries macros.") % {"name": name}
        )
    return kind


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def download(stored_as: str, *, name: str, content_type: str) -> FileResponse:
    """A stored file as a download; a browser that opens it all the same may run nothing in it."""
    response = FileResponse(open_stored(stored_as), as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _refuse_large(name: str, size: int) -> None:
    limit = settings.EVIDENCE_MAX_BYTES
    if size > limit:
        raise Refused(
            _("“%(name)s” is too large: at most %(limit)s megabytes.")
            % {"name": name, "limit": format_number(Decimal(limit) / 1024**2)}
        )


def _clean_name(name: str | None) -> str:
    """The name as it is shown: without folders and control characters, its extension kept when it is cut."""
    base = (name or "").replace("\\", "/").rpartition("/")[2]
    text = normalise("".join(letter for letter in base if letter.isprintable() or letter == "\u200c"))
    stem, suffix = PurePosixPath(text).stem, PurePosixPath(text).suffix
    return stem[: LONGEST_NAME - len(suffix)] + suffix if len(text) > LONGEST_NAME else text
