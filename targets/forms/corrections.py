"""What the planner types to correct the wording of a frozen program: its texts, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.db import models
from django.forms import BoundField
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from config.persian.digits import localise_digits
from config.persian.fields import PersianCharField, PersianForm
from projects.models import Action
from targets.corrections import Place, Text

LONG = {"rows": 3, "dir": "auto"}


class Part(NamedTuple):
    """A program, a project or an action with the fields of its texts."""

    label: str
    code: str
    fields: list[BoundField]


class CorrectionForm(PersianForm):
    """A field for each text, as it stands; what is left as it was is not corrected."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = PersianCharField(
        label=_("Why is it corrected?"),
        help_text=_("Everybody who reads the program reads this."),
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, texts: Iterable[Text], **kwargs: Any) -> None:
        self.texts = list(texts)
        super().__init__(*args, **kwargs)
        for text in self.texts:
            column: models.CharField | models.TextField = text.thing._meta.get_field(text.field)  # type: ignore[assignment]
            is_short = column.max_length is not None
            self.fields[_name(text)] = PersianCharField(
                label=column.verbose_name,
                required=text.field == "title",
                initial=text.said,
                max_length=column.max_length or 4000,
                widget=forms.TextInput({"dir": "auto"}) if is_short else forms.Textarea(LONG),
            )

    def parts(self) -> list[Part]:
        """What the page shows, thing by thing."""
        parts: dict[UUID, Part] = {}
        project, actions = "", 0
        for text in self.texts:
            thing = text.thing
            if thing.uuid not in parts:
                label = str(text.kind.label)
                if isinstance(thing, Action):
                    actions += 1
                    label = _t("Action %(number)s of the project “%(project)s”") % {
                        "number": localise_digits(str(actions)),
                        "project": project,
                    }
                else:
                    project, actions = thing.title, 0
                parts[thing.uuid] = Part(label, getattr(thing, "code", ""), [])
            parts[thing.uuid].fields.append(self[_name(text)])
        return list(parts.values())

    def corrected(self) -> dict[Place, str]:
        return {text.place: self.cleaned_data[_name(text)] for text in self.texts}


def _name(text: Text) -> str:
    return f"{text.field}-{text.thing.uuid}"
