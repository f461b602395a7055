"""What was said about a program is dated with the clock of the rules, like where it stands."""

from django.db import migrations, models

import config.clock


class Migration(migrations.Migration):
    dependencies = [("projects", "0016_remark_on_a_field")]

    operations = [
        migrations.AlterField("remark", "made_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("review", "made_at", models.DateTimeField(default=config.clock.moment)),
    ]
