"""What was done: projects, money, jobs and their verification, obstacles, decisions of the headquarters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from config.persian.numbers import format_percent
from projects.enums import (
    UNSOLVED,
    ChallengeDesk,
    ChallengeState,
    FundingSource,
    ObstacleCategory,
    ObstacleLevel,
    Tier,
)
from reports.charts import Bar, Bars, caption_of
from reports.year_end.head import as_of
from reports.year_end.layout import (
    BILLION,
    Cell,
    Column,
    Data,
    Kind,
    Section,
    Sheet,
    amounts,
    counted,
    day,
    decimal,
    name_of,
    of,
    percent,
    total_of,
    with_places,
)
from reports.year_end.pictures import picture_of

_FULL = Decimal(100)
_DECIDED = ("all", "same", "adjusted", "disputed")


def projects(data: Data) -> Section:
    """Projects of the first tier, and those whose work is done."""
    done = [row for row in data["projects"] if _is_done(row, "progress")]
    verified = [row for row in done if _is_done(row, "verified_progress")]
    first = [row for row in data["projects"] if row["tier"] == Tier.A]
    draft = [
        _(
            "Of %(all)s projects %(done)s are reported as finished, %(verified)s of them verified. %(first)s projects "
            "are of the first tier."
        )
        % {
            "all": counted(len(data["projects"])),
            "done": counted(len(done)),
            "verified": counted(len(verified)),
            "first": counted(len(first)),
        }
    ]
    return Section(
        "projects",
        _("Notable and finished projects"),
        draft,
        [
            _projects(_("Notable projects"), _("Projects of the first tier"), first),
            _projects(_("Finished projects"), _("Projects whose actions are reported as done"), done),
        ],
    )


def _is_done(row: Data, name: str) -> bool:
    value = decimal(row[name]["value"])
    return value is not None and value >= _FULL and row[name]["counted"] == row[name]["of"]


def _projects(name: str, title: str, rows: Iterable[Data]) -> Sheet:
    return Sheet(
        name=name,
        title=title,
        columns=[
            Column(_("Agency"), Kind.WORDS, width=30),
            Column(_("Project code"), Kind.CODE, width=18, in_print=False),
            Column(_("Project"), Kind.WORDS, width=44),
            Column(_("Tier"), Kind.CODE, missing=_("not graded"), width=8),
            Column(_("Reported progress"), Kind.PERCENT, missing=_("not reported")),
            Column(_("Verified progress"), Kind.PERCENT, missing=_("not verified")),
            Column(_("Actions reported"), Kind.WORDS),
        ],
        rows=[
            [
                Cell(name_of(row["agency"]["name"])),
                Cell(row["code"]),
                Cell(row["title"]),
                Cell(row["tier"] or None),
                percent(row["progress"]["value"]),
                percent(row["verified_progress"]["value"]),
                Cell(of(row["progress"]["counted"], row["progress"]["of"])),
            ]
            for row in rows
        ],
        note=_("Progress is that of the actions, by their weights; an action that has not begun is at zero."),
    )


def money(data: Data) -> Section:
    lines = [line for project in data["projects"] for line in project["money"]]
    approved, allocated = (total_of(line[name] for line in lines) for name in ("approved", "allocated"))
    told = sum(line["allocated"] is not None for line in lines)
    draft = [
        _(
            "%(projects)s projects have approved money; of %(told)s of %(lines)s sources it is said how much was "
            "allocated."
        )
        % {
            "projects": counted(sum(bool(project["money"]) for project in data["projects"])),
            "told": counted(told),
            "lines": counted(len(lines)),
        }
    ]
    if approved and allocated is not None:
        draft.append(
            _("Where it is said, %(share)s of what was approved has been allocated.")
            % {"share": format_percent(100 * allocated / (total_of(_approved_where_told(lines)) or approved), 1)}
        )
    chart = Bars(
        key="money",
        title=_("Approved money by source, billion rials"),
        caption=caption_of(as_of(data), is_bars=True),
        heading=_("Approved"),
        figure="money-approved",
        bars=[
            Bar(label=str(FundingSource(source).label), key=source, value=round(total / BILLION, 3))
            for source in FundingSource
            if (total := total_of(line["approved"] for line in lines if line["source"] == source)) is not None
        ],
    )
    sheets = [
        _money(_("Money by source"), _("By source"), _("Source"), _by_source(data["projects"])),
        _money(_("Money by agency"), _("Money by agency"), _("Agency"), _by_agency(data["projects"])),
    ]
    return Section("money", _("Credits and facilities"), draft, sheets, [picture_of(chart)] if chart.bars else [])


def _approved_where_told(lines: Iterable[Data]) -> list[str | None]:
    return [line["approved"] for line in lines if line["allocated"] is not None]


def _by_source(rows: Iterable[Data]) -> list[tuple[str, list[Data]]]:
    lines = [line for project in rows for line in project["money"]]
    return [
        (str(source.label), own)
        for source in FundingSource
        if (own := [line for line in lines if line["source"] == source])
    ]


def _by_agency(rows: Iterable[Data]) -> list[tuple[str, list[Data]]]:
    groups: dict[str, tuple[str, list[Data]]] = {}
    for project in rows:
        agency = project["agency"]
        groups.setdefault(agency["code"], (name_of(agency["name"]), []))[1].extend(project["money"])
    return [groups[code] for code in sorted(groups) if groups[code][1]]


def _money(name: str, title: str, heading: str, groups: Iterable[tuple[str, list[Data]]]) -> Sheet:
    columns = ("approved", "allocated", "spent")
    missing = _("not stated")
    return Sheet(
        name=name,
        title=title,
        columns=[
            Column(heading, Kind.WORDS, width=40),
            Column(_("Approved (billion rials)"), Kind.AMOUNT, missing=missing, width=18),
            Column(_("Allocated (billion rials)"), Kind.AMOUNT, missing=missing, width=18),
            Column(_("Spent (billion rials)"), Kind.AMOUNT, missing=missing, width=18),
            Column(_("Sources that say what was allocated"), Kind.WORDS, width=20),
        ],
        rows=[
            [
                Cell(label),
                *with_places([_billions(total_of(line[column] for line in lines)) for column in columns]),
                Cell(of(sum(line["allocated"] is not None for line in lines), len(lines))),
            ]
            for label, lines in groups
        ],
        note=_("Sums of what is stated; what is not stated is not zero."),
    )


def _billions(rials: Decimal | None) -> Decimal | None:
    return None if rials is None else round(rials / BILLION, 3)


def jobs(data: Data) -> Section:
    """Jobs: as they were planned with the projects, as targets of jobs report them; and how reports were verified."""
    targets = [row for row in data["targets"] if row["about_jobs"]]
    direct = sum(project["jobs_direct"] or 0 for project in data["projects"])
    indirect = sum(project["jobs_indirect"] or 0 for project in data["projects"])
    checked = _verification(data)
    decided = {name: sum(row[name] for row in checked.values()) for name in _DECIDED}
    waiting = decided["all"] - decided["same"] - decided["adjusted"] - decided["disputed"]
    draft = [
        _("The projects plan %(direct)s direct and %(indirect)s indirect jobs.")
        % {"direct": counted(direct), "indirect": counted(indirect)},
        _("%(count)s targets of jobs exist; %(reported)s of them are reported.")
        % {
            "count": counted(len(targets)),
            "reported": counted(sum(row["reported"] is not None for row in targets)),
        },
        _(
            "Of %(all)s figures reported, %(same)s were verified as they were, %(adjusted)s otherwise, %(disputed)s "
            "are in dispute and %(waiting)s wait for a decision."
        )
        % ({name: counted(count) for name, count in decided.items()} | {"waiting": counted(waiting)}),
    ]
    names = {row["code"]: name_of(row["name"]) for row in data["agencies"]}
    return Section(
        "jobs",
        _("Jobs created, and verification"),
        draft,
        [
            Sheet(
                name=_("Targets of jobs"),
                title=_("Jobs by target"),
                columns=[
                    Column(_("Agency"), Kind.WORDS, width=30),
                    Column(_("Project"), Kind.WORDS, width=40),
                    Column(_("Indicator"), Kind.WORDS, width=30),
                    Column(_("Year-end target"), Kind.AMOUNT),
                    Column(_("Reported"), Kind.AMOUNT, missing=_("not reported")),
                    Column(_("Verified"), Kind.AMOUNT, missing=_("not verified")),
                    Column(_("Disputed"), Kind.AMOUNT, missing=_("none")),
                ],
                rows=[
                    [
                        Cell(name_of(row["agency"]["name"])),
                        Cell(row["project"]["title"]),
                        Cell(name_of(row["indicator"]["name"])),
                        *amounts(row, "value", "reported", "verified", "disputed"),
                    ]
                    for row in targets
                ],
            ),
            Sheet(
                name=_("Verification"),
                title=_("What became of what was reported"),
                columns=[
                    Column(_("Agency"), Kind.WORDS, width=40),
                    Column(_("Figures reported"), Kind.COUNT),
                    Column(_("Verified as reported"), Kind.COUNT),
                    Column(_("Verified otherwise"), Kind.COUNT),
                    Column(_("In dispute"), Kind.COUNT),
                    Column(_("Not decided yet"), Kind.COUNT),
                    Column(_("Reporting accuracy"), Kind.PERCENT, missing=_("not computable")),
                ],
                rows=[
                    [
                        Cell(names.get(code, code)),
                        *(Cell(row[name]) for name in ("all", "same", "adjusted", "disputed", "open")),
                        Cell(_accuracy(row), 1),
                    ]
                    for code, row in checked.items()
                ],
                note=_("Accuracy is the share of decided figures that were verified as they had been reported."),
            ),
        ],
    )


def _verification(data: Data) -> dict[str, Counter[str]]:
    """By agency: figures of targets and periods by what was decided on them."""
    found: dict[str, Counter[str]] = {row["code"]: Counter() for row in data["agencies"]}
    for target in data["targets"]:
        own = found[target["agency"]["code"]]
        for period in target["periods"]:
            if period["reported"] is None:
                continue
            own["all"] += 1
            if period["disputed"] is not None:
                own["disputed"] += 1
            elif period["verified"] is None:
                own["open"] += 1
            else:
                own["same" if period["verified"] == period["reported"] else "adjusted"] += 1
    return found


def _accuracy(row: Counter[str]) -> Decimal | None:
    decided = row["same"] + row["adjusted"] + row["disputed"]
    return round(Decimal(100 * row["same"]) / decided, 4) if decided else None


def obstacles(data: Data) -> Section:
    rows = data["challenges"]
    solved = [row for row in rows if row["state"] == ChallengeState.SOLVED]
    unsolved = [row for row in rows if row["state"] != ChallengeState.SOLVED]
    national = [row for row in unsolved if row["level"] == ObstacleLevel.NATIONAL]
    draft = [
        _(
            "%(all)s obstacles were registered: %(solved)s are solved, %(open)s are not, and %(national)s of these "
            "need a national decision."
        )
        % {
            "all": counted(len(rows)),
            "solved": counted(len(solved)),
            "open": counted(len(unsolved)),
            "national": counted(len(national)),
        }
    ]
    by_kind = Sheet(
        name=_("Obstacles"),
        title=_("Obstacles by kind"),
        columns=[
            Column(_("Kind of obstacle"), Kind.WORDS, width=34),
            Column(_("Registered"), Kind.COUNT),
            *(Column(str(state.label), Kind.COUNT, width=16) for state in ChallengeState),
            Column(_("With the headquarters"), Kind.COUNT, width=16),
        ],
        rows=[
            [
                Cell(str(category.label)),
                Cell(len(own)),
                *(Cell(sum(row["state"] == state for row in own)) for state in ChallengeState),
                Cell(sum(row["desk"] == ChallengeDesk.HEADQUARTERS and row["state"] in UNSOLVED for row in own)),
            ]
            for category in ObstacleCategory
            if (own := [row for row in rows if row["category"] == category])
        ],
    )
    return Section(
        "obstacles",
        _("Obstacles: solved, open, in need of a national decision"),
        draft,
        [
            by_kind,
            _obstacles(_("National decisions"), _("In need of a national decision"), national),
            _obstacles(_("Open obstacles"), _("Open obstacles"), [row for row in unsolved if row not in national]),
            _obstacles(_("Solved obstacles"), _("Solved obstacles"), solved),
        ],
    )


def _obstacles(name: str, title: str, rows: Iterable[Data]) -> Sheet:
    return Sheet(
        name=name,
        title=title,
        columns=[
            Column(_("Agency"), Kind.WORDS, width=28),
            Column(_("Project"), Kind.WORDS, width=34),
            Column(_("Obstacle"), Kind.WORDS, width=40),
            Column(_("Kind"), Kind.WORDS, width=20, in_print=False),
            Column(_("Who is asked"), Kind.WORDS, missing=_("nobody"), width=26),
            Column(_("What is asked for"), Kind.WORDS, missing=_("not stated"), width=34, in_print=False),
            Column(_("Until"), Kind.DATE),
            Column(_("Who has it"), Kind.WORDS, width=14),
            Column(_("State"), Kind.WORDS, width=16),
        ],
        rows=[
            [
                Cell(name_of(row["agency"]["name"])),
                Cell(row["project"]["title"]),
                Cell(row["title"]),
                Cell(str(ObstacleCategory(row["category"]).label)),
                Cell((name_of(row["asked"]["name"]) if row["asked"] else row["asked_name"]) or None),
                Cell(row["wanted"] or None),
                day(row["until"]),
                Cell(str(ChallengeDesk(row["desk"]).label)),
                Cell(str(ChallengeState(row["state"]).label)),
            ]
            for row in rows
        ],
    )
