import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0018_closing_of_periods"),
        ("targets", "0023_periods"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="signed_letter",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.signedletter"
            ),
        )
        for model in ("offer", "offeranswer")
    ]
