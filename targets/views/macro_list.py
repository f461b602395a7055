"""The macro targets of a year as a list."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Listed, Told
from agencies.models import User
from agencies.permissions import has_permission, scope_of, sight_of
from agencies.unchanged import while_unchanged
from config.clock import today
from config.persian.digits import localise_digits
from config.persian.numbers import format_number, format_percent
from projects.enums import YearState
from projects.models import PlanYear
from projects.years import year_asked_for
from targets.enums import MacroState, ProposalState
from targets.models import MacroTarget, MacroTargetProposal
from targets.performance import MacroFigures, macro_figures_now
from targets.tables.macro import AmountColumn, Brought, MacroRow, MacroTable, MacroTargetFilter


def sees_proposals(person: User) -> bool:
    """Proposals are the province's own affair until they are in force."""
    return scope_of(person, Permission.MACRO_VIEW).whole_province


class MacroTargetList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.MACRO_VIEW
    table_class = MacroTable
    filterset_class = MacroTargetFilter
    template_name = "targets/macro_list.html"
    list_name = gettext_lazy("Macro targets")
    paginate_by = 25

    @cached_property
    def years(self) -> list[PlanYear]:
        return list(PlanYear.objects.all())

    @cached_property
    def plan_year(self) -> PlanYear | None:
        return year_asked_for(self.request.GET.get("year", ""), self.years)

    def get_queryset(self) -> QuerySet[MacroTarget]:
        macro_targets = (
            MacroTarget.objects.visible_to(self.person)
            .filter(plan_year=self.plan_year)
            .select_related("plan_year", "indicator__unit", "sector", "priority_industry", "in_force")
        )
        waiting = MacroTargetProposal.objects.filter(state=ProposalState.WAITING)
        if sees_proposals(self.person):
            macro_targets = macro_targets.prefetch_related(Prefetch("proposals", waiting, to_attr="waiting"))
        return macro_targets

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {
            "plan_year": self.plan_year,
            "years": self.years,
            "sees_proposals": sees_proposals(self.person),
        }

    def get_table_data(self) -> list[MacroRow]:
        if self.plan_year is None:
            return []
        figures = {each.macro_target.pk: each for each in self.brought}
        rows = [
            MacroRow(each, figures.get(each.pk), next(iter(getattr(each, "waiting", [])), None))
            for each in self.object_list
        ]
        asked = self.request.GET.get("brought")
        if asked not in Brought.values or not sees_proposals(self.person):
            return rows
        return [row for row in rows if row.figures and Brought(asked).fits(row.figures)]

    def told(self) -> list[Told]:
        """Of the whole year: how much of what is needed nobody has promised yet, and whether the reader has to act."""
        if not sees_proposals(self.person) or self.plan_year is None:
            return []
        counts = (
            (Brought.SHORT, _("agreed figures fall short of what is needed: %(n)s of %(of)s"), "warn"),
            (Brought.NOTHING, _("no agency has proposed anything: %(n)s of %(of)s"), "bad"),
        )
        of = localise_digits(str(len(self.brought)))
        said = []
        for kind, words, tone in counts:
            n = sum(kind.fits(each) for each in self.brought)
            address = f"?year={self.plan_year.year}&brought={kind}" if n else ""
            said.append(Told(words % {"n": localise_digits(str(n)), "of": of}, tone if n else "ok", address))
        return [*said, *self._furthest(), self._mine()]

    def _furthest(self) -> list[Told]:
        """Of those that agencies bring something to, which is furthest from its need; nothing where none is short."""
        short = [each for each in self.brought if Brought.SHORT.fits(each) and not Brought.NOTHING.fits(each)]
        shares = [(each.gap / abs(each.needed) * 100, each) for each in short if each.gap and each.needed]
        if not shares:
            return []
        share, each = max(shares, key=lambda pair: pair[0])
        words = _("of those with a proposal furthest from its need: %(name)s, %(share)s not agreed")
        parts = {"name": each.macro_target, "share": format_percent(share, 0)}
        return [Told(words % parts, "warn", each.macro_target.get_absolute_url())]

    def _mine(self) -> Told:
        """What of the year waits for the reader: proposals for whoever approves; what is short for whoever proposes."""
        if self.waiting and has_permission(self.person, Permission.MACRO_APPROVE):
            words = ngettext("%(n)s proposal waits for you", "%(n)s proposals wait for you", self.waiting)
            return Told(words % {"n": format_number(self.waiting)}, "mine", f"?state={MacroState.CHANGE_WAITING}")
        is_open = self.plan_year is not None and self.plan_year.state == YearState.OPEN
        short = sum(Brought.SHORT.fits(each) for each in self.brought)
        if short and is_open and has_permission(self.person, Permission.MACRO_PROPOSE):
            words = ngettext(
                "%(n)s shortfall waits for you to bargain", "%(n)s shortfalls wait for you to bargain", short
            )
            return Told(words % {"n": format_number(short)}, "mine", reverse("sitting-list"))
        if short and self.plan_year is not None and self.plan_year.state == YearState.FROZEN:
            return Told(_("nothing has to be done by you here; an amendment is possible"), "soft")
        return Told(_("nothing here waits for you"), "soft")

    @cached_property
    def waiting(self) -> int:
        """How many proposals of the year wait for the deputy governor; 0 for whoever does not see them."""
        if not sees_proposals(self.person):
            return 0
        proposals = MacroTargetProposal.objects.filter(macro_target__plan_year=self.plan_year)
        return proposals.filter(state=ProposalState.WAITING).count()

    @cached_property
    def brought(self) -> list[MacroFigures]:
        """What the programs of the year bring to each of its macro targets; kept until something is done."""
        year, person = self.plan_year, self.person
        if year is None:
            return []
        return while_unchanged(
            ("macro targets", sight_of(person), year.pk, today(), get_language()),
            lambda: macro_figures_now(year, user=person, today=today()),
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        # An agency sees what it brings itself: how far that is from what all must bring is no gap.
        if sees_proposals(self.person):
            return {}
        own = {
            "offered": AmountColumn(_("Proposed by your agency"), accessor="figures__offered"),
            "agreed": AmountColumn(_("Agreed with your agency"), accessor="figures__agreed"),
        }
        return {"exclude": ("gap",), "extra_columns": own.items()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan_year, asked = self.plan_year, self.request.GET
        can_propose = has_permission(self.person, Permission.MACRO_PROPOSE)
        return super().get_context_data(**kwargs) | {
            "filtered": any(asked.get(name) for name in MacroTargetFilter.base_filters if name != "year"),
            "plan_year": plan_year,
            "today": today(),
            "waiting": self.waiting,
            "can_propose": can_propose and plan_year is not None,
            "can_amend": plan_year is not None
            and plan_year.state == YearState.FROZEN
            and has_permission(self.person, Permission.AMENDMENT_PROPOSE),
            "can_add": can_propose and plan_year is not None and plan_year.state == YearState.OPEN,
        }
