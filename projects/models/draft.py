"""What somebody has typed and not yet saved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import User

LONGEST_ADDRESS = 300


class Draft(models.Model):
    """What one person has typed into one form, kept until they save it or throw it away; nobody else ever sees it.

    It makes no version and no event: nothing has been said yet.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # The address that the form is posted to.
    address = models.CharField(max_length=LONGEST_ADDRESS)
    # The whole that is written in (a program, a return), where there is one, and its version that the person read.
    root_id = models.UUIDField(null=True)
    base_version = models.PositiveIntegerField(null=True)
    # {name of the field: [what was typed]}, as a browser posts it.
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("draft")
        constraints = [models.UniqueConstraint(name="draft_once_a_person_and_form", fields=["person", "address"])]

    def __str__(self) -> str:
        return self.address
