import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import append_only, demand_event

# Of a re-opening only its revocation is added, once; whose program it is about is the agency's own.
EXCEPTIONS = """
CREATE FUNCTION public.guard_period_exception() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a re-opening of a period is revoked, not deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.revoked_at IS NOT NULL
        OR (OLD.id, OLD.uuid, OLD.period_id, OLD.agency_id, OLD.program_id, OLD.until, OLD.reason, OLD.granted_by_id,
            OLD.granted_at, OLD.granted_on)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.period_id, NEW.agency_id, NEW.program_id, NEW.until, NEW.reason,
            NEW.granted_by_id, NEW.granted_at, NEW.granted_on)
    ) THEN
        RAISE EXCEPTION 'of a re-opening of a period only the revocation is added' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.program_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.projects_program WHERE id = NEW.program_id AND agency_id = NEW.agency_id
    ) THEN
        RAISE EXCEPTION 'the program is another agency''s' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER period_exception_guarded BEFORE INSERT OR UPDATE OR DELETE ON public.targets_periodexception
    FOR EACH ROW EXECUTE FUNCTION public.guard_period_exception();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0009_reach"),
        ("projects", "0018_closing_of_periods"),
        ("targets", "0022_days_of_the_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeriodClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_from", models.DateField()),
                ("due", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField()),
                ("late", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "closing of a period",
                "ordering": ["period"],
            },
        ),
        migrations.CreateModel(
            name="PeriodException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("until", models.DateField(verbose_name="open until")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("granted_at", models.DateTimeField()),
                ("granted_on", models.DateField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoke_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "verbose_name": "re-opening of a period",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="reportline",
            name="is_restated",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reportline",
            name="nothing_happened",
            field=models.BooleanField(default=False, verbose_name="nothing happened"),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(("nothing_happened", False), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="report_line_nothing_happened_says_why",
            ),
        ),
        migrations.AddField(
            model_name="periodclosing",
            name="period",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.period"
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="agency",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.period",
                verbose_name="period",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="program",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.program",
                verbose_name="program",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="revoked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="periodclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(("late__lte", models.F("received")), ("received__lte", models.F("due"))),
                name="period_closing_counts_fit",
            ),
        ),
        migrations.AddIndex(
            model_name="periodexception",
            index=models.Index(fields=["agency", "period"], name="period_exception_of_a_return"),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="period_exception_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("granted_on"))), name="period_exception_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoke_reason", ""), ("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="period_exception_revoked_by_and_at",
            ),
        ),
        demand_event("targets_periodclosing"),
        demand_event("targets_periodexception"),
        *append_only("targets_periodclosing"),
        migrations.RunSQL(
            EXCEPTIONS,
            """
            DROP TRIGGER period_exception_guarded ON public.targets_periodexception;
            DROP FUNCTION public.guard_period_exception();
            """,
        ),
    ]
