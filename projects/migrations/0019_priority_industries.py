import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from agencies.guards import demand_event


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0018_closing_of_periods"),
    ]

    operations = [
        migrations.AddField(
            model_name="priorityindustry",
            name="aim",
            field=models.TextField(blank=True, verbose_name="aim"),
        ),
        migrations.AddField(
            model_name="priorityindustry",
            name="document",
            field=models.CharField(blank=True, max_length=250, verbose_name="document of the strategy"),
        ),
        migrations.AddField(
            model_name="priorityindustry",
            name="situation",
            field=models.TextField(blank=True, verbose_name="where it stands"),
        ),
        migrations.CreateModel(
            name="ChainLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_fa", models.CharField(max_length=250, verbose_name="Persian name")),
                ("name_en", models.CharField(max_length=250, verbose_name="English name")),
                (
                    "edited_on_screen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, verbose_name="confirmed")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_present", models.BooleanField(default=True, verbose_name="there in the province")),
                (
                    "industry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="projects.priorityindustry",
                        verbose_name="priority industry",
                    ),
                ),
            ],
            options={
                "verbose_name": "link of the chain",
                "ordering": ["industry__position", "industry__code", "position", "code"],
                "abstract": False,
            },
        ),
        demand_event("projects_chainlink"),
    ]
