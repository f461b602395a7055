"""What the headquarters should talk about, as the data has it, and what of a session may be done now."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.enums import Permission, Role
from agencies.models import Agency, User
from agencies.permissions import has_permission, scope_of
from config.clock import today
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.challenges import followed
from projects.challenges import with_clock as challenges_with_clock
from projects.enums import PROMISED, UNSOLVED, ChallengeDesk, YearState
from projects.models import Challenge, Program
from reports.enums import UNDONE, AgendaKind, SessionState
from reports.models import AgendaItem, HqSession, Resolution
from reports.resolutions import in_order, with_clock
from targets.enums import AmendmentState, ReportStatus
from targets.models import Amendment, ProgressReport

# So many agencies are proposed to report to one session.
PRESENTING = 3


@dataclass(frozen=True)
class Proposal:
    """A matter that the data brings before the headquarters, and why. `key` names it in a form."""

    kind: AgendaKind
    title: str
    why: str
    agency: Agency | None = None
    challenge: Challenge | None = None
    resolution: Resolution | None = None
    amendment: Amendment | None = None

    @property
    def key(self) -> str:
        thing = self.challenge or self.resolution or self.amendment
        return f"{self.kind}:{thing.uuid if thing else self.agency and self.agency.code}"


def proposals_for(session: HqSession, today: datetime.date) -> list[Proposal]:
    """What is not on the agenda of the session yet; a constant number of queries."""
    items = list(session.items.all())
    return [
        *_presentations({item.agency_id for item in items if item.kind == AgendaKind.PRESENTATION}, session, today),
        *_challenges({item.challenge_id for item in items}, today),
        *_resolutions({item.resolution_id for item in items}, today),
        *_amendments({item.amendment_id for item in items}),
    ]


def _presentations(there: set[int | None], session: HqSession, today: datetime.date) -> Iterable[Proposal]:
    """Agencies with programs in a year that runs: who never reported first, then who did so longest ago."""
    running = Program.objects.filter(status__in=PROMISED).exclude(plan_year__state=YearState.CLOSED)
    reported = (
        AgendaItem.objects.filter(agency=OuterRef("pk"), kind=AgendaKind.PRESENTATION)
        .exclude(session=session)
        .order_by()
        .values("agency")
        .annotate(last=Max("session__held_on"))
        .values("last")
    )
    late = (
        ProgressReport.objects.filter(
            agency=OuterRef("pk"), status__in=(ReportStatus.DUE, ReportStatus.DRAFT), period__due_on__lt=today
        )
        .order_by()
        .values("agency")
        .annotate(late=Count("pk"))
        .values("late")
    )
    agencies = Agency.objects.filter(pk__in=running.values("agency")).exclude(pk__in=there - {None})
    rows = list(agencies.annotate(last=Subquery(reported), late=Subquery(late)))
    rows.sort(key=lambda row: (row.last or datetime.date.min, -(row.late or 0), row.sort_key))
    for row in rows[:PRESENTING]:
        last, missing = row.last, row.late or 0
        why = [_("last reported on %(day)s") % {"day": format_date(last)} if last else _("has not reported here yet")]
        if missing:
            why.append(
                ngettext("%(count)s return is late", "%(count)s returns are late", missing)
                % {"count": format_number(missing)}
            )
        title = _("Report of %(agency)s on its programs") % {"agency": row}
        yield Proposal(AgendaKind.PRESENTATION, title, " · ".join(why), agency=row)


def _challenges(there: set[int | None], today: datetime.date) -> Iterable[Proposal]:
    waiting = Challenge.objects.filter(followed(), desk=ChallengeDesk.HEADQUARTERS, state__in=UNSOLVED)
    known = challenges_with_clock(waiting.exclude(pk__in=there - {None}), today)
    known = known.exclude(project__program__plan_year__state=YearState.CLOSED)
    for row in known.select_related("project__program__agency", "owner_agency", "asked_agency").order_by("until", "pk"):
        since = _("before the headquarters since %(day)s") % {"day": _day(row.desk_since)}
        yield Proposal(AgendaKind.CHALLENGE, row.title, since, agency=row.project.program.agency, challenge=row)


def _resolutions(there: set[int | None], today: datetime.date) -> Iterable[Proposal]:
    late = with_clock(Resolution.objects.signed().filter(state__in=UNDONE), today).filter(is_overdue=True)
    for row in in_order(late.exclude(pk__in=there - {None}).select_related("session", "agency")):
        why = _("deadline passed on %(day)s") % {"day": _day(row.until)}
        title = _("Resolution %(number)s: %(text)s") % {"number": row.label, "text": row.text}
        yield Proposal(AgendaKind.RESOLUTION, title[:300], why, agency=row.agency, resolution=row)


def _amendments(there: set[int | None]) -> Iterable[Proposal]:
    waiting = Amendment.objects.filter(state=AmendmentState.PROPOSED).exclude(pk__in=there - {None})
    for row in waiting.select_related("plan_year").order_by("proposed_at"):
        why = _("waits for a decision since %(day)s") % {"day": format_date(row.proposed_at.date())}
        title = _("Amendment of %(year)s: %(text)s") % {"year": row.plan_year, "text": row.text}
        yield Proposal(AgendaKind.AMENDMENT, title[:300], why, amendment=row)


def _day(day: datetime.date | None) -> str:
    return format_date(day) if day else "—"


# --- what may be done now -------------------------------------------------------------------------


def keeps_sessions(user: User) -> bool:
    return has_permission(user, Permission.SESSION_KEEP)


# What may be written in which states: the papers beforehand, the minutes and resolutions at the table.
ARRANGED = frozenset({SessionState.PLANNED, SessionState.HELD})
WRITTEN = frozenset({SessionState.HELD})


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a session waits for, and on whom: a role, or the agencies that are to implement."""

    words: str
    role: Role | None
    # Before that day nothing can be done.
    from_day: datetime.date = datetime.date.min

    @property
    def who(self) -> str:
        return str(self.role.label) if self.role else _("the responsible agencies")

    def is_of(self, user: User) -> bool:
        """Whether it is the reader's turn now."""
        return self.from_day <= today() and self.will_be_of(user)

    def will_be_of(self, user: User) -> bool:
        """Whether it is the reader who does it, on its day."""
        if self.role == Role.DEPUTY:
            return has_permission(user, Permission.SESSION_SIGN)
        return self.role == Role.SECRETARIAT and keeps_sessions(user)


def next_step_of(session: HqSession, *, unnotified: int, undone: int) -> NextStep | None:
    """What the session waits for and on whom; None once nothing is left.

    Of what it resolved so many were not sent to their agencies (`unnotified`), and so many are not done (`undone`).
    """
    if session.state == SessionState.PLANNED:
        if session.sent_at:
            return NextStep(_("the session"), Role.SECRETARIAT, session.held_on)
        return NextStep(_("its documents to be sent"), Role.SECRETARIAT)
    if session.state == SessionState.HELD:
        return NextStep(_("attendance and minutes"), Role.SECRETARIAT)
    if session.state == SessionState.MINUTED:
        return NextStep(_("the signature of the minutes"), Role.DEPUTY)
    if unnotified and not session.is_taken_over:
        return NextStep(_("the letter to the agencies"), Role.SECRETARIAT)
    if not undone:
        return None
    words = ngettext("implementation of %(count)s resolution", "implementation of %(count)s resolutions", undone)
    return NextStep(words % {"count": format_number(undone)}, None)


def next_number() -> int:
    """The number after the highest that was given."""
    return (HqSession.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def visible_resolutions(session: HqSession, user: User) -> list[Resolution]:
    """In their order, with what a page says of them; a constant number of queries."""
    found = Resolution.objects.visible_to(user).filter(session=session)
    related = ("session", "agency", "agenda_item", "challenge", "project")
    return list(found.select_related(*related).prefetch_related("cooperating").order_by("number"))


def matter_called(session: HqSession, key: str) -> AgendaItem | None:
    """The matter of the session's agenda that an address names by its UUID; None for any other text."""
    return next((item for item in session.items.all() if str(item.uuid) == key), None)


def reads_drafts(user: User) -> bool:
    """Whether the person reads minutes before they are signed: the province does."""
    return scope_of(user, Permission.SESSION_VIEW).whole_province
