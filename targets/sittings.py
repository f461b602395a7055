"""A sitting (جلسه چانه‌زنی): the targets of an agency or a sector on one screen, and what they do to the macro targets.

For each target what was proposed, what is on the table and what was agreed; for each macro target what is needed,
offered, on the table and agreed. Somebody of an agency reads their own agency's part against its share; the province
reads the whole as well.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.history import Moment
from agencies.models import Agency, Sector, User
from agencies.permissions import scope_of
from config.persian.calendar import tehran_date
from projects.enums import ProgramStatus, ProjectState
from projects.models import PlanYear
from targets.bargaining import Bargain, bargains_of, on_record, parts_of
from targets.double_counts import WHOLLY, Counted, counting, note_on
from targets.enums import Side
from targets.models import AgencyShare, MacroTarget, Offer, PastValue, Target
from targets.performance.macro import macro_targets_of, why_not_added
from targets.planned import Planned, plan_of
from targets.rollups import Amount, contribution, gap, in_part, needed, sum_in

# What has been sent and is in force: it is talked about. What came back is with the agency again.
AT_THE_SITTING = (
    ProgramStatus.UNDER_REVIEW,
    ProgramStatus.NEGOTIATION,
    ProgramStatus.AGREED,
    ProgramStatus.APPROVED,
    ProgramStatus.CLOSED,
)
# Events that can change what a sitting shows.
MOVING_KINDS = (
    "targets.target",
    "projects.program",
    "projects.project",
    "targets.macro_target_proposal",
    "targets.master_table",
)


@dataclass(frozen=True)
class Line:
    """A target at the sitting; `mine` where everybody waits for the reader."""

    bargain: Bargain
    last_year: Decimal | None
    capacity: Decimal | None
    mine: bool
    may_accept: bool
    may_offer: bool

    @property
    def target(self) -> Target:
        return self.bargain.target


@dataclass(frozen=True)
class Balance:
    """Needed (or asked for), offered, on the table, agreed; the gap left, and the one if all on the table stood."""

    needed: Decimal | None
    offered: Decimal | None
    on_the_table: Decimal | None
    agreed: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        return None if self.needed is None else gap(self.needed, self.agreed or Decimal(0))

    @property
    def gap_on_the_table(self) -> Decimal | None:
        return None if self.needed is None else gap(self.needed, self.on_the_table or Decimal(0))


@dataclass(frozen=True)
class MacroLine:
    """A macro target that the sitting's targets feed: the whole province's balance, and the agency's against its share.

    `part` is the agency's against its share, or what of it is of the sector, from which nothing is asked for itself.
    Somebody of an agency reads neither the whole nor a sector's part: they see only their own of either.
    """

    macro_target: MacroTarget
    whole: Balance | None
    part: Balance | None
    footnote: str


@dataclass(frozen=True)
class Sitting:
    plan_year: PlanYear
    of: Agency | Sector
    lines: Sequence[Line]
    macro_lines: Sequence[MacroLine]
    moment: Moment

    @property
    def part_label(self) -> str:
        return _("The agency's share") if isinstance(self.of, Agency) else _("Of which this sector")

    @property
    def has_last_year(self) -> bool:
        return any(line.last_year is not None for line in self.lines)

    @property
    def has_capacity(self) -> bool:
        return any(line.capacity is not None for line in self.lines)

    @property
    def agreed(self) -> int:
        return sum(line.bargain.agreed is not None for line in self.lines)


def targets_at(sitting_of: Agency | Sector, plan_year: PlanYear, user: User | AnonymousUser) -> list[Target]:
    """The targets that are talked about, as far as the person may see them, program by program."""
    found = Target.objects.visible_to(user).filter(
        project__program__plan_year=plan_year,
        project__program__status__in=AT_THE_SITTING,
        project__state=ProjectState.ACTIVE,
    )
    if isinstance(sitting_of, Agency):
        found = found.filter(project__program__agency=sitting_of)
    else:
        found = found.filter(project__sector=sitting_of)
    return list(
        found.select_related(
            "project__program__agency",
            "indicator__unit",
            "county",
            "accepted_offer",
            "macro_target__indicator__unit",
            "macro_target__in_force",
        ).order_by("project__program__code", "project__code", "position", "pk")
    )


def sitting_for(
    user: User,
    sitting_of: Agency | Sector,
    plan_year: PlanYear,
    moment: Moment,
    *,
    what_if: Mapping[int, Decimal] | None = None,
) -> Sitting:
    """The sitting as it stands, in a number of queries that does not depend on how many targets there are.

    `what_if` values, by target key, are reckoned with in place of what is on the table.
    """
    targets = targets_at(sitting_of, plan_year, user)
    past = {
        row.indicator_id: row.value
        for row in PastValue.objects.current().filter(
            indicator__in={target.indicator_id for target in targets}, year=plan_year.year - 1, month__isnull=True
        )
    }
    lines = []
    for bargain in bargains_of(targets):
        target, parts = bargain.target, parts_of(user, bargain)
        in_force = target.macro_target.in_force if target.macro_target else None
        lines.append(
            Line(
                bargain,
                last_year=past.get(target.indicator_id),
                capacity=in_force.provincial_capacity if in_force else None,
                mine=bargain.deciding in parts,
                may_accept=bargain.answering in parts,
                may_offer=bargain.answering in parts and bargain.ruling_asked is None,
            )
        )
    macro_lines = _macro_lines(user, sitting_of, plan_year, targets, what_if or {})
    return Sitting(plan_year, sitting_of, lines, macro_lines, moment)


def _macro_lines(
    user: User,
    sitting_of: Agency | Sector,
    plan_year: PlanYear,
    targets: Iterable[Target],
    what_if: Mapping[int, Decimal],
) -> list[MacroLine]:
    fed = {target.macro_target_id for target in targets if target.macro_target_id is not None}
    shares: dict[int, Decimal] = {}
    macro_targets = macro_targets_of(plan_year)
    if isinstance(sitting_of, Agency):
        rows = AgencyShare.objects.visible_to(user).filter(
            agency=sitting_of, proposal__in=[each.in_force_id for each in macro_targets]
        )
        shares = dict(rows.values_list("proposal__macro_target", "value"))
    shown = [each for each in macro_targets if each.pk in fed or each.pk in shares]
    if not shown:
        return []
    feeding = Target.objects.visible_to(user).filter(macro_target__in=shown)
    plan = plan_of(plan_year, targets=feeding)
    tabled = {**_on_the_table(plan), **what_if}
    tabled = {**_on_the_table(plan), **what_if}
    counted = counting(plan)
    sees_all = scope_of(user, Permission.MACRO_VIEW).whole_province
    lines = []
    for macro_target in shown:
        fed_by = [row for row in plan if row.macro_target == macro_target.uuid]
        addable = [row for row in fed_by if not why_not_added(row, macro_target.indicator.unit)]
        footnotes = {why_not_added(row, macro_target.indicator.unit) for row in fed_by} - {""}
        told = note_on(counted.get(row.target_id, WHOLLY) for row in addable)
        need = needed(macro_target.figures.baseline, macro_target.figures.value)
        own = [row for row in addable if _is_of(row, sitting_of)]
        lines.append(
            MacroLine(
                macro_target,
                whole=_balance(macro_target, need, addable, tabled, counted) if sees_all else None,
                part=_balance(macro_target, shares.get(macro_target.pk), own, tabled, counted)
                if sees_all or isinstance(sitting_of, Agency)
                else None,
                footnote=" ".join(filter(None, [*sorted(footnotes), told])),
            )
        )
    return lines


def _is_of(row: Planned, sitting_of: Agency | Sector) -> bool:
    return row.agency_id == sitting_of.pk if isinstance(sitting_of, Agency) else row.sector == sitting_of.code


def _on_the_table(plan: Iterable[Planned]) -> dict[int, Decimal]:
    """What was agreed for each target, else the value of its last offer, by its key; one query."""
    last = Offer.objects.filter(target__in=[row.target_id for row in plan]).order_by("target", "-round")
    agreed = {row.target_id: row.agreed.value for row in plan if row.agreed.value is not None}
    return dict(last.distinct("target").values_list("target", "value")) | agreed


def _balance(
    macro_target: MacroTarget,
    need: Decimal | None,
    plan: Sequence[Planned],
    tabled: Mapping[int, Decimal],
    counted: Mapping[int, Counted],
) -> Balance:
    into = macro_target.indicator.unit

    def brought(value_of: Callable[[Planned], Decimal | None]) -> Decimal | None:
        return sum_in(into, [(row.unit, once(row, contribution(row.sheet, row.feeds, value_of(row)))) for row in plan])

    def once(row: Planned, amount: Decimal | None) -> Decimal | None:
        return in_part(Amount(amount), counted.get(row.target_id, WHOLLY).part).value

    return Balance(
        needed=need,
        offered=brought(lambda row: row.offered.value),
        on_the_table=brought(lambda row: tabled.get(row.target_id)),
        agreed=brought(lambda row: row.agreed.value),
    )


# --- how far the bargaining is --------------------------------------------------------------------


@dataclass
class Progress:
    """Of an agency or a sector: targets talked about and agreed, whose turn the open ones are, the longest wait."""

    name: str
    code: str
    targets: int = 0
    agreed: int = 0
    with_agency: int = 0
    with_province: int = 0
    with_deputy: int = 0
    longest: int = 0

    @property
    def open(self) -> int:
        return self.targets - self.agreed


def progress_of(user: User | AnonymousUser, plan_year: PlanYear, by: str, today: datetime.date) -> list[Progress]:
    """`by` "agency" or "sector", in the order of their names; one query."""
    owner = "project__program__agency" if by == "agency" else "project__sector"
    targets = on_record(user).filter(
        project__program__plan_year=plan_year,
        project__program__status__in=AT_THE_SITTING,
        project__state=ProjectState.ACTIVE,
        **{f"{owner}__isnull": False},
    )
    found: dict[str, Progress] = {}
    english = get_language() == "en"
    columns = (f"{owner}__code", f"{owner}__{'name_en' if english else 'name_fa'}", "accepted_offer")
    rows = targets.order_by(f"{owner}__{'sort_key' if by == 'agency' else 'position'}", f"{owner}__code")
    for code, name, agreed, last_side, last_at, asked_at in rows.values_list(
        *columns, "last_side", "last_at", "asked_at"
    ):
        each = found.setdefault(code, Progress(name, code))
        each.targets += 1
        if agreed is not None:
            each.agreed += 1
            continue
        if asked_at is not None:
            each.with_deputy += 1
        elif last_side == Side.PROVINCE:
            each.with_agency += 1
        else:
            each.with_province += 1
        since = asked_at or last_at
        each.longest = max(each.longest, (today - tehran_date(since)).days if since else 0)
    return list(found.values())
