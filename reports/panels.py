"""What a challenge's page shows of the headquarters: what was resolved about it."""

from __future__ import annotations

from agencies.models import User
from config.clock import today
from projects.models import Challenge
from projects.panels import Panel, challenge_panel
from reports.resolutions import is_overdue, resolutions_about, with_clock
from reports.tables.sessions import resolution_tone


@challenge_panel
def resolutions_of_challenge(challenge: Challenge, reader: User) -> Panel:
    day = today()
    found = with_clock(resolutions_about(challenge, reader).select_related("session", "agency"), day)
    rows = [(row, resolution_tone(row, is_late=is_overdue(row, day))) for row in found]
    return Panel("challenge", "reports/resolutions_panel.html", {"rows": rows})
