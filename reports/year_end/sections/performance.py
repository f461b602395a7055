"""What was reached: together, of the macro targets, by axis, agency, county and priority industry."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from config.persian.numbers import format_percent
from reports.charts import Bullet, Bullets, Tile, TileMap, caption_of
from reports.year_end.columns import (
    achievement_cells,
    achievement_columns,
    count_columns,
    size_cells,
    standing_cells,
    standing_columns,
)
from reports.year_end.head import as_of, averages
from reports.year_end.layout import (
    Cell,
    Column,
    Data,
    Kind,
    Section,
    Sheet,
    amounts,
    counted,
    coverage_of,
    decimal,
    name_of,
    of,
    percent,
    period_name,
    with_part,
)
from reports.year_end.pictures import achieved, picture_of
from targets.double_counts import words_of

# So many are drawn; all stand in the table.
MOST_BULLETS = 10


def macro_targets(data: Data) -> Section:
    rows = data["macro_targets"]
    none = _("not reported")
    reached = [row for row in rows if row["achievement"] is not None and Decimal(row["achievement"]) >= 100]
    open_gap = [row for row in rows if row["gap"] is not None and Decimal(row["gap"]) > 0]
    draft = [
        _(
            "The province has %(count)s approved macro targets. Of %(reached)s what was needed is reported in full; of "
            "%(gap)s the agreed projects do not cover what is needed."
        )
        % {"count": counted(len(rows)), "reached": counted(len(reached)), "gap": counted(len(open_gap))}
    ]
    sheet = Sheet(
        name=_("Macro targets"),
        title=_("Macro targets of the province"),
        columns=[
            Column(_("Indicator"), Kind.WORDS, width=40),
            Column(_("Unit"), Kind.WORDS, width=18),
            Column(_("Baseline"), Kind.AMOUNT, in_print=False),
            Column(_("Year-end target"), Kind.AMOUNT, in_print=False),
            Column(_("Needed"), Kind.AMOUNT),
            Column(_("Offered"), Kind.AMOUNT, in_print=False),
            Column(_("Agreed"), Kind.AMOUNT),
            Column(_("Reported"), Kind.AMOUNT, missing=none),
            Column(_("Verified"), Kind.AMOUNT, missing=_("not verified")),
            Column(_("Disputed"), Kind.AMOUNT, missing=_("none")),
            Column(_("Achievement"), Kind.PERCENT, missing=_("not computable"), width=12),
            Column(_("Not agreed yet"), Kind.AMOUNT, missing=_("not computable"), in_print=False),
            Column(_("Official observation"), Kind.AMOUNT, missing=_("none")),
            Column(_("Period of the observation"), Kind.WORDS, in_print=False),
            Column(_("Reporting coverage"), Kind.WORDS),
        ],
        rows=[
            [
                Cell(with_part(row)),
                Cell(name_of(row["unit"]["name"])),
                *amounts(row, "baseline", "value", "needed", "offered", "agreed", "reported", "verified", "disputed"),
                percent(row["achievement"]),
                *amounts(row, "gap"),
                *(amounts(row["observation"], "value") if row["observation"] else [Cell(None)]),
                Cell(period_name(row["observation"]["period"]) if row["observation"] else None),
                Cell(_covered(row) if row["targets"] else None),
            ]
            for row in rows
        ],
        note=_(
            "Needed is the year-end target less the baseline; achievement is what was reported, in percent of it. "
            "The official observation stands beside the sum of the projects, never in its place."
        )
        + _double_counts(data),
    )
    bullets = [
        Bullet(
            label=with_part(row),
            key=row["indicator"]["code"],
            unit=name_of(row["unit"]["name"]),
            start=Decimal(row["baseline"]),
            target=Decimal(row["value"]),
            reported=_level(row, "reported"),
            verified=_level(row, "verified"),
            places=amounts(row, "value", "reported", "verified")[0].places,
        )
        for row in rows
        if row["baseline"] != row["value"]
    ][:MOST_BULLETS]
    pictures = []
    if bullets:
        chart = Bullets(
            key="macro",
            title=_("Macro targets: from the baseline to the year-end target"),
            caption=caption_of(as_of(data), reported=data["coverage"]["reported"], due=data["coverage"]["due"]),
            rows=bullets,
            figure="macro",
        )
        pictures.append(picture_of(chart))
    return Section("macro", _("Macro targets of the province and their achievement"), draft, [sheet], pictures)


def axes(data: Data) -> Section:
    sheet = Sheet(
        name=_("Axes"),
        title=_("By axis"),
        columns=[Column(_("Axis"), Kind.WORDS, width=40), *count_columns(), *achievement_columns()],
        rows=[
            [Cell(name_of(row["name"]) or _("without an axis")), *size_cells(row), *achievement_cells(row)]
            for row in data["axes"]
        ],
        note=averages(data),
    )
    return Section(
        "axes", _("Performance by axis"), [_best_and_last(data["axes"])], [sheet], achieved(data, "axes", sheet.title)
    )


def agencies(data: Data) -> Section:
    silent = [row for row in data["agencies"] if row["returns"]["due"] > row["returns"]["received"]]
    sheet = Sheet(
        name=_("Agencies"),
        title=_("By agency"),
        columns=[
            Column(_("Rank"), Kind.COUNT, width=8),
            Column(_("Code"), Kind.CODE, width=12, in_print=False),
            Column(_("Agency"), Kind.WORDS, width=40),
            *count_columns(in_print=False),
            *achievement_columns(),
            *standing_columns(),
            Column(_("Returns due"), Kind.COUNT),
            Column(_("Received"), Kind.COUNT),
            Column(_("Late"), Kind.COUNT),
        ],
        rows=[
            [
                Cell(row["rank"]),
                Cell(row["code"]),
                Cell(name_of(row["name"])),
                *size_cells(row),
                *achievement_cells(row),
                *standing_cells(row),
                *(Cell(row["returns"][name]) for name in ("due", "received", "late")),
            ]
            for row in data["agencies"]
        ],
        note=_("Ranked by verified, then by reported achievement; who has not reported has no rank.")
        + " "
        + averages(data),
    )
    draft = [
        _best_and_last(data["agencies"]),
        _("%(count)s agencies still owe returns that were due.") % {"count": counted(len(silent))},
    ]
    return Section(
        "agencies", _("Performance by agency"), draft, [sheet], achieved(data, "agencies", _("Verified achievement"))
    )


def counties(data: Data) -> Section:
    rows = data["counties"]
    sheet = Sheet(
        name=_("Counties"),
        title=_("By county"),
        columns=[Column(_("County"), Kind.WORDS, width=30), *count_columns(), *achievement_columns()],
        rows=[
            [
                Cell(name_of(row["name"]) or _("the province, or several counties")),
                *size_cells(row),
                *achievement_cells(row),
            ]
            for row in rows
        ],
        note=_("A project in several counties stands in the last line, unless it has targets by county."),
    )
    here = [row for row in rows if row["code"] and row["targets"]]
    draft = [
        _(
            "%(counties)s of %(all)s counties have targets of their own. %(rest)s targets are meant for the province "
            "or for several counties; nothing of them is split by guess."
        )
        % {
            "counties": counted(len(here)),
            "all": counted(sum(bool(row["code"]) for row in rows)),
            "rest": counted(sum(row["targets"] for row in rows if not row["code"])),
        },
        _best_and_last(here),
    ]
    chart = TileMap(
        key="counties",
        title=_("Verified achievement by county"),
        caption=caption_of(as_of(data), reported=data["coverage"]["reported"], due=data["coverage"]["due"]),
        heading=_("Verified achievement"),
        figure="county-verified",
        tiles=[
            Tile(
                label=name_of(row["name"]),
                key=row["code"],
                row=row["tile"][0],
                column=row["tile"][1],
                value=decimal(row["verified"]),
            )
            for row in rows
            if row["code"]
        ],
    )
    return Section("counties", _("Performance by county"), draft, [sheet], [picture_of(chart)] if here else [])


def industries(data: Data) -> Section:
    named = {row["code"]: name_of(row["name"]) for row in data["industries"]}
    sheet = Sheet(
        name=_("Priority industries"),
        title=_("By priority industry"),
        columns=[Column(_("Priority industry"), Kind.WORDS, width=36), *count_columns(), *achievement_columns()],
        rows=[
            [Cell(name_of(row["name"]) or _("no priority industry")), *size_cells(row), *achievement_cells(row)]
            for row in data["industries"]
        ],
    )
    linked = [project for project in data["projects"] if project["industry"]]
    chains = Sheet(
        name=_("Chains"),
        title=_("Links of the production chains"),
        columns=[
            Column(_("Priority industry"), Kind.WORDS, width=30),
            Column(_("Link of the chain"), Kind.WORDS, missing=_("not stated"), width=24),
            Column(_("Project"), Kind.WORDS, width=40),
            Column(_("Agency"), Kind.WORDS, width=30),
            Column(_("Reported progress"), Kind.PERCENT, missing=_("not reported")),
            Column(_("Verified progress"), Kind.PERCENT, missing=_("not verified")),
        ],
        rows=[
            [
                Cell(named.get(project["industry"], project["industry"])),
                Cell(project["chain_link"] or None),
                Cell(project["title"]),
                Cell(name_of(project["agency"]["name"])),
                percent(project["progress"]["value"]),
                percent(project["verified_progress"]["value"]),
            ]
            for project in sorted(linked, key=lambda each: (each["industry"], each["code"]))
        ],
    )
    draft = [
        _("%(projects)s projects work on %(industries)s priority industries.")
        % {
            "projects": counted(len(linked)),
            "industries": counted(len({project["industry"] for project in linked})),
        }
    ]
    return Section("industries", _("Priority industries and their chains"), draft, [sheet, chains])


def _best_and_last(rows: list[Data]) -> str:
    there = [row for row in rows if row["verified"] is not None and row["code"]]
    if len(there) < 2:
        return _("Of verified figures there are too few here to compare.")
    there.sort(key=lambda row: (-Decimal(row["verified"]), row["code"]))
    return _("By verified achievement %(first)s comes first with %(most)s and %(last)s last with %(least)s.") % {
        "first": f"«{name_of(there[0]['name'])}»",
        "most": format_percent(Decimal(there[0]["verified"]), 1),
        "last": f"«{name_of(there[-1]['name'])}»",
        "least": format_percent(Decimal(there[-1]["verified"]), 1),
    }


def _level(row: Data, name: str) -> Decimal | None:
    """What the sum of the projects makes of the baseline."""
    value = decimal(row[name])
    return None if value is None else Decimal(row["baseline"]) + value


def _covered(row: Data) -> str:
    """How many of the targets that were due are in the figures, and how many cannot be."""
    covered = str(coverage_of(row).value or of(0, 0))
    if left_out := row["not_counted"] + row["still_growing"]:
        return _("%(covered)s; %(count)s make no sum yet") % {"covered": covered, "count": counted(left_out)}
    return covered


def _double_counts(data: Data) -> str:
    """What stands in doubt in the sums, or was counted once, by indicator; "" for nothing."""
    told = [
        f" {with_part(row)}: {words}"
        for row in data["macro_targets"]
        if (words := words_of(row["suspected_double_counts"], row["counted_in_part"]))
    ]
    return "".join(told)
