"""How far each program of the province travels, and what is said on the way."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random

from reports.demonstration.plans import (
    APPROVED,
    APPROVED_AFTER_RETURN,
    SIGNED,
    ExemptionPlan,
    ProgramPlan,
    ProjectPlan,
)
from reports.demonstration.province.drawing import as_planned
from targets.enums import Direction, Kind
from targets.models import Indicator

AFTER_NEGOTIATION = (*SIGNED, "negotiate", "accept", "approve")
# What became of a year's programs before the freeze, in parts of a hundred.
FATES = (
    (APPROVED, 66),
    (AFTER_NEGOTIATION, 12),
    (APPROVED_AFTER_RETURN, 12),
    ((*SIGNED, "return"), 3),
    ((*SIGNED, "negotiate"), 2),
    ((*SIGNED, "reject"), 3),
    ((*SIGNED, "withdraw"), 2),
)
# Where a year stands that is called for and half answered.
STANDINGS = (
    ((), 30),
    (("submit",), 12),
    (SIGNED, 17),
    ((*SIGNED, "return"), 12),
    ((*SIGNED, "negotiate"), 10),
    ((*SIGNED, "negotiate", "accept"), 7),
    (APPROVED, 6),
    ((*SIGNED, "reject"), 3),
    ((*SIGNED, "withdraw"), 3),
)
REMARKS = (
    (
        "هدف پایان سال با روند سه سال گذشته هم‌خوان نیست؛ دلیل هدف پیشنهادی را بیان یا آن را اصلاح کنید.",
        ("target", "value"),
    ),
    ("منبع تأمین اعتبار بخش دوم پروژه روشن نیست؛ سهم هر منبع را جداگانه بنویسید.", ("project", "funding")),
    (
        "مسیر تحقق هدف یکنواخت است، در حالی که این کار فصلی است؛ اهداف دوره‌ای را بازنگری کنید.",
        ("target", "trajectory"),
    ),
    ("نقش دستگاه‌های همکار در اقدام‌ها دیده نشده است؛ مسئول هر اقدام را مشخص کنید.", ("project", "actions")),
    ("خط پایه با آمار منتشرشده اختلاف دارد؛ منبع و تاریخ آن را دقیق بنویسید.", ("target", "baseline_source")),
)
ANSWERS = (
    "با توجه به ظرفیت تازه ایجادشده، هدف پایان سال افزایش یافت و مستندات آن پیوست شد.",
    "نظر کارشناسی پذیرفته شد و هدف پایان سال اصلاح گردید.",
    "خط پایه با آمار رسمی تطبیق داده شد و هدف بر پایه آن بازنگری شد.",
)
JUSTIFIED_ABOVE = ExemptionPlan(
    "project_is_justified",
    "توجیه این طرح در سطح ملی تصویب شده و نسخه آن در اختیار دستگاه نیست.",
    "مصوبه ملی دیده شد؛ توجیه جداگانه لازم نیست.",
)
RETURNED = ("هدف پیشنهادی پایین‌تر از ظرفیت است.", "توجیه پروژه‌ها کامل نیست.", "اهداف دوره‌ای نیاز به بازنگری دارد.")
REJECTED = (
    "هزینه آن با هدف پیشنهادی متناسب نیست؛ در قالب برنامه دیگری پیشنهاد شود.",
    "با برنامه مصوب دستگاه دیگر هم‌پوشانی دارد و دو بار شمرده می‌شود.",
)
WITHDRAWN = ("اعتبار آن به طرح دیگری اختصاص یافت.", "با تغییر دستورالعمل ملی، موضوع برنامه منتفی شد.")


def send_off(programs: Iterable[ProgramPlan], indicators: dict[str, Indicator], rng: Random) -> list[ProgramPlan]:
    """The programs of a year that will be frozen, each with its fate; an agency's first one is always approved."""
    known: set[str] = set()
    sent = []
    for program in programs:
        ways, parts = zip(*FATES, strict=True)
        way = rng.choices(ways, parts)[0]
        if program.agency not in known and way[-1] != "approve":
            way = APPROVED
        known.add(program.agency)
        sent.append(_on_its_way(program, way, indicators, rng))
    return sent


def send_some(programs: Iterable[ProgramPlan], indicators: dict[str, Indicator], rng: Random) -> list[ProgramPlan]:
    """The programs of a year that is being planned: each state at least once, drafts not yet complete."""
    ways, parts = zip(*STANDINGS, strict=True)
    order = list(ways)
    sent: list[ProgramPlan] = []
    for program in programs:
        way = order.pop() if order else rng.choices(ways, parts)[0]
        if not way:
            program = replace(program, projects=tuple(_begun(program.projects, rng)))
        elif way == SIGNED and all(other.exemption is None for other in sent):
            first, *others = program.projects
            program = replace(program, projects=(replace(first, justification=""), *others), exemption=JUSTIFIED_ABOVE)
        sent.append(_on_its_way(program, way, indicators, rng))
    return sent


def days_of(way: tuple[str, ...], first: datetime.date, last: datetime.date, rng: Random) -> list[datetime.date]:
    """The day on which the program was drafted and that of each of its moves, between the call and the last day."""
    span = max((last - first).days, 0)
    return [first + datetime.timedelta(days=gone) for gone in sorted(rng.choices(range(span + 1), k=len(way) + 1))]


def _on_its_way(
    program: ProgramPlan, way: tuple[str, ...], indicators: dict[str, Indicator], rng: Random
) -> ProgramPlan:
    program = replace(program, way=way)
    if "return" in way:
        remark, remark_on = rng.choice(REMARKS)
        program = replace(program, remark=remark, remark_on=remark_on)
        program = replace(program, reason=rng.choice(RETURNED), answer=rng.choice(ANSWERS))
    if way == APPROVED_AFTER_RETURN:
        program = replace(program, raised_to=_raised(program, indicators))
    if "reject" in way:
        program = replace(program, reason=rng.choice(REJECTED))
    if "withdraw" in way:
        program = replace(program, reason=rng.choice(WITHDRAWN))
    return program


def _raised(program: ProgramPlan, indicators: dict[str, Indicator]) -> Decimal | None:
    """What the agency promises after the reviewer's remark; None where the first target has no plain amount."""
    target = program.projects[0].targets[0]
    indicator = indicators[target.indicator]
    if "/" in target.value or indicator.direction != Direction.UP:
        return None
    value, baseline = Decimal(target.value), Decimal(target.baseline)
    change = value - baseline if indicator.kind == Kind.STOCK else value
    raised = as_planned(value + change * Decimal("0.1"), indicator)
    return raised if raised > value else value + Decimal(1).scaleb(-indicator.unit.decimals)


def _begun(projects: tuple[ProjectPlan, ...], rng: Random) -> Iterable[ProjectPlan]:
    """The first projects of a draft, the last of them without what is still to be thought over."""
    kept = projects[: rng.randrange(0, len(projects) + 1)]
    yield from kept[:-1]
    for project in kept[-1:]:
        yield replace(project, justification="", targets=project.targets[:1], actions=project.actions[:2])
