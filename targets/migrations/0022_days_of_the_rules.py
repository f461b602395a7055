"""What a decision is dated with on the pages: the clock of the rules."""

from django.db import migrations, models

import config.clock


class Migration(migrations.Migration):
    dependencies = [("targets", "0021_verification")]

    operations = [
        migrations.AddField("mastertable", "frozen_on", models.DateField(default=config.clock.today)),
        migrations.AddField("macrotargetproposal", "decided_on", models.DateField(null=True, blank=True)),
        migrations.AlterField("macrotargetproposal", "proposed_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("amendment", "proposed_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("offer", "made_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("offeranswer", "made_at", models.DateTimeField(default=config.clock.moment)),
    ]
