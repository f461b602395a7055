"""What is searched: names and codes in one key, each with its index of trigrams."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_search"),
        ("projects", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower(
                        django.db.models.functions.text.Concat(
                            models.F("title"),
                            models.Value("|"),
                            models.F("responsible"),
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
        migrations.RemoveIndex(model_name="program", name="program_search"),
        migrations.RemoveField(model_name="program", name="search_key"),
        migrations.AddField(
            model_name="program",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower(
                        django.db.models.functions.text.Concat(
                            models.F("title"), models.Value("|"), models.F("code"), output_field=models.TextField()
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
            model_name="program",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                name="program_search",
            ),
        ),
        migrations.RemoveIndex(model_name="project", name="project_search"),
        migrations.RemoveField(model_name="project", name="search_key"),
        migrations.AddField(
            model_name="project",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Lower(
                        django.db.models.functions.text.Concat(
                            models.F("title"), models.Value("|"), models.F("code"), output_field=models.TextField()
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
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                name="project_search",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                name="action_search",
            ),
        ),
        migrations.AddIndex(
            model_name="program",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("title"), name="gin_trgm_ops"), name="program_near"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("title"), name="gin_trgm_ops"), name="project_near"
            ),
        ),
    ]
