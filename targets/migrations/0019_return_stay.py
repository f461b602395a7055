"""The days on which returns came to lie with a side; of what happened before, where they lie now is known."""

import django.db.models.deletion
from django.db import migrations, models

from agencies.guards import append_only, demand_event


class Migration(migrations.Migration):
    dependencies = [
        ("targets", "0018_challenge_cost"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnStay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "turn",
                    models.CharField(
                        choices=[
                            ("agency", "the agency's officer"),
                            ("head", "the head of the agency"),
                            ("planner", "the planning organization"),
                            ("deputy", "the deputy governor"),
                            ("nobody", "nobody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since_on", models.DateField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="targets.progressreport"
                    ),
                ),
            ],
            options={
                "verbose_name": "stay of a return",
                "ordering": ["report", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("turn__in", ["agency", "head", "planner", "deputy", "nobody"])),
                        name="return_stay_turn_is_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            """
            INSERT INTO public.targets_returnstay (report_id, turn, since_on)
                SELECT report.id,
                    CASE report.status
                        WHEN 'awaiting_head' THEN 'head'
                        WHEN 'settled' THEN 'nobody'
                        WHEN 'submitted' THEN CASE WHEN EXISTS (
                            SELECT 1 FROM public.targets_reportline line
                            WHERE line.report_id = report.id AND line.status = 'sent') THEN 'planner' ELSE 'agency' END
                        ELSE 'agency' END,
                    COALESCE(report.signed_on, period.first_day)
                FROM public.targets_progressreport report JOIN public.projects_period period
                    ON period.id = report.period_id;
            SET CONSTRAINTS ALL IMMEDIATE;
            SET CONSTRAINTS ALL DEFERRED;
            """,
            migrations.RunSQL.noop,
        ),
        demand_event("targets_returnstay"),
        *append_only("targets_returnstay"),
    ]
