"""The rows of a sheet's table of targets in one string: a loop of a template over them would cost most of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.persian.filters import estimate, num, pct
from reports.sheets.lines import TargetLine

# On paper a sheet is one page: so many targets stand on it.
ON_PAPER = 14


def rows_of(lines: Sequence[TargetLine], *, with_agency: bool) -> SafeString:
    """The targets in their order, each a row that opens what its figures are made of; whose it is where that is asked.

    In the active language.
    """
    off_paper = ' class="j-off-paper"'
    missing = f'<span class="j-missing">{escape(_("not reported"))}</span>'
    parts = []
    for place, line in enumerate(lines):
        each, planned = line.performance, line.performance.planned
        key, places = planned.target_uuid, planned.unit.decimals
        reported = missing if each.reported is None and each.year_to_date.due else num(each.reported, places)
        address = reverse("figure", args=[key])
        county = f" – {escape(line.county)}" if line.county else ""
        agency = f" · {escape(line.agency)}" if with_agency else ""
        figures = [
            ("baseline", num(planned.sheet.baseline, places)),
            ("value", num(planned.sheet.value, places)),
            ("expected", num(each.expected, places)),
            ("reported", reported),
            ("verified", num(each.verified, places)),
            ("target-achievement", pct(each.achievement, 1)),
        ]
        parts += [
            f"<tr{off_paper if place >= ON_PAPER else ''}>\n",
            f'<th scope="row"><a href="{address}" data-figure>{escape(line.indicator)}</a>{county}',
            f' <span class="j-soft j-small">· <bdi>{escape(planned.project_title)}</bdi>{agency}</span></th>\n',
            f"<td>{escape(planned.unit)}</td>\n",
            f'<td><span class="j-badge j-{line.tone or "idle"}">{escape(line.word)}</span></td>\n',
        ]
        for name, figure in figures:
            parts.append(f'<td class="j-cell-num" data-figure="{name}" data-of="{key}">{figure}</td>\n')
        parts.append(f'<td class="j-cell-num">{estimate(line.forecast.value, places)}</td></tr>\n')
    return SafeString("".join(parts))  # texts are escaped, figures are
