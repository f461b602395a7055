"""Recomputes what has been reported and verified from the ledgers, and compares it with what the pages show."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.history import as_text
from config.clock import today
from projects.models import Action, PlanYear
from targets.performance import Done, Performance, action_progress, performance_of
from targets.planned import plan_of, table_in_force


@dataclass(frozen=True)
class Difference:
    """A figure that the lines and their ledger say differently."""

    year: int
    of: str
    figure: str
    shown: str | None
    recorded: str | None


class Command(BaseCommand):
    help = (
        "Computes every target's and action's year to date again, from the ledgers alone, and names each difference to "
        "the figures shown. Exit code 0 none, 1 differences, 2 usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="one plan year, default all")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, year: int | None, **options: Any) -> None:
        years = PlanYear.objects.order_by("year")
        if year is not None:
            years = years.filter(year=year)
            if not years.exists():
                raise CommandError(_("There is no plan year %(year)s.") % {"year": year}, returncode=2)
        with transaction.atomic(durable=True):
            # All of it as of one moment, while others go on writing.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            counts = {"years": 0, "targets": 0, "actions": 0}
            found = [difference for plan_year in years for difference in compare(plan_year, counts)]
        if options["json"]:
            verdict = "different" if found else "equal"
            differences = [asdict(difference) for difference in found]
            self.stdout.write(
                json.dumps({"verdict": verdict, "counts": counts, "differences": differences}, ensure_ascii=False)
            )
        else:
            for each in found:
                self.stdout.write(
                    f"{each.year} {each.of}: {each.figure} is {each.shown}, by the ledger {each.recorded}"
                )
            read = ", ".join(f"{count} {name}" for name, count in counts.items())
            self.stdout.write(f"Read {read}: {len(found)} differences.")
        if found:
            sys.exit(1)


def compare(plan_year: PlanYear, counts: dict[str, int]) -> Iterator[Difference]:
    """Each figure of the year that differs; adds to `counts` what was read."""
    now, day = timezone.now(), today()
    plan = plan_of(plan_year, table=table_in_force(plan_year))
    shown = performance_of(plan, plan_year, today=day)
    recorded = performance_of(plan, plan_year, today=day, as_of=now)
    for one, other in zip(shown, recorded, strict=True):
        name = f"{one.planned.project_code} · {one.planned.indicator}"
        yield from _differences(plan_year, name, _figures(one), _figures(other))
    done = action_progress(plan_year, today=day)
    done_by_ledger = action_progress(plan_year, today=day, as_of=now)
    names = {
        action.pk: f"{action.project.code} · {action.position}"
        for action in Action.objects.filter(pk__in=done.keys() | done_by_ledger.keys()).select_related("project")
    }
    nothing = Done(None, None)
    for key, name in sorted(names.items(), key=lambda item: item[1]):
        now_done, then_done = done.get(key, nothing), done_by_ledger.get(key, nothing)
        yield from _differences(plan_year, name, asdict(now_done), asdict(then_done))
    counts["years"] += 1
    counts["targets"] += len(plan)
    counts["actions"] += len(names)


def _figures(performance: Performance) -> dict[str, Any]:
    """The year to date, and which part of it the sums take."""
    return asdict(performance.year_to_date) | {"counted_part": performance.counted.part}


def _differences(
    plan_year: PlanYear, of: str, shown: Mapping[str, Any], recorded: Mapping[str, Any]
) -> Iterator[Difference]:
    for figure, value in shown.items():
        if value != recorded[figure]:
            yield Difference(plan_year.year, of, figure, _words(value), _words(recorded[figure]))


def _words(value: Any) -> str | None:
    """An amount with its parts, a count, or None."""
    if isinstance(value, tuple):
        return " / ".join(as_text(part) or "—" for part in value)
    return as_text(value)
