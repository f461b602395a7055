"""First passwords: made here, shown once to whoever hands them over, and kept nowhere else."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib.auth.hashers import check_password
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from agencies.models import User
from agencies.refusals import Refused

# Without letters and digits that are taken for each other on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
_KEPT_SECONDS = 600


@transaction.atomic
def hand_over(by: User, give: Callable[[str], User]) -> User:
    """Make a password, let `give` set it, and keep it for the next page about that person that `by` opens.

    Both or neither: what `give` refuses lays nothing ready, and what cannot be laid ready undoes what `give` did.
    Raises Refused.
    """
    password = _made()
    person = give(password)
    try:
        cache.set(_key(by, person), password, _KEPT_SECONDS)
    except (RedisError, OSError) as error:
        raise Refused(_("A new password could not be shown just now; nothing was changed. Try again later.")) from error
    return person


def take(by: User, person: User) -> str:
    """The password that was laid ready for this person, once; "" when there is none, or when it opens nothing.

    It opens nothing when what set it was undone after all, or when another one was set since.
    """
    key = _key(by, person)
    try:
        password = cache.get(key)
        # Of two pages that open at once, the one that takes it away shows it.
        if password is None or not cache.delete(key):
            return ""
    except (RedisError, OSError):
        return ""
    return password if check_password(password, person.password) else ""


def _made() -> str:
    """Sixteen letters and digits in groups: read aloud, typed once, then changed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(_GROUP)) for _group in range(_GROUPS))


def _key(by: User, person: User) -> str:
    return f"first-password:{by.pk}:{person.pk}"
