"""The list of programs."""

from __future__ import annotations

from datetime import datetime

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.tables import badge
from config.persian.filters import solar
from projects.enums import ProgramStatus
from projects.models import Program
from projects.workflow import WHOSE_TURN

STATUS_TONE: dict[str, str] = {
    ProgramStatus.DRAFT: "idle",
    ProgramStatus.AWAITING_HEAD: "info",
    ProgramStatus.UNDER_REVIEW: "info",
    ProgramStatus.RETURNED: "warn",
    ProgramStatus.NEGOTIATION: "info",
    ProgramStatus.AGREED: "ok",
    ProgramStatus.APPROVED: "ok",
    ProgramStatus.CLOSED: "idle",
    ProgramStatus.REJECTED: "bad",
    ProgramStatus.WITHDRAWN: "idle",
}


class ProgramTable(tables.Table):
    title = tables.Column(_("Program"), order_by="sort_key", attrs={"td": {"class": "j-cell-text"}})
    code = tables.Column(_("Code"))
    agency = tables.Column(_("Agency"), order_by="agency__sort_key")
    axis = tables.Column(_("Axis"), order_by="axis__position")
    status = tables.Column(_("Status"))
    turn = tables.Column(_("Waiting for"), empty_values=(), orderable=False)
    status_since = tables.Column(_("Since"))

    class Meta:
        model = Program
        fields = ("title", "code", "agency", "axis", "status", "turn", "status_since")
        order_by = ("code",)
        empty_text = _("No program fits what you asked for.")

    def render_title(self, record: Program) -> SafeString:
        title = record.title_shown  # type: ignore[attr-defined]  # from projects.signed.with_titles_for
        return format_html('<a href="{}"><bdi>{}</bdi></a>', record.get_absolute_url(), title)

    def render_code(self, value: str) -> SafeString:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)

    def render_status(self, record: Program) -> SafeString:
        return badge(record.get_status_display(), STATUS_TONE[record.status])

    def render_turn(self, record: Program) -> str:
        return str(WHOSE_TURN[ProgramStatus(record.status)].label)

    def render_status_since(self, value: datetime) -> str:
        return solar(value)
