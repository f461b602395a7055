from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """How it is seen: inbox, dashboards, reports."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # Registers how much people have handed in, what can be found, what the history keeps from the province, and
        # what the page of a challenge shows of the resolutions about it.
        from reports import files, finding, history, panels  # noqa: F401
