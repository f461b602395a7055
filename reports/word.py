"""Minutes as a Word document, which an office edits before it is signed."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.minutes import Minutes, Table

FONT = "Vazirmatn"


def minutes_document(minutes: Minutes) -> bytes:
    """The minutes in the active language, from right to left where it is written so."""
    document = Document()
    lay_on_a4(document, is_landscape=True)
    document.styles["Normal"].font.name = FONT
    document.core_properties.title = minutes.title
    document.core_properties.author = minutes.headquarters
    words(document.add_paragraph(), minutes.headquarters, is_centred=True)
    words(document.add_heading(level=1), minutes.title, is_centred=True)
    words(document.add_paragraph(), "    ".join(f"{name}: {value}" for name, value in minutes.facts))
    for table in minutes.tables:
        words(document.add_heading(level=2), table.title)
        add_table(document, table)
    words(document.add_paragraph(), minutes.statement)
    signatures = document.add_table(rows=1, cols=len(minutes.signers))
    signatures.style = "Table Grid"
    put_in_order(signatures)
    for cell, signer in zip(signatures.rows[0].cells, minutes.signers, strict=True):
        words(cell.paragraphs[0], signer, is_bold=True)
        words(cell.add_paragraph(), _("Name, signature, date"))
        cell.add_paragraph()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def lay_on_a4(document: Any, *, is_landscape: bool) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_landscape else (Mm(210), Mm(297))


def add_table(document: Any, table: Table) -> None:
    if not table.rows:
        words(document.add_paragraph(), _("There is nothing to show here."))
        return
    grid = document.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    put_in_order(grid)
    # The head is repeated on the next page, and no row is cut by the page's end.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, (heading, _is_figure) in zip(grid.rows[0].cells, table.columns, strict=True):
        words(cell.paragraphs[0], heading, is_bold=True)
    for row in table.rows:
        added = grid.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(added.cells, row, strict=True):
            words(cell.paragraphs[0], text)


def words(paragraph: Any, text: str, *, is_bold: bool = False, is_centred: bool = False) -> None:
    """A run with the text; Word wants to be told of each paragraph and each run that they go from right to left."""
    run = paragraph.add_run(text)
    run.bold = is_bold or None
    run.font.name = FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:cs"), FONT)
    if get_language_bidi():
        paragraph._element.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._element.get_or_add_rPr().append(OxmlElement("w:rtl"))
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def put_in_order(grid: Any) -> None:
    if get_language_bidi():
        grid.table_direction = WD_TABLE_DIRECTION.RTL
