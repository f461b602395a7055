"""An agency's own workbook, from the command line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.models import Agency
from projects.models import PlanYear
from reports.workbooks.template import agency_workbook


class Command(BaseCommand):
    help = (
        "Writes an agency's workbook of a year: its programs, projects, targets, actions and due figures, to be filled "
        "and taken in by import_workbook. Exit code 0 written, 1 refused, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agency", required=True, metavar="CODE", help="the agency's code, like JAHAD")
        parser.add_argument("--year", type=int, required=True, help="the plan year, like 1399")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="fa")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, agency: str, year: int, output: Path, language: str, **options: Any) -> None:
        found, plan_year = Agency.objects.filter(code=agency).first(), PlanYear.objects.filter(year=year).first()
        if found is None:
            self._refuse(_("There is no agency “%(code)s”.") % {"code": agency}, options)
        if plan_year is None:
            self._refuse(_("There is no plan year %(year)s.") % {"year": year}, options)
        with override(language):
            content = agency_workbook(agency=found, plan_year=plan_year)
        try:
            output.write_bytes(content)
        except OSError as error:
            self._refuse(str(error), options)
        if options["json"]:
            answer = {
                "verdict": "written",
                "file": str(output),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif options["verbosity"]:
            self.stdout.write(str(output))

    def _refuse(self, reason: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"verdict": "refused", "reason": reason}, ensure_ascii=False))
        raise CommandError(reason)
