"""How it is seen: the closed lists of report jobs."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    YEAR_END = "year_end", _("Year-end report")


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being compiled")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
