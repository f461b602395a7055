"""A stored file on its way back: as a download in which a browser may run nothing."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.http import FileResponse, Http404

from agencies.uploads.naming import clean_name
from config.storage import open_stored

logger = logging.getLogger(__name__)


def download(stored_as: str, *, name: str, content_type: str, called: str = "") -> FileResponse:
    """The file as whoever handed it in `called` it; who asks checks first who may have it.

    `name`, made by us of ASCII letters, is for browsers that can't read the other (RFC 6266). Raises Http404 when the
    file is gone from the disk; `reconcile_files` names it.
    """
    try:
        file = open_stored(stored_as)
    except FileNotFoundError:
        logger.error("stored file is gone: %s", stored_as)
        raise Http404 from None
    response = FileResponse(file, content_type=content_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(clean_name(called or name), safe='')}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
