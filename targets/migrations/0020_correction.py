"""Corrections of wording: the only door by which a frozen program's texts change."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import append_only, demand_event

CORRECTIONS = """
CREATE FUNCTION public.stamp_correction() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.made_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$body$;
CREATE TRIGGER correction_stamped BEFORE INSERT ON public.targets_correction
    FOR EACH ROW EXECUTE FUNCTION public.stamp_correction();

-- The texts of a frozen program, which its arguments name: each changes with its correction only.
CREATE FUNCTION public.guard_wording() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    before CONSTANT jsonb := to_jsonb(OLD);
    after CONSTANT jsonb := to_jsonb(NEW);
    name text;
BEGIN
    IF NOT public.program_is_frozen(CASE TG_TABLE_NAME
        WHEN 'projects_program' THEN OLD.id
        WHEN 'projects_project' THEN (before ->> 'program_id')::bigint
        ELSE public.program_of((before ->> 'project_id')::bigint)
    END) THEN
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF before ->> name IS DISTINCT FROM after ->> name AND NOT EXISTS (
            SELECT FROM public.targets_correction AS correction
            WHERE correction.object_id = NEW.uuid AND correction.field = name
                AND correction.made_in = pg_current_xact_id()::text::bigint
                AND correction.old = before ->> name AND correction.new = after ->> name
        ) THEN
            PERFORM public.refuse_frozen('text');
        END IF;
    END LOOP;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_wording BEFORE UPDATE ON public.projects_program FOR EACH ROW
    WHEN ((OLD.title, OLD.purpose) IS DISTINCT FROM (NEW.title, NEW.purpose))
    EXECUTE FUNCTION public.guard_wording('title', 'purpose');
CREATE TRIGGER frozen_wording BEFORE UPDATE ON public.projects_project FOR EACH ROW
    WHEN ((OLD.title, OLD.description) IS DISTINCT FROM (NEW.title, NEW.description))
    EXECUTE FUNCTION public.guard_wording('title', 'description');
CREATE TRIGGER frozen_wording BEFORE UPDATE ON public.projects_action FOR EACH ROW
    WHEN (OLD.title IS DISTINCT FROM NEW.title)
    EXECUTE FUNCTION public.guard_wording('title');

DROP TRIGGER frozen_change ON public.projects_action;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_action FOR EACH ROW
    WHEN ((OLD.id, OLD.uuid, OLD.project_id, OLD.starts_on, OLD.ends_on, OLD.weight)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.project_id, NEW.starts_on, NEW.ends_on, NEW.weight))
    EXECUTE FUNCTION public.guard_frozen_part();
"""
BEFORE = """
DROP TRIGGER frozen_wording ON public.projects_program;
DROP TRIGGER frozen_wording ON public.projects_project;
DROP TRIGGER frozen_wording ON public.projects_action;
DROP FUNCTION public.guard_wording();
DROP TRIGGER correction_stamped ON public.targets_correction;
DROP FUNCTION public.stamp_correction();
DROP TRIGGER frozen_change ON public.projects_action;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_action FOR EACH ROW
    WHEN ((OLD.id, OLD.uuid, OLD.project_id, OLD.title, OLD.starts_on, OLD.ends_on, OLD.weight)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.project_id, NEW.title, NEW.starts_on, NEW.ends_on, NEW.weight))
    EXECUTE FUNCTION public.guard_frozen_part();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0012_grading"),
        ("targets", "0019_return_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("program", "Program"), ("project", "Project"), ("action", "Action")], max_length=8
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("field", models.CharField(max_length=20)),
                ("old", models.TextField(blank=True, verbose_name="said before")),
                ("new", models.TextField(blank=True, verbose_name="says now")),
                ("reason", models.TextField(verbose_name="reason")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("made_in", models.BigIntegerField(default=0, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.program"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of wording",
                "ordering": ["program", "pk"],
                "indexes": [models.Index(fields=["object_id", "field"], name="correction_of_a_text")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["program", "project", "action"])),
                        name="correction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="correction_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="correction_corrects_something",
                    ),
                ],
            },
        ),
        demand_event("targets_correction"),
        *append_only("targets_correction"),
        migrations.RunSQL(CORRECTIONS, BEFORE),
    ]
