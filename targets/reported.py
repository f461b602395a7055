"""What agencies have put their name to, what was verified of it and what is in dispute, line by line: now, or as
recorded by a moment.

A line is **due** once its period's last day for reporting has passed, or once its return is signed: what is not due
is not missing. An indicator that is known only each quarter, half-year or year is due with the last period of it; what
is told in between counts all the same. A line counts as **reported** from the head's signature on. One that is sent
back keeps the figure it was signed with until the corrected one is signed. Months and quarters only: an adjustment
restates their lines and adds none.

Now is read from the lines themselves, an earlier moment from the ledger beside them; `check_rollups` compares the two.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from agencies.enums import Act
from agencies.models import Event
from config.amounts import AmountField
from projects.enums import REGULAR_PERIODS
from projects.models import Period, PlanYear
from targets.enums import DISPUTING_ENTRIES, VERIFYING_ENTRIES, EntryKind, Frequency, LineStatus
from targets.models import ActionProgress, Evidence, Measurement, ProgressReport, ReportLine
from targets.periods import every, not_asked_for
from targets.returns import BACK_WITH_AGENCY
from targets.rollups import NOTHING, Amount


class DueLine(NamedTuple):
    """A line that was due, of a target or an action (`about`: its key), in the regular period with that ordinal.

    A figure that is known only each quarter is that of the whole quarter: `since` is the first period that it tells of.
    `is_proved` where a file is attached to a target's signed line.
    """

    about: int
    ordinal: int
    reported: Amount
    verified: Amount
    disputed: Amount
    since: int = 0
    is_proved: bool = False

    @property
    def periods(self) -> range:
        """The ordinals of the periods that it tells of."""
        return range(self.since or self.ordinal, self.ordinal + 1)


# A row of the database: thing, period, how often there is a figure, whether it is proved, and the figures.
Read = Sequence[Any]


def lines_due(
    about: str,
    plan_year: PlanYear,
    *,
    today: datetime.date,
    keys: Collection[int] | None = None,
    through: Period | None = None,
    as_of: datetime.datetime | None = None,
) -> Iterator[DueLine]:
    """The year's due lines by thing, then period; `about` is "target" or "action". One query, with `as_of` three.

    `keys` are those of the targets or actions wanted, None for all; `today` says what is due; `through` leaves out
    later periods; `as_of` counts what was recorded until that moment.
    """
    lines = _in_order(about, _lines(about, plan_year, keys, through), as_of)
    if as_of is not None:
        return _from_the_ledger(about, lines, plan_year, today, as_of)
    return map(_AsTheyStand(about), _read(about, lines, today))


# A change of these stamps the agency's part of the returns (`agencies.unchanged`).
RETURNS = ProgressReport._meta.db_table
OF_A_RETURN = frozenset(
    model._meta.db_table for model in (ProgressReport, ReportLine, Measurement, ActionProgress, Evidence)
)


def lines_by_agency(
    plan_year: PlanYear, today: datetime.date, agencies: Collection[int]
) -> dict[int, dict[int, list[DueLine]]]:
    """The due lines of what these agencies promised, by their keys and those of the targets. One query."""
    lines = _in_order("target", _lines("target", plan_year, agencies=agencies))
    found: dict[int, dict[int, list[DueLine]]] = {}
    line_of = _AsTheyStand("target")
    for *read, agency in _read("target", lines, today, "report__agency_id"):
        line = line_of(read)
        found.setdefault(agency, {}).setdefault(line.about, []).append(line)
    return found


def last_of_actions(
    plan_year: PlanYear,
    *,
    today: datetime.date,
    keys: Collection[int] | None = None,
    through: Period | None = None,
    agencies: Collection[int] | None = None,
) -> Iterator[tuple[int, Decimal | None, Decimal | None, Decimal | None, int]]:
    """Of each action that was due what was reported last, what was verified last, what is in dispute now, and by whom.

    The same as from its due lines; the database looks through them. One query.
    """

    def last(column: str, *, is_there: bool = True) -> ArrayAgg:
        there = Q(**{f"{column}__isnull": False}) if is_there else None
        as_it_comes = ExpressionWrapper(F(column), output_field=_AsItComes())
        return ArrayAgg(as_it_comes, filter=there, order_by="-report__period__ordinal")

    lines = _lines("action", plan_year, keys, through, agencies)
    due = _with_signed("action", lines, today).order_by().values("action_id", "report__agency_id")
    every = due.annotate(
        every_signed=last("signed_value"),
        every_verified=last("verified"),
        every_disputed=last("disputed", is_there=False),
    )
    first = {f"last_{name}": F(f"every_{name}__0") for name in ("signed", "verified", "disputed")}
    return every.annotate(**first).values_list("action_id", *first, "report__agency_id").iterator()


def _lines(
    about: str,
    plan_year: PlanYear,
    keys: Collection[int] | None = None,
    through: Period | None = None,
    agencies: Collection[int] | None = None,
) -> QuerySet[ReportLine]:
    lines = ReportLine.objects.filter(
        **{f"{about}__isnull": False}, report__period__plan_year=plan_year, report__period__kind__in=REGULAR_PERIODS
    )
    if keys is not None:
        lines = lines.filter(**{f"{about}__in": keys})
    if agencies is not None:
        lines = lines.filter(report__agency__in=agencies)
    return lines if through is None else lines.filter(report__period__last_day__lte=through.last_day)


def _in_order(about: str, lines: QuerySet[ReportLine], as_of: datetime.datetime | None = None) -> QuerySet[ReportLine]:
    """By thing, then period, each with whether it is proved; of targets those that the period asks for."""
    if about == "target":
        lines = lines.exclude(not_asked_for(), status=LineStatus.DUE)
    lines = lines.annotate(is_proved=_is_proved(as_of) if about == "target" else Value(False))
    return lines.order_by(f"{about}_id", "report__period__ordinal")


def _read(about: str, lines: QuerySet[ReportLine], today: datetime.date, *more: str) -> Iterable[Read]:
    names = [f"signed_{part}" for part, _column, _entry in _parts(about)]
    for figure in ("verified", "disputed"):
        names += [column.replace("reported", figure) for _part, column, _entry in _parts(about)]
    return _with_signed(about, lines, today).values_list(*_place(about), *names, *more).iterator()


class _AsTheyStand:
    """The due lines of rows of the database, asked for in the order of each thing's periods."""

    def __init__(self, about: str) -> None:
        self._since = _Since()
        size = len(_parts(about))
        self._verified, self._disputed = 5 + size, 5 + 2 * size

    def __call__(self, read: Read) -> DueLine:
        key, ordinal, kind, frequency, is_proved = read[:5]
        figures = read[5 : self._verified]
        reported = NOTHING if figures[0] is None else Amount(*figures)
        verified = disputed = NOTHING
        if read[self._verified] is not None:
            told = read[self._verified : self._disputed]
            # What is verified as it was reported is kept once.
            verified = reported if told == figures else Amount(*told)
        if read[self._disputed] is not None:
            disputed = Amount(*read[self._disputed :])
        first = self._since(key, ordinal, kind, frequency)
        return DueLine(key, ordinal, reported, verified, disputed, first, is_proved)


def _with_signed(about: str, lines: QuerySet[ReportLine], today: datetime.date) -> QuerySet[ReportLine]:
    """Those that are due, with the figures that were signed (`signed_value` and so on)."""
    returned = (
        (Measurement if about == "target" else ActionProgress)
        .objects.filter(line=OuterRef("pk"), kind__in=(EntryKind.RETURNED, EntryKind.REOPENED))
        .order_by("-pk")
    )
    return lines.filter(_due(today, Q(report__signed_at__isnull=False))).annotate(
        **{
            f"signed_{part}": Case(
                When(report__signed_at__isnull=True, then=None),
                When(status__in=BACK_WITH_AGENCY, then=Subquery(returned.values(entry)[:1])),
                default=F(column),
                output_field=_AsItComes(),
            )
            for part, column, entry in _parts(about)
        }
    )


class _AsItComes(AmountField):
    """A decimal of the database is one already: Django would make another one of each."""

    def get_internal_type(self) -> str:
        return "Field"


def _from_the_ledger(
    about: str, lines: QuerySet[ReportLine], plan_year: PlanYear, today: datetime.date, as_of: datetime.datetime
) -> Iterator[DueLine]:
    due = lines.filter(_due(today, Q(report__signed_at__lte=as_of))).values_list(
        *_place(about), "pk", "report__uuid", "report__signed_at"
    )
    since = _Since()
    ledger = _entries_by_line(about, plan_year, as_of)
    signatures = _signatures(plan_year, as_of)
    for thing, ordinal, kind, frequency, is_proved, key, report, signed_at in due:
        first = since(thing, ordinal, kind, frequency)
        if signed_at is None or signed_at > as_of:
            yield DueLine(thing, ordinal, NOTHING, NOTHING, NOTHING, first)
            continue
        entries = ledger.get(key, [])
        signed = _signed_figure(entries, signatures.get(report, []))
        yield DueLine(thing, ordinal, signed, *_decided_figures(entries), first, is_proved)


def _place(about: str) -> list[Any]:
    """What a line is about, in which period, how often there is a figure (of an action each period), and the proof."""
    frequency = F("target__indicator__frequency") if about == "target" else Value(Frequency.MONTHLY)
    return [f"{about}_id", "report__period__ordinal", "report__period__kind", frequency, "is_proved"]


def _is_proved(as_of: datetime.datetime | None) -> ExpressionWrapper:
    files = Evidence.objects.filter(line=OuterRef("pk"))
    if as_of is not None:
        files = files.filter(added_at__lte=as_of)
    signed = Q(report__signed_at__isnull=False) & ~Q(status=LineStatus.ENTERED)
    return ExpressionWrapper(signed & Q(Exists(files)), BooleanField())


class _Since:
    """The first period of which a line tells; asked of the lines of each thing in the order of their periods."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}

    def __call__(self, about: int, ordinal: int, kind: str, frequency: str) -> int:
        first = max(self._last.get(about, 0), ordinal - every(kind, frequency)) + 1
        self._last[about] = ordinal
        return first


def _parts(about: str) -> list[tuple[str, str, str]]:
    """(name, column of the line, column of the ledger) of the figures; an action has a percentage only."""
    parts = [("value", "reported", "value")]
    if about == "target":
        parts += [(part, f"reported_{part}", part) for part in ("numerator", "denominator")]
    return parts


def _due(today: datetime.date, signed: Q) -> Q:
    return signed | Q(report__period__due_on__lt=today)


class _Entry(NamedTuple):
    kind: str
    recorded_at: datetime.datetime
    figures: tuple[Decimal | None, ...]

    @property
    def amount(self) -> Amount:
        return Amount(*self.figures)


def _entries_by_line(about: str, plan_year: PlanYear, as_of: datetime.datetime) -> dict[int, list[_Entry]]:
    ledger: Any = Measurement if about == "target" else ActionProgress
    entries = ledger.objects.filter(line__report__period__plan_year=plan_year, recorded_at__lte=as_of)
    columns = [entry for _part, _column, entry in _parts(about)]
    found: dict[int, list[_Entry]] = {}
    for line, kind, at, *figures in entries.order_by("pk").values_list("line_id", "kind", "recorded_at", *columns):
        found.setdefault(line, []).append(_Entry(kind, at, tuple(figures)))
    return found


def _signatures(plan_year: PlanYear, as_of: datetime.datetime) -> dict[uuid.UUID, list[datetime.datetime]]:
    """When each return was signed, under corrections too: only the history knows the later signatures."""
    events = Event.objects.filter(
        act=Act.SIGNED,
        object_kind="targets.progress_report",
        object_id__in=ProgressReport.objects.filter(period__plan_year=plan_year).values("uuid"),
        at__lte=as_of,
    )
    found: dict[uuid.UUID, list[datetime.datetime]] = {}
    for report, at in events.values_list("object_id", "at"):
        if report is not None:
            found.setdefault(report, []).append(at)
    return found


def _signed_figure(entries: list[_Entry], signatures: Iterable[datetime.datetime]) -> Amount:
    """The figure that was last signed. Entries after a return are corrections: they count once signed or judged."""
    figure: _Entry | None = None
    correcting = False
    for place, entry in enumerate(entries):
        if entry.kind in (EntryKind.RETURNED, EntryKind.REOPENED):
            figure, correcting = entry, True
        elif entry.kind == EntryKind.REPORTED and (
            not correcting
            or any(later.kind != EntryKind.REPORTED for later in entries[place + 1 :])
            or any(at >= entry.recorded_at for at in signatures)
        ):
            figure = entry
    return figure.amount if figure else NOTHING


def _decided_figures(entries: list[_Entry]) -> tuple[Amount, Amount]:
    """What is verified and what is in dispute by the last word on it: one of them at most is there."""
    for entry in reversed(entries):
        if entry.kind in VERIFYING_ENTRIES:
            return entry.amount, NOTHING
        if entry.kind in DISPUTING_ENTRIES:
            return NOTHING, entry.amount
    return NOTHING, NOTHING
