from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """How much: promised, reported, verified, frozen."""

    name = "targets"
    verbose_name = _("Targets")

    def ready(self) -> None:
        # Registers this app's rules, what remarks may be about, its section of a revision and how it is read, its
        # effects of a program's moves, how much people have handed in, what the history keeps from the province, what
        # can be chosen and found, and the lists that are kept on screen.
        from targets import (  # noqa: F401
            anchored,
            bargaining,
            choices,
            files,
            finding,
            history,
            panels,
            readiness,
            reference_lists,
            signing,
        )
        from targets.operations import calendar, promises  # noqa: F401
