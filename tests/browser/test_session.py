"""A session of the headquarters from the agenda to a resolution that its agency has done, by those who do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.urls import reverse

from reports.enums import Awaits, ResolutionState, SessionState
from reports.models import HqSession, Resolution
from tests.every_state import pdf_saying
from tests.sites import Site, Visit

SAID = "The managers reported; a road is to be finished."


def test_a_session_runs_from_the_agenda_to_a_resolution_done_by_its_agency(
    blank_site: Site, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    keeper = visit("/sessions/new/", at=blank_site, user="secretariat", language="en")
    page = keeper.page
    page.fill("[name=number]", "7")
    page.fill("[name=held_on]", "1399/04/10")
    page.fill("[name=chair]", "The governor")
    page.click("text=Plan >> nth=-1")
    page.fill("[name=title]", "Finishing the road")
    page.click("text=Save the agenda")
    with blank_site.inside():
        session = HqSession.objects.get(number=7)
    keeper.go(reverse("session-attendance", args=[session.uuid]))
    page.fill("[name=attendees-0-office]", "Head of the organization")
    page.fill("[name=attendees-0-agency]", "JAHAD")
    page.select_option("[name=attendees-0-presence]", "present")
    page.click(".j-form-actions >> text=Save")
    page.click("text=Begin the session")

    # What is typed is kept while it is typed: the page may be left without a loss.
    words = page.locator("textarea").first
    words.fill(SAID)
    page.wait_for_function("document.querySelector('[data-unsaved]').textContent.match(/kept|saved/i)")
    page.reload()
    page.wait_for_function("said => document.querySelector('textarea').value === said", arg=SAID)
    page.click("text=Save the minutes")
    page.click("a:has-text('Resolution') >> nth=-1")
    page.fill("[name=text]", "The road is finished")
    page.fill("[name=agency]", "JAHAD")
    page.fill("[name=due_on]", "1399/05/10")
    page.click(".j-form-actions >> text=Save")
    page.click("text=To the session")
    page.click("text=Close the minutes")

    deputy = visit("/", at=blank_site, user="deputy", language="en")
    deputy.page.click(f"a[href='{reverse('session-detail', args=[session.uuid])}']")
    deputy.page.click("button:has-text('Sign the minutes')")
    keeper.go(reverse("session-detail", args=[session.uuid]))
    page.fill("[name=letter_number]", "42/7")
    page.fill("[name=letter_on]", "1399/04/12")
    page.click("text=Note the notification")
    with blank_site.inside():
        session.refresh_from_db()
        resolution = Resolution.objects.get(session=session)
        assert (session.state, resolution.letter_number) == (SessionState.SIGNED, "42/7")

    proof = tmp_path / "proof.pdf"
    proof.write_bytes(pdf_saying("finished"))
    officer = visit("/", at=blank_site, user="jahad.editor", language="en")
    officer.page.click(f"a[href='{resolution.get_absolute_url()}']")
    officer.page.fill("#claimed-text", "It is finished")
    officer.page.set_input_files("#claimed-file", proof)
    officer.page.click("button:has-text('Say that it is implemented')")
    with blank_site.inside():
        resolution.refresh_from_db()
        assert resolution.awaits == Awaits.CONFIRMATION

    keeper.go("/")
    page.click(f"a[href='{resolution.get_absolute_url()}']")
    page.fill("#confirmed-text", "Seen on the spot")
    page.click("button:has-text('Confirm that it is implemented')")
    page.wait_for_selector(".j-badge:has-text('Implemented')")
    with blank_site.inside():
        resolution.refresh_from_db()
        assert resolution.state == ResolutionState.IMPLEMENTED
    assert keeper.errors == officer.errors == deputy.errors == []
