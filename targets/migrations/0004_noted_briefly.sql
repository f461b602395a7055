-- As before; of each row the one column is read that leads to its return.
CREATE OR REPLACE FUNCTION public.note_return() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    agency bigint;
    is_new boolean;
BEGIN
    IF TG_TABLE_NAME = 'targets_progressreport' THEN
        agency := coalesce(NEW.agency_id, OLD.agency_id);
    ELSIF TG_TABLE_NAME = 'targets_reportline' THEN
        SELECT agency_id INTO agency FROM public.targets_progressreport
        WHERE id = coalesce(NEW.report_id, OLD.report_id);
    ELSE
        SELECT report.agency_id INTO agency FROM public.targets_reportline AS line
        JOIN public.targets_progressreport AS report ON report.id = line.report_id
        WHERE line.id = coalesce(NEW.line_id, OLD.line_id);
    END IF;
    -- What is gone with its return is told by the return.
    IF agency IS NOT NULL THEN
        is_new := public.note_change('targets_progressreport', agency);
    END IF;
    RETURN NULL;
END
$body$;

-- As before, the comparison within: the condition of a trigger is read anew by each statement, also where no line of it
-- was decided.
CREATE OR REPLACE FUNCTION public.guard_decided_line() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    last_decision text;
BEGIN
    IF (OLD.report_id, OLD.target_id, OLD.action_id, OLD.status,
            OLD.reported, OLD.reported_numerator, OLD.reported_denominator,
            OLD.verified, OLD.verified_numerator, OLD.verified_denominator,
            OLD.disputed, OLD.disputed_numerator, OLD.disputed_denominator,
            OLD.adjusted, OLD.adjusted_numerator, OLD.adjusted_denominator, OLD.objection_until)
        IS NOT DISTINCT FROM (NEW.report_id, NEW.target_id, NEW.action_id, NEW.status,
            NEW.reported, NEW.reported_numerator, NEW.reported_denominator,
            NEW.verified, NEW.verified_numerator, NEW.verified_denominator,
            NEW.disputed, NEW.disputed_numerator, NEW.disputed_denominator,
            NEW.adjusted, NEW.adjusted_numerator, NEW.adjusted_denominator, NEW.objection_until)
    THEN
        RETURN NEW;
    END IF;
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
DROP TRIGGER decided_line_guarded ON public.targets_reportline;
CREATE TRIGGER decided_line_guarded BEFORE UPDATE ON public.targets_reportline FOR EACH ROW
WHEN (OLD.status IN ('adjusted', 'objected', 'disputed', 'settled'))
EXECUTE FUNCTION public.guard_decided_line();
