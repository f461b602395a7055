"""What the history, which keeps codes and no language, is called on screen: names of rows, fields and choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, County, Sector

# The models whose rows are named by a code, and its column; the apps above add theirs.
_KEYS: dict[type[Model], str] = {Agency: "code", County: "sci_code", Sector: "code"}
# What a part of a label or of a name that looks so is the code of.
_SHAPES: list[tuple[re.Pattern[str], type[Model]]] = [(re.compile(r"[0-9]{4}"), County)]
# The names of changes that are no field of a model; a number may follow ("action 2").
NAMES: dict[str, Promise] = {
    "action": _("action"),
    "agency": _("agency"),
    "asked_until": _("extension asked until"),
    "as_of": _("as of"),
    "blocks": _("blocks the actions"),
    "condition": _("condition of the offer"),
    "criterion": _("criterion"),
    "delegated_by": _("by delegation of"),
    "description": _("description"),
    "due": _("due day"),
    "expected": _("expected agencies"),
    "extended_until": _("extended until"),
    "file": _("file"),
    "first_day": _("first day"),
    "funding": _("funding"),
    "last_day": _("last day"),
    "on_behalf": _("on the agency's behalf"),
    "obstacle": _("obstacle"),
    "observation": _("official observation"),
    "periods": _("reporting periods"),
    "revision": _("revision"),
    "role": _("role"),
    "round": _("round of the bargaining"),
    "rows": _("rows"),
    "state": _("status"),
    "status": _("status"),
    "people": _("people told"),
    "notices": _("notices"),
    "mail": _("messages by e-mail"),
    "sms": _("text messages"),
    "letter": _("signed by letter"),
    "letter_number": _("letter number"),
    "letter_on": _("date of the letter"),
    "share": _("share of the common amount"),
    "signed_by": _("signed by"),
    "title": _("title"),
    "tracking_code": _("tracking code"),
    "trajectory": _("trajectory"),
    "valid_from": _("valid from"),
    "valid_until": _("valid until"),
    "amendment": _("amendment"),
    "is_illustrative": _("illustrative data"),
    "lines": _("lines"),
    "seed": _("seed of the draw"),
    "size": _("size"),
    "today": _("today"),
    "version": _("version"),
    "year": _("year"),
}
# Values that are a choice where the name is not that of a field.
CHOICES: dict[str, dict[str, Promise | str]] = {"size": {"small": _("small"), "province": _("the whole province")}}


def named_by_code(model: type[Model], key: str = "code", *, shaped: str = "") -> None:
    """Let the rows be called by their name; in labels where a part of them is `shaped` like such a code."""
    _KEYS[model] = key
    if shaped:
        _SHAPES.append((re.compile(shaped), model))


def call(
    names: Mapping[str, Promise], choices: Mapping[str, Iterable[tuple[str, Promise | str]]] | None = None
) -> None:
    """Let changes of these names be called so, and their values by the label of the choice."""
    NAMES.update(names)
    for name, pairs in (choices or {}).items():
        CHOICES.setdefault(name, {}).update(pairs)


class Spoken:
    """Names of rows by their code, as one page needs them: a query for each kind of row, and only if one is named."""

    def __init__(self) -> None:
        self._names: dict[type[Model], dict[str, str]] = {}

    def row(self, model: type[Model] | None, code: str) -> str | None:
        """What the row is called, None where no row of the model has the code."""
        key = _KEYS.get(model) if model else None
        if model is None or key is None:
            return None
        if model not in self._names:
            self._names[model] = {str(getattr(row, key)): str(row) for row in model._default_manager.all()}
        return self._names[model].get(code)

    def label(self, text: str) -> str:
        """A label or name made of several parts, those that are codes of rows by their names."""
        parts = text.split(" · ")
        return " · ".join(self._part(part) for part in parts) if len(parts) > 1 else text

    def _part(self, part: str) -> str:
        found = (self.row(model, part) for shape, model in _SHAPES if shape.fullmatch(part))
        return next((name for name in found if name), part)
