"""The list of periods that were opened once more."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.models import Agency
from agencies.tables import badge
from config.clock import today
from config.persian.filters import solar
from targets.models import PeriodException


class ReopeningFilter(django_filters.FilterSet):
    agency = ChooseFilter(label=_("Agency"), choose="agency", queryset=Agency.objects.all(), to_field_name="code")
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=[("in_force", _("in force")), ("over", _("over"))], method="in_state"
    )

    class Meta:
        model = PeriodException
        fields: list[str] = []

    def in_state(self, exceptions: QuerySet[PeriodException], _name: str, value: str) -> QuerySet[PeriodException]:
        in_force = PeriodException.objects.in_force(today()).values("pk")
        return exceptions.filter(pk__in=in_force) if value == "in_force" else exceptions.exclude(pk__in=in_force)


class ReopeningTable(tables.Table):
    """Each with who opened it, until when, why, and what became of it."""

    period = tables.Column(_("Period"), order_by="period__first_day", attrs={"td": {"class": "j-cell-tight"}})
    agency = tables.Column(_("Agency"), order_by="agency__sort_key")
    program = tables.Column(_("Program"), empty_values=(), orderable=False)
    until = tables.Column(_("Open until"), attrs={"td": {"class": "j-cell-tight"}})
    reason = tables.Column(_("Reason"), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    granted_by = tables.Column(_("Opened by"), orderable=False)
    granted_on = tables.Column(_("Opened on"), attrs={"td": {"class": "j-cell-tight"}})
    state = tables.Column(_("Status"), empty_values=(), orderable=False, attrs={"td": {"class": "j-cell-text"}})

    class Meta:
        model = PeriodException
        fields = ("period", "agency", "state", "until", "program", "reason", "granted_by", "granted_on")
        sequence = fields
        order_by = ("-granted_on",)
        empty_text = _("No period has been opened once more.")

    def __init__(self, *args: Any, today: datetime.date, can_revoke: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.can_revoke = can_revoke

    def render_agency(self, value: Agency) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_program(self, record: PeriodException) -> SafeString | str:
        return format_html("<bdi>{}</bdi>", record.program.title) if record.program else _t("all of them")

    def value_program(self, record: PeriodException) -> str:
        return record.program.title if record.program else _t("all of them")

    def render_until(self, value: datetime.date) -> SafeString | str:
        return solar(value)

    def render_granted_on(self, value: datetime.date) -> SafeString | str:
        return solar(value)

    def render_reason(self, value: str) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_granted_by(self, record: PeriodException) -> SafeString:
        on = solar(record.granted_on)
        return format_html('<bdi>{}</bdi><br><span class="j-soft j-small">{}</span>', record.granted_by, on)

    def value_granted_by(self, record: PeriodException) -> str:
        return str(record.granted_by)

    def render_state(self, record: PeriodException) -> SafeString:
        if record.revoked_by is not None:
            told = format_html(
                "{}, {}: <bdi>{}</bdi>", record.revoked_by, solar(record.revoked_at), record.revoke_reason
            )
            return format_html('{} <span class="j-small">{}</span>', badge(_t("revoked"), "idle"), told)
        if not record.is_in_force(self.today):
            return badge(_t("ended"), "idle")
        state = badge(_t("in force"), "ok")
        if not self.can_revoke:
            return state
        link = '{} <a class="j-small" href="{}">{}<span class="visually-hidden">: {}</span></a>'
        return format_html(link, state, reverse("reopening-revoke", args=[record.uuid]), _t("Revoke"), record)

    def value_state(self, record: PeriodException) -> str:
        if record.revoked_at is not None:
            return _t("revoked")
        return _t("in force") if record.is_in_force(self.today) else _t("ended")
