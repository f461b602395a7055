"""What compiling the year-end report of the province costs: at once and four times the data, by one worker and by two.

The whole is measured through the list of work: data set, parts, files, on the disk. Four times the data is the same
data set with each agency, its projects and its targets four times, as the parts and files read it. Two workers are two
processes: the one that holds the job, and one that helps with its parts.
"""

from __future__ import annotations

import copy
import multiprocessing
import resource
import time
from typing import Any

from django.db import connections
from django.utils import translation

from agencies.models import User
from projects.models import PlanYear
from reports import data_set, year_end
from reports.enums import JobState
from reports.models import ReportJob
from reports.operations import claim_job, compile_job, help_with, request_report
from reports.operations.compiling import WRITERS, question_of

REPEATS = 3
HASH = "0" * 64


def main() -> None:
    one = min(_compiled(helpers=0) for _repeat in range(REPEATS))
    two = min(_compiled(helpers=1) for _repeat in range(REPEATS))
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'the whole report, one worker':40}{one:8.1f} s")
    print(f"{'the whole report, two workers':40}{two:8.1f} s{one / two:8.2f} times as fast")
    print(f"{'largest process':40}{largest:8.0f} MiB")
    data = _data()
    base, fourfold = _written(data), _written(_times(data, 4))
    for name in base:
        print(f"{name:40}{base[name]:8.2f} s{fourfold[name]:8.2f} s at 4×{fourfold[name] / base[name]:8.2f}")
    print(f"{'together':40}{sum(base.values()):8.2f} s{sum(fourfold.values()):8.2f} s at 4×", end="")
    print(f"{sum(fourfold.values()) / sum(base.values()):8.2f}")


def _compiled(*, helpers: int) -> float:
    """Seconds of one report through the list of work."""
    job = request_report(
        by=User.objects.get(username="secretariat"), plan_year=PlanYear.objects.get(year=1399), language="fa"
    )
    began = time.perf_counter()
    taken = claim_job(job_id=job.pk)
    assert taken is not None
    connections.close_all()
    others = [multiprocessing.get_context("fork").Process(target=_help, args=(job.pk,)) for _helper in range(helpers)]
    for other in others:
        other.start()
    compile_job(job=taken)
    seconds = time.perf_counter() - began
    for other in others:
        other.join()
    assert ReportJob.objects.get(pk=job.pk).state == JobState.DONE
    return seconds


def _help(job_id: int) -> None:
    while ReportJob.objects.filter(pk=job_id, state=JobState.RUNNING).exists():
        help_with(job_id=job_id)
        # Nothing is left to take; the one that assembles may still give a part back.
        time.sleep(0.02)


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
    """Seconds of the parts together, and of each file."""
    with translation.override("fa"):
        began = time.perf_counter()
        report = year_end.whole(data, HASH)
        seconds = {"sections and chapters": time.perf_counter() - began}
        for extension, write in WRITERS.items():
            began = time.perf_counter()
            write(report)
            seconds[extension] = time.perf_counter() - began
    return seconds
