"""Lists as people want to find them again."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import PROVINCE_ROLES
from agencies.lists import address_of_page
from agencies.models import Agency, User
from agencies.permissions import agencies_served_by, roles_of


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User | AnonymousUser) -> SavedViewQuerySet:
        """The person's own, those shared with the people of their agency, or with those of the province."""
        shared = Q(agency__in=agencies_served_by(user))
        if roles_of(user) & PROVINCE_ROLES:
            shared |= Q(agency__isnull=True)
        return self.filter(Q(person=user.pk) | Q(is_shared=True) & shared)


class SavedView(models.Model):
    """A list with filters and order, under a name (نمای ذخیره‌شده).

    It keeps the question, never the answer: whoever opens it sees what they may see of the list. `agency` says whose
    people it is shared with, none of the province's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The name of the list (agencies.lists.name_of_page), and what stands behind the question mark.
    page = models.CharField(max_length=60)
    name = models.CharField(_("name of the view"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(name="saved_view_name_once_a_page", fields=["person", "page", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{address_of_page(self.page)}?{self.query}"
