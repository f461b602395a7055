"""Which return was changed last: who has read a year's lines reads again those of the returns that were changed."""

from pathlib import Path

from django.db import migrations

NOTES = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("targets", "0002_guarded"), ("agencies", "0003_last_change")]

    operations = [migrations.RunSQL(NOTES.read_text(encoding="utf-8"))]
