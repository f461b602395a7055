"""Programs › projects › actions."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import Permission, Role
from agencies.models import Agency, County, Sector, User
from agencies.permissions import has_permission, roles_of, scope_of
from config.amounts import AmountField
from config.sorting import search_key_field, sort_key_field
from projects.enums import (
    Family,
    FundingSource,
    ProgramStatus,
    ProjectState,
    ScopeLevel,
    Tier,
)
from projects.models.reference import Axis, KeyCore, PolicyClause, PriorityIndustry, Topic
from projects.models.year import PlanYear


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: User | AnonymousUser) -> ProgramQuerySet:
        """What the person may know of.

        An agency sees its own programs; a partner agency those it partners in, once signed; the province sees a
        program from the head's signature on, and planners what planners enter on an agency's behalf; the auditor
        sees everything.
        """
        scope = scope_of(user, Permission.PROGRAM_VIEW)
        revisions = apps.get_model("projects", "Revision").objects
        signed = Exists(revisions.filter(program=OuterRef("pk"), signed_at__isnull=False))
        if scope.whole_province:
            if Role.AUDITOR in roles_of(user):
                return self
            if has_permission(user, Permission.ON_BEHALF_ENTER):
                return self.filter(signed | Q(on_behalf_by__isnull=False))
            return self.filter(signed)
        partnered = Project.objects.filter(partners__in=scope.agency_ids).values("program_id")
        return self.filter(Q(agency__in=scope.agency_ids) | Q(signed, pk__in=partnered))

    def editable_by(self, user: User | AnonymousUser) -> ProgramQuerySet:
        """Programs of the agencies in which the person may write; whether it is their turn, the workflow says."""
        return self.filter(agency__in=scope_of(user, Permission.PROGRAM_EDIT).agency_ids)


class Program(models.Model):
    """What an agency undertakes in a year (برنامه); it travels through the workflow with everything under it.

    `status` changes only through `projects.operations.move_program`. `version` counts the saves of the whole
    aggregate: whoever saves or moves names the version they read. What is bargained counts as well.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=30, unique=True)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan year"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    title = models.CharField(_("title"), max_length=250)
    purpose = models.TextField(_("purpose"), blank=True)
    family = models.CharField(_("family"), max_length=20, choices=Family.choices, default=Family.PRODUCTION_LEAP)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("axis")
    )
    policy_clauses = models.ManyToManyField(
        PolicyClause, blank=True, related_name="+", verbose_name=_("policy clauses")
    )
    key_cores = models.ManyToManyField(KeyCore, blank=True, related_name="+", verbose_name=_("key cores"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    document_reference = models.CharField(_("reference in the Tadbir document"), max_length=250, blank=True)
    carried_over_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carried over from"),
    )
    # What was copied without being carried on: of the same year or of another.
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("copied from")
    )

    status = models.CharField(max_length=20, choices=ProgramStatus.choices, default=ProgramStatus.DRAFT)
    status_since = models.DateTimeField()
    # The day of the last save or move, by the clock of the rules.
    touched_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    # Everyone who ever wrote in the aggregate: none of them may approve it.
    contributors = models.ManyToManyField(User, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The planner who began it on the agency's behalf; the head of the agency signs it all the same.
    on_behalf_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    sort_key = sort_key_field("title")
    search_key = search_key_field("title", "code")

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("program")
        indexes = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="program_search"),
            GinIndex(OpClass(F("title"), name="gin_trgm_ops"), name="program_near"),
            models.Index(fields=["agency", "plan_year", "status"], name="program_by_agency"),
        ]
        constraints = [
            models.CheckConstraint(name="program_status_is_known", condition=Q(status__in=ProgramStatus.values)),
            models.CheckConstraint(name="program_family_is_known", condition=Q(family__in=Family.values)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("program-detail", args=[self.uuid])


class Stay(models.Model):
    """A program came to rest in a status on a day, by the clock of the rules: append-only, one row a move.

    It stays there until its next row. From these days each side's clock is read (`projects.clock`).
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="stays")
    status = models.CharField(max_length=20, choices=ProgramStatus.choices)
    since_on = models.DateField()

    class Meta:
        ordering = ["program", "pk"]
        verbose_name = _("stay in a status")
        constraints = [
            models.CheckConstraint(name="stay_status_is_known", condition=Q(status__in=ProgramStatus.values)),
        ]

    def __str__(self) -> str:
        return f"{self.program.code} · {self.status}"


class Project(models.Model):
    """A part of a program with its own place, level, money and targets (پروژه)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    priority_industry = models.ForeignKey(
        PriorityIndustry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("priority industry"),
    )
    chain_link = models.CharField(_("link of the production chain"), max_length=150, blank=True)
    # None named: the whole province.
    counties = models.ManyToManyField(County, blank=True, related_name="+", verbose_name=_("counties"))
    partners = models.ManyToManyField(Agency, blank=True, related_name="+", verbose_name=_("partner agencies"))
    # As the agency proposes it, and as the review decides it (grading).
    scope_level = models.CharField(_("scope level"), max_length=12, choices=ScopeLevel.choices, blank=True)
    scope_level_decided = models.CharField(
        _("scope level, as decided"), max_length=12, choices=ScopeLevel.choices, blank=True
    )
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices, blank=True)
    tier_decided = models.CharField(_("tier, as decided"), max_length=1, choices=Tier.choices, blank=True)
    grade_reason = models.TextField(_("why this level and tier"), blank=True)
    grade_decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    grade_decided_at = models.DateTimeField(null=True, blank=True)
    grade_decision = models.TextField(_("reason of the decision"), blank=True)
    weight = AmountField(_("weight in the program"), default=Decimal(1))
    needs_money = models.BooleanField(_("needs money"), default=False)
    jobs_direct = models.PositiveIntegerField(_("direct jobs"), null=True, blank=True)
    jobs_indirect = models.PositiveIntegerField(_("indirect jobs"), null=True, blank=True)
    justification = models.TextField(_("justification against provincial and national capacity"), blank=True)
    # Said by the agency: without it, the obstacles themselves are stated (projects.models.Challenge).
    has_no_obstacles = models.BooleanField(_("no obstacle stands in the way"), default=False)
    state = models.CharField(max_length=10, choices=ProjectState.choices, default=ProjectState.ACTIVE)
    state_reason = models.TextField(blank=True)
    # The unfinished project of an earlier year that goes on in this one; nothing is carried over twice.
    carried_over_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carried over from"),
    )

    sort_key = sort_key_field("title")
    search_key = search_key_field("title", "code")

    class Meta:
        ordering = ["program", "position", "pk"]
        verbose_name = _("project")
        indexes = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="project_search"),
            GinIndex(OpClass(F("title"), name="gin_trgm_ops"), name="project_near"),
        ]
        constraints = [
            models.CheckConstraint(name="project_weight_is_positive", condition=Q(weight__gt=0)),
            models.CheckConstraint(name="project_state_is_known", condition=Q(state__in=ProjectState.values)),
            models.CheckConstraint(
                name="project_levels_are_known",
                condition=Q(scope_level__in=["", *ScopeLevel.values], scope_level_decided__in=["", *ScopeLevel.values]),
            ),
            models.CheckConstraint(
                name="project_tiers_are_known",
                condition=Q(tier__in=["", *Tier.values], tier_decided__in=["", *Tier.values]),
            ),
            models.CheckConstraint(
                name="project_grade_is_decided_by_somebody",
                condition=Q(
                    grade_decided_by__isnull=True,
                    grade_decided_at__isnull=True,
                    scope_level_decided="",
                    tier_decided="",
                    grade_decision="",
                )
                | (
                    Q(grade_decided_by__isnull=False, grade_decided_at__isnull=False)
                    & ~Q(scope_level_decided="")
                    & ~Q(tier_decided="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FundingLine(models.Model):
    """Money of a project by source, in rials: approved, allocated, spent; null where not said."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="funding_lines")
    source = models.CharField(pgettext_lazy("funding", "source"), max_length=12, choices=FundingSource.choices)
    approved = AmountField(_("approved (rial)"), null=True, blank=True)
    allocated = AmountField(_("allocated (rial)"), null=True, blank=True)
    spent = AmountField(_("spent (rial)"), null=True, blank=True)

    class Meta:
        ordering = ["project", "pk"]
        verbose_name = _("funding line")
        constraints = [models.UniqueConstraint(name="funding_line_once_a_source", fields=["project", "source"])]

    def __str__(self) -> str:
        return f"{self.get_source_display()}"


class Action(models.Model):
    """A dated step of a project with somebody responsible (اقدام). Weights of a project's actions make 100."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("action"), max_length=250)
    responsible = models.CharField(_("responsible"), max_length=150, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    weight = AmountField(_("weight (percent)"), null=True, blank=True)
    depends_on = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="+")

    search_key = search_key_field("title", "responsible")

    class Meta:
        ordering = ["project", "position", "pk"]
        verbose_name = _("action")
        indexes = [GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="action_search")]
        constraints = [
            models.CheckConstraint(
                name="action_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="action_weight_is_a_percentage",
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.title
