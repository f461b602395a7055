"""What comes up in the frozen year: the words of its challenges, and how far each of them has come."""

from __future__ import annotations

from typing import NamedTuple

from projects.enums import ObstacleCategory, ObstacleLevel, OwnerSide, StepKind


class StepPlan(NamedTuple):
    """A step, who takes it ("editor" and "head" are the agency's), how many days after the registration, its words."""

    kind: StepKind
    who: str
    day: int
    text: str
    # Of a referral: who is asked.
    to: str = ""


class ChallengePlan(NamedTuple):
    """A challenge registered so many days ago, to be solved so many days later."""

    title: str
    description: str
    category: ObstacleCategory
    level: ObstacleLevel
    owner: str
    owner_side: OwnerSide
    ask: str
    ago: int
    due: int
    # What of its first target the delay costs, in percent; 0: not stated.
    cost: int
    steps: tuple[StepPlan, ...] = ()


_LETTER = "نامهٔ پیگیری با سوابق پیوست شد."

CHALLENGES = (
    ChallengePlan(
        "تأخیر در صدور مجوز برداشت آب",
        "پروانهٔ برداشت برای زمین‌های تازه هنوز صادر نشده و کار در سه محل متوقف است.",
        ObstacleCategory.PERMIT,
        ObstacleLevel.PROVINCE,
        "شرکت آب منطقه‌ای",
        OwnerSide.OUTSIDE,
        "صدور پروانهٔ برداشت برای زمین‌های معرفی‌شده",
        45,
        10,
        20,
        (
            StepPlan(StepKind.REFERRED, "editor", 5, _LETTER, "شرکت آب منطقه‌ای"),
            StepPlan(StepKind.ESCALATED, "head", 22, "با گذشت مهلت، پاسخی نرسید."),
            StepPlan(StepKind.COMMENTED, "planner", 25, "موضوع در کمیتهٔ کارشناسی بررسی می‌شود."),
        ),
    ),
    ChallengePlan(
        "تخصیص نیافتن ارز برای خرید ماشین‌آلات",
        "ثبت سفارش انجام شده است و بانک عامل برای تخصیص ارز منتظر ابلاغ وزارتخانه است.",
        ObstacleCategory.CREDIT,
        ObstacleLevel.NATIONAL,
        "وزارت صنعت، معدن و تجارت",
        OwnerSide.BEYOND,
        "ابلاغ تخصیص ارز به بانک عامل",
        70,
        15,
        35,
        (
            StepPlan(StepKind.ESCALATED, "head", 12, "رفع آن از اختیار دستگاه خارج است."),
            StepPlan(StepKind.ESCALATED, "planner", 33, "رفع آن خارج از اختیار استان است؛ نیازمند طرح در ستاد."),
        ),
    ),
    ChallengePlan(
        "نرسیدن تسهیلات بانکی به متقاضیان",
        "پرونده‌ها تکمیل است و شعبه‌ها به سبب نبود سهمیه پرداخت نمی‌کنند.",
        ObstacleCategory.CREDIT,
        ObstacleLevel.PROVINCE,
        "بانک‌های عامل استان",
        OwnerSide.OUTSIDE,
        "تخصیص سهمیهٔ تسهیلات به شعبه‌های استان",
        30,
        20,
        0,
    ),
    ChallengePlan(
        "تأمین نشدن برق محل اجرا",
        "شبکهٔ برق تا محل اجرا کشیده نشده بود.",
        ObstacleCategory.LAND,
        ObstacleLevel.PROVINCE,
        "شرکت توزیع نیروی برق",
        OwnerSide.OUTSIDE,
        "احداث شبکه تا محل اجرا",
        60,
        15,
        10,
        (
            StepPlan(StepKind.REFERRED, "editor", 3, _LETTER, "شرکت توزیع نیروی برق"),
            StepPlan(StepKind.CLAIMED, "editor", 40, "شبکه احداث و برق محل وصل شد؛ صورتجلسهٔ تحویل پیوست است."),
            StepPlan(StepKind.CONFIRMED, "planner2", 43, "در بازدید محل دیده شد."),
        ),
    ),
    ChallengePlan(
        "گرانی و کمبود نهاده‌ها",
        "نهاده‌ها با تأخیر و به بهای آزاد به دست تولیدکنندگان می‌رسد.",
        ObstacleCategory.INPUTS,
        ObstacleLevel.PROVINCE,
        "شرکت پشتیبانی امور دام",
        OwnerSide.OUTSIDE,
        "تأمین سهمیهٔ ماهانهٔ استان",
        40,
        25,
        0,
        (StepPlan(StepKind.CLAIMED, "editor", 35, "سهمیهٔ این ماه تحویل شد؛ حوالهٔ انبار پیوست است."),),
    ),
)
