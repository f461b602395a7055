"""The commands of `./run`.

./run                    starts everything with demo data and prints the address and the demo accounts
./run test [ARGS]        runs the tests on services of their own (--full, --long: further tiers; pytest's arguments)
./run check              format, lint, types, migrations, translations, deploy check
./run manage COMMAND …   a management command, with the database and the queue up
./run bench [ARGS]       the benchmarks, on services of their own
./run lock               writes requirements.lock and static/package-lock.json anew
"""

from __future__ import annotations

import subprocess
import sys

from config.launch import checks, demonstration, ground, trials
from config.launch.places import Refused

COMMANDS = {
    "start": demonstration.start,
    "manage": ground.manage,
    "test": trials.test,
    "bench": trials.bench,
    "check": checks.check,
    "lock": checks.lock,
}


def main(arguments: list[str]) -> int:
    """Runs one command; its exit code is 0, 1 (refused or failed) or 2 (no such command)."""
    name, *rest = arguments or ["start"]
    if name not in COMMANDS:
        print(__doc__)
        return 0 if name in ("help", "-h", "--help") else 2
    try:
        return COMMANDS[name](rest)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"Stopped: {' '.join(map(str, error.cmd[1:4]))} ended with {error.returncode}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
