"""Charts: read by everybody on any ground, in both directions, as a table too, and drawn alike by Typst."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal as D
from xml.etree import ElementTree

import pytest
import typst
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from config.persian.digits import to_latin
from reports.charts import Bar, Bars, Bullet, Bullets, Chart, HeatMap, HeatRow, SCurve, Tile, TileMap
from reports.charts.drawing import RAMP, TONES, contrast

SVG = "{http://www.w3.org/2000/svg}"
PLANNED = [D(3), D(10), D(30), D(60), D(80), D(100)]


def curve(*actual: int | str) -> SCurve:
    done = [D(value) for value in actual]
    return SCurve(
        key="curve",
        title="Curve",
        caption="As of today",
        steps=["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"],
        keys=list("123456"),
        planned=PLANNED,
        actual=[*done, *[None] * (6 - len(done))],
    )


def bullets(**changes: object) -> Bullets:
    falling = Bullet(
        label="نرخ بیکاری", key="U", unit="درصد", start=D("12.5"), target=D(10), verified=D("11.2"), places=1, tone="ok"
    )
    rising = {
        "label": "Jobs <b>created</b>",
        "key": "J",
        "unit": "persons",
        "url": "/jobs/?a=1&b=2",
        "start": D(12000),
        "target": D(42000),
        "last_year": D(11000),
        "expected": D(30000),
        "reported": D(28000),
        "verified": D(24500),
        "forecast": D(38000),
        "low": D(33000),
        "high": D(43500),
        "tone": "bad",
        "word": "behind",
        **changes,
    }
    return Bullets(key="bullets", title="Targets", caption="", rows=[Bullet(**rising), falling])  # type: ignore[arg-type]


def heat() -> HeatMap:
    steps = [D(value) for value in (0, 39, 40, 60, 75, 90, 130)]
    return HeatMap(
        key="heat",
        title="Heat",
        caption="",
        columns=list("abcdefg"),
        column_keys=list("abcdefg"),
        heading="Agency",
        figure="heat",
        marked_below=D(60),
        rows=[
            HeatRow(label="سازمان صنعت، معدن و تجارت", key="SAMT", values=steps, url="/samt/"),
            HeatRow(label="Roads", key="ROADS", values=[None] * 7, silent=frozenset({1})),
        ],
    )


def bars() -> Bars:
    found = [Bar(label=tone, key=tone, value=D(place * 20), tone=tone) for place, tone in enumerate(TONES)]
    return Bars(
        key="bars",
        title="Bars",
        caption="",
        bars=[*found, Bar(label="none", key="none", value=None)],
        heading="Done",
        figure="bar",
    )


def tiles() -> TileMap:
    found = [Tile(label="تبریز", key=str(n), row=0, column=n, value=D(n * 20), note="12") for n in range(6)]
    rest = Tile(label="Unallocated", key="", row=0, column=0, value=None)
    return TileMap(key="tiles", title="Map", caption="", tiles=found, rest=rest, heading="Done", figure="county")


EVERY: list[Callable[[], Chart]] = [
    lambda: curve(2, 5, 20),
    lambda: curve(5, 12, 31, 60, 85),
    bullets,
    heat,
    bars,
    tiles,
]


@pytest.fixture(params=["fa", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def grounds(svg: str) -> Iterator[tuple[str, str, str]]:
    """Each text with its colour and the colours of what is painted under its edges and its middle."""
    painted: list[tuple[float, float, float, float, str]] = []
    for shape in ElementTree.fromstring(svg).iter():
        if shape.tag == f"{SVG}rect":
            x, y, wide, tall = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
            painted.append((x, y, x + wide, y + tall, shape.attrib["fill"]))
        elif shape.tag == f"{SVG}text":
            said, size = "".join(shape.itertext()), float(shape.attrib["font-size"])
            wide = len(said) * size * 0.5
            left = float(shape.attrib["x"]) - wide * {"start": 0, "middle": 0.5, "end": 1}[shape.attrib["text-anchor"]]
            for x in (left + 1, left + wide / 2, left + wide - 1):
                y = float(shape.attrib["y"]) - size / 3
                under = [fill for x1, y1, x2, y2, fill in painted if x1 <= x <= x2 and y1 <= y <= y2]
                yield said, shape.attrib["fill"], under[-1] if under else "#ffffff"


@pytest.mark.parametrize("chart", EVERY)
def test_every_word_is_read_on_its_ground(chart: Callable[[], Chart]) -> None:
    found = list(grounds(chart().svg))
    assert found and [each for each in found if contrast(each[1], each[2]) < 4.5] == []


@pytest.mark.parametrize("chart", EVERY)
def test_it_has_no_style_and_its_figures_stand_in_its_table(chart: Callable[[], Chart]) -> None:
    drawn = chart()
    page = render_to_string("reports/chart.html", {"chart": drawn})
    assert "style=" not in page and "<script" not in page
    for row in drawn.table.rows:
        assert len(row.cells) + 1 == len(drawn.table.columns)
        for cell in row.cells:
            assert f'data-figure="{cell.figure}" data-of="{row.key}"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_it_is_read_in_grey() -> None:
    against_white = [contrast(step, "#ffffff") for step in RAMP]
    assert against_white == sorted(against_white)


def test_typst_draws_it_too() -> None:
    images = "\n".join(f'#image(bytes({_quoted(chart().svg)}), format: "svg")' for chart in EVERY)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[settings.PRINT_FONTS])
    document = typst.compile(images.encode(), font_paths=fonts, format="pdf")
    assert document.startswith(b"%PDF")


def _quoted(svg: str) -> str:
    return '"' + svg.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_names_are_escaped_and_lead_somewhere() -> None:
    drawn = bullets().svg
    assert "Jobs &lt;b&gt;created&lt;/b&gt;" in drawn and 'href="/jobs/?a=1&amp;b=2"' in drawn
    assert 'role="group"' in drawn and 'role="img"' in curve(1).svg


def test_gap_is_named() -> None:
    assert to_latin(curve(2, 5, 20).summary).count("20") == 1
    assert curve(2, 5, 20).gap == -10 and curve(2, 5, 35).gap == 5 and curve().gap is None
    with translation.override("en"):
        assert curve(2, 5, 20).gap_in_words == "points of the year behind the plan"
        assert curve(2, 5, 30).gap_in_words == "on plan"
        assert "Nothing has been reported yet." in curve().svg


def _sides(svg: str, fill: str) -> tuple[float, float]:
    """Left and right of the first box of that colour."""
    box = next(each for each in ElementTree.fromstring(svg).iter(f"{SVG}rect") if each.attrib["fill"] == fill)
    return float(box.attrib["x"]), float(box.attrib["x"]) + float(box.attrib["width"])


def test_bars_grow_from_the_reading_side_and_time_does_not_turn(language: str) -> None:
    rising, falling = (bullets().rows[place] for place in (0, 1))
    starts = [
        _sides(Bullets(key="one", title="", caption="", rows=[row]).svg, TONES["info"]) for row in (rising, falling)
    ]
    # Both begin on the reading side, whether the figure is to rise or to fall.
    assert all(right > 380 if language == "fa" else left < 40 for left, right in starts[:1])
    assert all(right > 400 if language == "fa" else left < 20 for left, right in starts[1:])
    first, last = (float(text.attrib["x"]) for text in _texts(curve(1).svg, "فروردین", "شهریور"))
    assert first < last


def test_many_bars_stand_in_two_columns_of_one_scale() -> None:
    named = "اداره کل میراث فرهنگی، گردشگری و صنایع دستی"
    found = [Bar(label=f"{named} {number}", key=str(number), value=D(number)) for number in range(30, 0, -1)]
    drawn = Bars(key="many", title="", caption="", bars=found, heading="", figure="")

    first, second = drawn.pieces

    for piece, highest in ((first, 30), (second, 15)):
        # No name is cut: one that is longer than its line takes a second one.
        assert "…" not in piece and len(_texts(piece, "میراث")) == 15
        left, right = _sides(piece, TONES["info"])
        assert right - left == pytest.approx((640 - 250 - 90 - 16) * highest / 30, abs=0.1)
    assert len(bars().pieces) == 1


def _texts(svg: str, *words: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    return [each for word in words for each in root.iter(f"{SVG}text") if word in "".join(each.itertext())]


@pytest.mark.parametrize(
    "changes", [{"target": D(12000)}, {"verified": None}, {"verified": D(-900000)}, {"high": D(10**9)}]
)
def test_odd_figures_stay_within_the_drawing(changes: dict[str, D | None]) -> None:
    for each in ElementTree.fromstring(bullets(**changes).svg).iter(f"{SVG}rect"):
        assert 0 <= float(each.attrib["x"]) <= float(each.attrib["x"]) + float(each.attrib["width"]) <= 420
