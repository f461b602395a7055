"""What somebody would wait for who asks a web process first: the year as it stands, read before anybody asks."""

from __future__ import annotations

import datetime
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections
from django.http import QueryDict
from django.utils import translation

from agencies.enums import Permission, Role
from agencies.models import Membership, User
from agencies.permissions import ROLE_PERMISSIONS
from agencies.unchanged import at_one_look
from config.clock import today
from projects.models import PlanYear
from projects.years import year_asked_for
from reports.dashboard.asked import Asked
from reports.dashboard.choosing import names_to_narrow
from reports.dashboard.reading import calendar_of
from reports.dashboard.shown import shown_to
from reports.sheets import county_map
from targets.filters import asked_for

logger = logging.getLogger("jahesh.reports")

# The parts of the dashboard that its page shows at once.
AT_ONCE = ("board_top", "brief", "board_tiles", "board_macro", "board_standing", "board_decisions", "board_late")


class _LongEnough(BaseException):
    """Goes through all that would make something of an Exception."""


def read_within(limit: datetime.timedelta) -> None:
    """Read it, or what there was time for: so much of a process's start may it take, and so long may a query run.

    Of a main thread without an alarm of its own. Whatever fails is logged: the request that needs it reads it then.
    """
    try:
        with _at_most(limit), at_one_look():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{limit.total_seconds()}s"])
            read()
    except _LongEnough:
        logger.warning("not all of the year was read beforehand in %s", limit)
    except Exception:
        logger.warning("the year was not read beforehand", exc_info=True)
    finally:
        # No process that is forked shares it, and no request has its limit.
        connections.close_all()


@contextmanager
def _at_most(limit: datetime.timedelta) -> Iterator[None]:
    def stop(*_signal: object) -> None:
        raise _LongEnough

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit.total_seconds())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def read() -> bool:
    """Dashboard, counties and master table of the year that runs, in each language, as somebody sees them who reads
    the whole province; whoever sees the same, or less of it, shares what they are made of. Whether there was any.
    """
    reader = _who_reads_the_province()
    plan_year = year_asked_for("", list(PlanYear.objects.all()))
    if reader is None or plan_year is None:
        return False
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            _read_for(reader, plan_year)
    return True


def _read_for(reader: User, plan_year: PlanYear) -> None:
    day = today()
    calendar, names = calendar_of(plan_year), names_to_narrow()
    shown = shown_to(reader, plan_year, today=day, asked=Asked(), calendar=calendar, names=names)
    for part in AT_ONCE:
        shown.made[part]
    county_map(plan_year, user=reader, today=day)
    if asked := asked_for(QueryDict(), reader):
        asked.read()


def _who_reads_the_province() -> User | None:
    """The deputy before anybody else."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if Permission.PROVINCE_VIEW in may]
    seats = Membership.objects.in_force(today()).filter(role__in=roles, user__is_active=True)
    found = sorted(seats.select_related("user"), key=lambda seat: seat.role != Role.DEPUTY)
    return found[0].user if found else None
