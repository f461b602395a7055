CREATE FUNCTION public.refuse_more_rows() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_mastertable AS version
        WHERE version.id IN (SELECT master_table_id FROM added)
            AND version.row_count < (
                SELECT count(*) FROM public.targets_mastertablerow WHERE master_table_id = version.id
            )
    ) THEN
        RAISE EXCEPTION 'A version of the master table has all its rows already.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Make a new version by an amendment.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER rows_counted AFTER INSERT ON public.targets_mastertablerow REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_more_rows();

CREATE FUNCTION public.refuse_fewer_rows() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.row_count <> (SELECT count(*) FROM public.targets_mastertablerow WHERE master_table_id = NEW.id) THEN
        RAISE EXCEPTION 'A version of the master table has to hold as many rows as it says.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Freeze it as a whole, in one transaction.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER rows_complete AFTER INSERT ON public.targets_mastertable
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse_fewer_rows();

CREATE FUNCTION public.refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'A % that stands in the master table is frozen.', what
        USING ERRCODE = '23J03', HINT = 'After the freeze a figure changes through an approved amendment only.';
END
$body$;

-- A program is frozen with everything under it as soon as one of its targets stands in a master table, of any version.
CREATE FUNCTION public.program_is_frozen(program bigint) RETURNS boolean LANGUAGE plpgsql AS $body$
BEGIN
    -- Waits for a freeze under way, which locks its programs before it copies them.
    PERFORM FROM public.projects_program WHERE id = program FOR KEY SHARE;
    RETURN EXISTS (
        SELECT FROM public.projects_project AS project
            JOIN public.targets_target AS target ON target.project_id = project.id
            JOIN public.targets_mastertablerow AS frozen ON frozen.target_id = target.id
        WHERE project.program_id = program
    );
END
$body$;

CREATE FUNCTION public.program_of(project bigint) RETURNS bigint LANGUAGE sql STABLE AS $body$
    SELECT program_id FROM public.projects_project WHERE id = project
$body$;

CREATE FUNCTION public.guard_frozen_program() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF public.program_is_frozen(OLD.id) THEN
        PERFORM public.refuse_frozen('program');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$body$;
CREATE TRIGGER frozen_removal BEFORE DELETE ON public.projects_program
FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_program();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_program FOR EACH ROW
WHEN ((OLD.id, OLD.uuid, OLD.code, OLD.plan_year_id, OLD.agency_id, OLD.axis_id)
    IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.code, NEW.plan_year_id, NEW.agency_id, NEW.axis_id))
EXECUTE FUNCTION public.guard_frozen_program();

CREATE FUNCTION public.guard_frozen_project() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = 'dropped'
        AND (OLD.id, OLD.uuid, OLD.code, OLD.program_id, OLD.sector_id, OLD.weight)
            IS NOT DISTINCT FROM (NEW.id, NEW.uuid, NEW.code, NEW.program_id, NEW.sector_id, NEW.weight)
        AND EXISTS (
    SELECT FROM public.targets_amendmentline AS line
        JOIN public.targets_amendment AS amendment ON amendment.id = line.amendment_id
    WHERE amendment.approved_in = pg_current_xact_id()::text::bigint
 AND line.kind = 'drop' AND line.project_id = NEW.id)
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF public.program_is_frozen(OLD.program_id) THEN
            PERFORM public.refuse_frozen('project');
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF public.program_is_frozen(NEW.program_id) THEN
            PERFORM public.refuse_frozen('project');
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$body$;
CREATE TRIGGER frozen_number BEFORE INSERT OR DELETE ON public.projects_project
FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_project();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_project FOR EACH ROW
WHEN ((OLD.id, OLD.uuid, OLD.code, OLD.program_id, OLD.sector_id, OLD.weight, OLD.state)
    IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.code, NEW.program_id, NEW.sector_id, NEW.weight, NEW.state))
EXECUTE FUNCTION public.guard_frozen_project();

CREATE FUNCTION public.guard_frozen_part() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    part CONSTANT text := CASE TG_TABLE_NAME WHEN 'projects_action' THEN 'project''s action' ELSE 'target' END;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF public.program_is_frozen(public.program_of(OLD.project_id)) THEN
            PERFORM public.refuse_frozen(part);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF public.program_is_frozen(public.program_of(NEW.project_id)) THEN
            PERFORM public.refuse_frozen(part);
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$body$;
CREATE TRIGGER frozen_number BEFORE INSERT OR DELETE ON public.projects_action
FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_part();
CREATE TRIGGER frozen_number BEFORE INSERT OR DELETE ON public.targets_target
FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_part();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_action FOR EACH ROW
WHEN ((OLD.id, OLD.uuid, OLD.project_id, OLD.starts_on, OLD.ends_on, OLD.weight)
    IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.project_id, NEW.starts_on, NEW.ends_on, NEW.weight))
EXECUTE FUNCTION public.guard_frozen_part();

CREATE FUNCTION public.guard_frozen_measure() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_indicator AS indicator
            JOIN public.targets_target AS target ON target.indicator_id = indicator.id
            JOIN public.targets_mastertablerow AS frozen ON frozen.target_id = target.id
        WHERE CASE TG_TABLE_NAME WHEN 'targets_unit' THEN indicator.unit_id ELSE indicator.id END = OLD.id
    ) THEN
        PERFORM public.refuse_frozen(CASE TG_TABLE_NAME WHEN 'targets_unit' THEN 'unit' ELSE 'indicator' END);
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_indicator FOR EACH ROW
WHEN ((OLD.id, OLD.code, OLD.unit_id, OLD.direction, OLD.kind, OLD.aggregation, OLD.achievement_from)
    IS DISTINCT FROM (NEW.id, NEW.code, NEW.unit_id, NEW.direction, NEW.kind, NEW.aggregation, NEW.achievement_from))
EXECUTE FUNCTION public.guard_frozen_measure();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_unit FOR EACH ROW
WHEN ((OLD.id, OLD.code, OLD.dimension, OLD.factor, OLD.adds_within)
    IS DISTINCT FROM (NEW.id, NEW.code, NEW.dimension, NEW.factor, NEW.adds_within))
EXECUTE FUNCTION public.guard_frozen_measure();

CREATE FUNCTION public.guard_macro_proposal() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    decision CONSTANT text[] := '{state,decided_by_id,decided_at,decision_reason,decided_on}';
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
CREATE TRIGGER proposal_guarded BEFORE INSERT OR UPDATE ON public.targets_macrotargetproposal
FOR EACH ROW EXECUTE FUNCTION public.guard_macro_proposal();

CREATE FUNCTION public.guard_agency_share() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (SELECT state FROM public.targets_macrotargetproposal WHERE id = NEW.proposal_id) <> 'waiting' THEN
        RAISE EXCEPTION 'This proposal has been decided on with the shares that it had.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Write a new proposal.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER share_guarded BEFORE INSERT ON public.targets_agencyshare
FOR EACH ROW EXECUTE FUNCTION public.guard_agency_share();

CREATE FUNCTION public.guard_macro_target() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.in_force_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.targets_macrotargetproposal
        WHERE id = NEW.in_force_id AND macro_target_id = NEW.id AND state = 'approved'
    ) THEN
        RAISE EXCEPTION 'Only an approved proposal of its own is in force for a macro target.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Approve the proposal first.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER in_force_guarded BEFORE INSERT OR UPDATE ON public.targets_macrotarget
FOR EACH ROW EXECUTE FUNCTION public.guard_macro_target();

CREATE FUNCTION public.guard_frozen_macro_target() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- Waits for a freeze under way.
    PERFORM FROM public.projects_planyear WHERE id = OLD.plan_year_id FOR SHARE;
    IF NOT EXISTS (SELECT FROM public.targets_mastertable WHERE plan_year_id = OLD.plan_year_id) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.in_force_id IS NOT NULL THEN
            PERFORM public.refuse_frozen('macro target');
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.in_force_id IS NULL AND NEW.in_force_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- Capacities, shares and sources still move; what is to be reached, from where and by when does not.
    IF to_jsonb(OLD) - '{position,in_force_id}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{position,in_force_id}'::text[]
        OR NOT EXISTS (
            SELECT FROM public.targets_macrotargetproposal AS before
                JOIN public.targets_macrotargetproposal AS after USING (baseline, value, trajectory)
            WHERE before.id = OLD.in_force_id AND after.id = NEW.in_force_id
        )
    THEN
        PERFORM public.refuse_frozen('macro target');
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_removal BEFORE DELETE ON public.targets_macrotarget
FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_macro_target();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_macrotarget FOR EACH ROW
WHEN (to_jsonb(OLD) - '{position}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{position}'::text[])
EXECUTE FUNCTION public.guard_frozen_macro_target();

CREATE FUNCTION public.guard_return_signature() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report public.targets_progressreport%ROWTYPE;
BEGIN
    SELECT * INTO report FROM public.targets_progressreport WHERE id = NEW.report_id;
    PERFORM public.check_signature(NEW.seat_id, NEW.signed_by_id, report.agency_id, report.contributor_ids);
    IF NEW.letter_id IS NOT NULL THEN
        PERFORM public.check_letter(NEW.letter_id, NEW.seat_id, NEW.content_hash, '{}'::bigint[]);
    END IF;
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

CREATE FUNCTION public.guard_verifier() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_reportline AS line
            JOIN public.targets_progressreport AS report ON report.id = line.report_id
        WHERE line.id = NEW.line_id
            AND (NEW.entered_by_id = ANY (report.contributor_ids || report.sent_by_id || report.signed_by_id)
                OR EXISTS (
                    SELECT FROM public.targets_returnsignature AS signature
                        JOIN public.projects_signedletter AS letter ON letter.id = signature.letter_id
                    WHERE signature.report_id = report.id AND letter.registered_by_id = NEW.entered_by_id
                ))
    ) THEN
        RAISE EXCEPTION 'Whoever had a part in a return does not verify it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER verifier_guarded BEFORE INSERT ON public.targets_measurement FOR EACH ROW
WHEN (NEW.kind NOT IN ('reported', 'objected', 'reopened')) EXECUTE FUNCTION public.guard_verifier();
CREATE TRIGGER verifier_guarded BEFORE INSERT ON public.targets_actionprogress FOR EACH ROW
WHEN (NEW.kind NOT IN ('reported', 'objected', 'reopened')) EXECUTE FUNCTION public.guard_verifier();

CREATE FUNCTION public.guard_amendment() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'An amendment begins as one that waits.'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Insert it first, decide on it then.';
        END IF;
        NEW.proposed_in := pg_current_xact_id()::text::bigint;
        NEW.approved_in := NULL;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'proposed'
        -- Everything but the decision: a column added later is fixed until somebody says otherwise here.
        OR to_jsonb(OLD) - '{state,decided_by_id,decided_at,decision_reason,approved_in}'::text[]
            IS DISTINCT FROM to_jsonb(NEW) - '{state,decided_by_id,decided_at,decision_reason,approved_in}'::text[]
    THEN
        RAISE EXCEPTION 'An amendment is decided on once, and otherwise never changed.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Propose another amendment.';
    END IF;
    NEW.approved_in := CASE WHEN NEW.state = 'approved' THEN pg_current_xact_id()::text::bigint END;
    RETURN NEW;
END
$body$;
CREATE TRIGGER amendment_guarded BEFORE INSERT OR UPDATE ON public.targets_amendment
FOR EACH ROW EXECUTE FUNCTION public.guard_amendment();

-- What the deputy reads is what was proposed: lines come with their amendment or never.
CREATE FUNCTION public.guard_amendment_line() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.targets_amendment
        WHERE id = NEW.amendment_id AND state = 'proposed' AND proposed_in = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'This amendment has all its lines already.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Propose another amendment.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER line_guarded BEFORE INSERT ON public.targets_amendmentline
FOR EACH ROW EXECUTE FUNCTION public.guard_amendment_line();

CREATE FUNCTION public.demand_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM public.targets_mastertable WHERE amendment_id = NEW.id) THEN
        RAISE EXCEPTION 'An approved amendment makes a version of the master table.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Approve it through the application.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER version_demanded AFTER UPDATE ON public.targets_amendment
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION public.demand_version();

CREATE FUNCTION public.guard_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.version > 1 AND NOT EXISTS (
        SELECT FROM public.targets_amendment
        WHERE id = NEW.amendment_id AND plan_year_id = NEW.plan_year_id
            AND approved_in = pg_current_xact_id()::text::bigint
    ) THEN
        PERFORM public.refuse_frozen('version');
    END IF;
    IF NEW.version <> 1 + (SELECT count(*) FROM public.targets_mastertable WHERE plan_year_id = NEW.plan_year_id) THEN
        RAISE EXCEPTION 'The versions of a year are numbered without a gap.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER version_guarded BEFORE INSERT ON public.targets_mastertable
FOR EACH ROW EXECUTE FUNCTION public.guard_version();

CREATE FUNCTION public.compare_versions() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    place CONSTANT text[] := '{id,master_table_id,position}';
    figures CONSTANT text[] := '{value,numerator,denominator,lower_bound,upper_bound,weight,trajectory}';
BEGIN
    IF EXISTS (
        SELECT
        FROM (SELECT frozen AS said, target_id FROM public.targets_mastertablerow AS frozen
                WHERE master_table_id = NEW.id) AS after
            FULL JOIN (SELECT frozen AS said, target_id FROM public.targets_mastertablerow AS frozen
                WHERE master_table_id = (
                    SELECT id FROM public.targets_mastertable
                    WHERE plan_year_id = NEW.plan_year_id AND version = NEW.version - 1
                )) AS before USING (target_id)
            JOIN public.targets_target AS target ON target.id = target_id
            JOIN public.projects_project AS project ON project.id = target.project_id
        WHERE to_jsonb(before.said) - place IS DISTINCT FROM to_jsonb(after.said) - place
            AND NOT EXISTS (
                SELECT FROM public.targets_amendmentline AS line
                WHERE line.amendment_id = NEW.amendment_id AND CASE line.kind
                    WHEN 'figures' THEN line.target_id = target.id
                        AND to_jsonb(before.said) - place - figures = to_jsonb(after.said) - place - figures
                        AND ((after.said).value, (after.said).numerator, (after.said).denominator,
                            (after.said).lower_bound, (after.said).upper_bound, (after.said).weight,
                            (after.said).trajectory)
                            IS NOT DISTINCT FROM (line.value, line.numerator, line.denominator,
                            line.lower_bound, line.upper_bound, line.weight, line.trajectory)
                    WHEN 'drop' THEN line.project_id = project.id AND (after.said).id IS NULL
                    ELSE line.program_id = project.program_id AND (before.said).id IS NULL
                END
            )
    ) THEN
        PERFORM public.refuse_frozen('row');
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER amended_only AFTER INSERT ON public.targets_mastertable
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION public.compare_versions();

CREATE FUNCTION public.guard_frozen_target() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    amended CONSTANT text[] := '{accepted_offer_id,lower_bound,upper_bound,weight}';
BEGIN
    IF to_jsonb(OLD) - (amended || '{position,baseline_source,means_of_verification}'::text[])
            IS NOT DISTINCT FROM to_jsonb(NEW) - (amended || '{position,baseline_source,means_of_verification}'::text[])
        AND EXISTS (
            SELECT FROM public.targets_amendmentline AS line
                JOIN public.targets_amendment AS amendment ON amendment.id = line.amendment_id
                JOIN public.targets_offer AS offer ON offer.id = NEW.accepted_offer_id
            WHERE amendment.approved_in = pg_current_xact_id()::text::bigint
                AND line.kind = 'figures' AND line.target_id = NEW.id
                AND offer.target_id = NEW.id AND offer.side = 'amendment'
                AND (NEW.lower_bound, NEW.upper_bound, NEW.weight)
                    IS NOT DISTINCT FROM (line.lower_bound, line.upper_bound, line.weight)
                AND (offer.value, offer.numerator, offer.denominator, offer.trajectory)
                    IS NOT DISTINCT FROM (line.value, line.numerator, line.denominator, line.trajectory)
        )
    THEN
        RETURN NEW;
    END IF;
    IF public.program_is_frozen(public.program_of(OLD.project_id))
        OR public.program_is_frozen(public.program_of(NEW.project_id))
    THEN
        PERFORM public.refuse_frozen('target');
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_target FOR EACH ROW
WHEN (to_jsonb(OLD) - '{position,baseline_source,means_of_verification}'::text[]
    IS DISTINCT FROM to_jsonb(NEW) - '{position,baseline_source,means_of_verification}'::text[])
EXECUTE FUNCTION public.guard_frozen_target();

CREATE FUNCTION public.guard_offer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.round <> 1 + (SELECT coalesce(max(round), 0) FROM public.targets_offer WHERE target_id = NEW.target_id) THEN
        RAISE EXCEPTION 'An offer opens the round after the last one.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Answer the last offer.';
    END IF;
    IF NEW.side = 'ruling' AND EXISTS (
        SELECT FROM public.targets_offer
        WHERE target_id = NEW.target_id AND made_by_id = NEW.made_by_id AND side IN ('agency', 'province')
    ) THEN
        RAISE EXCEPTION 'Whoever made an offer for a target does not rule on it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else rule.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER offer_guarded BEFORE INSERT ON public.targets_offer
FOR EACH ROW EXECUTE FUNCTION public.guard_offer();

CREATE FUNCTION public.guard_offer_answer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.said = 'accepted' AND EXISTS (
        SELECT FROM public.targets_offer
        WHERE id = NEW.offer_id AND (made_by_id = NEW.made_by_id OR side = NEW.side)
    ) THEN
        RAISE EXCEPTION 'An offer is accepted by the other side.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let the other side answer.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER answer_guarded BEFORE INSERT ON public.targets_offeranswer
FOR EACH ROW EXECUTE FUNCTION public.guard_offer_answer();

CREATE FUNCTION public.guard_accepted_offer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM public.targets_offer WHERE id = NEW.accepted_offer_id AND target_id = NEW.id) THEN
        RAISE EXCEPTION 'A target is agreed on an offer that was made for it.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Accept an offer of this target.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER accepted_offer_guarded BEFORE INSERT OR UPDATE ON public.targets_target FOR EACH ROW
WHEN (NEW.accepted_offer_id IS NOT NULL) EXECUTE FUNCTION public.guard_accepted_offer();

CREATE FUNCTION public.guard_double_count_share() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_doublecount AS decision
            JOIN public.targets_target AS target ON target.id = NEW.target_id
            JOIN public.projects_project AS project ON project.id = target.project_id
            JOIN public.projects_program_contributors AS writer
                ON writer.program_id = project.program_id AND writer.user_id = decision.decided_by_id
        WHERE decision.id = NEW.decision_id
    ) THEN
        RAISE EXCEPTION 'Whoever contributed to a program does not decide what it counts.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER share_guarded BEFORE INSERT ON public.targets_doublecountshare
FOR EACH ROW EXECUTE FUNCTION public.guard_double_count_share();

CREATE FUNCTION public.guard_double_count_whole() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.verdict = 'confirmed' AND (
        SELECT coalesce(sum(share), 0) FROM public.targets_doublecountshare WHERE decision_id = NEW.id
    ) <> 100 THEN
        RAISE EXCEPTION 'The shares of a confirmed double count must make 100.'
            USING ERRCODE = '23514', TABLE = TG_TABLE_NAME, HINT = 'Give each target its share of the common amount.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER shares_make_the_whole AFTER INSERT ON public.targets_doublecount
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.guard_double_count_whole();

CREATE FUNCTION public.stamp_correction() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.made_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$body$;
CREATE TRIGGER correction_stamped BEFORE INSERT ON public.targets_correction
FOR EACH ROW EXECUTE FUNCTION public.stamp_correction();

-- The texts of a frozen program, which its arguments name: each changes with its correction only.
CREATE FUNCTION public.guard_wording() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    before CONSTANT jsonb := to_jsonb(OLD);
    after CONSTANT jsonb := to_jsonb(NEW);
    name text;
BEGIN
    IF NOT public.program_is_frozen(CASE TG_TABLE_NAME
        WHEN 'projects_program' THEN OLD.id
        WHEN 'projects_project' THEN (before ->> 'program_id')::bigint
        ELSE public.program_of((before ->> 'project_id')::bigint)
    END) THEN
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF before ->> name IS DISTINCT FROM after ->> name AND NOT EXISTS (
            SELECT FROM public.targets_correction AS correction
            WHERE correction.object_id = NEW.uuid AND correction.field = name
                AND correction.made_in = pg_current_xact_id()::text::bigint
                AND correction.old = before ->> name AND correction.new = after ->> name
        ) THEN
            PERFORM public.refuse_frozen('text');
        END IF;
    END LOOP;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_wording BEFORE UPDATE ON public.projects_program FOR EACH ROW
WHEN ((OLD.title, OLD.purpose) IS DISTINCT FROM (NEW.title, NEW.purpose))
EXECUTE FUNCTION public.guard_wording('title', 'purpose');
CREATE TRIGGER frozen_wording BEFORE UPDATE ON public.projects_project FOR EACH ROW
WHEN ((OLD.title, OLD.description) IS DISTINCT FROM (NEW.title, NEW.description))
EXECUTE FUNCTION public.guard_wording('title', 'description');
CREATE TRIGGER frozen_wording BEFORE UPDATE ON public.projects_action FOR EACH ROW
WHEN (OLD.title IS DISTINCT FROM NEW.title)
EXECUTE FUNCTION public.guard_wording('title');

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

CREATE FUNCTION public.guard_settler_targets_measurement() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_measurement
        WHERE line_id = NEW.line_id AND kind IN ('adjusted', 'disputed', 'kept') AND entered_by_id = NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever took a side in a dispute does not settle it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else settle it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER settler_guarded BEFORE INSERT ON public.targets_measurement FOR EACH ROW
WHEN (NEW.kind = 'settled') EXECUTE FUNCTION public.guard_settler_targets_measurement();

CREATE FUNCTION public.guard_settler_targets_actionprogress() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_actionprogress
        WHERE line_id = NEW.line_id AND kind IN ('adjusted', 'disputed', 'kept') AND entered_by_id = NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever took a side in a dispute does not settle it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else settle it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER settler_guarded BEFORE INSERT ON public.targets_actionprogress FOR EACH ROW
WHEN (NEW.kind = 'settled') EXECUTE FUNCTION public.guard_settler_targets_actionprogress();

CREATE FUNCTION public.guard_period_exception() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a re-opening of a period is revoked, not deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.revoked_at IS NOT NULL
        OR (OLD.id, OLD.uuid, OLD.period_id, OLD.agency_id, OLD.program_id, OLD.until, OLD.reason, OLD.granted_by_id,
            OLD.granted_at, OLD.granted_on)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.period_id, NEW.agency_id, NEW.program_id, NEW.until, NEW.reason,
            NEW.granted_by_id, NEW.granted_at, NEW.granted_on)
    ) THEN
        RAISE EXCEPTION 'of a re-opening of a period only the revocation is added' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.program_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.projects_program WHERE id = NEW.program_id AND agency_id = NEW.agency_id
    ) THEN
        RAISE EXCEPTION 'the program is another agency''s' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER period_exception_guarded BEFORE INSERT OR UPDATE OR DELETE ON public.targets_periodexception
FOR EACH ROW EXECUTE FUNCTION public.guard_period_exception();

CREATE TRIGGER removal_refused BEFORE DELETE ON public.targets_macrotargetproposal
FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.targets_amendment
FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
