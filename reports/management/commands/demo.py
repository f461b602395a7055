"""Fill an empty database with a believable year."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from config.launch.ground import DEMO_TODAY, demo_size
from projects.models import PlanYear, Program
from reports.demonstration.content import PASSWORD, PEOPLE
from reports.demonstration.filling import DEFAULT_SEED, fill
from targets.reference_data import load_reference


class Command(BaseCommand):
    help = (
        "Writes illustrative data through the real operations: one year frozen and reported on, the next being "
        "planned, and the demo accounts. Refused in production. Exit code 0 done, 1 refused, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=1399, help="the year that is frozen and reported on (1399)")
        parser.add_argument(
            "--size",
            choices=list(DEMO_TODAY),
            default=demo_size(),
            help="province: all expected agencies, nine months of returns (default, or what JAHESH_DEMO says); "
            "small: two agencies, every state",
        )
        parser.add_argument(
            "--seed", type=int, default=DEFAULT_SEED, help="what the province is drawn from; the same gives the same"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a plan year already")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, year: int, size: str, seed: int, if_empty: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("Demo data and demo accounts are never created in production."))
        there_already = PlanYear.objects.exists()
        if there_already and not if_empty:
            raise CommandError(_("There are plan years already: the demonstration starts from an empty database."))
        began = time.monotonic()
        if not there_already:
            load_reference(by=None)
            fill(size=size, year=year, seed=seed, tell=self._quiet if options["json"] else self._progress(began))

        accounts = [person.username for person in PEOPLE]
        if options["json"]:
            programs = Program.objects.count()
            self.stdout.write(json.dumps({"created": not there_already, "programs": programs, "accounts": accounts}))
        elif not there_already:
            self.stdout.write(_("Demo data written in %(seconds)s s.") % {"seconds": round(time.monotonic() - began)})
            self.stdout.write(_("Demo accounts, password %(password)s:") % {"password": PASSWORD})
            self.stdout.write("  ".join(accounts))

    def _quiet(self, step: str) -> None:
        pass

    def _progress(self, began: float) -> Callable[[str], None]:
        """Says each new step once, with the seconds gone by."""
        said: list[str] = []

        def tell(step: str) -> None:
            if step not in said:
                said.append(step)
                self.stdout.write(f"Demo data: {time.monotonic() - began:4.0f} s  {step} …")
                self.stdout.flush()

        return tell
