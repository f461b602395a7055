"""Files that prove a line of a return: which are taken, where they go, who may see them.

A file is judged by its extension, its size and its content together: what calls itself a PDF must be one. It is never
opened for reading by us; it is stored under its hash and given back only as a download.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission, Role
from agencies.history import record
from agencies.models import User
from agencies.permissions import check_permission, roles_of, scope_of
from config.persian.letters import normalise
from config.persian.numbers import format_number
from config.storage import store
from projects.refusals import Refused
from targets.enums import LineStatus
from targets.models import Evidence, ProgressReport, ReportLine
from targets.operations.progress import add_contributor, claim_report
from targets.returns import is_open_to_agency, label_of, line_of

FOLDER = "evidence"
LONGEST_NAME = 200

# An office document is a zip; what it may unpack to, so that nobody who opens it is hurt.
OFFICE_PARTS = 2000
OFFICE_BYTES = 150 * 1024 * 1024


class Upload(Protocol):
    """What is needed of an uploaded file (django.core.files.uploadedfile.UploadedFile)."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int = ...) -> bytes: ...


class FileKind(NamedTuple):
    """A kind of file that is taken: its media type, and whether a content is of that kind."""

    content_type: str
    is_true: Callable[[bytes], bool]


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82")


def _is_jpeg(content: bytes) -> bool:
    # Cameras add their own data after the end mark, so it need not stand last.
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content


def _is_office(main_part: str) -> Callable[[bytes], bool]:
    """A judge for Office Open XML with that main part: unencrypted, without macros, not a zip bomb."""

    def is_office(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False
        names = {part.filename for part in parts}
        return (
            {"[Content_Types].xml", main_part} <= names
            and len(parts) <= OFFICE_PARTS
            and sum(part.file_size for part in parts) <= OFFICE_BYTES
            and not any(part.flag_bits & 1 for part in parts)
            and not any(name.lower().endswith("vbaproject.bin") for name in names)
            and not any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in names)
        )

    return is_office


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", _is_pdf),
    "png": FileKind("image/png", _is_png),
    "jpg": FileKind("image/jpeg", _is_jpeg),
    "jpeg": FileKind("image/jpeg", _is_jpeg),
    "xlsx": FileKind(f"{_OFFICE}.spreadsheetml.sheet", _is_office("xl/workbook.xml")),
    "docx": FileKind(f"{_OFFICE}.wordprocessingml.document", _is_office("word/document.xml")),
}
ACCEPTED = ",".join(f".{extension}" for extension in KINDS)


def judge(name: str, content: bytes) -> FileKind:
    """The kind of the file. Raises Refused, saying what is wrong and what would be taken."""
    if not content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": name})
    _refuse_large(name, len(content))
    kind = KINDS.get(extension_of(name))
    if kind is None:
        raise Refused(
            _("“%(name)s”: only these kinds of files are taken: %(kinds)s.")
            % {"name": name, "kinds": "PDF, PNG, JPEG, XLSX, DOCX"}
        )
    if not kind.is_true(content):
        raise Refused(
            _("“%(name)s” is not what its name says, or it is damaged, encrypted or carries macros.") % {"name": name}
        )
    return kind


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _refuse_large(name: str, size: int) -> None:
    limit = settings.EVIDENCE_MAX_BYTES
    if size > limit:
        raise Refused(
            _("“%(name)s” is too large: at most %(limit)s megabytes.")
            % {"name": name, "limit": format_number(Decimal(limit) / 1024**2)}
        )


def _clean_name(name: str | None) -> str:
    """The name as it is shown: without folders and control characters, its extension kept when it is cut."""
    base = (name or "").replace("\\", "/").rpartition("/")[2]
    text = normalise("".join(letter for letter in base if letter.isprintable() or letter == "\u200c"))
    stem, suffix = PurePosixPath(text).stem, PurePosixPath(text).suffix
    return stem[: LONGEST_NAME - len(suffix)] + suffix if len(text) > LONGEST_NAME else text


@transaction.atomic
def add_evidence(*, by: User, line: ReportLine, file: Upload, proves: str = "") -> Evidence:
    """Attach a file to a line that is open to the agency; a returned line counts as corrected by it.

    Raises Refused for a file that is not taken, and when the line has left the agency.
    """
    check_permission(by, Permission.PROGRESS_ENTER, line.report.agency_id)
    report = claim_report(line.report)
    line = line_of(report, line)
    if not is_open_to_agency(report, line):
        raise Refused(
            _("“%(line)s” has been sent; it can be changed when it is back with the agency.") % {"line": line}
        )
    name = _clean_name(file.name)
    _refuse_large(name, file.size or 0)
    content = file.read()
    kind = judge(name, content)
    stored = store(content, folder=FOLDER)
    if line.evidence.filter(sha256=stored.sha256).exists():
        raise Refused(_("“%(name)s” is attached to this line already.") % {"name": name})
    evidence = Evidence.objects.create(
        line=line,
        stored_as=stored.name,
        sha256=stored.sha256,
        bytes=stored.bytes,
        content_type=kind.content_type,
        original_name=name,
        proves=proves,
        added_by=by,
    )
    add_contributor(report, by)
    report.save(update_fields=["contributor_ids"])
    if line.status == LineStatus.RETURNED:
        line.status = LineStatus.ENTERED
        line.save(update_fields=["status"])
    record(
        by=by,
        act=Act.EVIDENCE_ADDED,
        kind="targets.evidence",
        object_id=evidence.uuid,
        root_id=report.uuid,
        label=label_of(line),
        agency=report.agency,
        changes={"file": [None, name]},
        note=proves,
        file_hashes=[stored.sha256],
    )
    return evidence


def evidence_visible_to(user: User | AnonymousUser) -> QuerySet[Evidence]:
    """Files of the returns that the person may see; the province sees those of lines that are not being corrected."""
    files = Evidence.objects.filter(line__report__in=ProgressReport.objects.visible_to(user))
    scope = scope_of(user, Permission.PROGRESS_VIEW)
    if scope.whole_province and Role.AUDITOR not in roles_of(user):
        files = files.exclude(line__status=LineStatus.ENTERED)
    return files


def used_elsewhere(evidence: Iterable[Evidence]) -> set[str]:
    """The hashes among these files that prove another line too: something for the reviewer to look at."""
    return set(
        Evidence.objects.filter(sha256__in={file.sha256 for file in evidence})
        .values_list("sha256", flat=True)
        .annotate(lines=Count("line", distinct=True))
        .filter(lines__gt=1)
        .order_by()
    )
