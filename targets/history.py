"""What the history keeps from the province: a return is the agency's own affair until its head has signed."""

from __future__ import annotations

from django.db.models import Q

from agencies.history import inner_affair
from targets.models import ProgressReport


@inner_affair
def returns_not_signed() -> Q:
    return Q(root_id__in=ProgressReport.objects.filter(signed_at__isnull=True).values("uuid"))
