"""What the headquarters resolved in a demonstration's frozen year, through the operations; the next session too."""

from __future__ import annotations

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Agency
from config.clock import on_day, today
from projects.enums import ProgramStatus
from projects.models import PlanYear, Project
from reports.demonstration import evidence
from reports.demonstration.challenging import register_one
from reports.demonstration.content import sessions as content
from reports.demonstration.writing import Stage
from reports.enums import AgendaKind, FollowUpKind, Presence
from reports.models import HqSession, Resolution
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
    send_papers,
    sign_minutes,
)
from reports.sessions import proposals_for


def hold_sessions(stage: Stage, plan_year: PlanYear) -> None:
    """One session that is signed and followed up, one that is planned; none before the year is far enough."""
    approved = Project.objects.filter(program__plan_year=plan_year, program__status=ProgramStatus.APPROVED)
    project = approved.filter(program__agency__code="JAHAD").select_related("program__agency", "program__plan_year")
    first = project.order_by("code").first()
    is_early = (today() - plan_year.first_day).days <= content.DECIDED.ago
    if first is None or "samt.head" not in stage.people or is_early:
        return
    register_one(stage, first, content.DECIDED)
    held_on = today() - datetime.timedelta(days=content.HELD_AGO)
    session = _hold(stage, held_on)
    for place, plan in enumerate(content.RESOLUTIONS, 1):
        for step in plan.steps:
            with on_day(held_on + datetime.timedelta(days=step.day)):
                _follow_up(stage, session.resolutions.get(number=place), plan, step, held_on)
    _plan_the_next(stage)


def _hold(stage: Stage, held_on: datetime.date) -> HqSession:
    keeper, later = stage.people["secretariat"], datetime.timedelta(days=content.SIGNED_LATER)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    with on_day(held_on):
        session = plan_session(
            by=keeper,
            number=content.NUMBER,
            held_on=held_on,
            held_at=datetime.time(10, 30),
            place=content.PLACE,
            chair=content.CHAIR,
            secretary=content.SECRETARY,
        )
        proposed = proposals_for(session, held_on)
        taken = [each for each in proposed if each.kind == AgendaKind.PRESENTATION]
        taken += [each for each in proposed if each.challenge and each.title == content.DECIDED.title]
        session = save_agenda(
            by=keeper, session=session, version=session.version, kept=[], taken=taken, title=content.OTHER_MATTER
        )
        absent = {"ROADURBAN"}
        rows = [
            {
                "name": "",
                "office": "مدیر دستگاه",
                "agency": agencies[code],
                "presence": Presence.ABSENT if code in absent else Presence.PRESENT,
            }
            for code in ("JAHAD", "SAMT", "ISIPO", "ROADURBAN", "LIVESTOCK")
        ]
        session = save_attendees(by=keeper, session=session, version=session.version, rows=rows)
        session = begin_session(by=keeper, session=session, version=session.version)
        items = list(session.items.all())
        texts = {item.uuid: content.SAID[item.kind] for item in items}
        session = save_minutes(by=keeper, session=session, version=session.version, texts=texts)
        for plan in content.RESOLUTIONS:
            fitting = [item for item in items if item.kind == plan.about]
            own = [item for item in fitting if item.agency_id in (None, agencies[plan.agency].pk)]
            add_resolution(
                by=keeper,
                session=session,
                version=session.version,
                text=plan.text,
                agency=agencies[plan.agency],
                cooperating=[agencies[code] for code in plan.partners],
                due_on=held_on + datetime.timedelta(days=plan.due),
                follow_up_by="دبیرخانه ستاد",
                agenda_item=next(iter(own or fitting), None),
            )
            session.refresh_from_db()
        session = close_minutes(by=keeper, session=session, version=session.version)
    with on_day(held_on + later):
        session = sign_minutes(by=stage.people["deputy"], session=session, version=session.version)
        notify_resolutions(by=keeper, session=session, letter_number=content.LETTER, letter_on=held_on + later)
    return session


def _follow_up(
    stage: Stage,
    resolution: Resolution,
    plan: content.ResolutionPlan,
    step: content.FollowUpPlan,
    held_on: datetime.date,
) -> None:
    people = {"editor": stage.mover("submit", plan.agency), "head": stage.mover("sign", plan.agency)}
    proof = SimpleUploadedFile("صورتجلسه تحویل.pdf", evidence.one_page("Jahesh demo record"))
    follow_up(
        by=people.get(step.who) or stage.people[step.who],
        resolution=resolution,
        version=resolution.version,
        kind=step.kind,
        text=step.text,
        percent=step.percent,
        until=held_on + datetime.timedelta(days=step.until) if step.until else None,
        files=[proof] if step.kind == FollowUpKind.CLAIMED else (),
    )


def _plan_the_next(stage: Stage) -> None:
    """In three days, with what the data proposes, and its documents sent."""
    keeper = stage.people["secretariat"]
    session = plan_session(
        by=keeper,
        number=content.NUMBER + 1,
        held_on=today() + datetime.timedelta(days=3),
        held_at=datetime.time(10, 30),
        place=content.PLACE,
        chair=content.CHAIR,
        secretary=content.SECRETARY,
    )
    # The demonstration's challenges are called alike: one of each.
    by_title = {each.title: each for each in proposals_for(session, today()) if each.kind != AgendaKind.AMENDMENT}
    session = save_agenda(
        by=keeper,
        session=session,
        version=session.version,
        kept=[],
        taken=list(by_title.values())[: content.MOST_MATTERS],
        title=content.NEXT_MATTER,
    )
    send_papers(by=keeper, session=session, version=session.version)
