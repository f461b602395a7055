"""Whether a PDF only shows pages: no program, no action but to turn a page, no file inside, no password.

It is read without being drawn. Names may be written with escapes (`/J#61vaScript`) and objects may be packed into
compressed streams; both are undone before anything is looked for.
"""

from __future__ import annotations

import re
import zlib

from agencies.uploads.unfit import ACTIVE, CARRIES_FILES, DAMAGED, LOCKED, REACHES_OUT, TOO_MUCH_INSIDE, Unfit

BLANK = b"\x00\t\n\f\r "
# What object streams may unpack to, all together.
UNPACKED = 32 * 1024 * 1024

_HEADER = re.compile(rb"%PDF-[12]\.\d[\x00\t\n\f\r %]")
# Digits have an end: a page full of them would otherwise be read again from each.
_OBJECT = re.compile(rb"\d{1,10}[\x00\t\n\f\r ]+\d{1,5}[\x00\t\n\f\r ]+obj\b")
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


def _names(*names: str) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + "|".join(names).encode() + rb")(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)")


# A name that no PDF without such a thing has; those of two letters would be found by chance in a picture.
_FORBIDDEN = (
    (_names("Encrypt"), LOCKED),
    (_names("JavaScript", "Launch", "Rendition", "RichMedia", "OnInstantiate", "XFA", "Movie"), ACTIVE),
    (_names("EmbeddedFile", "EmbeddedFiles", "GoToE", "Collection"), CARRIES_FILES),
    (_names("SubmitForm", "ImportData", "GoToR"), REACHES_OUT),
)


def keep_pdf(content: bytes) -> bytes:
    """The content as it is kept: as it came. Raises Unfit."""
    if not _HEADER.match(content) or not content.rstrip(BLANK).endswith(b"%%EOF"):
        raise Unfit(DAMAGED)
    plain = _unescaped(content)
    if not _OBJECT.search(content) or b"/Root" not in plain:
        raise Unfit(DAMAGED)
    _look_through(plain)
    _look_into_streams(content)
    return content


def _unescaped(content: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _look_through(plain: bytes) -> None:
    for names, why in _FORBIDDEN:
        if names.search(plain):
            raise Unfit(why)


def _look_into_streams(content: bytes) -> None:
    """Look into what may hold objects; which streams do is said before each, and no comment hides it."""
    streams = list(_STREAM.finditer(content))
    left, before = UNPACKED, 0
    for number, stream in enumerate(streams):
        said = _unescaped(content[before : stream.start()])
        before = stream.end()
        is_certain = b"/ObjStm" in said
        # A lenient reader takes for objects what says where the first one is.
        if b"/Filter" not in said or not (is_certain or b"/First" in said):
            continue
        until = streams[number + 1].start() if number + 1 < len(streams) else len(content)
        unpacker = zlib.decompressobj()
        try:
            objects = unpacker.decompress(content[stream.end() : until], left)
        except zlib.error:
            if is_certain:
                raise Unfit(DAMAGED) from None
            continue
        left -= len(objects)
        if left <= 0:
            raise Unfit(TOO_MUCH_INSIDE)
        if not unpacker.eof or (is_certain and b"/DecodeParms" in said):
            raise Unfit(DAMAGED)
        _look_through(_unescaped(objects))
