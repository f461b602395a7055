"""The forecast to the last day of Esfand: of one target (`rule`), of several (`together`), and how good it is.

`forecasts_of` reads what it needs for any number of targets; the rule itself knows neither database nor clock.
"""

from targets.forecast.reach import OutOfReach, out_of_reach
from targets.forecast.reading import Forecasts, forecasts_now, forecasts_of, told_by
from targets.forecast.rule import Forecast, Method, Outlook, WhyNot
from targets.forecast.shown import Shown, shown_of
from targets.forecast.together import Together, brought_to, expected_achievement, sum_of
from targets.forecast.words import in_short, method_in_words

__all__ = [
    "Forecast",
    "Forecasts",
    "Method",
    "OutOfReach",
    "Outlook",
    "Shown",
    "Together",
    "WhyNot",
    "brought_to",
    "expected_achievement",
    "forecasts_now",
    "forecasts_of",
    "in_short",
    "method_in_words",
    "out_of_reach",
    "shown_of",
    "sum_of",
    "told_by",
]
