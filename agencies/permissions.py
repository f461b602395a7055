"""Who may do what: one table, and the two questions every page asks of it.

`check_…` raises PermissionDenied with the reason; `has_…` answers yes or no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from agencies.enums import AGENCY_ROLES, Permission, Role
from agencies.models import Agency, Membership, User
from agencies.unchanged import store, while_sources_unchanged
from config.clock import today

if TYPE_CHECKING:
    import datetime
    from collections.abc import Hashable, Iterable, Sequence

    from django.contrib.auth.models import AnonymousUser

_READING = frozenset(
    {
        Permission.INBOX_VIEW,
        Permission.CALL_VIEW,
        Permission.PROGRAM_VIEW,
        Permission.SITTING_VIEW,
        Permission.MASTER_TABLE_VIEW,
        Permission.MACRO_VIEW,
        Permission.INDICATOR_VIEW,
        Permission.OBJECT_VIEW,
        Permission.PROGRESS_VIEW,
        Permission.CHALLENGE_VIEW,
        Permission.SESSION_VIEW,
        Permission.DASHBOARD_VIEW,
        # An agency reads the reports that are about it alone.
        Permission.REPORT_VIEW,
        Permission.HISTORY_VIEW,
    }
)

# What cuts across the agencies (sectors, counties, industries, what nobody works at) is read by who reads the province.
_PROVINCE_READING = _READING | {Permission.PROVINCE_VIEW}

# One row a role. An agency's roles act and read inside their own agency only; the others in the province.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENCY_EDITOR: _READING
    | {
        Permission.PROGRAM_EDIT,
        Permission.PROGRAM_SUBMIT,
        Permission.PROGRAM_WITHDRAW,
        Permission.OBJECT_ADD,
        Permission.PROGRESS_ENTER,
        Permission.CHALLENGE_AGENCY,
        Permission.RESOLUTION_ANSWER,
    },
    Role.AGENCY_HEAD: _READING
    | {
        Permission.PROGRAM_SIGN,
        Permission.PROGRAM_WITHDRAW,
        Permission.BARGAIN_AGENCY,
        Permission.PROGRESS_SIGN,
        Permission.CHALLENGE_AGENCY,
        Permission.RESOLUTION_ANSWER,
        # An objection is the house's word, not an officer's.
        Permission.RESOLUTION_OBJECT,
    },
    Role.PLANNER: _PROVINCE_READING
    | {
        Permission.CALL_ISSUE,
        Permission.LETTER_REGISTER,
        Permission.ON_BEHALF_ENTER,
        Permission.PROGRAM_REVIEW,
        Permission.BARGAIN_PROVINCE,
        Permission.WORKING_VALUES,
        Permission.GRADING_VIEW,
        Permission.CRITERIA_SET,
        Permission.MACRO_PROPOSE,
        Permission.AMENDMENT_VIEW,
        Permission.AMENDMENT_PROPOSE,
        Permission.WORDING_CORRECT,
        Permission.STATISTICS_ENTER,
        # Ministries ask the planning organization for the province's targets in forms of their own.
        Permission.FORM_FILL,
        Permission.INDICATOR_EDIT,
        Permission.OBJECT_ADD,
        Permission.OBJECT_EDIT,
        Permission.DOUBLE_COUNT_VIEW,
        Permission.DOUBLE_COUNT_DECIDE,
        Permission.PROGRESS_VERIFY,
        Permission.CHALLENGE_PROVINCE,
        Permission.PERIOD_REOPEN,
        Permission.REPORT_COMPILE,
        Permission.REPORT_REVIEW,
    },
    Role.DEPUTY: _PROVINCE_READING
    | {
        Permission.PROGRAM_APPROVE,
        Permission.GRADING_VIEW,
        Permission.GRADE_DECIDE,
        Permission.PROGRAM_CLOSE,
        Permission.BARGAIN_RULE,
        Permission.PROGRESS_RULE,
        Permission.MACRO_APPROVE,
        Permission.DOUBLE_COUNT_VIEW,
        Permission.MASTER_TABLE_FREEZE,
        Permission.AMENDMENT_VIEW,
        Permission.AMENDMENT_APPROVE,
        Permission.CHALLENGE_PROVINCE,
        Permission.CHALLENGE_HEADQUARTERS,
        # Signs what the secretariat has written and closed.
        Permission.SESSION_SIGN,
        Permission.RESOLUTION_SETTLE,
        Permission.REPORT_COMPILE,
        Permission.REPORT_SIGN,
    },
    Role.SECRETARIAT: _PROVINCE_READING
    | {
        Permission.GRADING_VIEW,
        Permission.AMENDMENT_VIEW,
        Permission.CHALLENGE_HEADQUARTERS,
        Permission.SESSION_KEEP,
        Permission.RESOLUTION_SETTLE,
        Permission.DOUBLE_COUNT_VIEW,
        Permission.REPORT_COMPILE,
        Permission.REPORT_WRITE,
        Permission.REPORT_SIGN,
        Permission.REPORT_PUBLISH,
    },
    Role.AUDITOR: _PROVINCE_READING
    | {
        Permission.GRADING_VIEW,
        Permission.AMENDMENT_VIEW,
        Permission.DOUBLE_COUNT_VIEW,
    },
    # People, agencies, reference data, the calendar of the year; no say in any figure.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.INBOX_VIEW,
            Permission.PEOPLE_MANAGE,
            Permission.REFERENCE_MANAGE,
            Permission.OUTBOX_MANAGE,
            Permission.INDICATOR_VIEW,
        }
    ),
}


class Scope(NamedTuple):
    """What a person sees: the whole province, or the agencies with these keys."""

    whole_province: bool
    agency_ids: frozenset[int]


_kept_seats = store()


def seats_of(user: User | AnonymousUser) -> Sequence[Membership]:
    """The seats the person holds today; looked up once a request, as requests get fresh users."""
    if not user.is_authenticated:
        return ()
    if not hasattr(user, "_seats_today"):
        person, day = user.pk, today()
        user._seats_today = while_sources_unchanged((person, day), lambda: _seats_on(day, person), _kept_seats)
    return user._seats_today


def _seats_on(day: datetime.date, person: int) -> tuple[Membership, ...]:
    seats = Membership.objects.filter(user_id=person).in_force(day)
    return tuple(seats.select_related("agency").order_by("valid_from", "pk"))


def has_permission(user: User | AnonymousUser, permission: Permission, agency: Agency | int | None = None) -> bool:
    """Whether one of the person's seats carries the permission; with `agency` given, for that agency."""
    agency_id = agency.pk if isinstance(agency, Agency) else agency
    return any(
        permission in ROLE_PERMISSIONS[Role(seat.role)]
        and (agency_id is None or seat.agency_id is None or seat.agency_id == agency_id)
        for seat in seats_of(user)
    )


def check_permission(user: User | AnonymousUser, permission: Permission, agency: Agency | int | None = None) -> None:
    """Raise PermissionDenied unless `has_permission`."""
    if not has_permission(user, permission, agency):
        raise PermissionDenied(_("Your role does not include this. Ask the person responsible, or the administrator."))


def scope_of(user: User | AnonymousUser, permission: Permission) -> Scope:
    """Where the person may use the permission."""
    seats = [seat for seat in seats_of(user) if permission in ROLE_PERMISSIONS[Role(seat.role)]]
    return Scope(
        whole_province=any(seat.agency_id is None for seat in seats),
        agency_ids=frozenset(seat.agency_id for seat in seats if seat.agency_id is not None),
    )


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles of today's seats."""
    return frozenset(Role(seat.role) for seat in seats_of(user))


def sight_of(user: User | AnonymousUser) -> Hashable:
    """Tells people apart by what they see of plan and figures: whoever holds the same seats sees the same."""
    return frozenset((seat.role, seat.agency_id) for seat in seats_of(user))


def role_for(user: User, agency_id: int | None, permissions: Iterable[Permission] = ()) -> str:
    """The role in which the person acts on something of that agency, for the history; "" for none."""
    wanted = frozenset(permissions)
    fitting = [
        seat
        for seat in seats_of(user)
        if (seat.agency_id is None or seat.agency_id == agency_id)
        and (not wanted or wanted & ROLE_PERMISSIONS[Role(seat.role)])
    ]
    return fitting[0].role if fitting else ""


def signing_seat(user: User, permission: Permission, agency_id: int) -> Membership | None:
    """The seat in which the person signs for the agency today: their own before one that was delegated to them."""
    seats = [
        seat
        for seat in seats_of(user)
        if seat.agency_id == agency_id and permission in ROLE_PERMISSIONS[Role(seat.role)]
    ]
    return min(seats, key=lambda seat: (seat.delegated_by_id is not None, seat.is_acting, seat.pk), default=None)


def agencies_served_by(user: User | AnonymousUser) -> list[Agency]:
    """The agencies in which the person holds a seat of the house (not of the province)."""
    seats = [seat for seat in seats_of(user) if Role(seat.role) in AGENCY_ROLES]
    return list(dict.fromkeys(seat.agency for seat in seats if seat.agency is not None))
