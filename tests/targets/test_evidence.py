"""Evidence: what is taken, what is refused, who gets it back and how."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from agencies.enums import Act
from agencies.models import Event
from agencies.uploads import judge
from config.storage import open_stored
from projects.refusals import Refused
from targets.enums import LineStatus
from targets.models import Evidence
from targets.operations.evidence import add_evidence, evidence_visible_to, used_elsewhere
from targets.operations.progress import Entry, return_line, save_lines
from tests.cast import Cast
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, line_of, make_world

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"


def office(*parts: str, content: bytes = b"<x/>") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, content)
    return file.getvalue()


def encrypted(archive: bytes) -> bytes:
    """The same zip with the mark of encryption on its first part."""
    place = archive.index(b"PK\x01\x02") + 8
    return archive[:place] + b"\x01" + archive[place + 1 :]


XLSX = office("xl/workbook.xml")
DOCX = office("word/document.xml")


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_ORDIBEHESHT):
        return make_world(Cast())


@pytest.fixture
def world(kept, db, settings, tmp_path):
    settings.TODAY = IN_ORDIBEHESHT
    settings.STORAGE_ROOT = tmp_path
    return deepcopy(kept)


def a_file(name: str = "صورتجلسه.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PDF", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG + b"data of the camera", "image/jpeg"),
        ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_judge_takes_the_kinds_on_the_list(name, content, content_type):
    assert judge(name, content).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("no-extension", PDF),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg onload='x()'/>"),
        ("macro.xlsm", XLSX),
        ("program.exe", b"MZ"),
        ("a.pdf.exe", PDF),
        ("html.pdf", b"<html>%PDF-1.4 %%EOF"),
        ("cut.pdf", PDF[:20]),
        ("cut.png", PNG[:-1]),
        ("script.png", b"\x89PNG\r\n\x1a\n<script>"),
        ("text.jpg", b"hello"),
        ("sheet-as-document.docx", XLSX),
        ("plain-zip.xlsx", office()),
        ("cut.xlsx", XLSX[:-30]),
        ("macros.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
        ("encrypted.xlsx", encrypted(XLSX)),
        ("climbs-out.xlsx", office("xl/workbook.xml", "../../etc/passwd")),
        ("bomb.xlsx", office("xl/workbook.xml", content=b"\x00" * (76 * 1024 * 1024))),
        ("too-many-parts.xlsx", office("xl/workbook.xml", *(f"xl/{number}.xml" for number in range(2000)))),
    ],
)
def test_judge_refuses_everything_else(name, content):
    with pytest.raises(Refused):
        judge(name, content)


def test_judge_refuses_what_is_too_large(settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    assert judge("a.pdf", PDF).content_type == "application/pdf"
    settings.EVIDENCE_MAX_BYTES = len(PDF) - 1
    with pytest.raises(Refused):
        judge("a.pdf", PDF)


def test_add_evidence_stores_the_file_under_its_hash(world):
    line = line_of(world.opened(), CROPS)
    evidence = add_evidence(by=world.jahad_editor, line=line, file=a_file(), proves="برداشت")
    with open_stored(evidence.stored_as) as stored:
        assert stored.read() == PDF
    assert evidence.stored_as.endswith(evidence.sha256)
    assert (evidence.original_name, evidence.bytes, evidence.proves) == ("صورتجلسه.pdf", len(PDF), "برداشت")


def test_add_evidence_is_recorded_with_the_hash(world):
    line = line_of(world.opened(), CROPS)
    evidence = add_evidence(by=world.jahad_editor, line=line, file=a_file())
    event = Event.objects.get(act=Act.EVIDENCE_ADDED)
    assert (event.root_id, event.file_hashes) == (line.report.uuid, [evidence.sha256])


def test_add_evidence_refuses_the_same_file_twice_on_a_line(world):
    line = line_of(world.opened(), CROPS)
    add_evidence(by=world.jahad_editor, line=line, file=a_file())
    with pytest.raises(Refused):
        add_evidence(by=world.jahad_editor, line=line, file=a_file("copy.pdf"))


NAMES = {
    "C:\\docs\\گزارش.pdf": "گزارش.pdf",
    "../../گزارش.pdf": "گزارش.pdf",
    "a\r\nb.pdf": "ab.pdf",
    "\u202egpj.pdf": "gpj.pdf",
    "x" * 300 + ".pdf": "x" * 196 + ".pdf",
}


def test_add_evidence_keeps_a_clean_name(world):
    line = line_of(world.opened(), CROPS)
    shown = {}
    for number, given in enumerate(NAMES):
        file = a_file(content=PDF + b"%%EOF" * number)
        file._name = given
        shown[given] = add_evidence(by=world.jahad_editor, line=line, file=file).original_name
    assert shown == NAMES


def test_add_evidence_is_for_the_officers_of_the_agency(world):
    line = line_of(world.opened(), CROPS)
    for who in (world.jahad_head, world.samt_editor, world.planner, world.auditor):
        with pytest.raises(PermissionDenied):
            add_evidence(by=who, line=line, file=a_file())


def test_add_evidence_refuses_a_line_that_was_sent(world):
    line = line_of(world.sent(), CROPS)
    with pytest.raises(Refused):
        add_evidence(by=world.jahad_editor, line=line, file=a_file())
    assert Evidence.objects.count() == 0


def test_evidence_corrects_a_returned_line(world):
    report = world.signed()
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="مدرک؟")
    add_evidence(by=world.jahad_editor, line=line, file=a_file())
    assert line_of(report, CROPS).status == LineStatus.ENTERED
    with pytest.raises(Refused):
        add_evidence(by=world.jahad_editor, line=line_of(report, AREA), file=a_file())


def test_used_elsewhere_names_a_file_that_proves_two_lines(world):
    report = world.opened()
    once = add_evidence(by=world.jahad_editor, line=line_of(report, CROPS), file=a_file("b.png", PNG))
    twice = [add_evidence(by=world.jahad_editor, line=line_of(report, about), file=a_file()) for about in (CROPS, AREA)]
    assert used_elsewhere([once, twice[0]]) == {twice[0].sha256}


# --- getting it back ------------------------------------------------------------------------------


@pytest.fixture
def evidence(world):
    return add_evidence(by=world.jahad_editor, line=line_of(world.entered(), CROPS), file=a_file())


def ask(client, person, evidence):
    """The answer, and the bytes that came with it."""
    client.force_login(person)
    response = client.get(reverse("evidence-file", args=[evidence.uuid]))
    # Reading it to the end closes the file.
    return response, response.getvalue()


def test_evidence_file_is_a_harmless_download(world, evidence, client):
    response, content = ask(client, world.jahad_editor, evidence)
    assert content == PDF
    assert response["Content-Disposition"] == f'attachment; filename="evidence-{evidence.uuid}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_evidence_file_of_a_draft_is_the_agencys_own(world, evidence, client):
    statuses = {"jahad_head": 200, "auditor": 200, "samt_editor": 404, "planner": 404, "administrator": 403}
    assert {who: ask(client, getattr(world, who), evidence)[0].status_code for who in statuses} == statuses


def test_evidence_file_is_shown_to_the_province_once_signed(world, client):
    report = world.entered()
    line = line_of(report, CROPS)
    evidence = add_evidence(by=world.jahad_editor, line=line, file=a_file())
    report = world.signed(crops="110")
    assert ask(client, world.planner, evidence)[0].status_code == 200
    return_line(by=world.planner, line=line, version=report.version, reason="مدرک؟")
    save_lines(
        by=world.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(note="در حال اصلاح")}
    )
    assert ask(client, world.planner, evidence)[0].status_code == 404
    assert list(evidence_visible_to(world.auditor)) == [evidence]
