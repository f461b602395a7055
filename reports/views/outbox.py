"""The outbox as the administrator sees it: what left the house, what waits and why. What it says is not shown."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed
from projects.refusals import Moved
from reports.carriers import open_channels
from reports.enums import Channel
from reports.filters import MessageFilter
from reports.models import Message, Round
from reports.operations import retry_message
from reports.tables import MessageTable


class Outbox(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.OUTBOX_MANAGE
    table_class = MessageTable
    filterset_class = MessageFilter
    template_name = "reports/outbox.html"
    list_name = gettext_lazy("Outbox")
    queryset = Message.objects.select_related("person").defer("body", "html")
    paginate_by = 50

    def get_table_kwargs(self) -> dict[str, Any]:
        """An outbox that is empty fits whatever is asked of it."""
        return {} if any(self.request.GET.values()) else {"empty_text": _("No message yet.")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "ways": [(channel.label, channel in open_channels()) for channel in Channel],
            "last_round": Round.objects.first(),
        }


class MessageRetry(Guarded, View):
    """Let it be sent again at once."""

    permission = Permission.OUTBOX_MANAGE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        message = get_object_or_404(Message, uuid=uuid)
        try:
            retry_message(by=request.user, message=message)
        except Moved:
            messages.error(request, _("The message is being sent, or was sent already."))
        else:
            messages.success(request, _("The message is sent again within half a minute."))
        return redirect("outbox")
