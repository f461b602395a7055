from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """What is planned: programs, projects, actions, their review."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        # Registers what the history keeps from the province.
        from projects import history  # noqa: F401
