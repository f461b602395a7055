"""The papers of a session: its documents beforehand, its minutes, and the letter that goes with its resolutions.

Each is made from what its reader may see, by one content in the active language: laid out as PDF, written as Word.
"""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.uploads import extension_of
from reports import pdf
from reports.enums import SessionState
from reports.models import HqSession
from reports.papers.content import letter_of, minutes_of_session
from reports.papers.pack import pack_of
from reports.papers.writing import paper_in_word
from reports.sessions import keeps_sessions, reads_drafts

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Offered(NamedTuple):
    """A paper as the page offers it."""

    label: str
    url: str
    icon: str


def offered(session: HqSession, *, has_letter: bool, keeps: bool) -> list[Offered]:
    kinds = [(_("Session pack"), "pack", "pdf", "file-type-pdf")]
    minutes, letter = _("Minutes"), _("Covering letter")
    if session.state != SessionState.PLANNED:
        kinds += [
            (f"{minutes} (PDF)", "minutes", "pdf", "file-type-pdf"),
            (f"{minutes} (Word)", "minutes", "docx", "file-text"),
        ]
    if has_letter and keeps:
        kinds.append((f"{letter} (Word)", "letter", "docx", "file-text"))
    if session.stored_as:
        kinds.append((_("Minutes as signed"), "signed", extension_of(session.original_name), "paperclip"))
    return [
        Offered(label, reverse("session-paper", args=[session.uuid, paper, extension]), icon)
        for label, paper, extension, icon in kinds
    ]


def make(session: HqSession, reader: User, paper: str, extension: str) -> tuple[bytes, str] | None:
    """The paper and its media type; None where there is none of that name, or none for this reader."""
    may_read = session.state == SessionState.SIGNED or reads_drafts(reader)
    match paper, extension:
        case "pack", "pdf":
            return pdf.laid_out("pack.typ", pack_of(session, reader)), PDF
        case "minutes", "pdf" if may_read and session.state != SessionState.PLANNED:
            return pdf.laid_out("session.typ", minutes_of_session(session, reader).as_data()), PDF
        case "minutes", "docx" if may_read and session.state != SessionState.PLANNED:
            return paper_in_word(minutes_of_session(session, reader)), WORD
        case "letter", "docx" if keeps_sessions(reader):
            letter = letter_of(session)
            return (paper_in_word(letter), WORD) if letter else None
    return None
