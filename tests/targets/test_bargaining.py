"""The table: sides alternate, nobody answers themselves, what both accept or the deputy rules is agreed."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import translation

from agencies.enums import Act, Role
from agencies.models import Event, Membership, User
from config.clock import today
from projects.enums import ProgramStatus, Turn
from projects.models import Program
from projects.operations import move_program
from projects.refusals import Moved, Refused
from reports.inbox import inbox_of
from targets.bargaining import parts_of
from targets.enums import Said, Side
from targets.letters import letters_visible_to
from targets.models import Indicator, MasterTableRow, Offer, OfferAnswer, Target
from targets.operations.bargaining import Terms
from targets.operations.letters import Paper
from targets.operations.promises import freeze_year
from targets.planned import plan_of
from targets.ratios import value_of_parts
from targets.trajectories import rescaled
from targets.verification import altered_frozen_figures
from tests.agencies.recording import record_loading
from tests.cast import BEFORE_THE_YEAR, Cast
from tests.every_state import pdf_saying
from tests.factories import make_program, make_target, walk
from tests.targets.tables import AGENCY, PROVINCE, Table, lay_table
from tests.targets.test_on_behalf import AsPlanner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def kept(module_db: None) -> Table:
    return lay_table(Cast())


@pytest.fixture
def table(kept: Table) -> Table:
    return deepcopy(kept)


# --- rounds ---------------------------------------------------------------------------------------


def test_the_signature_is_round_one_and_the_sides_alternate(cast: Cast, table: Table) -> None:
    assert table.bargain().turn == Turn.PLANNER
    counter = table.counters(300, terms=Terms("ظرفیت هست", "مشروط به تأمین اعتبار", "۱۲/۳", None))
    assert (counter.round, counter.side, counter.condition) == (2, Side.PROVINCE, "مشروط به تأمین اعتبار")
    assert table.bargain().turn == Turn.HEAD
    with pytest.raises(Refused, match="other side's turn"):
        table.offers(cast.planner2, PROVINCE, 310)
    table.offers(cast.jahad_head, AGENCY, 260)
    assert table.bargain().turn == Turn.PLANNER
    assert [offer.round for offer in table.bargain().offers] == [1, 2, 3]
    events = Event.objects.filter(root_id=table.program.uuid, act=Act.OFFERED)
    assert [event.changes["value"] for event in events.order_by("pk")] == [["240", "300"], ["300", "260"]]


def test_acceptance_of_the_last_offer_agrees_on_it(cast: Cast, table: Table) -> None:
    offer = table.counters(300)
    table.accepts(cast.jahad_head, AGENCY)
    bargain = table.bargain()
    assert (bargain.agreed, bargain.turn) == (offer, Turn.NOBODY)
    assert bargain.acceptance is not None and bargain.acceptance.made_by == cast.jahad_head
    assert Event.objects.filter(root_id=table.program.uuid, act=Act.AGREED).count() == 1
    with pytest.raises(Moved, match="agreed meanwhile"):
        table.counters(310, seen_round=2)


def paper(cast: Cast, **other: Any) -> Paper:
    """The letter of JAHAD's head, of today."""
    scan = SimpleUploadedFile("letter.pdf", pdf_saying("signed"))
    given = Paper(cast.jahad_head.memberships.get(), "۱۲/۹", today(), scan)
    return given._replace(**other)


def test_the_head_answers_by_a_letter_that_the_planner_registers(cast: Cast, tmp_path: Any) -> None:
    table = lay_table(cast, targets=2)
    one, other = table.targets
    with override_settings(STORAGE_ROOT=tmp_path):
        for target in (one, other):
            table.counters(300, target=target)
        with pytest.raises(Refused, match="You have made this offer"):
            table.offers(cast.planner, AGENCY, 270, paper=paper(cast))
        with pytest.raises(Refused, match="dated before"):
            table.offers(cast.planner2, AGENCY, 270, paper=paper(cast, dated_on=today() - timedelta(days=1)))
        with pytest.raises(Refused, match="did not sign for"):
            table.offers(cast.planner2, AGENCY, 270, paper=paper(cast, seat=cast.samt_head.memberships.get()))
        with pytest.raises(PermissionDenied):
            table.offers(cast.jahad_editor, AGENCY, 270, paper=paper(cast))
        assert Offer.objects.filter(side=AGENCY, target__in=(one, other)).count() == 2
        answer = table.offers(cast.planner2, AGENCY, 270, paper=paper(cast))
        table.accepts(cast.planner2, AGENCY, other, paper=paper(cast))
    assert (answer.made_by, answer.signed_letter.registered_by) == (cast.jahad_head, cast.planner2)
    assert (answer.letter_number, answer.letter_on) == ("۱۲/۹", today())
    event = Event.objects.filter(act=Act.OFFERED).latest("pk")
    assert (event.actor, event.file_hashes) == (cast.planner2, [answer.signed_letter.sha256])
    assert event.changes["signed_by"] == [None, cast.jahad_head.full_name]
    acceptance = table.bargain(other).acceptance
    assert acceptance is not None and acceptance.made_by == cast.jahad_head
    assert {answer.signed_letter, acceptance.signed_letter} == set(letters_visible_to(cast.jahad_head))
    assert not letters_visible_to(cast.samt_head)
    # Who registered the answer does not judge it.
    with pytest.raises(Refused, match="You have made this offer"):
        table.offers(cast.planner2, PROVINCE, 290)
    table.accepts(cast.planner, PROVINCE)
    assert table.bargain().agreed == answer


def test_the_planner_accepts_what_the_head_signed(cast: Cast, table: Table) -> None:
    table.accepts(cast.planner, PROVINCE)
    assert table.target.accepted_offer is not None and table.target.accepted_offer.value == 240


def test_a_ruling_binds(cast: Cast, table: Table) -> None:
    table.counters(300)
    with pytest.raises(Refused, match="Nobody has asked"):
        table.rules(280)
    table.asks(cast.jahad_head, AGENCY)
    assert table.bargain().turn == Turn.DEPUTY
    with pytest.raises(Refused, match="ruling was asked"):
        table.offers(cast.jahad_head, AGENCY, 270)
    with pytest.raises(Moved, match="already"):
        table.asks(cast.jahad_head, AGENCY)
    ruling = table.rules(280)
    assert (table.target.accepted_offer, ruling.side) == (ruling, Side.RULING)
    acts = Event.objects.filter(act__in=(Act.RULING_ASKED, Act.RULED)).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [Act.RULING_ASKED, Act.RULED]


def test_the_last_offer_can_be_accepted_while_a_ruling_is_asked_for(cast: Cast, table: Table) -> None:
    table.counters(300)
    table.asks(cast.jahad_head, AGENCY)
    table.accepts(cast.jahad_head, AGENCY)
    assert table.bargain().turn == Turn.NOBODY
    with pytest.raises(Moved):
        table.rules(280)


# --- refusals -------------------------------------------------------------------------------------


def test_who_may_say_what(cast: Cast, table: Table) -> None:
    for by, side in (
        (cast.jahad_editor, AGENCY),
        (cast.samt_head, AGENCY),
        (cast.planner, AGENCY),
        (cast.jahad_head, PROVINCE),
        (cast.deputy, PROVINCE),
        (cast.auditor, PROVINCE),
    ):
        with pytest.raises(PermissionDenied):
            table.offers(by, side, 300)
    with pytest.raises(PermissionDenied):
        table.rules(300, by=cast.planner)


def test_the_second_of_two_is_told_what_the_first_offers(cast: Cast, table: Table) -> None:
    table.counters(300)
    with pytest.raises(Moved, match=r"planner has made an offer meanwhile: round 2, 300"):
        table.offers(cast.planner2, PROVINCE, 310, seen_round=1)
    assert table.bargain().round == 2


@pytest.mark.parametrize(
    ("value", "given", "told"),
    [
        ("240", {}, "accept it instead"),
        ("0", {}, "above zero"),
        ("250.12345", {}, "decimals"),
        ("250", {"terms": Terms("  ")}, "Say why"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(table: Table, value: str, given: dict, told: str) -> None:
    with pytest.raises(Refused, match=told):
        table.counters(value, **given)
    assert table.bargain().round == 1


def test_the_same_figure_with_a_condition_is_an_offer(table: Table) -> None:
    assert table.counters(240, terms=Terms("اعتبار", "مشروط به تأمین اعتبار")).round == 2


def test_offers_are_made_only_in_negotiation(cast: Cast, table: Table) -> None:
    target = table.target
    table.program.refresh_from_db()
    move_program(
        by=cast.planner2, program=table.program, move="return", version=table.program.version, reason="ناقص است"
    )
    with pytest.raises(Moved, match="not being bargained"):
        table.counters(300, target=target)


def test_whoever_entered_on_behalf_does_not_bargain_for_the_province(cast: Cast) -> None:
    program = make_program(AsPlanner(), title="برنامه سازمان")
    walk(AsPlanner(), program, ProgramStatus.UNDER_REVIEW)
    move_program(by=cast.planner2, program=program, move="negotiate", version=program.version)
    table = Table(cast, program)
    with pytest.raises(Refused, match="written in this program"):
        table.counters(300)
    assert parts_of(cast.planner, table.bargain()) == set()
    assert parts_of(cast.planner2, table.bargain()) == {PROVINCE}


# --- agreed ---------------------------------------------------------------------------------------


def test_the_program_is_agreed_once_every_target_is(cast: Cast) -> None:
    table = lay_table(cast, targets=3)
    first, second, _third = table.targets
    table.counters(300, target=first)
    table.counters(320, target=second)
    table.accepts(cast.jahad_head, AGENCY, second)
    table.program.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        move_program(by=cast.planner2, program=table.program, move="accept", version=table.program.version)
    [problem] = refusal.value.problems
    assert problem.url == f"/targets/{first.uuid}/bargaining/" and "300" in problem.message
    table.offers(cast.jahad_head, AGENCY, 260, target=first)
    table.program.refresh_from_db()
    with pytest.raises(Refused):
        # What the head answered at the table is accepted by itself, by somebody who saw it.
        move_program(by=cast.planner2, program=table.program, move="accept", version=table.program.version)
    table.accepts(cast.planner, PROVINCE, first)
    table.program.refresh_from_db()
    move_program(by=cast.planner2, program=table.program, move="accept", version=table.program.version)
    assert [target.accepted_offer.value for target in table.targets if target.accepted_offer] == [260, 320, 240]


def test_nobody_moves_a_program_whose_offers_they_did_not_see(cast: Cast, table: Table) -> None:
    table.program.refresh_from_db()
    seen = table.program.version
    table.counters(300)
    with pytest.raises(Moved):
        move_program(by=cast.planner2, program=table.program, move="return", version=seen, reason="ناقص است")


def test_what_comes_back_opens_a_new_round(cast: Cast, table: Table) -> None:
    table.counters(300)
    table.accepts(cast.jahad_head, AGENCY)
    for move, by in (("return", cast.planner2), ("submit", cast.jahad_editor), ("sign", cast.jahad_head)):
        table.program.refresh_from_db()
        move_program(by=by, program=table.program, move=move, version=table.program.version, reason="ناقص است")
    assert table.target.accepted_offer is None
    assert [(offer.side, offer.value) for offer in table.bargain().offers] == [
        (AGENCY, 240),
        (PROVINCE, 300),
        (AGENCY, 240),
    ]


# --- the trajectory -------------------------------------------------------------------------------


def test_another_value_leads_the_same_way_to_its_end(cast: Cast, table: Table) -> None:
    assert table.target.trajectory == [Decimal(20 * month) for month in range(1, 13)]
    offer = table.counters(300)
    offer.refresh_from_db()
    assert offer.trajectory == [Decimal(25 * month) for month in range(1, 13)]
    table.accepts(cast.jahad_head, AGENCY)
    [row] = [row for row in plan_of(table.program.plan_year) if row.target_id == table.target.pk]
    assert (row.proposed, row.agreed.value, row.sheet.trajectory[0]) == (240, 300, 25)


def test_a_level_is_led_from_its_baseline_in_the_decimals_of_its_unit() -> None:
    indicator = Indicator.objects.filter(kind="stock", unit__decimals=0).select_related("unit").first()
    assert indicator is not None
    target = Target(indicator=indicator, baseline=Decimal(100), value=Decimal(200))
    target.trajectory = [Decimal(100), Decimal(130), Decimal(200)]
    assert rescaled(target, Decimal(151)) == [100, 115, 151]
    target.trajectory = [Decimal(100)] * 3
    assert rescaled(target, Decimal(160)) == [120, 140, 160]
    assert rescaled(Target(indicator=indicator), Decimal(5)) == []


def test_the_freeze_takes_what_was_agreed_with_its_trajectory(cast: Cast, table: Table) -> None:
    table.counters(300)
    table.accepts(cast.jahad_head, AGENCY)
    for move, by in (("accept", cast.planner2), ("approve", cast.deputy)):
        table.program.refresh_from_db()
        move_program(by=by, program=table.program, move=move, version=table.program.version)
    freeze_year(by=cast.deputy, plan_year=table.program.plan_year)
    row = MasterTableRow.objects.get()
    assert (row.value, row.trajectory[0], row.trajectory[-1]) == (300, 25, 300)
    assert list(altered_frozen_figures()) == []


# --- what the database says -----------------------------------------------------------------------


def test_the_database_keeps_the_ledger(cast: Cast, table: Table) -> None:
    table.counters(300)
    offer = table.bargain().open_offer
    other = lay_table(cast, title="برنامه دیگر").bargain().open_offer
    target = table.target

    def one_more(**given: Any) -> Any:
        return lambda: Offer.objects.create(target=target, value=5, **given)

    def answered(by: User, side: Side) -> Any:
        return lambda: OfferAnswer.objects.create(offer=offer, said=Said.ACCEPTED, side=side, made_by=by)

    for write, told in (
        (lambda: Offer.objects.filter(pk=offer.pk).update(value=5), "permission denied"),
        (lambda: Offer.objects.filter(pk=offer.pk)._raw_delete("default"), "permission denied"),
        (one_more(round=2, side=AGENCY, made_by=cast.jahad_head), "after the last one"),
        (one_more(round=4, side=AGENCY, made_by=cast.jahad_head), "after the last one"),
        (one_more(round=3, side=Side.RULING, made_by=cast.planner), "does not rule"),
        (lambda: Target.objects.filter(pk=target.pk).update(accepted_offer=other), "made for it"),
        (answered(cast.planner2, PROVINCE), "other side"),
        (answered(cast.planner, AGENCY), "other side"),
    ):
        with pytest.raises(DatabaseError, match=told), transaction.atomic():
            write()


# --- where it is seen -----------------------------------------------------------------------------


def queues(user) -> dict[str, int]:
    return {queue.name: queue.count for queue in inbox_of(user)}


def test_the_inbox_says_whose_turn_it_is(cast: Cast, table: Table) -> None:
    assert queues(cast.planner)["offers-of-agencies"] == 1
    assert "offers-of-province" not in queues(cast.jahad_head)
    table.counters(300)
    assert "offers-of-agencies" not in queues(cast.planner)
    assert queues(cast.jahad_head)["offers-of-province"] == 1
    assert "offers-of-province" not in queues(cast.samt_head)
    table.asks(cast.jahad_head, AGENCY)
    assert "offers-of-province" not in queues(cast.jahad_head)
    assert queues(cast.deputy)["rulings-asked"] == 1
    assert table.bargain().ruling_asked is not None
    assert table.bargain().open_offer.answers.get().said == Said.RULING_ASKED


def test_the_program_says_how_far_it_is(client, cast: Cast) -> None:
    table = lay_table(cast, targets=3)
    table.accepts(cast.planner, PROVINCE)
    client.force_login(cast.jahad_head)
    client.cookies["jahesh_language"] = "en"
    page = client.get(table.program.get_absolute_url()).content.decode()
    assert "1 of 3 agreed" in page
    assert page.count("Waiting for the planning organization") >= 2


def test_the_program_says_whose_turn_it_is(client, cast: Cast) -> None:
    """With whom how many open targets lie, in place of whose turn the status is; one's own first of all."""
    table = lay_table(cast, targets=3, title="سه هدف بر سر میز")
    for target in table.targets[:2]:
        table.counters(300, target=target)
    table.asks(cast.jahad_head, AGENCY, table.targets[0])
    for who, words in (
        (cast.planner, ["1 open target waits for you", "1 open target waits for the head", "for the deputy"]),
        (cast.jahad_head, ["1 open target waits for you", "1 open target waits for the planning"]),
        (cast.deputy, ["1 open target waits for you"]),
    ):
        client.force_login(who)
        client.cookies["jahesh_language"] = "en"
        page = client.get(table.program.get_absolute_url()).content.decode()
        assert [word for word in words if word not in page] == []
        assert page.count("waits for you") == 1


def test_who_bargained_for_the_province_approves_nothing_of_it(cast: Cast, table: Table) -> None:
    """An acting deputy who is a planner as well."""
    table.counters(300)
    table.accepts(cast.jahad_head, AGENCY)
    program = Program.objects.select_related("agency", "plan_year").get(pk=table.program.pk)
    move_program(by=cast.planner2, program=program, move="accept", version=program.version)
    with transaction.atomic():
        Membership.objects.create(user=cast.planner, role=Role.DEPUTY, valid_from=BEFORE_THE_YEAR)
        record_loading()
    acting = User.objects.get(pk=cast.planner.pk)
    with pytest.raises(Refused, match="bargained over"):
        move_program(by=acting, program=program, move="approve", version=program.version)
    program.refresh_from_db()
    move_program(by=cast.deputy, program=program, move="approve", version=program.version)


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def english(client):
    client.cookies["jahesh_language"] = "en"
    return client


def test_an_offer_is_typed_on_the_page(english, cast: Cast, table: Table) -> None:
    english.force_login(cast.planner)
    address = f"/targets/{table.target.uuid}/bargaining/"
    assert "Make a counter-offer" in english.get(address).content.decode()
    body = {"seen_round": 1, "value": "۳۰۰", "reason": "ظرفیت", "letter_number": "۱۲/۳", "letter_on": "1399/02/10"}
    response = english.post(address + "offer/", body, follow=True)
    assert response.redirect_chain and "Your offer stands" in response.content.decode()
    offer = table.bargain().open_offer
    assert (offer.value, offer.letter_number, offer.letter_on is not None) == (300, "۱۲/۳", True)


def test_what_came_too_late_stays_typed(english, cast: Cast, table: Table) -> None:
    english.force_login(cast.planner2)
    address = f"/targets/{table.target.uuid}/bargaining/"
    table.counters(300)
    response = english.post(address + "offer/", {"seen_round": 1, "value": "317", "reason": "به این دلیل"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "planner has made an offer meanwhile: round 2, 300" in page
    assert "317" in page and "به این دلیل" in page
    assert table.bargain().round == 2


def test_a_letter_has_a_number_and_a_date(english, cast: Cast, table: Table) -> None:
    english.force_login(cast.planner)
    body = {"seen_round": 1, "value": "300", "reason": "ظرفیت", "letter_number": "۱۲/۳"}
    response = english.post(f"/targets/{table.target.uuid}/bargaining/offer/", body)
    assert response.status_code == 422 and "A letter has a number and a date" in response.content.decode()


def test_a_ratio_is_offered_by_its_parts(english, cast: Cast) -> None:
    program = make_program(cast, targets=0)
    indicator = Indicator.objects.filter(aggregation="ratio").select_related("unit").first()
    parts = {"numerator": Decimal(60), "denominator": Decimal(100)}
    value = value_of_parts(indicator, **parts)
    make_target(cast, program.projects.get(), indicator=indicator, baseline=value + 30, value=value, **parts)
    table = Table(cast, walk(cast, program, ProgramStatus.NEGOTIATION))
    english.force_login(cast.planner)
    address = f"/targets/{table.target.uuid}/bargaining/offer/"
    assert english.post(address, {"seen_round": 1, "value": "70", "reason": "ظرفیت"}).status_code == 422
    body = {"seen_round": 1, "numerator": "70", "denominator": "100", "reason": "ظرفیت"}
    assert english.post(address, body).status_code == 302
    offer = table.bargain().open_offer
    assert offer.value == value_of_parts(indicator, Decimal(70), Decimal(100))
    assert offer.trajectory[-1] == offer.value
