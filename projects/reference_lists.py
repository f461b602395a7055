"""The lists that programs are aligned with, as people keep them on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agencies.reference_lists import COMMON, ORIGIN, ReferenceList, register
from projects.models import Axis, ChainLink, KeyCore, PolicyClause, PriorityIndustry, Topic

_FIELDS = (*COMMON, "position", "valid_until", *ORIGIN)

register(
    ReferenceList("axes", _("Axes"), Axis, fields=_FIELDS, columns=("position",)),
    ReferenceList(
        "policy-clauses",
        _("Policy clauses"),
        PolicyClause,
        fields=(*COMMON, "position", "provincially_actionable", "valid_until", *ORIGIN),
        columns=("position", "provincially_actionable"),
    ),
    ReferenceList("key-cores", _("Key cores"), KeyCore, fields=_FIELDS, columns=("position",)),
    ReferenceList("topics", _("Topics"), Topic, fields=_FIELDS, columns=("position",)),
    ReferenceList(
        "priority-industries",
        _("Priority industries"),
        PriorityIndustry,
        fields=(*COMMON, "position", "situation", "aim", "strategy", "document", "valid_until", *ORIGIN),
        columns=("position",),
    ),
    ReferenceList(
        "chain-links",
        _("Links of the chains"),
        ChainLink,
        fields=(*COMMON, "industry", "position", "is_present", "valid_until", *ORIGIN),
        columns=("industry", "position", "is_present"),
        hints={
            "is_present": _("Unticked, the link is missing in the province: what it makes is brought from elsewhere."),
        },
    ),
)
