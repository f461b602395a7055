"""Who is reminded, when, and of what.

A due day is reminded of 7, 3 and 1 days before it, on it, 1 and 3 days after it and then every 7 days after it, until
what was due is done. A reminder that would fall on a Friday or a holiday comes on the next working day, as due days do
(`targets.periods`). It goes to those whose turn it is: the agency's officers while they write, its head while the file
waits for the signature and when the officers are a week late, the reviewers once an answer was sent. What was signed
and then lies with a side for a week is reminded of on the day the week ends, 1 and 3 days later and then every 7.

Each kind of message is registered with its rule (`kinds.kind`), so that others are added beside these. Nothing is sent
from here: the day's round (`reports.operations.notices`) asks here, and keeps what it told whom.
"""

from reports.reminders.call import (
    CallReminders,
    Reminded,
    SideReminded,
    call_reminders,
    is_reminded_of,
    of_calls,
)
from reports.reminders.challenges import of_challenges
from reports.reminders.days import Schedule, reminder_days, schedule_of
from reports.reminders.kinds import KINDS, Kind, Reminder, kind, reminders_by_kind, reminders_of, said_of
from reports.reminders.returns import of_returns, of_waiting_returns
from reports.reminders.sessions import of_resolutions, of_sessions

__all__ = [
    "KINDS",
    "CallReminders",
    "Kind",
    "Reminded",
    "Reminder",
    "Schedule",
    "SideReminded",
    "call_reminders",
    "is_reminded_of",
    "kind",
    "of_calls",
    "of_challenges",
    "of_resolutions",
    "of_returns",
    "of_sessions",
    "of_waiting_returns",
    "reminder_days",
    "reminders_by_kind",
    "reminders_of",
    "said_of",
    "schedule_of",
]
