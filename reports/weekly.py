"""The deputy's week: once a week, with the first round of reminders in it, the brief goes out as a sheet of PDF."""

from __future__ import annotations

import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.enums import Role
from agencies.models import User
from agencies.permissions import roles_of
from config.persian.calendar import format_date
from reports.carriers import CARRIERS
from reports.dashboard import dashboard_of, plan_year_shown
from reports.dashboard.brief import brief_of
from reports.dashboard.choosing import names_to_narrow
from reports.dashboard.sheet import sheet_of
from reports.digest import message_id_of
from reports.enums import Channel
from reports.models import Message, MessageFile
from reports.pdf import laid_out

KIND = "weekly"
SATURDAY = 5


def week_of(day: datetime.date) -> datetime.date:
    """The Saturday with which the day's week began."""
    return day - datetime.timedelta(days=(day.weekday() - SATURDAY) % 7)


def key_of(person: User, day: datetime.date) -> str:
    """What the message is, once for ever."""
    return f"{KIND}:{week_of(day).isoformat()}:{person.uuid}"


def weekly_for(person: User, day: datetime.date) -> tuple[Message, MessageFile] | None:
    """This week's sheet in the person's language; None for whoever gets none, has it already, or can't be reached."""
    carrier, key = CARRIERS[Channel.MAIL], key_of(person, day)
    address = carrier.address_of(person) if carrier.is_open and Role.DEPUTY in roles_of(person) else ""
    if not address or Message.objects.filter(key=key).exists():
        return None
    plan_year = plan_year_shown("", day)
    if plan_year is None:
        return None
    with translation.override(person.language):
        board = dashboard_of(plan_year, user=person, today=day)
        brief = brief_of(board, names_to_narrow().of["indicator"])
        said = [f"{number}. {sentence.text}" for number, sentence in enumerate(brief.sentences, 1)]
        page = urljoin(settings.SITE_URL, f"{reverse('dashboard')}?year={plan_year.year}")
        message = Message(
            person=person,
            channel=Channel.MAIL,
            kind=KIND,
            key=key,
            message_id=message_id_of(key),
            language=person.language,
            address=address,
            subject=_("Jahesh: the week on one sheet, %(day)s") % {"day": format_date(day)},
            body="\n\n".join([*said, page]),
        )
        sheet = laid_out("brief.typ", sheet_of(board, brief))
    return message, MessageFile(message=message, name=f"jahesh-{day.isoformat()}.pdf", content=sheet)
