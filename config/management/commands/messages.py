"""`manage.py messages`: keep the Persian catalogue equal to the texts of code and templates.

Without gettext on the machine: Babel reads Python, and Django's own `templatize` turns templates into something it can
read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    # `gettext as _t`, where a module has `gettext_lazy as _` too.
    "_t": None,
}
CODE = ("agencies", "projects", "targets", "reports", "config")


def texts() -> Iterator[tuple[str, int, Any, str | None]]:
    """(file, line, msgid or (singular, plural), context) of every text to translate."""
    base: Path = settings.BASE_DIR
    for folder in CODE:
        for path in sorted((base / folder).rglob("*.py")):
            yield from _extract(path.relative_to(base), path.read_bytes())
    for path in sorted((base / "templates").rglob("*.html")):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # The tokenizer would take the template's indentation for Python's.
        lines = [line.strip() for line in source.splitlines()]
        yield from _extract(path.relative_to(base), "\n".join(lines).encode())


def _extract(name: Path, source: bytes) -> Iterator[tuple[str, int, Any, str | None]]:
    for line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        yield str(name), line, message, context


def catalogue_path(language: str = "fa") -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fa")


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong with the catalogue: texts it lacks, texts nobody uses, texts left untranslated or in doubt."""
    used = {(message, context) for _file, _line, message, context in texts()}
    found = []
    known = set()
    for message in catalogue:
        if not message.id:
            continue
        key = (tuple(message.id) if isinstance(message.id, list | tuple) else message.id, message.context)
        known.add(key)
        if key not in used:
            found.append(f"no longer used: {message.id}")
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if not all(strings) or message.fuzzy:
            found.append(f"not translated: {message.id}")
    return found + [f"missing: {message}" for message, _context in sorted(used - known, key=str)]


class Command(BaseCommand):
    # The texts are read as files; the site itself need not stand.
    requires_system_checks: list[str] = []

    help = "Bring the Persian catalogue up to date with the code, or with --check fail when it is not complete."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is missing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = catalogue_path()
        catalogue = read_catalogue(path) if path.exists() else Catalog(locale="fa", project="Jahesh")
        if check:
            found = faults(catalogue)
            if found:
                raise CommandError("\n".join(found))
            return
        # The same dates as before: a catalogue without new texts is the same file.
        template = Catalog(creation_date=catalogue.creation_date)
        for file, _line, message, context in texts():
            template.add(message, context=context, locations=[(file, 0)])
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file_out:
            write_po(file_out, catalogue, sort_output=True, omit_header=False, no_location=True, width=120)
        left = [line for line in faults(catalogue) if line.startswith("not translated")]
        self.stdout.write(f"{len(catalogue)} texts, {len(left)} not translated yet")
