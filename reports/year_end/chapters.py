"""An agency's chapter: how it stands, its targets and its obstacles, on a page or two."""

from __future__ import annotations

from django.utils.translation import gettext as _

from projects.enums import ChallengeState
from reports.year_end.layout import (
    Cell,
    Column,
    Data,
    Kind,
    Section,
    Sheet,
    amounts,
    counted,
    name_of,
    of,
    percent,
    said_percent,
)
from targets.enums import Standing


def chapter(data: Data, code: str) -> Section:
    row = next(each for each in data["agencies"] if each["code"] == code)
    own = [target for target in data["targets"] if target["agency"]["code"] == code]
    obstacles = [each for each in data["challenges"] if each["agency"]["code"] == code]
    unsolved = sum(each["state"] != ChallengeState.SOLVED for each in obstacles)
    draft = [
        _(
            "%(programs)s programs with %(projects)s projects and %(targets)s targets. Achievement reported "
            "%(reported)s, verified %(verified)s; %(covered)s targets that were due are reported in full. %(received)s "
            "returns were received, %(late)s of them late. %(obstacles)s obstacles are unsolved."
        )
        % {
            **{name: counted(row[name]) for name in ("programs", "projects", "targets")},
            "reported": said_percent(row["reported"]),
            "verified": said_percent(row["verified"]),
            "covered": of(row["coverage"]["reported"], row["coverage"]["due"]),
            "received": of(row["returns"]["received"], row["returns"]["due"]),
            "late": counted(row["returns"]["late"]),
            "obstacles": counted(unsolved),
        }
    ]
    sheet = Sheet(
        name=code,
        title=_("Targets of the agency"),
        columns=[
            Column(_("Project"), Kind.WORDS, width=40),
            Column(_("Indicator"), Kind.WORDS, width=32),
            Column(_("Unit"), Kind.WORDS, width=16),
            Column(_("Year-end target"), Kind.AMOUNT),
            Column(_("Expected to date"), Kind.AMOUNT),
            Column(_("Reported"), Kind.AMOUNT, missing=_("not reported")),
            Column(_("Verified"), Kind.AMOUNT, missing=_("not verified")),
            Column(_("Achievement"), Kind.PERCENT, missing=_("not computable")),
            Column(_("Standing"), Kind.WORDS, width=16),
        ],
        rows=[
            [
                Cell(target["project"]["title"]),
                Cell(name_of(target["indicator"]["name"])),
                Cell(name_of(target["unit"]["name"])),
                *amounts(target, "value", "expected", "reported", "verified"),
                percent(target["achievement"]),
                Cell(str(Standing(target["standing"]).label)),
            ]
            for target in own
        ],
    )
    return Section(code, name_of(row["name"]), draft, [sheet])
