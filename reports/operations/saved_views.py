"""Lists kept under a name."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import agencies_served_by
from projects.refusals import Refused
from reports.models import SavedView

# So many views a person keeps.
MOST_VIEWS = 60


@transaction.atomic
def save_view(*, by: User, page: str, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep the list at the address of that name, with its filters and order; shared with the people of one's house."""
    kept = SavedView.objects.filter(person=by)
    if kept.count() >= MOST_VIEWS:
        raise Refused(_("You keep as many views as there is room for; remove one that you no longer need."))
    view = SavedView(person=by, page=page, name=name, query=query, is_shared=is_shared)
    view.agency = next(iter(agencies_served_by(by)), None)
    view.position = kept.filter(page=page).count()
    _store(view)
    _record_view(by, Act.CREATED, view, difference({}, {"name": name, "is_shared": is_shared}))
    return view


@transaction.atomic
def change_view(*, by: User, view: SavedView, name: str, is_shared: bool) -> SavedView:
    """Another name, or shared otherwise; only one's own."""
    view = SavedView.objects.select_for_update().get(pk=view.pk, person=by)
    old = {"name": view.name, "is_shared": view.is_shared}
    view.name, view.is_shared = name, is_shared
    _store(view)
    _record_view(by, Act.CHANGED, view, difference(old, {"name": name, "is_shared": is_shared}))
    return view


@transaction.atomic
def remove_view(*, by: User, view: SavedView) -> None:
    """Only one's own."""
    view = SavedView.objects.select_for_update().get(pk=view.pk, person=by)
    _record_view(by, Act.REMOVED, view, {})
    view.delete()


def _store(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refused(_("You already keep a view of this name for this list; choose another name.")) from error


def _record_view(by: User, act: Act, view: SavedView, changes: dict[str, Any]) -> None:
    record(
        by=by,
        act=act,
        kind="reports.saved_view",
        object_id=view.uuid,
        label=view.name,
        agency=view.agency if view.is_shared else None,
        changes=changes,
    )
