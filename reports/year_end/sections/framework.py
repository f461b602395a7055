"""What the year rests on: slogan, documents, clauses of the general policies, versions of the master table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.persian.digits import localise_digits
from reports.year_end.columns import achievement_cells, achievement_columns, count_columns, size_cells
from reports.year_end.layout import Cell, Column, Data, Kind, Section, Sheet, counted, day, name_of
from targets.enums import AmendmentReason, Authority


def framework(data: Data) -> Section:
    slogan, versions = name_of(data["plan_year"]["slogan"]), data["versions"]
    clauses = [row for row in data["clauses"] if row["code"]]
    draft = [
        _(
            "%(headquarters)s compiles this report from the programs that the agencies of %(province)s province "
            "offered for %(year)s, that were agreed with the planning organization and fixed in the master target "
            "table."
        )
        % {
            "headquarters": data["headquarters"],
            "province": data["province"],
            "year": localise_digits(str(data["plan_year"]["year"])),
        },
        *([_("Slogan of the year: «%(slogan)s».") % {"slogan": slogan}] if slogan else []),
        _(
            "The programs answer %(clauses)s of the 24 clauses of the general policies of the resistance economy. The "
            "master table stands in its version %(version)s."
        )
        % {"clauses": counted(len(clauses)), "version": counted(data["master_table"]["version"])},
    ]
    return Section(
        "framework",
        _("Framework and documents"),
        draft,
        [
            Sheet(
                name=_("Policy clauses"),
                title=_("By clause of the general policies"),
                columns=[
                    Column(_("Clause"), Kind.COUNT, width=8),
                    Column(_("Title"), Kind.WORDS, width=50),
                    *count_columns(),
                    *achievement_columns(),
                ],
                rows=[
                    [
                        Cell(int(row["code"]) if row["code"].isdecimal() else None),
                        Cell(name_of(row["name"]) or _("without a clause")),
                        *size_cells(row),
                        *achievement_cells(row),
                    ]
                    for row in data["clauses"]
                ],
                note=_("A program of two clauses counts in both; these lines are not added up."),
            ),
            Sheet(
                name=_("Versions"),
                title=_("Versions of the master table"),
                columns=[
                    Column(_("Version"), Kind.COUNT, width=8),
                    Column(_("Frozen on"), Kind.DATE),
                    Column(_("Targets"), Kind.COUNT),
                    Column(_("Reason"), Kind.WORDS, missing=_("the freeze"), width=28),
                    Column(_("Decision"), Kind.WORDS, missing=_("none"), width=28),
                    Column(_("Text of the decision"), Kind.WORDS, missing="", width=50),
                ],
                rows=[
                    [
                        Cell(row["version"]),
                        day(row["frozen_on"]),
                        Cell(row["rows"]),
                        Cell(str(AmendmentReason(row["reason"]).label) if row["reason"] else None),
                        Cell(
                            f"{Authority(row['authority']).label} {localise_digits(row['authority_number'])}"
                            if row["authority"]
                            else None
                        ),
                        Cell(row["text"] or None),
                    ]
                    for row in versions
                ],
            ),
        ],
    )
