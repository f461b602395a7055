"""The list of returns: its table, and how it is narrowed down."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.models import Agency
from agencies.tables import badge
from config.persian.digits import localise_digits, to_latin
from config.persian.filters import num, solar
from config.persian.letters import search_key
from projects.enums import Turn
from projects.models import Period
from targets.enums import ReportStatus
from targets.models import ProgressReport
from targets.periods import is_closed, period_key
from targets.returns import Part, is_of, is_under_verification, turn_of
from targets.silence import verified_until

STATUS_TONE: dict[str, str] = {
    ReportStatus.DUE: "idle",
    ReportStatus.DRAFT: "idle",
    ReportStatus.AWAITING_HEAD: "info",
    ReportStatus.SUBMITTED: "info",
    ReportStatus.SETTLED: "ok",
}


class ReturnFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    period = django_filters.ChoiceFilter(label=_("Period"), method="in_period")
    agency = ChooseFilter(label=_("Agency"), choose="agency", queryset=Agency.objects.all(), to_field_name="code")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ReportStatus.choices)

    class Meta:
        model = ProgressReport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = Period.objects.regular().select_related("plan_year").order_by("-plan_year__year", "ordinal")
        self.filters["period"].extra["choices"] = [(period_key(period), str(period)) for period in periods]

    def search(self, reports: QuerySet[ProgressReport], _name: str, value: str) -> QuerySet[ProgressReport]:
        """The agency by name or code, or the return by its tracking code; whatever letters and digits were typed."""
        typed = to_latin(value).strip()
        return reports.filter(
            Q(agency__search_key__contains=search_key(value))
            | Q(agency__code__iexact=typed)
            | Q(tracking_code__contains=typed)
        )

    def in_period(self, reports: QuerySet[ProgressReport], _name: str, value: str) -> QuerySet[ProgressReport]:
        year, kind, ordinal = value.split("-")
        return reports.filter(period__plan_year__year=year, period__kind=kind, period__ordinal=ordinal)


# Columns that say nothing in a part of the list.
IDLE_COLUMNS: dict[Part, tuple[str, ...]] = {
    Part.REPORT: ("waiting", "disputed", "signed_on"),
    Part.VERIFY: ("entered",),
    Part.ALL: (),
}


def name_cell(report: ProgressReport, name: object, *, leads: bool) -> SafeString:
    """A name; of a return that the reader may open, and where it `leads` there, with its address."""
    if leads and report.is_open_to_reader:  # type: ignore[attr-defined]
        return format_html('<a href="{}"><bdi>{}</bdi></a>', report.get_absolute_url(), name)
    return format_html("<bdi>{}</bdi>", name)


def status_cell(
    report: ProgressReport, *, today: datetime.date, takes_on: bool = False, reopens: bool = False
) -> SafeString:
    """Where the return stands; `is_reopened` says whether its period is open once more.

    `takes_on`: the reader may enter what nobody has begun, on the agency's behalf. `reopens`: they re-open periods.
    """
    is_overdue = report.signed_at is None and report.period.due_on < today
    words = _t("Overdue") if is_overdue and report.status == ReportStatus.DUE else report.get_status_display()
    status = badge(words, "bad" if is_overdue else STATUS_TONE[report.status])
    if report.on_behalf_by_id is not None:
        return format_html('{} <span class="j-chip">{}</span>', status, _t("on the agency's behalf"))
    is_over = not report.signed_at and is_closed(report.period, today)
    if is_over and report.is_reopened:  # type: ignore[attr-defined]
        return format_html('{} <span class="j-chip">{}</span>', status, _t("re-opened"))
    if is_over and reopens:
        query = urlencode({"period": period_key(report.period), "agency": report.agency.code})
        address, words = f"{reverse('reopening-new')}?{query}", _t("Re-open")
    elif is_over:
        return format_html('{} <span class="j-chip">{}</span>', status, _t("closed"))
    elif takes_on and report.status == ReportStatus.DUE:
        address, words = reverse("progress-on-behalf", args=[report.uuid]), _t("Enter on the agency's behalf")
    else:
        return status
    whose = f"{report.agency}, {report.period}"
    link = '{} <a class="j-small" href="{}">{}<span class="visually-hidden">: {}</span></a>'
    return format_html(link, status, address, words, whose)


def due_day(report: ProgressReport) -> datetime.date:
    """The day until which whoever has the return is to be done with it; with the agency its period's due day."""
    return (verified_until(report) if is_under_verification(report) else None) or report.period.due_on


def turn_among(report: Any) -> Turn:
    """Whose turn it is, of a return of the list with its lines counted."""
    return turn_of(report, waits=report.waiting > 0, is_disputed=report.disputed > 0)


def days_late_of(report: ProgressReport, today: datetime.date) -> int | None:
    """By how many days whoever has it is late, 0 in time; None of what is settled."""
    return None if report.status == ReportStatus.SETTLED else max(0, (today - due_day(report)).days)


class ReturnTable(tables.Table):
    """Returns with where they stand; the address is shown only to those who may open it."""

    agency = tables.Column(_("Agency"), order_by="agency__sort_key", attrs={"td": {"class": "j-cell-text"}})
    period = tables.Column(_("Period"), order_by=("period__first_day", "agency__sort_key"))
    status = tables.Column(_("Status"))
    turn = tables.Column(_("Waiting for"), empty_values=(), orderable=False)
    entered = tables.Column(_("Lines entered"), orderable=False)
    waiting = tables.Column(_("To settle"), attrs={"td": {"class": "j-cell-num"}})
    back = tables.Column(_("Returned"), attrs={"td": {"class": "j-cell-num"}})
    disputed = tables.Column(_("In dispute"), attrs={"td": {"class": "j-cell-num"}})
    due_on = tables.Column(_("Due on"), empty_values=(), order_by="period__due_on")
    late = tables.Column(
        _("Days late"), empty_values=(), order_by="-period__due_on", attrs={"td": {"class": "j-cell-num"}}
    )
    signed_on = tables.Column(_("Signed on"))

    class Meta:
        model = ProgressReport
        fields = (
            "agency",
            "period",
            "status",
            "turn",
            "entered",
            "waiting",
            "back",
            "disputed",
            "due_on",
            "late",
            "signed_on",
        )
        order_by = ("period",)
        empty_text = _("No return fits what you asked for.")

    def __init__(self, *args: Any, today: datetime.date, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if part == Part.VERIFY:
            # Not the day that the agency had to keep.
            self.columns["due_on"].column.verbose_name = _("Verify until")

    def render_agency(self, record: ProgressReport) -> SafeString:
        return self._name("agency", record.agency, record)

    def render_period(self, record: ProgressReport) -> SafeString:
        return self._name("period", record.period, record)

    def _name(self, column: str, name: object, record: ProgressReport) -> SafeString:
        """The row's first cell leads to the return, if the reader may open it."""
        return name_cell(record, name, leads=self.sequence[0] == column)

    def render_status(self, record: ProgressReport) -> SafeString:
        return status_cell(record, today=self.today)

    def value_status(self, record: ProgressReport) -> str:
        return str(record.get_status_display())

    def render_turn(self, record: ProgressReport) -> SafeString | str:
        turn = turn_among(record)
        return format_html("<b>{}</b>", _t("you")) if is_of(self.request.user, turn) else str(turn.label)

    def value_turn(self, record: ProgressReport) -> str:
        return str(turn_among(record).label)

    def render_entered(self, record: ProgressReport) -> str:
        counts = {"n": record.entered, "of": record.total}  # type: ignore[attr-defined]
        return localise_digits(_t("%(n)s of %(of)s") % counts)

    def render_waiting(self, value: int) -> SafeString | str:
        return num(value)

    def render_back(self, value: int) -> SafeString | str:
        return num(value)

    def render_disputed(self, value: int) -> SafeString | str:
        return num(value)

    def render_due_on(self, record: ProgressReport) -> SafeString | str:
        return solar(due_day(record))

    def value_due_on(self, record: ProgressReport) -> datetime.date:
        return due_day(record)

    def render_late(self, record: ProgressReport) -> SafeString | str:
        return num(self.value_late(record))

    def value_late(self, record: ProgressReport) -> int | None:
        return days_late_of(record, self.today)

    def render_signed_on(self, value: datetime.date) -> SafeString | str:
        return solar(value)
