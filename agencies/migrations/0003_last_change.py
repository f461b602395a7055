"""What was changed last, kept by the database: who has read something knows whether it would read the same again."""

from pathlib import Path

from django.db import migrations, models

from agencies.guards import Withhold

NOTES = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_guarded")]

    operations = [
        migrations.CreateModel(
            name="LastChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=63)),
                ("part", models.BigIntegerField(default=0)),
                ("stamp", models.UUIDField()),
            ],
            options={
                "verbose_name": "last change",
                "constraints": [
                    models.UniqueConstraint(fields=("name", "part"), name="last_change_once_a_part"),
                ],
            },
        ),
        migrations.RunSQL(NOTES.read_text(encoding="utf-8")),
        Withhold("agencies_lastchange", "INSERT, UPDATE, DELETE, TRUNCATE"),
    ]
