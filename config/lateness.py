"""A template filter, built into every template, that asks the clock of the rules: `{{ due_on|days_late }}`."""

import datetime

from django import template
from django.utils.translation import ngettext

from config.clock import today
from config.persian.numbers import format_number

register = template.Library()


@register.filter
def days_late(due_on: datetime.date) -> str:
    """How long ago something was due that has not been done."""
    days = (today() - due_on).days
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": format_number(days)}
