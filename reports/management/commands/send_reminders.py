"""Make out the day's round of reminders."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from reports.operations import make_round
from reports.operations.notices import RoundMade


class Command(BaseCommand):
    help = (
        "Makes out the day's round of reminders, as the schedule does every day: notices on the page, and one message "
        "a person and way into the outbox, from which the workers send. Once a day, however often it is asked for. "
        "Exit code 0 made, or made already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say whom it would tell of what, and write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        with transaction.atomic():
            made = make_round()
            if dry_run:
                transaction.set_rollback(True)
        answer = described(made, dry_run=dry_run)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif options["verbosity"]:
            self.stdout.write(" ".join(f"{name}={value}" for name, value in answer.items() if name != "told"))
            for each in answer["told"]:
                self.stdout.write(f"{each['person']}: {each['kind']} {each['title']} ({each['text']})")


def described(made: RoundMade | None, *, dry_run: bool) -> dict[str, Any]:
    """What a round did, as scripts read it; after a trial also who would be told of what."""
    if made is None:
        return {"verdict": "made_already", "told": []}
    told = [
        {"person": notice.person.username, "kind": notice.kind, "title": notice.title, "text": notice.text}
        for notice in made.notices
    ]
    return {
        "verdict": "dry_run" if dry_run else "made",
        "day": made.round.day.isoformat(),
        "people": made.people,
        "notices": len(made.notices),
        **made.leaving_by(),
        "failed": made.failed,
        "told": told if dry_run else [],
    }
