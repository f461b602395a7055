"""What people type about shared objects and double counts. The forms read; the operations write."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import choose
from config.persian.fields import PersianCharField, PersianDecimalField, PersianForm, PersianModelForm
from config.persian.letters import search_key
from targets.double_count_cases import Case
from targets.double_counts import amount_of, even_shares
from targets.enums import Verdict
from targets.models import SharedObject

NEAR_SHOWN = 6


class SharedObjectForm(PersianModelForm):
    """An object that is entered or corrected. Before a new one is taken, those that it may be are shown."""

    county = choose(SharedObject, "county", "county")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_another = forms.BooleanField(label=_("None of these: it is another one"), required=False)

    class Meta:
        model = SharedObject
        fields = ("kind", "name", "identifier", "county")
        help_texts = {"identifier": _("Empty where it has none.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near: list[SharedObject] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.near = near_objects(cleaned["name"], cleaned["identifier"], besides=self.instance)
            if self.near and not cleaned["is_another"]:
                words = _("Tick this to enter it all the same; otherwise use the one that is there.")
                self.add_error("is_another", words)
        return cleaned

    def object_fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    def object_fields(self) -> dict[str, Any]:
        """What the operation takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """The operation writes and says what the database refuses; nothing is put on the instance here."""


def near_objects(name: str, identifier: str, *, besides: SharedObject | None = None) -> list[SharedObject]:
    """Objects like that, however they are written, the likest first; one with the same number before all."""
    key = search_key(f"{name}|{identifier}" if identifier else name)
    others = SharedObject.objects.select_related("county")
    if besides is not None and besides.pk:
        others = others.exclude(pk=besides.pk)
    numbered = list(others.filter(identifier=identifier)) if identifier else []
    like = others.filter(search_key__trigram_similar=key).annotate(likeness=TrigramSimilarity("search_key", key))
    found = {each.pk: each for each in [*numbered, *like.order_by("-likeness", "pk")[:NEAR_SHOWN]]}
    return list(found.values())[:NEAR_SHOWN]


class DecisionForm(PersianForm):
    """What a planner decides on a case; the shares are asked where it is confirmed."""

    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)
    # The decisions in force that were read.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    common_amount = PersianDecimalField(label=_("Common amount"), required=False)
    reason = PersianCharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, case: Case, verdict: Verdict, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{verdict}_%s", **kwargs)
        self.case = case
        self.initial["verdict"] = verdict
        self.initial["seen"] = " ".join(map(str, case.standing))
        if verdict == Verdict.CONFIRMED:
            self._ask_for_shares(case)
        else:
            del self.fields["common_amount"]

    def _ask_for_shares(self, case: Case) -> None:
        amounts = [amount for row in case.rows if (amount := amount_of(row)) is not None]
        decided = case.decided.shares if case.decided else {}
        known = case.decided.common if case.decided else None
        self.initial["common_amount"] = known or min(amounts, default=None)
        for row, share in zip(case.rows, even_shares(len(case.rows)), strict=True):
            field = PersianDecimalField(label=format_html("<bdi>{}</bdi>", row.project_title), percent=True)
            kept = decided.get(row.target_id)
            field.initial = share if kept is None else kept
            self.fields[f"share_{row.target_uuid}"] = field

    def share_fields(self) -> list[tuple[Any, forms.BoundField]]:
        return [(row, self[f"share_{row.target_uuid}"]) for row in self.case.rows]

    def decision(self) -> dict[str, Any]:
        """The arguments of the operation."""
        data = self.cleaned_data
        given: dict[str, Any] = {name: data[name] for name in ("seen", "reason")}
        given["verdict"] = Verdict(data["verdict"])
        if given["verdict"] == Verdict.CONFIRMED:
            given["common_amount"] = data["common_amount"]
            given["shares"] = {row.target_uuid: data[f"share_{row.target_uuid}"] for row in self.case.rows}
        return given

    def refuse(self, refusal: Exception) -> None:
        """Show why the operation refused: at the field that is wrong, of shares at each of them."""
        field = getattr(refusal, "field", "")
        named = [name for name in self.fields if name == field or (field == "shares" and name.startswith("share_"))]
        if not named:
            self.add_error(None, str(refusal))
        for name in named:
            self.add_error(name, str(refusal))

    def clean_seen(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(text) for text in self.cleaned_data["seen"].split()]
        except ValueError as error:
            raise forms.ValidationError(_t("The page was incomplete; please load it again.")) from error
