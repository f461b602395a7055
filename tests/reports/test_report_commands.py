"""compile_report and reconcile_files as scripts use them."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command

from config import storage
from projects.models import PlanYear
from reports.models import ReportJob
from reports.operations import claim_job, compile_job, request_report
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_frozen_year, make_year


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    settings.STORAGE_ROOT = tmp_path / "storage"
    settings.STORAGE_ROOT.mkdir()
    return settings.STORAGE_ROOT


@pytest.fixture(scope="module")
def kept(module_db: None) -> PlanYear:
    return make_frozen_year(Cast()).plan_year


@pytest.fixture
def year(kept: PlanYear, db: None, cast: Cast) -> PlanYear:
    cast.secretariat  # noqa: B018 -- made when first asked for
    return deepcopy(kept)


def answer(*command: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of the command."""
    output = io.StringIO()
    try:
        call_command(*command, "--json", stdout=output)
    except CommandError as error:
        return error.returncode, json.loads(output.getvalue() or "{}")
    return 0, json.loads(output.getvalue())


# --- compile_report -----------------------------------------------------------------------------


def test_compile_report_puts_a_job_on_the_list(year: PlanYear, cast: Cast) -> None:
    code, said = answer("compile_report", "--year", "1399")

    job = ReportJob.objects.get()
    assert (code, said["verdict"], said["report"]) == (0, "queued", str(job.uuid))
    assert job.requested_by == cast.secretariat


def test_compile_report_without_a_worker_does_not_wait_for_ever(year: PlanYear) -> None:
    code, said = answer("compile_report", "--year", "1399", "--wait", "--timeout", "0")

    assert (code, said["verdict"]) == (1, "queued")


def test_compile_report_without_a_frozen_table_is_refused(db: None, cast: Cast) -> None:
    cast.secretariat  # noqa: B018
    make_year(1400)

    code, said = answer("compile_report", "--year", "1400")

    assert (code, said["verdict"]) == (1, "refused")
    assert ReportJob.objects.count() == 0


def test_compile_report_by_somebody_who_may_not_is_refused(year: PlanYear, cast: Cast) -> None:
    cast.auditor  # noqa: B018

    assert answer("compile_report", "--year", "1399", "--by", "auditor")[0] == 1
    assert ReportJob.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [["--year", "1350"], ["--year", "1399", "--as-of", "31/31"], ["--year", "1399", "--by", "nobody"]]
)
def test_compile_report_wrongly_asked_is_usage(wrong: list[str], year: PlanYear) -> None:
    assert answer("compile_report", *wrong)[0] == 2


# --- reconcile_files ----------------------------------------------------------------------------


@pytest.fixture
def compiled(committed_db: Database, cast: Cast) -> ReportJob:
    job = request_report(by=cast.secretariat, plan_year=make_frozen_year(cast).plan_year)
    taken = claim_job(job_id=job.pk)
    assert taken is not None
    compile_job(job=taken)
    return ReportJob.objects.get(pk=job.pk)


def test_files_of_a_compiled_report_agree(compiled: ReportJob) -> None:
    assert answer("reconcile_files") == (
        0,
        {"verdict": "agree", "checked": 4, "missing": [], "altered": [], "orphans": []},
    )


def test_missing_file_is_named(compiled: ReportJob, root: Path) -> None:
    gone = compiled.files["pdf"]
    (root / gone["stored_as"]).unlink()

    code, said = answer("reconcile_files")

    assert code == 1
    assert said["missing"] == [
        {"owner": f"report {compiled.uuid}", "stored_as": gone["stored_as"], "sha256": gone["sha256"]}
    ]


def test_flipped_byte_is_named(compiled: ReportJob, root: Path) -> None:
    file = root / compiled.data_set
    file.write_bytes(file.read_bytes().replace(b"1399", b"1398", 1))

    code, said = answer("reconcile_files")

    assert (code, [row["stored_as"] for row in said["altered"]]) == (1, [compiled.data_set])


def test_file_that_nothing_names_is_an_orphan(compiled: ReportJob) -> None:
    orphan = storage.store(b"whose?", folder="evidence")

    code, said = answer("reconcile_files")

    assert (code, said["orphans"]) == (1, [orphan.name])
