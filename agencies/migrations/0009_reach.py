"""How people want to be told: mobile number, language, by which way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_bargaining_acts"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="by_email",
            field=models.BooleanField(default=True, verbose_name="by e-mail"),
        ),
        migrations.AddField(
            model_name="user",
            name="by_sms",
            field=models.BooleanField(default=False, verbose_name="by text message"),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("fa", "Persian"), ("en", "English")],
                default="fa",
                max_length=2,
                verbose_name="language of messages",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="mobile",
            field=models.CharField(blank=True, max_length=11, verbose_name="mobile number"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("mobile", ""), ("mobile__regex", "^09[0-9]{9}$"), _connector="OR"),
                name="user_mobile_is_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["fa", "en"])), name="user_language_is_spoken"
            ),
        ),
    ]
