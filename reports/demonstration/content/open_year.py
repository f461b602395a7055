"""The small demonstration's year that is still being planned."""

from __future__ import annotations

from reports.demonstration.content.frozen_year import STATISTICS
from reports.demonstration.plans import (
    APPLE_HARVEST,
    AUTUMN_HARVEST,
    FIELD_WORK,
    LATE_START,
    SIGNED,
    ActionPlan,
    ExemptionPlan,
    ProgramPlan,
    ProjectPlan,
    SaidPlan,
    TargetPlan,
)


def _small(
    title: str,
    sector: str,
    *targets: TargetPlan,
    industry: str = "",
    jobs: int | None = None,
    justification: str = "ظرفیت استان و سهم آن از برنامه ملی در پیوست برنامه آمده است.",
    counties: tuple[str, ...] = (),
) -> ProjectPlan:
    """A project as it stands in a year that is being planned: complete, with two actions."""
    return ProjectPlan(
        title=title,
        sector=sector,
        industry=industry,
        jobs=jobs,
        counties=counties,
        justification=justification,
        actions=(
            ActionPlan("آماده‌سازی و جذب منابع", "معاون برنامه‌ریزی", (1, 5), 40),
            ActionPlan("اجرا و تحویل", "مدیر اجرایی پروژه", (4, 12), 60),
        ),
        targets=targets,
    )


OPEN_YEAR = (
    ProgramPlan(
        agency="JAHAD",
        title="زنجیره گوشت مرغ شمال استان",
        axis="chain_investment",
        clauses=(6,),
        topics=("chain_completion",),
        purpose="",
        way=(),
    ),
    ProgramPlan(
        agency="JAHAD",
        title="مکانیزاسیون برداشت حبوبات",
        axis="improve_process",
        clauses=(),
        topics=("localization",),
        purpose="کاهش ضایعات برداشت با ماشین‌آلات ساخت استان.",
        way=(),
        exemption=ExemptionPlan(
            "program_serves_a_clause", "این برنامه از محل مصوبه ستاد تعریف شده و بند آن هنوز ابلاغ نشده است."
        ),
        projects=(
            _small(
                "تأمین کمباین‌های ویژه حبوبات",
                "agriculture",
                TargetPlan("crop_output", "190000", "40000", STATISTICS, AUTUMN_HARVEST),
                industry="tractors",
            ),
        ),
    ),
    ProgramPlan(
        agency="JAHAD",
        title="نوسازی باغ‌های سیب",
        axis="best_use",
        clauses=(3, 10),
        topics=("export",),
        purpose="جایگزینی درختان کم‌بازده با پایه‌های پاکوتاه.",
        way=("submit",),
        projects=(
            _small(
                "نوسازی باغ‌های مراغه و مرند",
                "agriculture",
                TargetPlan("apple_output", "700000", "25000", STATISTICS, APPLE_HARVEST),
            ),
        ),
    ),
    ProgramPlan(
        agency="JAHAD",
        title="مهار آب‌های مرزی برای کشاورزی",
        axis="raise_resources",
        clauses=(7,),
        topics=("half_finished",),
        purpose="تکمیل شبکه آبیاری پایاب سدهای ارس.",
        way=SIGNED,
        exemption=ExemptionPlan(
            "project_is_justified",
            "توجیه طرح در سطح ملی تصویب شده و نسخه آن در اختیار دستگاه نیست.",
            "مصوبه ملی دیده شد؛ توجیه جداگانه لازم نیست.",
        ),
        projects=(
            _small(
                "شبکه آبیاری خداآفرین",
                "agriculture",
                TargetPlan("modern_irrigation", "3000", "2600", STATISTICS, FIELD_WORK),
                jobs=150,
                justification="",
            ),
            _small(
                "تکمیل سردخانه نیمه‌تمام مراغه",
                "agriculture",
                TargetPlan("half_finished_completed", "0", "2", "گزارش مدیریت صنایع تبدیلی"),
                TargetPlan("jobs_created", "0", "40", "نبود طرح در سال قبل", objects=("loan",)),
                jobs=40,
                counties=("0306",),
            ),
        ),
    ),
    ProgramPlan(
        agency="JAHAD",
        title="گلخانه‌های کوچک خانوادگی",
        axis="best_use",
        clauses=(1, 6),
        topics=("business_environment",),
        purpose="ایجاد گلخانه در حیاط خانه‌های روستایی.",
        way=(*SIGNED, "return"),
        remark="منبع تأمین آب گلخانه‌ها را بنویسید.",
        remark_on=("project", "justification"),
        reason="توجیه پروژه کامل نیست.",
        projects=(
            _small(
                "پانصد گلخانه خانوادگی",
                "agriculture",
                TargetPlan("greenhouse_area", "12", "27", "پروانه‌های بهره‌برداری", LATE_START),
                jobs=500,
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="بازسازی و نوسازی صنایع نساجی",
        axis="improve_process",
        clauses=(3,),
        topics=("working_capital",),
        purpose="نوسازی ماشین‌آلات کارگاه‌های نساجی و پوشاک.",
        way=(*SIGNED, "negotiate", "bargain"),
        said=(
            SaidPlan(
                "planner",
                "offer",
                "760",
                "با روند دو سال گذشته و سهم استان از برنامه ملی، هدف بالاتری در دسترس است.",
                "مشروط به تخصیص تسهیلات تبصره ۱۸",
            ),
            SaidPlan("samt.head", "offer", "690", "سهم تسهیلات هنوز ابلاغ نشده است."),
        ),
        projects=(
            _small(
                "نوسازی ماشین‌آلات پوشاک تبریز",
                "industry",
                TargetPlan("industry_jobs", "700", "650", "فهرست بیمه"),
                industry="textile",
                jobs=650,
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="تکمیل طرح‌های صنعتی نیمه‌تمام",
        axis="best_use",
        clauses=(1, 3),
        topics=("half_finished",),
        purpose="به بهره‌برداری رساندن طرح‌های بالای شصت درصد پیشرفت.",
        way=("submit", "sign_by_letter", "negotiate", "bargain", "accept"),
        on_behalf=True,
        said=(
            SaidPlan("planner", "offer", "60", "شصت طرح در بانک پیشرفت بالای هفتاد درصد دارند."),
            SaidPlan("samt.head", "ask", reason="دوازده طرح در انتظار مجوز محیط زیست‌اند و در اختیار دستگاه نیستند."),
            SaidPlan("deputy", "rule", "54", "شش طرح از دوازده طرح تا پایان پاییز مجوز می‌گیرد."),
        ),
        projects=(
            _small(
                "بهره‌برداری از طرح‌های بالای شصت درصد",
                "investment",
                TargetPlan("half_finished_completed", "60", "48", "گزارش معاونت صنایع"),
                jobs=1900,
            ),
            _small(
                "تکمیل سردخانه‌های نیمه‌تمام مراغه",
                "investment",
                TargetPlan("half_finished_completed", "1", "3", "گزارش معاونت صنایع"),
                TargetPlan("jobs_created", "0", "60", "نبود طرح در سال قبل", objects=("loan",)),
                jobs=60,
                counties=("0306",),
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="نمایشگاه دائمی فرش دستباف",
        axis="raise_resources",
        clauses=(8,),
        topics=("export",),
        purpose="فروش مستقیم بافندگان به گردشگران.",
        way=(*SIGNED, "reject"),
        reason="هزینه آن با هدف پیشنهادی متناسب نیست؛ در قالب برنامه گردشگری دوباره پیشنهاد شود.",
        projects=(
            _small(
                "راه‌اندازی نمایشگاه",
                "carpet",
                TargetPlan("carpet_output", "230000", "4000", "مرکز ملی فرش"),
                industry="carpet_handicrafts",
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="شهرک تخصصی چوب و مبلمان",
        axis="chain_investment",
        clauses=(10,),
        topics=("chain_completion",),
        purpose="تجمیع کارگاه‌های چوب در یک شهرک.",
        way=(*SIGNED, "withdraw"),
        reason="زمین پیشنهادی به طرح دیگری اختصاص یافت.",
        projects=(
            _small(
                "آماده‌سازی زمین شهرک",
                "industry",
                TargetPlan("establishment_permits", "1400", "60", "سامانه بهین‌یاب"),
                industry="wood_furniture",
            ),
        ),
    ),
)
