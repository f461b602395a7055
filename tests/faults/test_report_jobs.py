"""Reports while workers are killed and the queue is emptied: none is lost, none is made twice, no file is half."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.test import override_settings
from django.utils import timezone

from agencies.enums import Act
from agencies.models import Agency, Event, User
from projects.models import PlanYear
from reports.enums import UNFINISHED, JobState, PartState
from reports.files import reconcile
from reports.models import ReportJob, ReportPart
from reports.operations import request_report
from reports.operations.asking import Extent
from tests.cast import Cast
from tests.databases import DatabaseServer, pointed_at
from tests.factories import make_frozen_year
from tests.sites import REDIS_OF_OWN_SITE, Site, redis_client_url, running_site

DONE_WITHIN = 120.0
# Half of the kills hit one process of the pool, as the kernel does when memory runs out.
VICTIMS = ("child", "child", "worker", "beat")


@pytest.fixture(scope="module")
def barrier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that holds a worker right after it has committed a data set; not there yet."""
    return tmp_path_factory.mktemp("barrier") / "barrier"


@pytest.fixture(scope="module")
def own_site(
    database_server: DatabaseServer,
    django_db_setup: None,
    django_db_blocker: Any,
    barrier: Path,
    in_full: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A running Jahesh of the module's own, in whose database the tests read along and ask for reports."""
    folder = tmp_path_factory.mktemp("site")
    with (
        django_db_blocker.unblock(),
        database_server.copy() as database,
        pointed_at(database.name),
        pytest.MonkeyPatch.context() as patch,
    ):
        cast = Cast()
        make_frozen_year(cast)
        cast.secretariat  # noqa: B018 -- made when first asked for
        patch.setenv("JAHESH_REPORT_BARRIER", str(barrier))
        if not in_full:
            # The dead are found out sooner than in earnest, and whoever starts again does not check everything first.
            patch.setenv("REPORT_SILENT_AFTER", "6")
            patch.setenv("CELERY_SKIP_CHECKS", "1")
        running = running_site(
            database,
            redis_number=REDIS_OF_OWN_SITE,
            folder=folder,
            blocker=django_db_blocker,
        )
        with running as site, override_settings(STORAGE_ROOT=site.storage):
            patch.setattr(current_app.conf, "broker_write_url", site.redis_url)
            yield site


def until(condition: Callable[[], bool], *, seconds: float, site: Site) -> None:
    """Waits for other processes; they say what they did in the database alone, which has to be asked again."""
    deadline = time.monotonic() + seconds
    while not condition():
        if not site.processes["worker"].is_running:
            # One that cannot replace its dead child ends by itself; whoever looks after it starts it again.
            site.processes["worker"].start()
        states = Counter(ReportJob.objects.values_list("state", flat=True))
        assert time.monotonic() < deadline, f"{states}\n{site.log('worker')}"
        time.sleep(0.1)


def asked(number: int = 0, *, language: str = "fa", extent: Extent | None = None) -> ReportJob:
    """A report as of a moment of its own."""
    return request_report(
        by=User.objects.get(username="secretariat"),
        plan_year=PlanYear.objects.get(year=1399),
        as_of=timezone.now() - datetime.timedelta(microseconds=number),
        language=language,
        extent=extent or Extent(),
    )


def empty_queue(site: Site) -> None:
    with redis.Redis.from_url(redis_client_url(site.redis_url)) as client:
        client.flushdb()


def test_compile_report_waits_for_the_worker(own_site: Site) -> None:
    said = json.loads(own_site.manage("compile_report", "--year", "1399", "--wait", "--json").stdout)

    assert (said["verdict"], said["attempts"], sorted(said["files"])) == ("done", 1, ["docx", "json", "pdf", "xlsx"])
    assert said["files"]["json"]["sha256"] == said["data_hash"]


def test_worker_killed_after_the_data_set_and_queue_emptied(own_site: Site, barrier: Path) -> None:
    site = own_site
    barrier.touch()
    killed = asked()
    until(lambda: ReportJob.objects.filter(pk=killed.pk).exclude(data_set="").exists(), seconds=30, site=site)
    at_the_barrier = ReportJob.objects.get(pk=killed.pk)
    site.processes["worker"].kill()
    waiting = asked(language="en")
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
    assert reconcile().agrees


@pytest.mark.parametrize(
    ("kills", "reports", "disturbed"), [(20, 30, 0.0), pytest.param(200, 300, 0.8, marks=pytest.mark.long)]
)
def test_kills_over_reports(
    own_site: Site, kills: int, reports: int, disturbed: float, record_property: Callable[[str, object], None]
) -> None:
    """Many kills are spread over so much of the work; few come as fast as they can."""
    site = own_site
    dice = random.Random(1399)
    about = [Extent(), Extent(agency=Agency.objects.get(code="JAHAD"))]
    jobs = [asked(number, extent=about[number % 2]) for number in range(reports)]
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    dice.shuffle(victims)
    finished = ReportJob.objects.exclude(state__in=UNFINISHED)
    began, before = time.monotonic(), finished.count()
    for number, victim in enumerate(victims):
        # Late enough that kills do not run ahead of the work, and then at another moment of it each time: the pause is
        # what is tried, and nothing is expected after it.
        enough = before + int(disturbed * reports * number / kills)
        until(lambda enough=enough: finished.count() >= enough, seconds=DONE_WITHIN, site=site)
        time.sleep(dice.uniform(0.1, 0.9))
        if victim == "child":
            kill_a_child(site.processes["worker"].pid, dice)
        else:
            site.processes[victim].kill()
            site.processes[victim].start()
        if number == kills // 2:
            empty_queue(site)
    last_fault = time.monotonic()
    unfinished = ReportJob.objects.filter(state__in=UNFINISHED)
    left = unfinished.count()

    until(lambda: not unfinished.exists(), seconds=DONE_WITHIN, site=site)

    drained = time.monotonic() - last_fault
    record_property(
        "measured",
        f"{kills} kills over {reports} reports in {last_fault - began:.0f} s; the {left} left were done {drained:.0f} s"
        " after the last",
    )
    states = dict(ReportJob.objects.filter(pk__in=[job.pk for job in jobs]).values_list("pk", "state"))
    assert states == {job.pk: JobState.DONE for job in jobs}
    compiled = Event.objects.filter(act=Act.COMPILED, object_id__in=[job.uuid for job in jobs])
    assert Counter(compiled.values_list("object_id", flat=True)) == {job.uuid: 1 for job in jobs}
    assert not ReportPart.objects.exclude(state=PartState.DONE).exists()
    assert reconcile().agrees


def kill_a_child(parent: int, dice: random.Random) -> None:
    """Kills one process of the worker's pool."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    if children:
        os.kill(int(dice.choice(children)), signal.SIGKILL)
