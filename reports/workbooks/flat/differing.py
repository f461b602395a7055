"""What a table says otherwise than what is stored, and what is written when both are laid together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from config.persian.letters import search_key
from projects.enums import FundingSource, ObstacleCategory, ObstacleLevel
from projects.models import Project
from reports.workbooks.flat.columns import BY_KEY
from reports.workbooks.flat.rows import ReadRow
from targets.forms.sheets import written

_ACTION_FIELDS = ("title", "responsible", "starts_on", "ends_on", "weight")


class Change(NamedTuple):
    """A cell that says something else than what is stored."""

    label: str
    old: str
    new: str


def differing(stored: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of the values those that differ from what is stored; of a list, those that it lacks are added."""
    found = {}
    for name, value in values.items():
        now = getattr(stored, name)
        if hasattr(now, "all"):
            known = list(now.all())
            if added := [each for each in value if each not in known]:
                found[name] = [*known, *added]
        elif now != value:
            found[name] = value
    return found


def changes(stored: Any, values: Mapping[str, Any]) -> list[Change]:
    found = []
    for name, value in values.items():
        now = getattr(stored, name)
        label = str(stored._meta.get_field(name).verbose_name) if name != "trajectory" else _("Trajectory")
        found.append(Change(label, written(list(now.all()) if hasattr(now, "all") else now), written(value)))
    return found


@lru_cache(maxsize=32768)
def key_of_title(title: str) -> str:
    """Under which a title is found again, however it is spelled."""
    return search_key(title)


def actions_of(rows: Iterable[ReadRow], project: Project | None) -> tuple[list[dict[str, Any]] | None, list[Change]]:
    """The project's actions as they shall be, None where nothing differs; and what is new of them.

    Those that the table does not name stay: leaving something out of a table removes nothing.
    """
    stored = list(project.actions.all()) if project is not None else []
    found = {
        key_of_title(action.title): {"uuid": action.uuid} | {name: getattr(action, name) for name in _ACTION_FIELDS}
        for action in stored
    }
    before = {key: dict(action) for key, action in found.items()}
    for row in rows:
        said = {name: row.values[name] for name in ("responsible", "starts_on", "ends_on") if name in row.values}
        for action in row.get("actions") or ():
            now = found.setdefault(key_of_title(action.title), {"title": action.title})
            now |= said | ({"weight": action.weight} if action.weight is not None else {})
    if found == before:
        return None, []
    if project is None:
        return list(found.values()), []
    label = str(BY_KEY["actions"].label)
    changes = [
        Change(label, _action_text(before.get(key)), _action_text(action))
        for key, action in found.items()
        if action != before.get(key)
    ]
    return list(found.values()), changes


def _action_text(action: Mapping[str, Any] | None) -> str:
    said = [written(action.get(name)) for name in _ACTION_FIELDS] if action else []
    return " · ".join(text for text in said if text)


def lines_of(project: Project | None) -> list[dict[str, Any]]:
    if project is None:
        return []
    names = ("source", "approved", "allocated", "spent")
    return [{name: getattr(line, name) for name in names} for line in project.funding_lines.all()]


def money_text(lines: Iterable[Mapping[str, Any]]) -> str:
    parts = [f"{FundingSource(line['source']).label}: {written(line['approved'])}" for line in lines]
    return "؛ ".join(parts)


def obstacles_of(rows: Iterable[ReadRow], project: Project | None) -> list[dict[str, Any]] | None:
    """The project's stated obstacles with those that the table adds; None where it adds none."""
    stored = list(project.challenges.all()) if project is not None else []
    names = ("title", "category", "level", "owner", "owner_side", "ask", "due_on")
    found = {
        search_key(each.title): {"uuid": each.uuid, "actions": [action.position for action in each.actions.all()]}
        | {name: getattr(each, name) for name in names}
        for each in stored
    }
    added = False
    for row in rows:
        for title in row.get("obstacles") or ():
            if search_key(title) not in found:
                added = True
                found[search_key(title)] = {
                    "title": title,
                    "category": ObstacleCategory.OTHER,
                    "level": row.get("obstacle_level") or ObstacleLevel.PROVINCE,
                    "ask": row.get("solution") or "",
                }
    return list(found.values()) if added else None
