"""Translations are compiled without gettext, and only when needed."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from config.launch import translations

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


def test_catalogue_is_compiled_when_newer(tmp_path: Path):
    source = tmp_path / "fa" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO + 'msgid "Agency"\nmsgstr "دستگاه"\n')
    compiled = source.with_suffix(".mo")
    assert translations.compile_all(tmp_path) == [compiled]
    with compiled.open("rb") as binary:
        assert gettext.GNUTranslations(binary).gettext("Agency") == "دستگاه"
    assert translations.compile_all(tmp_path) == []
    later = compiled.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert translations.compile_all(tmp_path) == [compiled]
    assert [file.name for file in source.parent.iterdir() if file.suffix == ".part"] == []
