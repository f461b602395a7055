"""Pictures: read part by part, and kept without what is no picture.

Cameras write into a photo where and by whom it was taken, and people hide things there; what is kept shows the same
picture, and the way it is held.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from agencies.uploads.unfit import DAMAGED, TOO_MANY_PIXELS, Unfit

PIXELS = 64_000_000
LONGEST_SIDE = 20_000


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Unfit(DAMAGED)
    if width * height > PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unfit(TOO_MANY_PIXELS)


# --- PNG ------------------------------------------------------------------------------------------

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
# Bits of a pixel's sample that each colour type may have, and its samples.
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The passes of an interlaced picture: first column and row, and the steps.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"})
_INFLATED_AT_ONCE = 1 << 20


class _Chunk(NamedTuple):
    kind: bytes
    body: bytes
    whole: bytes


def keep_png(content: bytes) -> bytes:
    """The picture without comments and whatever else is no picture. Raises Unfit."""
    chunks = list(_chunks(content))
    kinds = [chunk.kind for chunk in chunks]
    if kinds[:1] != [b"IHDR"] or kinds.count(b"IHDR") != 1 or kinds[-1] != b"IEND" or chunks[-1].body:
        raise Unfit(DAMAGED)
    _check_pixels(chunks[0].body, [chunk.body for chunk in chunks if chunk.kind == b"IDAT"], b"PLTE" in kinds)
    return PNG_BEGINS + b"".join(chunk.whole for chunk in chunks if chunk.kind in _PNG_KEPT)


def _chunks(content: bytes) -> Iterator[_Chunk]:
    if not content.startswith(PNG_BEGINS):
        raise Unfit(DAMAGED)
    place = len(PNG_BEGINS)
    while place < len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8].ljust(8, b"\x00"))
        whole = content[place : place + 12 + length]
        body, check = whole[8:-4], whole[-4:]
        if len(whole) != 12 + length or check != struct.pack(">I", zlib.crc32(kind + body)):
            raise Unfit(DAMAGED)
        # A capital letter first: no picture without it.
        if not kind.isalpha() or (kind[:1].isupper() and kind not in _PNG_KEPT):
            raise Unfit(DAMAGED)
        yield _Chunk(kind, body, whole)
        place += len(whole)


def _check_pixels(header: bytes, packed: list[bytes], has_palette: bool) -> None:
    """That the packed pixels are as many as the header says: no more are ever unpacked."""
    if len(header) != 13:
        raise Unfit(DAMAGED)
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", header)
    _check_size(width, height)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise Unfit(DAMAGED)
    if not packed or (colour == 3 and not has_palette):
        raise Unfit(DAMAGED)
    expected = _bytes_of(width, height, depth * _SAMPLES[colour], interlaced=bool(interlace))
    unpacker, found = zlib.decompressobj(), 0
    try:
        for part in packed:
            while part and found <= expected:
                found += len(unpacker.decompress(part, _INFLATED_AT_ONCE))
                part = unpacker.unconsumed_tail
        found += len(unpacker.flush()) if found <= expected else 0
    except zlib.error:
        raise Unfit(DAMAGED) from None
    if found != expected or not unpacker.eof or unpacker.unused_data:
        raise Unfit(DAMAGED)


def _bytes_of(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Each row is as many whole bytes as its pixels need, and one that says how it is filtered."""
    sizes = [(width, height)]
    if interlaced:
        sizes = [
            (-(-(width - column) // across), -(-(height - row) // down))
            for column, row, across, down in _PASSES
            if width > column and height > row
        ]
    return sum(tall * (1 + -(-wide * bits // 8)) for wide, tall in sizes)


# --- JPEG -----------------------------------------------------------------------------------------

_START, _END, _SCAN, _EXIF = 0xD8, 0xD9, 0xDA, 0xE1
# Baseline, extended and progressive; the others no browser draws.
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_COMMENTS = frozenset({*range(0xE0, 0xF0), 0xFE})
# JFIF without its thumbnail, and how Adobe's programs store the colours.
_JFIF, _ADOBE = b"JFIF\x00", b"Adobe"
# The end of a scan: a marker that is none of those which stand inside one.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_ORIENTATION = 0x0112


def keep_jpeg(content: bytes) -> bytes:
    """The photo without place, camera, comments and small copies, held the same way. Raises Unfit.

    Cameras add their own data after the end mark; it goes too.
    """
    if not content.startswith(b"\xff\xd8\xff"):
        raise Unfit(DAMAGED)
    beginning: dict[int, bytes] = {}
    rest = bytearray()
    framed = scanned = False
    for marker, body, scan in _segments(content):
        segment = b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body
        if marker in _FRAMES:
            if framed or len(body) < 6 or body[0] != 8:
                raise Unfit(DAMAGED)
            height, width = struct.unpack(">HH", body[1:5])
            _check_size(width, height)
            framed = True
        elif marker == _SCAN:
            if not framed:
                raise Unfit(DAMAGED)
            scanned = True
        elif marker in _COMMENTS:
            if kept := _kept_of_comment(marker, body):
                beginning.setdefault(marker, kept)
            continue
        elif marker not in _TABLES:
            raise Unfit(DAMAGED)
        rest += segment + scan
    if not scanned:
        raise Unfit(DAMAGED)
    return b"\xff\xd8" + b"".join(beginning.values()) + bytes(rest) + b"\xff\xd9"


def _kept_of_comment(marker: int, body: bytes) -> bytes:
    """What of such a segment the picture needs: the first of each kind counts."""
    if marker == 0xE0 and body.startswith(_JFIF) and len(body) >= 14:
        return b"\xff\xe0" + struct.pack(">H", 16) + body[:12] + b"\x00\x00"
    if marker == 0xEE and body.startswith(_ADOBE):
        return b"\xff\xee" + struct.pack(">H", 14) + body[:12]
    return _held(body) if marker == _EXIF else b""


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(marker, its body, what is scanned after it) up to the end mark."""
    place = 2
    while True:
        if content[place : place + 1] != b"\xff":
            raise Unfit(DAMAGED)
        while content[place : place + 1] == b"\xff":
            place += 1
        marker = content[place] if place < len(content) else 0
        if marker == _END:
            return
        length = int.from_bytes(content[place + 1 : place + 3], "big")
        body = content[place + 3 : place + 1 + length]
        if length < 2 or len(body) != length - 2:
            raise Unfit(DAMAGED)
        place += 1 + length
        scan = b""
        if marker == _SCAN:
            following = _NEXT_MARKER.search(content, place)
            if following is None:
                raise Unfit(DAMAGED)
            scan, place = content[place : following.start()], following.start()
        yield marker, body, scan


def _held(exif: bytes) -> bytes:
    """An Exif segment that says nothing but how the camera was held; nothing where it was held upright."""
    order = {b"II": "<", b"MM": ">"}.get(exif[6:8])
    if not exif.startswith(b"Exif\x00\x00") or order is None:
        return b""
    tags = exif[6:]
    try:
        (first,) = struct.unpack_from(f"{order}I", tags, 4)
        (count,) = struct.unpack_from(f"{order}H", tags, first)
        for number in range(count):
            tag, _kind, _values, value = struct.unpack_from(f"{order}HHIH", tags, first + 2 + 12 * number)
            if tag == _ORIENTATION and 2 <= value <= 8:
                body = b"Exif\x00\x00MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    except struct.error:
        pass
    return b""
