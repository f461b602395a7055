"""The one way in which a number or a date is refused."""

from django.utils.text import Truncator


class Unreadable(ValueError):
    """What was typed or pasted cannot be read.

    `str(error)` is a sentence for that person, in the active language: what stood there, and what to write instead.
    """


def quoted(text: str) -> str:
    """What stood there, short enough to be named in a sentence."""
    return Truncator(text.strip()).chars(40)
