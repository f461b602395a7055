"""Form fields that read Persian and show it again, and the base classes that give them to every form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from config.persian.calendar import format_date, read_date
from config.persian.digits import localise_digits
from config.persian.errors import Unreadable
from config.persian.letters import normalise
from config.persian.numbers import INTEGER_DIGITS, format_number, read_decimal


class PersianNumberInput(forms.TextInput):
    """A text box for a number, shown in the digits of the active language. `type=number` takes no Persian digits."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "class": "j-number", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        """A stored number localised; what somebody typed, as it was typed."""
        if isinstance(value, Decimal | int):
            return format_number(value)
        return super().format_value(value)


EXAMPLE = date(2020, 7, 5)


class SolarDateInput(forms.TextInput):
    """A text box for a date, marked for the calendar of the browser (`data-solar`) and complete without it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-solar": "", "dir": "ltr", "autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With an example of how a date is written, in the language of the page."""
        return super().get_context(name, value, {"placeholder": format_date(EXAMPLE), **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """A stored date localised; what somebody typed, as it was typed."""
        if isinstance(value, date):
            return format_date(value)
        return super().format_value(value)


class PersianCharField(forms.CharField):
    """Text in the one spelling in which it is stored (config.persian.letters.normalise)."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(normalise(value) if isinstance(value, str) else value)


class PersianDecimalField(forms.DecimalField):
    """An amount as read_decimal reads it, with at most `places` decimals and `integer_digits` before the mark."""

    widget = PersianNumberInput

    def __init__(
        self, *, places: int = 4, integer_digits: int = INTEGER_DIGITS, percent: bool = False, **kwargs: Any
    ) -> None:
        self.places = places
        self.integer_digits = integer_digits
        self.percent = percent
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs ask for an int
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return read_decimal(text, places=self.places, integer_digits=self.integer_digits, percent=self.percent)
        except Unreadable as error:
            raise ValidationError(str(error), code="invalid") from error


class PersianIntegerField(forms.IntegerField):
    """A whole number, as read_decimal reads it."""

    widget = PersianNumberInput

    def to_python(self, value: Any) -> int | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return int(read_decimal(text, places=0))
        except Unreadable as error:
            raise ValidationError(str(error), code="invalid") from error


class SolarDateField(forms.DateField):
    """A day, typed as a solar or a Gregorian date in either language (config.persian.calendar.read_date)."""

    widget = SolarDateInput

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return read_date(value)
        except Unreadable as error:
            raise ValidationError(str(error), code="invalid") from error


class PersianErrorList(ErrorList):
    """Messages in the digits of the active language: those of Django's own validators name limits in Latin ones."""

    def __getitem__(self, index: Any) -> Any:
        return localise_digits(str(super().__getitem__(index)))


def _decimal_field(*, max_digits: int, decimal_places: int, **kwargs: Any) -> PersianDecimalField:
    """The field of a numeric(max_digits, decimal_places) column."""
    return PersianDecimalField(places=decimal_places, integer_digits=max_digits - decimal_places, **kwargs)


_PERSIAN: dict[type[forms.Field], Any] = {
    forms.CharField: PersianCharField,
    forms.DecimalField: _decimal_field,
    forms.IntegerField: PersianIntegerField,
    forms.DateField: SolarDateField,
}


def persian_formfield(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The form field of a model field: one of ours where Django would take a plain text, number or date field."""
    field = db_field.formfield(**kwargs)
    if field is None or "form_class" in kwargs or type(field) not in _PERSIAN:
        return field
    return db_field.formfield(form_class=_PERSIAN[type(field)], **kwargs)


_DASHES = BLANK_CHOICE_DASH[0]


def name_the_blank(field: forms.Field) -> None:
    """In a list that begins with Django's dashes say what is to be done there."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DASHES[1]:
            field.empty_label = _("Choose…")
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list) and _DASHES in field.choices[:1]:
        field.choices = [("", _("Choose…")), *field.choices[1:]]


class _PersianErrors(forms.BaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_class = PersianErrorList
        for field in self.fields.values():
            name_the_blank(field)


class PersianForm(_PersianErrors, forms.Form):
    """A form whose messages follow the digits of the language."""


class PersianModelForm(_PersianErrors, forms.ModelForm):
    """A model form whose text, number and date fields read Persian, and whose messages follow the language."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # Django reads the callback from each form's own Meta, which seldom inherits from ours.
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            meta.formfield_callback = staticmethod(persian_formfield)
