"""What the history keeps from the province: a program is the agency's own affair until a head has signed it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from agencies.history import inner_affair
from projects.models import Program, Revision


@inner_affair
def programs_never_signed() -> Q:
    signed = Revision.objects.filter(program=OuterRef("pk"), signed_at__isnull=False)
    return Q(root_id__in=Program.objects.filter(~Exists(signed)).values("uuid"))
