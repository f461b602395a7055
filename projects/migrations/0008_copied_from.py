"""A copied program knows what it was copied from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0007_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.program",
                verbose_name="copied from",
            ),
        ),
    ]
