"""Compile a report once more and compare it with what is kept."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reports.enums import JobState, ReportKind
from reports.models import ReportJob
from reports.operations.checking import compared


class Command(BaseCommand):
    help = (
        "Compiles a report once more from what is recorded and compares data and files with what is kept. "
        "Nothing is written. Exit code 0 everything agrees, 1 something differs, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", type=uuid.UUID, help="the UUID in the report's address")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, report: uuid.UUID, **options: Any) -> None:
        jobs = ReportJob.objects.select_related("plan_year", "agency", "sector", "county")
        job = jobs.filter(uuid=report, kind=ReportKind.YEAR_END, state=JobState.DONE).first()
        if job is None:
            raise CommandError(_("There is no such report, or it is not ready."), returncode=2)
        findings = compared(job)
        agrees = all(each["agrees"] for each in findings)
        verdict = "agree" if agrees else "differ"
        if options["json"]:
            told = {"verdict": verdict, "report": str(job.uuid), "findings": findings}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        elif options["verbosity"]:
            for each in findings:
                self.stdout.write(f"{each['what']}: {'agrees' if each['agrees'] else 'differs'}")
        if not agrees:
            raise CommandError(_("Something of the report differs from what is kept."))
