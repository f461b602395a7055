"""What people type about sessions of the headquarters and their resolutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import choose
from agencies.models import Agency
from agencies.uploads import SCANS, accepted
from config.persian.digits import localise_digits, to_latin
from config.persian.fields import (
    PersianCharField,
    PersianForm,
    PersianIntegerField,
    PersianModelForm,
    PersianNumberInput,
    SolarDateField,
)
from projects.challenges import followed
from projects.enums import HOLDING_UP, PROMISED, ChallengeDesk
from projects.forms import Versioned, VersionForm
from projects.models import Challenge, Project
from reports.enums import FollowUpKind, Presence
from reports.models import AgendaItem, Attendee, HqSession, Resolution
from reports.sessions import Proposal

_TEXT = {"rows": 3, "dir": "auto"}
_HOUR = _("An hour is typed as 10:30.")


class HourField(forms.TimeField):
    """An hour, in the digits of either language."""

    widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M"], error_messages={"invalid": _HOUR}, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(to_latin(value).strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else localise_digits(f"{value:%H:%M}")


class SessionForm(Versioned, PersianModelForm):
    """When and where, under which number, who chairs."""

    held_at = HourField(label=_("Time"), required=False)

    class Meta:
        model = HqSession
        fields = ("number", "held_on", "held_at", "place", "chair", "secretary")

    def _get_validation_exclusions(self) -> set[str]:
        # That a number is taken is the operation's to say, in its words.
        return {*super()._get_validation_exclusions(), "number"}  # type: ignore[misc]  # the stubs do not know it

    def saved(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AttendeeForm(PersianModelForm):
    """One row of who is asked and who came."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agency = choose(Attendee, "agency", "agency")

    class Meta:
        model = Attendee
        fields = ("name", "office", "agency", "presence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presence"].initial = Presence.INVITED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.has_changed() or self.errors:
            return cleaned
        if not any(cleaned.get(name) for name in ("name", "office", "agency")):
            raise ValidationError(_("Say of each who it is: a name, an office or an agency."))
        return cleaned

    def _post_clean(self) -> None:
        """The operation writes; nothing is laid into an instance here."""


class _AttendeeRows(BaseFormSet):
    row_key = "uuid"

    def rows(self) -> list[dict[str, Any]]:
        """Those that stay, in their order; a row without any words is none."""
        given = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [row for row in given if row.get("name") or row.get("office") or row.get("agency")]


AttendeeFormSet: Any = formset_factory(AttendeeForm, formset=_AttendeeRows, extra=1, can_delete=True, max_num=200)


def attendee_rows(attendees: Iterable[Attendee]) -> list[dict[str, Any]]:
    """The stored list as the formset shows it."""
    names = ("uuid", "name", "office", "presence")
    return [{name: getattr(row, name) for name in names} | {"agency": row.agency_id} for row in attendees]


class AgendaForm(VersionForm):
    """The order of the matters, those that are dropped, those of the proposals that are taken, and one of its own.

    Fields are named by what they hold and the matter's UUID, like `place-…`.
    """

    title = PersianCharField(
        label=_("Another matter"), max_length=300, required=False, widget=forms.TextInput({"dir": "auto"})
    )

    def __init__(
        self, *args: Any, items: Sequence[AgendaItem], proposals: Sequence[Proposal] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.proposals = list(items), list(proposals)
        for place, item in enumerate(self.items, 1):
            self.fields[f"place-{item.uuid}"] = PersianIntegerField(
                label=_t("Place of “%(matter)s”") % {"matter": item.title},
                min_value=1,
                max_value=999,
                initial=place,
                widget=PersianNumberInput({"size": 3}),
            )
            self.fields[f"drop-{item.uuid}"] = forms.BooleanField(
                label=_t("Drop “%(matter)s”") % {"matter": item.title}, required=False
            )
        for proposal in self.proposals:
            self.fields[f"take-{proposal.key}"] = forms.BooleanField(label=proposal.title, required=False)

    def item_rows(self) -> list[tuple[AgendaItem, forms.BoundField, forms.BoundField]]:
        return [(item, self[f"place-{item.uuid}"], self[f"drop-{item.uuid}"]) for item in self.items]

    def proposal_rows(self) -> list[tuple[Proposal, forms.BoundField]]:
        return [(proposal, self[f"take-{proposal.key}"]) for proposal in self.proposals]

    def arranged(self) -> dict[str, Any]:
        """As the operation takes it; of two on one place the one that stood first stays first."""
        data = self.cleaned_data
        kept = [item for item in self.items if not data.get(f"drop-{item.uuid}")]
        kept.sort(key=lambda item: data[f"place-{item.uuid}"])
        taken = [proposal for proposal in self.proposals if data.get(f"take-{proposal.key}")]
        return {"kept": [item.uuid for item in kept], "taken": taken, "title": data["title"]}


class MinutesForm(Versioned, PersianForm):
    """What was said of each matter; fields are named `minutes-…` with the matter's UUID."""

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"minutes-{item.uuid}"] = PersianCharField(
                label=_("What was said"),
                required=False,
                initial=item.minutes,
                max_length=20_000,
                widget=forms.Textarea({"rows": 4, "dir": "auto"}),
            )

    def item_rows(self) -> list[tuple[AgendaItem, forms.BoundField]]:
        return [(item, self[f"minutes-{item.uuid}"]) for item in self.items]

    def texts(self) -> dict[Any, str]:
        return {item.uuid: self.cleaned_data[f"minutes-{item.uuid}"] for item in self.items}


class ResolutionForm(Versioned, PersianModelForm):
    """What was resolved: who does what until when, with whom, about which matter."""

    agency = choose(Resolution, "agency", "agency")
    project = forms.ModelChoiceField(
        label=_("Code of the project"),
        queryset=Project.objects.filter(program__status__in=PROMISED),
        to_field_name="code",
        required=False,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
        error_messages={"invalid_choice": _("No approved project has this code.")},
    )

    class Meta:
        model = Resolution
        fields = (
            "text",
            "agenda_item",
            "agency",
            "due_on",
            "objection_days",
            "follow_up_by",
            "challenge",
            "project",
            "cooperating",
        )
        widgets = {
            "text": forms.Textarea(attrs=_TEXT),
            # What people wrote has its own direction.
            "agenda_item": forms.Select({"dir": "auto"}),
            "challenge": forms.Select({"dir": "auto"}),
            "cooperating": forms.CheckboxSelectMultiple,
            "follow_up_by": forms.TextInput({"dir": "auto"}),
        }
        help_texts = {
            "objection_days": _("From the letter by which it is notified."),
            "challenge": _("It closes with the resolution. Left empty: that of the matter, if it is one."),
        }

    def __init__(self, *args: Any, session: HqSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["agenda_item"].queryset = session.items.all()
        fields["due_on"].required = True
        # Those that lie above the agencies: what the headquarters resolves about.
        above = Q(state__in=HOLDING_UP, desk__in=(ChallengeDesk.PROVINCE, ChallengeDesk.HEADQUARTERS))
        known = Challenge.objects.filter(followed() & above | Q(pk=self.instance.challenge_id))
        fields["challenge"].queryset = known.order_by("title", "pk")
        fields["cooperating"].queryset = Agency.objects.order_by("sort_key", "code")

    def _post_clean(self) -> None:
        """The operation writes; nothing is laid into an instance here."""

    def written(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReasonForm(VersionForm):
    """A move of the session; why is asked for by the operation where it matters."""

    reason = PersianCharField(label=_("What is to be corrected"), required=False, widget=forms.Textarea(_TEXT))


class SignForm(VersionForm):
    scan = forms.FileField(
        label=_("Scan of the signed paper"),
        required=False,
        help_text='<bdi dir="ltr" translate="no">PDF, PNG, JPEG</bdi>',
        widget=forms.FileInput(attrs={"accept": accepted(SCANS)}),
    )


class NotificationForm(PersianForm):
    """The letter by which the resolutions of a session are sent to their agencies."""

    letter_number = PersianCharField(
        label=_("Letter number"), max_length=60, widget=forms.TextInput({"dir": "auto", "autocomplete": "off"})
    )
    letter_on = SolarDateField(label=_("Date of the letter"))


class FollowUpForm(VersionForm):
    """What was done about a resolution, or why; that it is said is the operation's rule."""

    text = PersianCharField(label=_("What was done, or why"), required=False, widget=forms.Textarea(_TEXT))
    file = forms.FileField(label=_("Document"), required=False, widget=forms.FileInput(attrs={"accept": accepted()}))

    def taken(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        fields = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "file")}
        file = self.cleaned_data.get("file")
        return fields | {"files": [file] if file else []}


class ReportForm(FollowUpForm):
    percent = PersianIntegerField(label=_("Progress in percent"), min_value=0, max_value=99, required=False)
    field_order = ("percent", "text", "file")


class ExtensionForm(FollowUpForm):
    until = SolarDateField(label=_("Until when"), required=False)
    field_order = ("until", "text", "file")


_FORMS: dict[FollowUpKind, type[FollowUpForm]] = {
    FollowUpKind.REPORTED: ReportForm,
    FollowUpKind.ASKED: ExtensionForm,
    FollowUpKind.EXTENDED: ExtensionForm,
}


def follow_up_form(kind: FollowUpKind, *args: Any, **kwargs: Any) -> FollowUpForm:
    # Several stand on one page.
    return _FORMS.get(kind, FollowUpForm)(*args, auto_id=f"{kind}-%s", **kwargs)


class RegisterForm(PersianForm):
    """The table of an earlier register."""

    file = forms.FileField(
        label=_("Workbook of past sessions and resolutions"),
        help_text='<bdi dir="ltr" translate="no">XLSX</bdi>',
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


__all__ = [
    "AgendaForm",
    "AttendeeFormSet",
    "FollowUpForm",
    "MinutesForm",
    "NotificationForm",
    "ReasonForm",
    "RegisterForm",
    "ResolutionForm",
    "SessionForm",
    "SignForm",
    "attendee_rows",
    "follow_up_form",
]
