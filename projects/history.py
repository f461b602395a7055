"""What the history keeps from the province: a program is the agency's own affair until a head has signed it; and what
its words are called."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.enums import AGENCY_ROLES
from agencies.history import inner_affair
from agencies.models import Event
from agencies.spoken import call, named_by_code
from projects.enums import (
    FundingSource,
    ObstacleCategory,
    ObstacleLevel,
    OwnerSide,
    ProgramStatus,
    ProjectState,
    YearState,
)
from projects.models import Axis, KeyCore, PolicyClause, PriorityIndustry, Program, Revision, Topic
from projects.signed import BEING_CORRECTED

for model in (Axis, PolicyClause, KeyCore, Topic, PriorityIndustry):
    named_by_code(model)

call(
    {"exception": _("exception"), "created": _("new"), "changed": _("changed"), "retired": _("ended")},
    {
        "obstacle": [*ObstacleCategory.choices, *ObstacleLevel.choices, *OwnerSide.choices],
        "funding": FundingSource.choices,
        "state": [*YearState.choices, *ProjectState.choices],
    },
)


@inner_affair
def programs_never_signed() -> Q:
    signed = Revision.objects.filter(program=OuterRef("pk"), signed_at__isnull=False)
    return Q(root_id__in=Program.objects.filter(~Exists(signed)).values("uuid"))


@inner_affair
def programs_being_corrected() -> Q:
    """What the agency did to a program since its head signed last, while it is being corrected."""
    signatures = Event.objects.filter(root_id=OuterRef("root_id"), changes__status__1=ProgramStatus.UNDER_REVIEW)
    of_the_agency = Q(role__in=sorted(AGENCY_ROLES)) | Q(changes__has_key="on_behalf")
    return (
        Q(
            root_id__in=Program.objects.filter(status__in=BEING_CORRECTED).values("uuid"),
            pk__gt=Subquery(signatures.order_by("-pk").values("pk")[:1]),
        )
        & of_the_agency
        # Giving the program up is said to the province.
        & ~Q(changes__status__1=ProgramStatus.WITHDRAWN)
    )
