"""Why a file is not taken: said by those who look into it, shown to whoever handed it in."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.uploads.office.flaws import Flaw


class Unfit(Exception):
    """The content is not taken. `why` says what was found in it and what can be done instead."""

    def __init__(self, why: Promise | str) -> None:
        super().__init__(why)
        self.why = why


DAMAGED = _("its content is not what its name says, or it is damaged or cut off. Open it, and save it anew.")
TWO_IN_ONE = _("another file is hidden in it. Save it anew with the program that it belongs to.")
LOCKED = _("it is encrypted or asks for a password. Save it without one.")
OLD_FORMAT = _(
    "it is in the format of Office before 2007, or asks for a password. Open it, and save it in today's format without"
    " a password."
)
ACTIVE = _("it carries macros or scripts that would run when it is opened. Print it as PDF, and attach that.")
CARRIES_FILES = _("it carries other files inside. Attach each of them by itself.")
REACHES_OUT = _("it fetches data or pictures from other files or sites. Put them into the document, and save it anew.")
TOO_MUCH_INSIDE = _("unpacked it is far too large or has far too many parts. Attach less at a time.")
TOO_MANY_PIXELS = _("the picture is too large: at most 64 million pixels. Make it smaller.")

OF_FLAW: dict[Flaw, Promise] = {
    Flaw.DAMAGED: DAMAGED,
    Flaw.TWO_IN_ONE: TWO_IN_ONE,
    Flaw.LOCKED: LOCKED,
    Flaw.OLD_FORMAT: OLD_FORMAT,
    Flaw.ACTIVE: ACTIVE,
    Flaw.CARRIES_FILES: CARRIES_FILES,
    Flaw.REACHES_OUT: REACHES_OUT,
    Flaw.TOO_MUCH_INSIDE: TOO_MUCH_INSIDE,
}
