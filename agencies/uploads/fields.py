"""A field of a form that takes several files at once."""

from __future__ import annotations

from typing import Any

from django import forms


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True} | (attrs or {}))


class ManyFilesField(forms.FileField):
    """Several files; what is in each, its reader judges. Where the field may stay empty, an empty list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        clean = super().clean
        if data:
            return [clean(file, initial) for file in data]
        none = clean(None, initial)
        return [] if none is None else [none]
