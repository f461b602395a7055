"""What an earlier report said otherwise: figures of targets and periods that it had, with the reason for the change."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from projects.models import PlanYear
from reports.data_set.texts import Data
from targets.enums import EntryKind
from targets.models import Measurement

FIGURES = ("reported", "verified", "disputed")


def restatements(now: Data, before: Data, reasons: Mapping[tuple[str, int], str]) -> list[Data]:
    """Every figure of a target that the earlier data set had and that reads otherwise now, or is gone.

    A figure that was not there then is no restatement: it was reported or verified meanwhile. `reasons` are by target
    and period; those of year-end values stand in the versions of the master table.
    """
    rows = {row["target"]: row for row in now["targets"]}
    found = []
    for old in before["targets"]:
        new = rows.get(old["target"])
        head = {name: old[name] for name in ("target", "agency", "project", "indicator", "unit")}
        why = _why_of_the_table(now, before)
        if new is None:
            found.append(head | _change("value", None, old["value"], None, why))
            continue
        if old["value"] != new["value"]:
            found.append(head | _change("value", None, old["value"], new["value"], why))
        later = {line["ordinal"]: line for line in new["periods"]}
        for line in old["periods"]:
            here = later.get(line["ordinal"], {})
            for name in FIGURES:
                if line[name] is not None and line[name] != here.get(name):
                    reason = reasons.get((old["target"], line["ordinal"]), "")
                    found.append(head | _change(name, line["ordinal"], line[name], here.get(name), reason))
    return found


def reasons_since(
    plan_year: PlanYear, since: datetime.datetime, until: datetime.datetime
) -> dict[tuple[str, int], str]:
    """What was said last for a change of a target's period between the two moments; one query."""
    entries = Measurement.objects.filter(
        line__report__period__plan_year=plan_year, recorded_at__gt=since, recorded_at__lte=until
    ).exclude(reason="")
    # What stands beside a figure that is reported is a note on it, no reason for a change.
    entries = entries.exclude(kind__in=(EntryKind.REPORTED, EntryKind.VERIFIED))
    values = entries.order_by("pk").values_list("line__target__uuid", "line__report__period__ordinal", "reason")
    return {(str(target), ordinal): reason for target, ordinal, reason in values}


def _why_of_the_table(now: Data, before: Data) -> str:
    """The decisions that changed the master table in between."""
    texts: Iterable[str] = (
        row["text"] for row in now["versions"] if row["version"] > before["master_table"]["version"]
    )
    return "؛ ".join(text for text in texts if text)


def _change(figure: str, ordinal: int | None, old: Any, new: Any, why: str) -> Data:
    return {"figure": figure, "ordinal": ordinal, "old": old, "new": new, "why": why}
