"""Fill an empty database with a believable year."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from projects.models import PlanYear, Program
from reports.demonstration.building import build
from reports.demonstration.content import PASSWORD, PEOPLE
from targets.reference_data import load_reference


class Command(BaseCommand):
    help = (
        "Writes illustrative data through the real operations: one year frozen and reported on, the next being "
        "planned, and the demo accounts. Refused in production. Exit code 0 done, 1 refused, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=1399, help="the year that is frozen and reported on (1399)")
        parser.add_argument("--size", choices=["small"], default="small", help="two agencies, every state (small)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a plan year already")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, year: int, if_empty: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("Demo data and demo accounts are never created in production."))
        there_already = PlanYear.objects.exists()
        if there_already and not if_empty:
            raise CommandError(_("There are plan years already: the demonstration starts from an empty database."))
        if not there_already:
            load_reference(by=None)
            build(year=year)

        accounts = [person.username for person in PEOPLE]
        if options["json"]:
            programs = Program.objects.count()
            self.stdout.write(json.dumps({"created": not there_already, "programs": programs, "accounts": accounts}))
        elif not there_already:
            self.stdout.write(_("Demo accounts, password %(password)s:") % {"password": PASSWORD})
            self.stdout.write("  ".join(accounts))
