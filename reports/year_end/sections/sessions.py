"""What the headquarters decided, and what became of it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from config.persian.digits import localise_digits
from config.persian.numbers import format_percent
from reports.enums import ResolutionState
from reports.year_end.layout import Cell, Column, Data, Kind, Section, Sheet, counted, day, name_of


def sessions(data: Data) -> Section:
    held, resolutions = data["headquarters_sessions"]["sessions"], data["headquarters_sessions"]["resolutions"]
    # What was dropped counts for nobody.
    counting = [row for row in resolutions if row["state"] != ResolutionState.DROPPED]
    done = sum(_is_done(row) for row in counting)
    draft = [
        _("The headquarters held %(sessions)s sessions and passed %(resolutions)s resolutions.")
        % {"sessions": counted(len(held)), "resolutions": counted(len(resolutions))}
    ]
    if counting:
        draft.append(
            _("%(done)s of %(counting)s resolutions in force (%(dropped)s dropped) are implemented, that is %(share)s.")
            % {
                "done": counted(done),
                "counting": counted(len(counting)),
                "dropped": counted(len(resolutions) - len(counting)),
                "share": format_percent(Decimal(100 * done) / len(counting), 1),
            }
        )
    return Section(
        "sessions",
        _("Sessions and resolutions"),
        draft,
        [
            Sheet(
                name=_("Sessions"),
                title=_("Sessions of the headquarters"),
                columns=[
                    Column(_("Number"), Kind.COUNT, width=10),
                    Column(_("Held on"), Kind.DATE),
                    Column(_("Chair"), Kind.WORDS, width=30),
                    Column(_("Resolutions"), Kind.COUNT),
                    Column(_("Implemented"), Kind.COUNT),
                ],
                rows=[
                    [
                        Cell(row["number"]),
                        day(row["held_on"]),
                        Cell(row["chair"] or None),
                        Cell(sum(each["session"] == row["number"] for each in resolutions)),
                        Cell(sum(each["session"] == row["number"] and _is_done(each) for each in resolutions)),
                    ]
                    for row in held
                ],
            ),
            Sheet(
                name=_("Resolutions"),
                title=_("Resolutions and what became of them"),
                columns=[
                    Column(_("Number"), Kind.CODE, width=10),
                    Column(_("Text of the resolution"), Kind.WORDS, width=60),
                    Column(_("Responsible agency"), Kind.WORDS, missing=_("nobody"), width=30),
                    Column(_("Until"), Kind.DATE),
                    Column(_("State"), Kind.WORDS, width=18),
                ],
                rows=[
                    [
                        Cell(localise_digits(row["number"])),
                        Cell(row["text"]),
                        Cell(name_of(row["agency"]["name"]) if row["agency"] else None),
                        day(row["until"]),
                        Cell(str(ResolutionState(row["state"]).label)),
                    ]
                    for row in resolutions
                ],
            ),
        ],
    )


def _is_done(row: Data) -> bool:
    return bool(row["state"] == ResolutionState.IMPLEMENTED)
