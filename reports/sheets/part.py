"""A part of the province that has a sheet: an agency, a sector, a county or a priority industry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, County, Sector
from projects.models import PriorityIndustry
from targets.planned import Planned

Row = Agency | Sector | County | PriorityIndustry


class PartKind(TextChoices):
    AGENCY = "agency", _("Agency")
    SECTOR = "sector", _("Sector")
    COUNTY = "county", _("County")
    INDUSTRY = "industry", _("Priority industry")


@dataclass(frozen=True)
class _Ways:
    """How what belongs to a part is told: of a row of the plan, of a challenge, of a resolution."""

    model: type[Model]
    key: str
    holds: Callable[[Planned, Row], bool]
    challenges: Callable[[Row], Q]
    resolutions: Callable[[Row], Q]


_WAYS: dict[PartKind, _Ways] = {
    PartKind.AGENCY: _Ways(
        Agency,
        "code",
        lambda planned, row: planned.agency_id == row.pk,
        # Its own, and what it is asked to solve for others.
        lambda row: (
            Q(project__program__agency=row.pk)
            | Q(asked_agency=row.pk)
            | Q(asked_agency__isnull=True, asked_name="", owner_agency=row.pk)
        ),
        lambda row: Q(agency=row.pk),
    ),
    PartKind.SECTOR: _Ways(
        Sector,
        "code",
        lambda planned, row: planned.sector == _code(row),
        lambda row: Q(project__sector=row.pk),
        lambda row: Q(project__sector=row.pk) | Q(challenge__project__sector=row.pk),
    ),
    PartKind.COUNTY: _Ways(
        County,
        "sci_code",
        lambda planned, row: planned.place == _code(row),
        lambda row: Q(project__counties=row.pk),
        lambda row: Q(project__counties=row.pk) | Q(challenge__project__counties=row.pk),
    ),
    PartKind.INDUSTRY: _Ways(
        PriorityIndustry,
        "code",
        lambda planned, row: planned.industry == _code(row),
        lambda row: Q(project__priority_industry=row.pk),
        lambda row: Q(project__priority_industry=row.pk) | Q(challenge__project__priority_industry=row.pk),
    ),
}


def _code(row: Row) -> str:
    return row.sci_code if isinstance(row, County) else row.code


@dataclass(frozen=True)
class Part:
    """The row and what it is: its code stands in addresses, and in the filter of the master table named by the kind."""

    kind: PartKind
    row: Row

    def __str__(self) -> str:
        return str(self.row)

    @property
    def code(self) -> str:
        return _code(self.row)

    @property
    def challenges(self) -> Q:
        return _WAYS[self.kind].challenges(self.row)

    @property
    def resolutions(self) -> Q:
        return _WAYS[self.kind].resolutions(self.row)

    def holds(self, planned: Planned) -> bool:
        return _WAYS[self.kind].holds(planned, self.row)

    def get_absolute_url(self) -> str:
        return reverse(f"{self.kind}-sheet", args=[self.code])


def part_called(kind: PartKind, code: str) -> Part | None:
    """None where there is none of that code."""
    ways = _WAYS[kind]
    row = ways.model._default_manager.filter(**{ways.key: code}).first()
    return None if row is None else Part(kind, row)  # type: ignore[arg-type]
