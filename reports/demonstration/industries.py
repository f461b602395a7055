"""What a demonstration says of the priority industries: where a few of them stand, the aim, what is missing."""

from __future__ import annotations

from typing import Any, NamedTuple

from agencies.fingerprints import fingerprint
from agencies.operations import save_reference_row
from agencies.reference_lists import LISTS
from projects.models import ChainLink, PriorityIndustry
from reports.demonstration.writing import Stage


class StrategyPlan(NamedTuple):
    industry: str
    situation: str
    aim: str
    strategy: str
    # Links of the chain that the province has not.
    missing: tuple[str, ...]


DOCUMENT = "سند راهبردی صنایع اولویت‌دار استان (نمونه نمایشی)"
STRATEGIES = (
    StrategyPlan(
        "food",
        "ظرفیت نصب‌شده بیش از نیاز استان است؛ نیمی از خطوط زیر ظرفیت کار می‌کنند و محصول بیشتر فله فروخته می‌شود.",
        "افزایش سهم محصول بسته‌بندی‌شده و صادراتی از تولید استان",
        "تکمیل حلقه بسته‌بندی و نگهداری، پایانه صادراتی مشترک و سرمایه در گردش فصلی",
        ("food-pack",),
    ),
    StrategyPlan(
        "leather_shoes",
        "بزرگ‌ترین خوشه کفش کشور با واحدهای کوچک؛ چرم آماده و قالب از بیرون استان تأمین می‌شود.",
        "تأمین نیمی از چرم پرداخت‌شده از داخل استان",
        "شهرک تخصصی چرم، مرکز طراحی و قالب‌سازی مشترک و نشان تجاری مشترک",
        ("leather_shoes-tanning", "leather_shoes-design"),
    ),
    StrategyPlan(
        "copper_gold",
        "ماده معدنی استان بیشتر به‌صورت کنسانتره خارج می‌شود.",
        "تکمیل زنجیره تا محصول نهایی در استان",
        "ذوب و پالایش در محل و جذب سرمایه‌گذار برای محصولات پایین‌دستی",
        ("copper_gold-melting", "copper_gold-products"),
    ),
)


def tell_strategies(stage: Stage) -> None:
    """By the administrator, who keeps the lists; what nobody confirmed stays unconfirmed."""
    for plan in STRATEGIES:
        industry = PriorityIndustry.objects.get(code=plan.industry)
        texts = {"situation": plan.situation, "aim": plan.aim, "strategy": plan.strategy, "document": DOCUMENT}
        _save(stage, "priority-industries", industry, **texts)
        for link in ChainLink.objects.filter(code__in=plan.missing):
            _save(stage, "chain-links", link, is_present=False)


def _save(stage: Stage, slug: str, row: Any, **fields: Any) -> None:
    listed = LISTS[slug]
    save_reference_row(
        by=stage.people["administrator"], listed=listed, row=row, seen=fingerprint(row, listed.fields), **fields
    )
