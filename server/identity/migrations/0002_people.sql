-- Custom roles with versions, memberships at a project (representable, not yet assignable), phone
-- numbers, searchable names, and addresses and reminders of API keys.
ALTER TABLE user_account ADD COLUMN phone_sealed BYTEA;
ALTER TABLE user_account ADD COLUMN enabled_at BIGINT;
ALTER TABLE user_account ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
UPDATE user_account SET name_folded = lower(name);
ALTER TABLE role ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE role ADD COLUMN created_at BIGINT;
ALTER TABLE api_key ADD COLUMN allowed_addresses TEXT NOT NULL DEFAULT '';
-- The nearest reminder before expiry that was sent, in days; 0 = none yet.
ALTER TABLE api_key ADD COLUMN reminded_days BIGINT NOT NULL DEFAULT 0;
CREATE INDEX api_key_creator ON api_key (created_by);
CREATE INDEX api_key_expiry ON api_key (state, expires_at);
CREATE TABLE membership_next (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  role_id BIGINT NOT NULL REFERENCES role (id),
  scope_kind BIGINT NOT NULL CHECK (scope_kind BETWEEN 1 AND 4),
  scope_key BIGINT NOT NULL,
  company_id BIGINT,
  merchant_id BIGINT,
  project_id BIGINT,
  granted_by BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  UNIQUE (user_id, role_id, scope_kind, scope_key)
);
INSERT INTO membership_next (id, user_id, role_id, scope_kind, scope_key, company_id, merchant_id,
                             granted_by, created_at, expires_at)
  SELECT id, user_id, role_id, scope_kind, scope_key, company_id, merchant_id, granted_by,
         created_at, expires_at FROM membership;
DROP TABLE membership;
ALTER TABLE membership_next RENAME TO membership;
CREATE INDEX membership_role ON membership (role_id);
CREATE INDEX membership_company ON membership (company_id, merchant_id);
