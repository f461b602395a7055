"""How the cells of the master table look."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from config.amounts import PLACES
from config.workbooks import text_alignment

FONT = "Vazirmatn"
INK, SOFT, LINE, HEAD, GROUP = "14212F", "4B5B6D", "D9E0E8", "0D2545", "E3EBF5"


def number(decimals: int) -> str:
    """The style of an amount whose unit has so many decimals."""
    return f"number {min(decimals, PLACES)}"


def of_group(style: str) -> str:
    """What stands in a group's row in a column of that style."""
    return {"number": "group number", "percent": "group percent"}.get(style, "group")


def cell_styles() -> Iterable[NamedStyle]:
    line = Border(bottom=Side(style="thin", color=LINE))
    top = Alignment(vertical="top")
    text = text_alignment()
    plain = Font(name=FONT, size=10, color=INK)
    bold = Font(name=FONT, size=10, bold=True, color=HEAD)
    filled = PatternFill("solid", fgColor=GROUP)
    line_of_text = text_alignment(wrap=False)
    yield NamedStyle("title", font=Font(name=FONT, size=14, bold=True, color=HEAD), alignment=line_of_text)
    yield NamedStyle("soft", font=Font(name=FONT, size=9, color=SOFT), alignment=line_of_text)
    yield NamedStyle(
        "head",
        font=Font(name=FONT, size=10, bold=True, color="FFFFFF"),
        fill=PatternFill("solid", fgColor=HEAD),
        alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
    )
    yield NamedStyle("text", font=plain, border=line, alignment=text)
    yield NamedStyle("date", font=plain, border=line, alignment=top, number_format="yyyy-mm-dd")
    yield NamedStyle("percent", font=plain, border=line, alignment=top, number_format="0.0%")
    for places in range(PLACES + 1):
        number_format = "#,##0" + ("." + "0" * places if places else "")
        yield NamedStyle(f"number {places}", font=plain, border=line, alignment=top, number_format=number_format)
    yield NamedStyle("group", font=bold, fill=filled, border=line, alignment=line_of_text)
    yield NamedStyle("group number", font=bold, fill=filled, border=line, number_format="#,##0.####")
    yield NamedStyle("group percent", font=bold, fill=filled, border=line, number_format="0.0%")
