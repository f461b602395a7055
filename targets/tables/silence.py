"""Who has not reported: the table of the clocks, and how it is narrowed down."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, QuerySet, TextChoices
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.models import Sector
from config.persian.filters import num, solar
from targets.enums import ReportStatus
from targets.models import ProgressReport
from targets.silence import Lying
from targets.tables.progress import ReturnFilter, name_cell, status_cell

_NUMBER = {"td": {"class": "j-cell-num"}}


class Show(TextChoices):
    """Which returns of the periods that are over; without a choice those that no head has signed."""

    LATE = "late", _("Reported late")
    LYING = "lying", _("Reported, not settled")
    ALL = "all", _("All")


class SilenceFilter(ReturnFilter):
    show = django_filters.ChoiceFilter(
        label=_("Show"), choices=Show.choices, empty_label=_("Not reported"), method="shown"
    )
    sector = ChooseFilter(
        label=_("Sector"),
        choose="sector",
        queryset=Sector.objects.all(),
        to_field_name="code",
        field_name="agency__sector",
    )
    field_order = ("q", "show", "period", "agency", "sector", "status")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.order_fields(self.field_order)

    def shown(self, reports: QuerySet[ProgressReport], _name: str, value: str) -> QuerySet[ProgressReport]:
        match value:
            case Show.LATE:
                return reports.filter(signed_on__gt=F("period__due_on"))
            case Show.LYING:
                return reports.filter(signed_at__isnull=False).exclude(status=ReportStatus.SETTLED)
            case _:
                return reports


class SilenceTable(tables.Table):
    """Whoever is latest first: where the return lies, how long it lay with each side, and how the year went so far."""

    agency = tables.Column(_("Agency"), order_by="agency__sort_key", attrs={"td": {"class": "j-cell-text"}})
    period = tables.Column(_("Period"), order_by=("period__first_day", "agency__sort_key"))
    status = tables.Column(_("Status"), accessor="report__status")
    turn = tables.Column(_("Waiting for"))
    due_on = tables.Column(_("Due day of the agency"), accessor="period__due_on")
    late = tables.Column(_("Days late on the agency's due day"), attrs=_NUMBER)
    with_agency = tables.Column(_("Days with the agency"), attrs=_NUMBER)
    with_head = tables.Column(_("Days with the head"), attrs=_NUMBER)
    with_reviewer = tables.Column(_("Days with the reviewer"), attrs=_NUMBER)
    over = tables.Column(_("Days past the signature's week"), attrs=_NUMBER)
    times_late = tables.Column(_("Times late"), attrs=_NUMBER)
    days_late_on_average = tables.Column(_("Average days when late"), attrs=_NUMBER)
    sector = tables.Column(_("Sector"), accessor="agency__sector", order_by="agency__sector__position")

    class Meta:
        order_by = ("-late",)
        caption = _("Who has not reported")
        empty_text = _("No return fits what you asked for.")

    def __init__(
        self, *args: Any, today: datetime.date, takes_on: bool = False, reopens: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # Whether the reader may open a closed period once more.
        self.reopens = reopens
        # Whether the reader may enter what nobody has begun, on the agency's behalf.
        self.takes_on = takes_on

    def render_agency(self, record: Lying) -> SafeString:
        return name_cell(record.report, record.agency, leads=self.sequence[0] == "agency")

    def render_period(self, record: Lying) -> SafeString:
        return name_cell(record.report, record.period, leads=self.sequence[0] == "period")

    def render_status(self, record: Lying) -> SafeString:
        return status_cell(record.report, today=self.today, takes_on=self.takes_on, reopens=self.reopens)

    def value_status(self, record: Lying) -> str:
        return str(record.report.get_status_display())

    def render_turn(self, record: Lying) -> str:
        return str(record.turn.label)

    def render_due_on(self, value: datetime.date) -> SafeString | str:
        return solar(value)

    def render_late(self, value: int) -> str:
        return num(value)

    render_with_agency = render_with_head = render_with_reviewer = render_late
    render_over = render_times_late = render_days_late_on_average = render_late
