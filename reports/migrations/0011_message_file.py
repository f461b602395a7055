"""The file that goes with a message of the outbox."""

import django.db.models.deletion
from django.db import migrations, models

from agencies.guards import append_only, demand_event


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_ministry_form")]

    operations = [
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("content", models.BinaryField()),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="reports.message"
                    ),
                ),
            ],
            options={"verbose_name": "file of a message", "ordering": ["message"]},
        ),
        demand_event("reports_messagefile"),
        *append_only("reports_messagefile"),
    ]
