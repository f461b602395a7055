"""The demonstration: what it shows, and where it is refused."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency, User
from agencies.permissions import roles_of
from projects.enums import ExemptionState, ProgramStatus
from projects.models import Exemption, PlanYear, Program, Revision
from reports.enums import IntakeKind
from reports.models import Intake, ReportJob
from targets.double_count_cases import cases_of
from targets.enums import CaseState, LineStatus, ReportStatus, Side
from targets.models import (
    AmendmentLine,
    Correction,
    Evidence,
    MacroTarget,
    MasterTable,
    Offer,
    ProgressReport,
    ReportLine,
    Target,
)
from tests.reports.workbooks import assert_master_tables_come_back_unchanged, assert_workbooks_come_back_unchanged

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demonstration_db")
def test_demo_shows_every_status(client):
    assert set(Program.objects.values_list("status", flat=True)) == set(ProgramStatus.values)
    assert dict(PlanYear.objects.values_list("year", "state")) == {1399: "frozen", 1400: "open"}
    assert PlanYear.objects.filter(is_illustrative=False).count() == 0
    tables = Intake.objects.filter(kind=IntakeKind.FLAT_TABLE)
    assert {(table.agency.code, table.state) for table in tables} == {("JAHAD", "asking"), ("SAMT", "asking")}
    assert Intake.objects.get(kind=IntakeKind.AGENCY_WORKBOOK).counts == {
        "new": 1,
        "changed": 1,
        "conflict": 1,
        "refused": 1,
        "unchanged": 23,
    }
    assert MacroTarget.objects.in_force().filter(is_illustrative=True).count() == 24
    assert list(MasterTable.objects.order_by("version").values_list("version", "row_count")) == [(1, 19), (2, 19)]
    assert AmendmentLine.objects.count() == 2
    # A correction of wording makes no version.
    assert list(Correction.objects.values_list("field", flat=True)) == ["purpose"]
    # At the table: rounds on both sides, a ruling; an item overridden; suspects of which one is decided.
    assert Offer.objects.filter(round__gt=2, side=Side.AGENCY).exists()
    assert Offer.objects.filter(side=Side.RULING).count() == 1
    assert Exemption.objects.filter(state=ExemptionState.GRANTED).count() == 1
    cases = [case for year in PlanYear.objects.all() for case in cases_of(year, Target.objects.all())]
    assert Counter(case.state for case in cases) == {CaseState.SUSPECTED: 2, CaseState.CONFIRMED: 1}
    assert ReportJob.objects.get().plan_year.year == 1399
    assert {
        (report.agency.code, report.period.ordinal): report.status
        for report in ProgressReport.objects.select_related("agency", "period__plan_year")
    } == {
        ("JAHAD", 1): ReportStatus.SETTLED,
        ("JAHAD", 2): ReportStatus.SETTLED,
        ("JAHAD", 3): ReportStatus.SUBMITTED,
        ("JAHAD", 4): ReportStatus.DRAFT,
        ("SAMT", 1): ReportStatus.SETTLED,
        ("SAMT", 2): ReportStatus.SUBMITTED,
        ("SAMT", 3): ReportStatus.DUE,
        ("SAMT", 4): ReportStatus.DUE,
    }
    assert ReportLine.objects.filter(status=LineStatus.RETURNED).count() == 1
    assert Evidence.objects.count() == 8
    assert Revision.objects.filter(number=2).count() == 1
    assert {user.username: roles_of(user) for user in User.objects.all()} == {
        "jahad.editor": {"agency_editor"},
        "jahad.head": {"agency_head"},
        "samt.editor": {"agency_editor"},
        "samt.head": {"agency_head"},
        "planner": {"planner"},
        "planner2": {"planner"},
        "deputy": {"deputy"},
        "secretariat": {"secretariat"},
        "auditor": {"auditor"},
        "administrator": {"administrator"},
    }
    assert client.login(username="jahad.editor", password="demo")

    # Every agency of the demonstration, and every version of its master table.
    planning = Agency.objects.filter(pk__in=Program.objects.values("agency"))
    assert assert_workbooks_come_back_unchanged(planning) == 2 * 2
    assert assert_master_tables_come_back_unchanged() == 19 + 19

    programs = Program.objects.count()
    out = StringIO()
    call_command("demo", "--size", "small", "--if-empty", "--json", stdout=out)
    assert json.loads(out.getvalue())["created"] is False
    assert Program.objects.count() == programs
    with pytest.raises(CommandError):
        call_command("demo")


def test_demo_in_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError) as refusal:
        call_command("demo")

    assert refusal.value.returncode == 1
    assert not User.objects.exists()


@pytest.mark.full
def test_demo_another_year_not_begun(settings):
    settings.TODAY = "2020-07-05"

    call_command("demo", "--size", "small", "--year", "1404", stdout=StringIO())

    assert dict(PlanYear.objects.values_list("year", "state")) == {1404: "frozen", 1405: "open"}
    assert not ProgressReport.objects.exists()
