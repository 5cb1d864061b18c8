-- A token that was deactivated stays so, and no token is ever forgotten: its name must not come
-- back.
CREATE FUNCTION api_token_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.deactivated_at IS NULL AND OLD.id = NEW.id
     AND OLD.user_id = NEW.user_id AND OLD.token = NEW.token
     AND OLD.created_at = NEW.created_at THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a token keeps its name, and a deactivated one never returns';
END
$guard$;
CREATE TRIGGER api_token_for_good BEFORE UPDATE OR DELETE ON api_token
FOR EACH ROW EXECUTE FUNCTION api_token_guard();
