"""The list of macro targets: its rows, its table, and how it is narrowed down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Exists, F, OuterRef, QuerySet, TextChoices
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.finding import Words
from agencies.models import Sector
from agencies.tables import badge
from config.persian.filters import gap, num
from config.sorting import folded
from projects.enums import Turn, YearState
from projects.models import PlanYear, PriorityIndustry
from targets.enums import MacroState, ProposalState
from targets.models import MacroTarget, MacroTargetProposal
from targets.performance import MacroFigures
from targets.proposals import state_of

STATE_TONE: dict[MacroState, str] = {
    MacroState.IN_FORCE: "ok",
    MacroState.CHANGE_WAITING: "warn",
    MacroState.NOT_APPROVED: "idle",
}


@dataclass(frozen=True)
class MacroRow:
    """A macro target of the list: what is in force, with what the programs bring; what waits."""

    macro_target: MacroTarget
    figures: MacroFigures | None
    waiting: MacroTargetProposal | None

    @property
    def state(self) -> MacroState:
        return state_of(self.macro_target, self.waiting)

    @property
    def turn(self) -> Turn:
        """The deputy approves what was proposed; what has nothing in force and nothing proposed is to be proposed."""
        if self.waiting is not None:
            return Turn.DEPUTY
        return Turn.PLANNER if self.macro_target.in_force_id is None else Turn.NOBODY

    @property
    def short_with(self) -> str:
        """Who makes up what is not agreed yet, and how; "" where nothing is short."""
        if self.figures is None or not Brought.SHORT.fits(self.figures):
            return ""
        if self.macro_target.plan_year.state == YearState.OPEN:
            return _t("planning organization: to bargain")
        return _t("nobody has to act; an amendment may be proposed")


class Brought(TextChoices):
    """How far what the agencies bring goes."""

    SHORT = "short", _("agreed figures fall short of what is needed")
    NOTHING = "nothing", _("no agency has proposed anything")

    def fits(self, figures: MacroFigures) -> bool:
        if self == Brought.NOTHING:
            return not figures.offered
        return figures.gap is not None and figures.gap > 0


class MacroTargetFilter(django_filters.FilterSet):
    """The year says what is read; proposals are for those who `see_proposals`."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    year = django_filters.ChoiceFilter(label=_("Plan year"), method="leave", empty_label=None)
    state = django_filters.ChoiceFilter(label=_("Status"), choices=MacroState.choices, method="in_state")
    sector = ChooseFilter(label=_("Sector"), choose="sector", queryset=Sector.objects.all(), to_field_name="code")
    priority_industry = ChooseFilter(
        label=_("Priority industry"),
        choose="priority-industry",
        queryset=PriorityIndustry.objects.all(),
        to_field_name="code",
    )

    brought = django_filters.ChoiceFilter(label=_("What is brought"), choices=Brought.choices, method="leave")

    class Meta:
        model = MacroTarget
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict | None,
        *args: Any,
        plan_year: PlanYear | None,
        years: Iterable[PlanYear],
        sees_proposals: bool,
        **kwargs: Any,
    ) -> None:
        asked = QueryDict(mutable=True) if data is None else data.copy()
        if plan_year is not None and not asked.get("year"):
            asked["year"] = str(plan_year.year)
        super().__init__(asked, *args, **kwargs)
        self.filters["year"].extra["choices"] = [(str(year.year), str(year)) for year in years]
        if not sees_proposals:
            del self.filters["state"], self.filters["brought"]

    def search(self, macro_targets: QuerySet[MacroTarget], _name: str, value: str) -> QuerySet[MacroTarget]:
        """By the indicator, and the part of the economy if there is one; whatever letters and spaces were typed."""
        names = [f"{part}__name_{language}" for part in ("sector", "priority_industry") for language in ("fa", "en")]
        keys = {f"key_{name}": folded(F(name)) for name in names}
        return macro_targets.alias(**keys).filter(Words(value).anywhere("indicator__search_key", *keys))

    def in_state(self, macro_targets: QuerySet[MacroTarget], _name: str, value: str) -> QuerySet[MacroTarget]:
        waiting = Exists(MacroTargetProposal.objects.filter(macro_target=OuterRef("pk"), state=ProposalState.WAITING))
        match value:
            case MacroState.NOT_APPROVED:
                return macro_targets.filter(in_force__isnull=True)
            case MacroState.CHANGE_WAITING:
                return macro_targets.in_force().filter(waiting)  # type: ignore[attr-defined]
        return macro_targets.in_force().filter(~waiting)  # type: ignore[attr-defined]

    def leave(self, macro_targets: QuerySet[MacroTarget], _name: str, _value: str) -> QuerySet[MacroTarget]:
        """Not a question to the macro targets: the view has asked it."""
        return macro_targets


class AmountColumn(tables.Column):
    """A figure in the unit of the row's macro target."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attrs={"td": {"class": "j-cell-num"}, "th": {"class": "j-cell-num"}}, **kwargs)

    def render(self, value: Decimal, record: MacroRow) -> SafeString | str:
        return num(value, record.macro_target.indicator.unit.decimals)


class MacroTable(tables.Table):
    name = tables.Column(
        _("Macro target"),
        accessor="macro_target",
        order_by=("macro_target__indicator__sort_key", "macro_target__position"),
        attrs={"td": {"class": "j-cell-text"}},
    )
    unit = tables.Column(
        _("Unit"), accessor="macro_target__indicator__unit", order_by="macro_target__indicator__unit__code"
    )
    baseline = AmountColumn(_("Baseline"), accessor="macro_target__in_force__baseline")
    value = AmountColumn(_("Year-end target"), accessor="macro_target__in_force__value")
    needed = AmountColumn(_("Needed: year-end target less baseline"), accessor="figures__needed")
    offered = AmountColumn(_("Proposed by the agencies"), accessor="figures__offered")
    agreed = AmountColumn(_("Agreed"), accessor="figures__agreed")
    gap = AmountColumn(_("Gap: needed less agreed"), accessor="figures__gap", empty_values=())
    state = tables.Column(_("Status"))

    class Meta:
        caption = _("Macro targets")
        empty_text = _("No macro target fits what you asked for.")

    def render_name(self, record: MacroRow) -> SafeString:
        named = format_html('<a href="{}">{}</a>', record.macro_target.get_absolute_url(), record.macro_target)
        told = record.figures.double_counts if record.figures else ""
        return format_html('{} <span class="j-soft j-small">{}</span>', named, told) if told else named

    def render_gap(self, value: Decimal | None, record: MacroRow) -> SafeString | str:
        """A sign would have to be explained: how much is short of what is needed, or beyond it; or why nobody knows."""
        if value is None and record.figures and record.figures.footnote:
            return format_html('<span class="j-soft j-small">{}</span>', record.figures.footnote)
        shown = gap(value, record.macro_target.indicator.unit.decimals)
        if not record.short_with:
            return shown
        return format_html('{}<br><span class="j-soft j-small">{}</span>', shown, record.short_with)

    def value_gap(self, record: MacroRow) -> Decimal | None:
        return record.figures.gap if record.figures else None

    def render_state(self, record: MacroRow, value: MacroState) -> SafeString:
        """Where it stands, and whose turn it is where something is left to do."""
        turn = record.turn
        shown = badge(value.label, STATE_TONE[value])
        if turn == Turn.NOBODY:
            return shown
        waits = _t("waits for %(who)s") % {"who": turn.label}
        return format_html('{} <span class="j-soft j-small">{}</span>', shown, waits)

    def value_state(self, record: MacroRow) -> str:
        return str(record.state.label)
