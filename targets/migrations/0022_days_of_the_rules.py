"""What a decision is dated with on the pages: the clock of the rules."""

from django.db import migrations, models

import config.clock

GUARD = """
CREATE OR REPLACE FUNCTION public.guard_macro_proposal() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    decision CONSTANT text[] := '{{{decision}}}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'A proposal begins as one that waits.'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Insert it first, decide on it then.';
        END IF;
    ELSIF OLD.state <> 'waiting'
        -- Everything but the decision: a column added later is fixed until somebody says otherwise here.
        OR to_jsonb(OLD) - decision IS DISTINCT FROM to_jsonb(NEW) - decision
    THEN
        RAISE EXCEPTION 'A proposal is decided on once, and otherwise never changed.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Write a new proposal.';
    END IF;
    RETURN NEW;
END
$body$;
"""
BEFORE = "state,decided_by_id,decided_at,decision_reason"


class Migration(migrations.Migration):
    dependencies = [("targets", "0021_verification")]

    operations = [
        migrations.AddField("mastertable", "frozen_on", models.DateField(default=config.clock.today)),
        migrations.AddField("macrotargetproposal", "decided_on", models.DateField(null=True, blank=True)),
        migrations.AlterField("macrotargetproposal", "proposed_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("amendment", "proposed_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("offer", "made_at", models.DateTimeField(default=config.clock.moment)),
        migrations.AlterField("offeranswer", "made_at", models.DateTimeField(default=config.clock.moment)),
        migrations.RunSQL(GUARD.format(decision=BEFORE + ",decided_on"), GUARD.format(decision=BEFORE)),
    ]
