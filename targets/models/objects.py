"""What several programs may count: plants, licences, loan files, villages."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import County, User
from config.sorting import search_key_field, sort_key_field
from targets.enums import ObjectKind


class SharedObject(models.Model):
    """One thing in the world that targets count, known by its kind and name, and by its number where it has one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Grows with every correction: who saves on an older one is told.
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=ObjectKind.choices)
    name = models.CharField(_("name"), max_length=200)
    # Of a licence its number, of a loan the number of its file.
    identifier = models.CharField(_("licence or file number"), max_length=60, blank=True)
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county")
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sort_key = sort_key_field("name")
    search_key = search_key_field("name", "identifier")

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("shared object")
        indexes = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="shared_object_search"),
            GinIndex(OpClass(F("name"), name="gin_trgm_ops"), name="shared_object_near"),
        ]
        constraints = [
            models.CheckConstraint(name="shared_object_kind_is_known", condition=Q(kind__in=ObjectKind.values)),
            models.UniqueConstraint(
                name="shared_object_number_once", fields=["kind", "identifier"], condition=~Q(identifier="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.identifier})" if self.identifier else self.name

    def get_absolute_url(self) -> str:
        return reverse("shared-object-edit", args=[self.uuid])
