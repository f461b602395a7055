from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """How much: promised, reported, verified, frozen."""

    name = "targets"
    verbose_name = _("Targets")
