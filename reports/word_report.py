"""The year-end report as a Word document, for the secretariat's own hand; the same bytes for the same data.

Tables are written as XML at once: a library that asks the document for every cell takes minutes over a long one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from config.archives import STILL, stilled
from config.persian.numbers import format_number
from reports import pdf, year_end
from reports.year_end import ALIGNED_RIGHT, Column, Picture, Report, Section, Sheet

FONT = "Vazirmatn"
HEAD = "EAEFF5"
AFTER = "</w:t></w:r>"
# So few paragraphs stay together with what they are said of; of more the last does.
FEW_PARAGRAPHS = 4
# A table of so few rows is not divided between two pages.
FEW_ROWS = 6
# A picture in millimetres at most: with its title and what is said of it there is room for it on a page. Drawings that
# stand side by side take all of the page's width.
WIDE, WIDEST, HIGH = 170, 250, 110
# The names of the library's own styles.
HEADINGS = {1: "Heading1", 2: "Heading2", 3: "Heading3"}


def document(report: Report) -> bytes:
    """The document in the active language, from right to left where it is written so."""
    data = report.data
    file = Document()
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    section.footer_distance = Mm(8)
    file.styles["Normal"].font.name = FONT
    properties = file.core_properties
    properties.title, properties.author, properties.comments = year_end.title(data), data["headquarters"], ""
    properties.created = properties.modified = STILL
    section.footer.paragraphs[0]._element.getparent().replace(
        section.footer.paragraphs[0]._element, parse_xml(_footer(report))
    )
    _fill(file, report, _drawn(report))
    content = io.BytesIO()
    file.save(content)
    return stilled(content.getvalue())


def _drawn(report: Report) -> Iterator[bytes]:
    """The report's pictures in their order; all are drawn at once."""
    return iter(pdf.pictures([picture.drawings for section in report.parts for picture in section.pictures]))


def _fill(file: Any, report: Report, drawn: Iterator[bytes]) -> None:
    data = report.data
    _add(file, _paragraph(data["headquarters"], bold=True))
    _add(file, _paragraph(year_end.title(data), style="Title"))
    _add(file, _paragraph(year_end.subtitle(data)))
    if warning := year_end.illustrative(data):
        _add(file, _paragraph(warning, bold=True))
    for fact in year_end.facts(data):
        _add(file, _paragraph(f"{fact.label}: {fact.value}. {fact.note}"))
    _add(file, _paragraph(f"{_('Hash of the data (SHA-256)')}: \u200e{report.data_hash}\u200e"))
    for title, reason in report.failed.items():
        _add(file, _paragraph(f"{title}: {reason}", bold=True))
    for number, section in enumerate(report.sections, 1):
        title = f"{format_number(number)}. {section.title}"
        _add(file, _paragraph(title, style=HEADINGS[1], new_page=number == 1))
        _section(file, section, 2, drawn)
    if report.chapters:
        _add(file, _paragraph(_("Chapters of the agencies"), style=HEADINGS[1]))
    for chapter in report.chapters:
        _add(file, _paragraph(chapter.title, style=HEADINGS[2]))
        _section(file, chapter, 3, drawn)
    for number, section in enumerate(report.appendices, 1):
        title = _("Appendix %(number)s. %(title)s") % {"number": format_number(number), "title": section.title}
        _add(file, _paragraph(title, style=HEADINGS[1]))
        _section(file, section, 2, drawn)


def _section(file: Any, section: Section, level: int, drawn: Iterator[bytes]) -> None:
    last = len(section.draft)
    for place, paragraph in enumerate(section.draft, 1):
        _add(file, _paragraph(paragraph, keep=last <= FEW_PARAGRAPHS or place == last))
    for picture in section.pictures:
        _picture(file, picture, next(drawn))
    for sheet in section.sheets:
        if sheet.in_print:
            _add(file, _paragraph(sheet.title, style=HEADINGS[level]))
            if sheet.rows and sheet.note:
                _add(file, _paragraph(sheet.note, size=8, keep=True))
            _add(file, _table(sheet) if sheet.rows else _paragraph(_("There is nothing to show here.")))


def _picture(file: Any, picture: Picture, drawing: bytes) -> None:
    _add(file, _paragraph(picture.title, bold=True, keep=True))
    wide = WIDE if len(picture.drawings) == 1 else WIDEST
    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(drawing), width=Mm(wide))
    if shape.height > Mm(HIGH):
        shape.width, shape.height = round(shape.width * Mm(HIGH) / shape.height), Mm(HIGH)
    shape._inline.docPr.set("descr", picture.summary)
    _add(file, _paragraph(picture.caption, size=8))


def _add(file: Any, xml: str) -> None:
    """Before the last element of the body, which is the page's set-up."""
    file.element.body.insert(len(file.element.body) - 1, parse_xml(xml))


def _paragraph(text: str, **how: Any) -> str:
    """`how` it is set: what `_before` takes."""
    return f"<w:p {nsdecls('w')}>{_inside(text, **how)}</w:p>"


def _inside(text: str, **how: Any) -> str:
    return f"{_before(is_rtl=get_language_bidi(), **how)}{escape(text)}{AFTER}"


# A report has tens of thousands of cells, and a handful of these.
@cache
def _before(
    *,
    is_rtl: bool,
    style: str = "",
    bold: bool = False,
    size: int = 0,
    new_page: bool = False,
    keep: bool = False,
    close: bool = False,
) -> str:
    """What a paragraph has before its words: Word wants to hear of each, and each run, that it goes right to left."""
    of_paragraph = "".join(
        (
            f"<w:pStyle w:val={quoteattr(style)}/>" if style else "",
            "<w:keepNext/>" if keep else "",
            "<w:pageBreakBefore/>" if new_page else "",
            "<w:bidi/>" if is_rtl else "",
            '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>' if close else "",
            # The mark at the end of a paragraph is as high as its words; in an empty one it is all there is.
            _of_run(is_rtl=is_rtl, size=size) if size else "",
        )
    )
    run = f'<w:r>{_of_run(is_rtl=is_rtl, bold=bold, size=size)}<w:t xml:space="preserve">'
    return f"<w:pPr>{of_paragraph}</w:pPr>{run}"


def _of_run(*, is_rtl: bool, bold: bool = False, size: int = 0) -> str:
    """No space is put between letters, whatever the style says: those of Persian are joined."""
    of_run = "".join(
        (
            f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>',
            "<w:b/><w:bCs/>" if bold else "",
            '<w:spacing w:val="0"/>' if is_rtl else "",
            f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>' if size else "",
            '<w:rtl/><w:lang w:bidi="fa-IR"/>' if is_rtl else "",
        )
    )
    return f"<w:rPr>{of_run}</w:rPr>"


def _table(sheet: Sheet) -> str:
    places = [place for place, column in enumerate(sheet.columns) if column.in_print]
    columns = [sheet.columns[place] for place in places]
    last = len(sheet.rows)
    # Of a longer one two rows stand together below its head, and three at its end.
    tied = range(1, last) if last <= FEW_ROWS else (1, last - 2, last - 1)
    rows = [
        _row([column.heading for column in columns], is_head=True, keep=True),
        *(
            _row(
                [year_end.shown(row[place], column) for place, column in zip(places, columns, strict=True)],
                keep=number in tied,
            )
            for number, row in enumerate(sheet.rows, 1)
        ),
    ]
    order = "<w:bidiVisual/>" if get_language_bidi() else ""
    widths = [_width(column) for column in columns]
    grid = "".join(f'<w:gridCol w:w="{14000 * width // sum(widths)}"/>' for width in widths)
    return (
        f"<w:tbl {nsdecls('w')}>"
        f'<w:tblPr><w:tblStyle w:val="TableGrid"/>{order}<w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _width(column: Column) -> int:
    """In letters, beside those of the others: no word of the heading is broken, nor of what stands for no value."""
    longest = max(map(len, [*column.heading.split(), *column.missing.split()]), default=0)
    return max(12 if column.kind in ALIGNED_RIGHT else column.width, longest + 4)


def _row(texts: list[str], *, is_head: bool = False, keep: bool = False) -> str:
    """A row that is not cut by the page's end, with `keep` nor from the next; the head is repeated on the next page."""
    before = _before(is_rtl=get_language_bidi(), bold=is_head, size=8, keep=keep, close=True)
    shade = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{HEAD}"/></w:tcPr>' if is_head else ""
    cells = "".join(f"<w:tc>{shade}<w:p>{before}{escape(text)}{AFTER}</w:p></w:tc>" for text in texts)
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


def _footer(report: Report) -> str:
    """As of when, from which data, and the page."""
    words = f"{_('As of')} {year_end.as_of(report.data)} · {report.data_hash[:12]} · "
    own = _of_run(is_rtl=get_language_bidi(), size=8)
    page = (
        f'<w:r>{own}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{own}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{own}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{own}<w:t>{format_number(1)}</w:t></w:r>"
        f'<w:r>{own}<w:fldChar w:fldCharType="end"/></w:r>'
    )
    return f"<w:p {nsdecls('w')}>{_inside(words, size=8)}{page}</w:p>"
