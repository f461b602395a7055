"""Whose returns were changed last: who has read the lines of all reads those of that agency again."""

from pathlib import Path

from django.db import migrations

NOTES = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("targets", "0002_guarded"), ("agencies", "0003_last_change")]

    operations = [migrations.RunSQL(NOTES.read_text(encoding="utf-8"))]
