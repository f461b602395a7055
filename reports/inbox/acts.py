"""What is done with the things of each queue, as the word on their button, and where they stand as one list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Deed:
    """The verb of a button; the name of the list's address and what is asked of it, where there is a list."""

    verb: Promise
    route: str = ""
    query: str = ""

    @property
    def list_url(self) -> str:
        if not self.route:
            return ""
        return reverse(self.route) + (f"?{self.query}" if self.query else "")


_SIGN = pgettext_lazy("to do", "Sign")
_CORRECT = pgettext_lazy("to do", "Correct")
_COMPLETE = pgettext_lazy("to do", "Complete")
_REVIEW = pgettext_lazy("to do", "Review")
_APPROVE = pgettext_lazy("to do", "Approve")
_ANSWER = pgettext_lazy("to do", "Answer")
_SETTLE = pgettext_lazy("to do", "Settle")
_DECIDE = pgettext_lazy("to do", "Decide")
_SOLVE = pgettext_lazy("to do", "Solve or report")
_OWN = ("program-list", "needs=me")

# By the name of the queue.
DEEDS: dict[str, Deed] = {
    "programs-to-sign": Deed(_SIGN, "signing"),
    "programs-returned": Deed(_CORRECT, *_OWN),
    "programs-to-finish": Deed(_COMPLETE, *_OWN),
    "programs-on-behalf": Deed(_COMPLETE, *_OWN),
    "programs-to-review": Deed(_REVIEW, *_OWN),
    "programs-to-approve": Deed(_APPROVE, *_OWN),
    "offers-of-province": Deed(_ANSWER),
    "offers-of-agencies": Deed(_ANSWER, "sitting-list"),
    "rulings-asked": Deed(_SETTLE, "sitting-list"),
    "returns-to-sign": Deed(_SIGN, "signing"),
    "returns-to-correct": Deed(_CORRECT, "progress", "part=report"),
    "returns-to-write": Deed(_COMPLETE, "progress", "part=report"),
    "returns-on-behalf": Deed(_COMPLETE, "progress", "part=silent"),
    "returns-to-verify": Deed(pgettext_lazy("to do", "Verify"), "progress", "part=verify"),
    "figures-to-object-to": Deed(pgettext_lazy("to do", "Accept or object")),
    "disputes-to-settle": Deed(_SETTLE),
    "exemptions-to-decide": Deed(_DECIDE, "exemption-list"),
    "challenges-of-headquarters": Deed(_DECIDE, "challenge-list", "desk=headquarters&state=holding_up"),
    "challenges-of-province": Deed(_DECIDE, "challenge-list", "desk=province&state=holding_up"),
    "challenges-to-fetch": Deed(
        pgettext_lazy("to do", "Take to the province"), "challenge-list", "desk=agency&due_up=true"
    ),
    "challenges-to-confirm": Deed(pgettext_lazy("to do", "Confirm"), "challenge-list", "state=claimed"),
    "challenges-asked": Deed(_SOLVE),
    "challenges-late": Deed(_SOLVE, "challenge-list", "overdue=true"),
    "macro-to-approve": Deed(_APPROVE, "macro-target-list"),
    "amendments-to-approve": Deed(_APPROVE),
    "minutes-to-sign": Deed(_SIGN, "session-list"),
    "resolutions-to-notify": Deed(pgettext_lazy("to do", "Notify"), "session-list"),
    "resolutions-to-answer": Deed(_ANSWER, "resolution-list"),
    "resolutions-to-do": Deed(pgettext_lazy("to do", "Report the work"), "resolution-list"),
    "seats-that-end": Deed(pgettext_lazy("to do", "Extend")),
    "people-without-a-seat": Deed(pgettext_lazy("to do", "Give a position")),
}
