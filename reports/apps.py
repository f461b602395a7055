from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """How it is seen: inbox, dashboards, reports."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # Registers what can be found, how much people have handed in, and what the history keeps from the province.
        from reports import files, finding, history  # noqa: F401
