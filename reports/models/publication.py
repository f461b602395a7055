"""From a compiled report to a published one: its narrative, who reviewed and signed it, what it restates."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.enums import PublicationStage
from reports.models.jobs import ReportJob


class SectionText(models.Model):
    """What a section says in words, apart from its figures: as it was computed, and as the secretariat wrote it.

    `text` is "" while the computed draft stands. It is written until the report is reviewed; a trigger refuses it then.
    """

    job = models.ForeignKey(ReportJob, on_delete=models.PROTECT, related_name="texts")
    section = models.CharField(max_length=40)
    draft = models.TextField()
    text = models.TextField(_("narrative"), blank=True)
    # Counts the saves: whoever writes names the version they read.
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["job", "pk"]
        verbose_name = _("narrative of a section")
        constraints = [
            models.UniqueConstraint(name="section_text_once_a_report", fields=["job", "section"]),
            models.CheckConstraint(
                name="section_text_edited_by_and_at",
                condition=Q(edited_by__isnull=True, edited_at__isnull=True)
                | Q(edited_by__isnull=False, edited_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.section

    @property
    def words(self) -> str:
        """What is printed."""
        return self.text or self.draft


class Publication(models.Model):
    """A report on its way to those it is for: reviewed, signed by two people, published under a number.

    From the publication on the database refuses any change of it, of its report and of the narrative. What turns out
    wrong later is published as a restatement, which replaces it and says what changed and why.
    """

    job = models.OneToOneField(ReportJob, on_delete=models.PROTECT, related_name="publication")
    stage = models.CharField(max_length=10, choices=PublicationStage.choices, default=PublicationStage.DRAFT)
    version = models.PositiveIntegerField(default=1)
    # SHA-256 over the data and the files that were reviewed: whoever signs names what they read.
    content_hash = models.CharField(max_length=64, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    secretariat_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    secretariat_at = models.DateTimeField(null=True)
    deputy_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    deputy_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    number = models.CharField(_("number of the report"), max_length=60, blank=True)
    # The published report that this one takes the place of, what changed since, and why.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    changes = models.JSONField(default=list)
    why = models.TextField(_("why it is restated"), blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("publication of a report")
        constraints = [
            models.CheckConstraint(name="publication_stage_is_known", condition=Q(stage__in=PublicationStage.values)),
            *(
                models.CheckConstraint(
                    name=f"publication_{name}_by_and_at",
                    condition=Q(**{f"{name}_by__isnull": True, f"{name}_at__isnull": True})
                    | Q(**{f"{name}_by__isnull": False, f"{name}_at__isnull": False}),
                )
                for name in ("reviewed", "secretariat", "deputy", "published")
            ),
            models.CheckConstraint(
                name="publication_is_signed_by_two",
                condition=Q(secretariat_by__isnull=True)
                | Q(deputy_by__isnull=True)
                | ~Q(secretariat_by=F("deputy_by")),
            ),
            models.CheckConstraint(
                name="publication_stage_has_its_people",
                condition=Q(stage=PublicationStage.DRAFT, reviewed_by__isnull=True, secretariat_by__isnull=True)
                | Q(stage=PublicationStage.REVIEWED, reviewed_by__isnull=False, published_by__isnull=True)
                | Q(
                    stage=PublicationStage.SIGNED,
                    reviewed_by__isnull=False,
                    secretariat_by__isnull=False,
                    deputy_by__isnull=False,
                    published_by__isnull=True,
                )
                | Q(
                    stage=PublicationStage.PUBLISHED,
                    reviewed_by__isnull=False,
                    secretariat_by__isnull=False,
                    deputy_by__isnull=False,
                    published_by__isnull=False,
                )
                & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="publication_restatement_says_why", condition=Q(replaces__isnull=True) | ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.job)
