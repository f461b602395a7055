"""Units as people keep them on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agencies.reference_lists import COMMON, ORIGIN, ReferenceList, register
from targets.models import Indicator, Unit

_ARITHMETIC = frozenset({"dimension", "factor", "decimals", "adds_within"})


def locked_in_use(unit: Unit) -> frozenset[str]:
    """What a figure in this unit means does not change any more once an indicator is measured in it."""
    return _ARITHMETIC if Indicator.objects.filter(unit=unit).exists() else frozenset()


register(
    ReferenceList(
        "units",
        _("Units"),
        Unit,
        fields=(*COMMON, "dimension", "factor", "decimals", "adds_within", "valid_until", *ORIGIN),
        columns=("dimension", "factor", "decimals"),
        locked=locked_in_use,
        locked_because=_("Figures are measured in this unit already; add another unit instead."),
        hints={"factor": _("How many of the dimension’s base unit one of these is.")},
    )
)
