"""What is asked of a file before anything looks into it, and how it is said that a file is not taken."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.refusals import Refused
from agencies.uploads import clean_name, extension_of
from agencies.uploads.office.flaws import Flaw
from agencies.uploads.unfit import OF_FLAW
from config.persian.numbers import format_number


class FileRefused(Refused):
    """The file as a whole is not taken: nothing of it was read, nothing is stored."""


def judge_name(given_name: str | None, size: int) -> str:
    """The name under which the workbook is known. Raises FileRefused for another kind of file, and for its size."""
    name = clean_name(given_name)
    if extension_of(name) != "xlsx":
        raise FileRefused(
            _(
                "“%(name)s”: only Excel workbooks (%(kind)s) are taken here."
                " Open it in Excel, and save it as such a one."
            )
            % {"name": name, "kind": ".xlsx"}
        )
    if size == 0:
        raise FileRefused(_("The file “%(name)s” is empty.") % {"name": name})
    if size > settings.EVIDENCE_MAX_BYTES:
        raise FileRefused(
            _("“%(name)s” is too large: at most %(limit)s megabytes.")
            % {"name": name, "limit": format_number(Decimal(settings.EVIDENCE_MAX_BYTES) / 1024**2)}
        )
    return name


def refusal(name: str, flaw: Flaw) -> FileRefused:
    """The flaw in words, in the active language."""
    return FileRefused(_("“%(name)s” is not taken: %(why)s") % {"name": name, "why": OF_FLAW[flaw]})
