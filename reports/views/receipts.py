"""The receipt of what was sent, by its tracking code."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from reports.receipts import receipt_of


class ReceiptPage(Guarded, View):
    """Reached by whoever may see the thing; for everybody else there is no such code."""

    permission = Permission.PROGRAM_VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        receipt = receipt_of(request.user, code)
        if receipt is None:
            raise Http404
        return render(request, "reports/receipt.html", {"receipt": receipt})
