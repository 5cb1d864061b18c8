-- Installation, people, roles, sessions, one-time links and API keys.
CREATE TABLE installation (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  environment BIGINT NOT NULL CHECK (environment IN (1, 2)),
  demo BIGINT NOT NULL CHECK (demo IN (0, 1)),
  demo_skip_second_factor BIGINT NOT NULL CHECK (demo_skip_second_factor IN (0, 1)),
  created_at BIGINT NOT NULL,
  -- The second factor can be skipped in a demo sandbox and nowhere else.
  CHECK (demo_skip_second_factor = 0 OR (demo = 1 AND environment = 1))
);
CREATE TABLE user_account (
  id BIGINT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  email_folded TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  password_hash TEXT NOT NULL,
  password_changed_at BIGINT NOT NULL,
  must_change_password BIGINT NOT NULL,
  temporary_password_until BIGINT,
  totp_secret BYTEA,
  totp_last_step BIGINT NOT NULL,
  must_enrol_totp BIGINT NOT NULL,
  failed_logins BIGINT NOT NULL,
  locked_until BIGINT,
  factor_failures BIGINT NOT NULL,
  factor_locked_until BIGINT,
  locale TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_login_at BIGINT,
  version BIGINT NOT NULL
);
CREATE TABLE password_history (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  password_hash TEXT NOT NULL
);
CREATE INDEX password_history_user ON password_history (user_id, id);
CREATE TABLE recovery_code (
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  code_digest TEXT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (user_id, code_digest)
);
-- Wrong passwords per account and device; '' stands for every device that has not signed in before.
CREATE TABLE login_counter (
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  device_key TEXT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until BIGINT,
  PRIMARY KEY (user_id, device_key)
);
CREATE TABLE login_event (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT,
  email_tried TEXT NOT NULL,
  ok BIGINT NOT NULL,
  reason TEXT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  known_device BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX login_event_user ON login_event (user_id, id);
CREATE TABLE role (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  is_system BIGINT NOT NULL
);
CREATE TABLE role_grant (
  role_id BIGINT NOT NULL REFERENCES role (id),
  permission_key TEXT NOT NULL,
  PRIMARY KEY (role_id, permission_key)
);
-- scope_key is 0, the company or the merchant, as scope_kind says; company_id is the ancestor.
CREATE TABLE membership (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  role_id BIGINT NOT NULL REFERENCES role (id),
  scope_kind BIGINT NOT NULL CHECK (scope_kind BETWEEN 1 AND 3),
  scope_key BIGINT NOT NULL,
  company_id BIGINT,
  merchant_id BIGINT,
  granted_by BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  UNIQUE (user_id, role_id, scope_kind, scope_key)
);
CREATE TABLE session (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  kind BIGINT NOT NULL CHECK (kind IN (1, 2)),
  token_digest TEXT NOT NULL UNIQUE,
  mfa_level BIGINT NOT NULL,
  totp_pending BYTEA,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  idle_deadline BIGINT NOT NULL,
  absolute_deadline BIGINT NOT NULL,
  fresh_until BIGINT NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX session_by_user ON session (user_id, id);
CREATE TABLE one_time_link (
  id BIGINT NOT NULL PRIMARY KEY,
  purpose BIGINT NOT NULL CHECK (purpose BETWEEN 1 AND 3),
  token_digest TEXT NOT NULL UNIQUE,
  user_id BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX one_time_link_user ON one_time_link (user_id);
CREATE TABLE api_key (
  id BIGINT NOT NULL PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  secret_mac TEXT NOT NULL,
  last4 TEXT NOT NULL,
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  environment BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state IN (1, 2)),
  created_by BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  replaced_by BIGINT,
  overlap_until BIGINT,
  last_used_at BIGINT,
  last_ip TEXT NOT NULL,
  calls BIGINT NOT NULL
);
CREATE INDEX api_key_merchant ON api_key (merchant_id, id);
