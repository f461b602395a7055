from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    """Who: agencies, people, roles, history."""

    name = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        # Registers what whoever keeps people and agencies can find.
        from agencies import kept  # noqa: F401
