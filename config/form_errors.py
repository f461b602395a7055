"""What is wrong in a refused form and in the formsets that are saved with it, told in one place above them.

`{% form_errors form actions funding %}`: how many things there are to correct, each with the words that stand beside
its field and a link to it. A formset says by `row_words` what its rows are called ("Action %(row)s").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from config.persian.digits import localise_digits

register = template.Library()


@dataclass(frozen=True)
class Wrong:
    """Something to correct, in words or markup; `field` is the element that holds it, "" where no single one does."""

    words: str
    field: str = ""


@register.inclusion_tag("components/form_errors.html")
def form_errors(*refused: forms.BaseForm | forms.BaseFormSet[Any] | None) -> dict[str, Any]:
    """The summary above refused forms and formsets; None for one that is not there. Nothing where nothing is wrong."""
    return {"wrong": [each for form in refused if form for each in _wrong_in(form)]}


def _wrong_in(form: forms.BaseForm | forms.BaseFormSet[Any]) -> Iterator[Wrong]:
    if not isinstance(form, forms.BaseFormSet):
        yield from _wrong_in_form(form)
        return
    if not form.is_bound:
        return
    yield from (Wrong(localise_digits(str(error))) for error in form.non_form_errors())
    called = str(getattr(form, "row_words", "") or _("Row %(row)s"))
    for number, row in enumerate(form.forms, 1):
        yield from _wrong_in_form(row, called % {"row": localise_digits(str(number))})


def _wrong_in_form(form: forms.BaseForm, row: str = "") -> Iterator[Wrong]:
    if not form.errors:
        return
    for error in form.non_field_errors():
        yield Wrong(f"{row}: {error}" if row else str(error))
    for field in form:
        # A label may hold markup, such as somebody's title in its own direction.
        named = format_html("{}{}{}", row, _(", "), field.label) if row and field.label else row or field.label
        for error in field.errors:
            yield Wrong(
                format_html("{}: {}", named, error), "" if field.is_hidden else field.id_for_label or field.auto_id
            )
