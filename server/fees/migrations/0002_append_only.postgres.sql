-- What was charged and why cannot be rewritten: plan versions, prices and fee lines stay as saved.
CREATE FUNCTION fees_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$guard$;
CREATE TRIGGER fee_plan_append_only BEFORE UPDATE OR DELETE ON fee_plan
FOR EACH ROW EXECUTE FUNCTION fees_refuse_change();
CREATE TRIGGER fee_price_append_only BEFORE UPDATE OR DELETE ON fee_price
FOR EACH ROW EXECUTE FUNCTION fees_refuse_change();
CREATE TRIGGER fee_line_append_only BEFORE UPDATE OR DELETE ON fee_line
FOR EACH ROW EXECUTE FUNCTION fees_refuse_change();
