"""What every write in a return meets costs less: the same is noted, the same is refused."""

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_last_change"), ("agencies", "0004_sealed_briefly")]

    operations = [migrations.RunSQL(FUNCTIONS.read_text(encoding="utf-8"))]
