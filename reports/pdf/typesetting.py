"""Typst in a process of its own, which ends with the document: within one process it keeps all it ever laid out.

Run as a program, this module reads what to lay out from its standard input and writes to its standard output how long
each file is, then the files; it knows no Django.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# The longest document takes seconds; whatever takes minutes stands still.
SECONDS = 300
# Who wants more cores starts more workers: a worker is one core, its typesetter too.
ONE_CORE = {"RAYON_NUM_THREADS": "1"}


class NotLaidOut(RuntimeError):
    """The typesetter refused the document or did not end; the message says why, in its own words."""


def typeset(template: Path, inputs: dict[str, str], *, fonts: Path, **output: Any) -> list[bytes]:
    """The files of a layout, one, or of pictures one a page.

    `inputs` are the texts that it reads as `sys.inputs`, `output` what `typst.compile` takes.

    Raises FileNotFoundError where `fonts` holds none, and NotLaidOut.
    """
    if not any(fonts.glob("*.ttf")):
        raise FileNotFoundError(f"no fonts in {fonts}")
    asked = {"template": str(template), "fonts": str(fonts), "inputs": inputs, "output": output}
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__],
            input=json.dumps(asked).encode(),
            capture_output=True,
            env=os.environ | ONE_CORE,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise NotLaidOut(f"{template.name} was not laid out within {SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise NotLaidOut(f"{template.name}: {error.stderr.decode(errors='replace').strip()}") from error
    head, _end, rest = done.stdout.partition(b"\n")
    files = []
    for length in json.loads(head):
        files.append(rest[:length])
        rest = rest[length:]
    return files


def main() -> None:
    import typst

    asked = json.load(sys.stdin)
    made = typst.compile(
        asked["template"],
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[asked["fonts"]]),
        ignore_system_fonts=True,
        sys_inputs=asked["inputs"],
        **asked["output"],
    )
    files = made if isinstance(made, list) else [made]
    sys.stdout.buffer.write(json.dumps([len(file) for file in files]).encode() + b"\n")
    sys.stdout.buffer.writelines(files)


if __name__ == "__main__":
    main()
