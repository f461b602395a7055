"""Writing about a session: planning it, who is asked and comes, the agenda, the minutes while it is held."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.clock import today
from projects.conflicts import Sheet, chosen, marks
from projects.forms import Versioned
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from reports.forms.sessions import AgendaForm, AttendeeFormSet, MinutesForm, SessionForm, attendee_rows
from reports.models import HqSession
from reports.operations.sessions import plan_session, save_agenda, save_attendees, save_minutes, save_session
from reports.sessions import ARRANGED, WRITTEN, next_number, proposals_for, visible_resolutions
from reports.views.sessions.page import fetch_session


class SessionNew(Guarded, View):
    permission = Permission.SESSION_KEEP

    def get(self, request: SignedInRequest) -> HttpResponse:
        last = HqSession.objects.first()
        told = {name: getattr(last, name) for name in ("place", "chair", "secretary", "held_at")} if last else {}
        form = SessionForm(initial=told | {"number": next_number(), "version": 0})
        return self._page(request, form)

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = SessionForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            session = plan_session(by=request.user, **form.saved())
        except Refused as refusal:
            form.add_error("number", str(refusal))
            return self._page(request, form, status=422)
        messages.success(request, _("The session is planned; now its agenda."))
        return redirect("session-agenda", session.uuid)

    def _page(self, request: SignedInRequest, form: SessionForm, status: int = 200) -> HttpResponse:
        return render(request, "reports/session_form.html", {"form": form, "session": None}, status=status)


class WriteSession(Guarded, View, ABC):
    """A page on which something of a session is written; a save that comes too late is merged by choice."""

    permission = Permission.SESSION_KEEP
    states = ARRANGED
    template_name: str
    said: Any = gettext_lazy("Saved.")
    session: HqSession

    @abstractmethod
    def sheet(self, data: Any = None) -> Sheet: ...

    @abstractmethod
    def save(self, sheet: Sheet, version: int) -> None: ...

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self.session = fetch_session(request, uuid)
        if self.session.state not in self.states:
            return self._too_late(request)
        sheet = self.sheet()
        sheet.form.initial = {**sheet.form.initial, "version": self.session.version, "marks": marks(sheet)}
        return self._page(request, sheet)

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self.session = fetch_session(request, uuid)
        sheet = self.sheet(chosen(request.POST))
        if not sheet.is_valid():
            return self._page(request, sheet, status=422)
        try:
            self.save(sheet, sheet.form.cleaned_data["version"])
        except Moved as refusal:
            self.session = fetch_session(request, uuid)
            return conflict(
                request,
                refusal,
                root_id=self.session.uuid,
                latest_url=self.session.get_absolute_url(),
                crumbs=[(self.session, self.session.get_absolute_url())],
                version=self.session.version,
                mine=sheet,
                theirs=self.sheet(),
                is_open=self.session.state in self.states,
                keeps=False,
            )
        except Refused as refusal:
            sheet.form.add_error(None, str(refusal))
            return self._page(request, sheet, status=422)
        messages.success(request, self.said)
        return self.lead_on()

    def lead_on(self) -> HttpResponseRedirect:
        return redirect(self.session)

    def _too_late(self, request: SignedInRequest) -> HttpResponse:
        messages.error(
            request,
            _("The session is at “%(state)s” now; this is not done then.")
            % {"state": self.session.get_state_display()},
        )
        return redirect(self.session)

    def _page(self, request: SignedInRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
        context = {"form": sheet.form, "formset": next(iter(sheet.rows), None), "session": self.session}
        context["as_read"] = {"version": self.session.version}
        return render(request, self.template_name, context, status=status)


class SessionEdit(WriteSession):
    template_name = "reports/session_form.html"

    def sheet(self, data: Any = None) -> Sheet:
        # Into an instance of its own: what is stored stays as it is.
        return Sheet(SessionForm(data, instance=HqSession.objects.get(pk=self.session.pk)))

    def save(self, sheet: Any, version: int) -> None:
        save_session(by=self.person, session=self.session, version=version, **sheet.form.saved())


class AttendanceEdit(WriteSession):
    template_name = "reports/session_attendance.html"
    said = gettext_lazy("The list of those who attend is saved.")

    def sheet(self, data: Any = None) -> Sheet:
        rows = attendee_rows(self.session.attendees.select_related("agency"))
        return Sheet(Versioned(data), AttendeeFormSet(data, initial=rows, prefix="attendees"))

    def save(self, sheet: Any, version: int) -> None:
        save_attendees(by=self.person, session=self.session, version=version, rows=sheet.rows[0].rows())


class AgendaEdit(WriteSession):
    template_name = "reports/session_agenda.html"
    said = gettext_lazy("The agenda is saved.")

    def sheet(self, data: Any = None) -> Sheet:
        items = list(self.session.items.select_related("agency"))
        return Sheet(AgendaForm(data, items=items, proposals=proposals_for(self.session, today())))

    def save(self, sheet: Any, version: int) -> None:
        save_agenda(by=self.person, session=self.session, version=version, **sheet.form.arranged())

    def lead_on(self) -> HttpResponseRedirect:
        """More is often put on it; the page shows what it is now."""
        return redirect("session-agenda", self.session.uuid)


class MinutesEdit(WriteSession):
    template_name = "reports/session_minutes.html"
    states = WRITTEN
    said = gettext_lazy("The minutes are saved.")

    def sheet(self, data: Any = None) -> Sheet:
        """The matters, each with what was resolved about it."""
        resolutions = visible_resolutions(self.session, self.person)
        items = list(self.session.items.select_related("agency"))
        for item in items:
            item.resolved = [each for each in resolutions if each.agenda_item_id == item.pk]  # type: ignore[attr-defined]
        return Sheet(MinutesForm(data, items=items))

    def save(self, sheet: Any, version: int) -> None:
        save_minutes(by=self.person, session=self.session, version=version, texts=sheet.form.texts())

    def lead_on(self) -> HttpResponseRedirect:
        """What is being written goes on being written."""
        return redirect("session-minutes", self.session.uuid)
