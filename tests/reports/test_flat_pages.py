"""A flat table on its way through the pages: handed in, asked about, looked at, applied, sent again."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from agencies.models import Agency, Event
from projects.models import Program, Project
from projects.readiness import readiness
from reports.enums import IntakeKind, IntakeState
from reports.models import Intake, TableHabit, WorkbookBatch
from targets.models import Target
from tests.factories import make_year
from tests.reports.flat_tables import SIXTEEN, full, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast):
    return make_year()


def hand_in(client, year, content, *, name="جدول.xlsx", agency="JAHAD"):
    url = reverse("year-workbook", args=[year.year]) + f"?agency={agency}"
    response = client.post(url, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return Intake.objects.latest("pk")


def answer(client, intake, **said):
    """Answer as the page offers it: each column as it is understood, and what is said otherwise."""
    url = reverse("intake-questions", args=[intake.uuid])
    page = client.get(url)
    form = page.context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    return client.post(url, given | said)


def apply(client, intake):
    page = client.get(intake.get_absolute_url())
    return client.post(reverse("intake-apply", args=[intake.uuid]), {"fingerprint": page.context["plan"].fingerprint})


def test_from_the_file_to_the_programs_and_back_again(client, cast, year):
    client.force_login(cast.jahad_editor)
    rows = [full(), full(شاخص="تولید عسل", واحد="تن", خط="۱۰", هدف="۲۰")]
    intake = hand_in(client, year, workbook_of(rows))
    assert (intake.kind, intake.state) == (IntakeKind.FLAT_TABLE, IntakeState.PREVIEWED)
    assert answer(client, intake, source="capital").status_code == 302
    intake.refresh_from_db()
    assert intake.state == IntakeState.PREVIEWED
    assert not Program.objects.exists()
    page = client.get(intake.get_absolute_url()).content.decode()
    assert "احداث گلخانه در مرند" in page
    assert "وزن اقدام‌ها" in page  # What the rows still lack.

    events = Event.objects.count()
    assert apply(client, intake).status_code == 302
    assert Event.objects.count() == events + 1
    assert intake.sha256 in Event.objects.latest("pk").file_hashes
    project = Project.objects.get()
    assert project.code == "99-JAHAD-01-01"
    assert project.funding_lines.get().approved == Decimal(25_000_000_000)
    assert project.actions.count() == 3
    assert Target.objects.filter(project=project).count() == 2
    assert readiness(project.program).blocking

    # Sent again nothing is asked, and nothing changes; by its code a title may change.
    again = hand_in(client, year, workbook_of(rows))
    assert again.state == IntakeState.PREVIEWED
    assert (again.counts["unchanged"], again.counts["new"]) == (2, 0)
    renamed = hand_in(client, year, workbook_of([full(کد=project.code, عنوان_پروژه="گلخانه مرند")]))
    assert renamed.counts["changed"] == 1
    apply(client, renamed)
    project.refresh_from_db()
    assert (project.title, Project.objects.count()) == ("گلخانه مرند", 1)


def test_an_unknown_heading_is_explained_once(client, cast, year):
    client.force_login(cast.jahad_editor)
    headings = ["کار مورد نظر", *SIXTEEN[3:9], "تلفن رابط"]
    row = full() | {"کار مورد نظر": "گلخانه مرند", "تلفن رابط": "۰۴۱"}
    intake = hand_in(client, year, workbook_of([row], headings))
    page = client.get(reverse("intake-questions", args=[intake.uuid]))
    assert client.get(intake.get_absolute_url()).url == reverse("intake-questions", args=[intake.uuid])
    assert [heading.letter for heading in page.context["plan"].head.unclear] == ["A", "H"]
    refused = answer(client, intake)
    assert refused.status_code == 422
    assert answer(client, intake, column_1="project").status_code == 302
    intake.refresh_from_db()
    assert intake.state == IntakeState.PREVIEWED
    assert TableHabit.objects.get().headings["کارموردنظر"] == "project"
    assert hand_in(client, year, workbook_of([row], headings)).state == IntakeState.PREVIEWED


def test_what_is_refused_is_named_and_nothing_is_stored(client, cast, year):
    client.force_login(cast.jahad_editor)
    rows = [full(), full(شاخص="خوشحالی", عنوان_پروژه="دیگر")]
    intake = hand_in(client, year, workbook_of(rows))
    answer(client, intake, source="private")
    intake.refresh_from_db()
    assert intake.counts["refused"] == 1
    page = client.get(intake.get_absolute_url())
    (problem,) = page.context["problems"]
    assert (problem.row, problem.column, problem.heading) == (4, "F", "شاخص")
    assert client.get(reverse("intake-returned", args=[intake.uuid])).status_code == 200
    assert apply(client, intake).status_code == 422
    assert not Program.objects.exists()
    # The agency's name for an indicator can be explained too.
    assert answer(client, intake, indicator_0="honey_output", source="private").status_code == 302
    page = client.get(intake.get_absolute_url())
    assert "هکتار" in page.context["problems"][0].value


def test_answers_are_for_those_who_hand_in(client, cast, year):
    client.force_login(cast.jahad_editor)
    intake = hand_in(client, year, workbook_of([full()]))
    client.force_login(cast.samt_editor)
    assert client.get(reverse("intake-questions", args=[intake.uuid])).status_code == 404
    client.force_login(cast.jahad_editor)
    client.post(reverse("intake-discard", args=[intake.uuid]))
    assert client.get(reverse("intake-questions", args=[intake.uuid])).status_code == 404


def test_a_planner_hands_in_for_an_agency(client, cast, year):
    client.force_login(cast.planner)
    intake = hand_in(client, year, workbook_of([full()]))
    apply(client, intake)
    # What no source was named for waits on the list of what is missing.
    assert Project.objects.get().funding_lines.get().source == "unnamed"
    assert "money_has_a_source" in {problem.rule for problem in readiness(Program.objects.get()).blocking}
    assert Program.objects.get().on_behalf_by == cast.planner
    assert "on_behalf" in Event.objects.latest("pk").changes


def test_many_workbooks_at_once_are_one_list(client, cast, year):
    client.force_login(cast.planner)
    url = reverse("workbooks-at-once", args=[year.year])
    nameless = [row | {"دستگاه اجرایی": ""} for row in (full(), full(عنوان_پروژه="دیگر"))]
    files = [
        SimpleUploadedFile("1.xlsx", workbook_of([full()])),
        SimpleUploadedFile("جدول صنعت، معدن و تجارت 99.xlsx", workbook_of(nameless)),
        SimpleUploadedFile("نامعلوم.xlsx", workbook_of(nameless)),
        SimpleUploadedFile("broken.xlsx", b"PK no workbook"),
        SimpleUploadedFile("letter.pdf", b"%PDF-1.4"),
    ]
    response = client.post(url, {"workbooks": files})
    batch = WorkbookBatch.objects.get()
    assert response.url == batch.get_absolute_url()
    assert [name for name, _reason in batch.refusals()] == ["نامعلوم.xlsx", "broken.xlsx", "letter.pdf"]
    with override("en"):
        assert "only Excel workbooks" in batch.refusals()[2][1]
    with override("fa"):
        assert "only Excel workbooks" not in batch.refusals()[2][1]
    assert set(batch.intakes.values_list("agency__code", flat=True)) == {"JAHAD", "SAMT"}
    page = client.get(batch.get_absolute_url()).content.decode()
    assert str(Agency.objects.get(code="SAMT")) in page
    assert client.post(url, {}).status_code == 422
    client.force_login(cast.planner2)
    assert client.get(batch.get_absolute_url()).status_code == 404
    client.force_login(cast.jahad_editor)
    assert client.get(url).status_code == 403


def test_of_many_workbooks_those_without_a_question_are_applied_together(client, cast, year):
    """One is applied; one would change something else by now, in one a row is refused, one asks: these stay."""
    client.force_login(cast.planner)
    nameless = {"دستگاه اجرایی": ""}
    asking = {("اعتبار" if name.startswith("اعتبار") else name): text for name, text in (full() | nameless).items()}
    files = {
        "جهاد کشاورزی": workbook_of([full()]),
        "صنعت، معدن و تجارت": workbook_of([full() | nameless]),
        "میراث فرهنگی، گردشگری و صنایع دستی": workbook_of([full(شاخص="خوشحالی") | nameless]),
        "راه و شهرسازی": workbook_of([asking], list(asking)),
    }
    uploads = [SimpleUploadedFile(f"جدول {name}.xlsx", content) for name, content in files.items()]
    client.post(reverse("workbooks-at-once", args=[year.year]), {"workbooks": uploads})
    batch = WorkbookBatch.objects.get()
    assert batch.refused == []
    page = client.get(batch.get_absolute_url())
    chosen = page.context["without_question"]
    assert [intake.agency.code for intake in chosen] == ["JAHAD", "SAMT"]
    meanwhile = hand_in(client, year, files["جهاد کشاورزی"])
    apply(client, meanwhile)

    def press(seen):
        events = Event.objects.count()
        url = reverse("workbook-batch-apply", args=[batch.uuid])
        told = client.post(url, {"seen": seen}, follow=True).context["messages"]
        states = dict(batch.intakes.values_list("agency__code", "state"))
        return states, Event.objects.count() - events, [str(message) for message in told]

    states, events, told = press([intake.seen_as for intake in chosen])
    assert (states.pop("SAMT"), events, told[-2]) == (IntakeState.APPLIED, 1, "۱ فایل اعمال شد.")
    assert states.pop("JAHAD") == IntakeState.PREVIEWED and "جدول جهاد کشاورزی.xlsx" in told[-1]
    assert set(states.values()) == {IntakeState.PREVIEWED, IntakeState.ASKING}
    assert Program.objects.get(agency__code="SAMT").on_behalf_by == cast.planner
    # It is counted anew: nothing of it is left to apply.
    assert batch.intakes.get(agency__code="JAHAD").counts["unchanged"] == 1
    assert press([intake.seen_as for intake in batch.intakes.all()])[1:] == (
        0,
        ["هیچ فایلی برای اعمال نیست: هر فایل یا اعمال شده است یا چیزی می‌پرسد."],
    )


def test_the_command_takes_a_table_and_asks_by_its_options(cast, year, tmp_path, capsys):
    file = tmp_path / "table.xlsx"
    heading = "اعتبار (میلیون ریال)"
    row = {("اعتبار" if name == heading else name): text for name, text in full().items()}
    file.write_bytes(workbook_of([row], list(row)))
    said = [str(file), "--agency", "JAHAD", "--year", "1399", "--by", cast.jahad_editor.username, "--json"]
    with pytest.raises(CommandError):
        call_command("import_workbook", *said)
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["problems"]) == ("file_refused", [])
    assert not Program.objects.exists()
    call_command("import_workbook", *said, "--money", "million_rial")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["counts"]["new"]) == ("accepted", 1)
    assert Project.objects.get().funding_lines.get().approved == Decimal(25_000_000_000)
