"""A figure answers for itself: what a target is made of, who said it, when, and with which evidence."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.clock import today
from projects.models import Period, PlanYear
from projects.readiness import projects_of
from projects.signed import as_signed, reads_what_was_signed, signed_contents
from targets.bargaining import WITH_LETTER
from targets.forecast import shown_of
from targets.life import Life, lives_of
from targets.models import MasterTableRow, Offer, ProgressReport, ReportLine, Target
from targets.operations.evidence import evidence_visible_to
from targets.performance import Performance, performance_of
from targets.planned import actions_of, plan_of, table_in_force
from targets.reported import DueLine
from targets.rollups import over_periods
from targets.signed import target_as_signed
from targets.tables.master_table import standing_tone, standing_word


class Figure(Guarded, View):
    """Offers, frozen versions, trajectory against what was reported, each period's life with its reasons and files.

    Of returns only what their head has signed: what an agency is still writing is nobody's figure yet.
    """

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        target = get_object_or_404(
            Target.objects.visible_to(request.user).select_related(
                "project__program__agency",
                "project__program__plan_year",
                "indicator__unit",
                "county",
                "macro_target__indicator__unit",
            ),
            uuid=uuid,
        )
        response = render(request, self.template, self.context(self._as_readable(target)))
        patch_vary_headers(response, ["HX-Request"])
        return response

    @property
    def template(self) -> str:
        """The whole page, or what the panel beside the master table shows of it."""
        htmx = self.request.htmx  # type: ignore[attr-defined]
        is_beside = bool(htmx) and htmx.target == "figure-panel-body"
        return "targets/figure_panel.html" if is_beside else "targets/figure.html"

    def _as_readable(self, target: Target) -> Target:
        """The target and its program as the reader may read them: while they are being corrected, as signed last."""
        program = target.project.program
        if not reads_what_was_signed(self.person, program):
            return target
        content = signed_contents([program.uuid])[program.uuid]
        signed = target_as_signed(target, content)
        if signed is None:
            raise Http404
        as_signed(program, content)
        signed.project = next(project for project in projects_of(program) if project.pk == target.project_id)
        signed.project.program = program
        return signed

    def context(self, target: Target) -> dict[str, Any]:
        plan_year = target.project.program.plan_year
        only_this = Target.objects.filter(pk=target.pk)
        table = table_in_force(plan_year)
        plan = plan_of(plan_year, table=table, targets=only_this)
        if table and not plan:
            # It came too late for the freeze: what stands in the program counts.
            table, plan = None, plan_of(plan_year, targets=only_this)
        performance = next(iter(performance_of(plan, plan_year, today=today())), None)
        returns = ProgressReport.objects.visible_to(self.person).filter(signed_at__isnull=False)
        signed = ReportLine.objects.filter(target=target, report__in=returns)
        return {
            "target": target,
            "places": target.indicator.unit.decimals,
            "performance": performance,
            "forecast": next(iter(shown_of([performance], plan_year, today=today())), None) if performance else None,
            "tone": standing_tone(performance, plan_year.behind_from) if performance else "",
            "word": standing_word(performance, plan_year.behind_from) if performance else "",
            "offers": Offer.objects.filter(target=target).select_related("made_by", *WITH_LETTER).order_by("round"),
            "versions": MasterTableRow.objects.filter(target=target)
            .select_related("master_table__frozen_by")
            .order_by("-master_table__version"),
            "periods": _by_period(plan_year, performance),
            "lives": self._lives(signed),
            "actions": actions_of(plan, table).get(target.pk, []),
        }

    def _lives(self, signed: QuerySet[ReportLine]) -> list[Life]:
        """The life of each period's figure, the latest first."""
        beside = ("report__agency", "report__period__plan_year", "report__sent_by", "target__indicator__unit")
        lines = signed.select_related(*beside).order_by("-report__period__first_day")
        files = evidence_visible_to(self.person)
        return lives_of(lines, self.person, evidence=files, today=today(), is_signed=True)


@dataclass(frozen=True)
class PeriodFigures:
    """What was expected by a period's end, what had been reported by then, and what its own line says."""

    period: Period
    expected: Decimal | None
    year_to_date: Decimal | None
    line: DueLine | None


def _by_period(plan_year: PlanYear, performance: Performance | None) -> list[PeriodFigures]:
    if performance is None:
        return []
    sheet = performance.planned.sheet
    lines = {line.ordinal: line for line in performance.lines}
    found = []
    for period in plan_year.periods.regular().order_by("ordinal"):
        line = lines.get(period.ordinal)
        until = (lines[ordinal].reported for ordinal in sorted(lines) if ordinal <= period.ordinal)
        so_far = over_periods(sheet.measure, until).value if line else None
        found.append(PeriodFigures(period, sheet.expected_at(period.ordinal), so_far, line))
    return found
