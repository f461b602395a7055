"""How the board of a call, and the outbox, are narrowed down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.models import Agency, Sector
from config.persian.digits import to_latin
from config.persian.letters import search_key
from reports.call_board import Answer
from reports.enums import AnswerState, Channel, MessageState
from reports.models import Message

LATE, IN_TIME = "late", "in_time"


class AnswerFilter(django_filters.FilterSet):
    """Agencies by what they are called, and by the answers they gave (`answers`), which no table holds."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=AnswerState.choices, method="in_state")
    late = django_filters.ChoiceFilter(
        label=_("Deadline"), choices=[(LATE, _("Passed without an answer")), (IN_TIME, _("Not late"))], method="in_time"
    )
    sector = ChooseFilter(label=_("Sector"), choose="sector", queryset=Sector.objects.all(), to_field_name="code")

    class Meta:
        model = Agency
        fields: list[str] = []

    def __init__(self, *args: Any, answers: Sequence[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers

    def search(self, agencies: QuerySet[Agency], _name: str, value: str) -> QuerySet[Agency]:
        """By name or code, whatever letters, digits and spaces were typed."""
        return agencies.filter(Q(search_key__contains=search_key(value)) | Q(code__iexact=to_latin(value).strip()))

    def in_state(self, agencies: QuerySet[Agency], _name: str, value: str) -> QuerySet[Agency]:
        return agencies.filter(pk__in=[answer.agency.pk for answer in self.answers if answer.state == value])

    def in_time(self, agencies: QuerySet[Agency], _name: str, value: str) -> QuerySet[Agency]:
        is_late = value == LATE
        return agencies.filter(pk__in=[answer.agency.pk for answer in self.answers if answer.is_late == is_late])


class MessageFilter(django_filters.FilterSet):
    """Messages by whom they are for, where they stand, and their way."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=MessageState.choices)
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices)

    class Meta:
        model = Message
        fields: list[str] = []

    def search(self, messages: QuerySet[Message], _name: str, value: str) -> QuerySet[Message]:
        """By the person's name or user name, or the address."""
        return messages.filter(
            Q(person__search_key__contains=search_key(value))
            | Q(person__username__icontains=value.strip())
            | Q(address__icontains=to_latin(value).strip())
        )
