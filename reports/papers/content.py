"""What the minutes of a session and the letter with its resolutions say, ready to be laid out as PDF or Word."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.models import User
from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.numbers import format_number, format_percent
from reports.enums import Presence
from reports.minutes import Table
from reports.models import HqSession, Resolution
from reports.sessions import visible_resolutions

NOTHING = "—"


@dataclass(frozen=True)
class Prose:
    """A matter: its heading, whom it is about, and what was said of it."""

    title: str
    about: str
    text: str


@dataclass(frozen=True)
class Paper:
    """All words and figures in the active language."""

    headquarters: str
    title: str
    facts: list[tuple[str, str]]
    before: list[Table] = field(default_factory=list)
    matters_title: str = ""
    matters: list[Prose] = field(default_factory=list)
    after: list[Table] = field(default_factory=list)
    statement: str = ""
    signers: list[str] = field(default_factory=list)
    is_landscape: bool = True

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {
            "words": {
                "page": _("Page {page} of {pages}"),
                "nothing": _("There is nothing to show here."),
                "signature": _("Name, signature, date"),
            }
        }


def facts_of(session: HqSession) -> list[tuple[str, str]]:
    hour = localise_digits(f"{session.held_at:%H:%M}") if session.held_at else ""
    return [
        (_("Number of the session"), localise_digits(str(session.number))),
        (_("Date and hour"), " · ".join(filter(None, [format_date(session.held_on), hour]))),
        (_("Place of the session"), session.place or NOTHING),
        (_("Chair"), session.chair or NOTHING),
        (_("Secretary"), session.secretary or NOTHING),
    ]


def minutes_of_session(session: HqSession, reader: User) -> Paper:
    """As the reader may see it: an agency finds its own matters and resolutions, and those of everybody."""
    attendees = list(session.attendees.select_related("agency"))
    resolutions = visible_resolutions(session, reader)
    present = [row for row in attendees if row.presence == Presence.PRESENT]
    return Paper(
        headquarters=settings.HEADQUARTERS_NAME,
        title=_("Minutes of session %(number)s") % {"number": localise_digits(str(session.number))},
        facts=facts_of(session),
        before=[_attendance(attendees)],
        matters_title=_("Agenda and what was said"),
        matters=[
            Prose(
                f"{format_number(item.position)}. {item.title}",
                f"{item.get_kind_display()}{f' – {item.agency}' if item.agency else ''}",
                item.minutes or NOTHING,
            )
            for item in session.items.visible_to(reader).select_related("agency")
        ],
        after=[resolutions_table(resolutions)],
        statement=_("The minutes were read and are signed by those who were present."),
        signers=[
            *filter(None, [_("Chair: %(name)s") % {"name": session.chair} if session.chair else _("Chair")]),
            *(_("Secretary: %(name)s") % {"name": session.secretary} for _one in [0] if session.secretary),
            *(" – ".join(filter(None, [row.name, row.office, str(row.agency or "")])) for row in present),
        ],
    )


def _attendance(attendees: list[Any]) -> Table:
    columns = [
        (pgettext("agenda", "Row"), False),
        (_("Name"), False),
        (_("Office"), False),
        (_("Agency"), False),
        (_("Presence"), False),
    ]
    rows = [
        [
            format_number(number),
            row.name or NOTHING,
            row.office or NOTHING,
            str(row.agency or NOTHING),
            str(row.get_presence_display()),
        ]
        for number, row in enumerate(attendees, 1)
    ]
    return Table(_("Who was present, who was absent"), columns, rows)


def resolutions_table(resolutions: list[Resolution]) -> Table:
    """The columns of the form in use: who does what until when, how it is followed up, how far it is."""
    headings = (
        _("Number"),
        _("Text of the resolution"),
        _("Responsible agency"),
        _("Cooperating agencies"),
        pgettext("resolution", "Deadline"),
        _("Follow-up"),
        _("Status"),
        _("Percent"),
    )
    rows = [
        [
            row.label,
            row.text,
            str(row.agency),
            "، ".join(str(each) for each in row.cooperating.all()) or NOTHING,
            format_date(row.until) if row.until else NOTHING,
            row.follow_up_by or NOTHING,
            str(row.get_state_display()),
            NOTHING if row.percent is None else format_percent(row.percent),
        ]
        for row in resolutions
    ]
    columns = [(heading, heading in (headings[0], headings[-1])) for heading in headings]
    return Table(_("Resolutions"), columns, rows)


def letter_of(session: HqSession) -> Paper | None:
    """The letter by which the resolutions were sent; None before they were."""
    notified = list(
        session.resolutions.filter(notified_at__isnull=False)
        .select_related("session", "agency")
        .prefetch_related("cooperating")
        .order_by("number")
    )
    if not notified:
        return None
    first = notified[0]
    addressees = dict.fromkeys(str(row.agency) for row in notified)
    until = max(filter(None, (row.objection_until for row in notified)), default=None)
    text = _(
        "The resolutions of session %(number)s of %(day)s are sent to you herewith. Please see to it that they are"
        " implemented in time, and report on it."
    ) % {"number": localise_digits(str(session.number)), "day": format_date(session.held_on)}
    if until:
        text += " " + _("An objection is made until %(day)s.") % {"day": format_date(until)}
    return Paper(
        headquarters=settings.HEADQUARTERS_NAME,
        title=_("Notification of the resolutions of session %(number)s")
        % {"number": localise_digits(str(session.number))},
        facts=[
            (_("Number"), localise_digits(first.letter_number)),
            (_("Date"), format_date(first.letter_on) if first.letter_on else NOTHING),
            (_("Attachments"), _("minutes, resolutions")),
        ],
        matters_title=_("To: %(agencies)s") % {"agencies": "، ".join(addressees)},
        matters=[Prose("", "", text)],
        after=[resolutions_table(notified)],
        signers=[session.secretary or _("Headquarters secretariat")],
        is_landscape=False,
    )
