"""What a challenge's page shows of the headquarters: what was resolved about it."""

from __future__ import annotations

from agencies.models import User
from config.clock import today
from projects.models import Challenge
from projects.panels import Panel, challenge_panel
from reports.resolutions import resolutions_about, with_clock
from reports.tables.sessions import RESOLUTION_TONE


@challenge_panel
def resolutions_of_challenge(challenge: Challenge, reader: User) -> Panel:
    found = with_clock(resolutions_about(challenge, reader).select_related("session", "agency"), today())
    rows = [(row, RESOLUTION_TONE[row.state]) for row in found]
    return Panel("challenge", "reports/resolutions_panel.html", {"rows": rows})
