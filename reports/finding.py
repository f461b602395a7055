"""Year-end reports as they are found: by their name, their year, or the language they are in."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.finding import Found, Kind, Words, kind
from agencies.models import User
from config.persian.calendar import format_date
from config.persian.letters import search_key
from reports.models import ReportJob

# There are few of them: the latest are read, whatever their words.
LATEST = 200


def _reports(person: User, words: Words) -> list[ReportJob]:
    jobs = ReportJob.objects.visible_to(person).select_related("plan_year", "agency", "sector", "county")
    jobs = jobs.order_by("-requested_at")[:LATEST]
    return [job for job in jobs if all(key in _key(job) for key in words.keys)]


def _key(job: ReportJob) -> str:
    return search_key(f"{job}|{dict(settings.LANGUAGES)[job.language]}")


def _report_found(job: ReportJob) -> Found:
    return Found(str(job), job.get_absolute_url(), note=format_date(job.as_of))


kind(Kind("reports", _("Reports"), Permission.REPORT_VIEW, _reports, _report_found))
