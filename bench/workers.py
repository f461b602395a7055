"""Processes that work off the list of reports as the queue's workers do, and what machine they find."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

import django


def work_until_done(jobs: list[int], ready: Any, begin: Any, told: Any) -> None:
    """Compile these reports, and help with the parts of those that others hold, until all are finished.

    `ready` is set once there is nothing left to load; `told` is given the seconds of the processor from `begin` on.
    """
    django.setup()
    from config.garbage import collect_seldom
    from reports.enums import UNFINISHED, JobState
    from reports.models import ReportJob
    from reports.operations import claim_job, compile_job, help_with

    unfinished = ReportJob.objects.filter(pk__in=jobs, state__in=UNFINISHED).order_by("pk")
    unfinished.exists()
    collect_seldom()
    ready.set()
    begin.wait()
    began = processor()
    while waiting := list(unfinished.values_list("pk", "state")):
        for job_id, state in waiting:
            if state == JobState.RUNNING:
                help_with(job_id=job_id)
            elif job := claim_job(job_id=job_id):
                compile_job(job=job)
                break
        else:
            # Nothing is left to take; the one that assembles may still give a part back.
            time.sleep(0.02)
    told.put(processor() - began)


def two_at_once() -> float:
    """How many times as fast as one two processes count that share nothing but the machine: no workers do better."""
    context = multiprocessing.get_context("spawn")
    seconds = []
    for processes in (1, 2):
        with context.Pool(processes) as pool:
            pool.map(_count, [1] * processes, chunksize=1)
            began = time.perf_counter()
            pool.map(_count, [10_000_000] * 2, chunksize=1)
            seconds.append(time.perf_counter() - began)
    return seconds[0] / seconds[1]


def _count(numbers: int) -> int:
    return sum(number * number % 7 for number in range(numbers))


def processor() -> float:
    """Seconds of the processor of this process and of all that it has started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def weight(pid: int) -> float:
    """MiB of a process with all that it has started: what is shared among them counts once."""
    try:
        kilobytes = sum(
            int(line.split()[1])
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            if line.startswith("Pss:")
        )
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return kilobytes / 1024 + sum(weight(int(child)) for child in children)
