"""Every address, by every method, by everybody, on things in every state: what is expected stands in permission_matrix.

The usual run asks some of those of whom a cell expects the same (`asked_by_turns`), and builds no page that somebody
may see; --full asks everybody and builds every page. In the browser each page is read by tests/browser.
The world is made once and every try is rolled back, so that each meets the same one.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.contrib.staticfiles.views import serve
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase, HttpResponseForbidden, HttpResponseNotFound
from django.template import loader
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import escape

from agencies.fingerprints import fingerprint
from agencies.models import Agency, Event, Sector
from agencies.operations.people import PERSON_FIELDS, REACH_FIELDS
from agencies.reference_lists import LISTS
from config import urls
from projects.models import Axis, Draft, Program
from reports.intakes import plan_of
from reports.models import Intake, Notice, WorkbookBatch
from reports.views import workbooks as views_of_workbooks
from reports.workbooks.template import agency_workbook
from targets.corrections import texts_of
from targets.models import Indicator, MacroTarget, Target, Unit
from tests.cast import Cast
from tests.every_state import IN_MEHR_1399, Work, make_work, pdf_saying
from tests.permission_matrix import ACTORS, NOBODY, Cell, asked_by_turns, cells
from tests.reports.ministry_forms import form_of_a_ministry
from tests.test_conventions import routes

PARAMETERS = {
    str(route.name): re.findall(r"<\w+:(\w+)>", address) for address, route in routes() if route.callback is not serve
}
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")


# --- the world ------------------------------------------------------------------------------------


@dataclass
class World:
    """JAHAD's work, who is signed in as whom, and what the database holds."""

    work: Work
    cookies: dict[str, dict[str, str]]
    digest: str = field(default_factory=lambda: digest())
    client: Client = field(default_factory=Client)
    # What each gets for something that does not exist.
    unknown: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def sends(self, actor: str, method: str, path: str, data: dict[str, Any]) -> HttpResponseBase:
        """The answer to the actor's request. What it wrote is still there."""
        for value in data.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        self.client.cookies = SimpleCookie(self.cookies[actor])
        return getattr(self.client, method.lower())(path, data)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), override_settings(TODAY=IN_MEHR_1399), transaction.atomic():
        cast = Cast()
        cookies = {actor: session_of(cast, actor) for actor in ACTORS}
        assert cast.newcomer
        yield World(make_work(cast), cookies)
        transaction.set_rollback(True)


def session_of(cast: Cast, actor: str) -> dict[str, str]:
    client = Client()
    if actor != NOBODY:
        client.force_login(cast[actor])
    return {name: cookie.value for name, cookie in client.cookies.items()}


def digest() -> str:
    """What the applications' tables hold, in one value; not sessions, what somebody types, hands in or has read."""
    apps = ("agencies_", "projects_", "targets_", "reports_")
    tables = [table for table in connection.introspection.table_names() if table.startswith(apps)]
    for own in (Draft, Notice, Intake, WorkbookBatch):
        tables.remove(own._meta.db_table)
    rows = " UNION ALL ".join(f"SELECT '{table}' || t::text AS row FROM \"{table}\" t" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(row, E'\\n' ORDER BY row)) FROM ({rows}) AS every")
        return cursor.fetchone()[0]


# --- what is sent ---------------------------------------------------------------------------------


class Try(NamedTuple):
    path: str
    data: dict[str, Any]


def make_try(work: Work, cell: Cell, state: str | None = None) -> Try:
    """What is sent for the cell; the body is one that would do, so that nothing but the rule refuses it."""
    state = state or cell.state
    place, data = FAMILIES[cell.route](work, cell.route, state)
    place |= {"move": cell.part, "decision": cell.part}
    path = reverse(cell.route, kwargs={name: place[name] for name in PARAMETERS[cell.route]})
    is_asked_by_query = FAMILIES[cell.route] in (on_year, on_calendar, on_version, on_sitting, on_sheet)
    return Try(path, data if cell.method == "POST" or is_asked_by_query else {})


Place = dict[str, Any]
PARTS = ("project_uuid", "target_uuid", "remark_uuid", "line_uuid")


def misplaced(place: Place, other: Place, state: str) -> Place:
    """The address with nothing there, or with a part that is nowhere, or that belongs to something else."""
    match state:
        case "unknown":
            return place | {"uuid": uuid.uuid4()}
        case "no_part":
            return place | {name: uuid.uuid4() for name in PARTS}
        case "other_part":
            return place | {name: other[name] for name in PARTS if name in other}
    return place


def on_program(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    def place_of(state: str) -> Place:
        program = work.programs[state]
        project = program.projects.get()
        remark = work.remarks.get(state, work.remarks["returned"])
        return {
            "uuid": program.uuid,
            "project_uuid": project.uuid,
            "target_uuid": work.target(state).uuid,
            "remark_uuid": remark.uuid,
            "exemption_uuid": work.exemption.uuid,
        }

    if state == "answered":
        place = place_of("returned") | {"remark_uuid": work.remarks["answered"].uuid}
        return place, {"answer": "بعداً"}
    base = state if state in work.programs else "under_review" if route.startswith("remark") else "draft"
    place = misplaced(place_of(base), place_of("returned"), state)
    program = work.programs[base]
    version = program.version - (state == "stale")
    action = program.projects.get().actions.get()
    bodies: dict[str, dict[str, Any]] = {
        "program-edit": {"version": version, "title": "عنوان تازه", "family": "both"},
        "project-edit": PROJECT | {"version": version, "actions-0-uuid": action.uuid},
        "project-add": PROJECT | {"version": version},
        "project-remove": {"version": version},
        "target-remove": {"version": version},
        "target-edit": TARGET | {"version": version, "indicator": work.target(base).indicator_id},
        "target-add": TARGET | {"version": version, "indicator": other_indicator(work.target(base).indicator_id)},
        "program-move": {"version": version, "reason": "بر پایه بررسی"},
        "exemption-ask": {"rule": "program_serves_a_clause", "anchor_id": program.uuid, "reason": "بند دیگری نیست"},
        "exemption-make": {"rule": "program_serves_a_clause", "anchor_id": program.uuid, "reason": "بند دیگری نیست"},
        "project-decide": {"version": version, "state": "deferred", "reason": "بدون اعتبار"},
        "remark-add": {"text": "مستند بیاورید"},
        "remark-answer": {"answer": "در پیوست است"},
        "program-copy": {"plan_year": 1399 if state == "into_frozen" else 1400, "title": "رونوشت"},
    }
    return place, bodies.get(route, {})


def on_wording(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The texts of a program; "stale" was read on an earlier version of the frozen one."""
    program = work.programs.get(state, work.programs["frozen"])
    texts = {f"{text.field}-{text.thing.uuid}": text.said for text in texts_of(program)}
    texts[f"title-{program.uuid}"] = "عنوان ویراسته"
    typed = {"version": program.version - (state == "stale"), "reason": "غلط املایی"}
    return {"uuid": uuid.uuid4() if state == "unknown" else program.uuid}, texts | typed


def on_grading(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A project by the state of its program: "scored" and "agreed" are scored, "under_review" is not."""
    if route == "grading-criteria":
        years = {"open": 1400, "frozen": 1399, "called": 1401, "unknown": 1390}
        body = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0", "tier_a_from": "75", "tier_b_from": "50"}
        return {"year": years[state]}, body | {"criteria-0-title": "اثر", "criteria-0-weight": "100"}
    program = work.programs.get(state)
    key = program.projects.get().uuid if program else uuid.uuid4()
    grade = {"seen": "", "scope_level": "provincial", "tier": "A", "reason": "بر پایه بررسی"}
    if program:
        grade["seen"] = str(max(program.projects.get().reviews.values_list("pk", flat=True), default=0))
    return {"uuid": key}, {"points_1": "60", "points_2": "70"} | grade


def on_exemption(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    key = work.exemption.uuid if state == "asked" else uuid.uuid4()
    return {"uuid": key}, {"grant": "yes", "reason": "بر پایه بررسی"}


PROJECT = {
    "title": "پروژه تازه",
    "weight": "1",
    "actions-TOTAL_FORMS": "1",
    "actions-INITIAL_FORMS": "0",
    "actions-0-title": "اقدام تازه",
    "actions-0-weight": "100",
    "funding-TOTAL_FORMS": "0",
    "funding-INITIAL_FORMS": "0",
    "challenges-TOTAL_FORMS": "0",
    "challenges-INITIAL_FORMS": "0",
}
TARGET = {"baseline": "10", "value": "22", "weight": "1", "feeds": "increment"}


def other_indicator(pk: int) -> int:
    return Indicator.objects.filter(kind="flow", aggregation="sum").exclude(pk=pk).order_by("code")[0].pk


def on_return(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    wants_target = state in ("returned_line", "adjusted") or (route == "evidence-add" and state != "submitted")
    base = {
        "returned_line": "submitted",
        "adjusted": "settled",
        "stale": "awaiting_head" if route == "progress-sign" else "draft",
        "stale_submitted": "submitted",
    }.get(state, state)
    if base not in work.returns:
        base = "submitted" if "line" in route or "settle" in route else "draft"

    def place_of(state: str) -> Place:
        report = work.returns[state]
        return {
            "uuid": report.uuid,
            "line_uuid": report.lines.get(target__isnull=not wants_target).uuid,
            "project_uuid": work.programs["frozen"].projects.get().uuid,
        }

    report = work.returns[base]
    data: dict[str, Any] = {"version": report.version - state.startswith("stale"), "reason": "بر پایه بررسی"}
    if route in ("progress-line-adjust", "progress-line-rule"):
        data["value"] = "7"
    if route == "field-visit-new":
        data |= {"visited_on": "1399/07/01", "place": "مراغه", "visitors": "کارشناس ناظر", "findings": "کار می‌کند"}
    if route in ("progress-save", "progress-send", "progress-grid", "progress-grid-send"):
        # As the page offers them: of a submitted return the line that came back.
        for line in report.lines.filter(status="returned") if base == "submitted" else report.lines.all():
            data |= {f"value-{line.uuid}": "7", f"note-{line.uuid}": "بازدید شد"}
    if route == "progress-grid-preview":
        data = {"column": "value", "block": "7", "row": [str(line.uuid) for line in report.lines.all()]}
    if route == "evidence-add":
        data = {"file": SimpleUploadedFile("صورتجلسه.pdf", pdf_saying("بازدید"))}
    return misplaced(place_of(base), place_of("settled"), state), data


def on_visit(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    known = work.visit if route == "field-visit" else work.visit.photos.get()
    return {"uuid": uuid.uuid4() if state == "unknown" else known.uuid}, {}


def on_waiting(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The line of the submitted return that waits, as the work list shows it; "stale" is another version of it."""
    if state == "-":
        return {}, {}
    report = work.returns["submitted"]
    line = report.lines.get(status="sent")
    return {}, {"line": [str(line.uuid)], "return": [f"{report.uuid}:{report.version - (state == 'stale')}"]}


def on_reopening(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """Farvardin of 1399 has closed: for SAMT it is opened, for JAHAD it is open already."""
    place = {"uuid": uuid.uuid4() if state == "unknown" else work.exception.uuid}
    if route == "reopening-revoke":
        return place, {"reason": "گزارش رسید"}
    agency = "JAHAD" if state == "twice" else "SAMT"
    return place, {"period": "1399-month-1", "agency": agency, "until": "1399/07/20", "reason": "خرابی سامانه"}


def on_approve_list(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """JAHAD's agreed program of 1400, ticked under a session's number; "stale" is another version than the one now."""
    program = work.programs["agreed"]
    seen = f"{program.version - (state == 'stale')}.{program.revisions.get().content_hash}"
    body = {"session": "۱۲", "program": str(program.uuid), f"seen-{program.uuid}": seen}
    return {"year": {"frozen": 1399, "unknown": 1300}.get(state, 1400)}, body


def on_figure(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    return {"uuid": uuid.uuid4() if state == "unknown" else work.target(state).uuid}, {}


def on_table(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A target that is bargained over, answered in the round that is open; "stale" names the one before."""
    target = work.target(state if state in work.programs else "negotiation")
    seen = target.offers.count() - (state == "stale")
    body: dict[str, Any] = {"seen_round": seen, "value": "310", "reason": "بر پایه ظرفیت"}
    if route == "bargaining-letter":
        body |= {"said": "offered", "seat": work.cast.jahad_head.memberships.get().uuid, "number": "۱۲/۹"}
        body |= {"dated_on": "1399/07/10", "scan": SimpleUploadedFile("letter.pdf", pdf_saying("signed"))}
    return {"uuid": uuid.uuid4() if state == "unknown" else target.uuid}, body


def on_sitting(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A sitting with JAHAD, or over its sector: the year stands in the query, and of what moved what was seen."""
    is_list, sector = route == "sitting-list", Sector.objects.earliest("pk")
    code = "JAHAD" if "-agency" in route else sector.code
    year = 1399 if state == "frozen" else 1300 if state == "no_year" or (is_list and state == "unknown") else 1400
    query: dict[str, Any] = {} if state == "-" else {"year": year, "after": "x" if state == "no_moment" else ""}
    extension = "exe" if state == "no_such_kind" else "docx"
    return {"code": "nothing" if state == "unknown" else code, "extension": extension}, query


def on_sheet(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The sheet of JAHAD, or of a row of a list; the year stands in the query."""
    code = {
        "agency-sheet": "JAHAD",
        "sector-sheet": Sector.objects.earliest("pk").code,
        "county-sheet": "0303",
        "industry-sheet": "food",
    }[route]
    year = {"open": 1400, "no_year": 1300}.get(state, 1399)
    return {"code": "nothing" if state == "unknown" else code}, {} if state == "-" else {"year": year}


def on_evidence(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    return {"uuid": uuid.uuid4() if state == "unknown" else work.evidence[state].uuid}, {}


def on_job(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    extension = {"done_pdf": "pdf", "done_json": "json", "no_such_kind": "exe"}.get(state, "xlsx")
    job = work.jobs[state if state in ("queued", "own") else "done"]
    return {"uuid": uuid.uuid4() if state == "unknown" else job.uuid, "extension": extension}, {}


def on_export(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    extension = "exe" if state == "no_such_kind" else "xlsx"
    return {"uuid": uuid.uuid4() if state == "unknown" else work.export.uuid, "extension": extension}, {}


def on_ministry_form(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """What stands under its headings is "chosen", or they stand "elsewhere"."""
    bodies: dict[str, dict[str, Any]] = {
        "handed": {"file": SimpleUploadedFile("another.xlsx", form_of_a_ministry(title="دیگر"))},
        "chosen": {"version": work.form.version, "column_2": "program"},
        "elsewhere": {"version": work.form.version, "sheet": work.form.sheet, "header_row": 1},
        "stale": {"version": work.form.version + 7, "column_2": "program"},
    }
    return {"uuid": uuid.uuid4() if state == "unknown" else work.form.uuid}, bodies.get(state, {})


def on_year(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """Pages of a year: the year stands in the address of the freeze, in the query of the others."""
    year = {"open": 1400, "unknown": 1300}.get(state, 1399)
    query: dict[str, Any] = {} if state == "-" else {"year": year}
    return {"year": year}, query | ({"version": 9} if state == "no_version" else {})


def on_call(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The call of a year; "stale" is another deadline than the one in force, an agency that is expected already."""
    year = {"open": 1400, "frozen": 1399, "unknown": 1300}.get(state, 1401)
    deadline = work.called_year.call_deadline
    assert deadline is not None
    later = deadline + datetime.timedelta(days=7)
    bodies: dict[str, dict[str, Any]] = {
        "year-open": {
            "year": {"open": 1400, "frozen": 1399}.get(state, 1402),
            "frequency": "monthly",
            "due_after_days": "5",
            "closes_after_days": "30",
            "objection_days": "10",
        },
        "call-issue": {
            "call_letter_number": "۴۱/۲",
            "call_letter_on": work.called_year.call_letter_on,
            "call_deadline": "1400/06/10",
            "expected": ["JAHAD", "SAMT"],
        },
        "call-extend": {"seen": later if state == "stale" else deadline, "deadline": later, "reason": "تعطیلات نوروز"},
        "call-agencies": {
            "agency": Agency.objects.get(code="SAMT").pk,
            "reason": "ادغام",
            "is_expected": "yes" if state == "stale" else "no",
        },
    }
    return {"year": year}, bodies[route]


def on_macro_target(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A macro target of 1400, or of 1399, which has begun; "stale" names an entry or proposal that is not the last."""
    of_1399 = state == "frozen" or route == "macro-target-observations"
    macro_target = work.macro_targets.get(state, work.macro_targets["frozen" if of_1399 else "waiting"])
    last = macro_target.proposals.count()
    figures = {"based_on": last - (state == "stale"), "baseline": "100", "value": "180"}
    decision = {"number": last, "reason": "با ظرفیت استان نمی‌خواند"}
    place = {"uuid": uuid.uuid4() if state == "unknown" else macro_target.uuid}
    observation = {"month-2-value": "7", "month-2-seen": 1 if state == "stale" else "", "source": "آمارنامه"}
    return place, {"macro-target-propose": figures, "macro-target-observations": observation}.get(route, decision)


def on_challenge(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A challenge of JAHAD's frozen program, or a new one in the way of a program; "stale" is another version."""
    words = {
        "title": "نبود مجوز",
        "category": "permit",
        "level": "province",
        "owner": "آب منطقه‌ای",
        "owner_side": "outside",
    }
    if route == "challenge-new":
        program = work.programs.get(state, work.programs["frozen"])
        body = words | {"version": 0, "project": program.projects.get().pk}
        return {"uuid": uuid.uuid4() if state == "unknown" else program.uuid}, body
    challenge = work.challenges.get(state, work.challenges["at_agency"])
    said: dict[str, Any] = {
        "version": challenge.version - (state == "stale"),
        "text": "پیگیری شد",
        "to_name": "وزارت نیرو",
    }
    if route == "challenge-step":
        said["file"] = SimpleUploadedFile("صورتجلسه.pdf", pdf_saying("بازدید"))
    thing = work.proof if route == "challenge-file" else challenge
    return {"uuid": uuid.uuid4() if state == "unknown" else thing.uuid}, words | said


def on_session(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A session of the headquarters by its state, or one of its papers; "stale" is another version."""
    papers = {"pack": ("pack", "pdf"), "letter": ("letter", "docx"), "no_such_kind": ("minutes", "exe")}
    paper, extension = papers.get(state, ("minutes", "docx"))
    by_route = {"session-minutes": "held", "resolution-new": "held", "session-paper": "signed"}
    base = state if state in work.sessions else by_route.get(route, "planned")
    session = work.sessions[base]
    first = session.items.earliest("position")
    version = session.version - (state == "stale")
    bodies: dict[str, dict[str, Any]] = {
        "session-new": {"version": 0, "number": 12 if state == "taken" else 99, "held_on": "1399/07/20"},
        "session-edit": {"version": version, "number": session.number, "held_on": "1399/07/10", "place": "سالن"},
        "session-agenda": {"version": version, f"place-{first.uuid}": 1, "title": "موضوع تازه"},
        "session-attendance": {
            "version": version,
            "attendees-TOTAL_FORMS": 1,
            "attendees-INITIAL_FORMS": 0,
            "attendees-0-name": "نام تازه",
            "attendees-0-presence": "present",
        },
        "session-minutes": {"version": version, f"minutes-{first.uuid}": "گفته شد"},
        "resolution-new": RESOLUTION | {"version": version, "agency": session.attendees.earliest("pk").agency_id},
        "session-notify": {"letter_number": "۴۲/۷", "letter_on": "1399/07/10"},
    }
    place = {"uuid": uuid.uuid4() if state == "unknown" else session.uuid, "paper": paper, "extension": extension}
    return place, bodies.get(route, {"version": version, "reason": "تاریخ نادرست است"})


RESOLUTION = {"text": "پروانه صادر شود", "due_on": "1399/08/10", "objection_days": "10"}


def on_resolution(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A resolution for JAHAD: written down, in force, said to be implemented; "stale" is another version."""
    base = (
        state if state in work.resolutions else "draft" if route in ("resolution-edit", "resolution-remove") else "open"
    )
    resolution = work.resolutions[base]
    written = route in ("resolution-edit", "resolution-remove")
    version = (resolution.session.version if written else resolution.version) - (state == "stale")
    body: dict[str, Any] = {"version": version, "text": "پیگیری شد"}
    if route == "resolution-edit":
        body |= RESOLUTION | {"agency": resolution.agency_id}
    if route == "resolution-step":
        body["file"] = SimpleUploadedFile("صورتجلسه.pdf", pdf_saying("بازدید"))
    key = work.resolutions["claimed"].follow_ups.get(kind="claimed").files.get().uuid
    uuid_ = key if route == "resolution-file" else resolution.uuid
    return {"uuid": uuid.uuid4() if state == "unknown" else uuid_}, body


def on_object(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The plant that JAHAD's officer has entered; another one, or one that is called nearly so."""
    place = {"uuid": uuid.uuid4() if state == "unknown" else work.plant.uuid}
    if route == "shared-object-new":
        return {}, {"kind": "mine", "name": work.plant.name if state == "near" else "معدن مس سونگون"}
    version = work.plant.version - 1 if state == "stale" else work.plant.version
    return place, {"version": version, "kind": "plant", "name": "کارخانه چرم", "identifier": "7"}


def on_double_count(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """Two of JAHAD's programs of 1400 that are called alike; one of 1399, one that is not signed, one that is not."""
    others = {"none": "frozen", "unsigned": "draft"}
    one, other = work.target("under_review").uuid, work.target(others.get(state, "negotiation")).uuid
    place = {"one": one, "other": uuid.uuid4() if state == "unknown" else other}
    verdict = "reopened" if state == "untimely" else "cleared"
    seen = uuid.uuid4() if state == "stale" else ""
    return place, {"verdict": verdict, "reason": "دو گلخانه جداست", "seen": seen}


def on_macro_year(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    known = MacroTarget.objects.values("indicator")
    indicator = Indicator.objects.filter(kind="stock", direction="up").exclude(pk__in=known).order_by("code")[0]
    data = {"based_on": 0, "indicator": indicator.pk, "baseline": "10", "value": "20"}
    return {"year": {"frozen": 1399, "unknown": 1300}.get(state, 1400)}, data


def on_version(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    place, query = on_year(work, route, state)
    versions = {"before": 9} if state == "no_version" else {}
    return place | {"version": 9 if state == "no_version" else 1}, versions if route == "version-compare" else query


def on_amendment(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """An amendment of 1399, or a new one of JAHAD's row; "stale" was read in another version."""
    amendment = work.amendments.get(state, work.amendments["waiting"])
    target = work.target("frozen").uuid
    bodies: dict[str, dict[str, Any]] = {
        "amendment-propose": {
            "version": 2 if state == "stale" else 1,
            "reason_code": "credit",
            "authority": "letter",
            "authority_number": "۵۲/۱۵",
            "authority_on": "1399/07/01",
            "text": "کاهش اعتبار",
            f"value-{target}": "250",
        },
        "amendment-preview": {"column": "value", "block": "7", "row": [str(target)]},
    }
    year = {"open": 1400, "unknown": 1300}.get(state, 1399)
    place = {"uuid": uuid.uuid4() if state == "unknown" else amendment.uuid, "year": year}
    return place, bodies.get(route, {"reason": "با ظرفیت استان نمی‌خواند"})


def on_indicator(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The indicator that JAHAD's targets are measured by, or one that nothing is; the unit is to be another one."""
    used = work.target("draft").indicator
    unused = Indicator.objects.exclude(pk__in=Target.objects.values("indicator"))
    unused = unused.exclude(pk__in=MacroTarget.objects.values("indicator"))
    indicator = unused.order_by("code")[0] if state == "unused" else used
    unit = Unit.objects.exclude(pk=indicator.unit_id).order_by("code")[0]
    place = {"code": "nothing" if state == "unknown" else indicator.code, "year": 1400 if state == "to_come" else 1398}
    if route == "indicator-past-values":
        return place, {"month-2-value": "7", "month-2-seen": 1 if state == "stale" else "", "source": "آمارنامه"}
    chosen = ("name_fa", "name_en", "level", "frequency", "direction", "kind", "aggregation", "achievement_from")
    sheet = {name: getattr(indicator, name) for name in chosen} | {"unit": unit.pk}
    return place, sheet | {"version": indicator.version - (state == "stale")}


def on_choices(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    return {"name": "nothing" if state == "unknown" else "macro"}, {}


def on_signing(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """What waits for JAHAD's head, as the sheet offers it; "unseen" is another text under the same version."""
    program, report = work.programs["awaiting_head"], work.returns["awaiting_head"]
    seen = "0" * 64 if state == "unseen" else program.revisions.get().content_hash
    items = {
        "-": "",
        "return": f"return.{report.uuid}.{report.version}.",
        "stale": f"program.{program.uuid}.{program.version - 1}.{seen}",
    }
    item = items.get(state, f"program.{program.uuid}.{program.version}.{seen}")
    return {}, {"item": item, "reason": "بر پایه بررسی"} if item else {}


def on_grid(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """The grid of a year: a new program, or one of JAHAD's on an older version."""
    program = work.programs["draft"]
    bodies: dict[str, dict[str, Any]] = {
        "year-grid": {"programs-1": "\tبرنامه تازه"},
        "year-grid-preview": {"sheet": "programs", "column": "title", "block": "یک\tدو"},
        "year-grid-trajectories": {"targets-1": "\t"},
    }
    stale = {f"version-{program.uuid}": program.version - 1, "programs-1": f"{program.uuid}\tنام تازه"}
    year = {"frozen": 1399, "unknown": 1300}.get(state, 1400)
    return {"year": year, "pattern": "even"}, stale if state == "stale" else bodies[route]


def on_workbook(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """JAHAD's workbook of a year, handed in by whoever asks."""
    place = {"year": {"frozen": 1399, "unknown": 1300}.get(state, 1400)}
    if route != "year-workbook" or state != "open":
        return place, {}
    if not hasattr(work, "workbook"):
        agency = work.programs["draft"].agency
        work.workbook = agency_workbook(agency=agency, plan_year=work.open_year)  # type: ignore[attr-defined]
    return place, {"file": SimpleUploadedFile("jahad.xlsx", work.workbook)}  # type: ignore[attr-defined]


def on_intake(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """A workbook that waits; "stale" names another plan than the one that would be carried out."""
    intake = work.intakes.get(state, work.intakes["previewed"])
    if route == "intake-questions":
        columns = {"column_1": "project", "column_2": "indicator", "column_3": "target", "column_4": "unit"}
        return {"uuid": uuid.uuid4() if state == "unknown" else intake.uuid}, columns
    if route != "intake-apply" or state in ("stale", "unknown"):
        return {"uuid": uuid.uuid4() if state == "unknown" else intake.uuid}, {"fingerprint": "0" * 64}
    return {"uuid": intake.uuid}, {"fingerprint": plan_of(intake, work.cast.jahad_editor).fingerprint}


def on_many_workbooks(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    if route == "workbooks-at-once":
        return {"year": {"unknown": 1300}.get(state, 1400)}, {}
    seen = {"seen": [intake.seen_as for intake in work.batch.intakes.all()]} if state == "batch" else {}
    return {"uuid": uuid.uuid4() if state == "unknown" else work.batch.uuid}, seen


def on_carrying(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """JAHAD's unfinished project of 1399, into 1400; or into a program of SAMT's."""
    project = work.programs["frozen"].projects.get()
    foreign = Program.objects.filter(agency__code="SAMT").earliest("pk")
    year = {"frozen": 1399, "unknown": 1300}.get(state, 1400)
    return {"year": year}, {"projects": project.uuid, "into": foreign.uuid if state == "into_foreign" else ""}


def on_view(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    page = "nowhere" if route == "view-save" and state == "unknown" else "program-list"
    view = work.views.get(state)
    return {"uuid": view.uuid if view else uuid.uuid4()}, {"page": page, "name": "نمای تازه", "query": "q=1&page=2"}


def on_notice(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """What JAHAD's officer was told; "own" settings are seen as they are theirs."""
    person = work.notice.person
    body = {"seen": fingerprint(person, REACH_FIELDS), "language": "en", "email": "officer@jahad.example"}
    key = work.message.uuid if route == "message-retry" else work.notice.uuid
    return {"uuid": uuid.uuid4() if state == "unknown" else key}, body if state == "own" else {}


def on_delegation(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """JAHAD's officer lends nothing and is lent the head's signature; "lent" has been already."""
    colleague = work.cast.jahad_editor.memberships.get(delegated_by__isnull=True)
    body = {"colleague": colleague.uuid, "valid_from": "1399/09/01", "valid_until": "1399/09/30"}
    place = {"uuid": uuid.uuid4() if state == "unknown" else work.lent.uuid}
    return place, body if state == "jahad" else {}


def on_paper(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """What waits for a signature, and what does not; of returns "return" and "correction"."""
    programs = {"program": "awaiting_head", "sent": "under_review", "draft": "draft"}
    if state in ("return", "correction"):
        report = work.returns["awaiting_head" if state == "return" else "correction"]
        return {"what": "return", "uuid": report.uuid}, {}
    program = work.programs[programs.get(state, "awaiting_head")]
    key = uuid.uuid4() if state == "unknown" else program.uuid
    return {"what": "nothing" if state == "no_kind" else "program", "uuid": key}, {}


def on_letter(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """What JAHAD's head has signed on paper; "stale" is a code that no text of the agency has."""
    codes = {
        "program": work.programs["awaiting_head"].revisions.get().content_hash,
        "return": work.returns["awaiting_head"].content_hash,
        "stale": "0" * 12,
    }
    place = {"uuid": uuid.uuid4() if state == "unknown" else work.letter.uuid}
    if state not in codes:
        return place, {}
    letter = {
        "agency": "JAHAD",
        "code": codes[state][:12],
        "seat": work.cast.jahad_head.memberships.get().uuid,
        "number": "۱۲/۷",
        "dated_on": "1399/07/01",
        "scan": SimpleUploadedFile("letter.pdf", pdf_saying("signed")),
    }
    return place, letter


def on_receipt(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    signed = {
        "program": work.programs["under_review"].revisions.get().tracking_code,
        "return": work.returns["settled"].tracking_code,
    }
    return {"code": signed.get(state, "1399-00-00000000")}, {}


def on_nothing(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    year = {"frozen": work.frozen_year, "open": work.open_year}
    bodies: dict[str, dict[str, Any]] = {
        "sign-in": {"username": "jahad.editor", "password": "نمی‌دانم"},
        "set_language": {"language": "en", "next": "/"},
        "password-change": {"current": "نمی‌دانم", "new": "x", "again": "x"},
        "person-new": {"username": "new.person", "full_name": "شخص تازه"},
        "program-new": {
            "agency": Agency.objects.get(code="SAMT" if state == "foreign" else "JAHAD").pk,
            "plan_year": year.get(state, work.open_year).pk,
            "title": "برنامه تازه",
            "family": "both",
            "axis": Axis.objects.all()[0].pk,
        },
        "report-request": {"plan_year": year.get(state, work.frozen_year).pk, "language": "en"},
    }
    return {}, bodies.get(route, {})


def on_person(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    """Somebody without an office, who holds one seat."""
    person = work.cast["planner2"] if route != "seat-give" else work.cast.newcomer
    place = {"uuid": person.uuid, "seat_uuid": work.cast["planner2"].memberships.get().uuid}
    if state == "unknown":
        place["uuid"] = uuid.uuid4()
    if state == "no_part":
        place["seat_uuid"] = uuid.uuid4()
    seen = "" if state == "stale" else fingerprint(person, PERSON_FIELDS)
    bodies: dict[str, dict[str, Any]] = {
        "person-edit": {"seen": seen, "full_name": "نام تازه"},
        "seat-give": {"role": "auditor", "valid_from": "1399/07/11"},
        "seat-end": {"last_day": "1399/07/11"},
    }
    return place, bodies.get(route, {})


def on_reference(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    row = Sector.objects.get(code="industry")
    place = {"slug": "nowhere" if state == "unknown" else "sectors", "key": "none" if state == "no_row" else row.code}
    seen = "" if state == "stale" else fingerprint(row, LISTS["sectors"].fields)
    data = {"seen": seen, "name_fa": "صنعت و معدن", "name_en": "Industry", "position": "2"}
    return place, data | ({"code": "space"} if route == "reference-new" else {})


def on_calendar(work: Work, route: str, state: str) -> tuple[Place, dict[str, Any]]:
    place, query = on_year(work, route, state)
    if route == "calendar":
        return place, query
    if route == "days-at-desks":
        days = {"challenge_days_agency": "7", "challenge_days_province": "9", "reason": "فوریت"}
        return {"year": 1300 if state == "unknown" else 1400}, days | {"seen": "1 1" if state == "stale" else "10 15"}
    period = work.open_year.periods.get(kind="month", ordinal=3)
    place = {"year": 1300 if state == "unknown" else 1400, "kind": "month", "ordinal": 3}
    seen = period.first_day if state == "stale" else period.due_on
    return place, {"seen": seen.isoformat(), "due_on": "1400/04/20", "reason": "برگزاری انتخابات"}


Family = Callable[[Work, str, str], tuple[Place, dict[str, Any]]]
BY_KIND: dict[str, Family] = {
    **dict.fromkeys(("program", "project", "target", "remark"), on_program),
    **dict.fromkeys(("progress", "evidence"), on_return),
}
FAMILIES: dict[str, Family] = {
    **{name: BY_KIND.get(name.split("-")[0], on_nothing) for name in PARAMETERS},
    "program-approve-list": on_approve_list,
    **dict.fromkeys(("program-list", "program-new", "progress"), on_nothing),
    **dict.fromkeys(
        ("master-table", "master-table-export", "master-table-csv", "dashboard", "call-board", "year-freeze"), on_year
    ),
    "export-request": on_year,
    **dict.fromkeys(("year-grid", "year-grid-preview", "year-grid-trajectories"), on_grid),
    **dict.fromkeys(("year-workbook", "year-workbook-file"), on_workbook),
    **dict.fromkeys(("workbooks-at-once", "workbook-batch", "workbook-batch-apply"), on_many_workbooks),
    **{name: on_intake for name in PARAMETERS if name.startswith("intake")},
    **dict.fromkeys(("export", "export-file"), on_export),
    **dict.fromkeys(("ministry-forms", "ministry-form", "ministry-form-filled"), on_ministry_form),
    **{name: on_job for name, parts in PARAMETERS.items() if name.startswith("report-") and parts},
    **dict.fromkeys(("signing", "signing-give-back"), on_signing),
    **{name: on_sheet for name in PARAMETERS if name.endswith("-sheet")},
    **dict.fromkeys(("county-map", "industry-list", "coverage", "compare"), on_year),
    **{name: on_macro_target for name in PARAMETERS if name.startswith("macro-target")},
    "macro-target-add": on_macro_year,
    **{name: on_amendment for name in PARAMETERS if name.startswith("amendment")},
    **{name: on_version for name in PARAMETERS if name.startswith("version")},
    **{name: on_challenge for name in PARAMETERS if name.startswith("challenge")},
    **dict.fromkeys(("challenge-list", "challenge-pick"), on_nothing),
    "challenge-decisions": on_year,
    **{name: on_session for name in PARAMETERS if name.startswith("session-")},
    **{name: on_resolution for name in PARAMETERS if name.startswith("resolution-")},
    "resolution-new": on_session,
    **dict.fromkeys(("session-list", "resolution-list"), on_nothing),
    **{name: on_object for name in PARAMETERS if name.startswith("shared-object")},
    **dict.fromkeys(("double-count", "double-count-decide"), on_double_count),
    "carry-over": on_carrying,
    **dict.fromkeys(("year-open", "call-issue", "call-extend", "call-agencies"), on_call),
    "call-list": on_nothing,
    "macro-target-list": on_nothing,
    "forecast-quality": on_nothing,
    **dict.fromkeys(("delegations", "delegation-revoke"), on_delegation),
    "receipt": on_receipt,
    **dict.fromkeys(("indicator", "indicator-edit", "indicator-past-values"), on_indicator),
    **dict.fromkeys(("exemption-ask", "exemption-take-back", "exemption-make"), on_program),
    "wording-correct": on_wording,
    "exemption-list": on_nothing,
    "grading-list": on_nothing,
    **{name: on_grading for name in PARAMETERS if name.startswith("grading-") and name != "grading-list"},
    **dict.fromkeys(("exemption-decide", "exemption-withdraw"), on_exemption),
    "signing-paper": on_paper,
    **dict.fromkeys(("letters", "letter-register", "letter-scan"), on_letter),
    "figure": on_figure,
    **{name: on_table for name in PARAMETERS if name.startswith("bargaining")},
    **{name: on_sitting for name in PARAMETERS if name.startswith(("sitting", "what-if"))},
    **dict.fromkeys(("person-detail", "person-edit", "person-deactivate", "person-reactivate"), on_person),
    **dict.fromkeys(("person-password", "seat-give", "seat-end"), on_person),
    **dict.fromkeys(("reference-rows", "reference-new", "reference-row"), on_reference),
    **dict.fromkeys(("calendar", "due-day", "days-at-desks"), on_calendar),
    **{name: on_reopening for name in PARAMETERS if name.startswith("reopening")},
    "choices": on_choices,
    **dict.fromkeys(("view-save", "view-change", "view-remove"), on_view),
    **dict.fromkeys(("notice-read", "notice-settings", "message-retry"), on_notice),
    "evidence-file": on_evidence,
    "field-visit-new": on_return,
    **dict.fromkeys(("field-visit", "visit-photo"), on_visit),
    "verification-list": on_waiting,
}


# --- what comes of it -----------------------------------------------------------------------------


class Answer(NamedTuple):
    """In the words of the table; `body` without what differs from one request to the next."""

    outcome: str
    body: bytes


def answer_to(world: World, actor: str, method: str, sent: Try) -> Answer:
    written: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (table := WRITES.match(sql)) and table[1] != "django_session":
            written.append(table[1])
        return execute(sql, params, many, context)

    try:
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = world.sends(actor, method, sent.path, sent.data)
                body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
            outcome = outcome_of(response, recorded=Event._meta.db_table in written)
            if method == "GET":
                outcome += " but wrote" if written else ""
            elif written and outcome != "done":
                outcome += "" if digest() == world.digest else " but wrote"
            transaction.set_rollback(True)
    except Exception as error:
        return Answer(f"{type(error).__name__}: {error}", b"")
    return Answer(outcome, without_chance(body, sent.path))


def outcome_of(response: HttpResponseBase, *, recorded: bool) -> str:
    if response.status_code == 200:
        return "page"
    if response.status_code != 302:
        return str(response.status_code)
    if response["Location"].startswith(reverse(settings.LOGIN_URL)):
        return "door"
    if recorded:
        return "done"
    refused = any(message.level == ERROR for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined]
    return "told" if refused else "away"


def without_chance(body: bytes, path: str) -> bytes:
    """The body without the token against forged requests and without the address it was asked by."""
    for form in {path, quote(path), escape(path), quote(path, safe="")}:
        body = body.replace(form.encode(), b"ADDRESS")
    return TOKEN.sub(b"TOKEN", body)


# --- the tests ------------------------------------------------------------------------------------


def test_every_address_is_in_the_table() -> None:
    tried = {(cell.route, cell.method) for cell in cells()}
    assert tried == {(name, method) for name in PARAMETERS for method in ("GET", "POST")}


def cell_name(cell: Cell) -> str:
    return "-".join(part for part in (cell.route, cell.part, cell.method, cell.state) if part)


def in_two_groups(cells: Sequence[Cell]) -> list[Any]:
    """Each half stays in one process of the run, for which the world is made once."""
    halves = ("matrix_first", "matrix_second")
    return [
        pytest.param(cell, actors, marks=pytest.mark.xdist_group(halves[number * 2 // len(cells)]), id=cell_name(cell))
        for number, (cell, actors) in enumerate(zip(cells, asked_by_turns(cells), strict=True))
    ]


@pytest.fixture
def unbuilt(in_full: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Views answer with pages and workbooks that are not filled in, except with --full; so does who may not."""
    if not in_full:
        monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
        monkeypatch.setattr(loader, "render_to_string", lambda *named, **given: "")
        monkeypatch.setattr(views_of_workbooks, "agency_workbook", lambda **given: b"")
        monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(), raising=False)
        monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)


@pytest.mark.usefixtures("unbuilt")
@pytest.mark.parametrize(("cell", "by_turns"), in_two_groups([*cells()]))
def test_cell(world: World, cell: Cell, by_turns: Sequence[str], in_full: bool) -> None:
    asked = ACTORS if in_full else by_turns
    sent = make_try(world.work, cell)
    answers = {actor: answer_to(world, actor, cell.method, sent) for actor in asked}
    assert {actor: answer.outcome for actor, answer in answers.items()} == {
        actor: cell.outcomes[actor] for actor in asked
    }
    # Who may not know of a thing cannot tell it from one that does not exist; that there are years is no secret.
    unknowing = [
        actor
        for actor, answer in answers.items()
        if "uuid" in PARAMETERS[cell.route]
        and (answer.outcome == "404" or (answer.outcome == "403" and actor.startswith("samt.")))
    ]
    assert [actor for actor in unknowing if answers[actor] != answer_to_unknown(world, actor, cell)] == []


def answer_to_unknown(world: World, actor: str, cell: Cell) -> Answer:
    key = (actor, cell.route, cell.part, cell.method)
    if key not in world.unknown:
        world.unknown[key] = answer_to(world, actor, cell.method, make_try(world.work, cell, "unknown"))
    return world.unknown[key]
