"""The list of programs, and that of the projects with their grades."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.tables import badge
from config.lateness import days_late
from config.persian.filters import NOTHING, num, solar
from projects.calls import due_of
from projects.enums import ProgramStatus, Tier, Turn
from projects.grading import Grading
from projects.models import Program
from projects.workflow import NEXT_ACT, WHOSE_TURN

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


_NUMBER = {"td": {"class": "j-cell-num"}}


class ProgramTable(tables.Table):
    title = tables.Column(_("Program"), order_by="sort_key", attrs={"td": {"class": "j-cell-text"}})
    code = tables.Column(_("Code"))
    agency = tables.Column(_("Agency"), order_by="agency__sort_key")
    axis = tables.Column(_("Axis"), order_by="axis__position")
    plan_year = tables.Column(_("Plan year"), order_by=("plan_year__year", "code"))
    status = tables.Column(_("Status"))
    turn = tables.Column(_("Waiting for"), empty_values=(), orderable=False)
    status_since = tables.Column(_("In this status since"))
    due = tables.Column(
        _("Due"), accessor="plan_year__call_deadline", order_by="plan_year__call_deadline", empty_values=()
    )

    class Meta:
        model = Program
        fields = ("title", "status", "turn", "due", "status_since", "plan_year", "agency", "axis", "code")
        sequence = fields
        caption = _("Programs")
        empty_text = _("No program fits what you asked for.")

    # What to do while there is none at all.
    empty_help = _(
        "Programs stand here once an agency has begun them; the province sees them from the head's signature on."
        " Whoever writes for an agency begins by “New program”, in the grid of the year, or by carrying over."
    )

    def render_title(self, record: Program) -> SafeString:
        title = record.title_shown  # type: ignore[attr-defined]  # from projects.signed.with_titles_for
        return format_html('<a href="{}"><bdi>{}</bdi></a>', record.get_absolute_url(), title)

    def render_code(self, value: str) -> SafeString:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)

    def render_status(self, record: Program) -> SafeString:
        return badge(record.get_status_display(), STATUS_TONE[record.status])

    def render_turn(self, record: Program) -> SafeString | str:
        """Who, and what they do next; the reader's own stand out."""
        status = ProgramStatus(record.status)
        turn = WHOSE_TURN[status]
        if turn == Turn.NOBODY:
            return NOTHING
        who = format_html("<b>{}</b>", gettext("you")) if record.is_mine else turn.label  # type: ignore[attr-defined]
        return format_html("{}: {}", who, NEXT_ACT[status])

    def value_turn(self, record: Program) -> str | None:
        status = ProgramStatus(record.status)
        turn = WHOSE_TURN[status]
        return None if turn == Turn.NOBODY else f"{turn.label}: {NEXT_ACT[status]}"

    def render_due(self, record: Program) -> SafeString | str:
        """The deadline of the call; late is what the agency has not signed by then."""
        deadline = due_of(record)
        if deadline is None:
            return NOTHING
        late = badge(days_late(deadline), "bad") if record.is_late else ""  # type: ignore[attr-defined]
        return format_html("{} {}", solar(deadline), late)

    def value_due(self, record: Program) -> date | None:
        return due_of(record)

    def render_status_since(self, value: datetime) -> str:
        return solar(value)


class GradeTable(tables.Table):
    """The projects of a year: what the agency proposes, what the reviewers' scores come to, what was decided."""

    project = tables.Column(_("Project"), accessor="project__title", attrs={"td": {"class": "j-cell-text"}})
    code = tables.Column(_("Code"), accessor="project__code")
    agency = tables.Column(
        _("Agency"), accessor="project__program__agency", order_by="project__program__agency__sort_key"
    )
    proposed = tables.Column(_("Proposed"), accessor="project", order_by=("project__scope_level", "project__tier"))
    scores = tables.Column(_("Scores"), accessor="scored", empty_values=(), orderable=False, attrs=_NUMBER)
    mean = tables.Column(_("Mean score"), attrs=_NUMBER)
    spread = tables.Column(_("Spread"), attrs=_NUMBER)
    suggested = tables.Column(_("Suggested tier"))
    decided = tables.Column(_("Decided"), accessor="project", order_by=("project__tier_decided", "project__code"))

    class Meta:
        order_by = ("code",)
        caption = _("Grading of the projects")
        empty_text = _("No project of this year is being reviewed.")

    def render_project(self, record: Grading) -> SafeString:
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', reverse("grading-project", args=[record.project.uuid]), record.project
        )

    def render_code(self, value: str) -> SafeString:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)

    def render_proposed(self, record: Grading) -> str:
        return _level_and_tier(record.project.get_scope_level_display(), record.project.get_tier_display())

    def render_scores(self, record: Grading) -> SafeString | str:
        """Side by side, in the order of the reviewers."""
        if not record.scored:
            return NOTHING
        by_reviewer = ((each.review.made_by, num(each.total)) for each in record.scored)
        shown = format_html_join(" · ", '<span title="{}">{}</span>', by_reviewer)
        return format_html("{}{}", shown, " +" if record.waits_for_second else "")

    def render_mean(self, value: Decimal) -> str:
        return num(value)

    render_spread = render_mean

    def render_suggested(self, value: Tier) -> str:
        return str(value.label)

    def render_decided(self, record: Grading) -> SafeString:
        project = record.project
        if record.is_decided:
            grade = _level_and_tier(project.get_scope_level_decided_display(), project.get_tier_decided_display())
            return badge(grade, "ok")
        if record.waits_for_second:
            return badge(_("waits for a second reviewer"), "warn")
        return badge(_("waits for the deputy"), "info") if record.is_scored else badge(_("not scored yet"), "idle")


def _level_and_tier(level: str, tier: str) -> str:
    return f"{level or NOTHING} · {tier or NOTHING}"
