"""Lists kept under a name; whoever keeps, changes or removes one leaves an event."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import demand_event


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_search"),
        ("reports", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("page", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=80, verbose_name="name of the view")),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared with colleagues")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "ordering": ["position", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "page", "name"), name="saved_view_name_once_a_page")
                ],
            },
        ),
        demand_event("reports_savedview"),
    ]
