"""Two people at one sitting: what one types shows on the other's screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from agencies.models import Agency
from projects.enums import ProgramStatus
from targets.models import Indicator, Target
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.proposals import Share
from tests.cast import Cast
from tests.databases import DatabaseServer
from tests.factories import make_program, make_target, make_year, walk
from tests.sites import REDIS_OF_OWN_SITE, Site, Visit, add_people, running_site

pytestmark = pytest.mark.xdist_group("sitting")

OPEN = "/sittings/agencies/JAHAD/?year=1407"


@pytest.fixture(scope="module")
def hall(
    database_server: DatabaseServer, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site of its own: the year's journey wants one on which nothing else is planned."""
    folder = tmp_path_factory.mktemp("hall")
    with database_server.copy() as database:
        add_people(database, django_db_blocker)
        with running_site(database, redis_number=REDIS_OF_OWN_SITE, folder=folder, blocker=django_db_blocker) as site:
            yield site


@pytest.fixture(scope="module")
def target(hall: Site) -> Iterator[Target]:
    """JAHAD offers 240 of the 500 that the province needs and the 400 that it is asked for; nothing else of 1407."""
    with hall.inside():
        cast = Cast()
        year = make_year(1407)
        indicator = Indicator.objects.filter(direction="up", kind="flow", aggregation="sum").order_by("code")[0]
        shares = [Share(Agency.objects.get(code="JAHAD"), Decimal(400), "ظرفیت")]
        figures = {"baseline": Decimal(1000), "value": Decimal(1500), "shares": shares}
        macro_target = add_macro_target(by=cast.planner2, plan_year=year, indicator=indicator, **figures)
        approve_macro_target(by=cast.deputy, macro_target=macro_target)
        program = make_program(cast, plan_year=year, targets=0)
        target = make_target(cast, program.projects.get(), indicator=indicator, macro_target=macro_target)
        walk(cast, program, ProgramStatus.NEGOTIATION)
        yield Target.objects.annotate(macro=F("macro_target__uuid")).get(pk=target.pk)


def number(visit: Visit, cell: str) -> int:
    whole = visit.page.inner_text(f"#{cell}").partition(".")[0]
    return int(re.sub(r"\D", "", whole) or 0)


def test_a_counter_changes_the_gap_on_the_other_screen(hall: Site, target: Target, visit: Callable[..., Visit]) -> None:
    planner = visit(OPEN, at=hall, user="planner", language="en")
    deputy = visit(OPEN, at=hall, user="deputy", language="en", width=1920)
    head = visit(OPEN, at=hall, user="jahad.head", language="en")
    whole, part = f"whole-left-{target.macro}", f"part-left-{target.macro}"
    assert (number(deputy, whole), number(head, part)) == (260, 160)
    assert head.page.locator(f"#{whole}").count() == 0

    planner.page.fill(f"#value-{target.uuid}", "300")
    planner.page.press(f"#value-{target.uuid}", "Enter")
    started = time.monotonic()
    deputy.page.wait_for_function("id => document.getElementById(id).textContent.includes('200')", arg=whole)
    head.page.wait_for_function("id => document.getElementById(id).textContent.includes('100')", arg=part)
    assert time.monotonic() - started < 2.0
    assert number(planner, f"counter-{target.uuid}") == 300

    # The head answers, and the planner's screen shows what that leaves.
    head.page.fill(f"#value-{target.uuid}", "270")
    head.page.press(f"#value-{target.uuid}", "Enter")
    planner.page.wait_for_function("id => document.getElementById(id).textContent.includes('230')", arg=whole)
    # Three screens, and none was loaded again.
    assert [each.errors for each in (planner, deputy, head)] == [[], [], []]


def test_who_answers_too_late_is_told_in_the_row(hall: Site, target: Target, visit: Callable[..., Visit]) -> None:
    first = visit(OPEN, at=hall, user="planner", language="en")
    second = visit(OPEN, at=hall, user="planner2", language="en")
    box = f"#value-{target.uuid}"
    second.page.fill(box, "311")
    first.page.fill(box, "305")
    first.page.press(box, "Enter")
    second.page.wait_for_function(
        "id => document.getElementById(id).textContent.includes('305')", arg=f"counter-{target.uuid}"
    )
    assert second.page.input_value(box) == "311"
    second.page.press(box, "Enter")
    told = second.page.locator(f"#answer-{target.uuid} [data-refusal]")
    told.wait_for(state="visible")
    assert re.search(r"planner has made an offer meanwhile: round \d, 305", told.inner_text())
    assert second.page.input_value(box) == "311"
