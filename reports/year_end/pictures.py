"""Charts as the report prints them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from reports.charts import Bar, Bars, Bullets, Chart, caption_of
from reports.year_end.head import as_of
from reports.year_end.layout import Data, Picture, name_of

# So many are drawn; all stand in the table.
MOST_BARS = 30


def picture_of(chart: Chart) -> Picture:
    """Its drawings, side by side where there is room, with what it says for those who do not see them."""
    drawings = [str(piece) for piece in chart.pieces]
    if isinstance(chart, Bullets):
        drawings.append(str(chart.legend))
    return Picture(chart.title, chart.summary, chart.caption, drawings)


def achieved(data: Data, key: str, title: str) -> list[Picture]:
    """Verified achievement as bars, the highest first; what has none is left to the table."""
    there = [row for row in data[key] if row["verified"] is not None and row["code"]]
    there.sort(key=lambda row: (-Decimal(row["verified"]), row["code"]))
    drawn = [
        Bar(label=name_of(row["name"]), key=row["code"], value=Decimal(row["verified"])) for row in there[:MOST_BARS]
    ]
    return [bars(data, key, title, drawn)] if len(drawn) > 1 else []


def bars(data: Data, key: str, title: str, drawn: list[Bar], *, is_percent: bool = True) -> Picture:
    covered = data["coverage"]
    chart = Bars(
        key=key,
        title=title,
        caption=caption_of(as_of(data), reported=covered["reported"], due=covered["due"], is_bars=True),
        bars=drawn,
        heading=_("Verified achievement") if is_percent else _("Targets"),
        figure=f"{key}-verified" if is_percent else f"{key}-targets",
        is_percent=is_percent,
        places=1 if is_percent else 0,
        most=Decimal(100) if is_percent and all((bar.value or 0) <= 100 for bar in drawn) else None,
    )
    return picture_of(chart)
