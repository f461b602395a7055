"""Who asks: the session and its person, which every request reads anew.

By queries whose SQL is made once: making them for each request took several times as long as asking them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from agencies.models import User
from agencies.unchanged import STAMP_OF_HISTORY, told

_FIELDS = [field.attname for field in User._meta.concrete_fields]
# With it comes what tells whether anything was done: the seats of the person, and pages, are kept until then.
_COLUMNS = ", ".join(field.column for field in User._meta.concrete_fields)
_PERSON_BY_KEY = f"SELECT {_COLUMNS}, {STAMP_OF_HISTORY} FROM agencies_user WHERE id = %s"  # noqa: S608 - nothing typed


class SessionStore(db.SessionStore):
    """Sessions stay in the database, where whoever signs out is signed out for all web processes at once."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            found = cursor.fetchone()
        if found is None:
            # What nobody was given is never taken over for a session of its own.
            self._session_key = None
            return {}
        return self.decode(found[0])


class PersonBackend(ModelBackend):
    """Signs people in by name and password."""

    def get_user(self, user_id: int) -> User | None:
        """The person as they are now: a new password or a deactivation ends what was open before."""
        with connection.cursor() as cursor:
            cursor.execute(_PERSON_BY_KEY, [user_id])
            found = cursor.fetchone()
        if found is None:
            return None
        *row, stamp = found
        told(stamp)
        person = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, row)
        return person if self.user_can_authenticate(person) else None
