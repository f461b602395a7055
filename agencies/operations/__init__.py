"""Everything that writes who is who, and the reference lists.

Each operation is keyword-only, atomic and recorded, and refuses with `Refused` or PermissionDenied. `by` is None for
what a command on the server does.
"""

from agencies.operations.delegation import delegate_signature, revoke_delegation
from agencies.operations.people import (
    add_person,
    change_own_password,
    choose_own_reach,
    deactivate_person,
    edit_person,
    reactivate_person,
    set_first_password,
)
from agencies.operations.reference import save_reference_row
from agencies.operations.seats import claim_signing_seat, end_seat, give_seat

__all__ = [
    "add_person",
    "change_own_password",
    "choose_own_reach",
    "claim_signing_seat",
    "deactivate_person",
    "delegate_signature",
    "edit_person",
    "end_seat",
    "give_seat",
    "reactivate_person",
    "revoke_delegation",
    "save_reference_row",
    "set_first_password",
]
