"""Reading reference files: lists that are facts, kept as JSON beside the code and replaceable by a province's own.

A file is an array of objects. Their keys are columns of the model; a link names its row by code; dates are solar
("1402/02/13"). A row that is already stored is updated in the columns the file gives, but for those that somebody
edited on screen: what people entered stays. Rows that the file does not have stay as they are, since what was once
referred to is never deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agencies.history import as_text, difference
from agencies.models import Agency, County, Sector
from config.persian.calendar import read_date
from config.persian.letters import normalise

Change = dict[str, list[str | None]]


class BadReferenceFile(ValueError):
    """A reference file cannot be taken. The message names the file, the row (from 1) and what is wrong there."""

    def __init__(self, problem: str, *, file: str, row: int | None = None, key: str = "") -> None:
        self.problem, self.file, self.row, self.key = problem, file, row, key
        place = file
        if row is not None:
            place = _("%(file)s, row %(row)d") % {"file": file, "row": row}
            place += f" ({key})" if key else ""
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True)
class ReferenceFile:
    """A file and the model whose rows it holds. `key` is the column by which a row is known for ever."""

    path: Path
    model: type[models.Model]
    key: str = "code"
    # Called with the stored row and its new values before they are set; may complete the values.
    before_change: Callable[[Any, dict[str, Any]], None] | None = None

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass
class Loaded:
    """What a file did to its table: rows created, changed ({key: {column: [old, new]}}), and found as they are.

    `kept` names the columns ({key: [column]}) in which the file says something else than somebody entered on screen.
    """

    sha256: str
    created: list[str] = field(default_factory=list)
    changed: dict[str, Change] = field(default_factory=dict)
    unchanged: int = 0
    kept: dict[str, list[str]] = field(default_factory=dict)

    @property
    def has_news(self) -> bool:
        return bool(self.created or self.changed)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "kept": len(self.kept),
        }


def keep_former_name(stored: Agency, values: dict[str, Any]) -> None:
    """An agency that gets another name keeps the old one among its former names."""
    names = [*stored.former_names, *values.get("former_names", [])]
    if values.get("name_fa", stored.name_fa) != stored.name_fa:
        names.append(stored.name_fa)
    values["former_names"] = list(dict.fromkeys(names))


_FOLDER = Path(__file__).parent / "reference"

FILES = (
    ReferenceFile(_FOLDER / "sectors.json", Sector),
    ReferenceFile(_FOLDER / "counties.json", County, key="sci_code"),
    ReferenceFile(_FOLDER / "agencies.json", Agency, before_change=keep_former_name),
)


def load_file(file: ReferenceFile, path: Path) -> Loaded:
    """Store the rows of `path` in the current transaction.

    Raises BadReferenceFile at the first row that cannot be taken; the caller's transaction must then be rolled back.
    """
    content = path.read_bytes()
    loaded = Loaded(sha256=hashlib.sha256(content).hexdigest())
    links = {f.name: f.related_model for f in _columns(file.model).values() if isinstance(f, models.ForeignKey)}
    stored = {as_text(getattr(row, file.key)): row for row in file.model._default_manager.select_related(*links)}
    linked = {name: {row.code: row for row in model._default_manager.all()} for name, model in links.items()}  # type: ignore[union-attr]
    seen: set[str] = set()

    for number, given in enumerate(_rows(content, path.name), start=1):
        key = str(given.get(file.key) or "")
        try:
            values = _values(file, given, number, linked)
            key = as_text(values[file.key]) or key
            if key in seen:
                raise ValueError(_("this code stands in the file twice."))
            row = stored.get(key)
            if row is None:
                row = file.model(**values)
                # Links were looked up by code already; one that is not given must be allowed to be empty.
                row.clean_fields(exclude=links.keys() & values.keys())
                row.validate_constraints()
                row.save(force_insert=True)
                loaded.created.append(key)
            else:
                if kept := _keep_what_people_edited(row, values):
                    loaded.kept[key] = kept
                if changes := _change(file, row, values, links):
                    row.validate_constraints()
                    row.save(update_fields=list(changes))
                    loaded.changed[key] = changes
                else:
                    loaded.unchanged += 1
        except ValidationError as error:
            raise BadReferenceFile(_in_words(error), file=path.name, row=number, key=key) from error
        except ValueError as error:
            raise BadReferenceFile(str(error), file=path.name, row=number, key=key) from error
        seen.add(key)
        for name, model in links.items():
            if model is file.model:
                linked[name][key] = row
    return loaded


def _columns(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """The columns that a file may give."""
    return {
        f.name: f
        for f in model._meta.concrete_fields
        if not f.primary_key and not f.generated and f.name != "edited_on_screen"
    }


def _rows(content: bytes, name: str) -> Iterator[dict[str, Any]]:
    try:
        rows = json.loads(content, parse_float=Decimal, parse_constant=_refuse_constant)
    except ValueError as error:
        raise BadReferenceFile(_("this is not a JSON file: %(error)s") % {"error": error}, file=name) from error
    if not isinstance(rows, list):
        raise BadReferenceFile(_("a list of rows was expected."), file=name)
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise BadReferenceFile(_("a row with named columns was expected."), file=name, row=number)
        yield row


def _refuse_constant(text: str) -> None:
    raise ValueError(_("“%(text)s” is not a number.") % {"text": text})


def _values(
    file: ReferenceFile, given: dict[str, Any], number: int, linked: dict[str, dict[str, models.Model]]
) -> dict[str, Any]:
    """The row's columns as Python values. Raises ValueError naming the column."""
    columns = _columns(file.model)
    if not given.get(file.key):
        raise ValueError(_("%(column)s is missing.") % {"column": file.key})
    if unknown := sorted(given.keys() - columns.keys()):
        raise ValueError(_("there is no column “%(column)s”.") % {"column": unknown[0]})
    values: dict[str, Any] = {"position": number} if "position" in columns else {}
    for name, value in given.items():
        values[name] = normalise(value) if isinstance(value, str) else value
    for name, rows in linked.items():
        if name not in given or (given[name] is None and columns[name].null):
            continue
        if str(given[name]) not in rows:
            raise ValueError(_("%(column)s: there is no “%(code)s”.") % {"column": name, "code": given[name]})
        values[name] = rows[str(given[name])]
    for name, value in values.items():
        if isinstance(columns[name], models.DateField) and value is not None:
            values[name] = read_date(str(value))
    return values


def _keep_what_people_edited(row: Any, values: dict[str, Any]) -> list[str]:
    """Take the columns that were edited on screen out of the new values; returns those that would have differed."""
    edited = {name: values.pop(name) for name in row.edited_on_screen if name in values}
    return [name for name, value in edited.items() if as_text(value) != as_text(getattr(row, name))]


def _change(file: ReferenceFile, row: Any, values: dict[str, Any], links: Iterable[str]) -> Change:
    """Set the new values on the row and return what differs from before."""
    if file.before_change:
        file.before_change(row, values)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=links)
    return difference(before, {name: getattr(row, name) for name in values})


def _in_words(error: ValidationError) -> str:
    return " ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
