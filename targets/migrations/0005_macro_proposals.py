"""The figures of a macro target move into proposals; what was entered and approved so far becomes proposal 1."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.amounts

# Who entered a macro target stands in its history. The guards and the history are about people's acts, not about this.
CARRY_OVER = migrations.RunSQL(
    """
    ALTER TABLE public.targets_macrotarget DISABLE TRIGGER USER;
    INSERT INTO public.targets_macrotargetproposal (
        macro_target_id, number, baseline, value, trajectory, source,
        provincial_capacity, provincial_source, national_capacity, national_source,
        reason, letter_number, proposed_by_id, proposed_at, state, decided_by_id, decided_at, decision_reason
    )
    SELECT macro.id, 1, macro.baseline, macro.value, macro.trajectory, macro.source,
        macro.provincial_capacity, CASE WHEN macro.provincial_capacity IS NULL THEN '' ELSE macro.capacity_source END,
        macro.national_capacity, CASE WHEN macro.national_capacity IS NULL THEN '' ELSE macro.capacity_source END,
        '', '', entered.actor_id, entered.at,
        CASE WHEN macro.approved_at IS NULL THEN 'waiting' ELSE 'approved' END,
        macro.approved_by_id, macro.approved_at, ''
    FROM public.targets_macrotarget AS macro
        LEFT JOIN public.agencies_event AS entered
            ON entered.object_id = macro.uuid AND entered.object_kind = 'targets.macro_target' AND entered.act = 'created';
    UPDATE public.targets_macrotarget AS macro SET in_force_id = proposal.id
        FROM public.targets_macrotargetproposal AS proposal
        WHERE proposal.macro_target_id = macro.id AND proposal.state = 'approved';
    -- What waits for the end of the transaction stands in the way of changing the table.
    SET CONSTRAINTS ALL IMMEDIATE;
    DROP TRIGGER frozen_removal ON public.targets_macrotarget;
    DROP TRIGGER frozen_change ON public.targets_macrotarget;
    DROP FUNCTION public.guard_frozen_macro_target();
    ALTER TABLE public.targets_macrotarget ENABLE TRIGGER USER;
    """
)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_history"),
        ("projects", "0002_guards"),
        ("targets", "0004_edited_on_screen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", config.amounts.AmountField(verbose_name="share")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="reason or source")),
            ],
            options={
                "verbose_name": "agency's share",
                "ordering": ["proposal", "pk"],
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
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
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
                ("decision_reason", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "proposal for a macro target",
                "ordering": ["macro_target", "number"],
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
            ],
            options={
                "verbose_name": "past value",
                "ordering": ["indicator", "-year", "month", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="macroobservation",
            options={"ordering": ["macro_target", "period", "pk"], "verbose_name": "official observation"},
        ),
        migrations.RemoveConstraint(
            model_name="macroobservation",
            name="macro_observation_once_a_period",
        ),
        migrations.AddField(
            model_name="indicator",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="macroobservation",
            name="reason",
            field=models.CharField(blank=True, max_length=250, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="macroobservation",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="targets.macroobservation",
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="achievement_from",
            field=models.CharField(
                choices=[("zero", "From zero"), ("baseline", "From the baseline")],
                default="baseline",
                max_length=10,
                verbose_name="achievement",
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="aggregation",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="indicator",
            name="code",
            field=models.CharField(max_length=60, unique=True, verbose_name="code"),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="direction",
            field=models.CharField(
                choices=[("up", "Increasing"), ("down", "Decreasing"), ("hold", "Hold"), ("range", "Keep in range")],
                max_length=6,
                verbose_name="direction",
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="is_verified",
            field=models.BooleanField(default=False, verbose_name="verified"),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="kind",
            field=models.CharField(
                choices=[("flow", "Sum of periods"), ("stock", "Last value")], max_length=6, verbose_name="kind"
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="owner",
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="sector",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.sector",
                verbose_name="sector",
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="source",
            field=models.CharField(blank=True, max_length=250, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.unit", verbose_name="unit"
            ),
        ),
        migrations.AlterField(
            model_name="macroobservation",
            name="source",
            field=models.CharField(blank=True, max_length=250, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="macroobservation",
            name="value",
            field=config.amounts.AmountField(null=True, verbose_name="value"),
        ),
        migrations.AlterField(
            model_name="macrotarget",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="targets.indicator",
                verbose_name="indicator",
            ),
        ),
        migrations.AlterField(
            model_name="macrotarget",
            name="priority_industry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.priorityindustry",
                verbose_name="priority industry",
            ),
        ),
        migrations.AlterField(
            model_name="macrotarget",
            name="sector",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.sector",
                verbose_name="sector",
            ),
        ),
        migrations.AddConstraint(
            model_name="macroobservation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("macro_target", "period"),
                name="macro_observation_once_a_period",
            ),
        ),
        migrations.AddField(
            model_name="agencyshare",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="macrotargetproposal",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="macrotargetproposal",
            name="macro_target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="targets.macrotarget"
            ),
        ),
        migrations.AddField(
            model_name="macrotargetproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="agencyshare",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="targets.macrotargetproposal"
            ),
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
        migrations.AddField(
            model_name="pastvalue",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pastvalue",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.indicator"
            ),
        ),
        migrations.AddField(
            model_name="pastvalue",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="targets.pastvalue",
            ),
        ),
        migrations.AddConstraint(
            model_name="macrotargetproposal",
            constraint=models.UniqueConstraint(fields=("macro_target", "number"), name="macro_proposal_number_once"),
        ),
        migrations.AddConstraint(
            model_name="macrotargetproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("macro_target",), name="macro_proposal_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="macrotargetproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "approved", "returned", "replaced", "withdrawn"])),
                name="macro_proposal_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="macrotargetproposal",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="macrotargetproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "returned"]), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="macro_proposal_decider_is_not_proposer",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyshare",
            constraint=models.UniqueConstraint(fields=("proposal", "agency"), name="agency_share_once"),
        ),
        migrations.AddConstraint(
            model_name="pastvalue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("indicator", "year", "month"),
                name="past_value_once_a_month",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="pastvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__isnull", True), ("month__range", (1, 12)), _connector="OR"),
                name="past_value_month_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pastvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1300, 1500))), name="past_value_year_is_solar"
            ),
        ),
        CARRY_OVER,
        migrations.RemoveConstraint(
            model_name="macrotarget",
            name="macro_target_approved_by_and_at",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="approved_at",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="approved_by",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="baseline",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="capacity_source",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="national_capacity",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="provincial_capacity",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="source",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="trajectory",
        ),
        migrations.RemoveField(
            model_name="macrotarget",
            name="value",
        ),
    ]
