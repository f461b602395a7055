"""What the small demonstration says: titles are possible ones, figures are invented.

All of it is illustrative (داده نمایشی); the shape is that of `plans`.
"""

from __future__ import annotations

from agencies.enums import Role
from projects.enums import Tier
from reports.demonstration.content.frozen_year import FROZEN_YEAR
from reports.demonstration.content.open_year import OPEN_YEAR
from reports.demonstration.plans import GradePlan, Person, ScorePlan

__all__ = ["FROZEN_YEAR", "OPEN_YEAR"]

PASSWORD = "demo"  # noqa: S105  the demo's, on loopback only

PEOPLE = (
    Person("jahad.editor", "سارا محمدی", "Sara Mohammadi", Role.AGENCY_EDITOR, "JAHAD"),
    Person("jahad.head", "بهروز کریمی", "Behrouz Karimi", Role.AGENCY_HEAD, "JAHAD"),
    Person("samt.editor", "لیلا حسینی", "Leila Hosseini", Role.AGENCY_EDITOR, "SAMT"),
    Person("samt.head", "یاشار نجفی", "Yashar Najafi", Role.AGENCY_HEAD, "SAMT"),
    Person("planner", "نرگس احمدی", "Narges Ahmadi", Role.PLANNER),
    Person("planner2", "امیر قاسمی", "Amir Ghasemi", Role.PLANNER),
    Person("deputy", "محمد صادقی", "Mohammad Sadeghi", Role.DEPUTY),
    Person("secretariat", "زهرا رضایی", "Zahra Rezaei", Role.SECRETARIAT),
    Person("auditor", "حمید اکبری", "Hamid Akbari", Role.AUDITOR),
    Person("administrator", "پریسا جعفری", "Parisa Jafari", Role.ADMINISTRATOR),
)

# By what the projects of the year that is planned are scored (title, what is looked at, weight), and the scores of the
# projects of some programs: of each reviewer in the order of the criteria, with the grounds; and the decision.
CRITERIA = (
    ("اثر بر هدف کلان استان", "سهم پروژه از هدف کلان", 40),
    ("اشتغال", "شغل مستقیم نسبت به هزینه", 25),
    ("آمادگی اجرا", "زمین، مجوز و اعتبار", 20),
    ("پیوند با زنجیره تولید", "حلقه مفقوده‌ای که تکمیل می‌شود", 15),
)
GRADES = (
    GradePlan(
        "مهار آب‌های مرزی برای کشاورزی",
        (
            ScorePlan("planner", (80, 55, 70, 60), "سهم آن از هدف آبیاری چشمگیر است."),
            ScorePlan("planner2", (65, 50, 40, 60), "مجوز بخشی از شبکه هنوز صادر نشده است."),
        ),
    ),
    GradePlan(
        "تکمیل طرح‌های صنعتی نیمه‌تمام",
        (ScorePlan("planner", (85, 90, 75, 60), "بیشتر طرح‌ها تا پایان سال به بهره‌برداری می‌رسند."),),
        tier=Tier.A,
        reason="اشتغال آن در میان پروژه‌های استان بالاترین است.",
    ),
)

# Official figures of the first months (indicator, values by month).
OBSERVED = {
    "non_oil_exports": ("41.3", "68.7", "83.2"),
    "operating_licences_issued": ("9", "31", "42"),
    "establishment_permits": ("38", "96", "127"),
    "idle_units_revived": ("2", "7", "9"),
}
# The months of the year before the frozen one: they lend their season to the forecast.
PAST_MONTHS = {"industry_jobs": ("62", "74", "96", "104", "110", "101", "97", "92", "84", "88", "97", "95")}
OBSERVED_SOURCE = "آمار رسمی ماهانه (نمایشی)"
MACRO_SOURCE = "برآورد نمایشی بر پایه آمار منتشرشده"

# Lines of returns that carry a file: (agency, month, indicator).
EVIDENCE = (
    ("JAHAD", 1, "livestock_output"),
    ("JAHAD", 3, "greenhouse_area"),
    ("JAHAD", 3, "livestock_output"),
    ("SAMT", 2, "idle_units_revived"),
)
PROVES = "مقدار گزارش‌شده"
# Under which the head of an agency has signed on paper.
LETTER_NUMBER = "۱۴۰۰/۱۲۳"
NO_FIGURE = "آمار این ماه هنوز منتشر نشده است."
# Days after its due day on which a return was verified.
VERIFIED_AFTER = 4
# The line that the reviewer sends back in the third month.
RETURNED_LINE = "greenhouse_area"
RETURN_REASON = "سطح گزارش‌شده با پروانه‌های پیوست هم‌خوان نیست؛ صورتجلسه بازدید را پیوست کنید."
# Month and day of the freeze, before the first return is due.
FROZEN_ON = (1, 25)
# The closed month that is open once more for SAMT, for so many days, and why.
REOPENED_MONTH = 1
REOPENED_FOR = 10
REOPENING_REASON = "آمار گمرک اصلاح شده است؛ رقم فروردین باید بازبینی شود."
CALL_LETTER = "41/1/12345"
# The amendment that makes version 2: of this indicator, in these counties, to this value.
AMENDED = ("modern_irrigation", ("0302", "0310"), 850)
AMENDMENT_TEXT = "با تأخیر در تخصیص اعتبار سامانه‌های نوین آبیاری، هدف دو شهرستان پنجاه هکتار کاهش یافت."
AMENDMENT_LETTER = "52/14/881"
# What is put right in the wording of a frozen program: its title, its purpose as it shall read, and why.
CORRECTED = (
    "بهبود فضای کسب‌وکار",
    "کوتاه کردن مسیر شروع کسب‌وکار برای سرمایه‌گذاران.",
    "متن با نام «پنجره واحد شروع کسب‌وکار» یکسان شد.",
)
RAISING_TEXT = "با بهره‌برداری از ظرفیت‌های تازه، هدف‌های این دستگاه پنج درصد افزایش یافت."
CALL_TEXT = (
    "با سلام و احترام، به منظور تدوین برنامه جهش تولید استان، مقتضی است برنامه‌های قابل ارزیابی آن دستگاه با تعیین"
    " شاخص، وضع موجود، هدف پایان سال و اقدامات زمان‌بندی‌شده، حداکثر تا پایان مهلت مقرر در سامانه ثبت و با تأیید بالاترین"
    " مقام دستگاه ارسال شود."
)
SLOGANS = {
    1398: ("رونق تولید", "Boom of production"),
    1399: ("جهش تولید", "Production leap"),
    1400: ("تولید؛ پشتیبانی‌ها، مانع‌زدایی‌ها", "Production: support and removal of obstacles"),
    1401: ("تولید؛ دانش‌بنیان، اشتغال‌آفرین", "Production: knowledge-based and job-creating"),
}
# Reached early in the year, and closed by the deputy.
CLOSED = "احیای مراکز جمع‌آوری شیر"

# --- what more than one program counts ------------------------------------------------------------

# Kind, name, number and county of what targets name.
OBJECTS = {
    "workshop": ("plant", "کارگاه قطعات معدنی سونگون", "", "0324"),
    "loan": ("loan", "تسهیلات سردخانه مراغه", "۱۴۰۰/۴۳۱۲", "0306"),
}
# The indicator of which a suspected double count is confirmed, and why.
COUNTED_ONCE = "jobs_created"
COUNTED_REASON = "هر دو دستگاه شاغلان طرح یک تسهیلات را شمرده‌اند؛ نیمی از آن برای هر دستگاه محاسبه می‌شود."
