"""The list of reports."""

from __future__ import annotations

import datetime

import django_tables2 as tables
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from config.persian.calendar import format_date
from reports.enums import JobState
from reports.models import ReportJob

LANGUAGE_NAMES = dict(settings.LANGUAGES)
TONES = {JobState.QUEUED: "idle", JobState.RUNNING: "info", JobState.DONE: "ok", JobState.FAILED: "bad"}


class ReportJobTable(tables.Table):
    """Every report that was asked for, newest first; the name leads to it."""

    kind = tables.Column(verbose_name=_("Report"), linkify=True)
    plan_year = tables.Column(verbose_name=_("Plan year"), order_by="plan_year__year")
    as_of = tables.Column(verbose_name=_("As of"))
    language = tables.Column(verbose_name=_("Language"), orderable=False)
    state = tables.Column(verbose_name=_("State"))
    requested_by = tables.Column(verbose_name=_("Requested by"), orderable=False)
    requested_at = tables.Column(verbose_name=_("Requested on"))

    class Meta:
        model = ReportJob
        fields = ("kind", "plan_year", "as_of", "language", "state", "requested_by", "requested_at")
        order_by = "-requested_at"
        caption = _("Reports")
        empty_text = _("No report has been asked for yet.")

    def render_as_of(self, value: datetime.datetime) -> str:
        return format_date(value)

    def render_language(self, value: str) -> str:
        return str(LANGUAGE_NAMES[value])

    def render_requested_at(self, value: datetime.datetime) -> str:
        return format_date(value)

    def render_requested_by(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_state(self, record: ReportJob) -> str:
        return render_to_string(
            "components/status_badge.html", {"label": record.get_state_display(), "tone": TONES[JobState(record.state)]}
        )
