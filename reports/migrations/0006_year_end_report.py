"""A report of a part of the year or of the province, its parts, its narrative, and its way to publication."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import demand_event

# From the publication on nothing of it changes; from the review on its narrative does not.
PUBLISHED = """
CREATE FUNCTION public.guard_publication() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'A published report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Publish a restatement.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER published_kept BEFORE UPDATE OR DELETE ON public.reports_publication
    FOR EACH ROW EXECUTE FUNCTION public.guard_publication();

CREATE FUNCTION public.guard_published_job() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM public.reports_publication WHERE job_id = OLD.id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'A published report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Publish a restatement.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER published_kept BEFORE UPDATE OR DELETE ON public.reports_reportjob
    FOR EACH ROW EXECUTE FUNCTION public.guard_published_job();

CREATE FUNCTION public.guard_part_of_published() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.job_id ELSE OLD.job_id END;
BEGIN
    IF EXISTS (SELECT FROM public.reports_publication WHERE job_id = report AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'A published report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Publish a restatement.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER published_kept BEFORE INSERT OR UPDATE OR DELETE ON public.reports_reportpart
    FOR EACH ROW EXECUTE FUNCTION public.guard_part_of_published();

CREATE FUNCTION public.guard_narrative() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.job_id ELSE OLD.job_id END;
BEGIN
    IF EXISTS (SELECT FROM public.reports_publication WHERE job_id = report AND stage <> 'draft') THEN
        RAISE EXCEPTION 'The narrative of a reviewed report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Take the report back to the draft first.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER reviewed_kept BEFORE INSERT OR UPDATE OR DELETE ON public.reports_sectiontext
    FOR EACH ROW EXECUTE FUNCTION public.guard_narrative();
-- The draft is computed; what somebody writes is recorded.
CREATE CONSTRAINT TRIGGER event_demanded_on_change AFTER UPDATE ON public.reports_sectiontext
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION public.demand_event();
"""
NO_MORE = """
DROP TRIGGER published_kept ON public.reports_publication;
DROP TRIGGER published_kept ON public.reports_reportjob;
DROP TRIGGER published_kept ON public.reports_reportpart;
DROP TRIGGER reviewed_kept ON public.reports_sectiontext;
DROP TRIGGER event_demanded_on_change ON public.reports_sectiontext;
DROP FUNCTION public.guard_publication();
DROP FUNCTION public.guard_published_job();
DROP FUNCTION public.guard_part_of_published();
DROP FUNCTION public.guard_narrative();
"""

# How far a worker has come is nobody's act; the end is, whichever it is.
ENDED = """
DROP TRIGGER event_demanded_on_change ON public.reports_reportjob;
CREATE CONSTRAINT TRIGGER event_demanded_on_change AFTER UPDATE ON public.reports_reportjob
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state IN ('done', 'failed', 'cancelled') AND OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION public.demand_event();
"""
ENDED_BEFORE = ENDED.replace(", 'cancelled'", "")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0009_reach"),
        ("projects", "0018_closing_of_periods"),
        ("reports", "0005_intake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("reviewed", "Reviewed"),
                            ("signed", "Signed"),
                            ("published", "Published"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("secretariat_at", models.DateTimeField(null=True)),
                ("deputy_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number of the report")),
                ("changes", models.JSONField(default=list)),
                ("why", models.TextField(blank=True, verbose_name="why it is restated")),
            ],
            options={
                "verbose_name": "publication of a report",
                "ordering": ["-published_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("section", "Section"), ("agency", "Agency"), ("file", "File")], max_length=10
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Being compiled"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("content", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "part of a report",
                "ordering": ["job", "position"],
            },
        ),
        migrations.CreateModel(
            name="SectionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=40)),
                ("draft", models.TextField()),
                ("text", models.TextField(blank=True, verbose_name="narrative")),
                ("version", models.PositiveIntegerField(default=1)),
                ("edited_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "narrative of a section",
                "ordering": ["job", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="reportjob",
            name="report_job_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="reportjob",
            name="report_job_done_has_files",
        ),
        migrations.AddField(
            model_name="reportjob",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="county",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.county"
            ),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="reports.reportjob"
            ),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="ordinal",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="parameters",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="result",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="scheduled_as",
            field=models.CharField(max_length=40, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="sector",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.sector"
            ),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="span",
            field=models.CharField(
                choices=[
                    ("year", "The whole year"),
                    ("quarter", "Until the end of a quarter"),
                    ("month", "Until the end of a month"),
                ],
                default="year",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="reportjob",
            name="kind",
            field=models.CharField(
                choices=[("year_end", "Year-end report"), ("check", "Check of a report"), ("export", "Excel output")],
                default="year_end",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reportjob",
            name="plan_year",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.planyear",
                verbose_name="plan year",
            ),
        ),
        migrations.AlterField(
            model_name="reportjob",
            name="requested_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="reportjob",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("running", "Being compiled"),
                    ("done", "Ready"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["year_end", "check", "export"])), name="report_job_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "running", "done", "failed", "cancelled"])),
                name="report_job_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    models.Q(("kind", "year_end"), _negated=True),
                    models.Q(("data_hash", ""), _negated=True),
                    _connector="OR",
                ),
                name="report_job_done_has_files",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ordinal__isnull", True), ("span", "year")),
                    models.Q(("ordinal__gte", 1), ("ordinal__lte", 4), ("span", "quarter")),
                    models.Q(("ordinal__gte", 1), ("ordinal__lte", 12), ("span", "month")),
                    _connector="OR",
                ),
                name="report_job_span_has_its_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", True), ("sector__isnull", True)),
                    models.Q(("agency__isnull", True), ("county__isnull", True)),
                    models.Q(("county__isnull", True), ("sector__isnull", True)),
                    _connector="OR",
                ),
                name="report_job_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("requested_by__isnull", False), ("scheduled_as__isnull", True)),
                    models.Q(("requested_by__isnull", True), ("scheduled_as__isnull", False)),
                    _connector="OR",
                ),
                name="report_job_is_asked_for_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "check"), ("of__isnull", False)),
                    models.Q(models.Q(("kind", "check"), _negated=True), ("of__isnull", True)),
                    _connector="OR",
                ),
                name="report_job_check_is_of_a_report",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="deputy_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="job",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="publication", to="reports.reportjob"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="published_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="reports.publication",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="reviewed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="secretariat_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportpart",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="reports.reportjob"
            ),
        ),
        migrations.AddField(
            model_name="sectiontext",
            name="edited_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sectiontext",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="reports.reportjob"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["draft", "reviewed", "signed", "published"])),
                name="publication_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                    _connector="OR",
                ),
                name="publication_reviewed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("secretariat_at__isnull", True), ("secretariat_by__isnull", True)),
                    models.Q(("secretariat_at__isnull", False), ("secretariat_by__isnull", False)),
                    _connector="OR",
                ),
                name="publication_secretariat_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deputy_at__isnull", True), ("deputy_by__isnull", True)),
                    models.Q(("deputy_at__isnull", False), ("deputy_by__isnull", False)),
                    _connector="OR",
                ),
                name="publication_deputy_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="publication_published_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("secretariat_by__isnull", True),
                    ("deputy_by__isnull", True),
                    models.Q(("secretariat_by", models.F("deputy_by")), _negated=True),
                    _connector="OR",
                ),
                name="publication_is_signed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_by__isnull", True), ("secretariat_by__isnull", True), ("stage", "draft")),
                    models.Q(("published_by__isnull", True), ("reviewed_by__isnull", False), ("stage", "reviewed")),
                    models.Q(
                        ("deputy_by__isnull", False),
                        ("published_by__isnull", True),
                        ("reviewed_by__isnull", False),
                        ("secretariat_by__isnull", False),
                        ("stage", "signed"),
                    ),
                    models.Q(
                        ("deputy_by__isnull", False),
                        ("published_by__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("secretariat_by__isnull", False),
                        ("stage", "published"),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_stage_has_its_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces__isnull", True), models.Q(("why", ""), _negated=True), _connector="OR"),
                name="publication_restatement_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpart",
            constraint=models.UniqueConstraint(fields=("job", "kind", "key"), name="report_part_once"),
        ),
        migrations.AddConstraint(
            model_name="reportpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["section", "agency", "file"])), name="report_part_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "running", "done", "failed"])),
                name="report_part_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="report_part_failed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectiontext",
            constraint=models.UniqueConstraint(fields=("job", "section"), name="section_text_once_a_report"),
        ),
        migrations.AddConstraint(
            model_name="sectiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edited_at__isnull", True), ("edited_by__isnull", True)),
                    models.Q(("edited_at__isnull", False), ("edited_by__isnull", False)),
                    _connector="OR",
                ),
                name="section_text_edited_by_and_at",
            ),
        ),
        demand_event("reports_publication"),
        migrations.RunSQL(PUBLISHED, NO_MORE),
        migrations.RunSQL(ENDED, ENDED_BEFORE),
    ]
