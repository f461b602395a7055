"""What compiling the year-end report of the province costs: at once and four times the data, by one worker and by two.

The whole is measured through the list of work: data set, parts, files, on the disk. A worker is one process of the
queue's pool; its typesetter, a child of its own, takes one core too (`reports.pdf.typesetting`). Two workers share one
report by its parts; and they share many that wait at once, which is another measurement and is printed as such.
Four times the data is the same data set with each agency, its projects and its targets four times, as the parts and
files read it.
"""

from __future__ import annotations

import copy
import multiprocessing
import os
import time
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import translation

from agencies.models import Agency, User
from bench.workers import processor, two_at_once, weight, work_until_done
from projects.models import PlanYear
from reports import data_set, year_end
from reports.enums import JobState
from reports.models import ReportJob
from reports.operations import request_report
from reports.operations.asking import WHOLE, Extent
from reports.operations.compiling import WRITERS, question_of
from targets.models import MasterTableRow

REPEATS = 3
# So many agencies wait at once for a report of their own: those with the most targets.
WAITING = 12
HASH = "0" * 64


def main() -> None:
    print(f"{'load of the machine':44}{os.getloadavg()[0]:8.1f}")
    _compare("the report of the province", [WHOLE])
    _compare(f"reports of {WAITING} agencies, waiting at once", [Extent(agency=each) for each in _largest_agencies()])
    [heaviest] = _worked_off([WHOLE], workers=1, weighed=True).mebibytes
    print(f"{'a worker with its typesetter, at most':44}{heaviest:8.0f} MiB")
    data = _data()
    base, fourfold = _written(data), _written(_times(data, 4))
    for name in base:
        print(f"{name:44}{base[name]:8.2f} s{fourfold[name]:8.2f} s at 4×{fourfold[name] / base[name]:8.2f}")
    print(f"{'together':44}{sum(base.values()):8.2f} s{sum(fourfold.values()):8.2f} s at 4×", end="")
    print(f"{sum(fourfold.values()) / sum(base.values()):8.2f}")


class Took(NamedTuple):
    """By the clock on the wall; of the processor, in all processes but the database; and by worker at its heaviest."""

    seconds: float
    processor: float
    mebibytes: list[float]


def _compare(name: str, wanted: Sequence[Extent]) -> None:
    """One worker and two, in turns, and beside each turn what two processes can reach at all just then."""
    turns, reachable = [], []
    for _repeat in range(REPEATS):
        reachable.append(two_at_once())
        turns.append((_worked_off(wanted, workers=1), _worked_off(wanted, workers=2)))
    for title, took in zip(("one worker", "two workers"), zip(*turns, strict=True), strict=True):
        seconds, spent = (median(each) for each in list(zip(*took, strict=True))[:2])
        print(f"{f'{name}, {title}':44}{seconds:8.1f} s{spent:8.1f} s of processor time")
    print(f"{'two workers to one, in each turn':44}", *(f"{one.seconds / two.seconds:8.2f}" for one, two in turns))
    print(f"{'two processes that only count, to one':44}", *(f"{ratio:8.2f}" for ratio in reachable))


def _worked_off(wanted: Sequence[Extent], *, workers: int, weighed: bool = False) -> Took:
    """What so many workers take for these reports. To weigh them costs time of its own."""
    by, plan_year = User.objects.get(username="secretariat"), PlanYear.objects.get(year=1399)
    jobs = [request_report(by=by, plan_year=plan_year, extent=extent).pk for extent in wanted]
    context = multiprocessing.get_context("spawn")
    begin, told = context.Event(), context.Queue()
    ready = [context.Event() for _worker in range(workers)]
    processes = [context.Process(target=work_until_done, args=(jobs, event, begin, told)) for event in ready]
    for process, event in zip(processes, ready, strict=True):
        process.start()
        event.wait()
    began = time.perf_counter()
    begin.set()
    heaviest = [0.0] * workers
    while weighed and any(process.is_alive() for process in processes):
        heaviest = [max(most, weight(process.pid or 0)) for most, process in zip(heaviest, processes, strict=True)]
        # So often they are weighed: a peak lasts longer, and weighing takes time from what is weighed.
        time.sleep(0.02)
    spent = sum(told.get() for _worker in range(workers))
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    assert ReportJob.objects.filter(pk__in=jobs, state=JobState.DONE).count() == len(wanted)
    return Took(seconds, spent, heaviest)


def _largest_agencies() -> list[Agency]:
    rows = MasterTableRow.objects.filter(master_table__plan_year__year=1399).values("agency")
    most = rows.annotate(targets=Count("pk")).order_by("-targets", "agency").values_list("agency", flat=True)[:WAITING]
    return list(Agency.objects.filter(pk__in=list(most)).order_by("code"))


def _data() -> dict[str, Any]:
    job = ReportJob.objects.filter(state=JobState.DONE, agency=None).latest("pk")
    return data_set.parse(data_set.written(data_set.read(question_of(job))))


def _times(data: dict[str, Any], times: int) -> dict[str, Any]:
    """The data set with everything that grows so many times in it, under codes of its own."""
    found = copy.deepcopy(data)
    for name in ("agencies", "targets", "projects", "actions", "challenges"):
        found[name] = [_renamed(row, number) for number in range(times) for row in data[name]]
    return found


def _renamed(row: dict[str, Any], number: int) -> dict[str, Any]:
    if number == 0:
        return row
    if "agency" not in row:
        return row | {"code": f"{row['code']}-{number}"}
    return row | {"agency": row["agency"] | {"code": f"{row['agency']['code']}-{number}"}}


def _written(data: dict[str, Any]) -> dict[str, float]:
    """Seconds of the processor for the parts together, and for each file with its typesetter."""
    with translation.override("fa"):
        began = processor()
        report = year_end.whole(data, HASH)
        seconds = {"sections and chapters": processor() - began}
        for extension, write in WRITERS.items():
            began = processor()
            write(report)
            seconds[extension] = processor() - began
    return seconds
