from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Not a business app: it carries the commands that tend the project itself."""

    name = "config"
