"""Where an indicator is used, and what may therefore no longer change in its sheet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.models import Indicator, MacroTarget, PastValue, Target

# What is written in the sheet of an indicator (شناسنامه شاخص).
SHEET = (
    "name_fa",
    "name_en",
    "level",
    "objective_code",
    "objective",
    "definition",
    "formula",
    "unit",
    "direction",
    "kind",
    "aggregation",
    "achievement_from",
    "frequency",
    "data_items",
    "data_provider",
    "data_frequency",
    "means_of_verification",
    "influences",
    "suggested_actions",
    "source",
    "owner",
    "sector",
    "valid_until",
    "is_verified",
)
# What a figure of the indicator means.
MEANING = frozenset({"unit", "direction", "kind", "aggregation", "achievement_from"})
MEANING_STAYS = _("Figures are measured by this indicator already: what was agreed would change its meaning.")


def locked_in_use(indicator: Indicator) -> frozenset[str]:
    """Columns that stay as they are once a target, a macro target or a past value is measured by the indicator."""
    uses = (Target.objects, MacroTarget.objects, PastValue.objects)
    return MEANING if any(rows.filter(indicator=indicator).exists() for rows in uses) else frozenset()
