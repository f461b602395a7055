"""The words of a day's digest: the same things as on the page of notices, one message a person and way."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import User
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from reports.enums import Channel
from reports.models import Notice

KIND = "digest"


class Said(NamedTuple):
    """What a message says; a text message has neither subject nor markup."""

    subject: str
    body: str
    html: str


def key_of(person: User, day: datetime.date, channel: Channel) -> str:
    """What the message is, once for ever."""
    return f"{KIND}:{day.isoformat()}:{person.uuid}:{channel}"


def message_id_of(key: str) -> str:
    """It follows from the key alone, so that every attempt carries the same."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def digest_of(person: User, day: datetime.date, notices: Sequence[Notice], channel: Channel) -> Said:
    """The digest in the person's language."""
    with translation.override(person.language):
        subject = ngettext("Jahesh: %(count)s reminder", "Jahesh: %(count)s reminders", len(notices)) % {
            "count": format_number(len(notices))
        }
        if channel == Channel.SMS:
            return Said("", f"{subject}\n{notices[0].title}\n{_absolute(reverse('notices'))}", "")
        context = {
            "person": person,
            "day": format_date(day),
            "notices": [(notice, _absolute(notice.url)) for notice in notices],
            "page": _absolute(reverse("notices")),
            "settings_page": _absolute(reverse("notice-settings")),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "language": person.language,
            "subject": subject,
        }
        body = render_to_string("reports/digest.txt", context)
        return Said(_("%(subject)s, %(day)s") % context, body, render_to_string("reports/digest.html", context))


def _absolute(path: str) -> str:
    return urljoin(settings.SITE_URL, path)
