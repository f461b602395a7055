"""The lists of reports, of signed letters and of messages, and the answers to a call."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission
from agencies.tables import badge
from config.clock import day_of
from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.filters import NOTHING, num, pct, solar
from config.persian.numbers import format_percent
from projects.models import PlanYear, SignedLetter
from reports.call_board import Answer
from reports.enums import AnswerState, JobState, MessageState, PublicationStage, ReportKind
from reports.models import Message, Publication, ReportJob

LANGUAGE_NAMES = dict(settings.LANGUAGES)
TONES = {
    JobState.QUEUED: "idle",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "idle",
}

STAGE_TONES = {
    PublicationStage.DRAFT: "idle",
    PublicationStage.REVIEWED: "info",
    PublicationStage.SIGNED: "warn",
    PublicationStage.PUBLISHED: "ok",
}


def waits_of(stage: PublicationStage, publication: Publication | None) -> str:
    """Whom a compiled report waits for, and for what; "" once it is published."""
    match stage:
        case PublicationStage.DRAFT:
            return _t("waits for the planning organization")
        case PublicationStage.REVIEWED:
            if publication is None or publication.secretariat_by_id is None:
                return _t("waits for the signature of the secretariat")
            return _t("waits for the signature of the deputy governor")
        case PublicationStage.SIGNED:
            return _t("waits to be published by the secretariat")
    return ""


YOURS = {
    PublicationStage.DRAFT: _("waits for your review"),
    PublicationStage.REVIEWED: _("waits for your signature"),
    PublicationStage.SIGNED: _("waits for you to publish it"),
}


def waits_for(person: User) -> Q:
    """The compiled reports whose next step on the way to publication is the person's.

    `is_back` says of each whether it was sent back (`operations.publishing.is_sent_back`).
    """
    draft, reviewed, signed = (
        Q(publication__stage=stage)
        for stage in (PublicationStage.DRAFT, PublicationStage.REVIEWED, PublicationStage.SIGNED)
    )
    unsigned = Q(publication__secretariat_by=person) | Q(publication__deputy_by=person)
    mine = Q(pk__in=())
    if has_permission(person, Permission.REPORT_REVIEW):
        mine |= (draft | Q(publication__isnull=True)) & Q(is_back=False) & ~Q(requested_by=person)
    if has_permission(person, Permission.REPORT_WRITE):
        mine |= (draft | Q(publication__isnull=True)) & Q(is_back=True)
    if has_permission(person, Permission.REPORT_SIGN):
        mine |= reviewed & ~unsigned
    if has_permission(person, Permission.REPORT_PUBLISH):
        mine |= signed
    return Q(kind=ReportKind.YEAR_END, state=JobState.DONE) & mine


def waits_since(job: ReportJob, publication: Publication | None) -> datetime.date | None:
    """The day of what was done last on the way to publication, by the clock of the rules; None without."""
    acts = [job.finished_at]
    if publication:
        acts += [publication.reviewed_at, publication.secretariat_at, publication.deputy_at]
    last = max((moment for moment in acts if moment), default=None)
    return day_of(last) if last else None


class ReportJobTable(tables.Table):
    """Every report that was asked for, newest first; the name leads to it."""

    kind = tables.Column(verbose_name=_("Report"), linkify=True)
    plan_year = tables.Column(verbose_name=_("Plan year"), order_by="plan_year__year")
    as_of = tables.Column(verbose_name=_("As of"))
    language = tables.Column(verbose_name=_("Language"), orderable=False)
    state = tables.Column(verbose_name=_("State"))
    publication = tables.Column(verbose_name=_("Publication"), orderable=False, empty_values=())
    requested_by = tables.Column(verbose_name=_("Requested by"), orderable=False)
    requested_at = tables.Column(verbose_name=_("Requested on"))

    class Meta:
        model = ReportJob
        fields = ("kind", "plan_year", "as_of", "state", "publication", "language", "requested_by", "requested_at")
        order_by = "-requested_at"
        caption = _("Reports")
        empty_text = _("No report has been asked for yet.")

    def render_as_of(self, record: ReportJob) -> SafeString | str:
        if not record.is_early:
            return format_date(record.day)
        early = _t("before the year's end")
        return format_html('{} <span class="j-soft j-small">{}</span>', format_date(record.day), early)

    def value_as_of(self, record: ReportJob) -> datetime.date:
        return record.day

    def render_publication(self, record: ReportJob) -> SafeString | str:
        """How far it is on its way to those it is for, and whom it waits for there."""
        if record.state != JobState.DONE or record.kind != ReportKind.YEAR_END:
            return NOTHING
        publication = getattr(record, "publication", None)
        stage = PublicationStage(publication.stage) if publication else PublicationStage.DRAFT
        shown = badge(stage.label, STAGE_TONES[stage])
        if publication and stage == PublicationStage.PUBLISHED:
            beside = format_html('<bdi dir="ltr" translate="no">{}</bdi>', localise_digits(publication.number))
        else:
            said: Any = record
            if stage == PublicationStage.DRAFT and said.is_back:
                yours, others = _t("waits for you to correct it"), _t("waits for the secretariat to correct it")
            else:
                yours, others = str(YOURS.get(stage, "")), waits_of(stage, publication)
            beside = format_html("<b>{}</b>", yours) if said.is_mine else format_html("{}", others)
            since = waits_since(record, publication)
            if since:
                beside = format_html("{} {}", beside, _t("since %(day)s") % {"day": format_date(since)})
        return format_html('{} <span class="j-soft j-small">{}</span>', shown, beside)

    def render_language(self, value: str) -> str:
        return str(LANGUAGE_NAMES[value])

    def render_requested_at(self, record: ReportJob) -> str:
        return format_date(record.requested_on)

    def render_requested_by(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_state(self, record: ReportJob) -> str:
        return render_to_string(
            "components/status_badge.html", {"label": record.get_state_display(), "tone": TONES[JobState(record.state)]}
        )


ANSWER_TONE: dict[AnswerState, str] = {
    AnswerState.NOT_STARTED: "idle",
    AnswerState.DRAFT: "idle",
    AnswerState.RETURNED: "warn",
    AnswerState.WITH_HEAD: "info",
    AnswerState.SENT: "info",
    AnswerState.UNDER_REVIEW: "info",
    AnswerState.AGREED: "ok",
    AnswerState.APPROVED: "ok",
    AnswerState.NOTHING_LEFT: "idle",
}
# States in which the agency is still writing: how far it is, stands beside them.
_WRITING = frozenset({AnswerState.DRAFT, AnswerState.RETURNED})
_NUMBER = {"td": {"class": "j-cell-num"}}


class AnswerTable(tables.Table):
    """The board: where each agency stands and since when, with whom its days were spent."""

    agency = tables.Column(_("Agency"), order_by="agency__sort_key", attrs={"td": {"class": "j-cell-text"}})
    state = tables.Column(_("Status"), order_by="step")
    days_late = tables.Column(_("Days late"), attrs=_NUMBER)
    days_in_state = tables.Column(_("Days in this status"), attrs=_NUMBER)
    percent = tables.Column(_("Evaluable, percent"), attrs=_NUMBER)
    exceptions = tables.Column(_("Exceptions granted"), attrs=_NUMBER)
    programs = tables.Column(_("Programs"), attrs=_NUMBER)
    projects = tables.Column(_("Projects"), attrs=_NUMBER)
    with_agency = tables.Column(_("Days with the agency"), attrs=_NUMBER)
    with_head = tables.Column(_("Days with the head"), attrs=_NUMBER)
    with_reviewer = tables.Column(_("Days with the reviewer"), attrs=_NUMBER)
    touched_on = tables.Column(_("Last activity"), attrs={"td": {"class": "j-cell-tight"}})
    sector = tables.Column(_("Sector"), accessor="agency__sector", order_by="agency__sector__position")

    class Meta:
        caption = _("Answers to the call")
        empty_text = _("No agency that is expected to answer fits what you asked for.")

    def __init__(self, *args: Any, plan_year: PlanYear, is_of_the_province: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_year = plan_year
        self.is_of_the_province = is_of_the_province

    def render_agency(self, record: Answer) -> SafeString:
        if not record.programs:
            return format_html("<bdi>{}</bdi>", record.agency)
        asked = f"plan_year={self.plan_year.year}&agency={record.agency.code}"
        return format_html('<a href="{}?{}"><bdi>{}</bdi></a>', reverse("program-list"), asked, record.agency)

    def render_state(self, record: Answer) -> SafeString:
        """«پیش‌نویس ۴۰٪»: the state, with how far the agency is where it is still writing."""
        words: SafeString | str = str(record.state.label)
        if record.state in _WRITING:
            # After a letter a bare percentage would have its sign on the other side.
            words = format_html("{} {}", words, pct(record.percent))
        return badge(words, "bad" if record.is_late else ANSWER_TONE[record.state])

    def value_state(self, record: Answer) -> str:
        label = str(record.state.label)
        return f"{label} {format_percent(record.percent)}" if record.state in _WRITING else label

    def render_percent(self, record: Answer) -> str:
        return pct(record.percent) if record.programs else NOTHING

    def value_percent(self, record: Answer) -> int | None:
        return record.percent if record.programs else None

    def render_days_in_state(self, value: int) -> str:
        return num(value)

    render_programs = render_projects = render_exceptions = render_days_in_state
    render_with_agency = render_with_head = render_with_reviewer = render_days_late = render_days_in_state

    def render_touched_on(self, value: datetime.date) -> str:
        return solar(value)


class LetterTable(tables.Table):
    """Every letter that was registered, newest first; the number leads to its scan."""

    number = tables.Column(linkify=("letter-scan", {"uuid": tables.A("uuid")}))
    dated_on = tables.Column()
    agency = tables.Column(order_by="agency__sort_key")
    seat = tables.Column(orderable=False)
    registered_by = tables.Column(orderable=False)
    registered_at = tables.Column()

    class Meta:
        model = SignedLetter
        fields = ("number", "dated_on", "agency", "seat", "registered_by", "registered_at")
        order_by = "-registered_at"
        caption = _("Signed letters")
        empty_text = _("No signed letter has been registered yet.")

    def render_number(self, value: str) -> str:
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', localise_digits(value))

    def render_dated_on(self, value: datetime.date) -> str:
        return format_date(value)

    def render_registered_at(self, value: datetime.datetime) -> str:
        return format_date(value)

    def render_seat(self, record: SignedLetter) -> str:
        return render_to_string("components/signer.html", {"who": record.seat.user, "seat": record.seat})

    def render_registered_by(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)


MESSAGE_TONES = {
    MessageState.WAITING: "info",
    MessageState.SENDING: "info",
    MessageState.SENT: "ok",
    MessageState.GIVEN_UP: "bad",
}
_TIGHT = {"td": {"class": "j-cell-tight"}}


def format_moment(moment: datetime.datetime) -> SafeString:
    """Day and minute, in Tehran."""
    minute = localise_digits(f"{timezone.localtime(moment):%H:%M}")
    return format_html('{} <bdi dir="ltr">{}</bdi>', solar(moment), minute)


class MessageTable(tables.Table):
    """What is to leave the house or has left it, the newest first; what waits or was given up may be sent again."""

    person = tables.Column(_("Person"), order_by="person__sort_key", attrs={"td": {"class": "j-cell-text"}})
    channel = tables.Column(_("Channel"))
    address = tables.Column(_("Address"))
    state = tables.Column(_("Status"))
    attempts = tables.Column(_("Attempts"), attrs=_NUMBER)
    made_at = tables.Column(_("Written"), attrs=_TIGHT)
    next_at = tables.Column(_("Next attempt"), attrs=_TIGHT)
    sent_at = tables.Column(_("Sent"), attrs=_TIGHT)
    last_error = tables.Column(_("Last error"), orderable=False)
    act = tables.TemplateColumn(
        verbose_name=_("Act"), template_name="reports/message_retry.html", orderable=False, exclude_from_export=True
    )

    class Meta:
        order_by = ("-made_at",)
        caption = _("Outbox")
        empty_text = _("No message fits what you asked for.")

    def render_person(self, value: object) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_address(self, value: str) -> SafeString:
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', value)

    def render_state(self, record: Message) -> SafeString:
        return badge(record.get_state_display(), MESSAGE_TONES[MessageState(record.state)])

    def render_attempts(self, value: int) -> str:
        return num(value)

    def render_made_at(self, value: datetime.datetime) -> str:
        return format_moment(value)

    def render_next_at(self, record: Message) -> str:
        return format_moment(record.next_at) if record.state == MessageState.WAITING else NOTHING

    def value_next_at(self, record: Message) -> datetime.datetime | None:
        return record.next_at if record.state == MessageState.WAITING else None

    def render_sent_at(self, value: datetime.datetime) -> str:
        return format_moment(value)

    def render_last_error(self, value: str) -> SafeString:
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', value)
