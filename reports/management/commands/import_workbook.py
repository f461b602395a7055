"""A workbook of an agency, taken in from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from agencies.models import Agency, User
from config.persian.digits import localise_digits
from projects.models import PlanYear
from projects.refusals import Refused
from reports.operations import import_workbook
from reports.workbooks.flat.cells import MoneyUnit, Slash
from reports.workbooks.flat.plan import FlatPlan
from reports.workbooks.plan import Plan
from reports.workbooks.problems import SHOWN, Problem

ACCEPTED, ROWS_REFUSED, FILE_REFUSED = "accepted", "rows_refused", "file_refused"


class Command(BaseCommand):
    help = (
        "Takes in an agency's workbook: all of it as one act, or nothing. Prints what is wrong row by row. "
        "Exit code 0 accepted, 1 refused, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the workbook")
        parser.add_argument("--agency", required=True, metavar="CODE", help="the agency's code, like JAHAD")
        parser.add_argument("--year", type=int, required=True, help="the plan year, like 1399")
        parser.add_argument("--by", required=True, metavar="USER", help="who hands it in")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--money", choices=MoneyUnit.values, help="of a flat table that does not say it: in which unit it counts"
        )
        parser.add_argument("--slash", choices=Slash.values, help="of a flat table: what a figure like 12/5 means")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="fa")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, file: Path, agency: str, year: int, by: str, dry_run: bool, **options: Any) -> None:
        found = Agency.objects.filter(code=agency).first()
        plan_year = PlanYear.objects.filter(year=year).first()
        person = User.objects.filter(username=by).first()
        if found is None or plan_year is None or person is None:
            raise CommandError(_("There is no such agency, plan year or person."), returncode=2)
        try:
            with file.open("rb") as opened:
                content = opened.read(settings.EVIDENCE_MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        with override(options["language"]):
            try:
                _intake, plan = import_workbook(
                    by=person,
                    agency=found,
                    plan_year=plan_year,
                    name=file.name,
                    content=content,
                    dry_run=dry_run,
                    answers={name: options[name] for name in ("money", "slash") if options[name]},
                )
            except (Refused, PermissionDenied) as refusal:
                self._answer(FILE_REFUSED, str(refusal), {}, [], options)
                raise CommandError(str(refusal)) from refusal
            if plan.is_asking:
                reason = " ".join(plan.questions())
                self._answer(FILE_REFUSED, reason, {}, [], options)
                raise CommandError(reason)
            problems = [*plan.problems, *undecided(plan)]
            if problems:
                reason = _("Rows are refused: nothing is stored.")
                self._answer(ROWS_REFUSED, reason, plan.counts, problems, options)
                raise CommandError(reason)
            reason = "" if plan.has_changes else _("No change")
            self._answer(ACCEPTED, reason, plan.counts, [], options)

    def _answer(
        self, verdict: str, reason: str, counts: dict[str, int], problems: list[Problem], options: dict[str, Any]
    ) -> None:
        if options["json"]:
            answer = {
                "verdict": verdict,
                "reason": reason,
                "counts": counts,
                "problems": [problem.as_json() for problem in problems],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for problem in problems[:SHOWN]:
            self.stdout.write(f"{problem.sheet} {problem.row} {problem.column}: {problem.message}")
        if (more := len(problems) - SHOWN) > 0:
            told = ngettext("and %(count)s more", "and %(count)s more", more)
            self.stdout.write(told % {"count": localise_digits(str(more))})
        if options["verbosity"]:
            self.stdout.write(" ".join([verdict, *(f"{name} {count}" for name, count in counts.items())]))


def undecided(plan: Plan | FlatPlan) -> list[Problem]:
    """Cells that both sides changed: on the command line nobody is there to decide."""
    told = _("Changed on both sides: hand the workbook in on its page, and decide there.")
    return [
        Problem(row.sheet, row.number, "", cell.mine, told, cell.label)
        for row in plan.rows
        for cell in row.cells
        if cell.is_open
    ]
