"""`python -m config.launch.filling`: from an empty database to a site worth looking at; safe to repeat.

`--without-demo` leaves it at the tables and the reference data.
The management commands that `./run` needs, in one process: each of its own would load Django again.
"""

from __future__ import annotations

import os
import sys


def steps(*, production: bool, demo: bool = True) -> list[list[str]]:
    """The commands in their order. Illustrative data never get into production, nor into what `demo` is False for."""
    tables = ["migrate", "--database", "owner", "--verbosity", "0"]
    reference = ["load_reference", "--verbosity", "0"]
    if production:
        return [tables, ["collectstatic", "--no-input", "--verbosity", "0"], reference]
    return [tables, reference, *([["demo", "--if-empty"]] if demo else [])]


def count_rows() -> None:
    """Let the database see at once how much it holds, by which it plans its queries; by itself it looks now and then.

    Until it has, the largest program takes six times as long.
    """
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        for step in steps(production=settings.PRODUCTION, demo="--without-demo" not in sys.argv):
            call_command(*step)
        count_rows()
    except CommandError as error:
        print(f"{step[0]}: {error}", file=sys.stderr)
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
