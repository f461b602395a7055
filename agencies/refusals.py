"""How an operation says no: in the reader's language, saying what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(ValueError):
    """An operation was refused. `problems` lists what is in the way, each with its cure, where there is such a list.

    `field` is the argument that is wrong, "" where it is none or several: there a form shows it.
    """

    def __init__(self, message: object, problems: Sequence[Any] = (), *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.problems = list(problems)
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Moved(Refused):
    """Somebody else changed it meanwhile: nothing is stored, and the person must look again (answered as 409)."""

    def __init__(
        self, message: object = _("Another user has changed this meanwhile; please load the page again.")
    ) -> None:
        super().__init__(message)
