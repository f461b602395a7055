"""Evidence: what is taken, what is refused, who gets it back and how."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation

from agencies.enums import Act
from agencies.models import Event
from agencies.uploads import check_quota
from config.persian.calendar import month_bounds, tehran_day_bounds, to_solar
from config.storage import open_stored, stored_names
from projects.refusals import Refused
from reports.demonstration.evidence import one_page, scanned_page
from targets.enums import LineStatus
from targets.models import Evidence
from targets.operations.evidence import add_evidence, evidence_visible_to, used_elsewhere
from targets.operations.progress import Entry, return_line, save_lines
from tests.cast import Cast
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, line_of, make_world

PDF = one_page("proof")
PNG = scanned_page(1)


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


def test_add_evidence_keeps_a_clean_name(world):
    file = a_file()
    file._name = "C:\\docs\\\u202eگزارش\r\n.pdf"
    assert (
        add_evidence(by=world.jahad_editor, line=line_of(world.opened(), CROPS), file=file).original_name == "گزارش.pdf"
    )


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


def test_used_elsewhere_names_the_other_lines_as_far_as_one_may_see(world):
    report = world.opened()
    once = add_evidence(by=world.jahad_editor, line=line_of(report, CROPS), file=a_file("b.png", PNG))
    crops, area = (
        add_evidence(by=world.jahad_editor, line=line_of(report, about), file=a_file()) for about in (CROPS, AREA)
    )
    assert used_elsewhere([once, crops, area], world.jahad_head) == {crops.pk: [area], area.pk: [crops]}
    assert used_elsewhere([crops], world.planner) == {}
    assert used_elsewhere([crops], world.samt_editor) == {}


def test_quota_of_a_month_is_the_persons_own(world, settings):
    report = world.opened()
    settings.EVIDENCE_BYTES_A_MONTH = len(PDF) + len(PNG)
    crops = line_of(report, CROPS)
    for name, content in (("a.pdf", PDF), ("b.png", PNG)):
        add_evidence(by=world.jahad_editor, line=crops, file=a_file(name, content))
    with translation.override("en"), pytest.raises(Refused, match=r"this month.*wait until"):
        add_evidence(by=world.jahad_editor, line=line_of(report, AREA), file=a_file("c.png", PNG))
    assert Evidence.objects.count() == 2
    check_quota(world.planner, settings.EVIDENCE_BYTES_A_MONTH)


def test_quota_begins_anew_with_the_solar_month(world, settings, monkeypatch):
    settings.EVIDENCE_BYTES_A_MONTH = len(PDF)
    add_evidence(by=world.jahad_editor, line=line_of(world.opened(), CROPS), file=a_file())
    year, month, _day = to_solar(timezone.now())
    _begins, ends = tehran_day_bounds(month_bounds(year, month)[1])
    monkeypatch.setattr("agencies.uploads.quota.timezone.now", lambda: ends - timedelta(seconds=1))
    with pytest.raises(Refused):
        check_quota(world.jahad_editor, 1)
    monkeypatch.setattr("agencies.uploads.quota.timezone.now", lambda: ends)
    check_quota(world.jahad_editor, len(PDF))


def test_refused_file_leaves_nothing_in_the_storage(world, settings):
    line = line_of(world.sent(), CROPS)
    for content in (PDF, b"MZ"):
        with pytest.raises(Refused):
            add_evidence(by=world.jahad_editor, line=line, file=a_file(content=content))
    assert list(stored_names()) == []


# --- getting it back ------------------------------------------------------------------------------

SAFE = {
    "Content-Type": "application/pdf",
    "Content-Length": str(len(PDF)),
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


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
    said = response["Content-Disposition"]
    assert said.startswith(f"attachment; filename=\"evidence-{evidence.uuid}.pdf\"; filename*=UTF-8''")
    assert unquote(said.partition("''")[2]) == "صورتجلسه.pdf"
    assert {name: response[name] for name in SAFE} == SAFE


def test_evidence_file_that_is_gone_is_not_found(world, evidence, client, settings):
    (Path(settings.STORAGE_ROOT) / evidence.stored_as).unlink()
    client.force_login(world.jahad_editor)
    assert client.get(reverse("evidence-file", args=[evidence.uuid])).status_code == 404


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
