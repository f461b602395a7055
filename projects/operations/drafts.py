"""Keeping what somebody types until they save it. The only writes without an event: nothing has been said yet."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.once import form_sent
from projects.models import Draft
from projects.refusals import Refused

# More than any form of ours holds; in characters of JSON.
LARGEST_DRAFT = 256 * 1024


def keep_draft(
    *,
    by: User,
    address: str,
    fields: Mapping[str, Sequence[str]],
    root_id: uuid.UUID | None = None,
    base_version: int | None = None,
) -> Draft:
    """Keep what was typed into the form of that address, instead of what was kept before."""
    if len(json.dumps(fields, ensure_ascii=False)) > LARGEST_DRAFT:
        raise Refused(_("This is too much to be kept as a draft; please save the form itself."))
    draft, _created = Draft.objects.update_or_create(
        person=by,
        address=address,
        defaults={
            "fields": {name: list(values) for name, values in fields.items()},
            "root_id": root_id,
            "base_version": base_version,
            "saved_at": timezone.now(),
        },
    )
    return draft


def discard_draft(*, by: User, address: str) -> None:
    """Forget what was kept of that form: it was saved, or the person does not want it any more."""
    Draft.objects.filter(person=by, address=address).delete()


@receiver(form_sent)
def forget_the_draft_of_a_sent_form(*, person: User, address: str, **_signal: Any) -> None:
    discard_draft(by=person, address=address)
