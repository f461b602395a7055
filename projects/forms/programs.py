"""What people type about programs, remarks, exceptions and moves."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import choose
from agencies.models import Agency
from config.persian.fields import PersianCharField, PersianForm, PersianModelForm
from projects.anchors import anchor_kinds
from projects.enums import ProjectState
from projects.models import PlanYear, Program

ONE_TEXT = {"rows": 3, "dir": "auto"}


class VersionForm(PersianForm):
    """Carries the version that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Versioned(VersionForm):
    """A form of a page: it carries besides what the page showed, part by part (projects.conflicts.marks)."""

    marks = forms.CharField(widget=forms.HiddenInput, required=False)


class ProjectDecisionForm(VersionForm):
    """What becomes of a single project; the reason is asked for by the operation."""

    state = forms.ChoiceField(label=_("Decision"), choices=ProjectState.choices)
    reason = PersianCharField(label=_("Reason"), max_length=500, required=False)


class ProgramForm(Versioned, PersianModelForm):
    class Meta:
        model = Program
        fields = (
            "title",
            "purpose",
            "family",
            "axis",
            "policy_clauses",
            "key_cores",
            "topics",
            "document_reference",
        )
        widgets = {
            "policy_clauses": forms.CheckboxSelectMultiple,
            "key_cores": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
            "purpose": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }


class ProgramStartForm(PersianModelForm):
    """A program begins with its house, its year and its title; the rest is asked on its page."""

    class Meta:
        model = Program
        fields = ("agency", "plan_year", "title", "family", "axis")

    def __init__(
        self, *args: Any, agencies: list[Agency], years: list[PlanYear], on_behalf: bool = False, **kwargs: Any
    ) -> None:
        """`on_behalf`: whoever begins it may do so for every agency, and looks for it instead of a long list."""
        super().__init__(*args, **kwargs)
        for name, rows in (("agency", agencies), ("plan_year", years)):
            field = self.fields[name]
            field.queryset = field.queryset.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]
            field.empty_label = None  # type: ignore[attr-defined]
        if on_behalf:
            self.fields["agency"] = choose(Program, "agency", "agency")


class RemarkForm(PersianForm):
    """A remark, and what it is about: a thing of the program, and one of its fields."""

    # Most of what is offered is called as people wrote.
    thing = forms.ChoiceField(label=_("About"), required=False, widget=forms.Select({"dir": "auto"}))
    field = forms.ChoiceField(label=_("Which field"), required=False)
    text = PersianCharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    is_blocking = forms.BooleanField(label=_("The agency must answer before it sends again"), required=False)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = anchor_kinds()
        self.fields["thing"].choices = [  # type: ignore[attr-defined]
            (kind.label, [(f"{kind.kind}:{thing}", name) for thing, name in kind.things(program)]) for kind in kinds
        ]
        self.fields["field"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole of it")),
            *((kind.label, [(f"{kind.kind}:{name}", label) for name, label in kind.fields.items()]) for kind in kinds),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, _colon, thing = cleaned.pop("thing", "").partition(":")
        owner, _colon, field = cleaned.pop("field", "").partition(":")
        if kind and field and owner != kind:
            self.add_error("field", _("That is not a field of what the remark is about; choose one of its own."))
        if kind:
            cleaned |= {"anchor_kind": kind, "anchor_id": uuid.UUID(thing), "anchor_field": field}
        elif field:
            self.add_error("thing", _("Choose what the field belongs to."))
        return cleaned


class ExemptionForm(PersianForm):
    """An exception from a rule for one thing: which, and why."""

    rule = forms.SlugField(widget=forms.HiddenInput)
    anchor_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = PersianCharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(ONE_TEXT))


class ExemptionDecisionForm(PersianForm):
    """Grants or refuses an exception; which of the two, the button says."""

    reason = PersianCharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(ONE_TEXT))
    grant = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")


class ExemptionWithdrawalForm(PersianForm):
    reason = PersianCharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(ONE_TEXT))


class AnswerForm(PersianForm):
    answer = PersianCharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))


class MoveForm(VersionForm):
    reason = PersianCharField(label=_("Reason"), required=False, max_length=2000)
