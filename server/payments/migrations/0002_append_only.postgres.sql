-- History is append-only: the database itself refuses to change or delete a step.
CREATE FUNCTION status_history_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  RAISE EXCEPTION 'status history is append-only';
END
$guard$;
CREATE TRIGGER status_history_append_only BEFORE UPDATE OR DELETE ON status_history
FOR EACH ROW EXECUTE FUNCTION status_history_guard();
