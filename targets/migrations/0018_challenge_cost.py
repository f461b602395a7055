import django.db.models.deletion
from django.db import migrations, models

import config.amounts
from agencies.guards import demand_event


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0013_challenges"),
        ("targets", "0017_working_value"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChallengeCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", config.amounts.AmountField(blank=True, null=True, verbose_name="cost of the delay")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.challenge"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="targets.target"
                    ),
                ),
            ],
            options={
                "verbose_name": "cost of an obstacle",
                "ordering": ["challenge", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("challenge", "target"), name="challenge_cost_once_a_target"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="challenge_cost_is_not_negative",
                    ),
                ],
            },
        ),
        demand_event("targets_challengecost"),
    ]
