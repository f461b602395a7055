"""What compiling the year-end report of the province costs: at once and four times the data, by one worker and by two.

The whole is measured through the list of work: data set, parts, files, on the disk. Four times the data is the same
data set with each agency, its projects and its targets four times, as the parts and files read it. Two workers are two
processes: the one that holds the job, and one that helps with its parts.
"""

from __future__ import annotations

import copy
import multiprocessing
import os
import resource
import time
from typing import Any, NamedTuple

from django.utils import translation

from agencies.models import User
from bench.helping import help_until_done
from projects.models import PlanYear
from reports import data_set, year_end
from reports.enums import JobState
from reports.models import ReportJob
from reports.operations import claim_job, compile_job, request_report
from reports.operations.compiling import WRITERS, question_of

REPEATS = 3
HASH = "0" * 64


def main() -> None:
    turns = [(_compiled(helpers=0), _compiled(helpers=1)) for _repeat in range(REPEATS)]
    one, two = (min(took) for took in zip(*turns, strict=True))
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"{'load of the machine':40}{os.getloadavg()[0]:8.1f}")
    print(f"{'the whole report, one worker':40}{one.seconds:8.1f} s{one.processor:8.1f} s of processor time")
    print(f"{'the whole report, two workers':40}{two.seconds:8.1f} s{two.processor:8.1f} s of processor time")
    print(f"{'two workers to one, in each turn':40}", *(f"{a.seconds / b.seconds:8.2f}" for a, b in turns))
    print(f"{'largest process':40}{largest:8.0f} MiB")
    data = _data()
    base, fourfold = _written(data), _written(_times(data, 4))
    for name in base:
        print(f"{name:40}{base[name]:8.2f} s{fourfold[name]:8.2f} s at 4×{fourfold[name] / base[name]:8.2f}")
    print(f"{'together':40}{sum(base.values()):8.2f} s{sum(fourfold.values()):8.2f} s at 4×", end="")
    print(f"{sum(fourfold.values()) / sum(base.values()):8.2f}")


class Took(NamedTuple):
    """By the clock on the wall; and of the processor, in all processes but the database."""

    seconds: float
    processor: float


def _compiled(*, helpers: int) -> Took:
    """What one report through the list of work takes."""
    job = request_report(
        by=User.objects.get(username="secretariat"), plan_year=PlanYear.objects.get(year=1399), language="fa"
    )
    # Processes of their own, as a worker's are: the threads of the typesetter do not outlive a fork.
    context = multiprocessing.get_context("spawn")
    ready = [context.Event() for _helper in range(helpers)]
    others = [context.Process(target=help_until_done, args=(job.pk, event)) for event in ready]
    for other, event in zip(others, ready, strict=True):
        other.start()
        event.wait()
    began, processor = time.perf_counter(), _processor()
    taken = claim_job(job_id=job.pk)
    assert taken is not None
    compile_job(job=taken)
    seconds = time.perf_counter() - began
    for other in others:
        other.join()
    assert ReportJob.objects.get(pk=job.pk).state == JobState.DONE
    return Took(seconds, _processor() - processor)


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _data() -> dict[str, Any]:
    job = ReportJob.objects.filter(state=JobState.DONE).latest("pk")
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
    """Seconds of the processor for the parts together, and for each file."""
    with translation.override("fa"):
        began = time.process_time()
        report = year_end.whole(data, HASH)
        seconds = {"sections and chapters": time.process_time() - began}
        for extension, write in WRITERS.items():
            began = time.process_time()
            write(report)
            seconds[extension] = time.process_time() - began
    return seconds
