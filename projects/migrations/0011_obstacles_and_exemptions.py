import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import Withhold, demand_event

# Who has a part in a program decides on none of its exceptions, and who decided on one submits it no more.
EXEMPTION = """
CREATE FUNCTION public.guard_exemption() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    decision CONSTANT text[] := '{state,decided_by_id,decided_at,reason}';
BEGIN
    IF NEW.decided_by_id IS NOT NULL AND (
        EXISTS (
            SELECT FROM public.projects_program_contributors
            WHERE program_id = NEW.program_id AND user_id = NEW.decided_by_id
        ) OR EXISTS (
            SELECT FROM public.projects_revision
            WHERE program_id = NEW.program_id AND submitted_by_id = NEW.decided_by_id
        )
    ) THEN
        RAISE EXCEPTION 'Whoever has a part in a program does not decide on its exceptions.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.state <> 'asked' OR to_jsonb(OLD) - decision IS DISTINCT FROM to_jsonb(NEW) - decision
    ) THEN
        RAISE EXCEPTION 'An exception is decided once and stays as it was asked for.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Ask for another one.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER exemption_guarded BEFORE INSERT OR UPDATE ON public.projects_exemption
    FOR EACH ROW EXECUTE FUNCTION public.guard_exemption();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.projects_exemption
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.guard_submission() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.projects_exemption
        WHERE program_id = NEW.program_id AND decided_by_id = NEW.submitted_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever decided on an exception for a program does not submit it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else submit it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER submission_guarded BEFORE INSERT ON public.projects_revision
    FOR EACH ROW EXECUTE FUNCTION public.guard_submission();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0010_on_behalf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="has_no_obstacles",
            field=models.BooleanField(default=False, verbose_name="no obstacle stands in the way"),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=250, verbose_name="obstacle")),
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
                        choices=[("inside", "Inside the agency"), ("outside", "Outside the agency")],
                        default="inside",
                        max_length=8,
                        verbose_name="inside or outside",
                    ),
                ),
                ("ask", models.CharField(blank=True, max_length=500, verbose_name="what is asked for")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be solved by")),
                (
                    "actions",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="projects.action", verbose_name="blocks the actions"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="challenges", to="projects.project"
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
                        condition=models.Q(("owner_side__in", ["inside", "outside"])),
                        name="challenge_owner_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="challenge_says_something"
                    ),
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
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
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
                        condition=models.Q(("state__in", ["asked", "granted", "refused"])),
                        name="exemption_state_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
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
                                ("state", "asked"),
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
        *map(demand_event, ["projects_challenge", "projects_challenge_actions", "projects_exemption"]),
        migrations.RunSQL(
            EXEMPTION,
            """
            DROP TRIGGER submission_guarded ON public.projects_revision;
            DROP FUNCTION public.guard_submission();
            DROP TRIGGER exemption_guarded ON public.projects_exemption;
            DROP TRIGGER removal_refused ON public.projects_exemption;
            DROP FUNCTION public.guard_exemption();
            """,
        ),
        Withhold("projects_exemption", "DELETE, TRUNCATE"),
    ]
