-- An invitation to an address that already has an account elsewhere: an account of its own stands
-- in for that person, so that nobody learns of the other one, until the person joins.
ALTER TABLE user_account ADD COLUMN stands_for BIGINT;
CREATE INDEX user_account_stands_for ON user_account (stands_for);
