"""Ask for the year-end report."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agencies.enums import Role
from agencies.models import Membership, User
from config.clock import today
from config.persian.calendar import read_date
from config.persian.errors import Unreadable
from projects.models import PlanYear
from projects.refusals import Refused
from reports.enums import UNFINISHED, JobProblem, JobState
from reports.files import places_of
from reports.models import ReportJob
from reports.operations import moment_of, request_report

LOOK_EVERY = 0.5


class Command(BaseCommand):
    help = (
        "Asks for the year-end report; the workers compile it. "
        "Exit code 0 asked for (with --wait: compiled), 1 refused or failed, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the plan year, e.g. 1399")
        parser.add_argument("--as-of", metavar="DATE", help="a day, solar or Gregorian: what was recorded by its end")
        parser.add_argument("--by", metavar="USER", help="who asks (default: who holds the secretariat's first seat)")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="fa")
        parser.add_argument("--wait", action="store_true", help="return when it is compiled")
        parser.add_argument("--timeout", type=float, default=600.0, help="seconds to wait at most (600)")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, year: int, language: str, wait: bool, timeout: float, **options: Any) -> None:
        plan_year = PlanYear.objects.filter(year=year).first()
        if plan_year is None:
            raise CommandError(_("There is no plan year %(year)s.") % {"year": year}, returncode=2)
        try:
            as_of = moment_of(read_date(options["as_of"])) if options["as_of"] else None
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            job = request_report(by=asked_by(options["by"]), plan_year=plan_year, as_of=as_of, language=language)
        except (Refused, PermissionDenied) as refusal:
            self.answer({"verdict": "refused", "reason": str(refusal)}, options)
            raise CommandError(str(refusal)) from refusal

        patience = time.monotonic() + timeout
        while wait and job.state in UNFINISHED and time.monotonic() < patience:
            time.sleep(LOOK_EVERY)
            job.refresh_from_db()
        self.answer(described(job), options)
        if job.state == JobState.FAILED:
            raise CommandError(str(JobProblem(job.problem).label))
        if wait and job.state in UNFINISHED:
            raise CommandError(_("The report is still on the list of work: is a worker running?"))

    def answer(self, content: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(content, ensure_ascii=False))
        elif "report" in content and options["verbosity"]:
            self.stdout.write(f"{content['report']} {content['verdict']}")


def asked_by(username: str | None) -> User:
    """The person of that name, or the first one who holds a seat of the secretariat today.

    Raises CommandError (usage) when there is none.
    """
    seats = Membership.objects.filter(role=Role.SECRETARIAT).in_force(today())
    people = User.objects.filter(username=username) if username else User.objects.filter(pk__in=seats.values("user"))
    person = people.order_by("pk").first()
    if person is None:
        raise CommandError(_("Nobody is there to ask for the report: name somebody by --by."), returncode=2)
    return person


def described(job: ReportJob) -> dict[str, Any]:
    """The job as scripts read it: verdict, state, attempts, hash of the data, files with their hashes."""
    files = {
        extension: {"stored_as": stored_as, "sha256": job.files.get(extension, {}).get("sha256", job.data_hash)}
        for extension, stored_as in places_of(job).items()
    }
    return {
        "verdict": job.state,
        "report": str(job.uuid),
        "as_of": job.as_of.isoformat(),
        "attempts": job.attempts,
        "data_hash": job.data_hash,
        "files": files,
        "problem": job.problem,
    }
