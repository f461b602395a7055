"""A paper of a session as a Word document, from right to left where it is written so."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from docx import Document

from reports.papers.content import Paper
from reports.word import FONT, add_table, lay_on_a4, put_in_order, words

# So many signatures stand side by side.
IN_A_ROW = 4


def paper_in_word(paper: Paper) -> bytes:
    document = Document()
    lay_on_a4(document, is_landscape=paper.is_landscape)
    document.styles["Normal"].font.name = FONT
    document.core_properties.title = paper.title
    document.core_properties.author = paper.headquarters
    words(document.add_paragraph(), paper.headquarters, is_centred=True)
    words(document.add_heading(level=1), paper.title, is_centred=True)
    words(document.add_paragraph(), "    ".join(f"{name}: {value}" for name, value in paper.facts))
    for table in paper.before:
        words(document.add_heading(level=2), table.title)
        add_table(document, table)
    if paper.matters_title:
        words(document.add_heading(level=2), paper.matters_title)
    for matter in paper.matters:
        if matter.title:
            words(document.add_heading(level=3), matter.title)
        if matter.about:
            words(document.add_paragraph(), matter.about, is_bold=True)
        for line in matter.text.splitlines():
            words(document.add_paragraph(), line)
    for table in paper.after:
        words(document.add_heading(level=2), table.title)
        add_table(document, table)
    if paper.statement:
        words(document.add_paragraph(), paper.statement)
    _add_signatures(document, paper)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_signatures(document: Any, paper: Paper) -> None:
    for first in range(0, len(paper.signers), IN_A_ROW):
        signers = paper.signers[first : first + IN_A_ROW]
        grid = document.add_table(rows=1, cols=len(signers))
        grid.style = "Table Grid"
        put_in_order(grid)
        for cell, signer in zip(grid.rows[0].cells, signers, strict=True):
            words(cell.paragraphs[0], signer, is_bold=True)
            words(cell.add_paragraph(), _("Name, signature, date"))
            cell.add_paragraph()
        document.add_paragraph()
