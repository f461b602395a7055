"""What is served to browsers: the pinned files less what no page uses, and a font with every letter that is printed."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from config.launch import assets
from tests.browser.weight import classes_of

MODULE = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+\.js)["']""")


def test_built_folder_holds_what_is_served_and_nothing_else():
    assert {file.name for file in assets.BUILT.iterdir()} == {*assets.SERVED, "vazirmatn.woff2", ".made-from"}


def test_served_files_refer_to_nothing_that_is_not_there():
    assert [name for name in assets.SERVED if "sourceMappingURL" in (assets.BUILT / name).read_text()] == []


@pytest.mark.parametrize("name", assets.SHEETS)
def test_no_rule_of_a_class_that_a_page_names_was_cut_away(name):
    served, words = classes_of(built(name)), set(assets.words_in_use())
    rules = [named for selector in selectors_of(assets.original(name)) if (named := classes_of(selector))]
    assert [named for named in rules if named <= words and not named <= served] == []
    assert {"btn", "btn-primary", "visually-hidden", "form-control"} < served


def selectors_of(sheet: str) -> list[str]:
    return [selector for part in sheet.split("{") for selector in re.split("[};]", part)[-1].split(",")]


@pytest.mark.parametrize("name", assets.SHEETS)
def test_little_is_left_of_tabler(name):
    assert len(gzip.compress(built(name).encode())) < 20_000


def built(name: str) -> str:
    return (assets.BUILT / name).read_text()


def test_sheets_are_cut_anew_when_a_page_begins_to_use_another_word(monkeypatch, tmp_path):
    """And not when its words are the same."""
    cut: list[list[str]] = []
    monkeypatch.setattr(assets, "BUILT", tmp_path / "built")
    monkeypatch.setattr(assets, "cut_sheets", cut.append)
    monkeypatch.setattr(assets, "cut_font", lambda _source, target: target.write_bytes(b""))
    monkeypatch.setattr(assets, "words_in_use", lambda: ["btn"])
    assets.prepare()
    assets.prepare()
    assert cut == [["btn"]]
    monkeypatch.setattr(assets, "words_in_use", lambda: ["accordion", "btn"])
    assets.prepare()
    assert cut == [["btn"], ["accordion", "btn"]]


def test_scripts_name_each_other_by_hashed_names_in_production(settings, tmp_path):
    """So a browser never has an old module beside a new one."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static_files.HashedFiles"}}
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "svg", "woff2"]
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    hashed = {Path(name).name for name in manifest.values()}
    scripts = [tmp_path / name for source, name in manifest.items() if source.startswith("js/")]
    named = [(script.name, name) for script in scripts for name in MODULE.findall(script.read_text())]
    assert [each for each in named if Path(each[1]).name not in hashed] == []
    assert len(named) > 40


def test_font_has_every_letter_and_stays_small():
    font = assets.BUILT / "vazirmatn.woff2"
    letters = TTFont(font).getBestCmap()
    # Vazirmatn itself lacks a few signs; the system's font draws those.
    assert {letter for letter in assets.LETTERS if ord(letter) not in letters} <= set("ـ\u2011≠≤≥‰²³")
    assert font.stat().st_size < 50_000


def test_font_has_figures_of_equal_width():
    font = TTFont(assets.BUILT / "vazirmatn.woff2")
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_lock_file_pins_every_package_and_names_no_registry():
    packages = json.loads(assets.LOCK.read_text())["packages"]
    assert [name for name, package in packages.items() if name and not package.get("integrity")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
