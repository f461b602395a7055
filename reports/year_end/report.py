"""The whole report, put together: its data, its sections with what is written of them, the agencies' chapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reports.enums import PartKind
from reports.year_end.chapters import chapter
from reports.year_end.layout import Data, Section
from reports.year_end.sections import APPENDICES, SECTIONS


@dataclass(frozen=True)
class Report:
    """What its files are made of. `failed` are titles of parts that could not be compiled, with the reason."""

    data: Data
    data_hash: str
    sections: list[Section]
    appendices: list[Section]
    chapters: list[Section]
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> list[Section]:
        return [*self.sections, *self.chapters, *self.appendices]


def parts_of(data: Data) -> list[tuple[PartKind, str]]:
    """What a report of these data is compiled in, in its order."""
    return [
        *((PartKind.SECTION, key) for key in SECTIONS),
        *((PartKind.AGENCY, row["code"]) for row in data["agencies"]),
        *((PartKind.SECTION, key) for key in APPENDICES),
    ]


def compiled(data: Data, kind: str, key: str) -> Section:
    """One part, in the active language."""
    if kind == PartKind.AGENCY:
        return chapter(data, key)
    return (SECTIONS | APPENDICES)[key](data)


def put_together(
    data: Data,
    data_hash: str,
    parts: Mapping[tuple[str, str], Section],
    words: Mapping[str, str],
    failed: Mapping[str, str] | None = None,
) -> Report:
    """`words` are what stands written of a section instead of its draft, paragraph by paragraph."""

    def of(kind: PartKind, keys: Mapping[str, object] | list[str]) -> list[Section]:
        return [written(parts[kind, key], words.get(key, "")) for key in keys if (kind, key) in parts]

    return Report(
        data,
        data_hash,
        of(PartKind.SECTION, SECTIONS),
        of(PartKind.SECTION, APPENDICES),
        of(PartKind.AGENCY, [row["code"] for row in data["agencies"]]),
        dict(failed or {}),
    )


def written(section: Section, words: str) -> Section:
    """The section with what somebody wrote in place of its draft."""
    paragraphs = [line.strip() for line in words.splitlines() if line.strip()]
    return replace(section, draft=paragraphs) if paragraphs else section


def whole(data: Data, data_hash: str, words: Mapping[str, str] | None = None) -> Report:
    """The report of these data at once, in the active language."""
    parts: dict[tuple[str, str], Section] = {(kind, key): compiled(data, kind, key) for kind, key in parts_of(data)}
    return put_together(data, data_hash, parts, words or {})
