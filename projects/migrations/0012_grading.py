import uuid
from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.amounts
from agencies.guards import append_only, demand_event

# Who scored a project or wrote in its program does not decide on its grade, nor the other way round.
GRADING = """
CREATE FUNCTION public.guard_review() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.projects_project project
        LEFT JOIN public.projects_program_contributors contributor
            ON contributor.program_id = project.program_id AND contributor.user_id = NEW.made_by_id
        WHERE project.id = NEW.project_id
            AND (contributor.id IS NOT NULL OR project.grade_decided_by_id = NEW.made_by_id)
    ) THEN
        RAISE EXCEPTION 'Whoever wrote in a program or decided on a grade does not score its projects.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else score it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_guarded BEFORE INSERT ON public.projects_review
    FOR EACH ROW EXECUTE FUNCTION public.guard_review();

CREATE FUNCTION public.guard_grade() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.projects_review WHERE project_id = NEW.id AND made_by_id = NEW.grade_decided_by_id
    ) OR EXISTS (
        SELECT FROM public.projects_program_contributors
        WHERE program_id = NEW.program_id AND user_id = NEW.grade_decided_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever scored a project or wrote in its program does not decide on its grade.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER grade_guarded BEFORE INSERT OR UPDATE OF grade_decided_by_id, scope_level_decided, tier_decided
    ON public.projects_project FOR EACH ROW WHEN (NEW.grade_decided_by_id IS NOT NULL)
    EXECUTE FUNCTION public.guard_grade();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_event_of_a_transaction"),
        ("projects", "0011_obstacles_and_exemptions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=150, verbose_name="criterion")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="what is looked at")),
                ("weight", config.amounts.AmountField(verbose_name="weight (percent)")),
            ],
            options={
                "verbose_name": "criterion",
                "ordering": ["plan_year", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("note", models.TextField(blank=True, verbose_name="grounds")),
                ("asks_second", models.BooleanField(default=False, verbose_name="a second reviewer is to score it")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
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
            ],
            options={
                "verbose_name": "score",
                "ordering": ["review", "pk"],
            },
        ),
        migrations.AddField(
            model_name="planyear",
            name="tier_a_from",
            field=config.amounts.AmountField(default=Decimal("75"), verbose_name="tier A from"),
        ),
        migrations.AddField(
            model_name="planyear",
            name="tier_b_from",
            field=config.amounts.AmountField(default=Decimal("50"), verbose_name="tier B from"),
        ),
        migrations.AddField(
            model_name="project",
            name="grade_decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="project",
            name="grade_decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="grade_decision",
            field=models.TextField(blank=True, verbose_name="reason of the decision"),
        ),
        migrations.AddField(
            model_name="project",
            name="grade_reason",
            field=models.TextField(blank=True, verbose_name="why this level and tier"),
        ),
        migrations.AlterField(
            model_name="project",
            name="scope_level_decided",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="project",
            name="tier_decided",
            field=models.CharField(
                blank=True, choices=[("A", "A"), ("B", "B"), ("C", "C")], max_length=1, verbose_name="tier, as decided"
            ),
        ),
        migrations.AddConstraint(
            model_name="planyear",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tier_a_from__gt", models.F("tier_b_from")), ("tier_a_from__lte", 100), ("tier_b_from__gt", 0)
                ),
                name="plan_year_tiers_are_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="criterion",
            name="plan_year",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="criteria", to="projects.planyear"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="projects.project"
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.criterion"
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="projects.review"
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("plan_year", "title"), name="criterion_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gt", 0), ("weight__lte", Decimal("100"))),
                name="criterion_weight_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("review", "criterion"), name="score_once_a_criterion"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0), ("points__lte", Decimal("100"))),
                name="score_is_between_0_and_100",
            ),
        ),
        *map(demand_event, ["projects_criterion", "projects_review", "projects_score"]),
        *append_only("projects_review"),
        *append_only("projects_score"),
        migrations.RunSQL(
            GRADING,
            """
            DROP TRIGGER grade_guarded ON public.projects_project;
            DROP FUNCTION public.guard_grade();
            DROP TRIGGER review_guarded ON public.projects_review;
            DROP FUNCTION public.guard_review();
            """,
        ),
    ]
