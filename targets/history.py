"""What the history keeps from the province: a return is the agency's own affair until its head has signed it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from agencies.enums import Act
from agencies.history import inner_affair
from agencies.models import Event
from agencies.spoken import call, named_by_code
from targets.enums import AmendmentState, ProposalState
from targets.models import Indicator, ProgressReport, Unit

named_by_code(Unit)
named_by_code(Indicator, shaped=r"[a-z][a-z0-9_]{3,}")

call({}, {"amendment": AmendmentState.choices, "state": [*AmendmentState.choices, *ProposalState.choices]})

# What the agency does between two signatures of its head; the reviewers' own acts stand on single lines.
_OF_THE_AGENCY = Q(object_kind="targets.progress_report", act__in=[Act.REPORTED, Act.MOVED, Act.RETURNED]) | Q(
    object_kind="targets.evidence"
)


@inner_affair
def returns_not_signed() -> Q:
    return Q(root_id__in=ProgressReport.objects.filter(signed_at__isnull=True).values("uuid"))


@inner_affair
def corrections_not_signed() -> Q:
    signed_later = Event.objects.filter(root_id=OuterRef("root_id"), act=Act.SIGNED, pk__gt=OuterRef("pk"))
    return _OF_THE_AGENCY & Q(~Exists(signed_later))
