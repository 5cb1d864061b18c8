-- A token that was deactivated stays so, and no token is ever forgotten: its name must not come
-- back.
CREATE TRIGGER api_token_no_return BEFORE UPDATE ON api_token WHEN OLD.deactivated_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a deactivated token never returns'); END;
CREATE TRIGGER api_token_no_rename BEFORE UPDATE OF id, user_id, token, created_at ON api_token
BEGIN SELECT RAISE(ABORT, 'a token keeps its name and its person'); END;
CREATE TRIGGER api_token_no_delete BEFORE DELETE ON api_token
BEGIN SELECT RAISE(ABORT, 'a token is never forgotten'); END;
