"""The XML of a document's parts: parsed with expat, or cut into like elements where a part is long and written plainly.

Excel writes a sheet as thousands of rows, one after the other and each in the same few signs. Such a part is divided:
what is around the rows is parsed as a document by itself, and each row is either recognised to its last letter by a
pattern or parsed as a document by itself too. Where it is in doubt what stands where, the part is parsed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from agencies.uploads.office.flaws import Flaw, Flawed

_DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml\b[^>]*\bencoding\s*=\s*[\"']([^\"']*)")
_START = re.compile(rb"<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?(?<!/)>")
# Letters that XML forbids, and the return that it would change.
_FORBIDDEN = bytes({*range(32)} - {9, 10})
# What ends a section of letters, and two that are none; each is looked for where its first byte is found.
_FORBIDDEN_WORDS = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_MARKS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_DECODED_AT_ONCE = 1024 * 1024


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def parse(
    body: bytes,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse with names without their namespaces: both dialects of the format are read."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    names: dict[str, str] = {}

    def begin(name: str, attributes: dict[str, str]) -> None:
        known = names.get(name)
        if known is None:
            known = names[name] = local(name)
        if start is not None:
            start(known, attributes)

    parser.StartElementHandler = begin
    if end is not None:
        ended = end
        parser.EndElementHandler = lambda name: ended(names[name])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        raise Flawed(Flaw.DAMAGED) from None


def resolved(text: str) -> str | None:
    """The text with the letters that its marks stand for; None where one is not of those that every document has."""
    first, *others = text.split("&")
    found = [first]
    for other in others:
        name, end, rest = other.partition(";")
        if not end or name not in _MARKS:
            return None
        found += _MARKS[name], rest
    return "".join(found)


class NotDivided(Exception):
    """It is not beyond doubt where a part can be cut."""


class Divided:
    """A part, divided: `frame` is what is left of it without its pieces."""

    def __init__(self, body: bytes, inside: tuple[int, int], ending: bytes, root: re.Match[bytes]) -> None:
        first, last = inside
        self.frame = body[:first] + body[last:]
        self.inside = body[first:last]
        # Whether a letter in it may stand for another: as a mark of XML, or as Excel escapes what XML cannot hold.
        self.is_escaped = b"&" in self.inside or b"_" in self.inside
        self.rest = ""
        self._ending = ending
        self._root, self._root_end = root[0], b"</%s>" % root[1]

    def pieces(self) -> Iterator[str]:
        """What stands before each end of an element, without that end; `rest` is what stands after the last one."""
        ending, at = self._ending.decode(), 0
        while at < len(self.inside):
            found = self.inside.find(self._ending, at + _DECODED_AT_ONCE)
            until = len(self.inside) if found < 0 else found + len(self._ending)
            try:
                *pieces, self.rest = self.inside[at:until].decode().split(ending)
            except UnicodeDecodeError:
                raise Flawed(Flaw.DAMAGED) from None
            yield from pieces
            at = until

    def document(self, piece: str, *, is_ended: bool = True) -> bytes:
        """The piece as a document by itself, in the namespaces of the part.

        Raises NotDivided where it may begin or end within a comment, a section or an instruction.
        """
        if "<!" in piece or "<?" in piece:
            raise NotDivided
        return self._document(piece.encode() + (self._ending if is_ended else b""))

    def attributes(self, element: str, said: str) -> dict[str, str] | None:
        """What is said in a start tag after the element's name; None for what is no whole tag."""
        found: list[dict[str, str]] = []
        try:
            parse(self._document(f"<{element}{said}/>".encode()), lambda _name, said: found.append(said))
        except Flawed:
            return None
        return found[-1]

    def is_sound(self) -> bool:
        """Whether its pieces hold no letter that would have to be refused or changed, and its root holds a piece."""
        if len(self.inside.translate(None, _FORBIDDEN)) != len(self.inside):
            return False
        if any(word[:1] in self.inside and word in self.inside for word in _FORBIDDEN_WORDS):
            return False
        try:
            parse(self._document(b""))
        except Flawed:
            return False
        return True

    def _document(self, inside: bytes) -> bytes:
        return self._root + inside + self._root_end


def divide(body: bytes, container: str, element: str) -> Divided:
    """The part cut where an element ends inside the container. Raises NotDivided where that is not beyond doubt.

    Where there are no comments, sections and instructions a `<` is nothing but the beginning of a tag.
    """
    declared = _DECLARED.match(body)
    if declared is not None and declared[1].lower() != b"utf-8":
        raise NotDivided
    root = _START.search(body)
    first, last = body.find(f"<{container}".encode()), body.rfind(f"</{container}>".encode())
    tag = _START.match(body, first) if first >= 0 else None
    if root is None or tag is None or tag[1] != container.encode() or tag.end() > last:
        raise NotDivided
    found = Divided(body, (tag.end(), last), f"</{element}>".encode(), root)
    head = found.frame.removeprefix(b"\xef\xbb\xbf")
    if b"<!" in head or head.count(b"<?") != head.startswith(b"<?xml") or not found.is_sound():
        raise NotDivided
    return found
