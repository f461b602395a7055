"""Tables of who: the history, people, reference lists; and what the cells of every table share."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def badge(label: object, tone: str) -> SafeString:
    """A state as a word with a shape: the component status_badge, without a template for each cell."""
    return format_html('<span class="j-badge j-{}">{}</span>', tone, label)
