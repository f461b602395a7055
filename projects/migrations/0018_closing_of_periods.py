from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0017_days_of_the_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="planyear",
            name="closes_after_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="days until a period closes"),
        ),
        migrations.AddField(
            model_name="planyear",
            name="frozen_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
