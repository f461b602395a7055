"""The call of a year with its expected agencies, the days on which programs moved, what a project carries on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from agencies.guards import append_only, demand_event


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_search"),
        ("projects", "0004_draft"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpectedAgency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_expected", models.BooleanField(verbose_name="expected to answer")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "expected agency",
                "ordering": ["plan_year", "agency"],
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting_head", "Waiting for the head's signature"),
                            ("under_review", "Under review"),
                            ("returned", "Returned for correction"),
                            ("negotiation", "Under review and agreement"),
                            ("agreed", "Agreed"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since_on", models.DateField()),
            ],
            options={
                "verbose_name": "stay in a status",
                "ordering": ["program", "pk"],
            },
        ),
        migrations.AddField(
            model_name="planyear",
            name="call_issued_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="planyear",
            name="call_issued_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planyear",
            name="call_issued_on",
            field=models.DateField(blank=True, null=True, verbose_name="call issued on"),
        ),
        migrations.AddField(
            model_name="planyear",
            name="call_text",
            field=models.TextField(blank=True, verbose_name="text of the call"),
        ),
        migrations.AddField(
            model_name="program",
            name="touched_on",
            field=models.DateField(default=timezone.localdate),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="project",
            name="carried_over_from",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.project",
                verbose_name="carried over from",
            ),
        ),
        migrations.AlterField(
            model_name="planyear",
            name="adjustment_until",
            field=models.DateField(blank=True, null=True, verbose_name="adjustment window until"),
        ),
        migrations.AlterField(
            model_name="planyear",
            name="call_deadline",
            field=models.DateField(blank=True, null=True, verbose_name="deadline of the call"),
        ),
        migrations.AlterField(
            model_name="planyear",
            name="call_letter_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="number of the letter"),
        ),
        migrations.AlterField(
            model_name="planyear",
            name="call_letter_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of the letter"),
        ),
        migrations.AlterField(
            model_name="planyear",
            name="due_after_days",
            field=models.PositiveSmallIntegerField(default=5, verbose_name="days until a return is due"),
        ),
        migrations.AlterField(
            model_name="planyear",
            name="frequency",
            field=models.CharField(
                choices=[("monthly", "Monthly"), ("quarterly", "Quarterly")],
                default="monthly",
                max_length=10,
                verbose_name="reporting frequency",
            ),
        ),
        migrations.AlterField(
            model_name="program",
            name="carried_over_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.program",
                verbose_name="carried over from",
            ),
        ),
        migrations.AddConstraint(
            model_name="planyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("call_issued_at__isnull", True),
                        ("call_issued_by__isnull", True),
                        ("call_issued_on__isnull", True),
                    ),
                    models.Q(
                        ("call_issued_at__isnull", False),
                        ("call_issued_by__isnull", False),
                        ("call_issued_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="plan_year_call_issued_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="planyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("call_issued_at__isnull", True),
                    models.Q(
                        models.Q(("call_letter_number", ""), _negated=True),
                        ("call_deadline__isnull", False),
                        ("call_letter_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="plan_year_call_has_letter_and_deadline",
            ),
        ),
        migrations.AddField(
            model_name="expectedagency",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="expectedagency",
            name="plan_year",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.planyear"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="program",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="projects.program"
            ),
        ),
        migrations.AddConstraint(
            model_name="expectedagency",
            constraint=models.UniqueConstraint(fields=("plan_year", "agency"), name="expected_agency_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "awaiting_head",
                            "under_review",
                            "returned",
                            "negotiation",
                            "agreed",
                            "approved",
                            "closed",
                            "rejected",
                            "withdrawn",
                        ],
                    )
                ),
                name="stay_status_is_known",
            ),
        ),
        # Of what happened before, the last move is known.
        migrations.RunSQL(
            """
            INSERT INTO public.projects_stay (program_id, status, since_on)
                SELECT id, status, (status_since AT TIME ZONE 'Asia/Tehran')::date FROM public.projects_program;
            SET CONSTRAINTS ALL IMMEDIATE;
            SET CONSTRAINTS ALL DEFERRED;
            """,
            migrations.RunSQL.noop,
        ),
        demand_event("projects_expectedagency"),
        demand_event("projects_stay"),
        *append_only("projects_stay"),
    ]
