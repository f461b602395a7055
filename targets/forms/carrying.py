"""What an officer chooses when the work of one year goes on in another. `targets.operations.carrying` writes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from config.persian.fields import PersianCharField, PersianForm
from projects.models import PlanYear, Program
from targets.unfinished import Unfinished

# Beside the keys of the drafts: each project into the program that carries its own on, or all into a new one.
OWN, NEW = "", "new"


class CarryOverForm(PersianForm):
    """Which unfinished projects go on, and into which of the agency's drafts."""

    projects = forms.MultipleChoiceField(
        label=_("Projects"),
        error_messages={
            "required": _("Choose at least one project."),
            "invalid_choice": _(
                "Only unfinished projects of the agency's own programs of the year before are carried over: choose"
                " among those that are listed."
            ),
        },
    )
    into = forms.ChoiceField(
        label=_("Into which program"),
        required=False,
        error_messages={
            "invalid_choice": _("This program is no draft of your agency in the year; choose another, or a new one.")
        },
    )
    title = PersianCharField(
        label=_("Title of the new program"),
        required=False,
        max_length=250,
        help_text=_("Only for a new program; it is aligned like the program of the first project."),
    )

    def __init__(self, *args: Any, rows: Sequence[Unfinished], drafts: Sequence[Program], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drafts = {str(program.uuid): program for program in drafts}
        choices = [(str(row.project.uuid), str(row.project)) for row in rows]
        self.fields["projects"].choices = choices  # type: ignore[attr-defined]
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (OWN, _("each into the program that carries its own on")),
            (NEW, _("all into a new program")),
            *((key, _t("the program “%(title)s”") % {"title": each.title}) for key, each in self._drafts.items()),
        ]

    @property
    def chosen(self) -> set[str]:
        """The keys of the projects that are ticked on the page; before anything is chosen, none."""
        return set(self["projects"].value() or ())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        into, title = cleaned.get("into"), cleaned.get("title")
        if into == NEW and not title:
            self.add_error("title", _("Name the new program."))
        if title and into not in (NEW, None):
            self.add_error("into", _("A new program is named below: choose the new program here, or empty its title."))
        return cleaned

    def carried(self) -> dict[str, Any]:
        """What was chosen, as the operation takes it."""
        return {
            "projects": [uuid.UUID(key) for key in self.cleaned_data["projects"]],
            "into": self._drafts.get(self.cleaned_data["into"]),
            "title": self.cleaned_data["title"],
        }


class CopyForm(PersianForm):
    """Into which open year a program is copied, and what the copy is called."""

    plan_year = forms.ModelChoiceField(
        label=_("Plan year"),
        queryset=PlanYear.objects.none(),
        to_field_name="year",
        empty_label=None,
        error_messages={"invalid_choice": _("This year is not open for new programs; choose one that is.")},
    )
    title = PersianCharField(label=_("Title of the copy"), max_length=250)

    def __init__(self, *args: Any, years: Sequence[PlanYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["plan_year"]
        chosen.queryset = PlanYear.objects.filter(pk__in=[year.pk for year in years])
