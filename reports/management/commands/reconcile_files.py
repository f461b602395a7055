"""Compare the stored files with the rows that name them."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reports.files import reconcile


class Command(BaseCommand):
    help = (
        "Checks that every file that was handed in and every report is there and equal to its hash, and that no file "
        "is there that nothing names. Exit code 0 all agree, 1 they do not, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, **options: Any) -> None:
        result = reconcile()
        if options["json"]:
            answer = {
                "verdict": "agree" if result.agrees else "differ",
                "checked": result.checked,
                "missing": [row._asdict() for row in result.missing],
                "altered": [row._asdict() for row in result.altered],
                "orphans": result.orphans,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for word, rows in (("missing", result.missing), ("altered", result.altered)):
                for row in rows:
                    self.stdout.write(f"{word}: {row.stored_as} ({row.owner})")
            for name in result.orphans:
                self.stdout.write(f"orphan: {name}")
            if options["verbosity"]:
                self.stdout.write(f"{result.checked} files checked")
        if not result.agrees:
            raise CommandError(_("Files and rows do not agree."))
