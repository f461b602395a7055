"""Form fields for one row of a choice list: a text field that the script makes a combobox.

Without script it is filled with a name or a code. What it does not understand it says, with what would have fitted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Model
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from agencies.choices import ChoiceList, Option, fitting, get_list
from config.persian.letters import remove_invisible
from config.persian.numbers import format_number

# So many names of those that would fit stand in a message, and so many letters of what was typed.
NAMED = 4
LONGEST = 60


class Combobox(forms.TextInput):
    """A text box that shows the chosen row by its name. `field` is the one it belongs to; `year` narrows the list."""

    # A list has a dozen of them: without the template between, which says nothing but this.
    template_name = "django/forms/widgets/input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto", "autocomplete": "off", **(attrs or {})})
        self.field: ChoosingField | None = None
        self.year: int | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        field, widget = self.field, context["widget"]
        if field is None:
            return context
        address = reverse("choices", args=[field.choose])
        widget["attrs"]["data-combo"] = f"{address}?year={self.year}" if self.year else address
        if not field.by_key:
            widget["attrs"]["data-combo-by"] = "id"
        option = None if value in (None, "") else field.option_by_key(str(value))
        if option is not None:
            widget["value"] = option.label
            widget["attrs"]["data-key"] = field.key_of(option)
        return context


class ChoosingField(forms.Field, ABC):
    """What the two kinds have in common: how a typed text becomes an option."""

    choose: str
    # Whether it is filled with the key of the list (a code), or with the primary key of the row.
    by_key = True
    widget = Combobox

    @property
    def offered(self) -> ChoiceList:
        found = get_list(self.choose)
        if found is None:
            raise LookupError(f"no choice list is registered under {self.choose!r}")
        return found

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        # Each form has fields of its own; a field's widget must ask that very field.
        copied = super().__deepcopy__(memo)  # type: ignore[misc]  # the stubs do not know it
        copied.widget.field = copied
        return copied

    def key_of(self, option: Option) -> str:
        """What the field is filled with when the option is chosen."""
        return option.key if self.by_key else str(option.pk)

    @abstractmethod
    def option_by_key(self, key: str) -> Option | None: ...

    @abstractmethod
    def options(self) -> list[Option]: ...

    def is_key_elsewhere(self, typed: str) -> bool:
        """Whether this is the key of a row that the field does not offer."""
        return False

    def read(self, value: Any) -> Option | None:
        """The option meant by a key, a code or a name; None for nothing. Raises ValidationError."""
        typed = "" if value is None else remove_invisible(str(value)).strip()
        if not typed:
            return None
        ProhibitNullCharactersValidator()(typed)
        option = self.option_by_key(typed)
        if option is not None:
            return option
        # A code is never taken for a part of another row's name.
        options = [] if self.is_key_elsewhere(typed) else self.options()
        found = [option for option in options if option.is_called(typed)] or fitting(options, typed)
        if len(found) == 1:
            return found[0]
        shown = Truncator(typed).chars(LONGEST)
        if not found:
            raise ValidationError(
                _("“%(typed)s” is not in this list. Type a part of the name, or the code, and choose what is offered.")
                % {"typed": shown},
                code="invalid_choice",
            )
        names = ("، " if get_language_bidi() else ", ").join(option.label for option in found[:NAMED])
        raise ValidationError(
            _("“%(typed)s” fits %(count)s of this list, for example “%(names)s”. Choose one, or type its code.")
            % {"typed": shown, "count": format_number(len(found)), "names": names},
            code="invalid_choice",
        )


class ChooseField(ChoosingField, forms.ModelChoiceField):
    """A row of the field's queryset. Forms fill it by primary key; with `to_field_name`, by that column."""

    def __init__(self, choose: str, **kwargs: Any) -> None:
        self.choose = choose
        self._known: dict[str, Any] = {}
        super().__init__(**kwargs)
        self.by_key = bool(self.to_field_name)
        self.widget.field = self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copied = super().__deepcopy__(memo)
        copied._known = {}
        return copied

    def row_by_key(self, key: str) -> Any:
        if key not in self._known:
            try:
                self._known[key] = self.queryset.filter(**{self.to_field_name or "pk": key}).first()  # type: ignore[union-attr]
            except (ValueError, TypeError, ValidationError):
                self._known[key] = None
        return self._known[key]

    def option_by_key(self, key: str) -> Option | None:
        row = self.row_by_key(key)
        return None if row is None else self.offered.option(row)

    def options(self) -> list[Option]:
        return [self.offered.option(row) for row in self.queryset.all()]  # type: ignore[union-attr]

    def is_key_elsewhere(self, typed: str) -> bool:
        if not self.to_field_name:
            return False
        rows = self.queryset.model._default_manager  # type: ignore[union-attr]
        return rows.filter(**{self.to_field_name: typed}).exists()

    def to_python(self, value: Any) -> Any:
        if isinstance(value, self.queryset.model):  # type: ignore[union-attr]
            value = self.prepare_value(value)
        option = self.read(value)
        if option is None:
            return None
        return self.row_by_key(self.key_of(option))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            option = self.read(data)
        except ValidationError:
            return True
        return str(self.prepare_value(initial) or "") != ("" if option is None else self.key_of(option))


class ChooseKeyField(ChoosingField):
    """The key of one of `rows`, which are at hand already, by their keys."""

    def __init__(
        self, choose: str, *, rows: Mapping[str, Any] | None = None, year: int | None = None, **kwargs: Any
    ) -> None:
        self.choose = choose
        # Not looked into before it is needed: they may still have to be fetched.
        self.rows = {} if rows is None else rows
        super().__init__(**kwargs)
        self.widget.field = self
        self.widget.year = year

    def option_by_key(self, key: str) -> Option | None:
        return self.offered.option(self.rows[key]) if key in self.rows else None

    def options(self) -> list[Option]:
        return [self.offered.option(row) for row in self.rows.values()]

    def to_python(self, value: Any) -> str:
        option = self.read(value)
        return "" if option is None else option.key


def choose(model: type[Model], name: str, choice_list: str) -> ChooseField:
    """The field for a foreign key of the model."""
    column: Any = model._meta.get_field(name)
    return ChooseField(
        choice_list,
        queryset=column.related_model._default_manager.all(),
        label=capfirst(column.verbose_name),
        required=not column.blank,
    )
