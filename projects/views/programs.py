"""Programs: the list, a new one, its page, its own fields."""

from __future__ import annotations

import datetime
import uuid as uuids
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission, Role
from agencies.lists import Listed, Told, told_as_of
from agencies.permissions import agencies_served_by, has_permission, roles_of, scope_of
from config.clock import today
from config.joined import with_lists
from config.lateness import days_late
from config.persian.calendar import tehran_date
from config.persian.digits import localise_digits
from config.persian.numbers import format_number
from config.sorting import whether
from projects import operations
from projects.anchors import about_of, url_of
from projects.calls import due_of, missed_the_call
from projects.conflicts import Sheet
from projects.enums import (
    EDITABLE,
    EVALUATED,
    UNDER_DECISION,
    WITH_THE_AGENCY,
    ProgramStatus,
    ProjectState,
    Turn,
    YearState,
)
from projects.filters import Needs, ProgramFilter
from projects.forms import AnswerForm, ExemptionForm, ProgramForm, ProgramStartForm, RemarkForm
from projects.grading import GRADABLE
from projects.lineage import lineage_of
from projects.models import Exemption, PlanYear, Program, Remark
from projects.panels import panels_for
from projects.permissions import (
    has_part_in,
    moves_open_to,
    user_can_edit_program,
    user_can_exempt,
    user_writes_for_agency,
    waits_for,
)
from projects.readiness import projects_of, readiness, rule_label
from projects.refusals import Refused
from projects.signed import as_signed, reads_what_was_signed, with_titles_for
from projects.tables import STATUS_TONE, ProgramTable
from projects.views.writing import WriteInProgram
from projects.workflow import NEXT_ACT, WHOSE_TURN, Move


class ProgramList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.PROGRAM_VIEW
    table_class = ProgramTable
    filterset_class = ProgramFilter
    template_name = "projects/program_list.html"
    list_name = gettext_lazy("Programs")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Program]:
        """The reader's own work first, then what is late."""
        programs = with_titles_for(Program.objects.visible_to(self.person), self.person)
        return (
            programs.annotate(is_mine=whether(waits_for(self.person)), is_late=whether(missed_the_call(today())))
            .select_related("agency", "axis", "plan_year")
            .order_by("-is_mine", "-is_late", "code")
        )

    def told(self) -> list[Told]:
        mine, late = Q(is_mine=True), Q(is_late=True)
        counts = self.get_queryset().aggregate(
            mine=Count("pk", filter=mine),
            late=Count("pk", filter=late),
            since=Min("plan_year__call_deadline", filter=late),
        )
        told = []
        if n := counts["mine"]:
            words = ngettext("%(n)s waits for you", "%(n)s wait for you", n) % {"n": localise_digits(str(n))}
            told.append(Told(words, "mine", f"?needs={Needs.ME}"))
        if n := counts["late"]:
            words = ngettext(
                "%(n)s not signed after the call's deadline", "%(n)s not signed after the call's deadline", n
            ) % {"n": localise_digits(str(n))}
            told.append(Told(f"{words} ({days_late(counts['since'])})", "bad", f"?needs={Needs.LATE}"))
        else:
            told.append(Told(_("none is late against the deadline of a call"), "ok"))
        sees_all = Role.AUDITOR in roles_of(self.person)
        if scope_of(self.person, Permission.PROGRAM_VIEW).whole_province and not sees_all:
            told += self._of_the_hidden()
        return [*told, told_as_of(today())]

    def _of_the_hidden(self) -> list[Told]:
        """How many the reader does not know of yet; of an unsigned program the province learns that it is there."""
        visible = Program.objects.visible_to(self.person)
        n = Program.objects.exclude(pk__in=visible.order_by().values("pk")).count()
        if not n:
            return []
        words = ngettext(
            "%(n)s program that no head has signed yet stands with its agency and is not in this list",
            "%(n)s programs that no head has signed yet stand with their agencies and are not in this list",
            n,
        )
        return [Told(words % {"n": format_number(n)})]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        writes = has_permission(self.person, Permission.PROGRAM_EDIT)
        can_add = writes or has_permission(self.person, Permission.ON_BEHALF_ENTER)
        return super().get_context_data(**kwargs) | {
            "can_add": can_add,
            "open_years": PlanYear.objects.filter(state=YearState.OPEN) if writes else (),
            "years_to_approve": PlanYear.objects.exclude(state=YearState.CLOSED)
            if has_permission(self.person, Permission.PROGRAM_APPROVE)
            else (),
        }


class ProgramCreate(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, self._form(request))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = self._form(request, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            program = operations.create_program(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=422)
        messages.success(request, _("The program is there as a draft. Now add its projects."))
        return redirect(program)

    def _form(self, request: SignedInRequest, data: Any = None) -> ProgramStartForm:
        agencies = [
            agency
            for agency in agencies_served_by(request.user)
            if has_permission(request.user, self.permission, agency)
        ]
        # A late program of a frozen year comes in by an amendment; the year whose call is out is meant first.
        years = list(PlanYear.objects.exclude(state=YearState.CLOSED))
        called = next((year for year in years if year.state == YearState.OPEN and year.call_issued_at), None)
        return ProgramStartForm(
            data,
            initial={"plan_year": called},
            agencies=agencies,
            years=years,
            on_behalf=has_permission(request.user, Permission.ON_BEHALF_ENTER),
        )

    def _page(self, request: SignedInRequest, form: ProgramStartForm, status: int = 200) -> HttpResponse:
        on_behalf = has_permission(request.user, Permission.ON_BEHALF_ENTER)
        return render(request, "projects/program_new.html", {"form": form, "on_behalf": on_behalf}, status=status)


class ProgramDetail(Guarded, DetailView):
    """Everything about a program on one page: what it says, what is missing, whose turn it is, what was said."""

    permission = Permission.PROGRAM_VIEW
    template_name = "projects/program_detail.html"
    slug_field = slug_url_kwarg = "uuid"
    context_object_name = "program"

    def get_queryset(self) -> QuerySet[Program]:
        programs = with_lists(Program.objects.visible_to(self.person), "policy_clauses", "topics", "key_cores")
        return programs.select_related("agency", "axis", "plan_year", "on_behalf_by").annotate(
            is_a_year_open=Exists(PlanYear.objects.filter(state=YearState.OPEN)),
            has_exemptions=Exists(Exemption.objects.filter(program=OuterRef("pk"))),
            has_remarks=Exists(Remark.objects.filter(program=OuterRef("pk"))),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program: Program = self.object
        user = self.person
        signed_at = self._put_signed_text(program)
        turn = WHOSE_TURN[ProgramStatus(program.status)]
        moves = moves_open_to(user, program)
        projects = projects_of(program)
        _fetch_what_was_said(program)
        lineage = lineage_of(program, projects, user)
        can_edit = user_can_edit_program(user, program)
        can_remark = has_permission(user, Permission.PROGRAM_REVIEW) and not has_part_in(user, program)
        found = None if signed_at or program.status not in EVALUATED else readiness(program)
        is_unsigned = program.status in WITH_THE_AGENCY and program.plan_year.state == YearState.OPEN
        deadline = due_of(program)
        since = tehran_date(program.status_since)
        panels = panels_for(program, user)
        is_of_the_house = has_permission(user, Permission.PROGRAM_EDIT, program.agency_id)
        return super().get_context_data(**kwargs) | {
            "projects": [
                (project, lineage.origins.get(project.pk), lineage.successors.get(project.pk)) for project in projects
            ],
            "lineage": lineage,
            "can_copy": is_of_the_house and program.is_a_year_open,  # type: ignore[attr-defined]
            "panels": panels,
            "turn_panel": next((each for each in panels if each.place == "turn" and each.context["turns"]), None),
            "can_see_grading": program.status in GRADABLE and has_permission(user, Permission.GRADING_VIEW),
            "readiness": found,
            "missing": len(found.blocking) if found and program.status in EDITABLE else 0,
            "can_send": any(move.name == "submit" for move in moves),
            "deadline": deadline,
            "days_left": (deadline - today()).days if deadline else None,
            "days_past": (today() - deadline).days if deadline else None,
            "is_sent": not is_unsigned,
            "waiting_days": (today() - since).days,
            "exemptions": _exemptions(program, asked_by=signed_at),
            "exemption_form": ExemptionForm(),
            "can_exempt": not signed_at and program.status in EVALUATED and user_can_exempt(user, program),
            "moves": moves,
            "can_edit": can_edit,
            "can_decide": program.status in UNDER_DECISION
            and has_permission(user, Permission.PROGRAM_REVIEW)
            and not has_part_in(user, program),
            "project_states": ProjectState.choices,
            "can_remark": can_remark,
            "can_answer": user_writes_for_agency(user, Permission.PROGRAM_EDIT, program),
            "tone": STATUS_TONE[program.status],
            "turn": None if turn == Turn.NOBODY else turn.label,
            "is_my_turn": any(move.weight == "primary" for move in moves),
            "next_act": NEXT_ACT.get(ProgramStatus(program.status)),
            "standing": [told for each in panels for told in each.context.get("told", ())] + _guidance(program, moves),
            "remarks": _remarks(program, answered_by=signed_at, can_edit=can_edit),
            "signed_at": signed_at,
            "revisions": program.revisions.select_related(
                "submitted_by",
                "signed_by",
                "signed_seat__delegated_by",
                "signed_letter__registered_by",
                "accepted_by",
                "approved_by",
            ),
            "remark_form": kwargs.get("remark_form") or _remark_form(program) if can_remark else None,
            "answer_form": AnswerForm(),
        }

    def _put_signed_text(self, program: Program) -> datetime.datetime | None:
        """Put what was signed in place of what the reader may not read; when that was, None where nothing is hidden."""
        if not reads_what_was_signed(self.person, program):
            return None
        revision = program.revisions.filter(signed_at__isnull=False).latest("number")
        as_signed(program, revision.content)
        return revision.signed_at


def _guidance(program: Program, moves: Iterable[Move]) -> list[Told]:
    """Which of several ways on is meant for what, while the reader has the choice."""
    ways = {move.name: move.label for move in moves}
    if program.status != ProgramStatus.UNDER_REVIEW or not {"accept", "negotiate", "return"} <= ways.keys():
        return []
    words = _(
        "Next: if every figure stands, “%(accept)s”; to offer another, “%(negotiate)s”;"
        " what is incomplete, “%(return)s”."
    )
    return [Told(words % ways, "info")]


def _fetch_what_was_said(program: Program) -> None:
    """The exceptions and remarks with who said them: the rules read them as the page does."""
    exemptions = Exemption.objects.select_related("asked_by", "decided_by", "withdrawn_by")
    remarks = Remark.objects.select_related("made_by", "answered_by", "resolved_by")
    # What the program has none of is not asked for.
    exemptions = exemptions if program.has_exemptions else exemptions.none()  # type: ignore[attr-defined]
    remarks = remarks if program.has_remarks else remarks.none()  # type: ignore[attr-defined]
    prefetch_related_objects([program], Prefetch("exemptions", exemptions), Prefetch("remarks", remarks))


def _exemptions(program: Program, *, asked_by: datetime.datetime | None) -> list[Exemption]:
    """The exceptions from rules; of those asked for, what the agency asked until then."""
    exemptions = [
        each for each in program.exemptions.all() if not (asked_by and each.asked_at and each.asked_at > asked_by)
    ]
    for exemption in exemptions:
        exemption.rule_label = rule_label(exemption.rule)  # type: ignore[attr-defined]
    return exemptions


def _remark_form(program: Program) -> RemarkForm:
    return RemarkForm(program=program, initial={"is_blocking": True})


def program_page(request: SignedInRequest, uuid: str, *, remark_form: RemarkForm) -> HttpResponse:
    """The program's page with a remark that was not taken, as it was typed."""
    view = ProgramDetail()
    view.setup(request, uuid=uuid)
    view.object = view.get_object()
    context = view.get_context_data(remark_form=remark_form)
    return render(request, ProgramDetail.template_name, context, status=422)


def _remarks(program: Program, *, answered_by: datetime.datetime | None, can_edit: bool) -> list[Remark]:
    """The conversation, each with what it is about; of answers, those given until then."""
    remarks = list(program.remarks.all())
    for remark in remarks:
        remark.about = about_of(program, remark)  # type: ignore[attr-defined]
        remark.about_url = url_of(program, remark) if can_edit else ""  # type: ignore[attr-defined]
        if answered_by and remark.answered_at and remark.answered_at > answered_by:
            remark.answer, remark.answered_by, remark.answered_at = "", None, None
    return remarks


class ProgramUpdate(WriteInProgram):
    def anchor(self) -> tuple[str, uuids.UUID]:
        return "program", self.program.uuid

    def typed(self, data: Any) -> Sheet:
        # Into an instance of its own: what is stored stays as it is.
        return Sheet(ProgramForm(data, instance=Program(pk=self.program.pk)))

    def stored(self) -> Sheet:
        return Sheet(ProgramForm(instance=Program.objects.get(pk=self.program.pk)))

    def save(self, sheet: Sheet, version: int, fields: dict[str, Any]) -> None:
        operations.save_program(by=self.person, program=self.program, version=version, **fields)

    def page(self, sheet: Sheet, status: int = 200) -> HttpResponse:
        context = self.frame() | {"form": sheet.form}
        return render(self.request, "projects/program_form.html", context, status=status)


def explain_refusal(request: SignedInRequest, refusal: Refused | PermissionDenied) -> None:
    """A refusal as a message on the next page, with what is missing."""
    messages.error(request, str(refusal))
    for problem in getattr(refusal, "problems", ()):
        messages.warning(request, problem.message)
