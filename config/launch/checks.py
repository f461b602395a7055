"""`./run check` and `./run lock`: what is verified, and pinned, before a change goes in."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys

from config.launch import assets, translations
from config.launch.places import ROOT, Refused


def check(arguments: list[str]) -> int:
    """Runs every check that needs no service, and says which failed. Raises Refused."""
    if arguments:
        raise Refused("./run check takes no arguments.")
    translations.compile_all()
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}
    demo = os.environ | nowhere | {"JAHESH_MODE": "demo", "DATABASE_OWNER_URL": ""}
    production = demo | {
        "JAHESH_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "jahesh.example",
    }
    tool = [sys.executable, "-m"]
    # Without a database makemigrations warns that it cannot compare with what has been applied.
    django = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py"]
    failed = []
    for name, command, environment in (
        ("format", [*tool, "ruff", "format", "--check", "."], demo),
        ("lint", [*tool, "ruff", "check", "."], demo),
        ("types", [*tool, "mypy", "."], demo),
        ("migrations", [*django, "makemigrations", "--check", "--dry-run"], demo),
        ("translations", [*django, "messages", "--check"], demo),
        ("deployment", [*django, "check", "--deploy", "--fail-level", "WARNING"], production),
    ):
        print(f"--- {name}", flush=True)
        if subprocess.call(command, cwd=ROOT, env=environment):
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def lock(arguments: list[str]) -> int:
    """Resolves requirements.txt and static/package.json anew; the files name no registry.

    `arguments` go to the resolver, as in `./run lock --upgrade`.
    """
    uv = shutil.which("uv") or str(ROOT / ".boot" / "bin" / "uv")
    python = [uv, "pip", "compile", "requirements.txt", "--output-file", "requirements.lock", "--quiet"]
    python += ["--generate-hashes", "--universal", "--python-version", "3.11", "--custom-compile-command", "./run lock"]
    python += ["--no-emit-index-url", "--no-emit-find-links", *arguments]
    subprocess.run(python, cwd=ROOT, check=True)
    browser = [*assets.npm(), "install", "--package-lock-only", "--omit-lockfile-registry-resolved"]
    browser += ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(browser, cwd=assets.STATIC, check=True)
    return 0
