"""What of a year the dashboard is asked for: by axis, sector, industry and county, up to a period, on a version.

The address holds it, so that a link shows somebody else the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.models import Period, Project
from targets.models import MasterTable, Target

NARROWING = ("axis", "sector", "industry", "county")


@dataclass(frozen=True)
class Asked:
    """Codes, "" for all; `period` an ordinal and `version` a number as text, "" for the latest."""

    axis: str = ""
    sector: str = ""
    industry: str = ""
    county: str = ""
    period: str = ""
    version: str = ""

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in NARROWING)

    def narrowed(self, targets: QuerySet[Target]) -> QuerySet[Target]:
        if self.axis:
            targets = targets.filter(project__program__axis__code=self.axis)
        if self.sector:
            targets = targets.filter(project__sector__code=self.sector)
        if self.industry:
            targets = targets.filter(project__priority_industry__code=self.industry)
        if self.county:
            # Targets of the county, and those without a county whose project works there.
            there = Project.counties.through.objects.filter(project=OuterRef("project"), county__sci_code=self.county)
            targets = targets.filter(Q(county__sci_code=self.county) | Q(Exists(there), county__isnull=True))
        return targets

    def period_among(self, periods: Sequence[Period]) -> Period | None:
        return next((period for period in periods if str(period.ordinal) == self.period), None)

    def version_among(self, versions: Sequence[MasterTable]) -> MasterTable | None:
        return next((table for table in versions if str(table.version) == self.version), None)

    def query(self, year: int, *names: str, **more: Any) -> str:
        """Parameters of a page that knows these names, in its address."""
        asked: Mapping[str, Any] = {name: getattr(self, name) for name in names if getattr(self, name)}
        return urlencode({"year": year, **asked, **{name: value for name, value in more.items() if value}})
