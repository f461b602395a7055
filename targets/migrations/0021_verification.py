"""Figures of the reviewer beside those of the agency, disputes about them, and field visits."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.amounts
import config.clock
from agencies.guards import append_only, demand_event

# What was decided about a line changes by an objection and its settlement, or after the line was opened again.
DECIDED = """
CREATE FUNCTION public.guard_decided_line() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    last_decision text;
BEGIN
    IF (OLD.status, NEW.status) IN (
            ('adjusted', 'objected'), ('objected', 'disputed'), ('objected', 'settled'), ('disputed', 'settled')
        )
        AND (OLD.report_id, OLD.target_id, OLD.action_id,
            OLD.reported, OLD.reported_numerator, OLD.reported_denominator,
            OLD.adjusted, OLD.adjusted_numerator, OLD.adjusted_denominator, OLD.objection_until)
            IS NOT DISTINCT FROM (NEW.report_id, NEW.target_id, NEW.action_id,
            NEW.reported, NEW.reported_numerator, NEW.reported_denominator,
            NEW.adjusted, NEW.adjusted_numerator, NEW.adjusted_denominator, NEW.objection_until)
    THEN
        RETURN NEW;
    END IF;
    SELECT kind INTO last_decision
    FROM (
        SELECT id, kind FROM public.targets_measurement WHERE line_id = OLD.id
        UNION ALL SELECT id, kind FROM public.targets_actionprogress WHERE line_id = OLD.id
    ) AS entry
    WHERE kind IN ('verified', 'adjusted', 'taken_back', 'settled', 'reopened')
    ORDER BY id DESC LIMIT 1;
    IF OLD.status IN ('adjusted', 'settled') AND last_decision = 'reopened' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was decided about a line of a return changes no more.'
        USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Open the line again to restate it.';
END
$body$;
CREATE TRIGGER decided_line_guarded BEFORE UPDATE ON public.targets_reportline FOR EACH ROW
    WHEN (OLD.status IN ('adjusted', 'objected', 'disputed', 'settled')
        AND (OLD.report_id, OLD.target_id, OLD.action_id, OLD.status,
            OLD.reported, OLD.reported_numerator, OLD.reported_denominator,
            OLD.verified, OLD.verified_numerator, OLD.verified_denominator,
            OLD.disputed, OLD.disputed_numerator, OLD.disputed_denominator,
            OLD.adjusted, OLD.adjusted_numerator, OLD.adjusted_denominator, OLD.objection_until)
            IS DISTINCT FROM (NEW.report_id, NEW.target_id, NEW.action_id, NEW.status,
            NEW.reported, NEW.reported_numerator, NEW.reported_denominator,
            NEW.verified, NEW.verified_numerator, NEW.verified_denominator,
            NEW.disputed, NEW.disputed_numerator, NEW.disputed_denominator,
            NEW.adjusted, NEW.adjusted_numerator, NEW.adjusted_denominator, NEW.objection_until))
    EXECUTE FUNCTION public.guard_decided_line();
"""

# An objection is the agency's own word; who took a side in a dispute does not settle it.
_BOOKS = ("targets_measurement", "targets_actionprogress")
CHECKERS = "".join(
    f"""
DROP TRIGGER verifier_guarded ON public.{book};
CREATE TRIGGER verifier_guarded BEFORE INSERT ON public.{book} FOR EACH ROW
    WHEN (NEW.kind NOT IN ('reported', 'objected', 'reopened')) EXECUTE FUNCTION public.guard_verifier();
CREATE FUNCTION public.guard_settler_{book}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.{book}
        WHERE line_id = NEW.line_id AND kind IN ('adjusted', 'disputed', 'kept') AND entered_by_id = NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever took a side in a dispute does not settle it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else settle it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER settler_guarded BEFORE INSERT ON public.{book} FOR EACH ROW
    WHEN (NEW.kind = 'settled') EXECUTE FUNCTION public.guard_settler_{book}();
"""
    for book in _BOOKS
)
CHECKERS_BEFORE = "".join(
    f"""
DROP TRIGGER settler_guarded ON public.{book};
DROP FUNCTION public.guard_settler_{book}();
DROP TRIGGER verifier_guarded ON public.{book};
CREATE TRIGGER verifier_guarded BEFORE INSERT ON public.{book} FOR EACH ROW
    WHEN (NEW.kind <> 'reported') EXECUTE FUNCTION public.guard_verifier();
"""
    for book in _BOOKS
)


def day_of(table: str, column: str, moment: str) -> migrations.RunSQL:
    """The rows there are get the day of their moment; rewriting the column is no change of a row."""
    return migrations.RunSQL(
        f"ALTER TABLE public.{table} ALTER COLUMN {column} TYPE date"
        f" USING ({moment} AT TIME ZONE 'Asia/Tehran')::date;",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0015_objection_days"),
        ("targets", "0020_correction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "field visit",
                "ordering": ["-visited_on", "-pk"],
            },
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
            ],
            options={
                "verbose_name": "photo of a visit",
                "ordering": ["visit", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="reportline",
            name="report_line_status_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="reportline",
            name="report_line_settled_has_a_value",
        ),
        migrations.AddField(
            model_name="actionprogress",
            name="recorded_on",
            field=models.DateField(default=config.clock.today),
        ),
        migrations.AddField(
            model_name="measurement",
            name="recorded_on",
            field=models.DateField(default=config.clock.today),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="sent_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="adjusted",
            field=config.amounts.AmountField(null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="adjusted_denominator",
            field=config.amounts.AmountField(null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="adjusted_numerator",
            field=config.amounts.AmountField(null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="disputed_denominator",
            field=config.amounts.AmountField(null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="disputed_numerator",
            field=config.amounts.AmountField(null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="objection_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="returnsignature",
            name="sent_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="actionprogress",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="measurement",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="reportline",
            name="status",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["due", "entered", "sent", "returned", "adjusted", "objected", "disputed", "settled"],
                    )
                ),
                name="report_line_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("action__isnull", True),
                    ("adjusted__isnull", True),
                    models.Q(("adjusted__gte", 0), ("adjusted__lte", 100)),
                    _connector="OR",
                ),
                name="report_line_adjusted_action_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("adjusted", "settled")), _negated=True),
                    ("verified__isnull", False),
                    _connector="OR",
                ),
                name="report_line_settled_has_a_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="reportline",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="fieldvisit",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.project",
                verbose_name="project",
            ),
        ),
        migrations.AddField(
            model_name="fieldvisit",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="actionprogress",
            name="visit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.fieldvisit"
            ),
        ),
        migrations.AddField(
            model_name="measurement",
            name="visit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="targets.fieldvisit"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionprogress",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="actionprogress",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="targets.fieldvisit"
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), _negated=True),
                    models.Q(("visitors", ""), _negated=True),
                    models.Q(("findings", ""), _negated=True),
                ),
                name="field_visit_says_where_who_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitphoto",
            constraint=models.UniqueConstraint(fields=("visit", "sha256"), name="visit_photo_once_a_visit"),
        ),
        day_of("targets_measurement", "recorded_on", "recorded_at"),
        day_of("targets_actionprogress", "recorded_on", "recorded_at"),
        day_of("targets_progressreport", "sent_on", "sent_at"),
        day_of("targets_returnsignature", "sent_on", "sent_at"),
        migrations.AlterField(model_name="returnsignature", name="sent_on", field=models.DateField()),
        demand_event("targets_fieldvisit"),
        demand_event("targets_visitphoto"),
        *append_only("targets_fieldvisit"),
        *append_only("targets_visitphoto"),
        migrations.RunSQL(
            DECIDED,
            """
            DROP TRIGGER decided_line_guarded ON public.targets_reportline;
            DROP FUNCTION public.guard_decided_line();
            """,
        ),
        migrations.RunSQL(CHECKERS, CHECKERS_BEFORE),
    ]
