"""What is searched: names and codes in one key, each with its index of trigrams."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_history"),
    ]

    operations = [
        migrations.RemoveField(model_name="agency", name="search_key"),
        migrations.AddField(
            model_name="agency",
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
            model_name="agency",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                name="agency_search",
            ),
        ),
    ]
