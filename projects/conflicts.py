"""Two texts of one page, the one that somebody typed and the one that is stored now: where they differ, and the merge.

A page is a `Sheet`: a form and the lists of rows under it. Its parts are the fields of the form and each row as a
whole. `differences` compares two sheets part by part; the page of the conflict posts, for every part that differs,
both texts and which of them was chosen; `chosen` makes of that what an ordinary form would have posted. So a merge
comes in by the same door as every save, works without script, and may meet the next conflict.

Who typed nothing in a part keeps theirs: a form carries the marks of what it showed (`marks`), so that what was left
alone can be told from what was typed.
"""

from __future__ import annotations

import datetime
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BoundField, Field
from django.http import QueryDict
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from agencies.history import as_text
from config.persian.calendar import format_date
from config.persian.numbers import format_number

Posted = dict[str, list[str]]

MINE, THEIRS = "mine", "theirs"
NOTHING = "—"
# Characters of one mark.
_MARK = 4


@dataclass
class Part:
    """A field of the form, or a row: what it posts, and what that says."""

    key: str
    label: str
    posted: Posted
    values: list[Any]
    text: str
    mark: str
    # Of a row: its form set, and the hidden field by which a stored row is known, if it has one.
    prefix: str = ""
    identifier: str = ""

    def says_the_same_as(self, other: Part) -> bool:
        pairs = zip(self.values, other.values, strict=True)
        return all(one == two or as_text(one) == as_text(two) for one, two in pairs)


@dataclass
class Difference:
    """A part that differs. `mine` and `theirs` as they are shown; what each posts stands beside it."""

    key: str
    label: str
    mine: str
    theirs: str
    chosen: str = MINE
    # False where only theirs is left: mine has nowhere to go any more.
    is_open: bool = True
    mine_posted: Posted = field(default_factory=dict)
    theirs_posted: Posted = field(default_factory=dict)


@dataclass
class Merge:
    """Two sheets laid over each other: what both post, and where they differ."""

    same: Posted
    differences: list[Difference]


class Sheet:
    """What is written on one page: a form and the form sets of its rows, bound to what was typed, or unbound as stored.

    A form set names in `row_key` the field by which its rows are known (an identifier, or what occurs once).
    """

    def __init__(self, form: BaseForm, *rows: Any) -> None:
        self.form = form
        self.rows = rows

    def is_valid(self) -> bool:
        """Whether all that was typed is readable; every part is asked, so that all messages are there at once."""
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.rows)])

    def parts(self) -> Iterator[Part]:
        for bound in self.form:
            if not bound.is_hidden:
                yield _field_part(bound)
        for formset in self.rows:
            yield from _row_parts(formset)

    @property
    def struck(self) -> set[str]:
        """The keys of the rows that the writer removed."""
        return {_row_key(formset, row) for formset in self.rows for row in formset.forms if _is_struck(row)}


# --- what a part posts and says -------------------------------------------------------------------


def posted(bound: BoundField) -> list[str]:
    """What a browser posts for the field: as it came, or, unbound, as the page would show it."""
    if bound.form.is_bound:
        return [value for value in _getlist(bound.form.data, bound.html_name) if value != ""]
    widget = bound.field.widget
    value = bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown_value: Any = widget.format_value(value)
    if not isinstance(shown_value, list | tuple | set):
        shown_value = [] if shown_value is None else [shown_value]
    return [str(item) for item in shown_value if str(item) != ""]


def _getlist(data: Any, name: str) -> list[str]:
    if isinstance(data, QueryDict):
        return [str(value) for value in data.getlist(name)]
    value = data.get(name)
    return [] if value is None else [str(value)]


def read(bound: BoundField, values: Sequence[str]) -> Any:
    """What the field makes of posted values; what it cannot read stays as it was typed."""
    data = QueryDict(mutable=True)
    data.setlist(bound.html_name, list(values))
    raw = bound.field.widget.value_from_datadict(data, {}, bound.html_name)
    try:
        value = bound.field.clean(raw)
    except ValidationError:
        return raw
    return list(value) if isinstance(value, QuerySet) else value


def _field_part(bound: BoundField) -> Part:
    values = posted(bound)
    value = read(bound, values)
    return Part(
        key=bound.html_name,
        label=str(bound.label),
        posted={bound.html_name: values or _left_empty(bound)},
        values=[value],
        text=shown(bound.field, value),
        mark=_mark(bound.html_name, [value]),
    )


def _row_parts(formset: Any) -> Iterator[Part]:
    for row in formset.forms if formset.is_bound else formset.initial_forms:
        fields = [bound for bound in row if bound.name != "DELETE"]
        typed = {bound.name: posted(bound) for bound in fields}
        visible = [bound for bound in fields if not bound.is_hidden]
        if _is_struck(row) or not any(typed[bound.name] for bound in visible):
            continue
        values = [read(bound, typed[bound.name]) for bound in visible]
        key = _row_key(formset, row)
        yield Part(
            key=key,
            label=str(visible[0].label),
            posted=typed,
            values=values,
            text=" · ".join(shown(bound.field, value) for bound, value in zip(visible, values, strict=True)),
            mark=_mark(key, values),
            prefix=formset.prefix,
            identifier=formset.row_key if row[formset.row_key].is_hidden else "",
        )


def _left_empty(bound: BoundField) -> list[str]:
    """What a browser posts for a field with nothing in it."""
    widget: Any = bound.field.widget
    return [] if isinstance(widget, forms.CheckboxInput) or getattr(widget, "allow_multiple_selected", False) else [""]


def _is_struck(row: BaseForm) -> bool:
    return row.is_bound and "DELETE" in row.fields and bool(posted(row["DELETE"]))


def _row_key(formset: Any, row: BaseForm) -> str:
    known = posted(row[formset.row_key])
    return f"{formset.prefix}-{known[0]}" if known else str(row.prefix)


def shown(field: Field, value: Any) -> str:
    """A value as the page of its object shows it."""
    if isinstance(value, list):
        return ("، " if get_language_bidi() else ", ").join(shown(field, item) for item in value) or NOTHING
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal | int):
        return format_number(value)
    if isinstance(value, datetime.date):
        return format_date(value)
    choices = {} if isinstance(value, Model) else dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))


# --- what was left alone --------------------------------------------------------------------------


def marks(sheet: Sheet) -> str:
    """A short mark of every part as it is shown: whatever comes back unchanged, the writer did not touch."""
    return "".join(part.mark for part in sheet.parts())


def _mark(key: str, values: Iterable[Any]) -> str:
    text = "\0".join([key, *((as_text(value) or "").replace("\r\n", "\n") for value in values)])
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:_MARK]


def _marked(text: str) -> set[str]:
    return {text[place : place + _MARK] for place in range(0, len(text), _MARK)}


# --- comparing and merging ------------------------------------------------------------------------


def merge(mine: Sheet, theirs: Sheet | None, *, shown_marks: str = "", closed: Iterable[str] = ()) -> Merge:
    """Lay what was typed over what is stored now (`theirs`; None where nothing is).

    `shown_marks` are those of the page that the writer read; `closed` names fields that nobody writes in any more.
    """
    own_parts = list(mine.parts())
    stored = {part.key: part for part in theirs.parts()} if theirs else {}
    known, struck, untouched = {part.key for part in own_parts}, mine.struck, _marked(shown_marks)
    pairs: list[Any] = [(own, stored.get(own.key), own.mark in untouched) for own in own_parts]
    # A row that the writer never saw stays unless they choose otherwise; one that they struck out goes.
    pairs += [(None, other, key not in struck) for key, other in stored.items() if key not in known]
    merged = Merge({}, [])
    numbers = dict.fromkeys((formset.prefix for formset in mine.rows), 0)
    for own, other, leave in pairs:
        part = own or other
        name, label = part.key, part.label
        if part.prefix:
            name = f"{part.prefix}-{numbers[part.prefix]}"
            numbers[part.prefix] += 1
            label += f" {format_number(numbers[part.prefix])}"
        difference = Difference(
            key=name,
            label=label,
            mine=_text(own, part),
            theirs=_text(other, part),
            chosen=THEIRS if leave or part.key in set(closed) else MINE,
            is_open=part.key not in set(closed),
            mine_posted=_numbered(own, name, is_stored=other is not None),
            theirs_posted=_numbered(other, name, is_stored=True),
        )
        if theirs is None:
            merged.same |= difference.mine_posted
            merged.differences += [difference] if part.text != NOTHING else []
        elif own and other and own.says_the_same_as(other):
            merged.same |= difference.theirs_posted
        else:
            merged.differences.append(difference)
    for prefix, count in numbers.items():
        merged.same |= {f"{prefix}-TOTAL_FORMS": [str(count)], f"{prefix}-INITIAL_FORMS": ["0"]}
    return merged


def _text(part: Part | None, beside: Part) -> str:
    if part:
        return part.text
    return _("not there") if beside.prefix else NOTHING


def _numbered(part: Part | None, name: str, *, is_stored: bool) -> Posted:
    """What the part posts in its new place. A row that is no longer stored comes back as a new one."""
    if part is None:
        return {}
    if not part.prefix:
        return part.posted
    return {
        f"{name}-{field_name}": values
        for field_name, values in part.posted.items()
        if is_stored or field_name != part.identifier
    }


def chosen(data: QueryDict) -> QueryDict:
    """What was posted, with each choice of a conflict's page put in its place."""
    if not any(name.startswith("choice:") for name in data):
        return data
    merged = QueryDict(mutable=True)
    for name, values in data.lists():
        side, _colon, rest = name.partition(":")
        if side in (MINE, THEIRS):
            key, _colon, field_name = rest.partition(":")
            if data.get(f"choice:{key}", MINE) == side:
                merged.setlist(field_name, values)
        elif side != "choice":
            merged.setlist(name, values)
    return merged


def as_typed(data: Mapping[str, Any]) -> Posted:
    """What a person typed, by field, without what the machine added."""
    return {name: _getlist(data, name) for name in data if name not in ("csrfmiddlewaretoken", "form_address")}
