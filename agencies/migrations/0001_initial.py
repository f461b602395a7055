import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="County",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_fa", models.CharField(max_length=250, verbose_name="Persian name")),
                ("name_en", models.CharField(max_length=250, verbose_name="English name")),
                (
                    "edited_on_screen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, verbose_name="confirmed")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "sci_code",
                    models.CharField(max_length=4, unique=True, verbose_name="code of the Statistical Centre"),
                ),
                ("capital_fa", models.CharField(blank=True, max_length=100, verbose_name="capital")),
                (
                    "population_1395",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="population in 1395"),
                ),
                ("tile_row", models.PositiveSmallIntegerField(verbose_name="row on the map")),
                ("tile_column", models.PositiveSmallIntegerField(verbose_name="column on the map")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("name_fa")),
                            models.Value("آاأإءئؤبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیيىك\u200c"),
                            models.Value(
                                "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009\ue00a\ue00b\ue00c\ue00d\ue00e\ue00f\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017\ue018\ue019\ue01a\ue01b\ue01c\ue01d\ue01e\ue01f\ue020\ue021\ue022\ue023\ue024\ue025\ue026\ue026\ue026\ue01e"
                            ),
                            function="translate",
                            output_field=models.CharField(),
                        ),
                        output_field=models.CharField(db_collation="C", max_length=500),
                    ),
                ),
            ],
            options={
                "verbose_name": "county",
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="EventSeal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("method", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "seal",
            },
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_fa", models.CharField(max_length=250, verbose_name="Persian name")),
                ("name_en", models.CharField(max_length=250, verbose_name="English name")),
                (
                    "edited_on_screen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, verbose_name="confirmed")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "sector",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="user name")),
                ("full_name", models.CharField(max_length=120, verbose_name="full name")),
                ("full_name_en", models.CharField(blank=True, max_length=120, verbose_name="full name in English")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("mobile", models.CharField(blank=True, max_length=11, verbose_name="mobile number")),
                (
                    "language",
                    models.CharField(
                        choices=[("fa", "Persian"), ("en", "English")],
                        default="fa",
                        max_length=2,
                        verbose_name="language of messages",
                    ),
                ),
                ("by_email", models.BooleanField(default=True, verbose_name="by e-mail")),
                ("by_sms", models.BooleanField(default=False, verbose_name="by text message")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="must change the password")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("full_name")),
                            models.Value("آاأإءئؤبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیيىك\u200c"),
                            models.Value(
                                "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009\ue00a\ue00b\ue00c\ue00d\ue00e\ue00f\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017\ue018\ue019\ue01a\ue01b\ue01c\ue01d\ue01e\ue01f\ue020\ue021\ue022\ue023\ue024\ue025\ue026\ue026\ue026\ue01e"
                            ),
                            function="translate",
                            output_field=models.CharField(),
                        ),
                        output_field=models.CharField(db_collation="C", max_length=500),
                    ),
                ),
                (
                    "search_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("full_name")),
                            models.Value("آأإٱؤئيىكةەۀ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ \xa0\u200b\u200c\u200d\u200e\u200f\n\rـءًٌٍَُِّْٰٕٓٔ"),
                            models.Value("ااااویییکههه01234567890123456789"),
                            function="translate",
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "ordering": ["username"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mobile", ""), ("mobile__regex", "^09[0-9]{9}$"), _connector="OR"),
                        name="user_mobile_is_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["fa", "en"])), name="user_language_is_spoken"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_fa", models.CharField(max_length=250, verbose_name="Persian name")),
                ("name_en", models.CharField(max_length=250, verbose_name="English name")),
                (
                    "edited_on_screen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, verbose_name="confirmed")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bank", "Bank"),
                            ("chamber", "Chamber"),
                            ("company", "Company"),
                            ("council", "Council"),
                            ("county_governorate", "County governorate"),
                            ("general_directorate", "General directorate"),
                            ("governorate_general", "Governorate-general"),
                            ("judicial", "Judicial body"),
                            ("military_police", "Military or police"),
                            ("municipality", "Municipality"),
                            ("organization", "Organization"),
                            ("public_institution", "Public institution"),
                            ("public_nongov", "Public non-governmental body"),
                            ("research_center", "Research centre"),
                            ("revolutionary_foundation", "Revolutionary foundation"),
                            ("state_company", "State company"),
                            ("university", "University"),
                            ("zone_authority", "Zone authority"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "evaluation_group",
                    models.CharField(
                        choices=[
                            ("infrastructure", "Infrastructure"),
                            ("production", "Production and services"),
                            ("economic", "Economic and financial"),
                            ("health_welfare", "Health and welfare"),
                            ("culture_education", "Culture and education"),
                            ("general", "General, security and judicial"),
                        ],
                        max_length=20,
                        verbose_name="evaluation group",
                    ),
                ),
                ("expected_to_submit", models.BooleanField(default=True, verbose_name="expected to submit")),
                ("former_names", models.JSONField(blank=True, default=list, verbose_name="former names")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("name_fa")),
                            models.Value("آاأإءئؤبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیيىك\u200c"),
                            models.Value(
                                "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009\ue00a\ue00b\ue00c\ue00d\ue00e\ue00f\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017\ue018\ue019\ue01a\ue01b\ue01c\ue01d\ue01e\ue01f\ue020\ue021\ue022\ue023\ue024\ue025\ue026\ue026\ue026\ue01e"
                            ),
                            function="translate",
                            output_field=models.CharField(),
                        ),
                        output_field=models.CharField(db_collation="C", max_length=500),
                    ),
                ),
                (
                    "search_key",
                    models.GeneratedField(
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
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="parent agency",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "agency",
                "ordering": ["sort_key"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="agency_search",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "head of the history",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="history_has_one_head")],
            },
        ),
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("answer", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "sent form",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="sent_form_is_carried_out_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, editable=False)),
                ("transaction", models.BigIntegerField(editable=False)),
                ("role", models.CharField(blank=True, max_length=20)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("loaded", "Reference data loaded"),
                            ("created", "Created"),
                            ("changed", "Changed"),
                            ("removed", "Removed"),
                            ("moved", "Moved"),
                            ("remarked", "Remark made"),
                            ("answered", "Remark answered"),
                            ("offered", "Offered"),
                            ("agreed", "Agreed"),
                            ("ruling_asked", "Ruling asked for"),
                            ("ruled", "Ruled"),
                            ("frozen", "Frozen"),
                            ("opened", "Opened"),
                            ("reported", "Reported"),
                            ("signed", "Signed"),
                            ("delegated", "Signature delegated"),
                            ("revoked", "Delegation revoked"),
                            ("settled", "Settled"),
                            ("returned", "Returned"),
                            ("evidence_added", "Evidence added"),
                            ("report_requested", "Report requested"),
                            ("compiled", "Report compiled"),
                            ("failed", "Failed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.UUIDField(null=True)),
                ("root_id", models.UUIDField(db_index=True, null=True)),
                ("label", models.CharField(max_length=300)),
                ("changes", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True)),
                (
                    "file_hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("origin", models.CharField(blank=True, max_length=60)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "history entry",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["transaction", "at"], name="event_of_a_transaction")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                [
                                    "loaded",
                                    "created",
                                    "changed",
                                    "removed",
                                    "moved",
                                    "remarked",
                                    "answered",
                                    "offered",
                                    "agreed",
                                    "ruling_asked",
                                    "ruled",
                                    "frozen",
                                    "opened",
                                    "reported",
                                    "signed",
                                    "delegated",
                                    "revoked",
                                    "settled",
                                    "returned",
                                    "evidence_added",
                                    "report_requested",
                                    "compiled",
                                    "failed",
                                ],
                            )
                        ),
                        name="event_act_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agency_editor", "Agency officer"),
                            ("agency_head", "Head of agency"),
                            ("planner", "Planning organization"),
                            ("deputy", "Deputy governor for economic coordination"),
                            ("secretariat", "Headquarters secretariat"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("is_acting", models.BooleanField(default=False, verbose_name="acting")),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="letter number")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "delegated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by delegation of",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "ordering": ["user", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "agency_editor",
                                    "agency_head",
                                    "planner",
                                    "deputy",
                                    "secretariat",
                                    "auditor",
                                    "administrator",
                                ],
                            )
                        ),
                        name="membership_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", False), ("role__in", ["agency_editor", "agency_head"])),
                            models.Q(
                                ("agency__isnull", True),
                                ("role__in", ["administrator", "auditor", "deputy", "planner", "secretariat"]),
                            ),
                            _connector="OR",
                        ),
                        name="membership_agency_roles_name_an_agency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="membership_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delegated_by__isnull", True),
                            models.Q(
                                ("role", "agency_head"),
                                ("valid_until__isnull", False),
                                models.Q(("delegated_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="membership_delegated_is_a_signature_for_a_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_by__isnull", True), ("revoked_on__isnull", True)),
                            models.Q(("revoked_by__isnull", False), ("revoked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="membership_revoked_by_and_on",
                    ),
                ],
            },
        ),
    ]
