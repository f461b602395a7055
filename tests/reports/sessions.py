"""Sessions of the headquarters as tests begin with them, made by the operations."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Agency
from config.clock import on_day
from projects.enums import ProgramStatus, StepKind
from projects.models import Challenge, Project
from projects.operations.challenges import register_challenge, take_step
from reports.enums import FollowUpKind, Presence
from reports.models import FollowUp, HqSession, Resolution
from reports.operations import (
    add_resolution,
    begin_session,
    close_minutes,
    follow_up,
    notify_resolutions,
    plan_session,
    save_agenda,
    save_attendees,
    save_minutes,
    sign_minutes,
)
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_program

DAY = datetime.date(2020, 10, 1)


def days(count: int) -> datetime.date:
    return DAY + datetime.timedelta(days=count)


def paper(said: str = "صورتجلسه") -> SimpleUploadedFile:
    return SimpleUploadedFile("صورتجلسه.pdf", pdf_saying(said))


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def challenge_at_headquarters(cast: Cast, title: str = "نبود مجوز برداشت آب") -> Challenge:
    """Of an approved program of JAHAD's, brought up to the headquarters."""
    program = make_program(cast, status=ProgramStatus.APPROVED)
    project = Project.objects.select_related("program__plan_year", "program__agency").get(program=program)
    with on_day(DAY):
        challenge = register_challenge(
            by=cast.jahad_editor,
            project=project,
            title=title,
            category="permit",
            level="province",
            owner="آب منطقه‌ای",
            owner_side="outside",
            due_on=days(-5),
        )
        for who in (cast.jahad_head, cast.planner):
            challenge.refresh_from_db()
            take_step(
                by=who,
                challenge=challenge,
                version=challenge.version,
                kind=StepKind.ESCALATED,
                text="از اختیار ما بیرون است",
            )
    challenge.refresh_from_db()
    return challenge


def held_session(cast: Cast, *, number: int = 12, matter: str = "گزارش اقدام‌ها", on: datetime.date = DAY) -> HqSession:
    """With one matter that was talked about, JAHAD present and SAMT absent."""
    with on_day(on):
        session = plan_session(by=cast.secretariat, number=number, held_on=on, place="استانداری", chair="استاندار")
        save_agenda(by=cast.secretariat, session=session, version=1, kept=[], title=matter)
        rows = [
            {"name": "", "office": "رئیس سازمان", "agency": agency("JAHAD"), "presence": Presence.PRESENT},
            {"name": "", "office": "رئیس سازمان", "agency": agency("SAMT"), "presence": Presence.ABSENT},
        ]
        save_attendees(by=cast.secretariat, session=session, version=2, rows=rows)
        session = begin_session(by=cast.secretariat, session=session, version=3)
        texts = {item.uuid: "گزارش داده شد." for item in session.items.all()}
        return save_minutes(by=cast.secretariat, session=session, version=4, texts=texts)


def resolve(cast: Cast, session: HqSession, **fields: Any) -> Resolution:
    given = {"text": "پروانه برداشت صادر شود", "agency": agency("JAHAD"), "due_on": days(30), "objection_days": 10}
    session.refresh_from_db()
    return add_resolution(by=cast.secretariat, session=session, version=session.version, **given | fields)


def sign(cast: Cast, session: HqSession, *, on: datetime.date = DAY, notified: bool = True) -> HqSession:
    """Closed by the secretariat, signed by the deputy, and the resolutions notified by a letter of the day."""
    with on_day(on):
        session.refresh_from_db()
        session = close_minutes(by=cast.secretariat, session=session, version=session.version)
        session = sign_minutes(by=cast.deputy, session=session, version=session.version)
        if notified and session.resolutions.exists():
            notify_resolutions(by=cast.secretariat, session=session, letter_number="۴۲/۱۲", letter_on=on)
    return session


def take(
    cast: Cast, who: str, resolution: Resolution, kind: FollowUpKind, *, on: datetime.date, **said: Any
) -> FollowUp:
    """A step, on that day, on the version that stands now."""
    resolution.refresh_from_db()
    with on_day(on):
        done = follow_up(
            by=cast[who], resolution=resolution, version=resolution.version, kind=kind, text="پیگیری شد", **said
        )
    resolution.refresh_from_db()
    return done
