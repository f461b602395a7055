import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import demand_event


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_flat_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MinistryForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("original_name", models.CharField(max_length=200, verbose_name="file")),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("sheet", models.CharField(max_length=100, verbose_name="sheet")),
                ("header_row", models.PositiveIntegerField(verbose_name="row of the headings")),
                ("last_header_row", models.PositiveIntegerField()),
                ("headings", models.JSONField(default=list)),
                ("headings_hash", models.CharField(db_index=True, max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("mapped_at", models.DateTimeField(null=True)),
                (
                    "mapped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "form of a ministry",
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mapped_at__isnull", True), ("mapped_by__isnull", True)),
                            models.Q(("mapped_at__isnull", False), ("mapped_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ministry_form_mapped_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("header_row__gte", 1), ("last_header_row__gte", models.F("header_row"))),
                        name="ministry_form_headings_in_order",
                    ),
                ],
            },
        ),
        demand_event("reports_ministryform"),
    ]
