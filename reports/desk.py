"""What waits for the administrator: people and seats, reference lists, the calendar of the year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission, Role
from agencies.models import Agency, Membership, User
from agencies.permissions import has_permission
from agencies.reference_lists import LISTS, row_counts
from projects.enums import YearState
from projects.models import Holiday, PlanYear
from reports.inbox import Item, Queue, oldest

# Seats that end within so many days are named: time enough to see who comes after.
SOON = datetime.timedelta(days=30)
# Holidays fixed in the solar calendar are at most so many a year; a year with no more lacks those that follow the moon.
SOLAR_HOLIDAYS = 11


@dataclass(frozen=True)
class Chore:
    """Something to put in order, and where; with how many there are of what can be counted."""

    title: Promise | str
    url: str
    count: int | None = None


def desk_queues(user: User, today: datetime.date) -> list[Queue]:
    """Seats that end soon, and people without a seat; empty queues too."""
    if not has_permission(user, Permission.PEOPLE_MANAGE):
        return []
    seatless, seatless_count = oldest(User.objects.without_seat(today).order_by("sort_key", "pk"))
    people = [Item(str(person), "", reverse("person-detail", args=[person.uuid]), None) for person in seatless]
    ending, ending_count = oldest(_seats_that_end(today).select_related("user", "agency").order_by("valid_until", "pk"))
    seats = [
        Item(str(seat.user), str(seat), reverse("person-detail", args=[seat.user.uuid]), None, seat.valid_until)
        for seat in ending
    ]
    return [
        Queue("seats-that-end", _("Positions that end soon"), seats, ending_count),
        Queue("people-without-a-seat", _("People without a position"), people, seatless_count),
    ]


def chores_of(user: User, today: datetime.date) -> list[Chore]:
    """What is not in order, each with where it is put in order."""
    chores: list[Chore] = []
    if has_permission(user, Permission.PEOPLE_MANAGE):
        chores += _empty_seats(today)
    if has_permission(user, Permission.REFERENCE_MANAGE):
        chores += [*_calendar(today), *_unverified()]
    return [chore for chore in chores if chore.count != 0]


def _seats_that_end(today: datetime.date) -> QuerySet[Membership]:
    """Seats of today that end soon, with nobody who holds the same one longer."""
    given = Membership.objects.lasting(today).filter(delegated_by__isnull=True)
    after = given.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")),
        Q(agency=OuterRef("agency")) | Q(agency__isnull=True, user=OuterRef("user")),
        role=OuterRef("role"),
    )
    return Membership.objects.in_force(today).filter(
        ~Exists(after), valid_until__lte=today + SOON, user__is_active=True
    )


def _empty_seats(today: datetime.date) -> list[Chore]:
    titles = {
        Role.AGENCY_HEAD: _("Agencies expected to submit, without a head"),
        Role.AGENCY_EDITOR: _("Agencies expected to submit, without an officer"),
    }
    rows = reverse("reference-rows", args=["agencies"])
    return [
        Chore(
            title,
            f"{rows}?expected_to_submit=true&state=in_force&missing={role.value}",
            Agency.objects.expected().without(role, today).in_force(today).count(),
        )
        for role, title in titles.items()
    ]


def _calendar(today: datetime.date) -> list[Chore]:
    """Years that are worked in and have no periods, hence no due days, and those in which holidays are missing."""
    years = list(PlanYear.objects.exclude(state=YearState.CLOSED).annotate(holds=Count("periods")).order_by("year"))
    days = list(Holiday.objects.filter(day__gte=min(year.first_day for year in years))) if years else []
    chores = []
    for year in years:
        address = f"{reverse('calendar')}?year={year.year}"
        if not year.holds:
            title = _t("Year %(year)s: no reporting periods, hence no due days") % {"year": year}
            chores.append(Chore(title, address))
        entered = sum(year.first_day <= holiday.day <= year.last_day for holiday in days)
        if entered <= SOLAR_HOLIDAYS and today <= year.last_day:
            title = _t("Year %(year)s: the lunar holidays are not entered") % {"year": year}
            chores.append(Chore(title, address))
    return chores


def _unverified() -> list[Chore]:
    return [
        Chore(
            _t("%(list)s: rows not confirmed") % {"list": LISTS[slug].title},
            f"{reverse('reference-rows', args=[slug])}?verified=false",
            count.unverified,
        )
        for slug, count in row_counts(LISTS.values()).items()
        if count.unverified
    ]
