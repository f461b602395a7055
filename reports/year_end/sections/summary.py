"""The year on one page."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from projects.enums import ChallengeState
from reports.charts import Bar
from reports.year_end.layout import (
    BILLION,
    Cell,
    Column,
    Data,
    Kind,
    Section,
    Sheet,
    counted,
    of,
    said_percent,
    total_of,
    with_places,
)
from reports.year_end.pictures import bars
from targets.enums import Standing

STANDING_TONES = {
    Standing.ON_PLAN: "ok",
    Standing.BEHIND: "warn",
    Standing.NO_PROGRESS: "bad",
    Standing.NOT_REPORTED: "idle",
    Standing.NOT_DUE: "info",
    Standing.NOT_COMPUTABLE: "idle",
}


def summary(data: Data) -> Section:
    together, returns, standings = data["together"], data["returns"], data["together"]["standings"]
    money = [line for project in data["projects"] for line in project["money"]]
    solved = sum(row["state"] == ChallengeState.SOLVED for row in data["challenges"])
    jobs = sum((project["jobs_direct"] or 0) for project in data["projects"])
    draft = [
        _(
            "%(agencies)s agencies answer for %(programs)s programs with %(projects)s projects and %(targets)s "
            "quantitative targets of the frozen master table."
        )
        % (
            {"agencies": counted(len(data["agencies"]))}
            | {name: counted(together[name]) for name in ("programs", "projects", "targets")}
        ),
        _(
            "By what the agencies reported, %(reported)s of the year-end values has been achieved; by what the "
            "province verified, %(verified)s. %(covered)s targets that were due are reported in full, %(disputed)s are "
            "in dispute."
        )
        % {
            "reported": said_percent(together["reported"]),
            "verified": said_percent(together["verified"]),
            "covered": of(together["coverage"]["reported"], together["coverage"]["due"]),
            "disputed": counted(together["disputed"]),
        },
        _(
            "%(on_plan)s targets are on plan, %(behind)s behind, %(none)s without progress, %(silent)s without any "
            "report."
        )
        % {
            "on_plan": counted(standings.get(Standing.ON_PLAN, 0)),
            "behind": counted(standings.get(Standing.BEHIND, 0)),
            "none": counted(standings.get(Standing.NO_PROGRESS, 0)),
            "silent": counted(standings.get(Standing.NOT_REPORTED, 0)),
        },
    ]
    facts: list[tuple[str, Cell, str]] = [
        (_("Agencies that take part"), Cell(len(data["agencies"])), ""),
        (_("Programs"), Cell(together["programs"]), ""),
        (_("Projects"), Cell(together["projects"]), ""),
        (_("Targets"), Cell(together["targets"]), ""),
        (_("Required actions"), Cell(len(data["actions"])), ""),
        (_("Returns received of those due"), Cell(of(returns["received"], returns["due"])), ""),
        (_("Obstacles registered"), Cell(len(data["challenges"])), ""),
        (_("Obstacles solved"), Cell(solved), ""),
        (_("Direct jobs planned"), Cell(jobs), _("person")),
        *(
            (label, *_in_billions(total_of(line[name] for line in money)))
            for name, label in (
                ("approved", _("Money approved")),
                ("allocated", _("Money allocated")),
                ("spent", _("Money spent")),
            )
        ),
    ]
    return Section(
        "summary",
        _("Executive summary"),
        draft,
        [
            Sheet(
                name=_("Summary"),
                title=_("The year in figures"),
                columns=[
                    Column(_("What"), Kind.WORDS, width=40),
                    Column(_("Figure"), Kind.AMOUNT, missing=_("not stated"), width=20),
                    Column(_("Unit"), Kind.WORDS, missing="", width=20),
                ],
                rows=[[Cell(label), cell, Cell(unit or None)] for label, cell, unit in facts],
            ),
            Sheet(
                name=_("Standing"),
                title=_("How the targets stand"),
                columns=[
                    Column(_("Standing"), Kind.WORDS, width=30),
                    Column(_("Targets"), Kind.COUNT),
                    Column(_("Share"), Kind.PERCENT),
                ],
                rows=[
                    [
                        Cell(str(standing.label)),
                        Cell(standings.get(standing, 0)),
                        Cell(_share(standings.get(standing, 0), together["targets"]), 1),
                    ]
                    for standing in Standing
                ],
                note=_("Standing compares what was reported with the trajectory at the last period that was due."),
            ),
        ],
        [
            bars(
                data,
                "standings",
                _("How the targets stand"),
                [
                    Bar(
                        label=str(standing.label),
                        key=standing,
                        value=Decimal(standings.get(standing, 0)),
                        tone=STANDING_TONES[standing],
                    )
                    for standing in Standing
                ],
                is_percent=False,
            )
        ],
    )


def _share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(100 * part) / whole, 4) if whole else None


def _in_billions(rials: Decimal | None) -> tuple[Cell, str]:
    value = None if rials is None else round(rials / BILLION, 3)
    return with_places([value])[0], _("billion rials")
