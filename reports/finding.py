"""Sessions, resolutions and reports as they are found.

A session by its number, its chair, its place or a matter on its agenda; a resolution by its words or its number
(«۱۲/۳»); a report by its name, its year, or the language it is in.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.finding import Found, Kind, Words, kind
from agencies.models import User
from config.persian.calendar import format_date
from config.persian.letters import search_key
from config.sorting import BETWEEN, folded
from reports.models import AgendaItem, HqSession, ReportJob, Resolution

# There are few of them: the latest are read, whatever their words.
LATEST = 200


def _sessions(person: User, words: Words) -> QuerySet[HqSession]:
    """«جلسه ۱۲» as it is called; an agenda only as far as the person may read it."""
    about = Concat(
        *(Value(f"{_t('Session')} "), Cast("number", TextField()), Value(BETWEEN)),
        *("chair", Value(BETWEEN), "place"),
        output_field=TextField(),
    )
    matters = AgendaItem.objects.visible_to(person).filter(session=OuterRef("pk")).alias(matter=folded("title"))
    sessions = HqSession.objects.visible_to(person).alias(about=folded(about))
    return sessions.filter(words.within("about") | Q(Exists(matters.filter(words.within("matter")))))


def _session_found(session: HqSession) -> Found:
    note = f"{format_date(session.held_on)}، {session.get_state_display()}"
    return Found(str(session), session.get_absolute_url(), note=note)


def _resolutions(person: User, words: Words) -> QuerySet[Resolution]:
    about = Concat(
        *(Cast("session__number", TextField()), Value("/"), Cast("number", TextField())),
        *(Value(BETWEEN), "text"),
        output_field=TextField(),
    )
    resolutions = Resolution.objects.visible_to(person).alias(about=folded(about)).filter(words.within("about"))
    return resolutions.select_related("session", "agency")


def _resolution_found(resolution: Resolution) -> Found:
    return Found(resolution.text, resolution.get_absolute_url(), resolution.label, str(resolution.agency))


def _reports(person: User, words: Words) -> list[ReportJob]:
    jobs = ReportJob.objects.visible_to(person).select_related("plan_year", "agency", "sector", "county")
    jobs = jobs.order_by("-requested_at")[:LATEST]
    return [job for job in jobs if all(key in _key(job) for key in words.keys)]


def _key(job: ReportJob) -> str:
    return search_key(f"{job}|{dict(settings.LANGUAGES)[job.language]}")


def _report_found(job: ReportJob) -> Found:
    return Found(str(job), job.get_absolute_url(), note=format_date(job.day))


kind(Kind("sessions", _("Sessions"), Permission.SESSION_VIEW, _sessions, _session_found))
kind(Kind("resolutions", _("Resolutions"), Permission.SESSION_VIEW, _resolutions, _resolution_found))
kind(Kind("reports", _("Reports"), Permission.REPORT_VIEW, _reports, _report_found))
