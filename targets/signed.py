"""A target of a program that the agency is correcting, as the head signed it last (see `projects.signed`)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from projects.signed import Content
from targets.models import Target

_AMOUNTS = ("baseline", "value", "numerator", "denominator", "lower_bound", "upper_bound", "weight")


def signed_sheet(content: Content, target: uuid.UUID) -> dict[str, Any] | None:
    """The columns of the target as they were signed; None when it was not yet there."""
    for facts in content["targets"]:
        if facts["target"] == str(target):
            return _columns(facts)
    return None


def _columns(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: None if facts[name] is None else Decimal(facts[name]) for name in _AMOUNTS},
        "baseline_on": datetime.date.fromisoformat(facts["baseline_on"]) if facts["baseline_on"] else None,
        "baseline_source": facts["baseline_source"] or "",
        "means_of_verification": facts["means_of_verification"] or "",
        "feeds": facts["feeds"],
        "trajectory": [Decimal(point) for point in facts["trajectory"]],
    }


def target_as_signed(target: Target, content: Content) -> Target | None:
    """The target in memory as it was signed, not to be saved; None when it was not yet there."""
    sheet = signed_sheet(content, target.uuid)
    if sheet is None:
        return None
    for name, value in sheet.items():
        setattr(target, name, value)
    return target
