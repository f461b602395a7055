import django.db.models.deletion
from django.db import migrations, models

# A letter under a return is that of its signer and its text.
SIGNATURE = """
CREATE OR REPLACE FUNCTION public.guard_return_signature() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report public.targets_progressreport%ROWTYPE;
BEGIN
    SELECT * INTO report FROM public.targets_progressreport WHERE id = NEW.report_id;
    PERFORM public.check_signature(NEW.seat_id, NEW.signed_by_id, report.agency_id, report.contributor_ids);
    {letter}RETURN NEW;
END
$body$;
"""
LETTER = """IF NEW.letter_id IS NOT NULL THEN
        PERFORM public.check_letter(NEW.letter_id, NEW.seat_id, NEW.content_hash, '{}'::bigint[]);
    END IF;
    """

# Whoever had a part in what a return says neither verifies nor returns any of it; to register its letter is a part.
VERIFIER = """
CREATE OR REPLACE FUNCTION public.guard_verifier() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_reportline AS line
            JOIN public.targets_progressreport AS report ON report.id = line.report_id
        WHERE line.id = NEW.line_id
            AND (NEW.entered_by_id = ANY (report.contributor_ids || report.sent_by_id || report.signed_by_id){letter})
    ) THEN
        RAISE EXCEPTION 'Whoever had a part in a return does not verify it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    RETURN NEW;
END
$body$;
"""
REGISTERED = """
                OR EXISTS (
                    SELECT FROM public.targets_returnsignature AS signature
                        JOIN public.projects_signedletter AS letter ON letter.id = signature.letter_id
                    WHERE signature.report_id = report.id AND letter.registered_by_id = NEW.entered_by_id
                )"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0009_signed_letter"),
        ("targets", "0007_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="returnsignature",
            name="letter",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.signedletter"
            ),
        ),
        migrations.RunSQL(SIGNATURE.format(letter=LETTER), SIGNATURE.format(letter="")),
        migrations.RunSQL(VERIFIER.format(letter=REGISTERED), VERIFIER.format(letter="")),
    ]
