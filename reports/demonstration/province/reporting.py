"""What the agencies of the province report: by how punctual each is, and how well each project goes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from random import Random

from projects.models import Period
from reports.demonstration.province.drawing import chance
from targets.enums import Aggregation, Direction, Kind
from targets.models import ReportLine, Target
from targets.operations.progress import Entry
from targets.returns import asks_for_parts
from targets.rollups import is_percentage

NO_FIGURE = (
    "آمار این ماه هنوز از سامانه ملی دریافت نشده است.",
    "اندازه‌گیری به دلیل بارش به ماه بعد موکول شد.",
    "صورت‌وضعیت پیمانکار در دست رسیدگی است.",
)
BEHIND = (
    "تأخیر در تخصیص اعتبار؛ پیمانکار با نیمی از توان کار می‌کند.",
    "تأمین تجهیزات وارداتی به سبب ثبت سفارش به درازا کشیده است.",
    "محدودیت‌های کرونا برگزاری دوره‌ها و بازدیدها را کند کرد.",
    "معارض محلی هنوز رفع نشده و موضوع در شورای تأمین شهرستان مطرح است.",
    "بانک عامل سهمیه شعبه را کامل پرداخت نکرده است.",
)
CORRECTED = "مقدار پس از بازبینی صورت‌وضعیت اصلاح شد."
DOUBTS = (
    "مقدار گزارش‌شده با مستندات پیوست هم‌خوان نیست؛ صورتجلسه بازدید را پیوست کنید.",
    "رقم این ماه تجمعی ثبت شده است؛ مقدار همان ماه را وارد کنید.",
    "واحد اندازه‌گیری با شناسنامه شاخص یکی نیست؛ بازنگری کنید.",
)


class Outcome(Enum):
    """How far the return of an agency for a month has come."""

    SETTLED = "settled"
    SETTLED_AFTER_CORRECTION = "settled after correction"
    PARTLY_RETURNED = "partly returned"
    PARTLY_SETTLED = "partly settled"
    SIGNED = "signed"
    SENT = "sent"
    BEGUN = "begun"
    SILENT = "silent"


# By how many months ago the period ended; the last row holds for all before. Parts of a hundred.
OUTCOMES: tuple[dict[Outcome, int], ...] = (
    {Outcome.BEGUN: 22, Outcome.SILENT: 78},
    {
        Outcome.SETTLED: 14,
        Outcome.PARTLY_RETURNED: 8,
        Outcome.PARTLY_SETTLED: 6,
        Outcome.SIGNED: 32,
        Outcome.SENT: 13,
        Outcome.BEGUN: 11,
        Outcome.SILENT: 16,
    },
    {
        Outcome.SETTLED: 58,
        Outcome.SETTLED_AFTER_CORRECTION: 6,
        Outcome.PARTLY_RETURNED: 9,
        Outcome.PARTLY_SETTLED: 6,
        Outcome.SIGNED: 10,
        Outcome.SENT: 3,
        Outcome.SILENT: 8,
    },
    {Outcome.SETTLED: 82, Outcome.SETTLED_AFTER_CORRECTION: 10, Outcome.PARTLY_RETURNED: 4, Outcome.SILENT: 4},
)


@dataclass(frozen=True)
class Temper:
    """An agency's manner: how often it is late, how often it says nothing, and how well its work goes."""

    lateness: Decimal
    silence: Decimal
    quality: Decimal


# The most that luck adds to an amount.
LUCKIEST = Decimal("1.1")
AHEAD = "رقم بر پایه آمار تجمعی دوره است و با مستندات کنترل شد."


def temper_of(agency: str, seed: int) -> Temper:
    rng = chance(seed, agency)
    lateness, silence = rng.choices(((0.06, 0.5), (0.4, 1.0), (0.75, 2.6)), (60, 28, 12))[0]
    return Temper(Decimal(str(lateness)), Decimal(str(silence)), Decimal(str(round(rng.uniform(0.84, 1.06), 3))))


def outcome_of(temper: Temper, months_ago: int, rng: Random) -> Outcome:
    """What became of the return for a period that ended so many months ago; 0 is the running one."""
    parts = OUTCOMES[min(months_ago, len(OUTCOMES) - 1)]
    weights = [int(part * 10 * (temper.silence if outcome == Outcome.SILENT else 1)) for outcome, part in parts.items()]
    return rng.choices(list(parts), weights)[0]


def signing_day(
    period: Period, temper: Temper, rng: Random, *, frozen_on: datetime.date, today: datetime.date
) -> datetime.date:
    """The day on which the head signed: in the days of grace, or late; after the freeze, and never after today."""
    if rng.random() < temper.lateness:
        day = period.due_on + datetime.timedelta(days=rng.randrange(1, 16))
    else:
        day = period.due_on - datetime.timedelta(days=rng.randrange(0, (period.due_on - period.last_day).days))
    if day <= frozen_on:
        day = frozen_on + datetime.timedelta(days=rng.randrange(1, 9))
    return min(day, today)


def pace_of(project: str, temper: Temper, seed: int) -> Decimal:
    """How a project goes against its plan: most near it, some ahead, some behind, a few not at all."""
    rng = chance(seed, project)
    low, high = rng.choices(((0.95, 1.08), (1.05, 1.22), (0.72, 0.92), (0.35, 0.65), (0.0, 0.02)), (56, 13, 18, 9, 4))[
        0
    ]
    return Decimal(str(round(rng.uniform(low, high), 3))) * temper.quality


def entry_for(line: ReportLine, month: int, pace: Decimal, rng: Random) -> Entry:
    """What the agency enters in the line."""
    if line.target is not None:
        if rng.random() < 0.02:
            return Entry(note=rng.choice(NO_FIGURE))
        entry = _quantity(line.target, month, pace, rng)
    else:
        entry = Entry(value=_percent_done(line, month, pace))
    remarkable = pace < Decimal("0.7") and rng.random() < 0.3
    note = rng.choice(BEHIND) if remarkable else AHEAD if _may_be_over(line, month, pace) else ""
    return Entry(entry.value, entry.numerator, entry.denominator, note)


def _may_be_over(line: ReportLine, month: int, pace: Decimal) -> bool:
    """Whether the year so far may be more than was promised for all of it: that wants a word (targets.plausibility)."""
    target = line.target
    if target is None or target.value_in_force is None:
        return False
    most = target.trajectory[month - 1] * pace * LUCKIEST
    return most > target.value_in_force or (is_percentage(target.indicator.unit) and most > 100)


def _percent_done(line: ReportLine, month: int, pace: Decimal) -> Decimal:
    """By the days of the action that have passed; the same pace each month, so that it never falls back."""
    action, period = line.action, line.report.period
    whole = (action.ends_on - action.starts_on).days + 1  # type: ignore[union-attr,operator]
    passed = (period.last_day - action.starts_on).days + 1  # type: ignore[union-attr,operator]
    done = pace * 100 * passed / whole
    return Decimal(100) if done >= 97 else Decimal(max(0, int(done)) // 5 * 5)


def _quantity(target: Target, month: int, pace: Decimal, rng: Random) -> Entry:
    indicator, trajectory = target.indicator, target.trajectory
    step = Decimal(1).scaleb(-min(indicator.unit.decimals, 2))
    luck = Decimal(str(round(rng.uniform(0.9, 1.1), 3)))
    speed = round(pace, 3)
    if indicator.direction == Direction.RANGE:
        return Entry((trajectory[month - 1] * luck).quantize(step))
    if indicator.kind == Kind.FLOW:
        before = trajectory[month - 2] if month > 1 else Decimal(0)
        return Entry(((trajectory[month - 1] - before) * speed * luck).quantize(step))
    baseline = target.baseline or Decimal(0)
    level = baseline + (trajectory[month - 1] - baseline) * speed
    if not asks_for_parts(indicator):
        return Entry(level.quantize(step))
    cases = ((target.denominator or Decimal(1)) * luck).quantize(Decimal(1))
    per = 100 if indicator.aggregation == Aggregation.RATIO else 1
    return Entry(None, (level * cases / per).quantize(Decimal(1)), cases)
