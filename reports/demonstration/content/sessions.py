"""What the headquarters talked about and resolved in the frozen year, and how far each resolution has come."""

from __future__ import annotations

from typing import NamedTuple

from projects.enums import ObstacleCategory, ObstacleLevel, OwnerSide, StepKind
from reports.demonstration.content.challenges import ChallengePlan, StepPlan
from reports.enums import FollowUpKind

PLACE, CHAIR, SECRETARY = "سالن جلسات استانداری", "استاندار", "دبیر ستاد اقتصاد مقاومتی"
LETTER = "۴۲/۱۱۸۰"
# So many days ago the session was held, so many later its minutes were signed and its resolutions notified.
HELD_AGO, SIGNED_LATER = 50, 2
NUMBER = 11
# So many proposals stand on the next agenda.
MOST_MATTERS = 8

# Brought up to the headquarters before the session, and closed by what it resolved.
DECIDED = ChallengePlan(
    "نبود جاده دسترسی به محل اجرا",
    "راه دسترسی مصوب شده و آسفالت آن به سبب نبود قیر متوقف مانده است.",
    ObstacleCategory.LAND,
    ObstacleLevel.PROVINCE,
    "اداره کل راه و شهرسازی",
    OwnerSide.OUTSIDE,
    "تأمین قیر و تکمیل راه دسترسی",
    75,
    10,
    15,
    (
        StepPlan(StepKind.ESCALATED, "head", 12, "رفع آن از اختیار دستگاه خارج است."),
        StepPlan(StepKind.ESCALATED, "planner", 18, "نیازمند تصمیم ستاد است."),
    ),
)
SAID = {
    "presentation": "گزارش دستگاه شنیده شد؛ بر تکمیل طرح‌ها تا پایان سال و رفع کسری ماه‌های نخست تأکید شد.",
    "challenge": "دستگاه‌های مرتبط نظر خود را گفتند و مقرر شد قیر از سهمیه استان تأمین شود.",
    "other": "وضعیت پرداخت تسهیلات به واحدهای تولیدی بررسی شد.",
}
OTHER_MATTER = "بررسی پرداخت تسهیلات سرمایه در گردش واحدهای تولیدی"
NEXT_MATTER = "تصویب صورتجلسه پیشین"


class FollowUpPlan(NamedTuple):
    """What was done so many days after the session, by whom ("editor" and "head" are the agency's), in which words."""

    kind: FollowUpKind
    who: str
    day: int
    text: str
    percent: int | None = None
    # Of an extension, so many days after the session.
    until: int | None = None


class ResolutionPlan(NamedTuple):
    """For an agency to do within so many days; `about` is the kind of matter that it belongs to."""

    text: str
    agency: str
    partners: tuple[str, ...]
    due: int
    about: str
    steps: tuple[FollowUpPlan, ...] = ()


RESOLUTIONS = (
    ResolutionPlan(
        "اداره کل راه و شهرسازی با همکاری سازمان جهاد کشاورزی راه دسترسی محل اجرای طرح را تکمیل کند.",
        "JAHAD",
        ("ROADURBAN",),
        35,
        "challenge",
        (
            FollowUpPlan(FollowUpKind.REPORTED, "editor", 14, "زیرسازی انجام شد.", 55),
            FollowUpPlan(FollowUpKind.CLAIMED, "editor", 31, "راه تکمیل و تحویل شد؛ صورتجلسه تحویل پیوست است."),
            FollowUpPlan(FollowUpKind.CONFIRMED, "secretariat", 34, "در بازدید محل دیده شد."),
        ),
    ),
    ResolutionPlan(
        "سازمان صنعت، معدن و تجارت برنامه احیای واحدهای راکد شهرک‌ها را با زمان‌بندی به دبیرخانه بدهد.",
        "SAMT",
        ("ISIPO",),
        30,
        "presentation",
        (
            FollowUpPlan(FollowUpKind.REPORTED, "editor", 20, "فهرست واحدها آماده شد.", 60),
            FollowUpPlan(FollowUpKind.ASKED, "editor", 26, "بازدید از شهرک‌ها دو هفته زمان می‌خواهد.", None, 65),
            FollowUpPlan(FollowUpKind.EXTENDED, "secretariat", 28, "با دو هفته تمدید موافقت شد.", None, 60),
        ),
    ),
    ResolutionPlan(
        "سازمان صنعت، معدن و تجارت گزارش ماهانه پرداخت تسهیلات واحدهای تولیدی را ارائه کند.",
        "SAMT",
        ("JAHAD",),
        38,
        "other",
    ),
    ResolutionPlan(
        "سازمان جهاد کشاورزی سهم آورده متقاضیان گلخانه را تا پایان ماه پیگیری و اعلام کند.",
        "JAHAD",
        (),
        70,
        "other",
        (FollowUpPlan(FollowUpKind.OBJECTED, "head", 8, "وصول آورده در اختیار بانک عامل است، نه این سازمان."),),
    ),
    ResolutionPlan(
        "سازمان صنعت، معدن و تجارت تعرفه اجاره سوله‌های شهرک را تعدیل کند.",
        "SAMT",
        (),
        45,
        "other",
        (
            FollowUpPlan(FollowUpKind.OBJECTED, "head", 6, "تعرفه را شرکت شهرک‌ها تعیین می‌کند."),
            FollowUpPlan(FollowUpKind.UPHELD, "deputy", 11, "موضوع در جلسه آینده با حضور شرکت شهرک‌ها مطرح شود."),
        ),
    ),
    ResolutionPlan(
        "سازمان جهاد کشاورزی نیاز نهاده واحدهای دامی تا پایان سال را به تفکیک شهرستان اعلام کند.",
        "JAHAD",
        ("LIVESTOCK",),
        55,
        "presentation",
        (FollowUpPlan(FollowUpKind.CLAIMED, "editor", 45, "جدول نیاز شهرستان‌ها ارسال شد؛ پیوست است."),),
    ),
    ResolutionPlan(
        "سازمان صنعت، معدن و تجارت پروانه بهره‌برداری معادن فعال را تعیین تکلیف کند.",
        "SAMT",
        (),
        58,
        "presentation",
        (
            FollowUpPlan(FollowUpKind.REPORTED, "editor", 30, "پرونده نیمی از معادن بررسی شد.", 50),
            FollowUpPlan(FollowUpKind.ASKED, "editor", 46, "استعلام محیط زیست نرسیده است.", None, 80),
        ),
    ),
)
