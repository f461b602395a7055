"""The small demonstration's year that is frozen and reported on."""

from __future__ import annotations

from decimal import Decimal

from projects.enums import Family, FundingSource, ObstacleCategory, ObstacleLevel, ScopeLevel, Tier
from reports.demonstration.plans import (
    APPLE_HARVEST,
    APPROVED,
    APPROVED_AFTER_RETURN,
    AUTUMN_HARVEST,
    BILLION,
    EVEN,
    FIELD_WORK,
    LATE_START,
    ActionPlan,
    ObstaclePlan,
    ProgramPlan,
    ProjectPlan,
    TargetPlan,
)

STATISTICS = "آمارنامه پایان سال قبل"

FROZEN_YEAR = (
    ProgramPlan(
        agency="JAHAD",
        title="افزایش بهره‌وری آب و تولید در بخش کشاورزی",
        axis="improve_process",
        clauses=(3, 7),
        topics=("chain_completion",),
        purpose="کاهش مصرف آب در واحد سطح و افزایش عملکرد محصولات راهبردی استان.",
        family=Family.BOTH,
        way=APPROVED,
        projects=(
            ProjectPlan(
                title="توسعه سامانه‌های نوین آبیاری در دشت‌های استان",
                sector="agriculture",
                justification="سهم استان از اعتبار ملی و ظرفیت پیمانکاران آبیاری برای سه هزار هکتار کافی است.",
                tier=Tier.A,
                counties=("0307", "0302", "0310"),
                partners=("REGWATER",),
                funding={FundingSource.CAPITAL: 620 * BILLION, FundingSource.BANK_LOAN: 180 * BILLION},
                allocated={FundingSource.CAPITAL: 310 * BILLION, FundingSource.BANK_LOAN: 120 * BILLION},
                jobs=140,
                actions=(
                    ActionPlan("انتخاب بهره‌برداران و طراحی سامانه‌ها", "مدیر آب و خاک", (1, 3), 30, (40, 75, 100)),
                    ActionPlan("خرید تجهیزات و انتخاب پیمانکار", "مدیر آب و خاک", (2, 5), 30, (0, 20, 45)),
                    ActionPlan("اجرا و تحویل سامانه‌ها", "مدیریت شهرستان‌ها", (3, 12), 40, (0, 0, 10)),
                ),
                targets=(
                    TargetPlan(
                        "modern_irrigation", "1500", "1200", STATISTICS, FIELD_WORK, "0307", ("18", "70", "110", "96")
                    ),
                    TargetPlan("modern_irrigation", "1200", "900", STATISTICS, FIELD_WORK, "0302", ("10", "45", "60")),
                    TargetPlan("modern_irrigation", "1300", "900", STATISTICS, FIELD_WORK, "0310", ("0", "20", "35")),
                ),
            ),
            ProjectPlan(
                title="مزارع پایلوت افزایش عملکرد گندم و حبوبات",
                sector="agriculture",
                justification="عملکرد مزارع پایلوت یک و نیم برابر میانگین استان بود و در بیست مزرعه قابل تکرار است.",
                partners=("AGRIRES",),
                actions=(
                    ActionPlan("قرارداد با کشاورزان پیشرو", "مدیر ترویج", (1, 2), 20, (80, 100, 100)),
                    ActionPlan("مدیریت تغذیه و آفات", "مدیر حفظ نباتات", (1, 6), 50, (10, 30, 60)),
                    ActionPlan("برداشت و روز مزرعه", "مدیر ترویج", (4, 8), 30),
                ),
                targets=(
                    TargetPlan("crop_output", "210000", "150000", STATISTICS, AUTUMN_HARVEST, "", ("0", "0", "2600")),
                ),
            ),
        ),
    ),
    ProgramPlan(
        agency="JAHAD",
        title="توسعه گلخانه و تکمیل زنجیره محصولات باغی",
        axis="chain_investment",
        clauses=(6, 10),
        topics=("chain_completion", "export"),
        purpose="افزایش سطح گلخانه و کاهش ضایعات سیب با نگهداری و فرآوری در استان.",
        way=APPROVED_AFTER_RETURN,
        remark="هدف گلخانه با ظرفیت زمین واگذارشده هم‌خوان نیست؛ دلیل هدف پیشنهادی را بیان یا آن را اصلاح کنید.",
        remark_on=("target", "value"),
        answer="با واگذاری فاز دوم شهرک گلخانه‌ای، هدف پایان سال به هفتاد و پنج هکتار افزایش یافت.",
        raised_to=Decimal(75),
        reason="هدف پیشنهادی پایین‌تر از ظرفیت است.",
        projects=(
            ProjectPlan(
                title="توسعه گلخانه در جلفا",
                sector="agriculture",
                justification="زمین، گاز و راه شهرک گلخانه‌ای آماده و بازار صادراتی نزدیک است.",
                scope_level=ScopeLevel.COUNTY,
                tier=Tier.A,
                counties=("0319",),
                partners=("GAS", "ARASFZ"),
                funding={FundingSource.BANK_LOAN: 900 * BILLION, FundingSource.PRIVATE: 450 * BILLION},
                jobs=320,
                obstacles=(
                    ObstaclePlan(
                        "نبود فشار کافی گاز در زمستان",
                        ObstacleCategory.LAND,
                        ObstacleLevel.PROVINCE,
                        "شرکت گاز استان",
                        "افزایش ظرفیت ایستگاه تقلیل فشار شهرک",
                        due=6,
                        blocks=(2, 3),
                    ),
                ),
                actions=(
                    ActionPlan("واگذاری زمین و صدور پروانه", "مدیر امور باغبانی", (1, 4), 25, (30, 60, 85)),
                    ActionPlan("تأمین گاز و برق شهرک", "شرکت شهرک‌های کشاورزی", (2, 7), 35, (0, 10, 30)),
                    ActionPlan("ساخت و بهره‌برداری گلخانه‌ها", "سرمایه‌گذاران", (3, 12), 40, (0, 0, 8)),
                ),
                targets=(
                    TargetPlan(
                        "greenhouse_area", "40", "65", "پروانه‌های بهره‌برداری", LATE_START, "", ("40", "41.5", "43")
                    ),
                ),
            ),
            ProjectPlan(
                title="افزایش ظرفیت سردخانه مراغه",
                sector="agriculture",
                justification="یک‌سوم سیب استان به دلیل کمبود سردخانه زودهنگام و ارزان فروخته می‌شود.",
                scope_level=ScopeLevel.COUNTY,
                counties=("0306",),
                industry="agro_processing",
                chain_link="نگهداری و بسته‌بندی",
                funding={FundingSource.PRIVATE: 380 * BILLION},
                jobs=85,
                actions=(
                    ActionPlan("تکمیل ساختمان و نصب تجهیزات", "سرمایه‌گذار", (1, 6), 70, (10, 20, 40)),
                    ActionPlan("آغاز بهره‌برداری", "سرمایه‌گذار", (7, 8), 30),
                ),
                targets=(
                    TargetPlan("apple_output", "48000", "18000", STATISTICS, APPLE_HARVEST, "", ("0", "0", "0")),
                    TargetPlan("jobs_created", "0", "85", "نبود واحد در سال قبل", LATE_START, "", ("0", "6", "10")),
                ),
            ),
        ),
    ),
    ProgramPlan(
        agency="JAHAD",
        title="احیای مراکز جمع‌آوری شیر",
        axis="best_use",
        clauses=(5, 7),
        topics=("idle_units",),
        purpose="بازگرداندن مراکز تعطیل جمع‌آوری شیر به چرخه تولید.",
        way=APPROVED,
        projects=(
            ProjectPlan(
                title="راه‌اندازی مرکز جمع‌آوری شیر ورزقان",
                sector="agriculture",
                justification="دام‌داران منطقه شیر خود را با کرایه بالا به شهرستان‌های دیگر می‌برند.",
                scope_level=ScopeLevel.COUNTY,
                tier=Tier.C,
                counties=("0324",),
                actions=(
                    ActionPlan("تعمیر تجهیزات سرمایش", "اتحادیه دام‌داران", (1, 2), 60, (60, 100, 100)),
                    ActionPlan("قرارداد با کارخانه لبنیات", "اتحادیه دام‌داران", (2, 3), 40, (0, 60, 100)),
                ),
                targets=(
                    TargetPlan(
                        "livestock_output", "0", "3600", "تعطیلی مرکز در سال قبل", EVEN, "", ("180", "320", "420")
                    ),
                ),
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="احیای ظرفیت‌های تولیدی راکد",
        axis="best_use",
        clauses=(1, 3),
        topics=("idle_units", "working_capital"),
        purpose="بازگرداندن واحدهای راکد به تولید با سرمایه در گردش و رفع موانع بانکی.",
        way=APPROVED,
        projects=(
            ProjectPlan(
                title="راه‌اندازی واحدهای راکد شهرک‌های صنعتی",
                sector="industry",
                justification="پرونده پنجاه واحد در ستاد تسهیل بررسی شده و برای سی واحد راهکار مصوب وجود دارد.",
                tier=Tier.A,
                partners=("ISIPO", "BANKSANAT"),
                funding={FundingSource.BANK_LOAN: 1500 * BILLION},
                allocated={FundingSource.BANK_LOAN: 450 * BILLION},
                jobs=1100,
                actions=(
                    ActionPlan("شناسایی و عارضه‌یابی واحدها", "معاون صنایع", (1, 3), 30, (50, 80, 100)),
                    ActionPlan("تأمین سرمایه در گردش", "معاون صنایع", (2, 10), 40, (0, 15, 25)),
                    ActionPlan("بازگشت به تولید و پایش", "شرکت شهرک‌های صنعتی", (3, 12), 30, (0, 5, 12)),
                ),
                targets=(
                    TargetPlan("idle_units_revived", "22", "30", "گزارش ستاد تسهیل", EVEN, "", ("3", "4", "4")),
                    TargetPlan("industry_jobs", "1600", "1100", "فهرست بیمه", EVEN, "", ("110", "150", "160")),
                ),
            ),
            ProjectPlan(
                title="احیای کارگاه‌های کفش تبریز",
                sector="industry",
                justification="شصت هزار نفر در کفش تبریز شاغل‌اند و کارگاه‌ها با تأمین مواد اولیه به کار بازمی‌گردند.",
                scope_level=ScopeLevel.COUNTY,
                counties=("0303",),
                industry="leather_shoes",
                chain_link="تأمین مواد اولیه",
                funding={FundingSource.BANK_LOAN: 260 * BILLION, FundingSource.INTERNAL: 20 * BILLION},
                jobs=900,
                actions=(
                    ActionPlan("خرید گروهی چرم و مواد اولیه", "اتحادیه کفش", (1, 8), 55, (5, 15, 25)),
                    ActionPlan("نمایشگاه و فروش", "اتحادیه کفش", (5, 11), 45),
                ),
                targets=(TargetPlan("industry_jobs", "500", "900", "فهرست بیمه", LATE_START, "", ("20", "40", "45")),),
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="تکمیل زنجیره مس و توسعه معادن",
        axis="chain_investment",
        clauses=(6, 10),
        topics=("chain_completion", "small_mines", "import_substitution"),
        purpose="فرآوری بیشتر مس در استان و فعال‌سازی معادن کوچک‌مقیاس.",
        family=Family.BOTH,
        way=APPROVED,
        projects=(
            ProjectPlan(
                title="تکمیل زنجیره مس سونگون",
                sector="mining",
                justification="کنسانتره سونگون بیرون از استان فرآوری می‌شود و صنایع پایین‌دستی استان واردکننده‌اند.",
                scope_level=ScopeLevel.NATIONAL,
                tier=Tier.A,
                counties=("0324",),
                industry="copper_gold",
                chain_link="ذوب و پالایش",
                funding={FundingSource.PRIVATE: 4200 * BILLION, FundingSource.NATIONAL: 600 * BILLION},
                jobs=240,
                obstacles=(
                    ObstaclePlan(
                        "سهمیه کنسانتره برای فرآوری در استان",
                        ObstacleCategory.INPUTS,
                        ObstacleLevel.NATIONAL,
                        "شرکت ملی صنایع مس ایران",
                        "اختصاص بخشی از کنسانتره سونگون به کارخانه استان",
                        due=4,
                        blocks=(1,),
                    ),
                ),
                actions=(
                    ActionPlan("قرارداد تأمین کنسانتره", "معاون معادن", (1, 4), 30, (20, 40, 70)),
                    ActionPlan("ساخت کارخانه مفتول و لوله", "سرمایه‌گذار", (2, 12), 70, (0, 4, 9)),
                ),
                targets=(
                    TargetPlan(
                        "import_substitution",
                        "12",
                        "18.5",
                        "آمار گمرک",
                        LATE_START,
                        "",
                        ("0.4", "0.7", "0.9"),
                        objects=("workshop",),
                    ),
                    TargetPlan(
                        "private_investment", "2900", "4200", "گزارش سرمایه‌گذار", EVEN, "", ("420", "560", "340")
                    ),
                ),
            ),
            ProjectPlan(
                title="فعال‌سازی معادن کوچک‌مقیاس",
                sector="mining",
                justification="از میان معادن غیرفعال استان چهارده معدن مشکل محلی و قابل رفع دارند.",
                counties=("0302", "0316", "0310"),
                actions=(
                    ActionPlan("رفع معارض محلی", "معاون معادن", (1, 6), 50, (10, 25, 40)),
                    ActionPlan("تجهیز و شروع استخراج", "بهره‌برداران", (3, 11), 50, (0, 0, 10)),
                ),
                targets=(
                    TargetPlan("small_mines_revived", "5", "9", "گزارش معاونت معادن", EVEN, "", ("1", "1", "1")),
                    TargetPlan("mine_licences", "20", "12", "سامانه کاداستر", EVEN, "", ("1", "1", "1")),
                ),
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="توسعه صادرات و ساخت داخل",
        axis="raise_resources",
        clauses=(2, 10),
        topics=("localization", "export", "import_substitution"),
        purpose="افزایش صادرات غیرنفتی و داخلی‌سازی قطعات صنایع استان.",
        way=APPROVED,
        projects=(
            ProjectPlan(
                title="صندوق حمایت قطعه‌سازان",
                sector="industry",
                justification="سی‌وپنج درصد قطعات خودروی کشور در استان ساخته می‌شود و داخلی‌سازی بیست قطعه ممکن است.",
                tier=Tier.A,
                partners=("STP",),
                industry="auto_parts",
                chain_link="طراحی و قالب‌سازی",
                funding={FundingSource.CURRENT: 40 * BILLION, FundingSource.BANK_LOAN: 300 * BILLION},
                jobs=210,
                actions=(
                    ActionPlan("تشکیل صندوق و پذیرش طرح‌ها", "معاون صنایع", (1, 4), 40, (15, 50, 80)),
                    ActionPlan("ساخت و تحویل قطعات", "قطعه‌سازان", (4, 12), 60),
                ),
                targets=(
                    TargetPlan(
                        "domestic_manufacture", "14", "24", "گزارش نهضت ساخت داخل", LATE_START, "", ("1", "1", "1")
                    ),
                    TargetPlan(
                        "import_substitution",
                        "6",
                        "8",
                        "آمار گمرک",
                        LATE_START,
                        "",
                        ("0.2", "0.3", "0.3"),
                        objects=("workshop",),
                    ),
                ),
            ),
            ProjectPlan(
                title="پایانه صادراتی نوردوز",
                sector="trade",
                justification="با افزایش ساعت کار پایانه، صف کامیون‌ها و هزینه صادرکنندگان کاهش می‌یابد.",
                scope_level=ScopeLevel.NATIONAL,
                counties=("0319",),
                partners=("CUSTOMS", "ROADMAINT"),
                actions=(
                    ActionPlan("تجهیز باسکول و محوطه", "اداره راهداری", (1, 5), 50, (0, 10, 35)),
                    ActionPlan("کار شبانه‌روزی گمرک", "گمرک جلفا", (4, 12), 50),
                ),
                targets=(TargetPlan("non_oil_exports", "310", "120", "آمار گمرک", EVEN, "", ("9.6", None, "9.8")),),
            ),
        ),
    ),
    ProgramPlan(
        agency="SAMT",
        title="بهبود فضای کسب‌وکار",
        axis="improve_process",
        clauses=(1, 23),
        topics=("business_environment",),
        purpose="کوتاه کردن راه آغاز کسب‌وکار برای سرمایه‌گذاران.",
        way=APPROVED,
        projects=(
            ProjectPlan(
                title="پنجره واحد شروع کسب‌وکار",
                sector="business_env",
                justification="هشت دستگاه صادرکننده مجوز در یک ساختمان و یک سامانه کنار هم قرار می‌گیرند.",
                tier=Tier.A,
                partners=("ECOFIN", "TAX", "SSO"),
                actions=(
                    ActionPlan("اتصال دستگاه‌ها به درگاه مجوزها", "معاون تجارت", (1, 6), 60, (15, 30, 50)),
                    ActionPlan("استقرار کارشناسان در پنجره واحد", "معاون تجارت", (2, 4), 40, (0, 25, 60)),
                ),
                targets=(
                    TargetPlan(
                        "business_licence_days",
                        "30",
                        "21600/1200",
                        "درگاه ملی مجوزها",
                        LATE_START,
                        "",
                        ("2610/90", "2800/100", "3080/110"),
                    ),
                ),
            ),
        ),
    ),
)
