"""A report is asked for and finished together with an event; how far a worker has come is not an act of anybody."""

from django.db import migrations

from agencies.guards import demand_event


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("agencies", "0002_history")]

    operations = [
        demand_event("reports_reportjob", on_update="NEW.state IN ('done', 'failed') AND OLD.* IS DISTINCT FROM NEW.*")
    ]
