"""What a province may plan: programs by agency, their projects, the actions of each kind of work, people's names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from projects.enums import FundingSource, ObstacleCategory, ObstacleLevel
from reports.demonstration.plans import EVEN, FIELD_WORK, LATE_START, ObstaclePlan
from reports.demonstration.writing import read_rows

_FOLDER = Path(__file__).parent

# Percent of the year's way at the end of each month, by what the work waits for.
QUARTERLY = (0, 0, 24, 24, 25, 49, 50, 50, 74, 75, 75, 100)
AT_THE_END = (0, 0, 0, 0, 5, 10, 20, 30, 45, 60, 80, 100)
SUMMER_HARVEST = (0, 0, 4, 30, 62, 84, 95, 98, 100, 100, 100, 100)
EARLY = (12, 24, 37, 49, 60, 70, 78, 85, 90, 94, 97, 100)


LATE_LOAN = ObstaclePlan(
    "طولانی شدن پرداخت تسهیلات",
    ObstacleCategory.CREDIT,
    ObstacleLevel.PROVINCE,
    "شورای هماهنگی بانک‌های استان",
    "تعیین مهلت برای بانک‌های عامل در ستاد تسهیل",
    due=5,
    blocks=(2,),
)


@dataclass(frozen=True)
class Promise:
    """An indicator with what is usual in a project: last year's value and this year's. `by_county`: one for each."""

    indicator: str
    baseline: str
    value: str
    by_county: bool


@dataclass(frozen=True)
class ProjectKind:
    """A kind of project. With {county} in its title it is drawn once for each county, else once over all of them."""

    title: str
    work: str
    # Codes of the counties, or how many are to be drawn.
    counties: tuple[str, ...]
    draw_counties: int
    promises: tuple[Promise, ...]
    sector: str
    industry: str
    partners: tuple[str, ...]

    @property
    def is_for_each_county(self) -> bool:
        return "{county}" in self.title


@dataclass(frozen=True)
class ProgramKind:
    agency: str
    axis: str
    clauses: tuple[int, ...]
    topics: tuple[str, ...]
    title: str
    purpose: str
    projects: tuple[ProjectKind, ...]


@dataclass(frozen=True)
class ActionKind:
    title: str
    responsible: str
    months: tuple[int, int]
    weight: int


@dataclass(frozen=True)
class Work:
    """What a kind of work asks for: its usual ways through the year, its money, and why it can be done."""

    ways: tuple[tuple[int, ...], ...]
    # The usual sources, the first one the larger; billions of rials from–to. None where no money is asked for.
    money: tuple[tuple[FundingSource, ...], int, int] | None
    justifications: tuple[str, ...]


_CAPITAL, _LOAN, _PRIVATE = FundingSource.CAPITAL, FundingSource.BANK_LOAN, FundingSource.PRIVATE
_CURRENT, _INTERNAL, _NATIONAL = FundingSource.CURRENT, FundingSource.INTERNAL, FundingSource.NATIONAL

WORKS: dict[str, Work] = {
    "build": Work(
        (FIELD_WORK, LATE_START, AT_THE_END),
        ((_CAPITAL, _PRIVATE, _NATIONAL), 80, 900),
        (
            "زمین و مجوزها در اختیار است و پیمانکاران استان ظرفیت اجرای آن را در یک فصل کاری دارند.",
            "پیشرفت سال‌های قبل و اعتبار مصوب، رسیدن به بهره‌برداری در پایان سال را ممکن می‌کند.",
            "سهم استان از اعتبار ملی ابلاغ شده و بخش خصوصی برای باقی‌مانده اعلام آمادگی کرده است.",
        ),
    ),
    "network": Work(
        (FIELD_WORK, LATE_START, QUARTERLY),
        ((_CAPITAL, _INTERNAL), 60, 480),
        (
            "مسیر برداشت شده، لوله و تجهیزات در انبار موجود است و پیمانکار دوره‌ای قرارداد دارد.",
            "هزینه هر کیلومتر در سه سال گذشته معلوم است و با اعتبار مصوب هم‌خوانی دارد.",
        ),
    ),
    "equip": Work(
        (LATE_START, QUARTERLY, EVEN),
        ((_INTERNAL, _LOAN), 30, 320),
        (
            "ظرفیت خالی واحدها با نوسازی تجهیزات به تولید بازمی‌گردد و سازنده داخلی آن در استان هست.",
            "دوره بازگشت هزینه کمتر از سه سال است و متقاضی آورده خود را سپرده است.",
        ),
    ),
    "revive": Work(
        (EVEN, LATE_START, QUARTERLY),
        ((_LOAN, _PRIVATE), 60, 420),
        (
            "پرونده واحدها در ستاد تسهیل بررسی شده و برای بیشتر آن‌ها راهکار مصوب وجود دارد.",
            "ماشین‌آلات واحدها سالم است و کمبود اصلی، سرمایه در گردش و تعیین تکلیف بدهی است.",
        ),
    ),
    "loan": Work(
        (LATE_START, QUARTERLY, AT_THE_END),
        ((_LOAN, _NATIONAL), 90, 700),
        (
            "سهمیه تسهیلات استان ابلاغ شده و متقاضیان ثبت‌نام‌شده بیش از هدف‌اند.",
            "نرخ انحراف تسهیلات در سال قبل کمتر از شش درصد بود و ناظر مقیم به کار گرفته می‌شود.",
        ),
    ),
    "train": Work(
        (EVEN, QUARTERLY, LATE_START),
        ((_CURRENT, _INTERNAL), 4, 40),
        (
            "کارگاه و مربی آماده است و بنگاه‌ها نیاز مهارتی خود را کتبی اعلام کرده‌اند.",
            "ظرفیت مراکز آموزش در نوبت عصر خالی است و هزینه سرانه با اعتبار جاری تأمین می‌شود.",
        ),
    ),
    "license": Work(
        (EVEN, EARLY, QUARTERLY),
        None,
        (
            "زیرساخت درگاه ملی آماده است و دستگاه‌های صادرکننده در کارگروه استانی هم‌نظرند.",
            "با حذف استعلام‌های تکراری، کارکنان موجود برای رسیدن به هدف کافی‌اند.",
        ),
    ),
    "field": Work(
        (SUMMER_HARVEST, FIELD_WORK, EARLY),
        ((_CAPITAL, _LOAN), 20, 260),
        (
            "عملکرد مزارع الگویی یک و نیم برابر میانگین استان بود و در این سطح قابل تکرار است.",
            "حق‌آبه و نهاده تأمین شده و بهره‌برداران داوطلب بیش از ظرفیت طرح‌اند.",
        ),
    ),
    "livestock": Work(
        (EVEN, EARLY, QUARTERLY),
        ((_CURRENT, _LOAN), 12, 160),
        (
            "جمعیت دام سرشماری شده و نهاده لازم در سامانه بازارگاه تخصیص یافته است.",
            "اکیپ‌های عملیاتی شهرستان در سال قبل همین حجم کار را انجام داده‌اند.",
        ),
    ),
    "trade": Work(
        (EVEN, LATE_START, QUARTERLY),
        None,
        (
            "خریداران شناخته شده‌اند و سهم استان از بازار کشورهای همسایه جای رشد دارد.",
            "ظرفیت تولید صادراتی کافی است و گلوگاه، حمل و پیمان ارزی است که در این پروژه دیده شده.",
        ),
    ),
    "service": Work(
        (EVEN, QUARTERLY, LATE_START),
        ((_CURRENT, _INTERNAL), 3, 45),
        (
            "سامانه در یک شهرستان آزموده شده و گسترش آن به نیروی تازه نیاز ندارد.",
            "دستورالعمل ملی ابلاغ شده و سهم استان از آن با همین هدف برابر است.",
        ),
    ),
    "inspect": Work(
        (EVEN, EARLY),
        ((_CURRENT,), 3, 30),
        (
            "شمار بازرسان و سرانه بازدید آنان در سال قبل، این هدف را ممکن می‌کند.",
            "با داده سامانه‌ها بازدیدها هدفمند شده و تکرار بیهوده حذف می‌شود.",
        ),
    ),
    "research": Work(
        (AT_THE_END, QUARTERLY, LATE_START),
        ((_CURRENT, _NATIONAL), 10, 120),
        (
            "متقاضی صنعتی پیش‌خرید کرده و آزمایشگاه مرجع برای تأیید کیفیت در استان هست.",
            "گروه پژوهشی نمونه آزمایشگاهی را ساخته و گام بعد، تولید نیمه‌صنعتی است.",
        ),
    ),
    "explore": Work(
        (LATE_START, FIELD_WORK, AT_THE_END),
        ((_PRIVATE, _NATIONAL), 40, 380),
        (
            "داده‌های زمین‌شناسی پهنه کامل است و معارض محلی در شورای معادن تعیین تکلیف شده.",
            "ذخیره قطعی و بازار ماده معدنی، سرمایه‌گذاری بهره‌بردار را توجیه می‌کند.",
        ),
    ),
    "purchase": Work(
        (SUMMER_HARVEST, EVEN),
        ((_NATIONAL, _CURRENT), 120, 900),
        (
            "اعتبار خرید ابلاغ و مراکز خرید تجهیز شده‌اند؛ پیش‌بینی تولید با هدف هم‌خوان است.",
            "انبار و سردخانه طرف قرارداد برای این مقدار ظرفیت دارد.",
        ),
    ),
}


def _project_kind(row: dict[str, str]) -> ProjectKind:
    where = row["counties"].split()
    draws = int(where[0]) if where and len(where[0]) < 4 else 0
    promises = []
    for text in row["targets"].split():
        indicator, _, change = text.partition(":")
        change, _, by_county = change.partition("/")
        baseline, _, value = change.partition(">")
        promises.append(Promise(indicator, baseline, value, by_county == "c"))
    return ProjectKind(
        title=row["title"],
        work=row["work"],
        counties=() if draws else tuple(where),
        draw_counties=draws,
        promises=tuple(promises),
        sector=row["sector"],
        industry=row["industry"],
        partners=tuple(row["partners"].split()),
    )


def program_kinds() -> tuple[ProgramKind, ...]:
    """What the agencies of the province undertake."""
    return _kinds("programs.csv", "projects.csv")


def earlier_kinds() -> tuple[ProgramKind, ...]:
    """What some agencies undertook in the year before and did not finish."""
    return _kinds("earlier_programs.csv", "earlier_projects.csv")


@cache
def _kinds(of_programs: str, of_projects: str) -> tuple[ProgramKind, ...]:
    projects: dict[str, list[ProjectKind]] = {}
    for row in read_rows(_FOLDER / of_projects):
        projects.setdefault(row["program"], []).append(_project_kind(row))
    return tuple(
        ProgramKind(
            agency=row["agency"],
            axis=row["axis"],
            clauses=tuple(map(int, row["clauses"].split())),
            topics=tuple(row["topics"].split()),
            title=row["title"],
            purpose=row["purpose"],
            projects=tuple(projects[row["program"]]),
        )
        for row in read_rows(_FOLDER / of_programs)
    )


@cache
def action_kinds(work: str) -> tuple[ActionKind, ...]:
    return tuple(
        ActionKind(row["title"], row["responsible"], (int(row["first"]), int(row["last"])), int(row["weight"]))
        for row in read_rows(_FOLDER / "actions.csv")
        if row["work"] == work
    )


@cache
def names() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Given and family names, each in Persian and English."""
    rows = read_rows(_FOLDER / "people.csv")
    return (
        tuple((row["given_fa"], row["given_en"]) for row in rows),
        tuple((row["family_fa"], row["family_en"]) for row in rows),
    )


def further_macro_targets() -> list[dict[str, str]]:
    """Macro targets of the province beside those of the small demonstration."""
    return read_rows(_FOLDER / "macro_targets.csv")
