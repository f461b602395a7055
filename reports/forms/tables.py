"""What is asked about a flat table, once for all its rows: its columns, its money, its slashes, its indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from config.persian.digits import localise_digits
from config.persian.fields import PersianForm, PersianIntegerField
from projects.enums import FundingSource
from reports.workbooks.flat.cells import MoneyUnit, Slash
from reports.workbooks.flat.columns import BY_KEY, FIELDS
from reports.workbooks.flat.fields import Kind
from reports.workbooks.flat.headings import LEFT_OUT, Heading
from reports.workbooks.flat.plan import FlatPlan, habit_key
from targets.models import Indicator

# So many names of indicators that nobody knows are asked about; of more the table is about something else.
NAMES_ASKED = 20


class TableQuestionsForm(PersianForm):
    """The columns of the table with what they are understood as, and what else has to be said of it.

    What is asked is required; what is understood already can be said otherwise.
    """

    def __init__(self, *args: Any, plan: FlatPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.headings: tuple[Heading, ...] = plan.head.headings if plan.head is not None else ()
        choices = [(LEFT_OUT, _("– left out –")), *((field.key, field.label) for field in FIELDS)]
        for heading in self.headings:
            self.fields[f"column_{heading.column}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=heading.field,
                label=heading.text or heading.letter,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields["head_line"] = PersianIntegerField(
            required=False,
            min_value=1,
            max_value=1_048_576,
            label=_("Row of the headings"),
            help_text=_("Only if they were looked for in the wrong place."),
        )
        if plan.has_money:
            self.fields["money"] = forms.ChoiceField(
                choices=[("", "---------"), *MoneyUnit.choices],
                required=bool(plan.asked.money),
                initial=plan.money or "",
                label=_("Unit of money"),
                help_text=self._read_as(plan.asked.money),
            )
            self.fields["source"] = forms.ChoiceField(
                choices=[
                    ("", "---------"),
                    *((value, label) for value, label in FundingSource.choices if value != FundingSource.UNNAMED),
                ],
                required=False,
                initial=plan.said.source,
                label=_("Source of the money where a row names none"),
                help_text=_("Left empty, it stands on the list of what is to be completed."),
            )
        if plan.asked.slash or plan.said.slash:
            example = (plan.asked.slash or ["12/5"])[0]
            self.fields["slash"] = forms.ChoiceField(
                choices=Slash.choices,
                initial=plan.said.slash,
                widget=forms.RadioSelect,
                label=_t("What does “%(example)s” mean in this table? The slash is") % {"example": example},
            )
        self.names = plan.unknown_indicators[:NAMES_ASKED]
        if self.names:
            indicators = [("", _t("– is not one of these –"))]
            indicators += [(each.code, str(each)) for each in Indicator.objects.all()]
            for number, name in enumerate(self.names):
                self.fields[f"indicator_{number}"] = forms.ChoiceField(choices=indicators, required=False, label=name)

    @staticmethod
    def _read_as(amounts: list[str]) -> str:
        """Some of the amounts that wait for a unit."""
        if not amounts:
            return ""
        # A help text is shown as it is, and this comes out of somebody's file.
        shown = escape(localise_digits(" · ".join(amount[:40] for amount in amounts[:3])))
        return _t("Amounts of the table: %(amounts)s") % {"amounts": shown}

    def column_rows(self) -> Iterator[tuple[Heading, forms.BoundField]]:
        """The columns in their order, those that have to be explained first."""
        for heading in sorted(self.headings, key=lambda heading: not heading.is_unclear):
            yield heading, self[f"column_{heading.column}"]

    def other_fields(self) -> list[forms.BoundField]:
        names = ("money", "source", "slash", "head_line")
        return [self[name] for name in names if name in self.fields]

    def name_fields(self) -> list[forms.BoundField]:
        return [self[f"indicator_{number}"] for number in range(len(self.names))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, Heading] = {}
        for heading in self.headings:
            field = BY_KEY.get(cleaned.get(f"column_{heading.column}") or "")
            if field is None or field.repeats or field.kind == Kind.ELSEWHERE:
                continue
            other = taken.setdefault(field.key, heading)
            if other is not heading:
                message = _t("Column %(column)s is “%(field)s” already: choose one of them.")
                self.add_error(
                    f"column_{heading.column}", message % {"column": other.letter, "field": str(field.label)}
                )
        if self.headings and "project" not in taken and not cleaned.get("head_line"):
            self.add_error(None, _t("Say which column holds the title of the project: without it nothing is taken."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """As `answer_intake` keeps them. Other headings are asked about anew where they stand in another row."""
        cleaned = self.cleaned_data
        line = cleaned.get("head_line")
        given: dict[str, Any] = {name: cleaned[name] for name in ("money", "source", "slash") if name in cleaned}
        if line and (self.plan.head is None or line != self.plan.head.line):
            return given | {"head_line": line}
        said = {heading.key: cleaned.get(f"column_{heading.column}", "") for heading in self.headings}
        given["headings"] = {
            heading.key: said[heading.key]
            for heading in self.headings
            if heading.is_unclear or said[heading.key] != heading.field
        }
        named = {name: cleaned.get(f"indicator_{number}") for number, name in enumerate(self.names)}
        given["indicators"] = {habit_key(name): code for name, code in named.items() if code}
        return given
