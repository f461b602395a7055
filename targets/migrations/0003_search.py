"""What is searched: names and codes in one key, each with its index of trigrams."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_search"),
        ("projects", "0003_search"),
        ("targets", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name="indicator", name="search_key"),
        migrations.AddField(
            model_name="indicator",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower(
                        django.db.models.functions.text.Concat(
                            django.db.models.functions.text.Concat(
                                models.F("name_fa"),
                                models.Value("|"),
                                models.F("name_en"),
                                output_field=models.TextField(),
                            ),
                            models.Value("|"),
                            models.F("code"),
                            output_field=models.TextField(),
                        )
                    ),
                    models.Value("آأإٱؤئيىكةەۀ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ \xa0\u200b\u200c\u200d\u200e\u200f\n\rـءًٌٍَُِّْٰٕٓٔ"),
                    models.Value("ااااویییکههه01234567890123456789"),
                    function="translate",
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                name="indicator_search",
            ),
        ),
        migrations.AddIndex(
            model_name="progressreport",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("tracking_code"), name="gin_trgm_ops"),
                name="progress_report_search",
            ),
        ),
    ]
