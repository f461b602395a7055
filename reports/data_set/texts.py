"""How values stand in the file: text of exact decimals, ISO days, names in both languages."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from agencies.models import Agency, County, NamedInTwoLanguages
from targets.performance import Returns
from targets.rollups import Average, Coverage

Data = dict[str, Any]


def text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def day(value: datetime.date | None) -> str | None:
    return None if value is None else value.isoformat()


def names(row: NamedInTwoLanguages) -> dict[str, str]:
    return {"fa": row.name_fa, "en": row.name_en}


def coded(row: NamedInTwoLanguages) -> Data:
    """A row of a list by its code; a county has one of the Statistical Centre."""
    return {"code": row.sci_code if isinstance(row, County) else row.code, "name": names(row)}  # type: ignore[attr-defined]


def named(row: Agency | None) -> Data | None:
    return None if row is None else coded(row)


def covered(coverage: Coverage) -> Data:
    return {"reported": coverage.reported, "due": coverage.due, "share": text(coverage.share)}


def averaged(average: Average) -> Data:
    return {"value": text(average.value), "counted": average.counted, "of": average.of}


def counted(returns: Returns) -> Data:
    return {"due": returns.due, "received": returns.received, "late": returns.late}
