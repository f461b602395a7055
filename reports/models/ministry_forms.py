"""Forms of ministries that the master table is filled into."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission


class MinistryFormQuerySet(models.QuerySet["MinistryForm"]):
    def visible_to(self, user: User | AnonymousUser) -> MinistryFormQuerySet:
        return self.all() if has_permission(user, Permission.FORM_FILL) else self.none()


class MinistryForm(models.Model):
    """A workbook with somebody else's headings (فرم وزارتخانه), kept as it came, and what is to stand under each.

    `columns` says which column (A is 1) is filled with which source (`reports.ministry_forms.sources`). The next form
    with the same headings begins with the same choice.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    original_name = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    sheet = models.CharField(_("sheet"), max_length=100)
    # The row with the headings, and the last one of them where they take two.
    header_row = models.PositiveIntegerField(_("row of the headings"))
    last_header_row = models.PositiveIntegerField()
    # [[column, text], …], and the hash of the texts, by which the same headings are known again.
    headings = models.JSONField(default=list)
    headings_hash = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    mapped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    mapped_at = models.DateTimeField(null=True)

    objects = MinistryFormQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("form of a ministry")
        constraints = [
            models.CheckConstraint(
                name="ministry_form_mapped_by_and_at",
                condition=Q(mapped_by__isnull=True, mapped_at__isnull=True)
                | Q(mapped_by__isnull=False, mapped_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ministry_form_headings_in_order",
                condition=Q(header_row__gte=1) & Q(last_header_row__gte=models.F("header_row")),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("ministry-form", args=[self.uuid])

    @property
    def filled(self) -> dict[int, str]:
        """Which column is filled with what."""
        return {int(column): key for column, key in self.columns.items()}
