"""The columns that are understood, and the headings under which agencies write them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.persian.calendar import month_name, month_names
from reports.workbooks.flat.fields import Field, Kind, key_of

MONTHS = 12
QUARTERS = 4


def _elsewhere(key: str, label: Promise, *headings: str) -> Field:
    return Field(key, label, Kind.ELSEWHERE, headings)


# In the language in which it is read.
_month_label = lazy(month_name, str)


def _trajectory() -> Iterator[Field]:
    ordinals = ("اول", "دوم", "سوم", "چهارم")
    seasons = ("بهار", "تابستان", "پاییز", "زمستان")
    ends = ("سه ماهه", "شش ماهه", "نه ماهه", "دوازده ماهه")
    for place in range(QUARTERS):
        number, ordinal = str(place + 1), ordinals[place]
        spoken = [f"سه ماهه {ordinal}", f"فصل {ordinal}", f"سه ماهه {number}", f"فصل {number}", seasons[place]]
        headings = [
            *spoken,
            *(f"هدف {each}" for each in (*spoken, ends[place])),
            *(f"هدف سه ماهه {each}" for each in (ordinal, number)),
            *(f"هدف {number} ماهه" for number in (str(3 * (place + 1)),)),
            f"هدف تجمعی {ends[place]}",
            f"هدف تجمعی سه ماهه {ordinal}",
            f"quarter {number}",
            f"q{number}",
            f"target q{number}",
        ]
        yield Field(f"quarter_{number}", _QUARTER_LABELS[place], Kind.NUMBER, tuple(headings))
    for month in range(1, MONTHS + 1):
        name, english = month_names(month)
        headings = [name, f"هدف {name}", f"هدف تجمعی {name}", f"هدف تا پایان {name}", f"تا پایان {name}"]
        yield Field(f"month_{month}", _month_label(month), Kind.NUMBER, (*headings, english, f"target {english}"))


_QUARTER_LABELS = (
    _("Target of quarter 1"),
    _("Target of quarter 2"),
    _("Target of quarter 3"),
    _("Target of quarter 4"),
)

FIELDS: tuple[Field, ...] = (
    _elsewhere("ordinal", _("Row number"), "ردیف", "شماره ردیف", "ر", "ش", "شماره", "row", "no"),
    Field(
        "code",
        _("Code of the project"),
        Kind.TEXT,
        ("کد پروژه", "کد", "شناسه پروژه", "کد طرح", "کد پروژه طرح", "کد یکتا", "شماره پروژه", "project code", "code"),
        is_of_project=True,
    ),
    Field(
        "agency",
        _("Agency"),
        Kind.NAME,
        (
            *("دستگاه اجرایی", "دستگاه", "دستگاه مجری", "مجری", "دستگاه اجرایی مجری", "نام دستگاه", "دستگاه متولی"),
            *("متولی", "سازمان", "دستگاه مسئول", "نام دستگاه اجرایی", "agency", "executive agency", "lead agency"),
        ),
        is_of_project=True,
    ),
    Field(
        "partners",
        _("Partner agencies"),
        Kind.NAMES,
        ("دستگاه‌های همکار", "دستگاه همکار", "همکاران", "همکار", "دستگاههای همکار", "partners", "partner agencies"),
        repeats=True,
    ),
    Field(
        "axis",
        _("Axis"),
        Kind.NAME,
        ("محور", "محورها", "محور برنامه", "محور جهش تولید", "محور مرتبط", "محور اصلی", "axis"),
        is_of_project=True,
    ),
    Field(
        "policy_clauses",
        _("Policy clauses"),
        Kind.NAMES,
        (
            *("بند سیاست‌های کلی", "بند سیاست", "بندهای سیاست‌های کلی", "بند سیاست‌های کلی اقتصاد مقاومتی", "بند"),
            *("سیاست کلی", "بند مرتبط", "شماره بند", "policy clause", "policy clauses", "clause"),
        ),
        repeats=True,
    ),
    Field(
        "key_cores",
        _("Key cores"),
        Kind.NAMES,
        ("هسته کلیدی سند تدبیر توسعه", "هسته کلیدی", "هسته‌های کلیدی", "هسته", "key core", "key cores"),
        repeats=True,
    ),
    Field(
        "sector",
        _("Sector"),
        Kind.NAME,
        ("بخش", "بخش اقتصادی", "بخش / رشته صنعت اولویت‌دار", "بخش رشته صنعت", "حوزه", "sector"),
        is_of_project=True,
    ),
    Field(
        "industry",
        _("Priority industry"),
        Kind.NAME,
        ("صنعت اولویت‌دار", "رشته صنعت اولویت‌دار", "رشته صنعت", "صنعت", "رشته فعالیت", "priority industry"),
        is_of_project=True,
    ),
    Field(
        "program",
        _("Title of the program"),
        Kind.TEXT,
        ("عنوان برنامه", "برنامه", "نام برنامه", "عنوان طرح", "طرح", "برنامه عملیاتی", "program", "program title"),
        is_of_project=True,
    ),
    Field(
        "project",
        _("Title of the project"),
        Kind.TEXT,
        (
            *("عنوان پروژه", "پروژه", "نام پروژه", "شرح پروژه", "عنوان پروژه / اقدام", "عنوان فعالیت", "موضوع پروژه"),
            *("عنوان", "project", "project title", "title"),
        ),
        is_of_project=True,
    ),
    Field(
        "level",
        _("Scope level and tier"),
        Kind.TEXT,
        (
            *("سطح", "سطح و اولویت", "سطح (ملی/استانی/شهرستانی/دستگاهی) و اولویت", "سطح پروژه", "سطح بندی"),
            *("اولویت", "درجه", "سطح اجرا", "scope level", "level", "tier", "priority"),
        ),
        repeats=True,
    ),
    Field(
        "counties",
        _("Counties"),
        Kind.NAMES,
        (
            *("شهرستان", "شهرستان / محل اجرا", "محل اجرا", "شهرستان‌ها", "محل اجرای پروژه", "شهرستان محل اجرا"),
            *("مکان اجرا", "county", "counties", "place"),
        ),
        repeats=True,
    ),
    Field(
        "indicator",
        _("Indicator"),
        Kind.NAME,
        (
            *("شاخص", "عنوان شاخص", "نام شاخص", "شاخص / عنوان هدف کمی", "عنوان هدف کمی", "هدف کمی", "شاخص هدف"),
            *("شاخص کمی", "شاخص ارزیابی", "شاخص سنجش", "شاخص عملکرد", "indicator", "quantitative target"),
        ),
    ),
    Field(
        "unit",
        _("Unit of measure"),
        Kind.NAME,
        (
            *("واحد سنجش", "واحد", "واحد اندازه‌گیری", "واحد شاخص", "مقیاس", "واحد سنجش شاخص", "واحد هدف"),
            *("unit", "unit of measure"),
        ),
    ),
    _elsewhere(
        "previous",
        _("Actual of the year before"),
        *("عملکرد سال قبل", "عملکرد سال گذشته", "عملکرد ۱۳۹۸", "عملکرد سال ۹۸", "عملکرد سال ۱۳۹۸", "previous actual"),
    ),
    Field(
        "baseline",
        _("Baseline"),
        Kind.NUMBER,
        (
            *("خط پایه", "وضع موجود", "وضع موجود (خط پایه)", "خط مبنا", "مقدار پایه", "پایه", "مقدار خط پایه"),
            *("وضع موجود پایان سال قبل", "مبنا", "سال پایه", "وضعیت موجود", "وضعیت فعلی", "baseline"),
        ),
    ),
    Field(
        "baseline_on",
        _("Date of the baseline"),
        Kind.DATE,
        ("تاریخ خط پایه", "تاریخ پایه", "تاریخ وضع موجود", "تاریخ مبنا", "date of the baseline", "baseline date"),
    ),
    Field(
        "baseline_source",
        _("Source of the baseline"),
        Kind.TEXT,
        (
            "منبع خط پایه",
            "مأخذ خط پایه",
            "منبع وضع موجود",
            "منبع آمار",
            "منبع اطلاعات",
            "مأخذ",
            "source of the baseline",
        ),
    ),
    Field(
        "proposed",
        _("Target proposed by the agency"),
        Kind.NUMBER,
        ("هدف پیشنهادی دستگاه", "هدف پیشنهادی", "مقدار پیشنهادی", "پیشنهاد دستگاه", "proposed", "proposed target"),
    ),
    Field(
        "target",
        _("Year-end target"),
        Kind.NUMBER,
        (
            *("هدف پایان سال", "هدف", "هدف سال", "هدف مصوب پایان سال", "هدف مصوب", "هدف نهایی", "هدف سالانه"),
            *("هدف تا پایان سال", "مقدار هدف", "هدف گذاری", "هدف گذاری پایان سال", "مقدار مورد انتظار"),
            *("هدف ۱۳۹۹", "هدف سال ۱۳۹۹", "هدف سال ۹۹", "هدف ۹۹", "تعهد", "پیش بینی پایان سال", "target"),
            *("year end target", "year-end target"),
        ),
    ),
    *_trajectory(),
    Field(
        "actions",
        _("Actions"),
        Kind.ACTIONS,
        (
            *("اقدامات", "اقدام", "اقدامات اصلی", "اقدامات اجرایی", "شرح اقدامات", "اقدامات مورد نیاز", "اقدامات لازم"),
            *("مهمترین اقدامات", "شرح اقدام", "عناوین اقدامات", "فعالیت‌ها", "گام‌ها", "actions", "action"),
        ),
        repeats=True,
    ),
    Field(
        "responsible",
        _("Responsible"),
        Kind.TEXT,
        (
            *("مسئول", "مسئول اقدام", "مسئول اجرا", "مسئول پیگیری", "مسئول پروژه", "کارشناس مسئول", "مدیر پروژه"),
            *("نام مسئول", "responsible", "responsible person"),
        ),
    ),
    Field(
        "starts_on",
        _("Start"),
        Kind.DATE,
        ("تاریخ شروع", "شروع", "زمان شروع", "آغاز", "تاریخ آغاز", "تاریخ شروع پروژه", "start", "start date"),
    ),
    Field(
        "ends_on",
        _("End"),
        Kind.DATE,
        (
            "تاریخ پایان",
            "پایان",
            "زمان پایان",
            "خاتمه",
            "تاریخ خاتمه",
            "تاریخ اتمام",
            "اتمام",
            "مهلت",
            "end",
            "end date",
        ),
    ),
    Field(
        "span",
        _("Start and end"),
        Kind.TEXT,
        ("تاریخ شروع / پایان", "تاریخ شروع و پایان", "شروع و پایان", "زمان بندی", "بازه زمانی", "مدت اجرا"),
    ),
    Field(
        "credit",
        pgettext_lazy("flat table", "Credit"),
        Kind.MONEY,
        (
            *("اعتبار", "اعتبار مورد نیاز", "اعتبارات", "مبلغ اعتبار", "اعتبار مصوب", "میزان اعتبار", "هزینه", "بودجه"),
            *("مبلغ", "برآورد اعتبار", "credit", "budget", "funding"),
        ),
    ),
    Field(
        "source",
        _("Source of funding"),
        Kind.TEXT,
        ("محل تأمین اعتبار", "محل تأمین", "منبع تأمین اعتبار", "منابع مالی", "منبع اعتبار", "funding source"),
    ),
    Field(
        "credit_and_source",
        _("Credit and its source"),
        Kind.TEXT,
        ("اعتبار مورد نیاز و محل تأمین", "اعتبار و محل تأمین", "اعتبار و منبع تأمین", "اعتبار و محل تأمین آن"),
    ),
    Field(
        "jobs_direct",
        _("Direct jobs"),
        Kind.COUNT,
        ("اشتغال مستقیم", "اشتغال", "اشتغال ایجادی", "تعداد اشتغال", "تعداد اشتغال مستقیم", "direct jobs", "jobs"),
    ),
    Field(
        "jobs_indirect",
        _("Indirect jobs"),
        Kind.COUNT,
        ("اشتغال غیرمستقیم", "غیرمستقیم", "تعداد اشتغال غیرمستقیم", "indirect jobs"),
    ),
    Field(
        "jobs",
        _("Direct and indirect jobs"),
        Kind.TEXT,
        ("اشتغال مستقیم / غیرمستقیم", "اشتغال مستقیم و غیرمستقیم"),
    ),
    _elsewhere(
        "progress",
        _("Physical progress"),
        *("پیشرفت فیزیکی", "درصد پیشرفت", "پیشرفت فیزیکی ابتدای سال", "درصد پیشرفت فیزیکی", "پیشرفت", "پیشرفت ریالی"),
        *("physical progress", "progress"),
    ),
    _elsewhere(
        "actual",
        _("Actual"),
        *("عملکرد", "عملکرد دوره", "عملکرد تجمعی", "عملکرد دوره / تجمعی", "عملکرد تا کنون", "عملکرد از ابتدای سال"),
        *("actual", "actual to date"),
    ),
    _elsewhere(
        "achievement",
        _("Achievement rate"),
        *("درصد تحقق", "درصد تحقق (نسبت به دوره / سال)", "میزان تحقق", "تحقق", "درصد عملکرد", "achievement"),
    ),
    Field(
        "obstacles",
        _("Obstacles"),
        Kind.TEXT,
        ("مشکلات و موانع", "مشکلات", "موانع", "چالش‌ها", "چالش", "موانع و مشکلات", "مشکل", "obstacles", "challenges"),
        repeats=True,
    ),
    Field(
        "solution",
        _("Solution asked for, and at which level"),
        Kind.TEXT,
        (
            *("راهکار", "راهکار / تصمیم مورد نیاز و سطح آن", "راهکار پیشنهادی", "راه حل", "تصمیم مورد نیاز"),
            *("راهکارها", "پیشنهادها", "solution", "decision needed"),
        ),
    ),
    Field(
        "verification",
        _("Means of verification"),
        Kind.TEXT,
        (
            *("مستندات", "روش راستی‌آزمایی", "منبع راستی‌آزمایی", "روش / منبع راستی‌آزمایی", "نحوه راستی‌آزمایی"),
            *("مستندات مورد نیاز", "means of verification", "evidence"),
        ),
    ),
    Field(
        "justification",
        _("Justification"),
        Kind.TEXT,
        ("توجیه", "توجیه پروژه", "ضرورت", "ضرورت اجرا", "دلایل توجیهی", "justification"),
    ),
    Field(
        "weight",
        _("Weight of the project"),
        Kind.NUMBER,
        ("وزن", "وزن پروژه", "ضریب", "ضریب اهمیت", "وزن پروژه در برنامه", "weight"),
    ),
    Field(
        "remarks",
        _("Remarks of the table"),
        Kind.TEXT,
        ("ملاحظات", "توضیحات", "ملاحظه", "توضیح", "سایر توضیحات", "remarks", "notes"),
        repeats=True,
    ),
)

BY_KEY: dict[str, Field] = {field.key: field for field in FIELDS}

# Under one of these a sheet says what is to be done; without it there is nothing to take.
NEEDED = ("project",)


def _headings() -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        for heading in field.headings:
            yield key_of(heading), field.key


# Field keys by the key of a heading. What two fields would share belongs to the first.
BY_HEADING: dict[str, str] = dict(reversed(list(_headings())))
