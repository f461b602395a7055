"""The work list of the reviewers: its rows by risk, and how it is narrowed down."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.filters import ChooseFilter
from agencies.finding import Words
from agencies.models import Agency
from agencies.tables import badge
from config.clock import today
from config.persian.filters import NOTHING, num, pct, solar
from config.persian.letters import search_key
from config.persian.numbers import format_number
from projects.models import Period
from targets.enums import LineStatus
from targets.life import LINE_TONE
from targets.models import ReportLine
from targets.returns import WAITING_LINES, SheetLine
from targets.risk import Risk
from targets.tables.progress import period_key

_NUMBER = {"td": {"class": "j-cell-num"}, "th": {"class": "j-cell-num"}}
_TEXT = {"td": {"class": "j-cell-text"}}


# django-tables2 writes out the record for each cell without an attribute of its column's name.
@dataclass(frozen=True, repr=False)
class WaitingRow:
    """A line that waits, with what stands beside it and its risk."""

    item: SheetLine
    risk: Risk
    # The last day of the reviewers' week.
    until: datetime.date | None

    @property
    def line(self) -> ReportLine:
        return self.item.line

    @property
    def name(self) -> str:
        return str(self.line)

    @property
    def agency(self) -> Agency:
        return self.line.report.agency

    @property
    def period(self) -> Period:
        return self.line.report.period

    @property
    def reported(self) -> Decimal | None:
        return self.line.reported

    @property
    def score(self) -> Decimal:
        return self.risk.score

    @property
    def size(self) -> Decimal:
        return self.risk.size

    @property
    def deviation(self) -> Decimal:
        return self.risk.deviation

    @property
    def corrections(self) -> Decimal:
        return self.risk.corrections

    @property
    def status(self) -> str:
        return self.line.status

    @property
    def can_be_accepted(self) -> bool:
        return self.line.status == LineStatus.SENT and self.line.reported is not None

    def fits(self, words: Words) -> bool:
        project = self.item.project
        keys = [search_key(text) for text in (self.name, project.title, project.code, str(self.agency))]
        return all(any(word in key for key in keys) for word in words.keys)


class WaitingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="leave")
    agency = ChooseFilter(
        label=_("Agency"),
        choose="agency",
        queryset=Agency.objects.all(),
        to_field_name="code",
        field_name="report__agency",
    )
    period = django_filters.ChoiceFilter(label=_("Period"), method="in_period")
    about = django_filters.ChoiceFilter(
        label=_("About"), choices=[("target", _("Target")), ("action", _("Action"))], method="of_kind"
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=[(status.value, status.label) for status in LineStatus if status in WAITING_LINES]
    )

    class Meta:
        model = ReportLine
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = Period.objects.regular().select_related("plan_year").order_by("-plan_year__year", "ordinal")
        self.filters["period"].extra["choices"] = [(period_key(period), str(period)) for period in periods]

    def leave(self, lines: QuerySet[ReportLine], _name: str, _value: str) -> QuerySet[ReportLine]:
        """Asked of the rows, not of the database."""
        return lines

    def in_period(self, lines: QuerySet[ReportLine], _name: str, value: str) -> QuerySet[ReportLine]:
        year, kind, ordinal = value.split("-")
        return lines.filter(
            report__period__plan_year__year=year, report__period__kind=kind, report__period__ordinal=ordinal
        )

    def of_kind(self, lines: QuerySet[ReportLine], _name: str, value: str) -> QuerySet[ReportLine]:
        return lines.filter(**{f"{value}__isnull": False})

    def takes(self, row: WaitingRow) -> bool:
        asked = self.form.cleaned_data if self.form.is_bound else {}
        return row.fits(Words(asked.get("q") or ""))


class WaitingTable(tables.Table):
    """The riskiest first; who accepts all that is shown ticks what is left out and says why."""

    score = tables.Column(_("Risk"), attrs=_NUMBER)
    name = tables.Column(_("Line"), attrs=_TEXT)
    leave = tables.Column(_("Leave out"), empty_values=(), orderable=False)
    agency = tables.Column(_("Agency"), order_by="agency__sort_key")
    period = tables.Column(_("Period"), order_by="period__first_day")
    until = tables.Column(_("Verify until"))
    status = tables.Column(_("Status"))
    reported = tables.Column(_("Reported"), attrs=_NUMBER)
    expected = tables.Column(_("Planned to date"), accessor="item__expected", attrs=_NUMBER)
    deviation = tables.Column(_("From the trajectory"), attrs=_NUMBER)
    size = tables.Column(_("Part of the macro need"), attrs=_NUMBER)
    corrections = tables.Column(_("Corrected before"), attrs=_NUMBER)

    class Meta:
        order_by = ("-score",)
        empty_text = _("No line waits that fits what you asked for.")

    def __init__(self, *args: Any, typed: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was typed on a page that was refused.
        self.typed = typed or {}

    def render_score(self, value: Decimal) -> str:
        return num(value, 1)

    def render_name(self, record: WaitingRow) -> SafeString:
        line = record.line
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a> <span class="j-soft j-small"><bdi>{}</bdi></span>{}',
            reverse("progress-line", args=[line.report.uuid, line.uuid]),
            record.name,
            record.item.project.title,
            # What was just sent is what the list is of.
            "" if record.status == LineStatus.SENT else format_html(" {}", self.render_status(record)),
        )

    def render_agency(self, record: WaitingRow) -> SafeString:
        return format_html('{} <span class="j-soft j-small">{}</span>', record.agency, record.period)

    def value_agency(self, record: WaitingRow) -> str:
        return str(record.agency)

    def render_until(self, value: datetime.date) -> SafeString | str:
        days = (today() - value).days
        if days <= 0:
            return solar(value)
        late = ngettext("%(count)s day late", "%(count)s days late", days) % {"count": format_number(days)}
        return format_html('{} <span class="j-status j-bad">{}</span>', solar(value), late)

    def render_status(self, record: WaitingRow) -> SafeString:
        return badge(record.line.get_status_display(), LINE_TONE[record.status])

    def value_status(self, record: WaitingRow) -> str:
        return str(record.line.get_status_display())

    def render_reported(self, value: Decimal, record: WaitingRow) -> SafeString | str:
        if record.line.target is None:
            return pct(value)
        unit = record.line.target.indicator.unit
        shown = format_html('{} <span class="j-unit">{}</span>', num(value, unit.decimals), unit)
        so_far = record.item.year_to_date
        if so_far is None or so_far == value:
            return shown
        # The trajectory beside it is of the whole year so far.
        so_far_words = _t("since the year began: %(amount)s") % {"amount": format_number(so_far, unit.decimals)}
        return format_html('{}<br><span class="j-soft j-small">{}</span>', shown, so_far_words)

    def render_expected(self, value: Decimal, record: WaitingRow) -> str:
        return num(value, record.line.target.indicator.unit.decimals) if record.line.target else NOTHING

    def render_size(self, record: WaitingRow) -> SafeString | str:
        return _part(record.size, record.risk.size_percent)

    def render_deviation(self, record: WaitingRow) -> SafeString | str:
        done, expected = record.item.year_to_date, record.item.expected
        side = (
            "" if done is None or expected is None or done == expected else _("more") if done > expected else _("less")
        )
        return _part(record.deviation, record.risk.deviation_percent, side)

    def render_corrections(self, record: WaitingRow) -> SafeString | str:
        return _part(record.corrections, record.risk.corrections_percent)

    def render_leave(self, record: WaitingRow) -> SafeString | str:
        """The fields of the form that accepts what is shown; a line that cannot be accepted is none of them."""
        if not record.can_be_accepted:
            return NOTHING
        line, report = record.line, record.line.report
        return format_html(
            '<input type="hidden" name="line" value="{key}" form="accept-shown">'
            '<input type="hidden" name="return" value="{report}:{version}" form="accept-shown">'
            '<label class="visually-hidden" for="out-{key}">{leave}: <bdi>{name}</bdi></label>'
            '<input type="checkbox" name="out-{key}" id="out-{key}" form="accept-shown"{checked}> '
            '<label class="visually-hidden" for="why-{key}">{why}: <bdi>{name}</bdi></label>'
            '<input type="text" class="form-control form-control-sm" name="why-{key}" id="why-{key}"'
            ' form="accept-shown" maxlength="500" dir="auto"'
            ' placeholder="{reason}" value="{said}">',
            key=line.uuid,
            report=report.uuid,
            version=report.version,
            name=record.name,
            leave=_t("Leave out"),
            why=_t("Why it is left out"),
            reason=_t("Reason"),
            checked=SafeString(" checked") if f"out-{line.uuid}" in self.typed else "",
            said=self.typed.get(f"why-{line.uuid}", ""),
        )


def _part(points: Decimal, percent: Decimal | None, side: object = "") -> SafeString | str:
    """The percentage (to which side), and the points that it gives."""
    count = format_number(points, 1)
    given = format_html('<span class="j-soft j-small">{}</span>', _t("%(count)s points") % {"count": count})
    return given if percent is None else format_html("{} {}<br>{}", pct(percent, 0), side, given)
