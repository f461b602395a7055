"""Noting, stamping and sealing cost less: the same text is sealed, the same tables are stamped.

Why it is built this way: docs/decisions."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_last_change")]

    operations = [migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8"))]
