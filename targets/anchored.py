"""The things of this app that remarks may be about: targets, field by field."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from projects.anchors import AnchorKind, Thing, Words, anchor_kind
from projects.models import Program
from targets.models import Target
from targets.readiness import targets_of

_FIELDS = (
    *("indicator", "county", "weight", "macro_target", "feeds", "means_of_verification"),
    *("baseline", "baseline_on", "baseline_source", "value", "numerator", "denominator", "lower_bound", "upper_bound"),
)
_PARTS: dict[str, Words] = {"trajectory": _("Trajectory"), "objects": _("Objects counted")}


def _targets(program: Program) -> Iterator[Thing]:
    for targets in targets_of(program).values():
        for target in targets:
            county = f" ({target.county})" if target.county else ""
            yield target.uuid, f"{target.project} – {target}{county}"


def _url(program: Program, thing: uuid.UUID, field: str) -> str:
    place = f"#{field}-title" if field in _PARTS else f"#id_{field}" if field else ""
    return reverse("target-edit", args=[program.uuid, thing]) + place


_labels: dict[str, Words] = {
    name: capfirst(Target._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    for name in _FIELDS
}
anchor_kind(AnchorKind("target", _("Target"), _labels | _PARTS, _targets, _url))
