"""How a forecast was made, in words to stand beside the figure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.persian.numbers import format_number, format_percent
from targets.forecast.rule import Forecast, Method


def method_in_words(found: Forecast) -> str:
    """One to six short sentences; why there is none where there is none."""
    if found.why_not is not None:
        return str(found.why_not.label)
    if found.method == Method.COMPLETE:
        return " ".join([_("Every period of the year has a figure: this is the year's own figure."), _basis(found)])
    return " ".join(filter(None, [_rule(found), _season(found), _late(found), _missing(found), _basis(found)]))


def _rule(found: Forecast) -> str:
    numbers = {
        "periods": format_number(found.periods),
        "of": format_number(found.of),
        "pace": "" if found.pace is None else format_percent(found.pace, 0),
        "rest": "" if found.rest is None else format_percent(found.rest, 0),
    }
    match found.method:
        case Method.SUM if found.pace is not None and found.rest is not None:
            if found.past_years:
                words = _(
                    "In %(periods)s of %(of)s periods %(pace)s was done of what the trajectory, adjusted for the "
                    "season, planned for them; for the rest %(rest)s of it is expected."
                )
                return words % numbers
            return (
                _(
                    "In %(periods)s of %(of)s periods %(pace)s of what the trajectory planned for them was done; for "
                    "the rest %(rest)s of the trajectory is expected."
                )
                % numbers
            )
        case Method.SUM:
            return _("What was done in %(periods)s of %(of)s periods, and the rest of the trajectory.") % numbers
        case Method.LEVEL if found.pace is not None:
            return (
                _(
                    "After %(periods)s of %(of)s periods %(pace)s of the planned way from the baseline was covered; "
                    "for the rest of the way %(rest)s is expected."
                )
                % numbers
            )
        case Method.LEVEL:
            return _("From where it stands, %(rest)s of the planned rest of the way is expected.") % numbers
    return _("It keeps the distance from the trajectory that it had last.")


def _season(found: Forecast) -> str:
    if not found.past_years:
        return ""
    sentence = ngettext(
        "The season is the mean of the trajectory and of %(count)s past year of the province.",
        "The season is the mean of the trajectory and of %(count)s past years of the province.",
        found.past_years,
    )
    return sentence % {"count": format_number(found.past_years)}


def _late(found: Forecast) -> str:
    if not found.late or found.method == Method.DISTANCE:
        return ""
    return _("Of the actions' work due by then %(late)s is not done.") % {"late": format_percent(found.late, 0)}


def _missing(found: Forecast) -> str:
    if not found.missing or found.method != Method.SUM:
        return ""
    sentence = ngettext(
        "%(count)s period that was not reported is taken at the same pace.",
        "%(count)s periods that were not reported are taken at the same pace.",
        found.missing,
    )
    return sentence % {"count": format_number(found.missing)}


def _basis(found: Forecast) -> str:
    """On verified figures, on reported ones, or on both."""
    if found.verified == found.periods:
        return _("Figures: verified.")
    if not found.verified:
        return _("Figures: reported, not verified yet.")
    return _("Figures: verified for %(verified)s of %(periods)s periods, else reported.") % {
        "verified": format_number(found.verified),
        "periods": format_number(found.periods),
    }


def in_short(found: Forecast) -> str:
    """For a list: the rule and what it rests on."""
    if found.why_not is not None:
        return str(found.why_not.label)
    return f"{found.method.label if found.method else ''}. {_basis(found)}"
