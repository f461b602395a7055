"""Reports while workers are killed and the queue is emptied: none is lost, none is made twice, no file is half."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.utils import timezone

from agencies.enums import Act
from agencies.models import Event
from projects.models import PlanYear
from reports.enums import UNFINISHED, JobState, PartState
from reports.models import ReportJob, ReportPart
from reports.operations import request_report
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_frozen_year
from tests.sites import REDIS_OF_OWN_SITE, Site, redis_client_url, running_site

DONE_WITHIN = 120.0


@pytest.fixture
def barrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds a worker right after it has committed a data set; not there yet."""
    monkeypatch.setenv("JAHESH_REPORT_BARRIER", str(tmp_path / "barrier"))
    return tmp_path / "barrier"


@pytest.fixture
def year(committed_db: Database, cast: Cast) -> PlanYear:
    cast.secretariat  # noqa: B018 -- made when first asked for
    return make_frozen_year(cast).plan_year


@pytest.fixture
def own_site(
    committed_db: Database, year: PlanYear, barrier: Path, tmp_path: Path, django_db_blocker: Any
) -> Iterator[Site]:
    """A running Jahesh of the test's own, in whose database the test reads along."""
    running = running_site(
        committed_db,
        redis_number=REDIS_OF_OWN_SITE,
        folder=tmp_path,
        blocker=django_db_blocker,
        fill=lambda _site: None,
    )
    with running as site:
        yield site


def until(condition: Callable[[], bool], *, seconds: float, site: Site) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{list(ReportJob.objects.values())}\n{site.log('worker')}"
        time.sleep(0.2)


def asked(site: Site, *arguments: str) -> ReportJob:
    said = json.loads(site.manage("compile_report", "--year", "1399", "--json", *arguments).stdout)
    return ReportJob.objects.get(uuid=said["report"])


def empty_queue(site: Site) -> None:
    with redis.Redis.from_url(redis_client_url(site.redis_url)) as client:
        client.flushdb()


def files_agree(site: Site) -> bool:
    return bool(json.loads(site.manage("reconcile_files", "--json", check=False).stdout)["verdict"] == "agree")


def test_worker_killed_after_the_data_set_and_queue_emptied(own_site: Site, barrier: Path) -> None:
    site = own_site
    barrier.touch()
    killed = asked(site, "--language", "fa")
    until(lambda: ReportJob.objects.filter(pk=killed.pk).exclude(data_set="").exists(), seconds=30, site=site)
    at_the_barrier = ReportJob.objects.get(pk=killed.pk)
    site.processes["worker"].kill()
    waiting = asked(site, "--language", "en")
    empty_queue(site)
    barrier.unlink()
    site.processes["worker"].start()

    until(lambda: not ReportJob.objects.filter(state__in=UNFINISHED).exists(), seconds=DONE_WITHIN, site=site)

    first, second = ReportJob.objects.get(pk=killed.pk), ReportJob.objects.get(pk=waiting.pk)
    assert (at_the_barrier.state, at_the_barrier.attempts, at_the_barrier.files) == (JobState.RUNNING, 1, {})
    assert (first.state, first.attempts) == (JobState.DONE, 2)
    assert (first.data_set, first.data_hash) == (at_the_barrier.data_set, at_the_barrier.data_hash)
    assert (second.state, second.attempts) == (JobState.DONE, 1)
    assert Event.objects.filter(act=Act.COMPILED, object_id=first.uuid).count() == 1
    assert files_agree(site)


def test_compile_report_waits_for_the_worker(own_site: Site) -> None:
    said = json.loads(own_site.manage("compile_report", "--year", "1399", "--wait", "--json").stdout)

    assert (said["verdict"], said["attempts"], sorted(said["files"])) == ("done", 1, ["docx", "json", "pdf", "xlsx"])
    assert said["files"]["json"]["sha256"] == said["data_hash"]


# A report is a dozen parts and three files by now: thirty of them take a minute on two free cores.
@pytest.mark.parametrize(
    ("kills", "reports"),
    [pytest.param(20, 30, marks=pytest.mark.full), pytest.param(200, 300, marks=pytest.mark.long)],
)
def test_kills_over_reports(own_site: Site, year: PlanYear, cast: Cast, kills: int, reports: int) -> None:
    site = own_site
    dice = random.Random(1399)
    moment = timezone.now()
    jobs = [
        request_report(by=cast.secretariat, plan_year=year, as_of=moment - datetime.timedelta(microseconds=number))
        for number in range(reports)
    ]
    for _kill in range(kills):
        time.sleep(dice.uniform(0.2, 1.5))
        victim = dice.choice(["child", "worker", "beat"])
        if victim == "child":
            kill_a_child(site.processes["worker"].pid, dice)
        else:
            site.processes[victim].kill()
            site.processes[victim].start()
    empty_queue(site)

    until(lambda: not ReportJob.objects.filter(state__in=UNFINISHED).exists(), seconds=DONE_WITHIN, site=site)

    done = ReportJob.objects.filter(state=JobState.DONE)
    assert sorted(job.pk for job in done) == sorted(job.pk for job in jobs)
    compiled: dict[Any, int] = {}
    for event in Event.objects.filter(act=Act.COMPILED):
        compiled[event.object_id] = compiled.get(event.object_id, 0) + 1
    assert compiled == {job.uuid: 1 for job in jobs}
    assert not ReportPart.objects.exclude(state=PartState.DONE).exists()
    assert files_agree(site)


def kill_a_child(parent: int, dice: random.Random) -> None:
    """End one process of the worker's pool, as the kernel does when memory runs out."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    if children:
        os.kill(int(dice.choice(children)), signal.SIGKILL)
