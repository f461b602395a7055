"""What is served to browsers: exactly the pinned files, and a font that has every letter the product prints."""

from __future__ import annotations

import json

from fontTools.ttLib import TTFont

from config.launch import assets


def test_built_folder_holds_what_is_served_and_nothing_else():
    assert {file.name for file in assets.BUILT.iterdir()} == {*assets.SERVED, "vazirmatn.woff2", ".made-from"}


def test_served_files_refer_to_nothing_that_is_not_there():
    assert [name for name in assets.SERVED if "sourceMappingURL" in (assets.BUILT / name).read_text()] == []


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
