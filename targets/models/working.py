"""What the planning organization reckons with before it says anything."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from config.amounts import AmountField
from targets.models.promises import Target


class WorkingValue(models.Model):
    """The value that planners reckon with for a target: shown to planners alone, no offer, no version and no event."""

    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="+")
    value = AmountField(_("working value"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["target"]
        verbose_name = _("working value")

    def __str__(self) -> str:
        return f"{self.target}"
