"""Official figures as they are typed, all periods of a year in one table. The forms read; the operations write.

Beside each period stands the figure that is in the ledger. What is left empty takes nothing; a figure that is typed
takes the place of that one, and a mark takes it back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm
from targets.models import Statistic, Unit

_WORDS = forms.TextInput(attrs={"dir": "auto"})


class Place(NamedTuple):
    """What a figure is entered for: a period, a year, a month of one. `name` tells its fields from those of others."""

    name: str
    key: Hashable
    label: str


class FigureForm(PersianForm):
    """One row: another figure, or the mark that takes back what stands."""

    value = PersianDecimalField(label=_("Value"), required=False)
    source = PersianCharField(label=_("Source"), max_length=250, required=False, widget=_WORDS)
    reason = PersianCharField(label=_("Reason"), max_length=250, required=False, widget=_WORDS)
    is_taken_back = forms.BooleanField(label=_("Take back"), required=False)
    # The last entry of the ledger that the writer has seen for this place.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, place: Place, last: Statistic | None, unit: Unit) -> None:
        super().__init__(data, prefix=place.name, initial={"seen": last.pk if last else None})
        self.place = place
        self.standing = last if last is not None and last.value is not None else None
        self.fields["value"].places = unit.decimals  # type: ignore[attr-defined]
        for bound in self.visible_fields():
            # The heads of the table name the columns; to who hears the page each field says its row too.
            bound.field.widget.attrs["aria-label"] = f"{place.label} – {bound.label}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if cleaned["is_taken_back"]:
            if cleaned["value"] is not None:
                self.add_error("value", _t("Either enter another figure, or take back the one that stands."))
        elif cleaned["value"] is None and (cleaned["source"] or cleaned["reason"]):
            if self.standing is None:
                self.add_error("value", _t("Enter the figure."))
            elif cleaned["source"]:
                # The figure stays, its source is another one.
                cleaned["value"] = self.standing.value
            else:
                self.add_error("value", _t("Enter the other figure, or take back the one that stands."))
        elif cleaned["reason"] and not cleaned["source"] and self._stands(cleaned["value"]):
            self.add_error("value", _t("Enter the other figure, or take back the one that stands."))
        return cleaned

    def _stands(self, value: Any) -> bool:
        return self.standing is not None and value == self.standing.value

    def entry(self, source: str) -> dict[str, Any] | None:
        """As the operations take it; None where nothing was typed. `source`: that of rows which name none."""
        typed = self.cleaned_data
        told = {"reason": typed["reason"], "seen": typed["seen"]}
        if typed["is_taken_back"]:
            return {"value": None, "source": "", **told}
        if typed["value"] is None:
            return None
        if self._stands(typed["value"]) and not typed["source"]:
            return None
        return {"value": typed["value"], "source": typed["source"] or source, **told}


class SourceForm(PersianForm):
    source = PersianCharField(
        label=_("Source of the figures"),
        max_length=250,
        required=False,
        help_text=_("Counts for all rows that name no source of their own."),
    )


class FigureTable:
    """The table of one year: a row for each place, and the source of them all. Unbound without `data`."""

    def __init__(self, data: Any, *, places: Iterable[Place], ledger: Mapping[Hashable, Statistic], unit: Unit) -> None:
        self.shared = SourceForm(data)
        self.rows = [FigureForm(data, place=place, last=ledger.get(place.key), unit=unit) for place in places]
        self.refusal = ""

    def is_valid(self) -> bool:
        return all([self.shared.is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(field, message) of all that was refused, each message with the name of its row."""
        source = self.shared["source"]
        found = [(source.id_for_label, str(told)) for told in source.errors]
        for row in self.rows:
            for name, errors in row.errors.items():
                found += [(row[name].id_for_label, f"{row.place.label}: {told}") for told in errors]
        return [("", self.refusal), *found] if self.refusal else found

    def entries(self) -> Iterator[tuple[Hashable, dict[str, Any]]]:
        """(key of the place, fields of its entry) of the rows in which something was typed."""
        source = self.shared.cleaned_data["source"]
        for row in self.rows:
            entry = row.entry(source)
            if entry is not None:
                yield row.place.key, entry


def having_seen(data: Any, table: FigureTable) -> Any:
    """What was typed, by somebody who has now seen what stands: a second save puts it in that place."""
    typed = data.copy()
    for row in table.rows:
        typed[row.add_prefix("seen")] = str(row.initial["seen"] or "")
    return typed
