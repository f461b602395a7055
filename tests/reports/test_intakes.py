"""The agency workbook both ways: out, filled, in again, compared, decided, applied as one act."""

from __future__ import annotations

import datetime
import io
import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from agencies.models import Agency, Event
from agencies.uploads.office import cells
from config.persian.calendar import read_date
from config.persian.letters import normalise
from config.persian.numbers import read_decimal
from projects.enums import ProgramStatus
from projects.models import Action, PlanYear, Program, Project
from projects.refusals import Moved, Refused
from reports.enums import IntakeState
from reports.intakes import plan_of
from reports.models import Intake
from reports.operations import apply_intake, decide_conflicts
from reports.workbooks import FileRefused, text_of
from reports.workbooks.layout import HEADING_ROW, Heading
from reports.workbooks.plan import MINE, THEIRS
from reports.workbooks.reading import workbook_of
from reports.workbooks.returned import returned_workbook
from reports.workbooks.template import write_value
from targets.forms.sheets import written
from targets.models import Target
from targets.operations.promises import save_target
from tests.cast import Cast
from tests.factories import make_program, make_year, walk
from tests.reports.workbooks import FIRST_ROW, edited, handed_in, place, put, written_out

pytestmark = pytest.mark.usefixtures("module_db")

TARGETS = "Quantitative targets"


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
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def content(year) -> bytes:
    """The agency's workbook as it was taken away."""
    with translation.override("en"):
        return written_out(year, Agency.objects.get(code="JAHAD"))


def apply(cast: Cast, intake: Intake) -> Intake:
    return apply_intake(by=cast.jahad_editor, intake=intake, fingerprint=plan_of(intake, cast.jahad_editor).fingerprint)


def test_the_workbook_is_laid_out_to_be_filled(content):
    names = ["Guide", "Programs and projects", TARGETS, "Actions", "Progress that is due"]
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[:5] == names
    states = {sheet.title: sheet.sheet_state for sheet in book if sheet.title not in names}
    assert states == {"lists": "hidden", "jahesh": "veryHidden"}
    plan = book["Programs and projects"]
    assert (plan.column_dimensions["A"].hidden, plan.column_dimensions["B"].hidden) == (True, True)
    assert plan.protection.sheet
    assert not plan.cell(FIRST_ROW, place(plan, "Title")).protection.locked
    assert plan.cell(FIRST_ROW, place(plan, "Code")).protection.locked
    assert plan.data_validations.dataValidation


def test_what_comes_back_unchanged_changes_nothing(cast, year, agency, content):
    intake = handed_in(cast, content, year, agency)
    assert intake.state == IntakeState.PREVIEWED
    assert (intake.problems, intake.notes) == ([], [])
    assert intake.counts == {"new": 0, "changed": 0, "conflict": 0, "refused": 0, "unchanged": 1 + 2 + 4 + 4}


def test_new_and_changed_rows_are_stored_as_one_act(cast, year, agency, content):
    def fill(book):
        plan = book["Programs and projects"]
        put(plan, FIRST_ROW + 3, Kind_of_row="Program", Title="زنجیره گوشت")
        put(
            plan,
            FIRST_ROW + 4,
            Title="کشتارگاه",
            Program_of_the_project="زنجیره گوشت",
            Weight_in_the_program=2,
        )
        put(book["Actions"], FIRST_ROW + 4, Action="ساخت", Project="کشتارگاه", Start="1399/02/01", End="۱۳۹۹/۱۱/۳۰")
        put(book[TARGETS], FIRST_ROW, Baseline=110.5)

    before = Event.objects.count()
    intake = handed_in(cast, edited(content, fill), year, agency)
    assert (intake.problems, intake.counts["new"], intake.counts["changed"]) == ([], 3, 1)
    assert not Program.objects.filter(title="زنجیره گوشت").exists()
    apply(cast, intake)
    event = Event.objects.latest("pk")
    assert Event.objects.count() == before + 1
    assert (event.object_kind, intake.sha256 in event.file_hashes) == ("reports.intake", True)
    assert Project.objects.get(title="کشتارگاه").program.title == "زنجیره گوشت"
    assert Action.objects.get(title="ساخت").weight == 100
    assert first_target().baseline == 110.5
    assert Intake.objects.get().effects
    with pytest.raises(Moved):
        apply(cast, intake)


# --- both sides -------------------------------------------------------------------------------------


def first_target() -> Target:
    return Target.objects.select_related("project__program__agency", "project__program__plan_year").earliest("pk")


def changed_meanwhile(cast: Cast, **fields) -> None:
    target = first_target()
    program = target.project.program
    save_target(
        by=cast.jahad_editor, program=program, version=program.version, project=target.project, target=target, **fields
    )


def with_baseline(content: bytes, value: object, **more: object) -> bytes:
    return edited(content, lambda book: put(book[TARGETS], FIRST_ROW, Baseline=value, **more))


def test_what_the_other_side_changed_elsewhere_stays(cast, year, agency, content):
    changed_meanwhile(cast, baseline_source="آمار تازه")
    intake = handed_in(cast, with_baseline(content, 111), year, agency)
    assert (intake.counts["changed"], intake.counts["conflict"]) == (1, 0)
    apply(cast, intake)
    assert (first_target().baseline, first_target().baseline_source) == (111, "آمار تازه")


@pytest.mark.parametrize(("whose", "stands"), [(MINE, 111), (THEIRS, 105)])
def test_what_both_sides_changed_is_decided_cell_by_cell(cast, year, agency, content, whose, stands):
    changed_meanwhile(cast, baseline=105)
    intake = handed_in(cast, with_baseline(content, 111, Means_of_verification="بازدید"), year, agency)
    assert intake.counts["conflict"] == 1
    with pytest.raises(Refused):
        apply(cast, intake)
    decide_conflicts(by=cast.jahad_editor, intake=intake, decisions={f"{first_target().uuid}.baseline": whose})
    intake.refresh_from_db()
    apply(cast, intake)
    assert (first_target().baseline, first_target().means_of_verification) == (stands, "بازدید")


def test_what_nobody_has_chosen_is_decided_at_once(client, cast, year, agency, content):
    changed_meanwhile(cast, baseline=105, baseline_source="آمار تازه")
    intake = handed_in(cast, with_baseline(content, 111, Source_of_the_baseline="سرشماری"), year, agency)
    client.force_login(cast.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    name = f"choice:{first_target().uuid}.baseline"
    told = client.post(f"/workbooks/{intake.uuid}/decide/", {name: MINE}, follow=True).content.decode()
    assert "1 cell is still to be decided" in told
    told = client.post(f"/workbooks/{intake.uuid}/decide/", {name: MINE, "all": THEIRS}, follow=True).content.decode()
    assert "every cell is decided" in told
    intake.refresh_from_db()
    apply(cast, intake)
    assert (first_target().baseline, first_target().baseline_source) == (111, "آمار تازه")


def test_two_people_send_back_the_same_workbook_and_neither_loses_an_edit(cast, year, agency, content):
    other = edited(content, lambda book: put(book["Actions"], FIRST_ROW, Responsible="همکار دوم"))
    first, second = handed_in(cast, with_baseline(content, 111), year, agency), handed_in(cast, other, year, agency)
    apply(cast, first)
    apply(cast, second)
    assert first_target().baseline == 111
    assert Action.objects.earliest("pk").responsible == "همکار دوم"


def test_who_saw_another_plan_is_told(cast, year, agency, content):
    intake = handed_in(cast, with_baseline(content, 111), year, agency)
    seen = plan_of(intake, cast.jahad_editor).fingerprint
    changed_meanwhile(cast, baseline=105)
    with pytest.raises(Moved):
        apply_intake(by=cast.jahad_editor, intake=intake, fingerprint=seen)
    assert first_target().baseline == 105


# --- refusals ---------------------------------------------------------------------------------------


def test_one_bad_row_of_many_stores_nothing_and_goes_home_with_the_file(cast, year, agency, content, in_full):
    many, bad = 500 if in_full else 50, FIRST_ROW + 20

    def fill(book):
        sheet = book["Actions"]
        for number in range(many):
            put(sheet, FIRST_ROW + 4 + number, Action=f"گام {number}", Project="توسعه گلخانه‌های استان ۱")
        put(sheet, bad, Start="1399/13/01")

    spoilt = edited(content, fill)
    intake = handed_in(cast, spoilt, year, agency)
    (problem,) = plan_of(intake, cast.jahad_editor).problems
    assert (problem.sheet, problem.row, problem.value, problem.heading) == ("Actions", bad, "1399/13/01", "Start")
    with pytest.raises(Refused):
        apply(cast, intake)
    assert Action.objects.count() == 4
    returned = returned_workbook(spoilt, [problem])
    sheet = load_workbook(io.BytesIO(returned))["Actions"]
    cell = sheet[f"{problem.column}{problem.row}"]
    assert (cell.fill.fgColor.rgb, problem.message in cell.comment.text) == ("FFFFC7CE", True)
    assert problem.message in sheet.cell(problem.row, 1).value
    assert not sheet.column_dimensions["A"].hidden
    again = edited(returned, lambda book: put(book["Actions"], bad, Start="1399/03/01"))
    mended = handed_in(cast, again, year, agency)
    assert (mended.problems, mended.counts["new"], mended.counts["refused"]) == ([], many, 0)


def test_what_only_an_operation_refuses_is_told_beforehand(cast, year, agency, content):
    def fill(book):
        sheet = book[TARGETS]
        for heading in ("Indicator", "Project", "Year-end target"):
            column = place(sheet, heading)
            sheet.cell(FIRST_ROW + 4, column).value = sheet.cell(FIRST_ROW, column).value

    intake = handed_in(cast, edited(content, fill), year, agency)
    (problem,) = plan_of(intake, cast.jahad_editor).problems
    assert (problem.row, "already has a target" in problem.message) == (FIRST_ROW + 4, True)


def test_what_has_been_sent_meanwhile_is_not_written(cast, year, agency, content):
    walk(cast, Program.objects.get(), ProgramStatus.AWAITING_HEAD)
    intake = handed_in(cast, with_baseline(content, 111), year, agency)
    assert (intake.counts["refused"], intake.counts["unchanged"]) == (1, 10)
    assert "not open to you any more" in plan_of(intake, cast.jahad_editor).problems[0].message


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda book: book.remove(book["Actions"]), "is not there"),
        (lambda book: book["Actions"].delete_cols(2), "hidden column"),
        (lambda book: book["Actions"].cell(HEADING_ROW, 20, "Action"), "stands twice"),
        (lambda book: book["jahesh"].cell(1, 3, "{"), "hidden sheet was changed"),
        (lambda book: book["jahesh"].cell(1, 3, '{"format": "1", "agency": "SAMT", "year": 1399}'), "workbook of"),
    ],
)
def test_a_workbook_that_can_no_longer_be_told_apart_is_refused(cast, year, agency, content, spoil, told):
    with pytest.raises(FileRefused, match=told):
        handed_in(cast, edited(content, spoil), year, agency)
    assert not Intake.objects.exists()


def test_more_rows_than_a_year_has_are_refused(cast, year, agency, content, monkeypatch):
    monkeypatch.setattr("reports.workbooks.agency.MOST_ROWS", 20)
    with pytest.raises(FileRefused, match="more than 20 rows"):
        handed_in(cast, content, year, agency)


def test_nobody_hands_in_for_another_agency(cast, year, agency, content):
    with pytest.raises(PermissionDenied):
        handed_in(cast, content, year, agency, by=cast.samt_editor)


# --- the command line -------------------------------------------------------------------------------


def answer_of(*arguments: str) -> tuple[int, dict]:
    said = StringIO()
    try:
        call_command("import_workbook", *arguments, "--json", "--language", "en", stdout=said)
    except CommandError as error:
        return error.returncode, json.loads(said.getvalue())
    return 0, json.loads(said.getvalue())


def test_the_commands_take_out_and_in(cast, year, agency, content, tmp_path):
    assert cast.jahad_editor
    file = tmp_path / "jahad.xlsx"
    # Written out in Persian, read in English.
    call_command("export_template", "--agency", "JAHAD", "--year", "1399", "--output", str(file), stdout=StringIO())
    asked = (str(file), "--agency", "JAHAD", "--year", "1399", "--by", "jahad.editor")
    code, answer = answer_of(*asked)
    assert (code, answer["verdict"], answer["reason"], answer["problems"]) == (0, "accepted", "No change", [])
    file.write_bytes(with_baseline(content, "12/5"))
    code, answer = answer_of(*asked)
    assert (code, answer["verdict"], len(answer["problems"])) == (1, "rows_refused", 1)
    assert answer["problems"][0].keys() >= {"sheet", "row", "column", "value", "message"}
    file.write_bytes(with_baseline(content, 7))
    assert answer_of(*asked, "--dry-run")[1]["counts"]["changed"] == 1
    assert not Intake.objects.exists()
    code, answer = answer_of(*asked)
    assert (code, answer["counts"]["changed"], first_target().baseline) == (0, 1, 7)
    assert Intake.objects.get().state == IntakeState.APPLIED
    file.write_bytes(b"PK\x03\x04")
    code, answer = answer_of(*asked)
    assert (code, answer["verdict"], answer["problems"]) == (1, "file_refused", [])


# --- any value --------------------------------------------------------------------------------------

SCRIPTS = ("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫", "٠١٢٣٤٥٦٧٨٩٫")
amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False)
days = st.dates(datetime.date(2001, 1, 1), datetime.date(2100, 1, 1))
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=60)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(amount=amounts, day=days, said=texts, script=st.sampled_from(SCRIPTS), language=st.sampled_from(("fa", "en")))
def test_what_the_forms_accept_survives_the_way_out_and_in(amount, day, said, script, language):
    """Each value is written into a cell as the workbook writes it, read as it is read, and understood as it was."""
    stored = read_decimal(f"{amount:f}".translate(str.maketrans(SCRIPTS[0], script)))
    with translation.override(language):
        book = Workbook()
        shown = (("number", written(stored)), ("date", written(day)), ("text", normalise(said)))
        for column, (kind, text) in enumerate(shown, 1):
            write_value(book.active.cell(1, column), Heading("x", "x", kind), text)
        buffer = io.BytesIO()
        book.save(buffer)
        (row,) = workbook_of(cells.workbook(buffer.getvalue())).sheets[0].rows
        found = row.cells
        assert read_decimal(text_of(found.get(1), "number")) == stored
        assert read_date(text_of(found.get(2), "date")) == day
        assert normalise(text_of(found.get(3), "text")) == normalise(said)
