"""Template filters, built into every template, that ask the clock of the rules: `{{ due_on|days_late }}`."""

import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.clock import today
from config.persian.numbers import format_number

register = template.Library()


@register.filter
def days_late(due_on: datetime.date) -> str:
    """How long ago something was due that has not been done."""
    days = (today() - due_on).days
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": format_number(days)}


def words_of_wait(days: int) -> str:
    """For how long something has lain where it lies."""
    if days == 0:
        return _("since today")
    return ngettext("for %(count)s day", "for %(count)s days", days) % {"count": format_number(days)}


@register.filter
def days_left(due_on: datetime.date) -> str:
    """How near a due day is, or how long past."""
    return words_of_days((due_on - today()).days)


def words_of_days(left: int) -> str:
    """«۳ روز مانده», «امروز», «۵ روز تأخیر»: how near a due day is, or how long past (below zero)."""
    if left == 0:
        return _("today")
    count = {"count": format_number(abs(left))}
    if left > 0:
        return ngettext("%(count)s day left", "%(count)s days left", left) % count
    return ngettext("%(count)s day late", "%(count)s days late", -left) % count
