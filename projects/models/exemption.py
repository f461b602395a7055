"""Where a rule does not hold a program up: asked for by the agency, granted by a reviewer, seen by everybody."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from projects.enums import ExemptionState
from projects.models.program import Program


class Exemption(models.Model):
    """An exception from one rule for one thing (the program, a project, a target …): decided once, then it stays.

    Before that its agency may take it back; one that was granted, a reviewer may withdraw while the program is with the
    agency. A database trigger refuses that somebody decides who has written in the program or submitted it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="exemptions")
    # The name of the rule (projects.readiness), and the UUID of what it found wanting.
    rule = models.CharField(max_length=60)
    anchor_id = models.UUIDField()
    # What that thing was called when the exception was asked for; empty for the program itself.
    label = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    plea = models.TextField(_("why the agency asks for it"), blank=True)
    state = models.CharField(max_length=9, choices=ExemptionState.choices, default=ExemptionState.ASKED)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        ordering = ["program", "pk"]
        verbose_name = _("exception")
        constraints = [
            models.CheckConstraint(name="exemption_state_is_known", condition=Q(state__in=ExemptionState.values)),
            models.UniqueConstraint(
                name="exemption_once_a_thing",
                fields=["program", "rule", "anchor_id"],
                condition=Q(state__in=[ExemptionState.ASKED, ExemptionState.GRANTED]),
            ),
            models.CheckConstraint(
                name="exemption_asked_by_and_at",
                condition=Q(asked_by__isnull=True, asked_at__isnull=True, plea="")
                | (Q(asked_by__isnull=False, asked_at__isnull=False) & ~Q(plea="")),
            ),
            models.CheckConstraint(
                name="exemption_decided_by_and_at",
                condition=Q(
                    # Taken back before anybody decided.
                    state__in=[ExemptionState.ASKED, ExemptionState.WITHDRAWN],
                    asked_by__isnull=False,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    reason="",
                )
                | (
                    ~Q(state=ExemptionState.ASKED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
            ),
            models.CheckConstraint(
                name="exemption_withdrawn_by_and_at",
                condition=Q(state=ExemptionState.WITHDRAWN, withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                | (
                    ~Q(state=ExemptionState.WITHDRAWN)
                    & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawal_reason="")
                ),
            ),
            models.CheckConstraint(
                name="exemption_decider_did_not_ask",
                condition=Q(asked_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.program.code
