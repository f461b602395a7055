"""The call of a year: who is expected to answer it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from projects.models.year import PlanYear


class ExpectedAgency(models.Model):
    """Whether an agency is expected to answer the call of a year, and why where that was decided for it alone.

    Until the call is issued, an agency without a row follows its own `expected_to_submit`; from then on these rows are
    the whole list (`projects.calls.expected_agencies`).
    """

    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    is_expected = models.BooleanField(_("expected to answer"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["plan_year", "agency"]
        verbose_name = _("expected agency")
        constraints = [models.UniqueConstraint(name="expected_agency_once_a_year", fields=["plan_year", "agency"])]

    def __str__(self) -> str:
        return f"{self.agency} – {self.plan_year}"
