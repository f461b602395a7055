"""What waits for a person (کارتابل): programs whose turn is theirs, returns to write or verify, macro targets."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission, Role
from agencies.models import User
from agencies.permissions import Scope, has_permission, scope_of
from config.clock import today
from projects.challenges import challenges_visible_to, turns_of, where_it_stands, with_clock
from projects.enums import (
    WITH_THE_AGENCY,
    ChallengeState,
    ExemptionState,
    ProgramStatus,
    YearState,
)
from projects.models import Exemption, PlanYear, Program
from projects.readiness import rule_label
from reports.inbox.items import Item, Queue, oldest
from reports.inbox.sessions import resolution_queues, session_queues
from targets.bargaining import PERMISSION_OF_SIDE, bargaining_url, waiting_for
from targets.enums import AmendmentState, LineStatus, ProposalState, ReportStatus, Side
from targets.lines import project_of
from targets.models import Amendment, MacroTargetProposal, ProgressReport, ReportLine
from targets.returns import WAITING_LINES
from targets.silence import SITS_AFTER, with_last_stay

_PROGRAM_QUEUES: tuple[tuple[str, Promise, Permission, tuple[ProgramStatus, ...]], ...] = (
    ("programs-to-sign", _("Programs to sign"), Permission.PROGRAM_SIGN, (ProgramStatus.AWAITING_HEAD,)),
    ("programs-returned", _("Programs that came back"), Permission.PROGRAM_EDIT, (ProgramStatus.RETURNED,)),
    ("programs-to-finish", _("Drafts to finish"), Permission.PROGRAM_EDIT, (ProgramStatus.DRAFT,)),
    (
        "programs-on-behalf",
        _("Programs entered on an agency's behalf"),
        Permission.ON_BEHALF_ENTER,
        (ProgramStatus.DRAFT, ProgramStatus.RETURNED),
    ),
    (
        "programs-to-review",
        _("Programs to review"),
        Permission.PROGRAM_REVIEW,
        (ProgramStatus.UNDER_REVIEW, ProgramStatus.NEGOTIATION),
    ),
    ("programs-to-approve", _("Programs to approve"), Permission.PROGRAM_APPROVE, (ProgramStatus.AGREED,)),
)


@dataclass(frozen=True)
class OpenCall:
    """A call that is being answered, and the days until its deadline; below zero once it has passed."""

    plan_year: PlanYear
    days_left: int

    @property
    def days_passed(self) -> int:
        return max(0, -self.days_left)


def open_calls(user: User, today: datetime.date) -> list[OpenCall]:
    """The issued calls of open years, the nearest deadline first, for whoever answers or watches the answers."""
    if not has_permission(user, Permission.CALL_VIEW):
        return []
    years = PlanYear.objects.filter(
        state=YearState.OPEN, call_issued_at__isnull=False, call_deadline__isnull=False
    ).order_by("call_deadline")
    return [OpenCall(year, (year.call_deadline - today).days) for year in years if year.call_deadline]


def inbox_of(user: User) -> list[Queue]:
    """The person's queues that are not empty, what is most urgent first; a constant number of queries."""
    queues = [
        *_return_queues(user),
        *_line_queues(user, today()),
        *_bargaining_queues(user),
        *_program_queues(user),
        *_exemption_queues(user),
        *_macro_queues(user),
        *_amendment_queues(user),
        *_challenge_queues(user),
        *session_queues(user),
        *resolution_queues(user),
    ]
    return [queue for queue in queues if queue.count]


def _in_scope(scope: Scope, agency: str) -> Q:
    return Q() if scope.whole_province else Q(**{f"{agency}__in": scope.agency_ids})


def _entered_by(permission: Permission) -> Q:
    """What is entered on an agency's behalf, where that is what the queue is for."""
    return Q(on_behalf_by__isnull=False) if permission == Permission.ON_BEHALF_ENTER else Q()


def _program_queues(user: User) -> list[Queue]:
    queues = []
    for name, act, permission, statuses in _PROGRAM_QUEUES:
        scope = scope_of(user, permission)
        if not (scope.whole_province or scope.agency_ids):
            continue
        waiting = (
            Program.objects.visible_to(user)
            .filter(_in_scope(scope, "agency"), _entered_by(permission), status__in=statuses)
            .exclude(plan_year__state=YearState.CLOSED)
        )
        rows, count = oldest(waiting.select_related("agency", "plan_year").order_by("status_since"))
        items = [
            Item(
                row.title,
                str(row.agency),
                row.get_absolute_url(),
                timezone.localdate(row.status_since),
                # The deadline of the call is the agency's.
                row.plan_year.call_deadline
                if row.status in WITH_THE_AGENCY and row.plan_year.state == YearState.OPEN
                else None,
                plan_year=row.plan_year,
            )
            for row in rows
        ]
        queues.append(Queue(name, act, items, count))
    return queues


def _bargaining_queues(user: User) -> list[Queue]:
    """Offers that wait for the person's answer, rulings that were asked of them."""
    kinds = (
        ("offers-of-province", _("Offers of the planning organization to answer"), Side.AGENCY),
        ("offers-of-agencies", _("Offers of agencies to answer"), Side.PROVINCE),
        ("rulings-asked", _("Rulings asked for"), Side.RULING),
    )
    queues = []
    for name, act, side in kinds:
        scope = scope_of(user, PERMISSION_OF_SIDE[side])
        if not (scope.whole_province or scope.agency_ids):
            continue
        waiting = waiting_for(user, side)
        rows, count = oldest(waiting.select_related("indicator", "county", "project__program__agency"))
        items = [
            Item(
                f"{row.indicator} · {row.project}",
                str(row.project.program.agency),
                bargaining_url(row),
                timezone.localdate(row.asked_at or row.last_at),
            )
            for row in rows
        ]
        queues.append(Queue(name, act, items, count))
    return queues


def _return_queues(user: User) -> list[Queue]:
    returned, sent = (
        ReportLine.objects.filter(report=OuterRef("pk"), status__in=statuses)
        for statuses in ((LineStatus.RETURNED,), WAITING_LINES)
    )
    kinds: tuple[tuple[str, Promise, Permission, Q], ...] = (
        ("returns-to-sign", _("Returns to sign"), Permission.PROGRESS_SIGN, Q(status=ReportStatus.AWAITING_HEAD)),
        (
            "returns-to-correct",
            _("Returned lines to correct"),
            Permission.PROGRESS_ENTER,
            Q(Exists(returned), status=ReportStatus.SUBMITTED),
        ),
        (
            "returns-to-write",
            _("Returns to write"),
            Permission.PROGRESS_ENTER,
            Q(status__in=(ReportStatus.DUE, ReportStatus.DRAFT)),
        ),
        (
            "returns-on-behalf",
            _("Returns entered on an agency's behalf"),
            Permission.ON_BEHALF_ENTER,
            Q(status__in=(ReportStatus.DUE, ReportStatus.DRAFT)) | Q(Exists(returned), status=ReportStatus.SUBMITTED),
        ),
        (
            "returns-to-verify",
            _("Returns to verify"),
            Permission.PROGRESS_VERIFY,
            Q(Exists(sent), status=ReportStatus.SUBMITTED),
        ),
    )
    queues = []
    for name, act, permission, condition in kinds:
        scope = scope_of(user, permission)
        if not (scope.whole_province or scope.agency_ids):
            continue
        waiting = ProgressReport.objects.visible_to(user).filter(
            _in_scope(scope, "agency"), _entered_by(permission), condition
        )
        rows, count = oldest(
            with_last_stay(waiting).select_related("agency", "period__plan_year").order_by("period__due_on")
        )
        items = [
            Item(
                str(row.period),
                str(row.agency),
                reverse("progress-report", args=[row.uuid]),
                row.signed_on or row.sent_on,
                _due_day(row),
                reverse("progress-grid", args=[row.uuid]) if permission == Permission.PROGRESS_ENTER else "",
            )
            for row in rows
        ]
        queues.append(Queue(name, act, items, count))
    return queues


def _due_day(report: Any) -> datetime.date:
    """The period's due day is the agency's; of what was signed the side it lies with has a week."""
    if report.signed_at is None or report.lies_since is None:
        return report.period.due_on
    return report.lies_since + datetime.timedelta(days=SITS_AFTER)


def _line_queues(user: User, day: datetime.date) -> list[Queue]:
    """Adjusted figures to which the person may still object, and disputes to settle."""
    kinds = (
        (
            "figures-to-object-to",
            _("Adjusted figures: days to object"),
            Permission.PROGRESS_SIGN,
            Q(status=LineStatus.ADJUSTED, objection_until__gte=day),
        ),
        ("disputes-to-settle", _("Disputes to settle"), Permission.PROGRESS_RULE, Q(status=LineStatus.DISPUTED)),
    )
    queues = []
    for name, act, permission, condition in kinds:
        scope = scope_of(user, permission)
        if not (scope.whole_province or scope.agency_ids):
            continue
        waiting = ReportLine.objects.filter(
            condition, _in_scope(scope, "report__agency"), report__period__plan_year__state=YearState.FROZEN
        )
        about = ("target__indicator", "target__project", "action__project")
        beside = ("report__agency", "report__period__plan_year", *about)
        rows, count = oldest(waiting.select_related(*beside).order_by("objection_until", "report__period__due_on"))
        items = [
            Item(
                f"{row} · {row.report.period}",
                str(row.report.agency),
                reverse("progress-line", args=[row.report.uuid, row.uuid]),
                None,
                row.objection_until if row.status == LineStatus.ADJUSTED else None,
                belongs_to=project_of(row).title,
            )
            for row in rows
        ]
        queues.append(Queue(name, act, items, count))
    return queues


def _exemption_queues(user: User) -> list[Queue]:
    """Exceptions that agencies ask for; whoever has a part in a program does not decide on them."""
    if not has_permission(user, Permission.PROGRAM_REVIEW):
        return []
    waiting = (
        Exemption.objects.filter(state=ExemptionState.ASKED)
        .exclude(program__plan_year__state=YearState.CLOSED)
        .exclude(program__contributors=user)
    )
    rows, count = oldest(waiting.select_related("program__agency").order_by("asked_at"))
    items = [
        Item(
            f"{row.program} · {rule_label(row.rule)}",
            str(row.program.agency),
            reverse("exemption-list") + f"#exemption-{row.uuid}",
            timezone.localdate(row.asked_at),
        )
        for row in rows
    ]
    return [Queue("exemptions-to-decide", _("Exceptions that agencies ask for"), items, count)]


def _challenge_queues(user: User) -> list[Queue]:
    """Challenges whose turn is the person's: asked of them, late at their desk, to be decided, to be confirmed."""
    titles: dict[str, Promise] = {
        "challenges-of-headquarters": _("Challenges before the headquarters"),
        "challenges-of-province": _("Challenges before the province"),
        "challenges-to-fetch": _("Challenges that have lain too long with agencies"),
        "challenges-to-confirm": _("Solutions of challenges to confirm"),
        "challenges-asked": _("Challenges that you are asked to solve"),
        "challenges-late": _("Challenges of your agency that are overdue"),
    }
    theirs = turns_of(user)
    if not theirs:
        return []
    # One question for all of them: there are few challenges beside programs and returns.
    queue = Case(
        *(When(condition, then=Value(name)) for name, condition in theirs.items()),
        output_field=CharField(),
    )
    waiting = with_clock(challenges_visible_to(user), today()).annotate(queue=queue).filter(queue__isnull=False)
    items: dict[str, list[Item]] = {name: [] for name in theirs}
    row: Any
    for row in waiting.select_related("project__program__agency").order_by("until", "pk"):
        # What is said to be solved is late against nothing: its clock stands still.
        until = None if row.state == ChallengeState.CLAIMED else row.until
        items[row.queue].append(
            Item(
                row.title,
                str(row.project.program.agency),
                row.get_absolute_url(),
                row.waits_since,
                until,
                belongs_to=where_it_stands(row),
            )
        )
    return [Queue(name, titles[name], items[name], len(items[name])) for name in theirs]


def _macro_queues(user: User) -> list[Queue]:
    """Proposals for macro targets that wait for the deputy; whoever proposed one does not approve it."""
    if not has_permission(user, Permission.MACRO_APPROVE):
        return []
    waiting = MacroTargetProposal.objects.filter(state=ProposalState.WAITING).exclude(proposed_by=user)
    beside = (f"macro_target__{name}" for name in ("plan_year", "indicator", "sector", "priority_industry"))
    rows, count = oldest(waiting.select_related(*beside).order_by("proposed_at"))
    items = [
        Item(
            f"{row.macro_target} · {row.macro_target.plan_year}",
            str(Role.PLANNER.label),
            row.macro_target.get_absolute_url(),
            timezone.localdate(row.proposed_at),
        )
        for row in rows
    ]
    return [Queue("macro-to-approve", _("Macro targets to approve"), items, count)]


def _amendment_queues(user: User) -> list[Queue]:
    """Amendments that wait for the deputy; whoever proposed one does not approve it."""
    if not has_permission(user, Permission.AMENDMENT_APPROVE):
        return []
    waiting = Amendment.objects.filter(state=AmendmentState.PROPOSED).exclude(proposed_by=user)
    rows, count = oldest(waiting.order_by("proposed_at"))
    items = [
        Item(row.text[:120], str(Role.PLANNER.label), row.get_absolute_url(), timezone.localdate(row.proposed_at))
        for row in rows
    ]
    return [Queue("amendments-to-approve", _("Amendments to approve"), items, count)]
