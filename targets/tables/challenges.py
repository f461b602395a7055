"""The list of challenges: its table, and how it is narrowed down."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Collate, Concat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.filters import ChooseFilter, TextFilter, YesNoFilter
from agencies.finding import Words
from agencies.models import Agency
from agencies.tables import badge
from config.lateness import days_late, words_of_wait
from config.persian.filters import NOTHING, num, solar
from config.sorting import BETWEEN, folded, in_alphabet
from projects.challenges import next_desk, where_it_stands
from projects.enums import HOLDING_UP, ChallengeDesk, ChallengeState, ObstacleCategory, ObstacleLevel
from projects.models import Challenge, PlanYear

STATE_TONE: dict[str, str] = {
    ChallengeState.OPEN: "warn",
    ChallengeState.IN_HAND: "info",
    ChallengeState.CLAIMED: "info",
    ChallengeState.SOLVED: "ok",
    ChallengeState.INSOLUBLE: "bad",
}
# What still holds something up, as one choice among the states.
NOT_SOLVED = "holding_up"


class ChallengeFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(NOT_SOLVED, pgettext_lazy("challenge", "Not solved yet")), *ChallengeState.choices],
        method="in_state",
    )
    desk = django_filters.ChoiceFilter(label=pgettext_lazy("challenge", "Who has it"), choices=ChallengeDesk.choices)
    agency = ChooseFilter(
        label=_("Agency"),
        choose="agency",
        queryset=Agency.objects.all(),
        to_field_name="code",
        field_name="project__program__agency",
    )
    level = django_filters.ChoiceFilter(label=_("Can be solved at the level"), choices=ObstacleLevel.choices)
    category = django_filters.ChoiceFilter(label=_("Kind of obstacle"), choices=ObstacleCategory.choices)
    owner = TextFilter(label=_("Who is asked to solve it"), method="asked_of")
    overdue = YesNoFilter(label=_("Overdue"), field_name="is_overdue")
    mine = YesNoFilter(label=_("Waits for me"), field_name="is_mine")
    due_up = YesNoFilter(label=_("Should go one desk up"), field_name="is_to_escalate")
    year = django_filters.ModelChoiceFilter(
        label=_("Plan year"),
        queryset=PlanYear.objects.all(),
        field_name="project__program__plan_year",
        to_field_name="year",
    )

    class Meta:
        model = Challenge
        fields: list[str] = []

    def search(self, challenges: QuerySet[Challenge], _name: str, value: str) -> QuerySet[Challenge]:
        """Title, description or the program's code; whatever letters, digits and spaces were typed."""
        keyed = _by_key(challenges, "title", "description", "project__program__code")
        return keyed.filter(Words(value).anywhere("key"))

    def in_state(self, challenges: QuerySet[Challenge], _name: str, value: str) -> QuerySet[Challenge]:
        return challenges.filter(state__in=HOLDING_UP if value == NOT_SOLVED else [value])

    def asked_of(self, challenges: QuerySet[Challenge], _name: str, value: str) -> QuerySet[Challenge]:
        """An agency or a body by any part of its name."""
        names = ("asked_agency__name_fa", "asked_agency__name_en", "asked_name")
        first = ("owner_agency__name_fa", "owner_agency__name_en", "owner")
        nobody_later = Q(asked_agency__isnull=True, asked_name="")
        fits = Words(value)
        found = _by_key(challenges, *names).filter(fits.anywhere("key")).values("pk")
        at_first = _by_key(challenges.filter(nobody_later), *first).filter(fits.anywhere("key")).values("pk")
        return challenges.filter(Q(pk__in=found) | Q(pk__in=at_first))


def _by_key(challenges: QuerySet[Challenge], *names: str) -> QuerySet[Challenge]:
    """The challenges with a search key (`key`) of these columns."""
    parts = [
        part for name in names for part in (Coalesce(F(name), Value(""), output_field=TextField()), Value(BETWEEN))
    ]
    return challenges.alias(key=folded(Concat(*parts, output_field=TextField())))


class ChallengeTable(tables.Table):
    title = tables.Column(_("Challenge"), attrs={"td": {"class": "j-cell-text"}})
    agency = tables.Column(
        _("Agency"), accessor="project__program__agency", order_by="project__program__agency__sort_key"
    )
    program = tables.Column(_("Program"), accessor="project__program__code")
    category = tables.Column(_("Kind of obstacle"))
    level = tables.Column(_("Can be solved at the level"))
    desk = tables.Column(_("Waiting for"))
    days = tables.Column(
        _("Days there"), accessor="desk_since", order_by="-desk_since", attrs={"td": {"class": "j-cell-num"}}
    )
    state = tables.Column(_("Status"))
    asked = tables.Column(_("Who is asked to solve it"), orderable=False, attrs={"td": {"class": "j-cell-text"}})
    until = tables.Column(_("To be solved by"))
    escalate_on = tables.Column(_("Goes one desk up"))

    class Meta:
        model = Challenge
        fields = (
            "title",
            "agency",
            "state",
            "desk",
            "days",
            "until",
            "escalate_on",
            "asked",
            "level",
            "category",
            "program",
        )
        empty_text = _("No challenge fits what you asked for.")

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def order_title(self, rows: QuerySet[Challenge], is_descending: bool) -> tuple[QuerySet[Challenge], bool]:
        place = Collate(in_alphabet(F("title")), "C")
        return rows.order_by(place.desc() if is_descending else place.asc(), "pk"), True

    def render_title(self, record: Challenge) -> SafeString:
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a><br><span class="j-soft j-small"><bdi>{}</bdi> · {} · {} · {}</span>',
            record.get_absolute_url(),
            record.title,
            where_it_stands(record),
            self.render_program(record.project.program.code),
            record.get_category_display(),
            record.get_level_display(),
        )

    def value_title(self, record: Challenge) -> str:
        return record.title

    def render_desk(self, record: Any) -> SafeString | str:
        """Who has to act, and since how many days; the reader's own stand out."""
        if record.is_over:
            return NOTHING
        is_claimed = record.state == ChallengeState.CLAIMED
        who = format_html("<b>{}</b>", _t("you")) if record.is_mine else record.turn.label
        if is_claimed:
            return format_html('{}<br><span class="j-soft j-small">{}</span>', who, _t("to be confirmed"))
        wait = (
            _t("since the program")
            if record.desk_since is None
            else words_of_wait((self.today - record.desk_since).days)
        )
        if record.is_to_fetch:
            # It lies below the reader: the days there are not theirs.
            act = _t("refer it to %(above)s") % {"above": ChallengeDesk.PROVINCE.label}
            shown = '{}: {}<br><span class="j-soft j-small">{}: {}</span>'
            return format_html(shown, who, act, record.get_desk_display(), wait)
        if record.is_mine:
            who = format_html("{}: {}", who, self._deed(record))
        return format_html('{}<br><span class="j-soft j-small">{}</span>', who, wait)

    def _deed(self, record: Any) -> str:
        """What the reader, whose turn it is, does about it."""
        above = next_desk(record.desk)
        if record.is_to_escalate and above:
            return _t("decide, or refer it to %(above)s") % {"above": above.label}
        return _t("solve it, or report") if record.desk == ChallengeDesk.AGENCY else _t("decide")

    def value_desk(self, record: Challenge) -> str:
        return str(record.get_desk_display())

    def render_program(self, value: str) -> SafeString:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)

    def render_days(self, value: datetime.date) -> SafeString | str:
        return num((self.today - value).days)

    def value_days(self, record: Challenge) -> int | None:
        return (self.today - record.desk_since).days if record.desk_since else None

    def render_state(self, record: Challenge) -> SafeString:
        return badge(record.get_state_display(), STATE_TONE[record.state])

    def render_asked(self, value: str) -> SafeString:
        return format_html("<bdi>{}</bdi>", value)

    def render_until(self, record: Any, value: datetime.date) -> SafeString | str:
        if not record.is_overdue:
            return solar(value)
        return format_html('{} <span class="j-status j-bad">{}</span>', solar(value), days_late(value))

    def value_until(self, record: Any) -> datetime.date | None:
        return record.until

    def render_escalate_on(self, record: Any, value: datetime.date) -> SafeString | str:
        if not record.is_to_escalate:
            return solar(value)
        above = next_desk(record.desk)
        words = _t("its day has come; waiting for %(here)s or %(above)s") % {
            "here": record.get_desk_display(),
            "above": above.label if above else "",
        }
        if record.is_mine:
            words = _t("its day to be referred has come")
        return format_html('{} <span class="j-status j-warn">{}</span>', solar(value), words)

    def value_escalate_on(self, record: Any) -> datetime.date | None:
        return record.escalate_on
