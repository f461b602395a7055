"""The charts of a sheet, and the map of the counties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from reports.charts import SCurve, Tile, TileMap, caption_of

if TYPE_CHECKING:
    from reports.sheets.counties import CountyLine, CountyMap
    from reports.sheets.whole import Sheet


class Charts(NamedTuple):
    """None where there is nothing to draw."""

    curve: SCurve | None


def charts_of(sheet: Sheet) -> Charts:
    return Charts(_curve(sheet) if sheet.course.of else None)


def _curve(sheet: Sheet) -> SCurve:
    """Where the targets were to be and where they are, month by month."""
    course = sheet.course
    names = {period.ordinal: period.name for period in sheet.periods}
    return SCurve(
        key="course",
        title=_("Planned against actual"),
        caption=caption_of(
            _("as of %(day)s") % {"day": format_date(sheet.today)},
            _("reported by the agencies"),
            reported=sheet.totals.coverage.reported,
            due=sheet.totals.coverage.due,
        ),
        steps=[names.get(point.ordinal, str(point.ordinal)) for point in course.points],
        keys=[str(point.ordinal) for point in course.points],
        planned=[point.planned for point in course.points],
        actual=[point.reported for point in course.points],
    )


def map_of(counties: CountyMap) -> TileMap:
    """The counties in their places, and below them what can be given to none."""
    chosen = counties.macro_target
    coverage = counties.whole.macro.coverage if counties.whole.macro else counties.whole.totals.coverage
    heading = _("Reported, of what was agreed") if chosen else _("Done, of what was due by now")
    return TileMap(
        key="counties",
        title=str(chosen) if chosen else _("Counties"),
        caption=caption_of(
            heading,
            _("as of %(day)s") % {"day": format_date(counties.today)},
            _("reported by the agencies"),
            reported=coverage.reported,
            due=coverage.due,
        ),
        tiles=[_tile(line, counties) for line in counties.lines if line.county],
        heading=heading,
        figure="county-shown",
        rest=_tile(counties.unallocated, counties),
    )


def _tile(line: CountyLine, counties: CountyMap) -> Tile:
    county = line.county
    count = line.totals.targets
    words = ngettext("%(count)s target", "%(count)s targets", count) % {"count": localise_digits(str(count))}
    year = f"?year={counties.plan_year.year}"
    return Tile(
        label=str(county) if county else _("Unallocated"),
        key=line.code or "unallocated",
        row=county.tile_row if county else 0,
        column=county.tile_column if county else 0,
        value=line.shown,
        url=reverse("county-sheet", args=[line.code]) + year if county else "",
        note=words if count else "",
    )
