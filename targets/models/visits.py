"""Field visits (بازدید میدانی): what somebody of the province saw on the spot."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import scope_of
from projects.models import Project


class FieldVisitQuerySet(models.QuerySet["FieldVisit"]):
    def visible_to(self, user: User | AnonymousUser) -> FieldVisitQuerySet:
        """The province sees all visits, an agency those to its own projects."""
        scope = scope_of(user, Permission.PROGRESS_VIEW)
        return self if scope.whole_province else self.filter(project__program__agency__in=scope.agency_ids)


class FieldVisit(models.Model):
    """A visit to a project: when and where, who went, what was found. Append-only, with its photos.

    What it found of a line is an entry of the line's ledger that names the visit.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("project"))
    visited_on = models.DateField(_("date of the visit"))
    place = models.CharField(_("place"), max_length=200)
    visitors = models.CharField(_("who went"), max_length=300)
    findings = models.TextField(_("findings"), max_length=4000)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded on"), auto_now_add=True)

    objects = FieldVisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        verbose_name = _("field visit")
        constraints = [
            models.CheckConstraint(
                name="field_visit_says_where_who_and_what",
                condition=~Q(place="") & ~Q(visitors="") & ~Q(findings=""),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def get_absolute_url(self) -> str:
        return reverse("field-visit", args=[self.uuid])


class VisitPhoto(models.Model):
    """A photo taken on a visit, stored under its hash outside the web root as evidence is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(FieldVisit, on_delete=models.PROTECT, related_name="photos")
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["visit", "pk"]
        verbose_name = _("photo of a visit")
        constraints = [models.UniqueConstraint(name="visit_photo_once_a_visit", fields=["visit", "sha256"])]

    def __str__(self) -> str:
        return self.original_name
