"""What is typed about a field visit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agencies.uploads import SCANS, accepted
from config.persian.fields import PersianCharField, SolarDateField
from projects.forms import VersionForm
from targets.forms.verification import figure_fields
from targets.models import FieldVisit, ReportLine
from targets.operations.progress import Entry


class _Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files; what each of them is, is judged where they are stored."""

    widget = _Photos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


class VisitForm(VersionForm):
    """The visit, and for each line that waits what was seen of it; empty: nothing is said of the line."""

    visited_on = SolarDateField(label=_("Date of the visit"))
    place = PersianCharField(label=_("Place of the visit"), max_length=FieldVisit._meta.get_field("place").max_length)
    visitors = PersianCharField(label=_("Who went"), max_length=FieldVisit._meta.get_field("visitors").max_length)
    findings = PersianCharField(
        label=_("Findings"),
        max_length=FieldVisit._meta.get_field("findings").max_length,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    photos = PhotosField(label=_("Photos"), required=False, widget=_Photos(attrs={"accept": accepted(SCANS)}))

    def __init__(self, *args: Any, lines: Iterable[ReportLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            for part, part_field in figure_fields(line, required=False).items():
                part_field.label = format_html("<bdi>{}</bdi> – {}", line, part_field.label)
                self.fields[f"{part}-{line.uuid}"] = part_field

    def seen(self) -> dict[uuid.UUID, Entry]:
        """What was seen, of the lines of which something was typed."""
        found = {}
        for line in self.lines:
            parts = {part: self.cleaned_data[f"{part}-{line.uuid}"] for part in figure_fields(line)}
            if any(value is not None for value in parts.values()):
                found[line.uuid] = Entry(**parts)
        return found

    def said(self) -> dict[str, Any]:
        names = ("version", "visited_on", "place", "visitors", "findings", "photos")
        return {name: self.cleaned_data[name] for name in names} | {"seen": self.seen()}

    @property
    def of_the_visit(self) -> list[forms.BoundField]:
        return [self[name] for name in ("visited_on", "place", "visitors", "findings", "photos")]

    @property
    def of_the_lines(self) -> list[tuple[ReportLine, list[forms.BoundField]]]:
        return [(line, [self[f"{part}-{line.uuid}"] for part in figure_fields(line)]) for line in self.lines]
