"""The brief as one sheet of paper: what Typst lays out, in words and figures that are ready for the reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from config.persian.calendar import format_date
from reports.dashboard.brief import Brief
from reports.dashboard.drawn import Drawn
from reports.dashboard.reading import Dashboard
from reports.dashboard.tiles import tiles_of

# So many of the headline figures have room.
TILES = 5


def sheet_of(board: Dashboard, brief: Brief, part_shown: str = "") -> dict[str, Any]:
    """In the active language; no query. `part_shown` names what of the province it is of."""
    drawn = Drawn(board, {})
    curve = drawn.curve
    return {
        "title": _("The year in ten minutes"),
        "headquarters": " · ".join(filter(None, (_("Plan year %(year)s") % {"year": board.plan_year}, part_shown))),
        "as_of": curve.caption,
        "illustrative": _("Illustrative data") if settings.MODE == "demo" else "",
        "footer": _("Computed by Jahesh on %(day)s; each figure opens its rows on the dashboard.")
        % {"day": format_date(board.today, "long")},
        "tiles": [
            {"label": tile.label, "figure": tile.figure.text, "word": tile.word.text, "tone": tile.tone}
            for tile in tiles_of(board)[:TILES]
        ],
        "sentences": [{"text": sentence.text, "tone": sentence.tone} for sentence in brief.sentences],
        "parts": [
            {
                "title": _("Decide these"),
                "empty": _("No open challenge holds up a macro target."),
                "items": [{"lead": "", "text": words.text} for _decision, words in brief.decisions],
            },
            {
                "title": _("Ask these agencies"),
                "empty": _("Nothing that was due is missing."),
                "items": [
                    {"lead": str(question.row.agency), "text": question.words.text} for question in brief.questions
                ],
            },
            {
                "title": _("Promised last time"),
                "empty": _("No session of the headquarters has resolved anything yet."),
                "items": [{"lead": "", "text": brief.promised.text}] if brief.promised else [],
            },
        ],
        "curve": {"svg": curve.svg, "title": curve.title, "summary": curve.summary, "caption": curve.caption}
        if curve.last is not None
        else None,
    }
