from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """What is planned: programs, projects, actions, their review."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        # Registers what the history keeps from the province, and what can be chosen and found.
        from projects import choices, finding, history  # noqa: F401
