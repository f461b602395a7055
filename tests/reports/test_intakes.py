"""The agency workbook both ways: out, filled, in again, compared, decided, applied as one act."""

from __future__ import annotations

import pytest

from agencies.models import Agency, Event
from projects.models import Action, PlanYear, Program, Project
from reports.enums import IntakeState
from reports.intakes import plan_of
from reports.models import Intake
from reports.operations import apply_intake
from targets.models import Target
from tests.cast import Cast
from tests.factories import make_program, make_year
from tests.reports.workbooks import FIRST_ROW, edited, handed_in, put, written_out

pytestmark = pytest.mark.usefixtures("module_db")


@pytest.fixture(scope="module")
def year(module_db) -> PlanYear:
    """A year in which the agency has begun a program with two projects."""
    plan_year = make_year()
    make_program(Cast(), plan_year=plan_year, projects=2, targets=2)
    return plan_year


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.get(code="JAHAD")


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    from django.utils import translation

    with translation.override("en"):
        yield


def test_what_comes_back_unchanged_changes_nothing(cast, year, agency):
    intake = handed_in(cast, written_out(year, agency), year, agency)
    assert intake.state == IntakeState.PREVIEWED
    assert (intake.problems, intake.notes) == ([], [])
    assert intake.counts == {"new": 0, "changed": 0, "conflict": 0, "refused": 0, "unchanged": 1 + 2 + 4 + 4}


def test_new_and_changed_rows_are_stored_as_one_act(cast, year, agency):
    def fill(book):
        plan = book["Programs and projects"]
        put(plan, FIRST_ROW + 3, Kind_of_row="Program", Title="زنجیره گوشت", Axis=None)
        put(plan, FIRST_ROW + 4, Title="کشتارگاه", Program_of_the_project="زنجیره گوشت", Weight_in_the_program=2)
        put(book["Actions"], FIRST_ROW + 4, Action="ساخت", Project="کشتارگاه", Start="1399/02/01", End="۱۳۹۹/۱۱/۳۰")
        targets = book["Quantitative targets"]
        put(targets, FIRST_ROW, Baseline=110.5)

    content = edited(written_out(year, agency), fill)
    before = Event.objects.count()
    intake = handed_in(cast, content, year, agency)
    assert (intake.problems, intake.counts["new"], intake.counts["changed"]) == ([], 3, 1)
    assert not Program.objects.filter(title="زنجیره گوشت").exists()
    apply_intake(by=cast.jahad_editor, intake=intake, fingerprint=plan_of(intake, cast.jahad_editor).fingerprint)
    event = Event.objects.latest("pk")
    assert Event.objects.count() == before + 1
    assert (event.object_kind, intake.sha256 in event.file_hashes) == ("reports.intake", True)
    assert Project.objects.get(title="کشتارگاه").program.title == "زنجیره گوشت"
    assert Action.objects.get(title="ساخت").weight == 100
    assert Target.objects.order_by("pk").first().baseline == 110.5
    assert Intake.objects.get().effects
