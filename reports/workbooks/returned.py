"""The workbook that goes back to whoever handed it in, with what is wrong marked in it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.workbooks import Value, list_workbook
from reports.workbooks.layout import TODO
from reports.workbooks.problems import Problem

logger = logging.getLogger("jahesh.workbooks")

SECONDS = 40
_HERE = Path(__file__).resolve().parent
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from marking import main; main()"


def returned_workbook(content: bytes, problems: Sequence[Problem]) -> bytes:
    """Their own workbook with red cells, comments and a first column that says what to do.

    Where it cannot be marked (it is far too full), the problems alone as a list.
    """
    headings = [str(TODO)]
    for language, _name in settings.LANGUAGES:
        with override(language):
            headings.append(str(TODO))
    said = {
        "headings": headings,
        "problems": [[problem.sheet, problem.row, problem.column, _in_words(problem)] for problem in problems],
    }
    command = [sys.executable, "-I", "-c", _PROGRAM, str(_HERE)]
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(said).encode() + b"\n" + content,
            capture_output=True,
            env=environment,
            cwd="/",
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        logger.warning("a workbook could not be marked: %s", error)
        return _list_of(problems)
    return done.stdout


def _in_words(problem: Problem) -> str:
    return f"{problem.heading}: {problem.message}" if problem.heading else problem.message


def _list_of(problems: Sequence[Problem]) -> bytes:
    headings = [_("Sheet"), _("Row"), _("Column"), _("What stood there"), _("What to do")]
    rows: list[list[Value]] = [[each.sheet, each.row, each.column, each.value, _in_words(each)] for each in problems]
    return list_workbook(_("What to correct"), headings, rows)
