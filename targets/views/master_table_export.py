"""The master table taken away, exactly as it was asked for on its page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.workbooks import CSV_TYPE, MIME_TYPE
from targets.asked import Asked, asked_for
from targets.excel import file_name, master_table_csv, master_table_workbook
from targets.master_table import MasterTableContent

WRITERS: dict[str, tuple[Callable[[MasterTableContent], bytes], str]] = {
    "xlsx": (master_table_workbook, MIME_TYPE),
    "csv": (lambda content: b"".join(master_table_csv(content)), CSV_TYPE),
}


class MasterTableExport(Guarded, View):
    """`.xlsx` or `.csv` with the query of the page."""

    permission = Permission.MASTER_TABLE_VIEW
    extension = "xlsx"

    def get(self, request: SignedInRequest) -> HttpResponseBase:
        asked = asked_for(request.GET, request.user)
        if asked is None:
            raise Http404
        if not asked.is_understood:
            return HttpResponse("\n".join(asked.misunderstood), content_type="text/plain; charset=utf-8", status=422)
        return self.taken_away(asked)

    def taken_away(self, asked: Asked) -> HttpResponseBase:
        content = asked.read_in_order()
        body, kind = WRITERS[self.extension]
        disposition = f'attachment; filename="{file_name(content, self.extension)}"'
        return HttpResponse(body(content), content_type=kind, headers={"Content-Disposition": disposition})
