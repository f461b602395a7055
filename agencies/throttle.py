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


def count_try(what: str, key: str) -> None:
    """Count a try for the key (an account). Raises TooMany from the eleventh in 15 minutes on."""
    name = _name(what, key)
    try:
        cache.add(name, 0, WINDOW_SECONDS)
        tries = cache.incr(name)
    # A counter that ran out between the two calls is as good as one that cannot be reached.
    except (RedisError, OSError, ValueError) as error:
        raise TooMany(_("This cannot be done just now; try again later.")) from error
    if tries > TRIES:
        raise TooMany(_("Tried too often; try again in a quarter of an hour."))


def forget_tries(what: str, key: str) -> None:
    """After a success the tries before it do not count; a cache that is away forgets them by itself."""
    try:
        cache.delete(_name(what, key))
    except (RedisError, OSError):
        return


def _name(what: str, key: str) -> str:
    return f"tries:{what}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
