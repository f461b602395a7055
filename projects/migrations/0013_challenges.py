import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import append_only, demand_event

# Where a challenge stands is what its last step says: whoever moves it leaves a step, with the version that it made.
STEPS = """
CREATE FUNCTION public.demand_challenge_step() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.projects_challengestep
        WHERE challenge_id = NEW.id AND version = NEW.version AND desk = NEW.desk AND state = NEW.state
    ) THEN
        RAISE EXCEPTION 'A challenge goes to another desk or state by a step that says why.'
            USING ERRCODE = '23J02', TABLE = TG_TABLE_NAME, HINT = 'Use the operations about challenges.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER step_demanded AFTER UPDATE ON public.projects_challenge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.desk, OLD.state) IS DISTINCT FROM (NEW.desk, NEW.state))
    EXECUTE FUNCTION public.demand_challenge_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_bargaining_acts"),
        ("projects", "0012_grading"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "file about an obstacle",
                "ordering": ["step", "pk"],
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
            ],
            options={
                "verbose_name": "step about an obstacle",
                "ordering": ["challenge", "version", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="challenge",
            name="challenge_owner_side_is_known",
        ),
        migrations.AddField(
            model_name="challenge",
            name="asked_agency",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="agency that is asked",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="asked_for",
            field=models.CharField(blank=True, max_length=500, verbose_name="what it is asked for"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="asked_name",
            field=models.CharField(blank=True, max_length=150, verbose_name="body that is asked"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="asked_until",
            field=models.DateField(blank=True, null=True, verbose_name="asked until"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="description",
            field=models.TextField(blank=True, verbose_name="description"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="desk",
            field=models.CharField(
                choices=[("agency", "Agency"), ("province", "Province"), ("headquarters", "Headquarters")],
                default="agency",
                max_length=12,
                verbose_name="who has it",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="desk_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="is_stated",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="owner_agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="agency that has to solve it",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="registered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="registered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="solution",
            field=models.TextField(blank=True, verbose_name="how it was solved"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="solved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="solved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="solved_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="state",
            field=models.CharField(
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
        migrations.AddField(
            model_name="challenge",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="planyear",
            name="challenge_days_agency",
            field=models.PositiveSmallIntegerField(default=10, verbose_name="days of a challenge with the agency"),
        ),
        migrations.AddField(
            model_name="planyear",
            name="challenge_days_province",
            field=models.PositiveSmallIntegerField(default=15, verbose_name="days of a challenge with the province"),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="owner_side",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["state", "desk"], name="challenge_by_desk"),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner_side__in", ["inside", "outside", "beyond"])),
                name="challenge_owner_side_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "in_hand", "claimed", "solved", "insoluble"])),
                name="challenge_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk__in", ["agency", "province", "headquarters"])), name="challenge_desk_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_stated", True), ("registered_at__isnull", True), ("registered_by__isnull", True)),
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
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk", "agency"), ("desk_since__isnull", False), _connector="OR"),
                name="challenge_above_the_agency_since_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_agency__isnull", True), ("asked_name", ""), _connector="OR"),
                name="challenge_asks_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("state", "solved")),
                    _connector="OR",
                ),
                name="challenge_confirmed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "solved"), _negated=True),
                    ("solved_for__isnull", True),
                    ("confirmed_by__isnull", False),
                    _connector="OR",
                ),
                name="challenge_solved_for_an_agency_is_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("solved_by")), _negated=True),
                    _connector="OR",
                ),
                name="challenge_confirmed_by_another",
            ),
        ),
        migrations.AddField(
            model_name="challengestep",
            name="challenge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="projects.challenge"
            ),
        ),
        migrations.AddField(
            model_name="challengestep",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="challengestep",
            name="made_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="challengestep",
            name="to_agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="challengefile",
            name="step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="projects.challengestep"
            ),
        ),
        migrations.AddConstraint(
            model_name="challengestep",
            constraint=models.UniqueConstraint(fields=("challenge", "version"), name="challenge_step_once_a_version"),
        ),
        migrations.AddConstraint(
            model_name="challengestep",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="challengestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk__in", ["agency", "province", "headquarters"])),
                name="challenge_step_desk_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="challengestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "in_hand", "claimed", "solved", "insoluble"])),
                name="challenge_step_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="challengestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "registered"), models.Q(("text", ""), _negated=True), _connector="OR"),
                name="challenge_step_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="challengestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "referred"), _negated=True),
                    models.Q(("to_agency__isnull", False), ("to_name", "")),
                    models.Q(("to_agency__isnull", True), models.Q(("to_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="challenge_step_refers_to_one",
            ),
        ),
        *map(demand_event, ["projects_challengestep", "projects_challengefile"]),
        *append_only("projects_challengestep"),
        *append_only("projects_challengefile"),
        migrations.RunSQL(
            STEPS,
            """
            DROP TRIGGER step_demanded ON public.projects_challenge;
            DROP FUNCTION public.demand_challenge_step();
            """,
        ),
    ]
