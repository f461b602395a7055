"""The text of a program in words: columns by their names, codes by the names they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from agencies.tables.history import change_of, field_of, name_of, value_of
from projects.comparison import Change
from targets.models import Indicator, MacroTarget


@dataclass(frozen=True)
class ChangedThing:
    """A thing of a program's text with what is different in it, in words."""

    kind: str
    title: str
    words: list[SafeString]


class Words:
    """Puts what changed into words: columns by their names, codes by the names they stand for."""

    def __init__(self) -> None:
        self._names: dict[type[Model], dict[str, str]] = {}
        self._units: dict[str, str] | None = None

    def changes(self, changes: Iterable[Change]) -> list[ChangedThing]:
        """The changes thing by thing, in their order."""
        things: dict[tuple[str, str], ChangedThing] = {}
        for change in changes:
            thing = change.thing
            title = self.title(thing.kind, thing.title)
            told = things.setdefault((thing.kind, thing.key), ChangedThing(self.kind(thing.kind), title, []))
            told.words.append(self._words(change))
        return list(things.values())

    def _words(self, change: Change) -> SafeString:
        if not change.name:
            told = _("new") if change.is_new else _("no longer there")
            figures = [
                format_html("{}: {}", name_of(change.thing.kind, name), self.value(change.thing.kind, name, value))
                for name in ("baseline", "value", "starts_on", "ends_on", "approved", "owner", "due_on")
                if change.is_new and (value := change.thing.fields.get(name))
            ]
            comma = "، " if get_language_bidi() else ", "
            parts = format_html_join(comma, "{}", ((figure,) for figure in figures))
            return format_html("{} ({})", told, parts) if figures else format_html("{}", told)
        kind, name = change.thing.kind, change.name
        if isinstance(change.old, list) or isinstance(change.new, list) or self._stands_for(kind, name):
            named = {
                "name": name_of(kind, name),
                "old": self.value(kind, name, change.old),
                "new": self.value(kind, name, change.new),
            }
            return format_html(_("{name}: from {old} to {new}"), **named)
        return change_of(kind, name, change.old or None, change.new or None)

    def value(self, kind: str, name: str, value: str | list[str] | None) -> SafeString | str:
        names = self._stands_for(kind, name)
        codes = value if isinstance(value, list) else [value] if value else []
        if names is None:
            return value_of(kind, name, "، ".join(codes) or None)
        comma = "، " if get_language_bidi() else ", "
        return format_html("<bdi>{}</bdi>", comma.join(names.get(code, code) for code in codes) or "—")

    def title(self, kind: str, title: str) -> str:
        """A target is called by its indicator, the others as the agency calls them."""
        return self._all(Indicator).get(title, title) if kind == "targets.target" else title

    def unit(self, indicator: str) -> str:
        """The name of the indicator's unit, by the indicator's code."""
        if self._units is None:
            self._units = {row.code: str(row.unit) for row in Indicator.objects.select_related("unit")}
        return self._units.get(indicator, "")

    def kind(self, kind: str) -> str:
        named = {
            "projects.program": _("Program"),
            "projects.project": _("Project"),
            "projects.action": _("Action"),
            "projects.funding_line": _("Funding"),
            "projects.challenge": _("Obstacle"),
            "targets.target": _("Target"),
        }
        return named[kind]

    def _stands_for(self, kind: str, name: str) -> dict[str, str] | None:
        """The names that the column's codes stand for; None for a column that holds no codes."""
        column = field_of(kind, name)
        model = column.related_model if column is not None else None
        return self._all(model) if isinstance(model, type) else None

    def _all(self, model: type[Model]) -> dict[str, str]:
        if model not in self._names:
            known_by = next(name for name in ("code", "sci_code", "uuid") if hasattr(model, name))
            # A macro target is called by its indicator and its part.
            named_by = ("indicator", "sector", "priority_industry") if model is MacroTarget else ()
            rows = model._default_manager.select_related(*named_by) if named_by else model._default_manager.all()
            self._names[model] = {str(getattr(row, known_by)): str(row) for row in rows}
        return self._names[model]
