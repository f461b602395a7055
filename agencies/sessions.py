"""Who asks: the session and its person, which every request reads anew.

By one query whose SQL is made once, where this process knows whose session it is: two that are made for each request
took several times as long as asking them. What it knows is only where to look: who asks is what the session says.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from agencies.models import User
from agencies.unchanged import STAMP_OF_HISTORY, keep, store, told

_FIELDS = [field.attname for field in User._meta.concrete_fields]
_COLUMNS = ", ".join(f"person.{field.column}" for field in User._meta.concrete_fields)
# With it comes what tells whether anything was done: the seats of the person, and pages, are kept until then.
_SESSION = (
    f"SELECT session_data, {STAMP_OF_HISTORY}, {_COLUMNS} FROM django_session"  # noqa: S608 - nothing typed
    " LEFT JOIN agencies_user AS person ON person.id = %s WHERE session_key = %s AND expire_date > %s"
)
# Key of a session: of the person that it was signed in by.
_whose = store()
# The person read with the session, from there until Django asks for them.
_read: ContextVar[User | None] = ContextVar("read", default=None)


class SessionStore(db.SessionStore):
    """Sessions stay in the database, where whoever signs out is signed out for all web processes at once."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_SESSION, [_whose.get(self.session_key), self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            # A key that nobody was given is not taken for the session that may begin now.
            self._session_key = None
            _read.set(None)
            return {}
        session_data, stamp, *row = found
        told(stamp)
        _read.set(User.from_db(DEFAULT_DB_ALIAS, _FIELDS, row) if row[0] is not None else None)
        data = self.decode(session_data)
        _remember(self.session_key, data)
        return data

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        _remember(session.session_key, data)
        return session


def _remember(session_key: str | None, data: dict[str, Any]) -> None:
    if SESSION_KEY in data:
        keep(_whose, session_key, int(data[SESSION_KEY]))


class PersonBackend(ModelBackend):
    """Signs people in by name and password."""

    def get_user(self, user_id: int) -> User | None:
        """The person as they are now: a new password or a deactivation ends what was open before."""
        person = _read.get()
        _read.set(None)
        if person is None or person.pk != user_id:
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None
