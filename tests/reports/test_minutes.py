"""The minutes of a sitting, for signature: what they say, as PDF and as Word."""

from __future__ import annotations

import io

import docx
import pypdf
import pytest
from django.test import Client

from projects.enums import ProgramStatus
from tests.cast import Cast
from tests.factories import make_program
from tests.targets.tables import AGENCY, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(cast: Cast) -> Table:
    """Two targets: one agreed with a condition, one ruled; and one that is open."""
    table = Table(cast, make_program(cast, status=ProgramStatus.NEGOTIATION, targets=3))
    first, second, _third = table.targets
    table.counters(300, target=first)
    table.accepts(cast.jahad_head, AGENCY, first)
    table.counters(320, target=second)
    table.asks(cast.jahad_head, AGENCY, second)
    table.rules(280, target=second)
    return table


@pytest.mark.parametrize("language", ["fa", "en"])
def test_pdf_says_what_was_agreed_and_is_the_same_each_time(client: Client, cast: Cast, table: Table, language) -> None:
    client.force_login(cast.planner)
    client.cookies["jahesh_language"] = language
    first, second = (client.get("/sittings/agencies/JAHAD/minutes.pdf?year=1399") for _time in range(2))
    assert first.content == second.content and first["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(first.content)).pages)
    figures = ("300", "280", "240") if language == "en" else ("۳۰۰", "۲۸۰", "۲۴۰")
    # Persian comes out of the text layer in either order.
    assert all(figure in text or figure[::-1] in text for figure in figures)
    if language == "en":
        assert "Minutes of the agreement on quantitative targets" in text
        assert "What is still open" in text and "Head of the agency" in text


def test_word_holds_the_same_tables_from_right_to_left(client: Client, cast: Cast, table: Table) -> None:
    client.force_login(cast.jahad_head)
    response = client.get("/sittings/agencies/JAHAD/minutes.docx?year=1399")
    document = docx.Document(io.BytesIO(response.content))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "صورتجلسه توافق اهداف کمّی" in words
    agreed, still_open, signatures = document.tables
    assert [len(agreed.rows), len(still_open.rows), len(signatures.columns)] == [3, 2, 3]
    assert [row.cells[6].text for row in agreed.rows][1:] == ["۳۰۰", "۲۸۰"]
    assert "تعیین تکلیف" in agreed.rows[2].cells[7].text
    assert b"bidiVisual" in agreed._element.xml.encode()
