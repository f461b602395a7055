"""The history as a table: stored texts in the words, digits and dates of the reader."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import django_tables2 as tables
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableQuerysetData

from agencies.enums import Role
from agencies.models import Event
from agencies.reference_lists import title_of_list
from agencies.spoken import CHOICES, NAMES, Spoken
from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.filters import NOTHING, solar
from config.persian.numbers import format_number

# Columns whose values are written alike in every language.
CODES = frozenset({"username", "email", "mobile", "code"})
# Numbers that count nothing.
NUMERALS = frozenset({"year", "seed"})
# Changes that stand open in a cell; the others are folded away.
SHOWN = 4
# A day that stands by itself: tracking codes and numbers of letters may begin like one.
_DAY = re.compile(r"(?<![0-9/-])([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.+Z-]+)?(?![0-9/-])")
_LATIN = re.compile("[A-Za-z]")
_COMMA = re.compile("، |, ")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def model_of(kind: str) -> type[Model] | None:
    """The model that an event's kind names ("targets.master_table"), or None."""
    try:
        return apps.get_model(kind.replace("_", ""))
    except (LookupError, ValueError):
        return None


def field_of(kind: str, name: str) -> Field | None:
    model = model_of(kind)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def name_of(kind: str, name: str, spoken: Spoken | None = None) -> str:
    """What a changed field is called on screen; a name that nobody has given words to is shown as a code."""
    field = field_of(kind, name)
    if field is not None and isinstance(field.verbose_name, Promise):
        return str(field.verbose_name)
    word, _space, rest = name.partition(" ")
    if word in NAMES:
        return f"{NAMES[word]} {localise_digits(rest)}".rstrip()
    listed, _dot, act = name.partition(".")
    if act and (title := title_of_list(listed)):
        return f"{title}, {NAMES[act]}" if act in NAMES else title
    return format_html('<bdi translate="no">{}</bdi>', spoken.label(name) if spoken else name)


def value_of(kind: str, name: str, text: str | None, spoken: Spoken | None = None) -> SafeString | str:
    """A stored value as people read it: choices and rows by their name, dates, numbers and digits of the language."""
    if text is None:
        return NOTHING
    field = field_of(kind, name)
    label = dict(field.flatchoices).get(text) if field is not None else None
    if label is not None:
        return str(label)
    if name in CODES:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', text)
    if text in ("true", "false"):
        return gettext("yes") if text == "true" else gettext("no")
    if spoken and (named := _rows_named(field, text, spoken)):
        return format_html("<bdi>{}</bdi>", named)
    choices = CHOICES.get(name.partition(" ")[0], {})
    if choices:
        return format_html("<bdi>{}</bdi>", " · ".join(_part(part, choices) for part in text.split(" · ")))
    if _NUMBER.fullmatch(text) and name not in NUMERALS:
        try:
            return format_html("<bdi class=j-num>{}</bdi>", format_number(Decimal(text)))
        except InvalidOperation:
            pass
    readable = _DAY.sub(_day_as_read, text)
    return format_html("<bdi>{}</bdi>", localise_digits(readable))


def _rows_named(field: Field | None, text: str, spoken: Spoken) -> str:
    """The rows that a relation names by their codes, as they are called; "" where it is no relation, or unknown."""
    model = getattr(field, "related_model", None)
    names = [spoken.row(model, code) for code in _COMMA.split(text)] if model else []
    return "، ".join(filter(None, names)) if names and all(names) else ""


def _part(part: str, choices: dict[str, Promise | str]) -> str:
    """A part of a value that is made of several: a choice, a number, a day, or words."""
    if part in choices:
        return str(choices[part])
    if _NUMBER.fullmatch(part):
        return format_number(Decimal(part))
    return localise_digits(_DAY.sub(_day_as_read, part))


def _day_as_read(found: re.Match[str]) -> str:
    """The day as people read it; what is no day of any calendar stays as it was written."""
    try:
        return format_date(date.fromisoformat(found[1]))
    except ValueError:
        return found[0]


def change_of(kind: str, name: str, old: str | None, new: str | None, spoken: Spoken | None = None) -> SafeString:
    """«وزن: از ۱۰ به ۲۰» — in words, because an arrow points the wrong way in one of the two directions."""
    named = {
        "name": name_of(kind, name, spoken),
        "old": value_of(kind, name, old, spoken),
        "new": value_of(kind, name, new, spoken),
    }
    if old is None:
        return format_html(gettext("{name}: {new}"), **named)
    if new is None:
        return format_html(gettext("{name}: {old} removed"), **named)
    return format_html(gettext("{name}: from {old} to {new}"), **named)


def _list(changes: list[SafeString]) -> SafeString:
    return format_html(
        '<ul class="list-unstyled mb-0">{}</ul>', format_html_join("", "<li>{}</li>", ((each,) for each in changes))
    )


class ByKeys(TableQuerysetData):
    """A list that grows without end: to come to a page only keys are passed over, which an index has together."""

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return super().__getitem__(place)
        return list(self.data.filter(pk__in=list(self.data.values_list("pk", flat=True)[place])))


class EventTable(tables.Table):
    at = tables.Column(_("When"), attrs={"td": {"class": "j-cell-tight"}})
    actor = tables.Column(_("Who"), empty_values=(), orderable=False)
    act = tables.Column(_("Act"), orderable=False)
    label = tables.Column(_("What"), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    changes = tables.Column(_("From … to …"), empty_values=(), orderable=False, attrs={"td": {"class": "j-cell-text"}})

    class Meta:
        model = Event
        fields = ("at", "actor", "act", "label", "changes")
        order_by = ("-at",)
        caption = _("History")
        empty_text = _("Nothing is recorded that fits what you asked for.")

    def __init__(self, data: QuerySet[Event], **kwargs: Any) -> None:
        super().__init__(ByKeys(data), **kwargs)
        self.spoken = Spoken()

    def order_at(self, events: QuerySet[Event], is_descending: bool) -> tuple[QuerySet[Event], bool]:
        # Keys grow with time, and are the table's own order.
        return events.order_by("-pk" if is_descending else "pk"), True

    def render_at(self, value: datetime) -> SafeString:
        clock = localise_digits(timezone.localtime(value).strftime("%H:%M"))
        return format_html('{} <span class="j-soft" dir="ltr">{}</span>', solar(value), clock)

    def render_actor(self, record: Event) -> SafeString:
        name = record.actor or gettext("by the calendar or the administrator of the server")
        role = Role(record.role).label if record.role else ""
        return format_html('<bdi>{}</bdi><br><span class="j-soft">{}</span>', name, role)

    def render_label(self, record: Event) -> SafeString:
        model = model_of(record.object_kind)
        kind = model._meta.verbose_name if model else gettext("reference data")
        label = _DAY.sub(_day_as_read, self.spoken.label(record.label))
        if model is None:
            label = str(CHOICES["size"].get(label, label))
        if not _LATIN.search(label):
            # A number or a day; what has letters is a code, alike in every language.
            label = localise_digits(label)
        return format_html('<bdi translate="no">{}</bdi><br><span class="j-soft">{}</span>', label, kind)

    def render_changes(self, record: Event) -> SafeString:
        changes = [
            change_of(record.object_kind, name, old, new, self.spoken)
            for name, (old, new) in sorted(record.changes.items())
        ]
        if record.note:
            changes.insert(0, format_html("<bdi>{}</bdi>", localise_digits(record.note)))
        if len(changes) <= SHOWN:
            return _list(changes)
        count = len(changes) - SHOWN
        more = ngettext("%(count)s more", "%(count)s more", count) % {"count": localise_digits(str(count))}
        return format_html(
            '{}<details class="j-details"><summary>{}</summary>{}</details>',
            _list(changes[:SHOWN]),
            more,
            _list(changes[SHOWN:]),
        )
