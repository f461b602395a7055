"""The master table as an Excel file or as comma-separated text, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.clock import today
from projects.models import PlanYear
from targets.excel import master_table_csv, write_master_table
from targets.master_table import Grouping, names_of, read_master_table
from targets.models import Target
from targets.planned import table_in_force


class Command(BaseCommand):
    help = (
        "Writes the master table of a year to an Excel file: the latest version or another one; before the freeze, "
        "the live figures. A file that ends in .csv becomes comma-separated text. Exit code 0 written, 1 refused, "
        "2 usage."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # --version is the table's here, not Django's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the plan year, like 1399")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the file to write")
        parser.add_argument("--version", type=int, metavar="N", help="a version of the table, default the latest")
        parser.add_argument("--group-by", choices=Grouping.values, default=Grouping.MACRO.value)
        parser.add_argument("--language", choices=["fa", "en"], default="fa", help="of the file, default fa")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, year: int, output: Path, version: int | None, group_by: str, **options: Any) -> None:
        plan_year = PlanYear.objects.filter(year=year).first()
        if plan_year is None:
            self._refuse(_("There is no plan year %(year)s.") % {"year": year}, options)
        table = table_in_force(plan_year, version)
        if version is not None and table is None:
            self._refuse(_("The master table of %(year)s has no such version.") % {"year": year}, options)
        with override(options["language"]):
            content = read_master_table(
                plan_year,
                table=table,
                targets=Target.objects.all(),
                today=today(),
                names=names_of(plan_year),
                grouping=Grouping(group_by),
            )
            try:
                with output.open("wb") as file:
                    if output.suffix == ".csv":
                        file.writelines(master_table_csv(content))
                    else:
                        write_master_table(file, content)
            except OSError as error:
                self._refuse(str(error), options)
        if options["json"]:
            answer = {
                "verdict": "written",
                "file": str(output),
                "bytes": output.stat().st_size,
                "year": year,
                "version": table.version if table else None,
                "content_hash": table.content_hash if table else None,
                "groups": len(content.groups),
                "targets": len(content.rows),
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif options["verbosity"]:
            self.stdout.write(f"{len(content.rows)} targets in {len(content.groups)} groups: {output}")

    def _refuse(self, reason: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"verdict": "refused", "reason": reason}, ensure_ascii=False))
        raise CommandError(reason)
