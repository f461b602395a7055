"""The calls of the years, and the board of the answers to one of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_as_of, told_of_day
from agencies.models import Agency, Event, User
from agencies.permissions import has_permission, scope_of
from config.clock import today
from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.filters import NOTHING
from projects.calls import EXPECTED_KIND, decisions_on_call
from projects.enums import YearState
from projects.models import ExpectedAgency, PlanYear
from reports.call_board import Answer, CallBoard, by_urgency, call_board
from reports.filters import AnswerFilter
from reports.reminders import call_reminders, schedule_of
from reports.tables import AnswerTable
from targets.periods import days_off

# As many agencies as a province has stand on one page.
ON_A_PAGE = 100


class CallList(Guarded, View):
    """Every plan year with its call, the last one that is open first in words; for the planning organization the way
    to the next year."""

    permission = Permission.CALL_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        asked = ExpectedAgency.objects.filter(plan_year=OuterRef("pk"), is_expected=True).order_by()
        counted = asked.values("plan_year").annotate(count=Count("pk")).values("count")
        years = PlanYear.objects.annotate(asked=Subquery(counted))
        running = next((year for year in years if year.state == YearState.OPEN and year.call_issued_at), None)
        deadline = running.call_deadline if running else None
        board = call_board(running, user=request.user, today=today()) if running else None
        context = {
            "years": years,
            "board": board,
            "reminders": schedule_of(deadline, today(), days_off()) if deadline else None,
            "can_open": has_permission(request.user, Permission.CALL_ISSUE),
            "standing": _turns(years, board, request.user),
        }
        return render(request, "reports/call_list.html", context)


def _turns(years: Iterable[PlanYear], board: CallBoard | None, user: User) -> list[Told]:
    """Which call is still to be issued and by whom, whether the reader's agency has answered, or that nothing waits."""
    issues = has_permission(user, Permission.CALL_ISSUE)
    said = []
    for year in years:
        if year.state == YearState.OPEN and not year.call_issued_at:
            words = (
                _("waits for you: issue the call of %(year)s")
                if issues
                else _("waits for the planning organization: issue the call of %(year)s")
            )
            address = reverse("call-issue", args=[year.year]) if issues else ""
            said.append(Told(words % {"year": year}, "mine" if issues else "turn", address))
    if board and not scope_of(user, Permission.CALL_VIEW).whole_province:
        address = reverse("call-board", args=[board.plan_year.year])
        words = _("waits for your agency: answer the call of %(year)s") % {"year": board.plan_year}
        said += [Told(words, "mine", address) for answer in board.answers if not answer.has_answered]
    if all(each.tone != "mine" for each in said):
        said.append(Told(_("nothing here waits for you"), "soft"))
    return [*said, told_as_of(today())]


class CallBoardPage(Guarded, Listed, SingleTableMixin, FilterView):
    """Who has answered the call of a year and how far the others are, each with its days."""

    permission = Permission.CALL_VIEW
    table_class = AnswerTable
    filterset_class = AnswerFilter
    template_name = "reports/call_board.html"
    list_name = gettext_lazy("Answers to the call")
    # The rows are the board's: the agencies behind them are asked for where somebody filters, and not counted.
    table_pagination = {"per_page": ON_A_PAGE}

    @cached_property
    def plan_year(self) -> PlanYear:
        return get_object_or_404(PlanYear, year=self.kwargs["year"])

    @cached_property
    def board(self) -> CallBoard:
        return call_board(self.plan_year, user=self.person, today=today())

    def get_queryset(self) -> QuerySet[Agency]:
        return Agency.objects.filter(pk__in=[answer.agency.pk for answer in self.board.answers])

    def get_filterset_kwargs(self, filterset_class: type[AnswerFilter]) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"answers": self.board.answers}

    def get_table_data(self) -> list[Answer]:
        answers = by_urgency(self.board.answers)
        if not self.filterset.is_bound:
            return answers
        wanted = {agency.pk for agency in self.object_list}
        return [answer for answer in answers if answer.agency.pk in wanted]

    def told(self) -> list[Told]:
        """Who has sent nothing, and how long there still is, or since when the deadline has passed."""
        board, silent = self.board, self.board.silent
        if not board.answers:
            return []
        if silent:
            words = _("nothing signed yet: %(n)s of %(of)s agencies")
            words %= {"n": localise_digits(str(silent)), "of": localise_digits(str(len(board.answers)))}
            told = [Told(words, "bad" if board.late else "warn")]
        else:
            told = [Told(_("an answer of each is signed"), "soft" if board.at_home else "ok")]
        if board.at_home:
            if scope_of(self.person, self.permission).whole_province:
                words = _("some programs still to be completed, signed and sent: %(n)s of %(of)s agencies")
                words %= {"n": localise_digits(str(board.at_home)), "of": localise_digits(str(len(board.answers)))}
                told.append(Told(words, "warn"))
            else:
                address = f"{reverse('program-list')}?plan_year={board.plan_year.year}"
                words = _("waits for your agency: complete, sign and send its other programs")
                told.append(Told(words, "mine", address))
        if board.late:
            late = _("late against the deadline of the call: %(n)s") % {"n": localise_digits(str(board.late))}
            told.append(Told(late, "bad", "?late=late"))
        deadline = self.plan_year.call_deadline
        if silent and deadline and self.plan_year.call_issued_at:
            told += [told_of_day(deadline, today()), Told(_("the system reminds them"), "soft", "#reminders-title")]
        return told

    def get_table_kwargs(self) -> dict[str, Any]:
        is_of_the_province = scope_of(self.person, self.permission).whole_province
        return {"plan_year": self.plan_year, "is_of_the_province": is_of_the_province}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.plan_year
        can_decide = year.state == YearState.OPEN and has_permission(self.person, Permission.CALL_ISSUE)
        return super().get_context_data(**kwargs) | {
            "board": self.board,
            "reminders": call_reminders(self.board),
            "plan_year": year,
            "can_issue": can_decide and year.call_issued_at is None,
            "can_extend": can_decide and year.call_issued_at is not None,
            "can_expect": can_decide,
            "decisions": [_decision(event) for event in decisions_on_call(year, self.person)],
            "asked_state": self.request.GET.get("state", ""),
        }


def _decision(event: Event) -> dict[str, object]:
    """What was decided, in words, with who, when and why."""
    return {
        "words": _words(event),
        "by": event.actor or _("the administrator of the server"),
        "on": _day_of(event),
        "reason": event.note,
    }


def _day_of(event: Event) -> datetime.date:
    """The day of the call where it was issued, by the clock of the rules; else when the history was written."""
    issued = event.changes.get("call_issued_on", [None, None])[1]
    return datetime.date.fromisoformat(issued) if issued else timezone.localdate(event.at)


def _words(event: Event) -> str:
    if event.object_kind == EXPECTED_KIND:
        is_added = event.changes.get("is_expected", [None, None])[1] == "true"
        named = {"agency": event.agency}
        return (_("“%(agency)s” was added") if is_added else _("“%(agency)s” was excused")) % named
    before, after = event.changes.get("call_deadline", [None, None])
    if "call_issued_on" in event.changes:
        return _("The call was issued; deadline %(day)s") % {"day": _day(after)}
    if before and after:
        return _("The deadline was extended from %(before)s to %(after)s") % {
            "before": _day(before),
            "after": _day(after),
        }
    return _("The year was opened")


def _day(text: str | None) -> str:
    return format_date(datetime.date.fromisoformat(text)) if text else NOTHING
