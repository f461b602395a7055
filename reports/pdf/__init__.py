"""The year-end report and the minutes of sittings: tagged PDF, laid out by Typst, the same bytes for the same data."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from reports import year_end
from reports.minutes import Minutes
from reports.pdf.typesetting import typeset
from reports.year_end import ALIGNED_RIGHT, Cell, Column, Kind, Report, Section, Sheet

TEMPLATE = Path(__file__).parent / "year_end.typ"
PICTURE = Path(__file__).parent / "picture.typ"
MINUTES = Path(__file__).parent / "minutes.typ"
# Columns of words from this width on are broken into lines.
WIDE = 20


def document(report: Report) -> bytes:
    """The document in the active language. Raises FileNotFoundError where the font has not been fetched."""
    data = report.data
    content = {
        "language": get_language(),
        "title": year_end.title(data),
        "subtitle": year_end.subtitle(data),
        "headquarters": data["headquarters"],
        "illustrative": year_end.illustrative(data),
        "as_of": year_end.as_of(data),
        "data_hash": report.data_hash,
        "facts": [fact._asdict() for fact in year_end.facts(data)],
        "failed": list(report.failed.items()),
        "sections": [
            _section(section, _numbered(number, section.title)) for number, section in enumerate(report.sections, 1)
        ],
        "chapters": [_section(chapter, chapter.title) for chapter in report.chapters],
        "appendices": [
            _section(section, _appended(number, section.title)) for number, section in enumerate(report.appendices, 1)
        ],
        "words": {
            "as_of": _("As of"),
            "data_hash": _("Hash of the data (SHA-256)"),
            # Translators: {page} and {pages} are filled in by the layout.
            "page": _("Page {page} of {pages}"),
            "contents": _("Contents"),
            "chapters": _("Chapters of the agencies"),
        },
    }
    return _paper(TEMPLATE, {"report": json.dumps(content, ensure_ascii=False)})


def picture(drawings: list[str]) -> bytes:
    """The drawings of a chart as one PNG, the same bytes for the same drawings."""
    inputs = {"picture": json.dumps({"drawings": drawings}, ensure_ascii=False)}
    return typeset(PICTURE, inputs, fonts=settings.PRINT_FONTS, format="png", ppi=150)


def minutes_document(minutes: Minutes) -> bytes:
    """The minutes of a sitting in the active language. Raises FileNotFoundError where the font has not been fetched."""
    content = asdict(minutes) | {
        "language": get_language(),
        "words": {
            "page": _("Page {page} of {pages}"),
            "nothing": _("There is nothing to show here."),
            "signature": _("Name, signature, date"),
        },
    }
    return _paper(MINUTES, {"minutes": json.dumps(content, ensure_ascii=False)})


def laid_out(template: str, content: dict[str, Any]) -> bytes:
    """Another paper in the active language by its layout beside this file, which reads `content` as `paper`."""
    whole = content | {"language": get_language()}
    return _paper(TEMPLATE.parent / template, {"paper": json.dumps(whole, ensure_ascii=False)})


def _paper(template: Path, inputs: dict[str, str]) -> bytes:
    return typeset(template, inputs, fonts=settings.PRINT_FONTS, format="pdf", pdf_standards="ua-1")


def _numbered(number: int, title: str) -> str:
    return f"{format_number(number)}. {title}"


def _appended(number: int, title: str) -> str:
    return _("Appendix %(number)s. %(title)s") % {"number": format_number(number), "title": title}


def _section(section: Section, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "paragraphs": section.draft,
        "pictures": [asdict(picture) for picture in section.pictures],
        "tables": [_table(sheet) for sheet in section.sheets if sheet.in_print],
    }


def _table(sheet: Sheet) -> dict[str, Any]:
    places = [place for place, column in enumerate(sheet.columns) if column.in_print]
    columns = [sheet.columns[place] for place in places]
    return {
        "title": sheet.title,
        "note": sheet.note,
        "empty": _("There is nothing to show here."),
        "columns": [
            {
                "title": column.heading,
                "is_number": column.kind in ALIGNED_RIGHT,
                # Words share what figures leave, by their widths.
                "is_wide": column.kind is Kind.WORDS and column.width >= WIDE,
                "share": column.width,
            }
            for column in columns
        ],
        "rows": [
            [_cell(row[place], column) for place, column in zip(places, columns, strict=True)] for row in sheet.rows
        ],
    }


def _cell(cell: Cell, column: Column) -> dict[str, Any]:
    return {"text": year_end.shown(cell, column), "missing": cell.value is None}
