"""What the tests about amendments speak of: a frozen year, and an amendment of so many of its rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from targets.amendments import Figures
from targets.models import Amendment, MasterTable, MasterTableRow
from targets.operations.amendments import propose_amendment
from tests.cast import Cast

WHY = {
    "reason_code": "credit",
    "text": "کاهش اعتبار تخصیص‌یافته",
    "authority": "letter",
    "authority_number": "۵۲/۱۴",
    "authority_on": datetime.date(2020, 9, 1),
}


def rows(table: MasterTable) -> list[MasterTableRow]:
    return list(table.rows.select_related("target__project__program").order_by("position"))


def raised(some: Iterable[MasterTableRow], by: int = 12) -> dict[Any, Figures]:
    return {row.target.uuid: Figures(value=row.value + Decimal(by)) for row in some}


def proposed(cast: Cast, table: MasterTable, **what: Any) -> Amendment:
    """An amendment that waits; of every row's value where nothing else is said."""
    if not {"figures", "drops", "programs"} & set(what):
        what["figures"] = raised(rows(table))
    return propose_amendment(by=cast.planner, plan_year=table.plan_year, version=table.version, **{**WHY, **what})
