"""Nothing altered: the chain of the history, the master tables, the frozen figures and the submitted texts."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from agencies import chain
from projects.models import Revision
from targets import verification
from targets.models import MasterTable


class Command(BaseCommand):
    help = (
        "Computes the history's chain again and names each record edited, deleted, inserted, swapped or cut off; "
        "compares master tables, frozen figures and submitted texts with their hashes. "
        "Exit code 0: nothing altered; 1: something is; 2: usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(durable=True):
            # All of it as of one moment, while others go on writing.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            history = chain.verify()
            altered = [
                *verification.altered_master_tables(),
                *verification.altered_frozen_figures(),
                *verification.altered_revisions(),
            ]
            counts = {
                "records": history.last_record,
                "master_tables": MasterTable.objects.count(),
                "revisions": Revision.objects.count(),
            }
        breaks = [asdict(found) for found in history.breaks] + [asdict(found) for found in altered]
        if options["json"]:
            verdict = "altered" if breaks else "intact"
            head = {"record": history.last_record, "hash": history.last_hash}
            answer = {"verdict": verdict, "counts": counts, "head": head, "breaks": breaks}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for found in breaks:
                self.stdout.write(f"{found['kind']}: {found['message']}")
            read = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
            self.stdout.write(f"Read {read}: " + (f"{len(breaks)} altered." if breaks else "nothing altered."))
            self.stdout.write(f"Keep outside: record {history.last_record} is {history.last_hash}.")
        if breaks:
            sys.exit(1)
