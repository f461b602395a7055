"""The documents of a session (مستندات جلسه): its agenda, and a page for each matter with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.models import User
from config.clock import today
from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.numbers import format_amount, format_number, format_percent
from projects.challenges import challenges_visible_to
from projects.enums import UNSOLVED
from projects.models import Challenge, ChallengeStep, PlanYear
from reports.enums import UNDONE, AgendaKind
from reports.models import AgendaItem, FollowUp, HqSession, Resolution
from reports.papers.content import NOTHING, facts_of, resolutions_table
from reports.resolutions import implementation_by_agency, in_order, with_clock
from reports.sheets import PartKind, charts_of, part_called, sheet_of

Page = dict[str, Any]
# So many of an agency's targets stand on its page; all of them are in the master table.
MOST_TARGETS = 14


def pack_of(session: HqSession, reader: User) -> dict[str, Any]:
    """What pack.typ lays out, as the reader may see it."""
    related = (
        "session",
        "agency",
        "challenge__project__program__agency",
        "resolution__session",
        "amendment__plan_year",
    )
    items = list(session.items.visible_to(reader).select_related(*related, "amendment__plan_year"))
    return {
        "headquarters": settings.HEADQUARTERS_NAME,
        "title": _("Documents of session %(number)s") % {"number": localise_digits(str(session.number))},
        "facts": facts_of(session),
        "agenda_title": _("Agenda"),
        "agenda": [
            [format_number(item.position), item.title, str(item.get_kind_display()), str(item.agency or NOTHING)]
            for item in items
        ],
        "agenda_columns": [pgettext("agenda", "Row"), _("Matter"), _("Kind of matter"), _("Agency")],
        "pages": [_page_of(item, reader) for item in items],
        "words": {"page": _("Page {page} of {pages}"), "nothing": _("There is nothing to show here.")},
    }


def _page_of(item: AgendaItem, reader: User) -> Page:
    page: Page = {
        "title": f"{format_number(item.position)}. {item.title}",
        "kind": str(item.get_kind_display()),
        "agency": str(item.agency or ""),
        "facts": [],
        "texts": [],
        "tables": [],
        "charts": [],
    }
    match item.kind:
        case AgendaKind.PRESENTATION:
            _fill_presentation(page, item, reader)
        case AgendaKind.CHALLENGE:
            _fill_challenge(page, item)
        case AgendaKind.RESOLUTION:
            _fill_resolution(page, item)
        case AgendaKind.AMENDMENT:
            _fill_amendment(page, item)
    return page


def _table(title: str, headings: Sequence[str], rows: list[list[str]], shares: Sequence[int]) -> dict[str, Any]:
    """`shares` of the width, by column."""
    return {"title": title, "columns": list(headings), "rows": rows, "shares": list(shares)}


def _story(steps: Iterable[ChallengeStep | FollowUp]) -> dict[str, Any]:
    """What was done about a challenge or a resolution, the latest first."""
    headings = [_("Date"), _("Act"), _("By whom"), _("What was done, or why")]
    rows = [
        [format_date(step.made_on), str(step.get_kind_display()), str(step.made_by), step.text or NOTHING]
        for step in steps
    ]
    return _table(_("What was done about it"), headings, rows, (5, 7, 6, 20))


def _fill_presentation(page: Page, item: AgendaItem, reader: User) -> None:
    """Of an agency: its sheet of the session's year with the chart, what it still has to do, what is in its way."""
    _fill_sheet(page, item, reader)
    asked = Resolution.objects.visible_to(reader).signed().filter(agency=item.agency)
    for rate in implementation_by_agency(asked, today()):
        page["facts"] += [
            [_("Resolutions"), format_number(rate.counted)],
            [_("Implemented"), NOTHING if rate.rate is None else format_percent(rate.rate, 0)],
            [_("Overdue"), format_number(rate.overdue)],
        ]
    open_ones = in_order(with_clock(asked.filter(state__in=UNDONE), today()))
    rows = list(open_ones.select_related("session", "agency").prefetch_related("cooperating"))
    table = resolutions_table(rows)
    if rows:
        headings = [heading for heading, _is_figure in table.columns]
        page["tables"].append(_table(_("Still to be done"), headings, table.rows, (6, 20, 11, 11, 9, 9, 9, 7)))
    challenges = challenges_visible_to(reader).filter(project__program__agency=item.agency, state__in=UNSOLVED)
    page["tables"].append(
        _table(
            _("Challenges that are not solved"),
            [_("Challenge"), _("Who is asked to solve it"), _("What is asked for"), _("Who has it")],
            [
                [row.title, row.asked or NOTHING, row.wanted or NOTHING, str(row.get_desk_display())]
                for row in challenges.select_related("asked_agency", "owner_agency").order_by("desk_since", "pk")
            ],
            (16, 10, 16, 8),
        )
    )


def _fill_sheet(page: Page, item: AgendaItem, reader: User) -> None:
    held_on = item.session.held_on
    plan_year = PlanYear.objects.filter(first_day__lte=held_on, last_day__gte=held_on).first()
    part = part_called(PartKind.AGENCY, item.agency.code) if item.agency else None
    if plan_year is None or part is None:
        return
    sheet = sheet_of(part, plan_year, user=reader, today=today())
    if not sheet.targets:
        return
    behind, totals = format_number(sheet.behind), sheet.totals
    page["facts"] += [
        [_("Targets"), format_number(totals.targets)],
        [_("Done, of what was due by now"), _percent(totals.rate.value)],
        [_("Achievement of the year-end targets"), _percent(totals.achievement.value)],
        [_("verified"), _percent(totals.verified_achievement.value)],
        [_("Behind or without progress"), behind],
        [_("Returns received, of those due"), _of(sheet.signed_returns, len(sheet.due_returns))],
    ]
    curve = charts_of(sheet).curve
    if curve is not None:
        page["charts"].append({"svg": str(curve.svg), "caption": f"{curve.title} – {curve.caption}"})
    rows = []
    for line in sheet.targets[:MOST_TARGETS]:
        each, places = line.performance, line.indicator.unit.decimals
        figures = (each.planned.agreed.value, each.expected, each.reported, each.verified)
        rows.append(
            [
                f"{line.indicator}{f' – {line.county}' if line.county else ''}",
                str(line.indicator.unit),
                *(NOTHING if figure is None else format_amount(figure, places) for figure in figures),
                _percent(each.achievement),
                str(each.standing.label),
            ]
        )
    headings = [
        *(_("Target"), _("Unit"), _("Year-end target"), _("Expected to date")),
        *(_("Reported"), _("Verified"), _("Achievement"), _("Status")),
    ]
    page["tables"].append(
        _table(_("The targets, the least advanced first"), headings, rows, (22, 9, 9, 10, 9, 9, 8, 10))
    )


def _of(count: int, whole: int) -> str:
    return _("%(n)s of %(of)s") % {"n": format_number(count), "of": format_number(whole)}


def _percent(value: Decimal | None) -> str:
    return NOTHING if value is None else format_percent(value, 0)


def _fill_challenge(page: Page, item: AgendaItem) -> None:
    challenge: Challenge | None = item.challenge
    if challenge is None:
        return
    until = challenge.asked_until or challenge.due_on
    page["facts"] += [
        [_("Project"), challenge.project.title],
        [_("Who is asked to solve it"), challenge.asked or NOTHING],
        [_("To be solved by"), format_date(until) if until else NOTHING],
        [_("Status"), str(challenge.get_state_display())],
    ]
    page["texts"] += [text for text in (challenge.description, challenge.wanted) if text]
    page["tables"].append(_story(challenge.steps.select_related("made_by").order_by("-version")))


def _fill_resolution(page: Page, item: AgendaItem) -> None:
    resolution: Resolution | None = item.resolution
    if resolution is None:
        return
    page["facts"] += [
        [_("Number"), resolution.label],
        [pgettext("resolution", "Deadline"), format_date(resolution.until) if resolution.until else NOTHING],
        [_("Status"), str(resolution.get_state_display())],
        [_("Progress in percent"), NOTHING if resolution.percent is None else format_percent(resolution.percent)],
    ]
    page["texts"].append(resolution.text)
    page["tables"].append(_story(resolution.follow_ups.select_related("made_by").order_by("-version")))


def _fill_amendment(page: Page, item: AgendaItem) -> None:
    amendment = item.amendment
    if amendment is None:
        return
    page["facts"] += [
        [_("Plan year"), str(amendment.plan_year)],
        [_("Reason"), str(amendment.get_reason_code_display())],
        [_("Proposed on"), format_date(amendment.proposed_at)],
    ]
    page["texts"].append(amendment.text)
