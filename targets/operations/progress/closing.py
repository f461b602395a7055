"""Noting that a period closed. It closes by the calendar alone; what is written here says what had come in by then."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from agencies.enums import Act
from agencies.history import record
from config.clock import today
from projects.enums import YearState
from projects.models import Period
from targets.models import PeriodClosing, ProgressReport
from targets.periods import A_DAY, is_closed


def close_due_periods() -> list[PeriodClosing]:
    """Note the closing of every regular period of frozen years that is over and was not noted yet.

    Safe to run twice, at once, and on a clock that was set back: a period is noted once.
    """
    begun = Period.objects.regular().filter(plan_year__state=YearState.FROZEN, due_on__lt=today())
    noted = PeriodClosing.objects.values("period")
    waiting = list(begun.exclude(pk__in=noted).select_related("plan_year"))
    return [closing for period in waiting if is_closed(period, today()) and (closing := _note(period)) is not None]


@transaction.atomic
def _note(period: Period) -> PeriodClosing | None:
    # The period's row is locked, so that a second run waits and then finds it noted.
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if PeriodClosing.objects.filter(period=period).exists():
        return None
    returns = ProgressReport.objects.filter(period=period)
    received = returns.filter(signed_on__lte=period.closes_on)
    closing = PeriodClosing.objects.create(
        period=period,
        closed_from=period.closes_on + A_DAY,
        due=returns.count(),
        received=received.count(),
        late=received.filter(signed_on__gt=F("period__due_on")).count(),
    )
    record(
        by=None,
        act=Act.MOVED,
        kind="projects.period",
        object_id=None,
        label=f"{period.plan_year.year} · {period.kind} {period.ordinal}",
        changes={"status": ["open", "closed"], "received": [None, f"{closing.received}/{closing.due}"]},
    )
    return closing
