import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import append_only, demand_event

# Everyone who ever entered something in a return, from the ledger and the files: what was so before the column was.
# The rows say nothing new, so that no event is asked for.
CONTRIBUTORS = """
ALTER TABLE public.targets_progressreport DISABLE TRIGGER USER;
UPDATE public.targets_progressreport AS report SET contributor_ids = array(
    SELECT entered_by_id FROM public.targets_measurement AS entry
        JOIN public.targets_reportline AS line ON line.id = entry.line_id
        WHERE line.report_id = report.id AND entry.kind = 'reported'
    UNION SELECT entered_by_id FROM public.targets_actionprogress AS entry
        JOIN public.targets_reportline AS line ON line.id = entry.line_id
        WHERE line.report_id = report.id AND entry.kind = 'reported'
    UNION SELECT added_by_id FROM public.targets_evidence AS file
        JOIN public.targets_reportline AS line ON line.id = file.line_id
        WHERE line.report_id = report.id
    ORDER BY 1
);
ALTER TABLE public.targets_progressreport ENABLE TRIGGER USER;
"""

# A head of the agency signs, and what the first signature put on the return stays there.
SIGNATURE = """
CREATE FUNCTION public.guard_return_signature() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report public.targets_progressreport%ROWTYPE;
BEGIN
    SELECT * INTO report FROM public.targets_progressreport WHERE id = NEW.report_id;
    PERFORM public.check_signature(NEW.seat_id, NEW.signed_by_id, report.agency_id, report.contributor_ids);
    RETURN NEW;
END
$body$;
CREATE TRIGGER signature_guarded BEFORE INSERT ON public.targets_returnsignature
    FOR EACH ROW EXECUTE FUNCTION public.guard_return_signature();

CREATE FUNCTION public.guard_signed_return() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.signed_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'A return is signed first once; what that signature said stays.'
                USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Sign the corrections: by a signature of their own.';
        END IF;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.targets_returnsignature
        WHERE report_id = NEW.id AND signed_by_id = NEW.signed_by_id AND tracking_code = NEW.tracking_code
    ) THEN
        RAISE EXCEPTION 'A return is signed by a signature with a receipt.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let the head of the agency sign.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER signature_guarded BEFORE UPDATE ON public.targets_progressreport FOR EACH ROW
    WHEN ((OLD.signed_by_id, OLD.signed_at, OLD.signed_on, OLD.tracking_code)
        IS DISTINCT FROM (NEW.signed_by_id, NEW.signed_at, NEW.signed_on, NEW.tracking_code))
    EXECUTE FUNCTION public.guard_signed_return();
CREATE TRIGGER signature_guarded_at_once BEFORE INSERT ON public.targets_progressreport FOR EACH ROW
    WHEN (NEW.signed_by_id IS NOT NULL OR NEW.tracking_code <> '')
    EXECUTE FUNCTION public.guard_signed_return();
"""

# The first signatures that were given before there were receipts: their text is not known any more.
EARLIER = """
INSERT INTO public.targets_returnsignature (
    report_id, tracking_code, content_hash, lines, lines_with_a_figure, files,
    sent_by_id, sent_at, signed_by_id, seat_id, signed_at, signed_on
)
SELECT report.id, report.tracking_code, '',
    (SELECT count(*) FROM public.targets_reportline WHERE report_id = report.id),
    (SELECT count(reported) FROM public.targets_reportline WHERE report_id = report.id),
    (SELECT count(*) FROM public.targets_evidence AS file
        JOIN public.targets_reportline AS line ON line.id = file.line_id
        WHERE line.report_id = report.id AND file.added_at <= report.signed_at),
    report.sent_by_id, report.sent_at, report.signed_by_id, seat.id, report.signed_at, report.signed_on
FROM public.targets_progressreport AS report
    JOIN LATERAL (
        SELECT id FROM public.agencies_membership
        WHERE user_id = report.signed_by_id AND agency_id = report.agency_id AND role = 'agency_head'
            AND valid_from <= report.signed_on AND (valid_until IS NULL OR valid_until >= report.signed_on)
        ORDER BY id LIMIT 1
    ) AS seat ON true
WHERE report.sent_by_id <> report.signed_by_id AND report.tracking_code <> '';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# Whoever had a part in what a return says neither verifies nor returns any of it.
VERIFIER = """
CREATE FUNCTION public.guard_verifier() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_reportline AS line
            JOIN public.targets_progressreport AS report ON report.id = line.report_id
        WHERE line.id = NEW.line_id
            AND NEW.entered_by_id = ANY (report.contributor_ids || report.sent_by_id || report.signed_by_id)
    ) THEN
        RAISE EXCEPTION 'Whoever had a part in a return does not verify it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER verifier_guarded BEFORE INSERT ON public.targets_measurement FOR EACH ROW
    WHEN (NEW.kind <> 'reported') EXECUTE FUNCTION public.guard_verifier();
CREATE TRIGGER verifier_guarded BEFORE INSERT ON public.targets_actionprogress FOR EACH ROW
    WHEN (NEW.kind <> 'reported') EXECUTE FUNCTION public.guard_verifier();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_delegation"),
        ("projects", "0007_receipts"),
        ("targets", "0006_macro_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="progressreport",
            name="content_hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="contributor_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
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
                ("signed_at", models.DateTimeField()),
                ("signed_on", models.DateField()),
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
                    )
                ],
            },
        ),
        migrations.RunSQL(CONTRIBUTORS, migrations.RunSQL.noop),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        demand_event("targets_returnsignature"),
        *append_only("targets_returnsignature"),
        migrations.RunSQL(
            SIGNATURE,
            """
            DROP TRIGGER signature_guarded ON public.targets_progressreport;
            DROP TRIGGER signature_guarded_at_once ON public.targets_progressreport;
            DROP FUNCTION public.guard_signed_return();
            DROP TRIGGER signature_guarded ON public.targets_returnsignature;
            DROP FUNCTION public.guard_return_signature();
            """,
        ),
        migrations.RunSQL(
            VERIFIER,
            """
            DROP TRIGGER verifier_guarded ON public.targets_measurement;
            DROP TRIGGER verifier_guarded ON public.targets_actionprogress;
            DROP FUNCTION public.guard_verifier();
            """,
        ),
    ]
