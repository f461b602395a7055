"""Writing corrections of wording in what is frozen: logged, with a reason, and no version of the master table."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from projects.models import Action, PlanYear, Program, Project
from projects.operations.writing import assign
from projects.refusals import Moved, Refused
from targets.corrections import Place, Text, can_be_corrected, texts_of
from targets.models import Correction


@transaction.atomic
def correct_wording(
    *, by: User, program: Program, version: int, texts: Mapping[Place, str], reason: str
) -> list[Correction]:
    """Put right what a frozen program's texts say. `texts`: as they shall be, by their places; others stay.

    The rows of the master table keep what they said. Raises Moved when the program has another `version` meanwhile,
    ValidationError for a text that cannot stand there.
    """
    check_permission(by, Permission.WORDING_CORRECT)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: everybody who reads the program will read your reason."))
    # The year's row is locked, so that it isn't closed meanwhile.
    program.plan_year = PlanYear.objects.select_for_update(of=("self",), no_key=True).get(pk=program.plan_year_id)
    if not Program.objects.filter(pk=program.pk, version=version).update(version=F("version") + 1):
        raise Moved
    program.refresh_from_db(fields=["version", "status", "title", "purpose"])
    if not can_be_corrected(program):
        raise Refused(_("Only the wording of what stands in the master table of a frozen year is corrected this way."))
    known = {text.place: text for text in texts_of(program)}
    if not set(texts) <= set(known):
        raise Moved
    changed = [(known[place], said) for place, said in texts.items() if known[place].said != said]
    if not changed:
        raise Refused(_("Nothing differs from what stands there."))
    before = {_name(text): text.said for text, _said in changed}
    after = {_name(text): said for text, said in changed}
    corrections = [_correct(text, said, by=by, program=program, reason=reason) for text, said in changed]
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=program.agency_id,
        changes=difference(before, after),
        note=reason,
    )
    return corrections


def _correct(text: Text, said: str, *, by: User, program: Program, reason: str) -> Correction:
    # First the correction: the database lets the text change for it.
    correction = Correction.objects.create(
        program=program,
        kind=text.kind,
        object_id=text.thing.uuid,
        field=text.field,
        old=text.said,
        new=said,
        reason=reason,
        made_by=by,
    )
    assign(text.thing, {text.field: said})
    return correction


def _name(text: Text) -> str:
    """In the history: "title" of the program, "title 99-JAHAD-01-01" of a project, "action 2 · 99-JAHAD-01-01"."""
    thing = text.thing
    match thing:
        case Program():
            return text.field
        case Project():
            return f"{text.field} {thing.code}"
        case Action():
            return f"action {thing.position} · {thing.project.code}"
