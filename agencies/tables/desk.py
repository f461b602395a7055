"""People and reference rows as tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.db.models.functions import Collate
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from agencies.history import as_text
from agencies.models import ListedRow, User
from agencies.reference_lists import ReferenceList
from agencies.tables import badge
from agencies.tables.history import name_of, value_of
from config.clock import today
from config.persian.filters import NOTHING, solar
from config.sorting import in_alphabet


class PersonTable(tables.Table):
    full_name = tables.Column(_("Person"), order_by="sort_key", attrs={"td": {"class": "j-cell-text"}})
    username = tables.Column(_("User name"))
    seats = tables.Column(_("Positions"), empty_values=(), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    last_login = tables.Column(_("Last sign-in"), empty_values=())
    is_active = tables.Column(_("Status"))

    class Meta:
        model = User
        fields = ("full_name", "username", "seats", "last_login", "is_active")
        order_by = ("full_name",)
        caption = _("People")
        empty_text = _("Nobody fits what you asked for.")

    empty_help = _("Add the first person by “New person”; positions are given on their page.")

    def render_full_name(self, record: User) -> SafeString:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("person-detail", args=[record.uuid]), str(record))

    def render_username(self, value: str) -> SafeString:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)

    def render_seats(self, record: Any) -> SafeString | str:
        return format_html_join(SafeString("<br>"), "{}", ((str(seat),) for seat in record.seats_today)) or NOTHING

    def render_last_login(self, value: datetime | None) -> SafeString | str:
        return solar(value) if value else badge(gettext("never"), "warn")

    def value_last_login(self, record: User) -> date | None:
        return localtime(record.last_login).date() if record.last_login else None

    def render_is_active(self, record: User) -> SafeString:
        return state_of(record)


def state_of(person: User) -> SafeString:
    if not person.is_active:
        return badge(pgettext("person", "Deactivated"), "idle")
    if person.must_change_password:
        return badge(gettext("First password"), "warn")
    return badge(pgettext("person", "Active"), "ok")


class ReferenceTable(tables.Table):
    name = tables.Column(_("Name"), empty_values=(), attrs={"td": {"class": "j-cell-text"}})
    is_verified = tables.Column(_("Confirmed"))
    valid_until = tables.Column(_("Status"), empty_values=())

    class Meta:
        fields = ("name", "is_verified", "valid_until")
        empty_text = _("No row fits what you asked for.")

    def __init__(self, *args: Any, listed: ReferenceList, **kwargs: Any) -> None:
        self.listed = listed
        columns = [
            (name, _StoredColumn(listed, name, verbose_name=name_of(listed.kind, name)))
            for name in (listed.key, *listed.columns)
        ]
        sequence = ("name", *(name for name, _column in columns), "is_verified", "valid_until")
        super().__init__(*args, extra_columns=columns, sequence=sequence, **kwargs)

    def order_name(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        place = Collate(in_alphabet(F("name_fa")), "C")
        return rows.order_by(place.desc() if is_descending else place.asc(), "pk"), True

    def render_name(self, record: ListedRow) -> SafeString:
        address = reverse("reference-row", args=[self.listed.slug, as_text(getattr(record, self.listed.key))])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, record.name)

    def render_is_verified(self, value: bool) -> SafeString:
        return badge(gettext("confirmed"), "ok") if value else badge(gettext("not confirmed"), "warn")

    def render_valid_until(self, value: date | None) -> SafeString | str:
        if value is None:
            return badge(pgettext("reference row", "In force"), "ok")
        return format_html(
            "{} <br>{}",
            badge(pgettext("reference row", "Ended"), "idle")
            if value < today()
            else badge(pgettext("reference row", "In force"), "ok"),
            format_html(gettext("until {day}"), day=solar(value)),
        )


class _StoredColumn(tables.Column):
    """A column of the list's model in the words of the history: choices by label, days and digits of the reader."""

    def __init__(self, listed: ReferenceList, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.listed, self.name = listed, name

    def render(self, value: Any) -> SafeString | str:
        if self.name == self.listed.key and isinstance(value, str):
            return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)
        if hasattr(value, "name_fa"):
            return format_html("<bdi>{}</bdi>", str(value))
        return value_of(self.listed.kind, self.name, as_text(value))
