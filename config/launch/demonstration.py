"""`./run`: everything in the foreground, with demo data, until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from config.launch import assets, ground, supervise, translations
from config.launch.places import ROOT, Refused

DEMO_ACCOUNTS = (
    *("jahad.editor", "jahad.head", "samt.editor", "samt.head", "planner", "planner2"),
    *("deputy", "secretariat", "auditor", "administrator"),
)
READY_WITHIN = 90.0


def start(arguments: list[str]) -> int:
    """Starts services, tables, data and processes, in this order; stops them in the other. Raises Refused."""
    if arguments:
        raise Refused(f"./run start takes no {arguments[0]}: see ./run --help.")
    ground.read_env_file()
    port = int(os.environ.get("PORT", "8000"))
    production = os.environ.get("JAHESH_MODE") == "production"
    asked_to_stop: list[int] = []
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda received, _frame: asked_to_stop.append(received))

    with ground.ownership(port) as own, contextlib.ExitStack() as stack:
        if not own:
            raise Refused(ground.holder())
        refuse_taken_port(port)
        assets.prepare()
        translations.compile_all()
        embedded = ground.start_services(ground.LOCAL)
        stack.callback(ground.stop_services, embedded)
        ground.prepare_database()
        subprocess.run([sys.executable, "-m", "config.launch.filling"], cwd=ROOT, check=True)
        running = supervise.processes(port=port, schedule=ground.LOCAL / "beat-schedule")
        stack.callback(supervise.stop_all, running)
        if not asked_to_stop:
            for process in running:
                process.start()
            announce(port, asked_to_stop, production=production)
        while not asked_to_stop:
            for service in embedded:
                if not service.is_running:
                    print(f"{service.name} ended; starting it again.", flush=True)
                    service.start()
            for process in running:
                process.revive()
            time.sleep(0.3)
        print("Stopping …", flush=True)
    print("Stopped.", flush=True)
    return 0


def announce(port: int, asked_to_stop: list[int], *, production: bool) -> None:
    """Waits until every part answers, then says where and for whom."""
    address = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + READY_WITHIN
    while not asked_to_stop and not is_ready(address):
        if time.monotonic() > deadline:
            print(f"{address}readyz does not answer yet; what the processes say stands above.", flush=True)
            return
        time.sleep(0.2)
    if asked_to_stop:
        return
    print(f"\nJahesh is ready:  {address}")
    if not production:
        print(f"Demo accounts (password demo):  {'  '.join(DEMO_ACCOUNTS)}")
        print(f"Its calendar stands at {os.environ['JAHESH_TODAY']} (JAHESH_TODAY); the data are illustrative.")
    print("Ctrl-C stops everything.\n", flush=True)


def is_ready(address: str) -> bool:
    """Whether database, queue and storage answer through the site at `address`."""
    try:
        with urllib.request.urlopen(address + "readyz", timeout=5) as answer:  # noqa: S310  our own loopback address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def refuse_taken_port(port: int) -> None:
    """Raises Refused when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(f"Port {port} is taken by another program: choose one, as in PORT=8010 ./run.") from error
