"""The same few people in every test, named as in the demo: by what they are and where."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction

from agencies.enums import Act, Role
from agencies.history import record
from agencies.models import Agency, Membership, User

SEATS: dict[str, tuple[Role, str | None]] = {
    "jahad.editor": (Role.AGENCY_EDITOR, "JAHAD"),
    "jahad.head": (Role.AGENCY_HEAD, "JAHAD"),
    "samt.editor": (Role.AGENCY_EDITOR, "SAMT"),
    "samt.head": (Role.AGENCY_HEAD, "SAMT"),
    "planner": (Role.PLANNER, None),
    "planner2": (Role.PLANNER, None),
    "deputy": (Role.DEPUTY, None),
    "secretariat": (Role.SECRETARIAT, None),
    "auditor": (Role.AUDITOR, None),
    "administrator": (Role.ADMINISTRATOR, None),
}
BEFORE_THE_YEAR = datetime.date(2019, 1, 1)


@dataclass
class Cast:
    """Gives each person when first asked for: `cast.jahad_editor`, `cast["planner"]`."""

    def __getitem__(self, username: str) -> User:
        found = User.objects.filter(username=username).first()
        return found or self._join(username)

    @transaction.atomic
    def _join(self, username: str) -> User:
        role, code = SEATS[username]
        # No usable password: tests sign people in with `client.force_login`.
        user = User.objects.create_user(username, full_name=username)
        agency = Agency.objects.get(code=code) if code else None
        Membership.objects.create(user=user, role=role, agency=agency, valid_from=BEFORE_THE_YEAR)
        record(by=None, act=Act.CREATED, kind="agencies.user", object_id=user.uuid, label=username)
        return user

    @cached_property
    def newcomer(self) -> User:
        """Somebody who holds no seat yet."""
        with transaction.atomic():
            user = User.objects.create_user("newcomer", full_name="newcomer")
            record(by=None, act=Act.CREATED, kind="agencies.user", object_id=user.uuid, label="newcomer")
        return user

    @cached_property
    def jahad_editor(self) -> User:
        return self["jahad.editor"]

    @cached_property
    def jahad_head(self) -> User:
        return self["jahad.head"]

    @cached_property
    def samt_editor(self) -> User:
        return self["samt.editor"]

    @cached_property
    def samt_head(self) -> User:
        return self["samt.head"]

    @cached_property
    def planner(self) -> User:
        return self["planner"]

    @cached_property
    def planner2(self) -> User:
        return self["planner2"]

    @cached_property
    def deputy(self) -> User:
        return self["deputy"]

    @cached_property
    def secretariat(self) -> User:
        return self["secretariat"]

    @cached_property
    def auditor(self) -> User:
        return self["auditor"]

    @cached_property
    def administrator(self) -> User:
        return self["administrator"]
