"""What the administrator types about people, seats and reference rows, and a person about their own password."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField, choose
from agencies.enums import AGENCY_ROLES, Role
from agencies.fingerprints import fingerprint
from agencies.history import as_text
from agencies.models import Agency, ListedRow, User
from agencies.operations.people import PERSON_FIELDS
from agencies.reference_lists import ReferenceList
from agencies.tables.history import value_of
from config.clock import today
from config.persian.digits import to_latin
from config.persian.fields import PersianCharField, PersianForm, PersianModelForm, SolarDateField

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_CODE = re.compile(r"[A-Za-z0-9_-]+")
# Columns that hold codes, figures and the like are written from left to right.
_CODES = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class Seen(forms.Form):
    """Carries the fingerprint of what the writer read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def tell_what_is_stored(form: Any, stored: Any, names: Iterable[str]) -> None:
    """After somebody else saved: name beside each field what stands there now, and let the next save put mine over."""
    differ = False
    for name in names:
        if as_text(form.cleaned_data.get(name)) != as_text(getattr(stored, name)):
            now = value_of(stored._meta.label_lower, name, as_text(getattr(stored, name)))
            form.add_error(name, format_html(_t("Stored now: {value}"), value=now))
            differ = True
    if differ:
        words = _t(
            "Another user has changed this meanwhile. What is stored now stands beside each field that differs: leave "
            "what you typed and save again to put it in its place, or type what is stored."
        )
    else:
        words = _t(
            "Another user has changed this meanwhile; what you typed is the same as what is stored now. Save again, or "
            "go back."
        )
    form.add_error(None, words)
    form.data = form.data.copy()
    form.data["seen"] = fingerprint(stored, names)


class SeatForm(PersianForm):
    """A seat to give."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "---------"), *Role.choices])
    agency = ChooseField(
        "agency",
        label=_("Agency"),
        queryset=Agency.objects.all(),
        to_field_name="code",
        required=False,
        help_text=_("For officers and heads of an agency; the others work for the whole province."),
    )
    valid_from = SolarDateField(label=_("Valid from"), initial=today)
    valid_until = SolarDateField(label=_("Valid until"), required=False, help_text=_("Empty: until further notice."))
    is_acting = forms.BooleanField(
        label=_("Acting head"),
        required=False,
        help_text=_("Stands in for the head, beside them or until there is one."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        of_an_agency = cleaned.get("role") in AGENCY_ROLES
        if of_an_agency and not cleaned.get("agency") and "agency" not in self.errors:
            self.add_error("agency", _("Choose the agency in which this role is held."))
        if cleaned.get("role") and not of_an_agency and cleaned.get("agency"):
            self.add_error("agency", _("This role is held for the whole province: leave the agency empty."))
        first_day, last_day = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first_day and last_day and last_day < first_day:
            self.add_error("valid_until", _("The last day must not come before the first."))
        elif last_day and last_day < today():
            self.add_error("valid_until", _("This day has passed already."))
        return cleaned

    @property
    def seat(self) -> dict[str, Any]:
        """What was typed of the seat; nothing without a role."""
        if not self.cleaned_data.get("role"):
            return {}
        names = ("agency", "valid_from", "valid_until", "is_acting")
        return {"role": Role(self.cleaned_data["role"])} | {name: self.cleaned_data[name] for name in names}


class PersonForm(SeatForm):
    """A person to add, with a first seat or without."""

    username = PersianCharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(_CODES),
        help_text=_("Latin letters, digits, dot, dash: for example jahad.editor."),
    )
    full_name = PersianCharField(label=_("Full name"), max_length=120)
    full_name_en = PersianCharField(label=_("Full name in English"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"dir": "ltr"}))

    field_order = ("username", *PERSON_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].required = False
        self.fields["valid_from"].required = False

    def clean_username(self) -> str:
        username = to_latin(self.cleaned_data["username"]).lower()
        if not _USERNAME.fullmatch(username):
            raise ValidationError(_t("Use Latin letters, digits, dots and dashes only."))
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("agency") and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", _("Choose what this person does in the agency."))
        if cleaned.get("role") and not cleaned.get("valid_from") and "valid_from" not in self.errors:
            self.add_error("valid_from", _("Enter the first day of the position."))
        return cleaned

    @property
    def person(self) -> dict[str, Any]:
        """What was typed of the person."""
        return {name: self.cleaned_data[name] for name in ("username", *PERSON_FIELDS)}

    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("username", *PERSON_FIELDS)]

    def seat_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("role", "agency", "valid_from", "valid_until", "is_acting")]


class PersonEditForm(Seen, PersianModelForm):
    """Names and address of a person; the user name stays."""

    class Meta:
        model = User
        fields = PERSON_FIELDS
        widgets = {"email": forms.EmailInput({"dir": "ltr"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = fingerprint(self.instance, PERSON_FIELDS)


class SeatEndForm(PersianForm):
    last_day = SolarDateField(
        label=_("Last day"), help_text=_("Yesterday ends it at once: with the next page that the person opens.")
    )


class SignInForm(AuthenticationForm):
    """Name and password. One answer for a wrong name, a wrong password and an account that is closed."""

    error_messages = {
        name: _("The username or the password is wrong. If you have forgotten it, ask the administrator of the system.")
        for name in ("invalid_login", "inactive")
    }


class PasswordForm(PersianForm):
    """A person's own password."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
        help_text=_("At least 12 characters, none of the common ones, not like your name."),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise ValidationError(_t("This is not your current password."))
        return current

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two are not the same."))
        elif new and new == cleaned.get("current"):
            self.add_error("new", _("Choose another password than the current one."))
        elif new and again:
            try:
                password_validation.validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new", error)
        return cleaned


# Columns that are written in Latin letters.
_LATIN = frozenset({"name_en", "code", "sci_code", "dimension"})
# Links of rows to rows of other lists, and the choice lists that offer those.
_CHOSEN = {"sector": "sector", "parent": "agency", "industry": "priority-industry"}


class ReferenceForm(Seen, PersianModelForm):
    """A row of a reference list. That it is unique and fits the other rows is seen to by the operation."""

    listed: ReferenceList

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        for name, offered in _CHOSEN.items():
            if name in self.fields:
                self.fields[name] = choose(self.listed.model, name, offered)
        for name, form_field in self.fields.items():
            if isinstance(form_field, PersianCharField):
                form_field.widget.attrs["dir"] = "ltr" if name in _LATIN else "auto"
        self.fields["seen"].initial = fingerprint(row, self.listed.fields) if row.pk else ""
        for name, hint in self.listed.hints.items():
            self.fields[name].help_text = str(hint)
        for name in self.listed.locked(row) if row.pk else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = str(self.listed.locked_because)
        if "parent" in self.fields and row.pk:
            self.fields["parent"].queryset = Agency.objects.exclude(pk=row.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        key = self.cleaned_data.get(self.listed.key)
        if isinstance(key, str):
            self.cleaned_data[self.listed.key] = key = to_latin(key)
            if not _CODE.fullmatch(key):
                self.add_error(self.listed.key, _t("Use Latin letters, digits, dash and underscore only."))
        return self.cleaned_data


def reference_form(listed: ReferenceList, row: ListedRow | None, data: Any = None) -> ReferenceForm:
    """The form of a row, or (row None) of a new one, which also asks for the code."""
    names = listed.fields if row else (listed.key, *listed.fields)
    form = modelform_factory(listed.model, form=ReferenceForm, fields=names)
    form.listed = listed  # type: ignore[attr-defined]
    return form(data, instance=row or listed.model())  # type: ignore[return-value]
