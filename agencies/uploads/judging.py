"""Whether a file is taken, and what of it is kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.refusals import Refused
from agencies.uploads.images import keep_jpeg, keep_png
from agencies.uploads.naming import clean_name, extension_of
from agencies.uploads.office.flaws import Flawed
from agencies.uploads.office.guard import keep_docx, keep_xlsx
from agencies.uploads.pdf import keep_pdf
from agencies.uploads.unfit import OF_FLAW, TWO_IN_ONE, Unfit
from config.persian.numbers import format_number


class Upload(Protocol):
    """What is needed of an uploaded file (django.core.files.uploadedfile.UploadedFile)."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int = ...) -> bytes: ...


class FileKind(NamedTuple):
    """A kind of file that is taken: its name for people, its media type, and what keeps a content of it.

    `keep` gives what is kept of a content, or raises Unfit.
    """

    name: str
    content_type: str
    keep: Callable[[bytes], bytes]


class Handed(NamedTuple):
    """A file that was taken: the name as it is shown, what is kept of it, of which kind it is."""

    name: str
    content: bytes
    content_type: str


# Where browsers look to guess what they were given, and what would make them take it for a page.
_SNIFFED = 1024
_PAGE = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|object|\?php)\b", re.IGNORECASE)


def _alone(keep: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Keeps what is not an archive or a page at the same time."""

    def keep_alone(content: bytes) -> bytes:
        kept = keep(content)
        if zipfile.is_zipfile(io.BytesIO(content)) or _PAGE.search(kept[:_SNIFFED]):
            raise Unfit(TWO_IN_ONE)
        return kept

    return keep_alone


def _said(keep: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Tells in words what is wrong with a document."""

    def keep_or_say(content: bytes) -> bytes:
        try:
            return keep(content)
        except Flawed as flawed:
            raise Unfit(OF_FLAW[flawed.flaw]) from None

    return keep_or_say


_OFFICE = "application/vnd.openxmlformats-officedocument"
# What a scanner or a camera makes of paper.
SCANS: dict[str, FileKind] = {
    "pdf": FileKind("PDF", "application/pdf", _alone(keep_pdf)),
    "png": FileKind("PNG", "image/png", _alone(keep_png)),
    "jpg": FileKind("JPEG", "image/jpeg", _alone(keep_jpeg)),
    "jpeg": FileKind("JPEG", "image/jpeg", _alone(keep_jpeg)),
}
KINDS: dict[str, FileKind] = {
    **SCANS,
    "xlsx": FileKind("XLSX", f"{_OFFICE}.spreadsheetml.sheet", _said(keep_xlsx)),
    "docx": FileKind("DOCX", f"{_OFFICE}.wordprocessingml.document", _said(keep_docx)),
}


def accepted(kinds: Mapping[str, FileKind] = KINDS) -> str:
    """The kinds as the `accept` of a field names them."""
    return ",".join(f".{extension}" for extension in kinds)


def names_of(kinds: Mapping[str, FileKind] = KINDS) -> str:
    """The kinds as people call them."""
    return ", ".join(dict.fromkeys(kind.name for kind in kinds.values()))


def take(file: Upload, kinds: Mapping[str, FileKind] = KINDS) -> Handed:
    """Read the file. Raises Refused, saying what is wrong and what would be taken."""
    _refuse_large(clean_name(file.name), file.size or 0)
    return judge(file.name, file.read(), kinds)


def judge(given_name: str | None, content: bytes, kinds: Mapping[str, FileKind] = KINDS) -> Handed:
    """The file as it is kept. Raises Refused, saying what is wrong and what would be taken."""
    name = clean_name(given_name)
    if not content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": name})
    _refuse_large(name, len(content))
    kind = kinds.get(extension_of(name))
    if kind is None:
        raise Refused(
            _("“%(name)s”: only these kinds of files are taken: %(kinds)s.") % {"name": name, "kinds": names_of(kinds)}
        )
    try:
        return Handed(name, kind.keep(content), kind.content_type)
    except Unfit as unfit:
        raise Refused(_("“%(name)s” is not taken: %(why)s") % {"name": name, "why": unfit.why}) from None


def _refuse_large(name: str, size: int) -> None:
    limit = settings.EVIDENCE_MAX_BYTES
    if size > limit:
        raise Refused(
            _("“%(name)s” is too large: at most %(limit)s megabytes.")
            % {"name": name, "limit": format_number(Decimal(limit) / 1024**2)}
        )
