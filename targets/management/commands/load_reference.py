"""Load or update the reference data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agencies.reference_data import BadReferenceFile
from targets.operations.calendar import follow_holidays
from targets.reference_data import load_reference


class Command(BaseCommand):
    help = (
        "Loads or updates agencies, counties, sectors, axes, clauses, key cores, topics, priority industries, units, "
        "indicators and holidays: all or nothing, safe to repeat. What somebody edited on screen is kept. "
        "Exit code 0 loaded, 1 refused (file and row are named), 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="DIR", help="a folder with files of one's own, by the same names"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, folder: Path | None, **options: Any) -> None:
        if folder and not folder.is_dir():
            raise CommandError(_("%(folder)s is not a folder.") % {"folder": folder}, returncode=2)
        try:
            loaded = load_reference(by=None, folder=folder)
        except BadReferenceFile as error:
            if options["json"]:
                refusal = {"verdict": "refused", "file": error.file, "row": error.row, "key": error.key}
                self.stdout.write(json.dumps(refusal | {"reason": error.problem}, ensure_ascii=False))
            raise CommandError(str(error)) from error

        if "holidays" in loaded and loaded["holidays"].has_news:
            follow_holidays(None)
        if options["json"]:
            counts = {name: one.counts for name, one in loaded.items()}
            kept = {name: one.kept for name, one in loaded.items() if one.kept}
            self.stdout.write(json.dumps({"verdict": "loaded", "counts": counts, "kept": kept}, ensure_ascii=False))
        elif options["verbosity"]:
            for name, one in loaded.items():
                self.stdout.write("{0:20} +{created:<4} ~{changed:<4} ={unchanged}".format(name, **one.counts))
                for key, columns in one.kept.items():
                    self.stdout.write(f"{'':20} {key}: kept, edited on screen: {', '.join(columns)}")
