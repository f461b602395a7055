"""Challenges and the targets they hold up: what deciding them would release, and their pages."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency
from config.clock import on_day
from projects.enums import ProgramStatus, StepKind
from projects.models import Challenge, ChallengeStep, Program, Project
from projects.refusals import Moved, Refused
from reports.inbox import inbox_of
from reports.reminders import reminders_of
from targets.models import ChallengeCost, Indicator, Target
from targets.operations.challenges import register_with_costs, save_costs, save_with_costs
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.releasing import decisions_in, in_order
from tests.cast import Cast
from tests.factories import make_program, make_target, make_year, walk
from tests.posting import posted_by
from tests.projects.test_challenges import DAY, PAPER, days, paper, take
from tests.test_query_counts import questions

ONE, TWO, THREE = 1, 2, 3


# --- the order, without a database -----------------------------------------------------------------


def ordered(holds: dict[str, dict[int, int | None]], left: dict[int, int]) -> list[tuple[str, dict[int, int]]]:
    parts = {
        name: {target: None if part is None else Decimal(part) for target, part in held.items()}
        for name, held in holds.items()
    }
    found = in_order(parts, {target: Decimal(share) for target, share in left.items()})
    return [(name, {target: int(share) for target, share in shares.items()}) for name, shares in found]


def test_what_one_decision_releases_is_not_there_for_the_next() -> None:
    holds: dict[str, dict[int, int | None]] = {
        "small": {ONE: None, TWO: None},
        "large": {ONE: None, THREE: None},
        "same": {THREE: None},
    }
    assert ordered(holds, {ONE: 30, TWO: 5, THREE: 20}) == [
        ("large", {ONE: 30, THREE: 20}),
        # Of "small" only the target is left that nobody before it released; of "same" nothing.
        ("small", {TWO: 5}),
    ]


def test_a_stated_cost_counts_up_to_what_is_left() -> None:
    holds: dict[str, dict[int, int | None]] = {"stated": {ONE: 12}, "more": {ONE: 90}, "unknown": {TWO: 7}}
    assert ordered(holds, {ONE: 100}) == [("more", {ONE: 90}), ("stated", {ONE: 10})]


def test_equals_come_as_they_were_given() -> None:
    assert [name for name, _ in ordered({"b": {ONE: None}, "a": {TWO: None}}, {ONE: 4, TWO: 4})] == ["b", "a"]
    assert ordered({"a": {ONE: None}}, {}) == []


# --- in a year ------------------------------------------------------------------------------------


def register(cast: Cast, project: Project, costs: dict[Target, Decimal | None] | None = None, **fields: Any) -> Any:
    said = {
        "title": "نبود مجوز چاه",
        "category": "permit",
        "level": "province",
        "owner": "آب منطقه‌ای",
        "owner_side": "outside",
        "due_on": days(5),
    }
    return register_with_costs(by=cast.jahad_editor, project=project, costs=costs or {}, **said | fields)


@pytest.fixture
def project(db: None, cast: Cast) -> Project:
    """An approved project of two targets of 140 units; one of them feeds a macro target that needs 700."""
    year = make_year()
    program = make_program(cast, plan_year=year, targets=0)
    indicator = Indicator.objects.get(code="idle_units_revived")
    figures: dict[str, Any] = {"baseline": Decimal(0), "value": Decimal(700)}
    macro_target = add_macro_target(by=cast.planner, plan_year=year, indicator=indicator, **figures)
    approve_macro_target(by=cast.deputy, macro_target=macro_target)
    project = program.projects.select_related("program__plan_year", "program__agency").get()
    make_target(cast, project, indicator=indicator, value=140, macro_target=macro_target)
    make_target(cast, project, indicator="mine_licences", value=140)
    walk(cast, Program.objects.select_related("plan_year", "agency").get(), ProgramStatus.APPROVED)
    return Project.objects.select_related("program__plan_year", "program__agency").get()


def target_of(project: Project, code: str = "idle_units_revived") -> Target:
    return Target.objects.select_related("indicator__unit", "project").get(project=project, indicator__code=code)


def test_what_deciding_would_release(project: Project, cast: Cast) -> None:
    fed = target_of(project)
    with on_day(DAY):
        beside = target_of(project, "mine_licences")
        stated = register(
            cast, project, {fed: Decimal(35), target_of(project, "mine_licences"): None}, title="با هزینه"
        )
        whole = register(cast, project, title="همهٔ پروژه")
        other = register(cast, project, {beside: Decimal(9)}, title="بی‌اثر")

        def released() -> list[tuple[Challenge, Decimal, Decimal]]:
            found = decisions_in(project.program.plan_year, user=cast.deputy, today=DAY)
            assert found.without == 1
            return [(row.challenge, row.total, row.parts[0].amount) for row in found.rows]

        # 140 of 700 are held up by the whole; nothing is left for the one whose cost was stated.
        assert released() == [(whole, Decimal(20), Decimal(140))]
        take(cast.jahad_editor, whole, StepKind.CLAIMED, files=[paper()])
        assert released()[0][0] == whole
        take(cast.planner, whole, StepKind.CONFIRMED)
        assert released() == [(stated, Decimal(5), Decimal(35))]
        # Of another agency's reader no challenge, and so no decision.
        assert decisions_in(project.program.plan_year, user=cast.samt_editor, today=DAY).rows == []
        assert other.state == "open"


def test_costs_are_kept_with_the_challenge(project: Project, cast: Cast) -> None:
    fed = target_of(project)
    challenge = register(cast, project, {fed: Decimal(35)})
    saved = save_with_costs(
        by=cast.jahad_editor, challenge=challenge, version=1, costs={fed: None}, title="تازه", owner="کسی"
    )
    assert (ChallengeCost.objects.get().amount, saved.version) == (None, 2)
    with pytest.raises(Moved):
        save_costs(by=cast.jahad_editor, challenge=challenge, version=1, costs={})
    strange = make_program(cast, title="دیگری", status=ProgramStatus.APPROVED)
    with pytest.raises(Refused):
        save_costs(
            by=cast.jahad_editor,
            challenge=challenge,
            version=2,
            costs={Target.objects.select_related("project", "indicator__unit").get(project__program=strange): None},
        )
    with pytest.raises(Refused):
        save_costs(by=cast.jahad_editor, challenge=challenge, version=2, costs={fed: Decimal("1.5")})
    assert ChallengeCost.objects.get().amount is None


def test_the_inbox_says_whose_turn_it_is(project: Project, cast: Cast) -> None:
    def queues(who: str, today: datetime.date) -> dict[str, int]:
        with on_day(today):
            found = {queue.name: queue.count for queue in inbox_of(cast[who])}
        return {name: count for name, count in found.items() if name.startswith("challenges-")}

    with on_day(DAY):
        challenge = register(cast, project, owner="", owner_agency=Agency.objects.get(code="SAMT"))
    late = days(6 + project.program.plan_year.challenge_days_agency)
    assert queues("samt.head", DAY) == {"challenges-asked": 1}
    assert queues("jahad.editor", DAY) == queues("planner", DAY) == {}
    assert queues("jahad.editor", days(6)) == {"challenges-late": 1}
    assert queues("planner", late) == {"challenges-to-fetch": 1}
    # A reminder counts the same, and nothing whose day at the agency is still to come.
    with on_day(late):
        register(cast, project, due_on=late + datetime.timedelta(days=30))
        fetched = [each for each in reminders_of(cast.planner, late) if each.about == "challenges-fetch"]
    assert ["۱" in str(each.title) for each in fetched] == [True]
    with on_day(late):
        take(cast.planner, challenge, StepKind.ESCALATED)
        assert queues("planner", late) == {"challenges-of-province": 1}
        assert queues("secretariat", late) == queues("jahad.editor", late) == {}
        take(cast.planner, challenge, StepKind.ESCALATED)
        assert queues("secretariat", late) == queues("deputy", late) == {"challenges-of-headquarters": 1}
        take(cast.samt_editor, challenge, StepKind.CLAIMED, files=[paper()])
        assert queues("planner", late) == queues("secretariat", late) == {"challenges-to-confirm": 1}


# --- pages ----------------------------------------------------------------------------------------


def test_a_challenge_is_registered_and_changed_on_its_pages(project: Project, cast: Cast, client: Client) -> None:
    client.force_login(cast.jahad_editor)
    program, fed = project.program, target_of(project)
    page = reverse("challenge-new", args=[program.uuid])
    typed: dict[str, Any] = {**posted_by(client.get(page).content.decode())}
    typed |= {
        "title": "نبود برق",
        "category": "land",
        "level": "province",
        "owner": "توزیع برق",
        "owner_side": "outside",
    }
    typed |= {f"cost-{fed.uuid}": ["-۱"]}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "نبود برق" in refused.content.decode() and not Challenge.objects.exists()
    typed |= {f"cost-{fed.uuid}": ["۱۲"], "actions": [str(project.actions.all()[0].pk)]}
    made = client.post(page, typed)
    challenge = Challenge.objects.get()
    assert made.status_code == 302 and made["Location"] == challenge.get_absolute_url()
    assert ChallengeCost.objects.get().amount == 12 and challenge.actions.count() == 1
    edit = reverse("challenge-edit", args=[challenge.uuid])
    mine = posted_by(client.get(edit).content.decode())
    save_with_costs(
        by=cast.jahad_head, challenge=challenge, version=1, costs={fed: Decimal(9)}, title="نبود برق و گاز", owner="برق"
    )
    conflict = client.post(edit, mine | {"description": ["شبکه نیست"]})
    assert conflict.status_code == 409
    assert "نبود برق و گاز" in conflict.content.decode() and "شبکه نیست" in conflict.content.decode()
    challenge.refresh_from_db()
    assert challenge.description == ""


def test_steps_are_taken_on_the_page(project: Project, cast: Cast, client: Client) -> None:
    challenge = register(cast, project)
    client.force_login(cast.jahad_editor)
    page = challenge.get_absolute_url()
    step = f"{page}steps/referred/"
    refused = client.post(step, {"version": 1, "text": "پیگیری شود"})
    assert refused.status_code == 422 and "پیگیری شود" in refused.content.decode()
    taken = client.post(step, {"version": 1, "text": "پیگیری شود", "to_name": "وزارت نیرو", "until": "1399/09/01"})
    assert taken.status_code == 302
    stale = client.post(f"{page}steps/escalated/", {"version": 1, "text": "پاسخی نیامد"})
    assert stale.status_code == 409 and "پاسخی نیامد" in stale.content.decode()
    proof = {"version": 2, "text": "وصل شد", "file": [paper(), paper("letter.pdf")]}
    assert client.post(f"{page}steps/claimed/", proof).status_code == 302
    file = ChallengeStep.objects.get(kind="claimed").files.earliest("pk")
    shown = client.get(page).content.decode()
    assert all(said in shown for said in ("پیگیری شود", "وزارت نیرو", "وصل شد", "proof.pdf", "letter.pdf"))
    answer = client.get(reverse("challenge-file", args=[file.uuid]))
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert answer.getvalue() == PAPER
    client.force_login(cast.samt_editor)
    assert client.get(reverse("challenge-file", args=[file.uuid])).status_code == 404


def test_the_list_is_narrowed_down_and_does_not_grow_in_queries(project: Project, cast: Cast, client: Client) -> None:
    register(cast, project)
    paths = {"/challenges/": 25, "/challenges/decisions/": 25, "/": 30, f"/programs/{project.program.uuid}/": 45}
    few = {path: questions(client, cast.planner, path) for path in paths}
    with transaction.atomic():
        Challenge.objects.bulk_create(
            Challenge(
                project=project,
                position=number,
                title=f"چالش {number}",
                category="credit",
                level="national",
                owner="بانک مرکزی",
                is_stated=False,
                registered_by=cast.planner,
                registered_at=timezone.now(),
                desk="headquarters" if number % 2 else "province",
                desk_since=DAY,
            )
            for number in range(2, 61)
        )
        record(by=cast.planner, act=Act.CREATED, kind="projects.challenge", object_id=None, label="many")
    many = {path: questions(client, cast.planner, path) for path in paths}
    assert many == few
    assert {path: count for path, count in many.items() if count > paths[path]} == {}

    def found(asked: str) -> int:
        return len(client.get(f"/challenges/?{asked}").context["table"].data)

    assert found("") == 60
    assert found("q=چاه") == found("category=permit") == found("owner=اب منطقه") == 1
    assert found("desk=headquarters&level=national") == 29
    assert found("state=solved") == found("agency=SAMT") == found("overdue=false&q=چاه") == 0
    assert found("state=holding_up&year=1399") == 60
    # The planner's own are those at the province, and stand first.
    assert found("mine=true") == 30
    page = client.get("/challenges/").content.decode()
    assert "۳۰ مورد در انتظار اقدام شماست" in page and page.count("شما</b>: تصمیم‌گیری") == 25
    table = client.get("/challenges/").context["table"]
    assert [row.record.desk for row in table.paginated_rows] == ["province"] * 25
    assert "روز تأخیر" in client.get("/challenges/?overdue=true").content.decode()
    book = client.get("/challenges/?format=xlsx&category=permit")
    sheet = load_workbook(BytesIO(book.content)).active
    assert [row[0].value for row in sheet.iter_rows()][-1] == "نبود مجوز چاه"
