"""A word in everything that JAHAD writes and that is written about it: nobody of another agency ever meets it.

The word stands in titles, reasons, remarks, notes and names of files, of programs in every state, frozen and reported
on. What is asked here is committed; that the word can be met at all is asked of those whose it is.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pypdf
import pytest
from celery import current_app
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from agencies.filters import AgencyFilter, EventFilter, PersonFilter
from agencies.models import County, Membership, Sector
from config.persian.digits import to_latin
from projects.filters import ProgramFilter
from projects.models import Action, PriorityIndustry, Program, Revision
from reports.dashboard.choosing import DashboardForm
from reports.filters import AnswerFilter, MessageFilter
from reports.models import FollowUpFile, ReportJob
from reports.operations import claim_job, compile_job
from reports.tables.sessions import ResolutionFilter, SessionFilter
from targets.filters import MasterTableFilter
from targets.models import ProgressReport, ReturnSignature, Target
from targets.tables.challenges import ChallengeFilter
from targets.tables.double_counts import CaseFilter, SharedObjectFilter
from targets.tables.indicators import IndicatorFilter
from targets.tables.macro import MacroTargetFilter
from targets.tables.periods import ReopeningFilter
from targets.tables.silence import SilenceFilter
from targets.tables.verification import WaitingFilter
from tests.cast import Cast
from tests.databases import DatabaseServer, pointed_at
from tests.every_state import CORRECTED, IN_MEHR_1399, Work, make_work
from tests.factories import make_program
from tests.test_permission_matrix import PARAMETERS, PROJECT, TARGET, without_chance

pytestmark = pytest.mark.xdist_group("canary")

WORD = "Zarafshan7431"
# As long, and nowhere.
NO_WORD = "Zarafshan9999"
# How many pages of a kind are read by links. In full that is more than there is of JAHAD's work.
READ_OF_A_KIND, READ_OF_A_KIND_IN_FULL = 2, 40
# Of a page; the others ask 25.
MOST_QUERIES = {"dashboard": 40}
# How many things of a kind are tried at an address in the usual run, by turns.
TRIED_OF_A_KIND = 2
# Keys, digests and tracking codes.
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32,64}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{8}\b")
# Of those who see the same, one asks in the usual run and all with --full.
STRANGERS = ["samt.editor", pytest.param("samt.head", marks=pytest.mark.full)]
PROVINCE = ["planner", *(pytest.param(who, marks=pytest.mark.full) for who in ("auditor", "deputy", "secretariat"))]


@pytest.fixture(scope="module")
def work(
    database_server: DatabaseServer,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Work]:
    """JAHAD's work with the word in it, the report of the year compiled; SAMT has a draft and returns of its own."""
    with (
        django_db_blocker.unblock(),
        database_server.copy() as database,
        pointed_at(database.name),
        override_settings(TODAY=IN_MEHR_1399, STORAGE_ROOT=Path(tmp_path_factory.mktemp("storage"))),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        work = make_work(Cast(), word=WORD)
        make_program(work.cast, agency="SAMT", plan_year=work.open_year, title="پوشاک")
        job = claim_job(job_id=work.jobs["queued"].pk)
        assert job is not None
        compile_job(job=job)
        work.jobs["compiled"] = job
        yield work


@pytest.fixture
def untouched(work: Work) -> Iterator[None]:
    """Whatever is tried: every row that carries the word, and every row of JAHAD's programs, is as it was."""
    before = what_carries_the_word()
    yield
    assert what_carries_the_word() == before


def what_carries_the_word() -> dict[str, tuple[int, str]]:
    """How many rows of each table carry it, and a digest of them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            rows = f'SELECT t::text AS row FROM "{table}" t'
            cursor.execute(
                f"SELECT count(*), md5(string_agg(row, ',' ORDER BY row)) FROM ({rows}) every WHERE row LIKE %s",
                [f"%{WORD}%"],
            )
            count, digest = cursor.fetchone()
            if count:
                found[table] = (count, digest)
    return found


def signed_in(work: Work, who: str) -> Client:
    client = Client()
    client.force_login(work.cast[who])
    return client


# --- reading what comes back ----------------------------------------------------------------------


def meets_the_word(*responses: HttpResponseBase) -> bool:
    """Whether the word stands in an answer, read to its end: its headers, its text, and what is packed in it."""
    parts = [part for response in responses for part in parts_of(response)]
    return any(WORD.lower() in part.lower() for part in parts)


def parts_of(response: HttpResponseBase) -> Iterator[str]:
    yield " ".join(f"{name}: {value}" for name, value in response.items())
    body = body_of(response)
    yield body.decode(errors="replace")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name + archive.read(name).decode(errors="replace")
    if body.startswith(b"%PDF"):
        document = pypdf.PdfReader(io.BytesIO(body))
        yield str(document.metadata)
        # Lines may be broken inside the word.
        yield "".join("".join(page.extract_text().split()) for page in document.pages)


def body_of(response: Any) -> bytes:
    if response.streaming and not hasattr(response, "read_here"):
        response.read_here = b"".join(response)
    return response.read_here if response.streaming else response.content


# --- every address of JAHAD's ---------------------------------------------------------------------

Place = dict[str, Any]


def places_of(work: Work) -> dict[str, list[Place]]:
    """Where JAHAD's things are, by kind; `uuid` is the thing's own."""
    programs = []
    for program in work.programs.values():
        target = Target.objects.select_related("project").get(project__program=program)
        remark = program.remarks.first() or work.remarks["returned"]
        programs.append(
            {
                "uuid": program.uuid,
                "project_uuid": target.project.uuid,
                "target_uuid": target.uuid,
                "remark_uuid": remark.uuid,
            }
        )
    returns = [
        {"uuid": report.uuid, "line_uuid": line.uuid} for report in work.returns.values() for line in report.lines.all()
    ]
    codes = set(
        ReturnSignature.objects.filter(report__in=work.returns.values()).values_list("tracking_code", flat=True)
    )
    codes |= set(Revision.objects.filter(program__in=work.programs.values()).values_list("tracking_code", flat=True))
    codes.discard("")
    return {
        "program": programs,
        "project": [{"uuid": place["project_uuid"]} for place in programs],
        "target": [{"uuid": place["target_uuid"]} for place in programs],
        "remark": [{"uuid": remark.uuid} for remark in work.remarks.values()],
        "return": returns,
        "line": [{"uuid": place["line_uuid"]} for place in returns],
        "evidence": [{"uuid": evidence.uuid} for evidence in work.evidence.values()],
        "job": [{"uuid": job.uuid} for job in work.jobs.values()],
        "view": [{"uuid": view.uuid} for view in work.views.values()],
        "notice": [{"uuid": work.notice.uuid}],
        "message": [{"uuid": work.message.uuid}],
        "macro": [{"uuid": macro_target.uuid} for macro_target in work.macro_targets.values()],
        "amendment": [{"uuid": amendment.uuid} for amendment in work.amendments.values()],
        "delegation": [{"uuid": work.lent.uuid}],
        "receipt": [{"code": code} for code in sorted(codes)],
        "person": [
            {"uuid": seat.user.uuid, "seat_uuid": seat.uuid}
            for seat in Membership.objects.filter(agency__code="JAHAD").select_related("user")
        ],
        "sitting": [{"code": "JAHAD"}],
        "sector": [{"code": sector.code} for sector in Sector.objects.all()[:1]],
        "county": [{"code": county.sci_code} for county in County.objects.all()[:1]],
        "industry": [{"code": industry.code} for industry in PriorityIndustry.objects.all()[:1]],
        "indicator": [{"code": work.target("draft").indicator.code}],
        "intake": [{"uuid": intake.uuid} for intake in work.intakes.values()],
        "batch": [{"uuid": work.batch.uuid}],
        "letter": [{"uuid": work.letter.uuid}],
        "visit": [{"uuid": work.visit.uuid}],
        "photo": [{"uuid": photo.uuid} for photo in work.visit.photos.all()],
        "exemption": [{"uuid": work.exemption.uuid}],
        "reopening": [{"uuid": work.exception.uuid}],
        "object": [{"uuid": work.plant.uuid}],
        "challenge": [{"uuid": challenge.uuid} for challenge in work.challenges.values()],
        "proof": [{"uuid": work.proof.uuid}],
        "session": [{"uuid": session.uuid} for session in work.sessions.values()],
        "resolution": [{"uuid": resolution.uuid} for resolution in work.resolutions.values()],
        "follow-up": [{"uuid": file.uuid} for file in FollowUpFile.objects.all()],
        "export": [{"uuid": work.export.uuid}],
        "form": [{"uuid": work.form.uuid}],
        "action": [{"uuid": action.uuid} for action in Action.objects.filter(title__contains=WORD)],
    }


KINDS = {
    **{name: "program" for name in PARAMETERS if name.split("-")[0] in ("program", "project", "target", "remark")},
    **{name: "return" for name in PARAMETERS if name.startswith(("progress", "evidence-add"))},
    **{name: "job" for name in PARAMETERS if name.startswith("report")},
    **{name: "view" for name in PARAMETERS if name.startswith("view")},
    **{name: "export" for name in PARAMETERS if name.startswith("export")},
    **{name: "form" for name in PARAMETERS if name.startswith("ministry-form")},
    **{name: "macro" for name in PARAMETERS if name.startswith("macro")},
    **{name: "amendment" for name in PARAMETERS if name.startswith("amendment")},
    **{name: "person" for name in PARAMETERS if name.startswith(("person", "seat"))},
    "notice-read": "notice",
    "message-retry": "message",
    "figure": "target",
    **{name: "target" for name in PARAMETERS if name.startswith("bargaining")},
    **{name: "sitting" for name in PARAMETERS if name.startswith(("sitting-agency", "what-if-agency"))},
    **{name: "sector" for name in PARAMETERS if name.startswith(("sitting-sector", "what-if-sector", "sector-sheet"))},
    "agency-sheet": "sitting",
    "county-sheet": "county",
    "industry-sheet": "industry",
    "evidence-file": "evidence",
    "field-visit-new": "return",
    "field-visit": "visit",
    "visit-photo": "photo",
    "delegation-revoke": "delegation",
    "receipt": "receipt",
    **{name: "indicator" for name in PARAMETERS if name.startswith("indicator-") or name == "indicator"},
    "letter-scan": "letter",
    **dict.fromkeys(("workbook-batch", "workbook-batch-apply"), "batch"),
    **{name: "intake" for name in PARAMETERS if name.startswith("intake")},
    **dict.fromkeys(("grading-project", "grading-score", "grading-decide"), "project"),
    "exemption-ask": "program",
    "exemption-make": "program",
    "exemption-take-back": "program",
    "exemption-decide": "exemption",
    "exemption-withdraw": "exemption",
    "wording-correct": "program",
    "shared-object-edit": "object",
    **{name: "challenge" for name in PARAMETERS if name.startswith("challenge")},
    "challenge-new": "program",
    "challenge-file": "proof",
    **{name: "session" for name in PARAMETERS if name.startswith("session-")},
    **{name: "resolution" for name in PARAMETERS if name.startswith("resolution-")},
    "resolution-new": "session",
    "resolution-file": "follow-up",
    "reopening-revoke": "reopening",
    "signing-paper": "program",
}


def addresses(work: Work) -> list[tuple[str, str]]:
    """(route, path): every address with every thing of the kind that belongs there, and with a program and a return."""
    places = places_of(work)
    some_part = {name: value for kind in ("program", "return") for name, value in places[kind][0].items()}
    rest = some_part | {"move": "withdraw", "year": 1399, "name": "macro", "pattern": "even", "decision": "approve"}
    rest |= {"version": 1, "exemption_uuid": work.exemption.uuid}
    rest |= {
        "slug": "agencies",
        "key": "JAHAD",
        "kind": "month",
        "ordinal": 6,
        "what": "program",
        "paper": "minutes",
        # Two programs that are called alike.
        "one": work.target("under_review").uuid,
        "other": work.target("negotiation").uuid,
        **places["person"][0],
    }
    found = []
    for route, names in PARAMETERS.items():
        here: list[Place] = [{}]
        if "code" in names:
            here = places[KINDS[route]]
        if "uuid" in names:
            fitting = places[KINDS[route]]
            here = [*fitting, *(places[kind][0] for kind in ("program", "return") if kind != KINDS[route])]
        if "what" in names:
            here += [{"what": "return", "uuid": report.uuid} for report in work.returns.values()]
        for place in here:
            for extension in ("xlsx", "pdf", "json", "docx") if "extension" in names else ("",):
                whole = rest | place | {"extension": extension}
                found.append((route, reverse(route, kwargs={name: whole[name] for name in names})))
    return found


def body_for(work: Work, version: int = 1) -> dict[str, Any]:
    """One body that every form can read its own fields from."""
    program = work.programs["draft"]
    lines = {f"value-{line.uuid}": "1" for report in work.returns.values() for line in report.lines.all()}
    target = Target.objects.get(project__program=program)
    return (
        PROJECT
        | TARGET
        | lines
        | {
            "version": version,
            "seen_round": 1,
            "reason": "می‌خواهم بدانم",
            "text": "می‌خواهم بدانم",
            "answer": "می‌خواهم بدانم",
            "family": "both",
            "indicator": target.indicator_id,
            "agency": program.agency_id,
            "plan_year": program.plan_year_id,
            "language": "fa",
            "code": program.uuid.hex[:12],
        }
    )


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("jahad.editor", "inbox program-list program-detail program-edit project-edit target-edit figure"),
        ("jahad.editor", "master-table master-table-export master-table-csv progress-report evidence-file history"),
        ("jahad.editor", "signing-paper letter-scan bargaining"),
        ("planner", "inbox program-list program-detail figure master-table master-table-export"),
        ("planner", "progress-report evidence-file history report-file letter-scan bargaining"),
    ],
)
def test_the_word_is_met_by_those_who_may(work: Work, who: str, where: str) -> None:
    """The control: what follows could fail."""
    client, paths = signed_in(work, who), addresses(work)
    # Of one program: on the first page of everybody's there may be others' acts only.
    paths.append(("history", f"{reverse('history')}?root={work.programs['frozen'].uuid}"))
    met = [
        name
        for name in where.split()
        if any(meets_the_word(client.get(path)) for route, path in paths if route == name)
    ]
    assert met == where.split()


@pytest.mark.parametrize("extension", ["xlsx", "pdf", "json"])
def test_files_of_the_report_are_read(work: Work, extension: str) -> None:
    """Its document has sums only, no word of anybody's: there the hash of the data is looked for."""
    job = ReportJob.objects.get(pk=work.jobs["compiled"].pk)
    response = signed_in(work, "planner").get(reverse("report-file", args=[job.uuid, extension]))
    assert any((job.data_hash if extension == "pdf" else WORD) in part for part in parts_of(response))


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.usefixtures("untouched")
def test_no_address_shows_it_to_a_stranger(work: Work, who: str, in_full: bool) -> None:
    """By GET and by POST, and where that leads; what is foreign answers as what does not exist.

    The usual run tries every address with some of the things that belong there, each address with others.
    """
    client = signed_in(work, who)
    met, telling = [], []
    unknown: dict[tuple[str, str], tuple[int, bytes]] = {}
    # What the province needs is in force for every agency; what is only proposed is not known to any.
    known_to_all = {
        reverse("macro-target", args=[work.macro_targets[state].uuid]) for state in ("frozen", "in_force", "waiting")
    }
    body = body_for(work)
    for route, path in addresses(work) if in_full else by_turns(addresses(work)):
        for method, data in (("GET", {}), ("POST", body)):
            if route in ("sign-out", "program-new"):
                continue
            response = getattr(client, method.lower())(path, data)
            followed = [client.get(response["Location"])] if response.status_code == 302 else []
            if meets_the_word(response, *followed):
                met.append((method, path))
            if "uuid" not in PARAMETERS[route]:
                continue
            if (route, method) not in unknown:
                nowhere = re.sub(r"[0-9a-f-]{36}", lambda _: str(uuid.uuid4()), path)
                unknown[route, method] = answer(getattr(client, method.lower())(nowhere, data), nowhere)
            if answer(response, path) != unknown[route, method] and path not in known_to_all:
                telling.append((method, path))
    assert met == []
    assert telling == []


def by_turns(addresses: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """TRIED_OF_A_KIND of each address, spread over the things that belong there; the next address has others."""
    chosen = []
    for turn, (_, group) in enumerate(groupby(addresses, key=itemgetter(0))):
        found = list(group)
        step = max(len(found) // TRIED_OF_A_KIND, 1)
        chosen += found[turn % step :: step]
    return chosen


def answer(response: HttpResponseBase, path: str) -> tuple[int, bytes]:
    return response.status_code, without_chance(body_of(response), path)


@pytest.mark.parametrize("who", STRANGERS)
def test_no_link_leads_a_stranger_to_it(work: Work, who: str, in_full: bool) -> None:
    """Breadth first from the inbox, every link of every page; other orders of the same rows are tried below."""
    pages = pages_linked(signed_in(work, who), READ_OF_A_KIND_IN_FULL if in_full else READ_OF_A_KIND)
    assert [path for path, response in pages.items() if meets_the_word(response)] == []
    # Own program, own returns, lists and files: the walk did lead somewhere.
    assert len(pages) > 30


def pages_linked(client: Client, of_a_kind: int) -> dict[str, HttpResponseBase]:
    """What the client comes to by links, beginning at the inbox.

    Of pages that answer the same question about one thing each, so many as `of_a_kind` says. None of them asks more
    questions of the database than a page may.
    """
    pages: dict[str, HttpResponseBase] = {}
    read: Counter[tuple[str, ...]] = Counter()
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        asked = urlsplit(path)
        route = resolve(asked.path).view_name
        # Those of a route that ask by other fields, and all of the route: a table is linked by each of its filters.
        kinds = {(route, *sorted(parse_qs(asked.query))): of_a_kind, (route, "in all"): 3 * of_a_kind}
        if path in pages or any(read[kind] >= most for kind, most in kinds.items()):
            continue
        read.update(kinds.keys())
        with CaptureQueriesContext(connection) as asked_of_the_database:
            response = pages[path] = client.get(path)
        if not response["Content-Type"].startswith("text/html"):
            continue
        questions = [each["sql"] for each in asked_of_the_database if each["sql"] not in ("BEGIN", "COMMIT")]
        assert len(questions) <= MOST_QUERIES.get(route, 25), path
        for link in re.findall(r'href="([^"]+)"', response.content.decode()):
            address = urldefrag(urljoin(path, link.replace("&amp;", "&")))[0]
            if re.match(r"/(?!static/)(?!.*[?&]sort=)", address):
                waiting.append(address)
    return pages


@pytest.mark.parametrize("who", PROVINCE)
def test_what_no_head_has_signed_is_not_met_in_the_province(work: Work, who: str, in_full: bool) -> None:
    """Programs, returns, files and corrections, by their codes, addresses and figures; the auditor meets them all."""
    unsigned = ["draft", "awaiting_head", "withdrawn", "left_out"]
    # What planners enter on an agency's behalf is theirs to see.
    unsigned += [] if who.startswith("planner") else ["on_behalf"]
    kept = {f"program {state}": work.programs[state].code for state in unsigned}
    kept |= {f"return {state}": str(work.returns[state].uuid) for state in ("awaiting_head", "draft")}
    kept |= {f"file {state}": str(work.evidence[state].uuid) for state in ("awaiting_head", "draft", "corrected")}
    kept |= {"correction": "پس از بازدید دوباره"}
    pages = pages_linked(signed_in(work, who), READ_OF_A_KIND_IN_FULL if in_full else READ_OF_A_KIND)
    text = "\n".join(part for response in pages.values() for part in parts_of(response))
    read = to_latin(re.sub(r"(?<=[0-9۰-۹])[,٬](?=[0-9۰-۹])", "", text))
    # Where it is not part of something longer: a file's name with a year and a digest may begin as a code does.
    met = {name for name, shown in kept.items() if re.search(rf"(?<![0-9]){re.escape(shown)}(?![0-9a-f])", read)}
    # A number that begins as the figure does, as a sum with it would: in so many pages fewer digits come up by chance.
    met |= {"corrected figure"} if re.search(rf"(?<![0-9]){str(CORRECTED)[:6]}", ID.sub("", read)) else set()
    assert met == ({*kept, "corrected figure"} if who == "auditor" else set())


# --- questions ------------------------------------------------------------------------------------

LISTS: dict[str, set[str]] = {
    "inbox": set(),
    "program-list": set(ProgramFilter.base_filters),
    "master-table": set(MasterTableFilter.base_filters),
    "master-table-export": set(MasterTableFilter.base_filters),
    "master-table-csv": set(MasterTableFilter.base_filters),
    "progress": {*SilenceFilter.base_filters, "part"},
    "history": set(EventFilter.base_filters),
    "dashboard": {"year", "view", *DashboardForm.base_fields},
    "county-map": {"year", "macro"},
    "industry-list": {"year"},
    "coverage": {"year"},
    "compare": {"year", "one", "other", "by"},
    "report-list": set(),
    "export-request": {*MasterTableFilter.base_filters, "as"},
    "ministry-forms": set(MasterTableFilter.base_filters),
    "notices": set(),
    "outbox": set(MessageFilter.base_filters),
    "exemption-list": set(),
    "grading-list": {"year"},
    "person-list": set(PersonFilter.base_filters),
    "reference-rows": set(AgencyFilter.base_filters),
    "calendar": {"year"},
    "reopening-list": set(ReopeningFilter.base_filters),
    "call-list": set(),
    "call-board": set(AnswerFilter.base_filters),
    "carry-over": set(),
    "choices": {"q", "year"},
    "search": {"q", "kind"},
    "macro-target-list": set(MacroTargetFilter.base_filters),
    "indicator-list": set(IndicatorFilter.base_filters),
    "version-list": set(),
    "version-compare": {"before", "after", "format"},
    "shared-object-list": set(SharedObjectFilter.base_filters),
    "double-count-list": set(CaseFilter.base_filters),
    "challenge-list": set(ChallengeFilter.base_filters),
    "challenge-decisions": {"year"},
    "challenge-pick": set(),
    "verification-list": set(WaitingFilter.base_filters),
    "session-list": set(SessionFilter.base_filters),
    "resolution-list": set(ResolutionFilter.base_filters),
}
EVERYWHERE = {"sort", "page", "per_page", "q", "search", "agency", "program", "project", "target", "root", "id", "uuid"}


def address_of(route: str) -> str:
    return reverse(route, kwargs={name: 1400 if name == "year" else "macro" for name in PARAMETERS[route]})


@pytest.mark.parametrize("who", STRANGERS)
def test_no_question_finds_it_for_a_stranger(work: Work, who: str, in_full: bool) -> None:
    """The word, or an id, as the value of any parameter answers as one that nobody ever wrote.

    The usual run gives each parameter by itself one of the values, at one of the lists that have the same parameters,
    by turns; all of them together get two of the five, each list others.
    """
    client = signed_in(work, who)
    program = work.programs["frozen"]
    pairs = [
        (WORD, NO_WORD),
        (str(program.uuid), str(uuid.uuid4())),
        (str(work.returns["settled"].uuid), str(uuid.uuid4())),
        (program.code, program.code.replace("JAHAD", "JAHAX")),
        (work.returns["settled"].tracking_code, "1399-01-00000000"),
    ]
    telling = []
    turns = cycle(pairs)
    for route, names in LISTS.items():
        alike = [other for other, those in LISTS.items() if those == names]
        one_by_one = [({name}, pairs if in_full else [next(turns)]) for name in sorted(names)]
        one_by_one = one_by_one if in_full else one_by_one[alike.index(route) :: len(alike)]
        together = pairs if in_full else [next(turns), next(turns)]
        for parameters in one_by_one, [(EVERYWHERE - names, together)]:
            for asked_by, values in parameters:
                for pair in values:
                    found, expected = (answer_about(client, route, asked_by, value, pair) for value in pair)
                    telling += [] if found == expected else [(route, asked_by, pair)]
    assert telling == []


def answer_about(
    client: Client, route: str, asked_by: set[str], value: str, pair: tuple[str, str]
) -> tuple[int, list[str]]:
    """The answer, without the question that stands in it again."""
    response = client.get(address_of(route), dict.fromkeys(asked_by, value))
    if body_of(response).startswith(b"PK"):
        return response.status_code, [part for part in parts_of(response) if part.startswith("xl/worksheets")]
    text = without_chance(body_of(response), response.wsgi_request.get_full_path()).decode()
    return response.status_code, [re.sub(rf"(?<![\w-])({pair[0]}|{pair[1]})(?![\w-])", "QUESTION", text)]


@pytest.mark.parametrize("who", [*STRANGERS, "jahad.editor"])
@pytest.mark.parametrize("typing", [False, True])
def test_search_finds_it_for_its_own_house_alone(work: Work, who: str, typing: bool) -> None:
    """The word, a part of it, and a word that is like it; on the page and while one types."""
    client = signed_in(work, who)
    headers = {"HX-Request": "true", "HX-Target": "search-hits"} if typing else {}
    asked = (WORD, WORD[:6], WORD.replace("f", "v"), work.programs["draft"].code)
    met = [meets_the_word(client.get("/search/", {"q": typed}, headers=headers)) for typed in asked]
    # What was typed stands in the page again; a part of it and its likeness do not.
    assert met[1:] == [who == "jahad.editor"] * 3


@pytest.mark.parametrize("who", STRANGERS)
def test_no_order_shows_it_to_a_stranger(work: Work, who: str, in_full: bool) -> None:
    """The usual run asks each list for three of the orders, as a page or as a workbook, by turns."""
    client = signed_in(work, who)
    forms = ("", "xlsx")
    orders = ["title", "purpose", "agency__name_fa", "project__program__title", "changes", "note", "label", "-pk", "?"]
    met = [
        (route, order)
        for turn, route in enumerate(LISTS)
        for place, order in enumerate(orders if in_full else orders[turn % 3 :: 3])
        for form in (forms if in_full else [forms[(turn + place) % 2]])
        if meets_the_word(client.get(address_of(route), {"sort": order, "year": "1399", "format": form}))
    ]
    assert met == []


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("untouched")
def test_no_body_moves_it_into_a_strangers_work(work: Work) -> None:
    """SAMT's own forms, filled with the ids of JAHAD's things, neither show nor change nor copy them."""
    client = signed_in(work, "samt.editor")
    own = Program.objects.get(agency__code="SAMT", plan_year=work.open_year, title="پوشاک")
    own_target = Target.objects.get(project__program=own)
    own_return = ProgressReport.objects.get(agency__code="SAMT", period=work.returns["due"].period)
    foreign = work.programs["draft"]
    line = work.returns["draft"].lines.get(target__isnull=False)
    parts = {"project_uuid": foreign.projects.get().uuid, "target_uuid": work.target("draft").uuid}
    places: dict[str, list[Place]] = {
        "program": [
            {"uuid": own.uuid, **parts, "remark_uuid": work.remarks["returned"].uuid},
            {"uuid": own.uuid, "project_uuid": own_target.project.uuid, "target_uuid": own_target.uuid},
        ],
        "return": [{"uuid": own_return.uuid, **parts, "line_uuid": line.uuid}],
        "target": [{"uuid": own_target.uuid}],
    }
    things = {
        "program": (foreign.uuid, foreign.pk),
        "project": (parts["project_uuid"], foreign.projects.get().pk),
        "target": (parts["target_uuid"], work.target("draft").pk),
        "line": (line.uuid, line.pk),
        "carried_over_from": (foreign.uuid, foreign.pk),
        "uuid": (foreign.uuid, foreign.projects.get().uuid),
        "id": (foreign.pk, foreign.projects.get().pk),
        "anchor_id": (foreign.uuid, foreign.uuid),
        "actions-0-uuid": (Action.objects.get(project__program=foreign).uuid,) * 2,
        "agency": (foreign.agency_id,) * 2,
        "projects": (work.programs["frozen"].projects.get().uuid, parts["project_uuid"]),
        "into": (foreign.uuid, "new"),
    }
    no_program = ("program-new", "report-request", "carry-over")
    answers: list[HttpResponseBase] = []
    sent = 0
    for route, names in PARAMETERS.items():
        for place in places.get(KINDS.get(route, ""), [{}] if route in no_program else []):
            whole = {"move": "submit", "extension": "xlsx", "what": "program", "year": 1400} | place
            for part in ("remark_uuid", "exemption_uuid"):
                whole.setdefault(part, uuid.uuid4())
            path = reverse(route, kwargs={name: whole[name] for name in names})
            for which in (0, 1):
                own.refresh_from_db()
                body = body_for(work, own.version) | {name: values[which] for name, values in things.items()}
                response = client.post(path, body)
                answers += [response, *([client.get(response["Location"])] if response.status_code == 302 else [])]
                sent += 1
    answers += [client.get(address_of(route)) for route in LISTS]
    assert [response.request["PATH_INFO"] for response in answers if meets_the_word(response)] == []  # type: ignore[attr-defined]
    assert sent > 30
