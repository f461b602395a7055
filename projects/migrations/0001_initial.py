import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import config.amounts
import config.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Axis",
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
                "verbose_name": "axis",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Holiday",
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
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("is_day_off", models.BooleanField(default=True, verbose_name="offices are closed")),
            ],
            options={
                "verbose_name": "holiday",
                "ordering": ["day"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="KeyCore",
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
                "verbose_name": "key core",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PolicyClause",
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
                (
                    "provincially_actionable",
                    models.BooleanField(default=False, verbose_name="a province can act on it"),
                ),
            ],
            options={
                "verbose_name": "policy clause",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PriorityIndustry",
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
                ("situation", models.TextField(blank=True, verbose_name="where it stands")),
                ("aim", models.TextField(blank=True, verbose_name="aim")),
                ("strategy", models.TextField(blank=True, verbose_name="strategy")),
                ("document", models.CharField(blank=True, max_length=250, verbose_name="document of the strategy")),
            ],
            options={
                "verbose_name": "priority industry",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Topic",
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
                "verbose_name": "topic",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=250, verbose_name="action")),
                ("responsible", models.CharField(blank=True, max_length=150, verbose_name="responsible")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="start")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="end")),
                ("weight", config.amounts.AmountField(blank=True, null=True, verbose_name="weight (percent)")),
                (
                    "search_key",
                    models.GeneratedField(
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
                ("depends_on", models.ManyToManyField(blank=True, related_name="+", to="projects.action")),
            ],
            options={
                "verbose_name": "action",
                "ordering": ["project", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="action_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight__isnull", True), models.Q(("weight__gt", 0), ("weight__lte", 100)), _connector="OR"
                        ),
                        name="action_weight_is_a_percentage",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="action_search",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=250, verbose_name="obstacle")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("credit", "Credit and funding"),
                            ("permit", "Permits and licences"),
                            ("land", "Land and infrastructure"),
                            ("inputs", "Inputs and raw materials"),
                            ("market", "Market and sale"),
                            ("rules", "Laws and regulations"),
                            ("coordination", "Coordination between agencies"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind of obstacle",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("agency", "Agency"), ("province", "Province"), ("national", "National")],
                        max_length=10,
                        verbose_name="can be solved at the level",
                    ),
                ),
                ("owner", models.CharField(blank=True, max_length=150, verbose_name="who has to solve it")),
                (
                    "owner_side",
                    models.CharField(
                        choices=[
                            ("inside", "Inside the agency"),
                            ("outside", "Outside the agency"),
                            ("beyond", "Outside the province"),
                        ],
                        default="inside",
                        max_length=8,
                        verbose_name="inside or outside",
                    ),
                ),
                ("ask", models.CharField(blank=True, max_length=500, verbose_name="what is asked for")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be solved by")),
                ("is_stated", models.BooleanField(default=True)),
                ("registered_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_hand", "In hand"),
                            ("claimed", "Said to be solved, to be confirmed"),
                            ("solved", "Solved"),
                            ("insoluble", "Cannot be solved"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "desk",
                    models.CharField(
                        choices=[("agency", "Agency"), ("province", "Province"), ("headquarters", "Headquarters")],
                        default="agency",
                        max_length=12,
                        verbose_name="who has it",
                    ),
                ),
                ("desk_since", models.DateField(blank=True, null=True)),
                ("asked_name", models.CharField(blank=True, max_length=150, verbose_name="body that is asked")),
                ("asked_for", models.CharField(blank=True, max_length=500, verbose_name="what it is asked for")),
                ("asked_until", models.DateField(blank=True, null=True, verbose_name="asked until")),
                ("solution", models.TextField(blank=True, verbose_name="how it was solved")),
                ("solved_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "actions",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="projects.action", verbose_name="blocks the actions"
                    ),
                ),
                (
                    "asked_agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency that is asked",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency that has to solve it",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "solved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "solved_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "obstacle",
                "ordering": ["project", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                ["credit", "permit", "land", "inputs", "market", "rules", "coordination", "other"],
                            )
                        ),
                        name="challenge_category_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["agency", "province", "national"])),
                        name="challenge_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("owner_side__in", ["inside", "outside", "beyond"])),
                        name="challenge_owner_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="challenge_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "in_hand", "claimed", "solved", "insoluble"])),
                        name="challenge_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("desk__in", ["agency", "province", "headquarters"])),
                        name="challenge_desk_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_stated", True), ("registered_at__isnull", True), ("registered_by__isnull", True)
                            ),
                            models.Q(
                                ("desk_since__isnull", False),
                                ("is_stated", False),
                                ("registered_at__isnull", False),
                                ("registered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="challenge_is_stated_or_registered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("desk", "agency"), ("desk_since__isnull", False), _connector="OR"),
                        name="challenge_above_the_agency_since_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_agency__isnull", True), ("asked_name", ""), _connector="OR"),
                        name="challenge_asks_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("solution", ""),
                                ("solved_at__isnull", True),
                                ("solved_by__isnull", True),
                                ("solved_for__isnull", True),
                                ("state__in", ["open", "in_hand", "insoluble"]),
                            ),
                            models.Q(
                                ("solved_at__isnull", False),
                                ("solved_by__isnull", False),
                                ("state__in", ["claimed", "solved"]),
                                models.Q(("solution", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="challenge_solved_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("state", "solved")
                            ),
                            _connector="OR",
                        ),
                        name="challenge_confirmed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "solved"), _negated=True),
                            ("solved_for__isnull", True),
                            ("confirmed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="challenge_solved_for_an_agency_is_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("solved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="challenge_confirmed_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["state", "desk"], name="challenge_by_desk"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("commented", "Commented"),
                            ("referred", "Referred"),
                            ("escalated", "Escalated"),
                            ("sent_down", "Sent back down"),
                            ("claimed", "Said to be solved"),
                            ("confirmed", "Solution confirmed"),
                            ("doubted", "Solution not confirmed"),
                            ("solved", "Solved"),
                            ("given_up", "Found insoluble"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "desk",
                    models.CharField(
                        choices=[("agency", "Agency"), ("province", "Province"), ("headquarters", "Headquarters")],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_hand", "In hand"),
                            ("claimed", "Said to be solved, to be confirmed"),
                            ("solved", "Solved"),
                            ("insoluble", "Cannot be solved"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("to_name", models.CharField(blank=True, max_length=150)),
                ("until", models.DateField(null=True)),
                ("made_on", models.DateField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="projects.challenge"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "made_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "to_agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "step about an obstacle",
                "ordering": ["challenge", "version", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("challenge", "version"), name="challenge_step_once_a_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "registered",
                                    "commented",
                                    "referred",
                                    "escalated",
                                    "sent_down",
                                    "claimed",
                                    "confirmed",
                                    "doubted",
                                    "solved",
                                    "given_up",
                                    "reopened",
                                ],
                            )
                        ),
                        name="challenge_step_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("desk__in", ["agency", "province", "headquarters"])),
                        name="challenge_step_desk_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "in_hand", "claimed", "solved", "insoluble"])),
                        name="challenge_step_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "registered"), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="challenge_step_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "referred"), _negated=True),
                            models.Q(("to_agency__isnull", False), ("to_name", "")),
                            models.Q(("to_agency__isnull", True), models.Q(("to_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="challenge_step_refers_to_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("content_type", models.CharField(max_length=80)),
                ("original_name", models.CharField(max_length=200)),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="projects.challengestep"
                    ),
                ),
            ],
            options={
                "verbose_name": "file about an obstacle",
                "ordering": ["step", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=300)),
                ("root_id", models.UUIDField(null=True)),
                ("base_version", models.PositiveIntegerField(null=True)),
                ("fields", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "address"), name="draft_once_a_person_and_form"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="year")),
                ("slogan_fa", models.CharField(blank=True, max_length=200, verbose_name="slogan")),
                ("slogan_en", models.CharField(blank=True, max_length=200, verbose_name="slogan in English")),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "call_letter_number",
                    models.CharField(blank=True, max_length=60, verbose_name="number of the letter"),
                ),
                ("call_letter_on", models.DateField(blank=True, null=True, verbose_name="date of the letter")),
                ("call_deadline", models.DateField(blank=True, null=True, verbose_name="deadline of the call")),
                ("call_text", models.TextField(blank=True, verbose_name="text of the call")),
                ("call_issued_at", models.DateTimeField(blank=True, null=True)),
                ("call_issued_on", models.DateField(blank=True, null=True, verbose_name="call issued on")),
                (
                    "frequency",
                    models.CharField(
                        choices=[("monthly", "Monthly"), ("quarterly", "Quarterly")],
                        default="monthly",
                        max_length=10,
                        verbose_name="reporting frequency",
                    ),
                ),
                (
                    "due_after_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="days until a return is due"),
                ),
                (
                    "closes_after_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days until a period closes"),
                ),
                (
                    "objection_days",
                    models.PositiveSmallIntegerField(default=10, verbose_name="days to object to an adjusted figure"),
                ),
                ("adjustment_until", models.DateField(blank=True, null=True, verbose_name="adjustment window until")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("frozen", "Frozen"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("frozen_on", models.DateField(blank=True, null=True)),
                ("achievement_cap", config.amounts.AmountField(default=Decimal("100"))),
                ("on_plan_from", config.amounts.AmountField(default=Decimal("90"))),
                ("behind_from", config.amounts.AmountField(default=Decimal("70"))),
                ("tier_a_from", config.amounts.AmountField(default=Decimal("75"), verbose_name="tier A from")),
                ("tier_b_from", config.amounts.AmountField(default=Decimal("50"), verbose_name="tier B from")),
                (
                    "challenge_days_agency",
                    models.PositiveSmallIntegerField(default=10, verbose_name="days of a challenge with the agency"),
                ),
                (
                    "challenge_days_province",
                    models.PositiveSmallIntegerField(default=15, verbose_name="days of a challenge with the province"),
                ),
                ("is_illustrative", models.BooleanField(default=False)),
                (
                    "call_issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "plan year",
                "ordering": ["-year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gt", models.F("first_day"))),
                        name="plan_year_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tier_a_from__gt", models.F("tier_b_from")),
                            ("tier_a_from__lte", 100),
                            ("tier_b_from__gt", 0),
                        ),
                        name="plan_year_tiers_are_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "frozen", "closed"])), name="plan_year_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("call_issued_at__isnull", True),
                                ("call_issued_by__isnull", True),
                                ("call_issued_on__isnull", True),
                            ),
                            models.Q(
                                ("call_issued_at__isnull", False),
                                ("call_issued_by__isnull", False),
                                ("call_issued_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="plan_year_call_issued_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("call_issued_at__isnull", True),
                            models.Q(
                                models.Q(("call_letter_number", ""), _negated=True),
                                ("call_deadline__isnull", False),
                                ("call_letter_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="plan_year_call_has_letter_and_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "Month"),
                            ("quarter", "Quarter"),
                            ("catch_up", "Catch-up"),
                            ("adjustment", "Adjustment window"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                ("due_on", models.DateField(verbose_name="due day")),
                (
                    "due_reason",
                    models.CharField(blank=True, max_length=250, verbose_name="reason of the changed due day"),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="projects.planyear"
                    ),
                ),
            ],
            options={
                "verbose_name": "reporting period",
                "ordering": ["plan_year", "first_day", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan_year", "kind", "ordinal"), name="period_is_unique_in_year"),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("last_day"))), name="period_is_due_after_its_end"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedAgency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_expected", models.BooleanField(verbose_name="expected to answer")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.planyear"
                    ),
                ),
            ],
            options={
                "verbose_name": "expected agency",
                "ordering": ["plan_year", "agency"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan_year", "agency"), name="expected_agency_once_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=150, verbose_name="criterion")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="what is looked at")),
                ("weight", config.amounts.AmountField(verbose_name="weight (percent)")),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="criteria", to="projects.planyear"
                    ),
                ),
            ],
            options={
                "verbose_name": "criterion",
                "ordering": ["plan_year", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan_year", "title"), name="criterion_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0), ("weight__lte", Decimal("100"))),
                        name="criterion_weight_is_a_percentage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChainLink",
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
                ("is_present", models.BooleanField(default=True, verbose_name="there in the province")),
                (
                    "industry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="projects.priorityindustry",
                        verbose_name="priority industry",
                    ),
                ),
            ],
            options={
                "verbose_name": "link of the chain",
                "ordering": ["industry__position", "industry__code", "position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="code")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("purpose", models.TextField(blank=True, verbose_name="purpose")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("production_leap", "Production leap"),
                            ("resistance_economy", "Resistance economy"),
                            ("both", "Both"),
                        ],
                        default="production_leap",
                        max_length=20,
                        verbose_name="family",
                    ),
                ),
                (
                    "document_reference",
                    models.CharField(blank=True, max_length=250, verbose_name="reference in the Tadbir document"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting_head", "Waiting for the head's signature"),
                            ("under_review", "Under review"),
                            ("returned", "Returned for correction"),
                            ("negotiation", "Under review and agreement"),
                            ("agreed", "Agreed"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("status_since", models.DateTimeField()),
                ("touched_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("title")),
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
                                    models.F("title"),
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
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "axis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.axis",
                        verbose_name="axis",
                    ),
                ),
                (
                    "carried_over_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.program",
                        verbose_name="carried over from",
                    ),
                ),
                ("contributors", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.program",
                        verbose_name="copied from",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "key_cores",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="projects.keycore", verbose_name="key cores"
                    ),
                ),
                (
                    "on_behalf_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.planyear",
                        verbose_name="plan year",
                    ),
                ),
                (
                    "policy_clauses",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="projects.policyclause", verbose_name="policy clauses"
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(blank=True, related_name="+", to="projects.topic", verbose_name="topics"),
                ),
            ],
            options={
                "verbose_name": "program",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "awaiting_head",
                                    "under_review",
                                    "returned",
                                    "negotiation",
                                    "agreed",
                                    "approved",
                                    "closed",
                                    "rejected",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="program_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("family__in", ["production_leap", "resistance_economy", "both"])),
                        name="program_family_is_known",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="program_search",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("title"), name="gin_trgm_ops"),
                        name="program_near",
                    ),
                    models.Index(fields=["agency", "plan_year", "status"], name="program_by_agency"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rule", models.CharField(max_length=60)),
                ("anchor_id", models.UUIDField()),
                ("label", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField(null=True)),
                ("plea", models.TextField(blank=True, verbose_name="why the agency asks for it")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for the planning organization"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.TextField(blank=True, verbose_name="why it was withdrawn")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exemptions", to="projects.program"
                    ),
                ),
            ],
            options={
                "verbose_name": "exception",
                "ordering": ["program", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "granted", "refused", "withdrawn"])),
                        name="exemption_state_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "granted"])),
                        fields=("program", "rule", "anchor_id"),
                        name="exemption_once_a_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", True), ("asked_by__isnull", True), ("plea", "")),
                            models.Q(
                                ("asked_at__isnull", False),
                                ("asked_by__isnull", False),
                                models.Q(("plea", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exemption_asked_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked_by__isnull", False),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("reason", ""),
                                ("state__in", ["asked", "withdrawn"]),
                            ),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exemption_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"), ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawal_reason", ""),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="exemption_withdrawn_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by__isnull", True),
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="exemption_decider_did_not_ask",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "chain_link",
                    models.CharField(blank=True, max_length=150, verbose_name="link of the production chain"),
                ),
                (
                    "scope_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("county", "County"),
                            ("agency", "Agency"),
                        ],
                        max_length=12,
                        verbose_name="scope level",
                    ),
                ),
                (
                    "scope_level_decided",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("county", "County"),
                            ("agency", "Agency"),
                        ],
                        max_length=12,
                        verbose_name="scope level, as decided",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True, choices=[("A", "A"), ("B", "B"), ("C", "C")], max_length=1, verbose_name="tier"
                    ),
                ),
                (
                    "tier_decided",
                    models.CharField(
                        blank=True,
                        choices=[("A", "A"), ("B", "B"), ("C", "C")],
                        max_length=1,
                        verbose_name="tier, as decided",
                    ),
                ),
                ("grade_reason", models.TextField(blank=True, verbose_name="why this level and tier")),
                ("grade_decided_at", models.DateTimeField(blank=True, null=True)),
                ("grade_decision", models.TextField(blank=True, verbose_name="reason of the decision")),
                ("weight", config.amounts.AmountField(default=Decimal("1"), verbose_name="weight in the program")),
                ("needs_money", models.BooleanField(default=False, verbose_name="needs money")),
                ("jobs_direct", models.PositiveIntegerField(blank=True, null=True, verbose_name="direct jobs")),
                ("jobs_indirect", models.PositiveIntegerField(blank=True, null=True, verbose_name="indirect jobs")),
                (
                    "justification",
                    models.TextField(blank=True, verbose_name="justification against provincial and national capacity"),
                ),
                ("has_no_obstacles", models.BooleanField(default=False, verbose_name="no obstacle stands in the way")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("deferred", "Deferred"), ("dropped", "Dropped")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("state_reason", models.TextField(blank=True)),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("title")),
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
                                    models.F("title"),
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
                    "carried_over_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                        verbose_name="carried over from",
                    ),
                ),
                (
                    "counties",
                    models.ManyToManyField(blank=True, related_name="+", to="agencies.county", verbose_name="counties"),
                ),
                (
                    "grade_decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="agencies.agency", verbose_name="partner agencies"
                    ),
                ),
                (
                    "priority_industry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.priorityindustry",
                        verbose_name="priority industry",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="projects.program"
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "project",
                "ordering": ["program", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="project_weight_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "deferred", "dropped"])),
                        name="project_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope_level__in", ["", "national", "provincial", "county", "agency"]),
                            ("scope_level_decided__in", ["", "national", "provincial", "county", "agency"]),
                        ),
                        name="project_levels_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tier__in", ["", "A", "B", "C"]), ("tier_decided__in", ["", "A", "B", "C"])
                        ),
                        name="project_tiers_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("grade_decided_at__isnull", True),
                                ("grade_decided_by__isnull", True),
                                ("grade_decision", ""),
                                ("scope_level_decided", ""),
                                ("tier_decided", ""),
                            ),
                            models.Q(
                                ("grade_decided_at__isnull", False),
                                ("grade_decided_by__isnull", False),
                                models.Q(("scope_level_decided", ""), _negated=True),
                                models.Q(("tier_decided", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="project_grade_is_decided_by_somebody",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="project_search",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("title"), name="gin_trgm_ops"),
                        name="project_near",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("capital", "Acquisition of capital assets"),
                            ("current", "Current budget"),
                            ("bank_loan", "Bank loans"),
                            ("private", "Private investment"),
                            ("internal", "Agency's own resources"),
                            ("national", "National credit lines"),
                            ("unnamed", "Not named yet"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                ("approved", config.amounts.AmountField(blank=True, null=True, verbose_name="approved (rial)")),
                ("allocated", config.amounts.AmountField(blank=True, null=True, verbose_name="allocated (rial)")),
                ("spent", config.amounts.AmountField(blank=True, null=True, verbose_name="spent (rial)")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="funding_lines", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "funding line",
                "ordering": ["project", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "source"), name="funding_line_once_a_source"),
                ],
            },
        ),
        migrations.AddField(
            model_name="challenge",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="challenges", to="projects.project"
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="projects.project"
            ),
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("anchor_kind", models.CharField(default="program", max_length=20)),
                ("anchor_id", models.UUIDField()),
                ("anchor_field", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(verbose_name="remark")),
                ("is_blocking", models.BooleanField(default=True, verbose_name="must be answered")),
                ("made_at", models.DateTimeField(default=config.clock.moment)),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="settled on")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="projects.program"
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reviewer's remark",
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="remark_answered_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="remark_resolved_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("note", models.TextField(blank=True, verbose_name="grounds")),
                ("asks_second", models.BooleanField(default=False, verbose_name="a second reviewer is to score it")),
                ("made_at", models.DateTimeField(default=config.clock.moment)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "scores of a project",
                "ordering": ["project", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", config.amounts.AmountField(verbose_name="points")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.criterion"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="projects.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "score",
                "ordering": ["review", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "criterion"), name="score_once_a_criterion"),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", Decimal("100"))),
                        name="score_is_between_0_and_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="letter number")),
                ("dated_on", models.DateField(verbose_name="date of the letter")),
                ("text_hash", models.CharField(max_length=64)),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("content_type", models.CharField(max_length=80)),
                ("original_name", models.CharField(max_length=200)),
                ("registered_at", models.DateTimeField(auto_now_add=True, verbose_name="registered on")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registered by",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                        verbose_name="signed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "signed letter",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "number", "text_hash"), name="signed_letter_once_a_text"),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="signed_letter_has_a_number"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "contributor_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("submitted_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("tracking_code", models.CharField(blank=True, max_length=20)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="projects.program"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_seat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.signedletter",
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "ordering": ["program", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "number"), name="revision_number_once_a_program"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            ("signed_by__isnull", True),
                            models.Q(("submitted_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="revision_submitted_not_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            ("accepted_by__isnull", True),
                            models.Q(("submitted_by", models.F("accepted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="revision_submitted_not_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("submitted_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="revision_submitted_not_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", True),
                            ("accepted_by__isnull", True),
                            models.Q(("signed_by", models.F("accepted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="revision_signed_not_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("signed_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="revision_signed_not_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("accepted_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="revision_accepted_not_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="revision_signed_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", False),
                            models.Q(
                                ("signed_letter__isnull", True), ("signed_seat__isnull", True), ("tracking_code", "")
                            ),
                            _connector="OR",
                        ),
                        name="revision_receipt_comes_with_the_signature",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tracking_code", ""), _negated=True),
                        fields=("tracking_code",),
                        name="revision_tracking_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="revision_accepted_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="revision_approved_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting_head", "Waiting for the head's signature"),
                            ("under_review", "Under review"),
                            ("returned", "Returned for correction"),
                            ("negotiation", "Under review and agreement"),
                            ("agreed", "Agreed"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since_on", models.DateField()),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="projects.program"
                    ),
                ),
            ],
            options={
                "verbose_name": "stay in a status",
                "ordering": ["program", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "awaiting_head",
                                    "under_review",
                                    "returned",
                                    "negotiation",
                                    "agreed",
                                    "approved",
                                    "closed",
                                    "rejected",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="stay_status_is_known",
                    ),
                ],
            },
        ),
    ]
