from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """What is planned: programs, projects, actions, their review."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        # Registers what remarks may be about, what the history keeps from the province, what can be chosen and found,
        # and the lists that are kept on screen.
        from projects import anchored, choices, finding, history, reference_lists  # noqa: F401
