"""An exception that was asked for can be taken back, one that was granted be withdrawn; both stay on record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION public.guard_exemption() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    decision CONSTANT text[] := '{state,decided_by_id,decided_at,reason}';
    {withdrawal}
    decider CONSTANT bigint := {decider};
BEGIN
    IF decider IS NOT NULL AND (
        EXISTS (
            SELECT FROM public.projects_program_contributors
            WHERE program_id = NEW.program_id AND user_id = decider
        ) OR EXISTS (
            SELECT FROM public.projects_revision
            WHERE program_id = NEW.program_id AND submitted_by_id = decider
        )
    ) THEN
        RAISE EXCEPTION 'Whoever has a part in a program does not decide on its exceptions.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    {taken_back}
    IF TG_OP = 'UPDATE' AND (
        OLD.state <> 'asked' OR to_jsonb(OLD) - decision IS DISTINCT FROM to_jsonb(NEW) - decision
    ) THEN
        RAISE EXCEPTION 'An exception is decided once and stays as it was asked for.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Ask for another one.';
    END IF;
    RETURN NEW;
END
$body$;
"""
# What was granted is withdrawn by somebody who might have decided on it.
AFTER = {
    "{withdrawal}": "withdrawal CONSTANT text[] := '{state,withdrawn_by_id,withdrawn_at,withdrawal_reason}';",
    "{decider}": "CASE WHEN NEW.state = 'withdrawn' AND NEW.decided_by_id IS NOT NULL"
    " THEN NEW.withdrawn_by_id ELSE NEW.decided_by_id END",
    "{taken_back}": """IF TG_OP = 'UPDATE' AND NEW.state = 'withdrawn' AND OLD.state IN ('asked', 'granted')
        AND to_jsonb(OLD) - withdrawal IS NOT DISTINCT FROM to_jsonb(NEW) - withdrawal
    THEN
        RETURN NEW;
    END IF;""",
}
BEFORE = {"{withdrawal}": "", "{decider}": "NEW.decided_by_id", "{taken_back}": ""}


def written(parts: dict[str, str]) -> str:
    text = GUARD
    for name, part in parts.items():
        text = text.replace(name, part)
    return text


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0013_challenges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="exemption",
            name="exemption_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="exemption",
            name="exemption_once_a_thing",
        ),
        migrations.RemoveConstraint(
            model_name="exemption",
            name="exemption_decided_by_and_at",
        ),
        migrations.AddField(
            model_name="exemption",
            name="withdrawal_reason",
            field=models.TextField(blank=True, verbose_name="why it was withdrawn"),
        ),
        migrations.AddField(
            model_name="exemption",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="exemption",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="exemption",
            name="state",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "granted", "refused", "withdrawn"])),
                name="exemption_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "granted"])),
                fields=("program", "rule", "anchor_id"),
                name="exemption_once_a_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
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
        ),
        migrations.RunSQL(written(AFTER), written(BEFORE)),
    ]
