"""The processes of `./run`, as the tests start them: they answer, and come back after a kill."""

from __future__ import annotations

import json
import urllib.request

import psycopg2
import pytest
from django.test import Client

from agencies.models import User
from targets.models import ReportLine


def ask(url: str | urllib.request.Request) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.status, answer.read()


def test_site_is_ready(site):
    status, body = ask(site.url + "/readyz")
    assert status == 200
    assert json.loads(body) == {"database": "ok", "queue": "ok", "storage": "ok"}


def test_site_serves_its_assets(site):
    for name in ("tabler.rtl.min.css", "tabler.min.css", "vazirmatn.woff2", "jalaali.js"):
        status, body = ask(f"{site.url}/static/built/{name}")
        assert status == 200
        assert body


def test_web_killed_answers_again_after_its_start_and_has_read_the_year(site):
    web = site.processes["web"]
    first = web.pid
    web.kill()
    assert not web.is_running
    web.start()
    site.wait_until_ready()
    assert web.pid != first
    with site.inside():
        client = Client()
        client.force_login(User.objects.get(username="deputy"))
    cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    with psycopg2.connect(site.database.owner_url) as others, others.cursor() as cursor:
        # Whoever has to read a line of a return waits.
        cursor.execute(f"LOCK TABLE {ReportLine._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        status, page = ask(urllib.request.Request(f"{site.url}/dashboard/", headers=cookie))
        assert status == 200
        assert b"data-figure" in page


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr")])
@pytest.mark.parametrize("width", [1366, 390])
def test_person_signs_in_and_sees_their_inbox(visit, language, direction, width):
    window = visit("/", user="planner", language=language, width=width)
    assert window.page.get_attribute("html", "dir") == direction
    assert window.page.get_attribute("html", "lang") == language
    assert window.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert window.errors == []
