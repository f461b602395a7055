"""What a reviewer's remark may be about: the program as a whole, or a field of something in it.

Each app registers the kinds of its own things, with their fields and the form in which these are written; a remark
keeps the kind, the thing's UUID and the field. A thing may be removed afterwards: then the remark stays, and says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.models import Program, Remark

Words = Promise | str
Thing = tuple[uuid.UUID, str]


@dataclass(frozen=True)
class AnchorKind:
    """A kind of thing: its `fields` by their name, its `things` in a program with what they are called.

    `url` gives the address of a field in the form of a thing; "" is the form itself.
    """

    kind: str
    label: Words
    fields: Mapping[str, Words]
    things: Callable[[Program], Iterable[Thing]]
    url: Callable[[Program, uuid.UUID, str], str]


_KINDS: dict[str, AnchorKind] = {}


def anchor_kind(kind: AnchorKind) -> None:
    """Register a kind of thing that remarks may be about."""
    _KINDS[kind.kind] = kind


def anchor_kinds() -> list[AnchorKind]:
    return list(_KINDS.values())


def is_anchor(program: Program, kind: str, thing: uuid.UUID, field: str) -> bool:
    """Whether there is such a thing in the program now, and it has such a field ("": the thing as a whole)."""
    known = _KINDS.get(kind)
    if known is None or (field and field not in known.fields):
        return False
    return any(key == thing for key, _name in known.things(program))


def is_about_the_whole(remark: Remark) -> bool:
    return remark.anchor_kind == "program" and not remark.anchor_field


def about_of(program: Program, remark: Remark) -> str:
    """What the remark is about, as people call it; "" where it is the program as a whole."""
    if is_about_the_whole(remark):
        return ""
    known = _KINDS.get(remark.anchor_kind)
    name = _name_of(program, known, remark.anchor_id)
    if known is None or name is None:
        return _("something that was removed")
    field = known.fields.get(remark.anchor_field)
    return f"{name} – {field}" if field else name


def url_of(program: Program, remark: Remark) -> str:
    """The address of the field it is about; "" where there is none."""
    known = _KINDS.get(remark.anchor_kind)
    if known is None or is_about_the_whole(remark) or _name_of(program, known, remark.anchor_id) is None:
        return ""
    return known.url(program, remark.anchor_id, remark.anchor_field)


def _name_of(program: Program, known: AnchorKind | None, thing: uuid.UUID) -> str | None:
    return dict(known.things(program)).get(thing) if known else None
