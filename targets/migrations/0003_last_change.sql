-- A return is changed with its row, its lines, what was ever said in them and what is attached to them.
CREATE FUNCTION public.note_return() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    changed jsonb := to_jsonb(coalesce(NEW, OLD));
    report bigint;
BEGIN
    IF TG_TABLE_NAME = 'targets_progressreport' THEN
        report := changed ->> 'id';
    ELSIF TG_TABLE_NAME = 'targets_reportline' THEN
        report := changed ->> 'report_id';
    ELSE
        SELECT line.report_id INTO report FROM public.targets_reportline AS line
        WHERE line.id = (changed ->> 'line_id')::bigint;
    END IF;
    -- What is gone with its line is told by the line.
    IF report IS NOT NULL THEN
        PERFORM public.note_change('targets_progressreport', report);
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
