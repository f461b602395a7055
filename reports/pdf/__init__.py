"""The year-end report and the minutes of sittings: tagged PDF, laid out by Typst, the same bytes for the same data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain
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
PICTURES = Path(__file__).parent / "pictures.typ"
MINUTES = Path(__file__).parent / "minutes.typ"
# Columns of words from this width on are broken into lines.
WIDE = 20
# Every other column is as wide as the widest of so many of its longest words.
MEASURED = 24


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


def pictures(charts: list[list[str]]) -> list[bytes]:
    """The drawings of each chart as one PNG, the same bytes for the same drawings."""
    inputs = {"charts": json.dumps(charts, ensure_ascii=False)}
    return typeset(PICTURES, inputs, fonts=settings.PRINT_FONTS, format="png", ppi=150) if charts else []


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
    [file] = typeset(template, inputs, fonts=settings.PRINT_FONTS, format="pdf", pdf_standards="ua-1")
    return file


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
    rows = [[_cell(row[place], column) for place, column in zip(places, columns, strict=True)] for row in sheet.rows]
    return {
        "title": sheet.title,
        "note": sheet.note,
        "empty": _("There is nothing to show here."),
        "columns": [_column(column, own) for column, own in zip(columns, zip(*rows, strict=True), strict=True)]
        if rows
        else [],
        "cells": list(chain.from_iterable(rows)),
    }


def _column(column: Column, cells: Iterable[str | dict[str, str]]) -> dict[str, Any]:
    """Columns of long words share what the others leave; these are as wide as their longest words."""
    is_wide = column.kind is Kind.WORDS and column.width >= WIDE
    said = {cell if isinstance(cell, str) else next(iter(cell.values())) for cell in cells}
    return {
        "title": column.heading,
        "is_number": column.kind in ALIGNED_RIGHT,
        "share": column.width if is_wide else None,
        "longest": [] if is_wide else sorted(said, key=lambda words: (-len(words), words))[:MEASURED],
    }


def _cell(cell: Cell, column: Column) -> str | dict[str, str]:
    """Its words; what stands for no value is set apart."""
    words = year_end.shown(cell, column)
    return {"missing": words} if cell.value is None else words
