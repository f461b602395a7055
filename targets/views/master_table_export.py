"""The master table taken away, exactly as it was asked for on its page."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.workbooks import CSV_TYPE, MIME_TYPE
from targets.excel import file_name, master_table_csv, master_table_workbook
from targets.filters import Asked, asked_for

# What is larger is asked for (export-request) and written by a worker.
AT_ONCE = 2000


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
        if asked.count() > AT_ONCE:
            query = request.GET.copy()
            query["as"] = self.extension
            return redirect(f"{reverse('export-request')}?{query.urlencode()}")
        return self.taken_away(asked)

    def taken_away(self, asked: Asked) -> HttpResponseBase:
        content = asked.read_in_order()
        if self.extension == "csv":
            body, kind = b"".join(master_table_csv(content, shown=asked.shown)), CSV_TYPE
        else:
            body, kind = master_table_workbook(content, shown=asked.shown), MIME_TYPE
        disposition = f'attachment; filename="{file_name(content, self.extension)}"'
        return HttpResponse(body, content_type=kind, headers={"Content-Disposition": disposition})
