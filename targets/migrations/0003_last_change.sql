-- The returns of an agency are changed with their rows, their lines, what was ever said in them and what is attached.
CREATE FUNCTION public.note_return() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    changed jsonb := to_jsonb(coalesce(NEW, OLD));
    agency bigint;
BEGIN
    IF TG_TABLE_NAME = 'targets_progressreport' THEN
        agency := changed ->> 'agency_id';
    ELSIF TG_TABLE_NAME = 'targets_reportline' THEN
        SELECT agency_id INTO agency FROM public.targets_progressreport
        WHERE id = (changed ->> 'report_id')::bigint;
    ELSE
        SELECT report.agency_id INTO agency FROM public.targets_reportline AS line
        JOIN public.targets_progressreport AS report ON report.id = line.report_id
        WHERE line.id = (changed ->> 'line_id')::bigint;
    END IF;
    -- What is gone with its return is told by the return.
    IF agency IS NOT NULL THEN
        PERFORM public.note_change('targets_progressreport', agency);
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER return_noted AFTER INSERT OR UPDATE OR DELETE ON public.targets_progressreport
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note_return();
CREATE CONSTRAINT TRIGGER return_noted AFTER INSERT OR UPDATE OR DELETE ON public.targets_reportline
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note_return();
CREATE CONSTRAINT TRIGGER return_noted AFTER INSERT OR UPDATE OR DELETE ON public.targets_measurement
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note_return();
CREATE CONSTRAINT TRIGGER return_noted AFTER INSERT OR UPDATE OR DELETE ON public.targets_actionprogress
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note_return();
CREATE CONSTRAINT TRIGGER return_noted AFTER INSERT OR UPDATE OR DELETE ON public.targets_evidence
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note_return();
