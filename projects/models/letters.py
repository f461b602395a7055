"""A signature that was given on paper."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Membership, User


class SignedLetter(models.Model):
    """A letter by which a head has signed a text, registered by the planning organization with its scan.

    Append-only. `text_hash` is that of the text as it was printed and signed: the code on paper is its beginning. The
    signature that it stands for names the letter (`Revision.signed_letter` and the like in apps above).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    # Who signed it, in which seat.
    seat = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed by"))
    number = models.CharField(_("letter number"), max_length=60)
    dated_on = models.DateField(_("date of the letter"))
    text_hash = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("registered by"))
    registered_at = models.DateTimeField(_("registered on"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signed letter")
        constraints = [
            models.UniqueConstraint(name="signed_letter_once_a_text", fields=["agency", "number", "text_hash"]),
            models.CheckConstraint(name="signed_letter_has_a_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number
