"""The lists of sessions and of resolutions, and how they are narrowed down."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import Role
from agencies.filters import ChooseFilter, SolarDateFilter, TextFilter, YesNoFilter
from agencies.finding import Words
from agencies.models import Agency
from agencies.tables import badge
from config.lateness import days_late
from config.persian.calendar import format_date
from config.persian.digits import to_latin
from config.persian.filters import NOTHING, num, pct, solar
from config.persian.numbers import format_number
from config.sorting import folded
from reports.enums import UNDONE, Awaits, ResolutionState, SessionState
from reports.models import HqSession, Resolution
from reports.sessions import next_step_of

SESSION_TONE: dict[str, str] = {
    SessionState.PLANNED: "idle",
    SessionState.HELD: "info",
    SessionState.MINUTED: "warn",
    SessionState.SIGNED: "ok",
}
RESOLUTION_TONE: dict[str, str] = {
    ResolutionState.NOT_IMPLEMENTED: "warn",
    ResolutionState.IN_PROGRESS: "info",
    ResolutionState.IMPLEMENTED: "ok",
    ResolutionState.DROPPED: "idle",
}


def you() -> SafeString:
    """The reader, where it is their turn."""
    return format_html("<b>{}</b>", capfirst(_t("you")))


def resolution_tone(resolution: Resolution, *, is_late: bool) -> str:
    """What nobody has begun stands out once it is late, not while there is time."""
    is_early = resolution.state == ResolutionState.NOT_IMPLEMENTED and not is_late
    return "idle" if is_early else RESOLUTION_TONE[resolution.state]


# What is still to be done, as one choice among the states.
TO_DO = "to_do"


class SessionFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=SessionState.choices)
    since = SolarDateFilter(label=_("From day"), field_name="held_on", lookup_expr="gte")
    until = SolarDateFilter(label=_("To day"), field_name="held_on", lookup_expr="lte")

    class Meta:
        model = HqSession
        fields: list[str] = []

    def search(self, sessions: QuerySet[HqSession], _name: str, value: str) -> QuerySet[HqSession]:
        """Number, place or chair; whatever letters, digits and spaces were typed."""
        number = to_latin(value).strip()
        words = Concat("place", Value(" "), "chair", output_field=TextField())
        found = Q(pk__in=sessions.alias(key=folded(words)).filter(Words(value).anywhere("key")).values("pk"))
        return sessions.filter(found | Q(number=number) if number.isdecimal() and len(number) < 9 else found)


class SessionTable(tables.Table):
    number = tables.Column(_("Session"))
    held_on = tables.Column(_("Day"))
    state = tables.Column(_("Status"))
    waits = tables.Column(_("Waits for"), empty_values=(), orderable=False)
    chair = tables.Column(_("Chair"), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    place = tables.Column(_("Place of the session"), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    resolved = tables.Column(_("Resolutions"), attrs={"td": {"class": "j-cell-num"}})
    implemented = tables.Column(_("Implemented"), attrs={"td": {"class": "j-cell-num"}})
    overdue = tables.Column(_("Overdue"), attrs={"td": {"class": "j-cell-num"}})

    class Meta:
        model = HqSession
        fields = ("number", "held_on", "state", "waits", "resolved", "implemented", "overdue", "chair", "place")
        order_by = ("-held_on",)
        caption = _("Sessions of the headquarters")
        empty_text = _("No session fits what you asked for.")

    def render_number(self, record: HqSession) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)

    def value_number(self, record: HqSession) -> int:
        return record.number

    def render_state(self, record: HqSession) -> SafeString:
        return badge(record.get_state_display(), SESSION_TONE[record.state])

    def render_held_on(self, value: datetime.date) -> SafeString | str:
        return solar(value)

    def render_chair(self, value: str) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_resolved(self, value: int) -> str:
        return num(value)

    render_place = render_chair

    def render_implemented(self, record: Any, value: int) -> SafeString | str:
        """What was dropped is neither implemented nor still to be done: it is said, so that the numbers add up."""
        if not record.dropped:
            return num(value)
        words = _t("%(count)s dropped") % {"count": format_number(record.dropped)}
        return format_html('{} <span class="j-soft j-small">({})</span>', num(value), words)

    def render_waits(self, record: Any) -> SafeString | str:
        """What it waits for, and on whom."""
        next_step = next_step_of(record, unnotified=record.unnotified, undone=record.undone)
        if next_step is None:
            return NOTHING
        if not next_step.will_be_of(self.request.user):
            return format_html("{}: {}", capfirst(next_step.who), next_step.words)
        if next_step.is_of(self.request.user):
            return format_html("{}: {}", you(), next_step.words)
        # Nothing can be done before.
        words = _t("You, on %(day)s") % {"day": format_date(next_step.from_day)}
        return format_html("{}: {}", words, next_step.words)

    def value_waits(self, record: Any) -> str | None:
        next_step = next_step_of(record, unnotified=record.unnotified, undone=record.undone)
        return None if next_step is None else f"{next_step.who}: {next_step.words}"

    def render_overdue(self, record: Any, value: int) -> SafeString | str:
        """How many, each a row of the list it leads to; whose the one is that has been due longest, and how late."""
        if not value:
            return num(value)
        address = f"{reverse('resolution-list')}?session={record.number}&overdue=true"
        shown = '<a class="j-status j-bad" href="{}">{}</a> <small class="j-soft j-whose">{}<br>{}</small>'
        return format_html(shown, address, num(value), record.longest_agency, days_late(record.longest_due))

    def value_overdue(self, record: Any) -> int:
        return record.overdue


class ResolutionFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(TO_DO, pgettext_lazy("resolution", "Still to be done")), *ResolutionState.choices],
        method="in_state",
    )
    agency = ChooseFilter(
        label=_("Responsible or cooperating agency"),
        choose="agency",
        queryset=Agency.objects.all(),
        to_field_name="code",
        method="of_agency",
    )
    overdue = YesNoFilter(label=_("Overdue"), field_name="is_overdue")
    awaits = django_filters.ChoiceFilter(label=_("Waits for"), choices=Awaits.choices)
    mine = YesNoFilter(label=_("Your turn"), field_name="is_mine")
    session = TextFilter(label=_("Number of the session"), method="of_session")
    due_from = SolarDateFilter(label=_("Deadline from day"), field_name="deadline", lookup_expr="gte")
    due_until = SolarDateFilter(label=_("Deadline to day"), field_name="deadline", lookup_expr="lte")

    class Meta:
        model = Resolution
        fields: list[str] = []

    def search(self, resolutions: QuerySet[Resolution], _name: str, value: str) -> QuerySet[Resolution]:
        """Words of the text, or the number as in 12/3; whatever letters, digits and spaces were typed."""
        label = Concat(
            Cast("session__number", CharField()), Value("/"), Cast("number", CharField()), output_field=TextField()
        )
        keyed = resolutions.alias(key=folded(F("text")), spelled=label)
        return keyed.filter(Words(value).anywhere("key") | Q(spelled=to_latin(value).replace(" ", "")))

    def in_state(self, resolutions: QuerySet[Resolution], _name: str, value: str) -> QuerySet[Resolution]:
        return resolutions.filter(state__in=UNDONE if value == TO_DO else [value])

    def of_agency(self, resolutions: QuerySet[Resolution], _name: str, value: Agency) -> QuerySet[Resolution]:
        beside = Resolution.cooperating.through.objects.filter(agency=value).values("resolution")
        return resolutions.filter(Q(agency=value) | Q(pk__in=beside)) if value else resolutions

    def of_session(self, resolutions: QuerySet[Resolution], _name: str, value: str) -> QuerySet[Resolution]:
        number = to_latin(value).strip()
        is_number = number.isdecimal() and len(number) < 9
        return resolutions.filter(session__number=number) if is_number else resolutions.none()


class ResolutionTable(tables.Table):
    number = tables.Column(_("Number"), order_by=("session__number", "number"), attrs={"td": {"class": "j-cell-tight"}})
    text = tables.Column(_("Resolution"), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    agency = tables.Column(_("Responsible agency"), order_by="agency__sort_key")
    cooperating = tables.Column(
        _("Cooperating agencies"), orderable=False, empty_values=(), attrs={"td": {"class": "j-cell-text"}}
    )
    state = tables.Column(_("Status"))
    percent = tables.Column(_("Progress in percent"), attrs={"td": {"class": "j-cell-num"}})
    # What is over is late with nothing.
    deadline = tables.Column(pgettext_lazy("resolution", "Deadline"), order_by=("is_over", "deadline"))
    awaits = tables.Column(_("Waits for"), empty_values=())
    held_on = tables.Column(_("Session"), accessor="session__held_on")

    class Meta:
        model = Resolution
        fields = ("number", "text", "agency", "state", "deadline", "percent", "awaits", "cooperating", "held_on")
        order_by = ("deadline",)
        caption = _("Resolutions")
        empty_text = _("No resolution fits what you asked for.")

    def render_number(self, record: Resolution) -> SafeString:
        shown = '<a href="{}"><bdi class="j-code" dir="ltr" translate="no">{}</bdi></a>'
        return format_html(shown, record.get_absolute_url(), record.label)

    def value_number(self, record: Resolution) -> str:
        return f"{record.session.number}/{record.number}"

    def render_text(self, value: str) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_cooperating(self, record: Resolution) -> SafeString | str:
        return format_html_join(SafeString("، "), "{}", ((each,) for each in record.cooperating.all())) or NOTHING

    def render_state(self, record: Any) -> SafeString:
        return badge(record.get_state_display(), resolution_tone(record, is_late=record.is_overdue))

    def render_percent(self, value: int) -> str:
        return pct(value)

    def render_awaits(self, record: Resolution) -> SafeString | str:
        """What it waits for, and on whom: the secretariat answers, the agency implements."""
        if record.awaits != Awaits.NOTHING:
            who = you() if record.is_mine else Role.SECRETARIAT.label  # type: ignore[attr-defined]
            return format_html("{}: {}", who, record.get_awaits_display())
        if record.state not in UNDONE:
            return NOTHING
        return format_html("{}: {}", you() if record.is_mine else record.agency, _("implementation"))  # type: ignore[attr-defined]

    def value_awaits(self, record: Resolution) -> str | None:
        return str(record.get_awaits_display()) if record.awaits != Awaits.NOTHING else None

    def render_held_on(self, value: datetime.date) -> SafeString | str:
        return solar(value)

    def render_deadline(self, record: Any, value: datetime.date) -> SafeString | str:
        if not record.is_overdue:
            return solar(value)
        return format_html('{} <span class="j-status j-bad">{}</span>', solar(value), days_late(value))

    def value_deadline(self, record: Any) -> datetime.date | None:
        return record.deadline
