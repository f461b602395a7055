"""Grading: the criteria of a year, the projects with their scores, one project to be scored and decided on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told
from agencies.permissions import has_permission
from config.persian.numbers import format_number
from projects import operations
from projects.enums import YearState
from projects.forms import CriterionFormSet, GradeForm, ScoreForm, ThresholdForm, kept_rows
from projects.grading import GRADABLE, Grading, gradings_of, is_gradable
from projects.models import PlanYear, Program, Project
from projects.refusals import Moved, Refused
from projects.tables import GradeTable
from projects.years import year_asked_for

ON_A_PAGE = 50


class GradingList(Guarded, Listed, SingleTableMixin, ListView):
    """The projects of a year that are reviewed or have been, with their scores."""

    permission = Permission.GRADING_VIEW
    table_class = GradeTable
    template_name = "projects/grading_list.html"
    list_name = gettext_lazy("Grading of the projects")
    paginate_by = ON_A_PAGE
    # What the list shows, before it is cut into pages.
    rows: Sequence[Grading] = ()

    @cached_property
    def years(self) -> list[PlanYear]:
        programs = Program.objects.filter(plan_year=OuterRef("pk"), status__in=GRADABLE)
        return list(PlanYear.objects.annotate(has_programs=Exists(programs)))

    @cached_property
    def plan_year(self) -> PlanYear | None:
        """The year asked for; else the latest open one with something to grade, as others are graded already."""
        asked = self.request.GET.get("year", "")
        open_years: Any = [year for year in self.years if year.state == YearState.OPEN]
        open_year = next((year for year in open_years if year.has_programs), next(iter(open_years), None))
        return open_year if open_year and not asked else year_asked_for(asked, self.years)

    def get_queryset(self) -> QuerySet[Project]:
        programs = Program.objects.visible_to(self.person).filter(plan_year=self.plan_year, status__in=GRADABLE)
        active = Project.objects.filter(program__in=programs, state="active")
        return active.select_related("program__agency", "program__plan_year").order_by("code")

    def get_table_data(self) -> list[Grading]:
        self.rows = gradings_of(self.object_list, self.plan_year) if self.plan_year else []
        return self.rows

    def told(self) -> list[Told]:
        """What is still to be scored, to be scored once more, and to be decided on; each with whom it waits for."""
        left = [row for row in self.rows if row.criteria and is_gradable(row.project) and not row.is_decided]
        kinds = (
            (_("not scored yet: %(count)s"), Permission.PROGRAM_REVIEW, [row for row in left if not row.scored]),
            (
                _("for a second reviewer: %(count)s"),
                Permission.PROGRAM_REVIEW,
                [row for row in left if row.waits_for_second],
            ),
            (_("for the deputy to decide: %(count)s"), Permission.GRADE_DECIDE, [row for row in left if row.is_scored]),
        )
        return [
            Told(words % {"count": format_number(len(rows))}, "mine" if has_permission(self.person, whose) else "turn")
            for words, whose, rows in kinds
            if rows
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.plan_year
        return super().get_context_data(**kwargs) | {
            "plan_year": year,
            "years": self.years,
            "criteria": year.criteria.all() if year else (),
            "can_set": has_permission(self.person, Permission.CRITERIA_SET)
            and bool(year and year.state == YearState.OPEN),
        }


class GradingCriteria(Guarded, View):
    """By what the projects of a year are scored; the weights make 100."""

    permission = Permission.CRITERIA_SET

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        rows = [
            {"title": each.title, "description": each.description, "weight": each.weight}
            for each in plan_year.criteria.all()
        ]
        thresholds = ThresholdForm(initial={name: getattr(plan_year, name) for name in ThresholdForm.base_fields})
        return self._page(plan_year, thresholds, CriterionFormSet(prefix="criteria", initial=rows))

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        form = ThresholdForm(request.POST)
        rows = CriterionFormSet(request.POST, prefix="criteria")
        if not all([form.is_valid(), rows.is_valid()]):
            return self._page(plan_year, form, rows, status=422)
        try:
            operations.set_criteria(by=request.user, plan_year=plan_year, criteria=_kept(rows), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(plan_year, form, rows, status=422)
        messages.success(request, _("The criteria of the year are set."))
        return redirect(_list_of(plan_year))

    def _page(self, plan_year: PlanYear, form: BaseForm, rows: Any, status: int = 200) -> HttpResponse:
        context = {"plan_year": plan_year, "form": form, "rows": rows}
        return render(self.request, "projects/grading_criteria.html", context, status=status)


def _kept(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """What the kept rows say."""
    return [{name: value for name, value in row.cleaned_data.items() if name != "DELETE"} for row in kept_rows(rows)]


def _list_of(plan_year: PlanYear) -> str:
    return f"{reverse('grading-list')}?year={plan_year.year}"


class GradeProject(Guarded, View):
    """One project: what the agency proposes, the scores side by side, and the forms of whoever scores or decides."""

    permission = Permission.GRADING_VIEW
    http_method_names = ["get"]
    project: Project

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self.fetch(uuid)
        return self.page()

    def fetch(self, uuid: Any) -> None:
        projects = Project.objects.filter(program__in=Program.objects.visible_to(self.person))
        self.project = get_object_or_404(
            projects.select_related("program__agency", "program__plan_year", "sector", "grade_decided_by"), uuid=uuid
        )
        [self.grading] = gradings_of([self.project], self.project.program.plan_year)

    def page(
        self, *, score_form: ScoreForm | None = None, grade_form: GradeForm | None = None, status: int = 200
    ) -> HttpResponse:
        user, grading, project = self.person, self.grading, self.project
        is_open = is_gradable(project)
        can_score = is_open and bool(grading.criteria) and has_permission(user, Permission.PROGRAM_REVIEW)
        can_decide = is_open and grading.is_scored and has_permission(user, Permission.GRADE_DECIDE)
        has_part = project.program.contributors.filter(pk=user.pk).exists()
        return render(
            self.request,
            "projects/grading_project.html",
            {
                "grading": grading,
                "project": project,
                "program": project.program,
                "score_form": (score_form or self._own_scores()) if can_score and not has_part else None,
                "grade_form": (grade_form or self._proposed()) if can_decide and not has_part else None,
            },
            status=status,
        )

    def _own_scores(self) -> ScoreForm:
        """The reader's latest scores, to be given anew."""
        own = next((each for each in self.grading.scored if each.review.made_by_id == self.person.pk), None)
        initial: dict[str, Any] = {}
        if own:
            criteria = zip(self.grading.criteria, own.points, strict=True)
            initial = {ScoreForm.name_of(criterion): points for criterion, points in criteria}
            initial |= {"note": own.review.note, "asks_second": own.review.asks_second}
        form = ScoreForm(criteria=self.grading.criteria, initial=initial)
        if any(each is not own for each in self.grading.scored):
            form.fields["asks_second"].help_text = _("Another reviewer has scored it already.")
        return form

    def _proposed(self) -> GradeForm:
        project = self.project
        return GradeForm(
            initial={
                "seen": self.grading.seen,
                "scope_level": project.scope_level_decided or project.scope_level,
                "tier": project.tier_decided or self.grading.suggested or project.tier,
                "reason": project.grade_decision,
            }
        )


class GradingScore(GradeProject):
    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self.fetch(uuid)
        form = ScoreForm(request.POST, criteria=self.grading.criteria)
        if not form.is_valid():
            return self.page(score_form=form, status=422)
        try:
            operations.score_project(by=request.user, project=self.project, **form.scores())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(score_form=form, status=422)
        messages.success(request, _("Your scores are recorded."))
        return redirect("grading-project", uuid)


class GradingDecide(GradeProject):
    permission = Permission.GRADE_DECIDE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self.fetch(uuid)
        form = GradeForm(request.POST)
        if not form.is_valid():
            return self.page(grade_form=form, status=422)
        try:
            operations.decide_grade(by=request.user, project=self.project, **form.cleaned_data)
        except Refused as refusal:
            self.fetch(uuid)
            form.add_error(None, str(refusal))
            return self.page(grade_form=form, status=409 if isinstance(refusal, Moved) else 422)
        messages.success(request, _("Level and tier are decided."))
        return redirect("grading-project", uuid)
