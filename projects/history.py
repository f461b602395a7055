"""What the history keeps from the province: a program is the agency's own affair until its head has signed."""

from __future__ import annotations

from django.db.models import Q

from agencies.history import inner_affair
from projects.enums import INSIDE_THE_AGENCY
from projects.models import Program


@inner_affair
def programs_not_signed() -> Q:
    return Q(root_id__in=Program.objects.filter(status__in=INSIDE_THE_AGENCY).values("uuid"))
