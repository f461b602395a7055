"""`manage.py workflow_diagram`: the state diagram of a program, from the tables of the workflow into the README."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.workflow import diagram

BEGIN = "<!-- workflow: made by `./run manage workflow_diagram --write` -->"
END = "<!-- /workflow -->"


def with_diagram(readme: str) -> str:
    """The README with the present diagram between its two markers. Raises ValueError when a marker is missing."""
    before, begin, rest = readme.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("README.md has lost the markers of the workflow diagram.")
    return f"{before}{BEGIN}\n```mermaid\n{diagram()}```\n{END}{after}"


class Command(BaseCommand):
    help = "Print the state diagram of a program (Mermaid); with --write put it into README.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="replace the diagram in README.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if not write:
            self.stdout.write(diagram())
            return
        path = settings.BASE_DIR / "README.md"
        try:
            path.write_text(with_diagram(path.read_text(encoding="utf-8")), encoding="utf-8")
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
