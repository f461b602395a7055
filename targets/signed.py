"""A target of a program that the agency is correcting, as the head signed it last (see `projects.signed`)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from agencies.finding import Words
from config.persian.letters import search_key
from projects.signed import Content, signed_contents
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
        "shared_objects": [uuid.UUID(each["object"]) for each in facts.get("shared_objects", ())],
        "trajectory": [Decimal(point) for point in facts["trajectory"]],
    }


def target_as_signed(target: Target, content: Content) -> Target | None:
    """The target in memory as it was signed, not to be saved; None when it was not yet there."""
    sheet = signed_sheet(content, target.uuid)
    if sheet is None:
        return None
    for name, value in sheet.items():
        if name != "shared_objects":
            setattr(target, name, value)
    return target


def found_as_signed(targets: QuerySet[Target], words: Words) -> list[int]:
    """The keys of those targets whose words, as the head signed them last, are sought; two queries."""
    rows = list(targets.values_list("pk", "project__code", "project__program__uuid", "indicator__search_key"))
    contents = signed_contents(program for _pk, _code, program, _indicator in rows)
    found = []
    for pk, code, program, indicator in rows:
        content = contents.get(program)
        if content is None:
            continue
        title = next((project["title"] for project in content["projects"] if project["code"] == code), "")
        texts = (search_key(content["program"]["title"]), search_key(title), search_key(code), indicator)
        if all(any(key in text for text in texts) for key in words.keys):
            found.append(pk)
    return found
