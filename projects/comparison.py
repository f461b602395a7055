"""What is different between two texts of a program: what was signed last, and what is to be signed now.

Works on the content of revisions (`projects.revisions`), thing by thing and field by field. Apps above add how their
section is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Names are those of the model's columns; a list keeps its items, so that each can be named in words.
Fields = Mapping[str, str | list[str] | None]


@dataclass(frozen=True)
class Thing:
    """One thing in a text: its model ("projects.action"), what it is known by, its title in the agency's words."""

    kind: str
    key: str
    title: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A field of a thing that differs; without a `name` the whole thing is new (`is_new`) or is gone."""

    thing: Thing
    name: str = ""
    old: str | list[str] | None = None
    new: str | list[str] | None = None
    is_new: bool = False


Reader = Callable[[Any], Iterator[Thing]]
_READERS: dict[str, Reader] = {}


def reads(section: str) -> Callable[[Reader], Reader]:
    """Register how a section of the content is read as things, in the order in which they are told."""

    def register(read: Reader) -> Reader:
        _READERS[section] = read
        return read

    return register


def things_of(content: Mapping[str, Any]) -> list[Thing]:
    return [thing for section, read in _READERS.items() if section in content for thing in read(content[section])]


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What somebody who has read the old text has to read in the new one."""
    before = {(thing.kind, thing.key): thing for thing in things_of(old)}
    changes: list[Change] = []
    for thing in things_of(new):
        known = before.pop((thing.kind, thing.key), None)
        if known is None:
            changes.append(Change(thing, is_new=True))
        else:
            changes += _changed_fields(known, thing)
    return changes + [Change(thing) for thing in before.values()]


def _changed_fields(old: Thing, new: Thing) -> Iterator[Change]:
    for name, value in new.fields.items():
        # An empty text and none are the same to a reader; a field that the older text did not have yet tells nothing.
        if name in old.fields and (old.fields[name] or None) != (value or None):
            yield Change(new, name, old.fields[name], value)


# --- the sections of this app ---------------------------------------------------------------------


@reads("program")
def _program(facts: Mapping[str, Any]) -> Iterator[Thing]:
    yield Thing("projects.program", facts["code"], facts["title"], {**facts})


@reads("projects")
def _projects(projects: Sequence[Mapping[str, Any]]) -> Iterator[Thing]:
    for project in projects:
        own = {name: value for name, value in project.items() if name not in ("actions", "funding", "challenges")}
        yield Thing("projects.project", project["code"], project["title"], own)
        yield from _numbered("projects.action", project, project["actions"], "title")
        yield from _numbered("projects.funding_line", project, project["funding"], "source")
        yield from _numbered("projects.challenge", project, project.get("challenges", ()), "title")


def _numbered(
    kind: str, project: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], known_by: str
) -> Iterator[Thing]:
    """Rows of a project, known by one of their fields; two of the same name are told apart by their order."""
    seen: Counter[str] = Counter()
    for row in rows:
        name = row[known_by] or ""
        seen[name] += 1
        title = project["title"] if known_by == "source" else name
        yield Thing(kind, f"{project['code']} {name} {seen[name]}", title, {**row})
