"""Which figures of a return ask for a word. No database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from projects.models import Action
from targets.enums import Aggregation, Direction, Kind
from targets.forms.progress import facts_of
from targets.models import Indicator, ReportLine, Target, Unit
from targets.plausibility import Doubt, doubts_about
from targets.returns import SheetLine

TONS = Unit(code="ton", dimension="mass", decimals=2)
PERCENT = Unit(code="percent", dimension="ratio", decimals=2)


def line(
    reported: str | None,
    *,
    before: str | None = None,
    expected: str | None = "100",
    unit: Unit = TONS,
    kind: str = Kind.FLOW,
    direction: str = Direction.UP,
    aggregation: str = Aggregation.SUM,
    year: str = "1200",
) -> SheetLine:
    """A target's line in which so much was reported, after so much in the periods before."""
    indicator = Indicator(unit=unit, kind=kind, direction=direction, aggregation=aggregation)
    target = Target(indicator=indicator, value=Decimal(year))
    earlier = None if before is None else Decimal(before)
    now = None if reported is None else Decimal(reported)
    so_far = now if kind == Kind.STOCK or now is None else now + (earlier or 0)
    expects = None if expected is None else Decimal(expected)
    return SheetLine(ReportLine(target=target, reported=now), earlier, earlier, so_far, expects)


def action(reported: str | None, before: str | None) -> SheetLine:
    done, earlier = (None if text is None else Decimal(text) for text in (reported, before))
    return SheetLine(ReportLine(action=Action(), action_id=1, reported=done), earlier, earlier, done, None)


STOCK: dict[str, Any] = {"kind": Kind.STOCK, "aggregation": Aggregation.LAST}
RATIO: dict[str, Any] = {"aggregation": Aggregation.RATIO, "unit": PERCENT, "kind": Kind.STOCK}


@pytest.mark.parametrize(
    ("item", "doubts"),
    [
        (line("100"), []),
        (line(None), []),
        (line("0"), []),
        # The sum of a flow falls where an amount is negative.
        (line("-0.01", before="300"), [Doubt.FALLS]),
        # More than ten times what was to be there by now; exactly ten times is not.
        (line("1000", year="5000"), []),
        (line("1000.01", year="5000"), [Doubt.TEN_TIMES]),
        (line("700", before="400", year="5000"), [Doubt.TEN_TIMES]),
        (line("700", expected="0"), []),
        (line("700", expected=None), []),
        # More than was promised for the whole year.
        (line("200", before="1000", expected="300"), []),
        (line("200.01", before="1000", expected="300"), [Doubt.OVER_WHOLE]),
        (line("200.01", before="1000", expected="300", direction=Direction.DOWN), []),
        (line("1300"), [Doubt.TEN_TIMES, Doubt.OVER_WHOLE]),
        # A level that is to rise and fell; one that is to fall may.
        (line("259", before="260", **STOCK), [Doubt.FALLS]),
        (line("260", before="260", **STOCK), []),
        (line("259", before="260", direction=Direction.DOWN, **STOCK), []),
        # A percentage beyond a hundred; a ratio is nothing that only grows.
        (line("100", **RATIO), []),
        (line("100.5", before="99", **RATIO), [Doubt.OVER_WHOLE]),
        (line("8", before="9", **RATIO), []),
        (action("30", "40"), [Doubt.FALLS]),
        (action("40", "40"), []),
        (action("10", None), []),
        (action(None, "40"), []),
    ],
)
def test_figures_that_are_hardly_so(item: SheetLine, doubts: list[Doubt]) -> None:
    assert doubts_about(item) == doubts


def test_the_script_is_told_the_same_limits() -> None:
    facts = facts_of(line("10", before="300", expected="400"))
    assert {name: facts[name] for name in ("before", "least", "most")} == {
        "before": "300",
        "least": "0",
        "most": "1200",
    }
    assert facts_of(line("10", before="260", **STOCK))["least"] == "260"
    assert facts_of(action("10", "40"))["least"] == "40"
