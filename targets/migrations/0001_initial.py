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
        ("projects", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "reason_code",
                    models.CharField(
                        choices=[
                            ("credit", "Credit was or was not allocated"),
                            ("event", "Drought, flood or another event beyond control"),
                            ("policy", "National directive or change of policy"),
                            ("capacity", "Capacity turned out different"),
                            ("scope", "Change of scope of the project"),
                            ("error", "Error in the agreed figures"),
                            ("late", "Program approved after the freeze"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("text", models.TextField(verbose_name="text of the decision")),
                (
                    "authority",
                    models.CharField(
                        choices=[("letter", "Letter"), ("resolution", "Resolution")],
                        default="letter",
                        max_length=10,
                        verbose_name="by",
                    ),
                ),
                ("authority_number", models.CharField(max_length=60, verbose_name="number")),
                ("authority_on", models.DateField(verbose_name="date")),
                ("stored_as", models.CharField(blank=True, max_length=120)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("bytes", models.PositiveIntegerField(default=0)),
                ("content_type", models.CharField(blank=True, max_length=80)),
                ("original_name", models.CharField(blank=True, max_length=200)),
                ("proposed_at", models.DateTimeField(default=config.clock.moment)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.TextField(blank=True)),
                ("proposed_in", models.BigIntegerField(default=0, editable=False)),
                ("approved_in", models.BigIntegerField(editable=False, null=True)),
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
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.planyear"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment",
                "ordering": ["plan_year", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan_year", "number"), name="amendment_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved", "rejected", "withdrawn"])),
                        name="amendment_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason_code__in",
                                ["credit", "event", "policy", "capacity", "scope", "error", "late", "other"],
                            )
                        ),
                        name="amendment_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("authority__in", ["letter", "resolution"])),
                        name="amendment_authority_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority_number", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="amendment_says_by_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="amendment_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "rejected"]), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="amendment_decider_is_not_proposer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("program", "Program"), ("project", "Project"), ("action", "Action")], max_length=8
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("field", models.CharField(max_length=20)),
                ("old", models.TextField(blank=True, verbose_name="said before")),
                ("new", models.TextField(blank=True, verbose_name="says now")),
                ("reason", models.TextField(verbose_name="reason")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("made_in", models.BigIntegerField(default=0, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.program"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of wording",
                "ordering": ["program", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["program", "project", "action"])),
                        name="correction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="correction_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="correction_corrects_something",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["object_id", "field"], name="correction_of_a_text"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DoubleCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("confirmed", "Confirmed"), ("cleared", "Cleared"), ("reopened", "Reopened")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("object", "The same object"), ("title", "Near-equal titles")],
                        max_length=10,
                        verbose_name="suspected for",
                    ),
                ),
                ("common_amount", config.amounts.AmountField(null=True, verbose_name="common amount")),
                ("reason", models.TextField(verbose_name="reason")),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("replaces", models.ManyToManyField(related_name="+", to="targets.doublecount")),
            ],
            options={
                "verbose_name": "double count",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["object", "title"]), ("verdict__in", ["confirmed", "cleared", "reopened"])
                        ),
                        name="double_count_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("common_amount__gt", 0), ("verdict", "confirmed")),
                            models.Q(
                                models.Q(("verdict", "confirmed"), _negated=True), ("common_amount__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="double_count_confirmed_has_an_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("visited_on", models.DateField(verbose_name="date of the visit")),
                ("place", models.CharField(max_length=200, verbose_name="place")),
                ("visitors", models.CharField(max_length=300, verbose_name="who went")),
                ("findings", models.TextField(max_length=4000, verbose_name="findings")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded on")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "field visit",
                "ordering": ["-visited_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", ""), _negated=True),
                            models.Q(("visitors", ""), _negated=True),
                            models.Q(("findings", ""), _negated=True),
                        ),
                        name="field_visit_says_where_who_and_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("input", "Input"),
                            ("process", "Process"),
                            ("output", "Output"),
                            ("outcome", "Outcome"),
                        ],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("objective_code", models.CharField(blank=True, max_length=60, verbose_name="code of the objective")),
                ("objective", models.CharField(blank=True, max_length=250, verbose_name="objective")),
                ("definition", models.TextField(blank=True, verbose_name="definition")),
                ("formula", models.TextField(blank=True, verbose_name="formula")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("up", "Increasing"),
                            ("down", "Decreasing"),
                            ("hold", "Hold"),
                            ("range", "Keep in range"),
                        ],
                        max_length=6,
                        verbose_name="direction",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("flow", "Sum of periods"), ("stock", "Last value")], max_length=6, verbose_name="kind"
                    ),
                ),
                (
                    "aggregation",
                    models.CharField(
                        choices=[
                            ("sum", "Sum"),
                            ("last", "Last value"),
                            ("max", "Largest value"),
                            ("ratio", "Ratio of sums"),
                            ("weighted", "Weighted mean"),
                            ("none", "Not aggregated"),
                        ],
                        max_length=10,
                        verbose_name="aggregation",
                    ),
                ),
                (
                    "achievement_from",
                    models.CharField(
                        choices=[("zero", "From zero"), ("baseline", "From the baseline")],
                        default="baseline",
                        max_length=10,
                        verbose_name="achievement",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("monthly", "Monthly"),
                            ("quarterly", "Quarterly"),
                            ("half_yearly", "Half-yearly"),
                            ("yearly", "Yearly"),
                        ],
                        default="monthly",
                        max_length=12,
                        verbose_name="frequency",
                    ),
                ),
                ("data_items", models.TextField(blank=True, verbose_name="data items")),
                ("data_provider", models.CharField(blank=True, max_length=250, verbose_name="data provider")),
                (
                    "data_frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("monthly", "Monthly"),
                            ("quarterly", "Quarterly"),
                            ("half_yearly", "Half-yearly"),
                            ("yearly", "Yearly"),
                        ],
                        max_length=12,
                        verbose_name="frequency of the data",
                    ),
                ),
                ("means_of_verification", models.TextField(blank=True, verbose_name="means of verification")),
                ("influences", models.TextField(blank=True, verbose_name="influencing factors")),
                ("suggested_actions", models.TextField(blank=True, verbose_name="suggested actions")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("is_verified", models.BooleanField(default=False, verbose_name="verified")),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="owner",
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
                "verbose_name": "indicator",
                "ordering": ["sort_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("aggregation__in", ["sum", "last", "max", "ratio", "weighted", "none"]),
                            ("direction__in", ["up", "down", "hold", "range"]),
                            ("kind__in", ["flow", "stock"]),
                        ),
                        name="indicator_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("achievement_from__in", ["zero", "baseline"]),
                            ("data_frequency__in", ["", "monthly", "quarterly", "half_yearly", "yearly"]),
                            ("frequency__in", ["monthly", "quarterly", "half_yearly", "yearly"]),
                            ("level__in", ["", "input", "process", "output", "outcome"]),
                        ),
                        name="indicator_sheet_is_known",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="indicator_search",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MacroTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_illustrative", models.BooleanField(default=False)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.planyear"
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
                "verbose_name": "macro target",
                "ordering": ["plan_year", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan_year", "indicator", "sector", "priority_industry"),
                        name="macro_target_once_a_year",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sector__isnull", True), ("priority_industry__isnull", True), _connector="OR"
                        ),
                        name="macro_target_has_one_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MacroObservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", config.amounts.AmountField(null=True, verbose_name="value")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="reason")),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.period"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="targets.macroobservation",
                    ),
                ),
                (
                    "macro_target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="targets.macrotarget",
                    ),
                ),
            ],
            options={
                "verbose_name": "official observation",
                "ordering": ["macro_target", "period", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("macro_target", "period"),
                        name="macro_observation_once_a_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MacroTargetProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("baseline", config.amounts.AmountField(verbose_name="baseline")),
                ("value", config.amounts.AmountField(verbose_name="year-end target")),
                ("trajectory", config.amounts.AmountListField(size=None)),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source of the figures")),
                (
                    "provincial_capacity",
                    config.amounts.AmountField(blank=True, null=True, verbose_name="provincial capacity"),
                ),
                (
                    "provincial_source",
                    models.CharField(blank=True, max_length=250, verbose_name="source of the provincial capacity"),
                ),
                (
                    "national_capacity",
                    config.amounts.AmountField(blank=True, null=True, verbose_name="national capacity"),
                ),
                (
                    "national_source",
                    models.CharField(blank=True, max_length=250, verbose_name="source of the national capacity"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="letter number")),
                ("letter_on", models.DateField(blank=True, null=True, verbose_name="date of the letter")),
                ("proposed_at", models.DateTimeField(default=config.clock.moment)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("replaced", "Replaced by a later one"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
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
                    "macro_target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="targets.macrotarget"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal for a macro target",
                "ordering": ["macro_target", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("macro_target", "number"), name="macro_proposal_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("macro_target",),
                        name="macro_proposal_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "approved", "returned", "replaced", "withdrawn"])),
                        name="macro_proposal_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="macro_proposal_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "returned"]), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="macro_proposal_decider_is_not_proposer",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="macrotarget",
            name="in_force",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="targets.macrotargetproposal",
            ),
        ),
        migrations.CreateModel(
            name="AgencyShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", config.amounts.AmountField(verbose_name="share")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="reason or source")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="targets.macrotargetproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "agency's share",
                "ordering": ["proposal", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "agency"), name="agency_share_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MasterTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveSmallIntegerField()),
                ("row_count", models.PositiveIntegerField()),
                ("content_hash", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("frozen_at", models.DateTimeField()),
                ("frozen_on", models.DateField(default=config.clock.today)),
                (
                    "amendment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="master_table",
                        to="targets.amendment",
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "verbose_name": "master target table",
                "ordering": ["plan_year", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan_year", "version"), name="master_table_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amendment__isnull", True), ("version", 1)),
                            models.Q(("amendment__isnull", False), ("version__gt", 1)),
                            _connector="OR",
                        ),
                        name="master_table_later_ones_by_amendment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("agency", "Agency"),
                            ("province", "Planning organization"),
                            ("ruling", "Ruling of the deputy governor"),
                            ("amendment", "Amendment after the freeze"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", config.amounts.AmountField()),
                ("numerator", config.amounts.AmountField(null=True)),
                ("denominator", config.amounts.AmountField(null=True)),
                ("trajectory", config.amounts.AmountListField(size=None)),
                ("reason", models.TextField(blank=True)),
                ("condition", models.CharField(blank=True, max_length=250)),
                ("letter_number", models.CharField(blank=True, max_length=60)),
                ("letter_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField(default=config.clock.moment)),
                (
                    "made_by",
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
                "verbose_name": "offer",
                "ordering": ["target", "round"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["agency", "province", "ruling", "amendment"])),
                        name="offer_side_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "said",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("ruling_asked", "Ruling asked for")], max_length=20
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("agency", "Agency"),
                            ("province", "Planning organization"),
                            ("ruling", "Ruling of the deputy governor"),
                            ("amendment", "Amendment after the freeze"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(default=config.clock.moment)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="targets.offer"
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
                "verbose_name": "answer to an offer",
                "ordering": ["offer", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "said"), name="offer_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("said__in", ["accepted", "ruling_asked"])),
                        name="offer_answer_said_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["agency", "province", "ruling", "amendment"])),
                        name="offer_answer_side_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", config.amounts.AmountField(null=True, verbose_name="value")),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="source")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="reason")),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="month")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.indicator"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="targets.pastvalue",
                    ),
                ),
            ],
            options={
                "verbose_name": "past value",
                "ordering": ["indicator", "-year", "month", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("indicator", "year", "month"),
                        name="past_value_once_a_month",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__isnull", True), ("month__range", (1, 12)), _connector="OR"),
                        name="past_value_month_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (1300, 1500))), name="past_value_year_is_solar"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_from", models.DateField()),
                ("due", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField()),
                ("late", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.period"
                    ),
                ),
            ],
            options={
                "verbose_name": "closing of a period",
                "ordering": ["period"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("late__lte", models.F("received")), ("received__lte", models.F("due"))),
                        name="period_closing_counts_fit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("until", models.DateField(verbose_name="open until")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("granted_at", models.DateTimeField()),
                ("granted_on", models.DateField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoke_reason", models.CharField(blank=True, max_length=500)),
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
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.period",
                        verbose_name="period",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.program",
                        verbose_name="program",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "re-opening of a period",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="period_exception_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("granted_on"))),
                        name="period_exception_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoke_reason", ""), ("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                                models.Q(("revoke_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="period_exception_revoked_by_and_at",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["agency", "period"], name="period_exception_of_a_return"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("due", "Due"),
                            ("draft", "Draft"),
                            ("awaiting_head", "Waiting for the head's signature"),
                            ("submitted", "Submitted"),
                            ("settled", "Settled"),
                        ],
                        default="due",
                        max_length=15,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("tracking_code", models.CharField(blank=True, max_length=20)),
                (
                    "contributor_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_on", models.DateField(null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_on", models.DateField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "on_behalf_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.period"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "progress report",
                "ordering": ["period", "agency"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "period"), name="progress_report_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["due", "draft", "awaiting_head", "submitted", "settled"])),
                        name="progress_report_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", True),
                            ("sent_by__isnull", True),
                            models.Q(("signed_by", models.F("sent_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="progress_report_signer_is_not_sender",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("tracking_code"), name="gin_trgm_ops"),
                        name="progress_report_search",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Narrative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.program"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives",
                        to="targets.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "narrative",
                "ordering": ["report", "program"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "program"), name="narrative_once_a_program"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("due", "Not yet reported"),
                            ("entered", "Entered"),
                            ("sent", "Sent"),
                            ("returned", "Returned for correction"),
                            ("adjusted", "Adjusted"),
                            ("objected", "Objected to by the agency"),
                            ("disputed", "In dispute"),
                            ("settled", "Settled"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("reported", config.amounts.AmountField(null=True)),
                ("reported_numerator", config.amounts.AmountField(null=True)),
                ("reported_denominator", config.amounts.AmountField(null=True)),
                ("verified", config.amounts.AmountField(null=True)),
                ("verified_numerator", config.amounts.AmountField(null=True)),
                ("verified_denominator", config.amounts.AmountField(null=True)),
                ("disputed", config.amounts.AmountField(null=True)),
                ("disputed_numerator", config.amounts.AmountField(null=True)),
                ("disputed_denominator", config.amounts.AmountField(null=True)),
                ("adjusted", config.amounts.AmountField(null=True)),
                ("adjusted_numerator", config.amounts.AmountField(null=True)),
                ("adjusted_denominator", config.amounts.AmountField(null=True)),
                ("objection_until", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("nothing_happened", models.BooleanField(default=False, verbose_name="nothing happened")),
                ("return_reason", models.CharField(blank=True, max_length=500)),
                ("is_restated", models.BooleanField(default=False)),
                (
                    "action",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.action"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="targets.progressreport"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a return",
                "ordering": ["report", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "action"), name="report_line_once_an_action"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["due", "entered", "sent", "returned", "adjusted", "objected", "disputed", "settled"],
                            )
                        ),
                        name="report_line_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__isnull", True),
                            ("reported__isnull", True),
                            models.Q(("reported__gte", 0), ("reported__lte", 100)),
                            _connector="OR",
                        ),
                        name="report_line_action_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__isnull", True),
                            ("adjusted__isnull", True),
                            models.Q(("adjusted__gte", 0), ("adjusted__lte", 100)),
                            _connector="OR",
                        ),
                        name="report_line_adjusted_action_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nothing_happened", False), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="report_line_nothing_happened_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_denominator__isnull", True),
                            models.Q(("reported_denominator", 0), _negated=True),
                            _connector="OR",
                        ),
                        name="report_line_denominator_is_not_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("adjusted", "settled")), _negated=True),
                            ("verified__isnull", False),
                            _connector="OR",
                        ),
                        name="report_line_settled_has_a_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("disputed__isnull", False),
                                ("status__in", ("objected", "disputed")),
                                ("verified__isnull", True),
                                ("verified_denominator__isnull", True),
                                ("verified_numerator__isnull", True),
                            ),
                            models.Q(
                                models.Q(("status__in", ("objected", "disputed")), _negated=True),
                                ("disputed__isnull", True),
                                ("disputed_denominator__isnull", True),
                                ("disputed_numerator__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="report_line_in_dispute_is_not_verified",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adjusted__isnull", False), ("objection_until__isnull", False)),
                            models.Q(
                                models.Q(("status__in", ("adjusted", "objected")), _negated=True),
                                ("adjusted__isnull", True),
                                ("objection_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="report_line_adjusted_may_be_objected_to",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reported", "Reported by the agency"),
                            ("verified", "Verified as reported"),
                            ("adjusted", "Adjusted by the reviewer"),
                            ("disputed", "Disputed by the reviewer"),
                            ("returned", "Returned for correction"),
                            ("left_out", "Left out when the others were accepted"),
                            ("objected", "Objection of the agency"),
                            ("kept", "Objection answered: the reviewer's figure is kept"),
                            ("taken_back", "Taken back: verified as reported"),
                            ("settled", "Settled by the deputy governor"),
                            ("reopened", "Opened again to be restated"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", config.amounts.AmountField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("recorded_on", models.DateField(default=config.clock.today)),
                ("numerator", config.amounts.AmountField(null=True)),
                ("denominator", config.amounts.AmountField(null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.fieldvisit",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.reportline"
                    ),
                ),
            ],
            options={
                "verbose_name": "measurement",
                "ordering": ["line", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "reported",
                                    "verified",
                                    "adjusted",
                                    "disputed",
                                    "returned",
                                    "left_out",
                                    "objected",
                                    "kept",
                                    "taken_back",
                                    "settled",
                                    "reopened",
                                ],
                            )
                        ),
                        name="measurement_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "kind__in",
                                    [
                                        "adjusted",
                                        "disputed",
                                        "kept",
                                        "left_out",
                                        "objected",
                                        "reopened",
                                        "returned",
                                        "settled",
                                        "taken_back",
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="measurement_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("content_type", models.CharField(max_length=80)),
                ("original_name", models.CharField(max_length=200)),
                ("proves", models.CharField(blank=True, max_length=250, verbose_name="what it proves")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="targets.reportline"
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "ordering": ["line", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ActionProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reported", "Reported by the agency"),
                            ("verified", "Verified as reported"),
                            ("adjusted", "Adjusted by the reviewer"),
                            ("disputed", "Disputed by the reviewer"),
                            ("returned", "Returned for correction"),
                            ("left_out", "Left out when the others were accepted"),
                            ("objected", "Objection of the agency"),
                            ("kept", "Objection answered: the reviewer's figure is kept"),
                            ("taken_back", "Taken back: verified as reported"),
                            ("settled", "Settled by the deputy governor"),
                            ("reopened", "Opened again to be restated"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", config.amounts.AmountField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("recorded_on", models.DateField(default=config.clock.today)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.fieldvisit",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.reportline"
                    ),
                ),
            ],
            options={
                "verbose_name": "action progress",
                "ordering": ["line", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "reported",
                                    "verified",
                                    "adjusted",
                                    "disputed",
                                    "returned",
                                    "left_out",
                                    "objected",
                                    "kept",
                                    "taken_back",
                                    "settled",
                                    "reopened",
                                ],
                            )
                        ),
                        name="actionprogress_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "kind__in",
                                    [
                                        "adjusted",
                                        "disputed",
                                        "kept",
                                        "left_out",
                                        "objected",
                                        "reopened",
                                        "returned",
                                        "settled",
                                        "taken_back",
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="actionprogress_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tracking_code", models.CharField(max_length=20, unique=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("lines", models.PositiveIntegerField()),
                ("lines_with_a_figure", models.PositiveIntegerField()),
                ("files", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("sent_on", models.DateField()),
                ("signed_at", models.DateTimeField()),
                ("signed_on", models.DateField()),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.signedletter",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="targets.progressreport",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "signature under a return",
                "ordering": ["report", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("sent_by")), _negated=True),
                        name="return_signature_is_not_the_sender_s",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnStay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "turn",
                    models.CharField(
                        choices=[
                            ("agency", "the agency's officer"),
                            ("head", "the head of the agency"),
                            ("planner", "the planning organization"),
                            ("deputy", "the deputy governor"),
                            ("nobody", "nobody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since_on", models.DateField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="targets.progressreport"
                    ),
                ),
            ],
            options={
                "verbose_name": "stay of a return",
                "ordering": ["report", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("turn__in", ["agency", "head", "planner", "deputy", "nobody"])),
                        name="return_stay_turn_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plant", "Plant or firm"),
                            ("licence", "Licence"),
                            ("loan", "Loan file"),
                            ("mine", "Mine"),
                            ("estate", "Industrial estate"),
                            ("village", "Village"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("identifier", models.CharField(blank=True, max_length=60, verbose_name="licence or file number")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Lower(models.F("name")),
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
                                    models.F("name"),
                                    models.Value("|"),
                                    models.F("identifier"),
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
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.county",
                        verbose_name="county",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "shared object",
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["plant", "licence", "loan", "mine", "estate", "village", "other"])
                        ),
                        name="shared_object_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("identifier", ""), _negated=True),
                        fields=("kind", "identifier"),
                        name="shared_object_number_once",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("search_key"), name="gin_trgm_ops"),
                        name="shared_object_search",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("name"), name="gin_trgm_ops"),
                        name="shared_object_near",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("baseline", config.amounts.AmountField(blank=True, null=True, verbose_name="baseline")),
                ("baseline_on", models.DateField(blank=True, null=True, verbose_name="date of the baseline")),
                (
                    "baseline_source",
                    models.CharField(blank=True, max_length=250, verbose_name="source of the baseline"),
                ),
                ("value", config.amounts.AmountField(blank=True, null=True, verbose_name="year-end target")),
                ("numerator", config.amounts.AmountField(blank=True, null=True, verbose_name="numerator")),
                ("denominator", config.amounts.AmountField(blank=True, null=True, verbose_name="denominator")),
                ("lower_bound", config.amounts.AmountField(blank=True, null=True, verbose_name="lower bound")),
                ("upper_bound", config.amounts.AmountField(blank=True, null=True, verbose_name="upper bound")),
                ("trajectory", config.amounts.AmountListField(size=None)),
                ("weight", config.amounts.AmountField(default=Decimal("1"), verbose_name="weight in the project")),
                (
                    "feeds",
                    models.CharField(
                        choices=[("increment", "As an increment"), ("level", "As a level")],
                        default="increment",
                        max_length=10,
                        verbose_name="feeds it",
                    ),
                ),
                (
                    "means_of_verification",
                    models.CharField(blank=True, max_length=250, verbose_name="means of verification"),
                ),
                (
                    "accepted_offer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.offer",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.county",
                        verbose_name="county",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "macro_target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.macrotarget",
                        verbose_name="feeds the macro target",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.project"
                    ),
                ),
                (
                    "shared_objects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="targets.sharedobject", verbose_name="objects counted"
                    ),
                ),
            ],
            options={
                "verbose_name": "target",
                "ordering": ["project", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "indicator", "county"), name="target_once_a_county", nulls_distinct=False
                    ),
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="target_weight_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__isnull", True), models.Q(("denominator", 0), _negated=True), _connector="OR"
                        ),
                        name="target_denominator_is_not_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("feeds__in", ["increment", "level"])), name="target_feeds_is_known"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="reportline",
            name="target",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.target"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="targets.target"
            ),
        ),
        migrations.CreateModel(
            name="MasterTableRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("program_id_frozen", models.UUIDField()),
                ("program_code", models.CharField(max_length=30)),
                ("program_title", models.CharField(max_length=250)),
                ("project_code", models.CharField(max_length=40)),
                ("project_title", models.CharField(max_length=250)),
                ("project_weight", config.amounts.AmountField()),
                ("axis_code", models.CharField(blank=True, max_length=40)),
                ("sector_code", models.CharField(blank=True, max_length=40)),
                ("indicator_code", models.CharField(max_length=60)),
                ("unit_code", models.CharField(max_length=40)),
                ("direction", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=6)),
                ("aggregation", models.CharField(max_length=10)),
                ("achievement_from", models.CharField(max_length=10)),
                ("macro_target_id_frozen", models.UUIDField(null=True)),
                ("feeds", models.CharField(max_length=10)),
                ("county_code", models.CharField(blank=True, max_length=4)),
                ("baseline", config.amounts.AmountField()),
                ("baseline_on", models.DateField(null=True)),
                ("value", config.amounts.AmountField()),
                ("numerator", config.amounts.AmountField(null=True)),
                ("denominator", config.amounts.AmountField(null=True)),
                ("lower_bound", config.amounts.AmountField(null=True)),
                ("upper_bound", config.amounts.AmountField(null=True)),
                ("trajectory", config.amounts.AmountListField(size=None)),
                ("weight", config.amounts.AmountField()),
                ("actions", models.JSONField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "master_table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="targets.mastertable"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.target"
                    ),
                ),
            ],
            options={
                "verbose_name": "row of the master table",
                "ordering": ["master_table", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("master_table", "position"), name="master_table_row_position"),
                    models.UniqueConstraint(fields=("master_table", "target"), name="master_table_row_target"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DoubleCountShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", config.amounts.AmountField(null=True, verbose_name="share of the common amount")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="targets.doublecount"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.target"
                    ),
                ),
            ],
            options={
                "verbose_name": "share of a double count",
                "ordering": ["decision", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "target"), name="double_count_target_once"),
                    models.CheckConstraint(
                        condition=models.Q(("share__isnull", True), ("share__range", (0, 100)), _connector="OR"),
                        name="double_count_share_is_a_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", config.amounts.AmountField(blank=True, null=True, verbose_name="cost of the delay")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.challenge"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="targets.target"
                    ),
                ),
            ],
            options={
                "verbose_name": "cost of an obstacle",
                "ordering": ["challenge", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("challenge", "target"), name="challenge_cost_once_a_target"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="challenge_cost_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("figures", "Other figures"),
                            ("drop", "The project goes"),
                            ("late", "The program comes in"),
                        ],
                        max_length=10,
                    ),
                ),
                ("old_value", config.amounts.AmountField(null=True)),
                ("old_numerator", config.amounts.AmountField(null=True)),
                ("old_denominator", config.amounts.AmountField(null=True)),
                ("old_lower_bound", config.amounts.AmountField(null=True)),
                ("old_upper_bound", config.amounts.AmountField(null=True)),
                ("old_weight", config.amounts.AmountField(null=True)),
                ("old_trajectory", config.amounts.AmountListField(size=None)),
                ("value", config.amounts.AmountField(null=True)),
                ("numerator", config.amounts.AmountField(null=True)),
                ("denominator", config.amounts.AmountField(null=True)),
                ("lower_bound", config.amounts.AmountField(null=True)),
                ("upper_bound", config.amounts.AmountField(null=True)),
                ("weight", config.amounts.AmountField(null=True)),
                ("trajectory", config.amounts.AmountListField(size=None)),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="targets.amendment"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.program"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.project"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.target"
                    ),
                ),
            ],
            options={
                "verbose_name": "line",
                "ordering": ["amendment", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("amendment", "position"), name="amendment_line_position"),
                    models.UniqueConstraint(fields=("amendment", "target"), name="amendment_line_target_once"),
                    models.UniqueConstraint(fields=("amendment", "project"), name="amendment_line_project_once"),
                    models.UniqueConstraint(fields=("amendment", "program"), name="amendment_line_program_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "figures"),
                                ("program__isnull", True),
                                ("project__isnull", True),
                                ("target__isnull", False),
                                ("value__isnull", False),
                                ("weight__isnull", False),
                            ),
                            models.Q(
                                ("kind", "drop"),
                                ("program__isnull", True),
                                ("project__isnull", False),
                                ("target__isnull", True),
                            ),
                            models.Q(
                                ("kind", "late"),
                                ("program__isnull", False),
                                ("project__isnull", True),
                                ("target__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="amendment_line_is_about_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
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
                ("dimension", models.CharField(max_length=40, verbose_name="dimension")),
                ("factor", models.DecimalField(decimal_places=10, max_digits=30, verbose_name="factor")),
                ("decimals", models.PositiveSmallIntegerField(verbose_name="decimals")),
                (
                    "adds_within",
                    models.CharField(
                        choices=[("dimension", "Its dimension"), ("unit", "Itself only"), ("nothing", "Nothing")],
                        max_length=10,
                        verbose_name="adds within",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("factor__gt", 0), ("factor__lt", 10000000000000000000)),
                        name="unit_factor_is_positive",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="indicator",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.unit", verbose_name="unit"
            ),
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("content_type", models.CharField(max_length=80)),
                ("original_name", models.CharField(max_length=200)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="targets.fieldvisit"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of a visit",
                "ordering": ["visit", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "sha256"), name="visit_photo_once_a_visit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", config.amounts.AmountField(verbose_name="working value")),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                ("written_at", models.DateTimeField(auto_now=True)),
                (
                    "target",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="targets.target"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "working value",
                "ordering": ["target"],
            },
        ),
        migrations.AddIndex(
            model_name="reportline",
            index=models.Index(fields=["target", "report"], name="report_line_by_target"),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__isnull", True), ("target__isnull", False)),
                    models.Q(("action__isnull", False), ("target__isnull", True)),
                    _connector="OR",
                ),
                name="report_line_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.UniqueConstraint(fields=("report", "target"), name="report_line_once_a_target"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("target", "round"), name="offer_round_once_a_target"),
        ),
    ]
