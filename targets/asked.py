"""The master table as somebody asks for it: year, version, filters, grouping and order, on the page and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, QueryDict

from agencies.models import User
from config.clock import today
from projects.models import PlanYear
from projects.years import year_asked_for
from targets.filters import MasterTableFilter
from targets.master_table import ORDERS, Grouping, MasterTableContent, Names, names_of, read_master_table
from targets.models import MasterTable, Target


@dataclass(frozen=True)
class Asked:
    """What a query means for the person who asks; nothing of the table itself has been read yet."""

    plan_year: PlanYear
    table: MasterTable | None
    names: Names
    filter: MasterTableFilter
    order: Sequence[str]

    def count(self) -> int:
        """How many targets the filters leave, at most: the standing is known only once the table has been read."""
        return self.filter.qs.filter(project__program__plan_year=self.plan_year).count() if self.is_understood else 0

    @property
    def is_understood(self) -> bool:
        return self.filter.is_valid()

    @property
    def misunderstood(self) -> list[str]:
        """What the filters did not understand, each with the name of its field."""
        fields = self.filter.form.fields
        return [f"{fields[name].label}: {' '.join(errors)}" for name, errors in self.filter.errors.items()]

    def read(self) -> MasterTableContent:
        """The table, its rows in the order of the project codes."""
        return read_master_table(
            self.plan_year,
            table=self.table,
            # A filter that was not understood narrows down to nothing: the page says which, beside the field.
            targets=self.filter.qs if self.is_understood else Target.objects.none(),
            today=today(),
            names=self.names,
            grouping=Grouping(self.filter.asked_for("group") or Grouping.MACRO),
            standing=self.filter.asked_for("standing"),
        )

    def read_in_order(self) -> MasterTableContent:
        """The same, its rows within their groups in the order asked for."""
        content = self.read()
        for alias in self.order:
            if alias.removeprefix("-") in ORDERS:
                content = content.ordered_by(alias)
        return content


def asked_for(query: QueryDict, person: User) -> Asked | None:
    """`year` (default: this year's, or the latest), `version` (default: the latest), filters, `group`, `sort`.

    None when no year is planned. Raises Http404 for a year or a version that there is not.
    """
    years = list(PlanYear.objects.all())
    plan_year = year_asked_for(query.get("year", ""), years)
    if plan_year is None:
        return None
    versions = list(MasterTable.objects.filter(plan_year=plan_year).select_related("frozen_by"))
    names = names_of(plan_year)
    narrowed = MasterTableFilter(
        query,
        Target.objects.visible_to(person),
        person=person,
        names=names,
        plan_year=plan_year,
        years=years,
        versions=versions,
    )
    table = _version(query.get("version", ""), versions)
    return Asked(plan_year, table, names, narrowed, query.getlist("sort"))


def _version(asked: str, versions: list[MasterTable]) -> MasterTable | None:
    if not asked:
        return versions[0] if versions else None
    table = next((table for table in versions if str(table.version) == asked), None)
    if table is None:
        raise Http404
    return table
