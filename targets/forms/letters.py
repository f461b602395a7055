"""The letter by which a head has signed on paper: a text that waits, or an answer at the table."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, Membership
from agencies.uploads import SCANS, accepted
from config.persian.fields import PersianCharField, PersianForm, SolarDateField
from projects.models import SignedLetter
from targets.operations.letters import Paper


class SeatField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user} – {obj} ({obj.term})"


class LetterForm(PersianForm):
    """Who signed it, its number and date, its scan."""

    seat = SeatField(queryset=Membership.objects.none(), to_field_name="uuid", label=_("Who signed it"))
    number = PersianCharField(
        label=_("Number of the letter"), max_length=SignedLetter._meta.get_field("number").max_length
    )
    dated_on = SolarDateField(label=_("Date of the letter"))
    scan = forms.FileField(
        label=_("Scan of the letter"),
        help_text='<bdi dir="ltr" translate="no">PDF, PNG, JPEG</bdi>',
        widget=forms.FileInput(attrs={"accept": accepted(SCANS)}),
    )

    def __init__(self, *args: object, agency: Agency, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        seats = Membership.objects.filter(agency=agency, role=Role.AGENCY_HEAD).select_related("user", "agency")
        self.fields["seat"].queryset = seats.order_by("-valid_from", "pk")  # type: ignore[attr-defined]

    def paper(self) -> Paper:
        """As the operations take it."""
        return Paper(*(self.cleaned_data[name] for name in Paper._fields))
