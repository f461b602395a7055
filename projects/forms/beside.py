"""Reviewers' remarks beside the fields that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm

from projects.models import Remark

WHOLE = "whole"


def put_beside(form: BaseForm, remarks: Iterable[Remark]) -> None:
    """Give each field of the form its remarks, and name them to whoever hears the page.

    Those about a part that is no field, or about the thing as a whole (`WHOLE`), are the form's `remarks_by_part`.
    """
    by_part: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_part.setdefault(remark.anchor_field or WHOLE, []).append(remark)
    for name in by_part.keys() & form.fields.keys():
        field: Any = form[name]
        field.remarks, field.remarks_id = by_part.pop(name), f"{field.auto_id}_remarks"
        field.described_by = " ".join(filter(None, [field.aria_describedby, field.remarks_id]))
        if not field.use_fieldset:
            field.field.widget.attrs["aria-describedby"] = field.described_by
    form.remarks_by_part = by_part  # type: ignore[attr-defined]
