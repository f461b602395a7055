import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agencies.guards import append_only, demand_event

# On paper signs who held a head's seat on that day; nobody registers their own signature.
LETTER = """
CREATE FUNCTION public.guard_signed_letter() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    seat public.agencies_membership%ROWTYPE;
BEGIN
    SELECT * INTO seat FROM public.agencies_membership WHERE id = NEW.seat_id;
    IF seat.role <> 'agency_head' OR seat.agency_id <> NEW.agency_id OR seat.valid_from > NEW.dated_on
        OR seat.valid_until < NEW.dated_on OR seat.revoked_on <= NEW.dated_on
    THEN
        RAISE EXCEPTION 'A letter is signed in a seat of the head that was held on its day.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Name the seat of who signed it.';
    END IF;
    IF seat.user_id = NEW.registered_by_id THEN
        RAISE EXCEPTION 'Nobody registers their own signature.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else register the letter.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER letter_guarded BEFORE INSERT ON public.projects_signedletter
    FOR EACH ROW EXECUTE FUNCTION public.guard_signed_letter();

CREATE FUNCTION public.check_letter(letter_id bigint, of_seat bigint, of_text text, decider bigint[]) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    letter public.projects_signedletter%ROWTYPE;
BEGIN
    SELECT * INTO letter FROM public.projects_signedletter WHERE id = letter_id;
    IF letter.seat_id IS DISTINCT FROM of_seat OR letter.text_hash <> of_text THEN
        RAISE EXCEPTION 'The letter is that of another signer, or of another text.'
            USING ERRCODE = '23J04', HINT = 'Register the letter under this text.';
    END IF;
    IF letter.registered_by_id = ANY (decider) THEN
        RAISE EXCEPTION 'Whoever registered the letter of a signature neither accepts nor approves what it signs.'
            USING ERRCODE = '23J04', HINT = 'Let somebody else decide.';
    END IF;
END
$body$;
"""

# The letter comes with the head's signature, and stays as it is with it.
REVISION = """
CREATE OR REPLACE FUNCTION public.guard_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    signatures CONSTANT text[] :=
        '{{signed_by_id,signed_at,signed_seat_id,tracking_code,{column}accepted_by_id,accepted_at,approved_by_id,approved_at}}';
BEGIN
    IF NEW.accepted_by_id = ANY (NEW.contributor_ids) OR NEW.approved_by_id = ANY (NEW.contributor_ids) THEN
        RAISE EXCEPTION 'Whoever contributed to a program neither accepts nor approves it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
{letter}    IF NEW.signed_by_id IS NOT NULL THEN
        IF TG_OP = 'INSERT' OR OLD.signed_by_id IS NULL THEN
            PERFORM public.check_signature(
                NEW.signed_seat_id,
                NEW.signed_by_id,
                (SELECT agency_id FROM public.projects_program WHERE id = NEW.program_id),
                NEW.contributor_ids
            );
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - signatures IS DISTINCT FROM to_jsonb(NEW) - signatures
            OR OLD.signed_by_id IS NOT NULL
                AND (OLD.signed_by_id, OLD.signed_at, OLD.signed_seat_id, OLD.tracking_code{old})
                    IS DISTINCT FROM (NEW.signed_by_id, NEW.signed_at, NEW.signed_seat_id, NEW.tracking_code{new})
            OR OLD.accepted_by_id IS NOT NULL
                AND (OLD.accepted_by_id, OLD.accepted_at) IS DISTINCT FROM (NEW.accepted_by_id, NEW.accepted_at)
            OR OLD.approved_by_id IS NOT NULL
                AND (OLD.approved_by_id, OLD.approved_at) IS DISTINCT FROM (NEW.approved_by_id, NEW.approved_at)
        THEN
            RAISE EXCEPTION 'A revision stays as it was submitted; each signature is given once.'
                USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Submit a new revision.';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;
"""
CHECKED = """\
    IF NEW.signed_letter_id IS NOT NULL THEN
        PERFORM public.check_letter(
            NEW.signed_letter_id,
            NEW.signed_seat_id,
            NEW.content_hash,
            ARRAY[NEW.accepted_by_id, NEW.approved_by_id]::bigint[]
        );
    END IF;
"""
WITH_LETTER = REVISION.format(
    column="signed_letter_id,", letter=CHECKED, old=", OLD.signed_letter_id", new=", NEW.signed_letter_id"
)
WITHOUT_LETTER = REVISION.format(column="", letter="", old="", new="")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_delegation"),
        ("projects", "0008_copied_from"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="letter number")),
                ("dated_on", models.DateField(verbose_name="date of the letter")),
                ("text_hash", models.CharField(max_length=64)),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("content_type", models.CharField(max_length=80)),
                ("original_name", models.CharField(max_length=200)),
                ("registered_at", models.DateTimeField(auto_now_add=True, verbose_name="registered on")),
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
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registered by",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.membership",
                        verbose_name="signed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "signed letter",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "number", "text_hash"), name="signed_letter_once_a_text"),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="signed_letter_has_a_number"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="revision",
            name="signed_letter",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.signedletter"
            ),
        ),
        migrations.RemoveConstraint(model_name="revision", name="revision_receipt_comes_with_the_signature"),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by__isnull", False),
                    models.Q(("signed_letter__isnull", True), ("signed_seat__isnull", True), ("tracking_code", "")),
                    _connector="OR",
                ),
                name="revision_receipt_comes_with_the_signature",
            ),
        ),
        demand_event("projects_signedletter"),
        *append_only("projects_signedletter"),
        migrations.RunSQL(
            LETTER,
            """
            DROP FUNCTION public.check_letter(bigint, bigint, text, bigint[]);
            DROP TRIGGER letter_guarded ON public.projects_signedletter;
            DROP FUNCTION public.guard_signed_letter();
            """,
        ),
        migrations.RunSQL(WITH_LETTER, WITHOUT_LETTER),
    ]
