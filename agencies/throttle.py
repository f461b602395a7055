"""How often something may be tried: counted in the cache, and refused when it cannot be counted."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from agencies.refusals import Refused

TRIES = 10
WINDOW_SECONDS = 15 * 60


class TooMany(Refused):
    """Tried too often, or not to be counted now (answered as 429)."""


def count_try(what: str, *keys: str) -> None:
    """Count a try for each key (an account, an address). Raises TooMany from the eleventh in 15 minutes on."""
    try:
        for key in keys:
            cache.add(_name(what, key), 0, WINDOW_SECONDS)
            if cache.incr(_name(what, key)) > TRIES:
                raise TooMany(_("Tried too often; try again in a quarter of an hour."))
    # A counter that ran out between the two calls is as good as one that cannot be reached.
    except (RedisError, OSError, ValueError) as error:
        if isinstance(error, TooMany):
            raise
        raise TooMany(_("This cannot be done just now; try again later.")) from error


def forget_tries(what: str, *keys: str) -> None:
    """After a success the tries before it do not count; a cache that is away forgets them by itself."""
    try:
        cache.delete_many([_name(what, key) for key in keys])
    except (RedisError, OSError):
        return


def _name(what: str, key: str) -> str:
    return f"tries:{what}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
