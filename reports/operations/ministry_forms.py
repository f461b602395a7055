"""Forms of ministries: kept as they came, and told what stands under their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from agencies.uploads import Upload, check_quota, clean_name
from config.storage import open_stored, store
from projects.refusals import Moved, Refused
from reports.ministry_forms.filling import NoForm
from reports.ministry_forms.headings import Headings, columns_for, find_headings, headings_at
from reports.ministry_forms.sources import BY_KEY
from reports.models import MinistryForm
from reports.workbooks import judge_name, read_workbook

FOLDER = "forms"
_NO_HEADINGS = _("No headings were found in this workbook: no row of it has several texts beside each other.")


def keep_form(*, by: User, file: Upload) -> MinistryForm:
    """Keep the workbook, with the headings that were found; the same file once.

    Under its headings stands what was chosen for the same ones last. Raises PermissionDenied; Refused for what is no
    honest workbook, for one without headings and beyond the month's quota.
    """
    check_permission(by, Permission.FORM_FILL)
    name = judge_name(file.name, file.size or 0)
    content = file.read()
    try:
        found = find_headings(read_workbook(name, content))
    except NoForm as error:
        raise Refused(_NO_HEADINGS) from error
    with transaction.atomic():
        return _kept(by, name, content, found)


def _kept(by: User, name: str, content: bytes, found: Headings) -> MinistryForm:
    check_quota(by, len(content))
    stored = store(content, folder=FOLDER)
    if kept := MinistryForm.objects.filter(sha256=stored.sha256).first():
        return kept
    form = MinistryForm(
        original_name=clean_name(name),
        stored_as=stored.name,
        sha256=stored.sha256,
        bytes=stored.bytes,
        uploaded_by=by,
    )
    _put(form, found)
    form.save()
    new = {"sheet": form.sheet, "header_row": form.header_row}
    _record(by, Act.CREATED, form, difference({}, new), file_hashes=[form.sha256])
    return form


@transaction.atomic
def point_at_headings(*, by: User, form: MinistryForm, version: int, sheet: str, header_row: int) -> MinistryForm:
    """Say where the headings stand; what is filled in under them is worked out anew.

    Raises PermissionDenied, Moved, and Refused where there is no such sheet or nothing stands in the row.
    """
    form = _locked(by, form, version)
    old = {"sheet": form.sheet, "header_row": form.header_row}
    with open_stored(form.stored_as) as file:
        workbook = read_workbook(form.original_name, file.read())
    chosen = workbook.sheet(sheet)
    found = headings_at(chosen, header_row) if chosen else None
    if found is None or not found.texts:
        raise Refused(_("Nothing stands in that row of the sheet. Say in which row the headings are."))
    _put(form, found)
    return _changed(by, form, old, {"sheet": form.sheet, "header_row": form.header_row})


@transaction.atomic
def map_columns(*, by: User, form: MinistryForm, version: int, columns: Mapping[int, str]) -> MinistryForm:
    """Say what is filled in under each heading; "" leaves the column as it is. Raises PermissionDenied, Moved."""
    form = _locked(by, form, version)
    old = form.columns
    known = {column for column, _text in form.headings}
    chosen = {str(column): key for column, key in sorted(columns.items()) if column in known and key in BY_KEY}
    form.columns, form.mapped_by, form.mapped_at = chosen, by, timezone.now()
    return _changed(by, form, {"columns": str(old)}, {"columns": str(chosen)})


def _locked(by: User, form: MinistryForm, version: int) -> MinistryForm:
    check_permission(by, Permission.FORM_FILL)
    form = MinistryForm.objects.select_for_update().get(pk=form.pk)
    if form.version != version:
        raise Moved(_("Somebody has changed this form meanwhile. Look at it again; nothing of yours was stored."))
    form.version += 1
    return form


def _put(form: MinistryForm, found: Headings) -> None:
    form.sheet, form.header_row, form.last_header_row = found.sheet, found.first, found.last
    form.headings = [[column, text] for column, text in sorted(found.texts.items())]
    form.headings_hash = found.digest
    same = MinistryForm.objects.filter(headings_hash=found.digest, mapped_at__isnull=False).exclude(pk=form.pk)
    form.columns = columns_for(found, same.order_by("-mapped_at", "-pk").first())


def _changed(by: User, form: MinistryForm, old: Mapping[str, object], new: Mapping[str, object]) -> MinistryForm:
    form.save()
    _record(by, Act.CHANGED, form, difference(old, new))
    return form


def _record(
    by: User, act: Act, form: MinistryForm, changes: dict[str, list[str | None]], *, file_hashes: Sequence[str] = ()
) -> None:
    record(
        by=by,
        act=act,
        kind="reports.ministry_form",
        object_id=form.uuid,
        label=form.original_name,
        changes=changes,
        file_hashes=file_hashes,
    )
