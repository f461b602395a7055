"""Sixteen people write in one program at once, over HTTP: every acknowledged save is a version, no text is lost."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from agencies.enums import Act
from agencies.models import Event
from projects.models import Program
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_program
from tests.posting import Forms, posted_by
from tests.sites import REDIS_OF_OWN_SITE, Site, running_site

EDITORS = 16


@pytest.fixture
def own_site(committed_db: Database, cast: Cast, tmp_path: Path, django_db_blocker: Any) -> Iterator[Site]:
    running = running_site(
        committed_db,
        redis_number=REDIS_OF_OWN_SITE,
        folder=tmp_path,
        blocker=django_db_blocker,
    )
    with running as site:
        yield site


@dataclass
class Editor:
    """A browser without script that adds a line of its own to the program's purpose, again and again."""

    number: int
    site: Site
    path: str
    session: str
    times: int
    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    conflicts: int = 0
    faults: list[str] = field(default_factory=list)

    def ask(self, method: str, fields: dict[str, list[str]] | None = None) -> tuple[int, str]:
        where = urlsplit(self.site.url)
        caller = http.client.HTTPConnection(where.hostname or "", where.port, timeout=120)
        cookies = {"sessionid": self.session, "jahesh_language": "en"} | self.cookies
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        caller.request(method, self.path, urlencode(fields, doseq=True) if fields else None, headers)
        answer = caller.getresponse()
        page = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                if name == "csrftoken":
                    self.cookies[name] = morsel.value
        caller.close()
        return answer.status, page

    def work(self) -> Editor:
        fields: dict[str, list[str]] | None = None
        for turn in range(self.times):
            line = f"line {self.number}.{turn}"
            if fields is None:
                fields = self.form(self.ask("GET")[1])
                fields["purpose"] = [add(fields["purpose"][0], line)]
            else:
                # Of the conflict's page: mine becomes theirs and my line.
                theirs = fields["theirs:purpose:purpose"][0]
                fields |= {"mine:purpose:purpose": [add(theirs, line)], "choice:purpose": ["mine"]}
            status, page = self.ask("POST", fields)
            if status == 302:
                self.acknowledged.append(line)
                fields = None
            elif status == 409:
                self.conflicts += 1
                fields = self.form(page)
                if line not in fields["mine:purpose:purpose"][0] or "theirs:purpose:purpose" not in fields:
                    self.faults.append(f"{line}: not both texts")
            else:
                self.faults.append(f"{line}: {status}")
                fields = None
        return self

    def form(self, page: str) -> dict[str, list[str]]:
        token = next(fields["csrfmiddlewaretoken"] for _action, fields in Forms(page).found if "version" in fields)
        return posted_by(page) | {"csrfmiddlewaretoken": token}


def add(text: str, line: str) -> str:
    return "\n".join([*text.replace("\r\n", "\n").splitlines(), line])


@pytest.mark.parametrize(
    "times", [pytest.param(4, id="4 times"), pytest.param(100, id="100 times", marks=pytest.mark.full)]
)
def test_sixteen_editors_of_one_program(own_site: Site, cast: Cast, times: int, capsys: Any) -> None:
    program = make_program(cast)
    events = Event.objects.filter(object_id=program.uuid, act=Act.CHANGED).count()
    client = Client()
    client.force_login(cast.jahad_editor)
    session = client.cookies["sessionid"].value
    path = reverse("program-edit", args=[program.uuid])
    editors = [Editor(number, own_site, path, session, times) for number in range(EDITORS)]
    began = time.monotonic()
    with ThreadPoolExecutor(EDITORS) as threads:
        editors = list(threads.map(Editor.work, editors))
    seconds = time.monotonic() - began
    after = Program.objects.get(pk=program.pk)
    saves = [line for editor in editors for line in editor.acknowledged]
    conflicts = sum(editor.conflicts for editor in editors)
    with capsys.disabled():
        print(f"\n{EDITORS} editors × {times}: {len(saves)} saved, {conflicts} conflicts, {seconds:.0f} s")
    assert [fault for editor in editors for fault in editor.faults] == []
    assert after.version - program.version == len(saves) > 0
    assert len(saves) + conflicts == EDITORS * times
    assert sorted(after.purpose.splitlines()) == sorted(saves)
    assert Event.objects.filter(object_id=program.uuid, act=Act.CHANGED).count() - events == len(saves)
