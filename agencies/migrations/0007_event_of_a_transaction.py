"""One look-up for a transaction's event: the guard asks for it once a changed row, also in a transaction of thousands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_delegation"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="transaction",
            field=models.BigIntegerField(editable=False),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["transaction", "at"], name="event_of_a_transaction"),
        ),
    ]
