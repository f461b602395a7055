"""The child process in which a workbook is judged and read: content on standard input, JSON on standard output.

Before it looks at the content it gives up what it does not need: more memory and time than a workbook takes, and the
right to open anything, be it a file, a pipe or a socket. What it answers is {"sheets": …} or {"flaw": …}; when it is
ended by its limits it answers nothing.
"""

from __future__ import annotations

import codecs
import gc
import json
import resource
import sys

from agencies.uploads.office import cells
from agencies.uploads.office.flaws import Flaw, Flawed

MEMORY = 768 * 1024 * 1024
SECONDS = 20
# Looked up later they would have to be opened: those that names of parts, XML and its texts may be written in.
_ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "latin-1", "cp437")


def main() -> None:
    # It ends before there would be anything to find.
    gc.disable()
    content = sys.stdin.buffer.read()
    give_up_what_is_not_needed()
    sys.stdout.buffer.write(json.dumps(answer(content), ensure_ascii=False).encode())
    sys.stdout.buffer.flush()


def give_up_what_is_not_needed() -> None:
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
        resource.setrlimit(kind, (0, 0))


def answer(content: bytes) -> dict[str, object]:
    try:
        return {"sheets": cells.workbook(content)}
    except Flawed as flawed:
        return {"flaw": flawed.flaw}
    except MemoryError:
        return {"flaw": Flaw.TOO_MUCH_INSIDE}
