"""The canonical text of a frozen row, and the hash that names a version of the master table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from agencies.history import as_text
from targets.models import MasterTableRow

# What a row says, in this order; its place in the table comes first.
SHEET = (
    "program_id_frozen",
    "program_code",
    "program_title",
    "project_code",
    "project_title",
    "project_weight",
    "axis_code",
    "sector_code",
    "indicator_code",
    "unit_code",
    "direction",
    "kind",
    "aggregation",
    "achievement_from",
    "macro_target_id_frozen",
    "feeds",
    "county_code",
    "baseline",
    "baseline_on",
    "value",
    "numerator",
    "denominator",
    "lower_bound",
    "upper_bound",
    "weight",
)


def canonical_row(row: MasterTableRow) -> str:
    """One row as JSON text: amounts as plain decimals without trailing zeros, absent values as null."""
    content: list[Any] = [str(row.position), str(row.target_id), str(row.agency_id)]
    content += [as_text(getattr(row, name)) for name in SHEET]
    content.append([as_text(point) for point in row.trajectory])
    content.append(row.actions)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(rows: Iterable[MasterTableRow]) -> str:
    """SHA-256 over the canonical rows, one a line, in the order of their positions."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(canonical_row(row).encode())
        digest.update(b"\n")
    return digest.hexdigest()
