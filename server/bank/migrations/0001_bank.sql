-- Payments that travel in files: what is to be paid or expected, the files that carry it out, the
-- statements that say what became of it, and each of their lines.
CREATE TABLE bank_order (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  attempt_id BIGINT NOT NULL,
  end_to_end TEXT NOT NULL,    -- what the bank carries: of transfers out, or the reference in
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 8),
  sealed_party BYTEA NOT NULL, -- whom it goes to, or who paid
  purpose TEXT NOT NULL,
  file_id BIGINT,
  bank_reference TEXT NOT NULL,
  reason TEXT NOT NULL,
  booked_minor BIGINT NOT NULL,
  expires_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bank_order_attempt ON bank_order (attempt_id);
CREATE UNIQUE INDEX bank_order_end_to_end ON bank_order (end_to_end);
-- What waits for a file, and what is in one.
CREATE INDEX bank_order_waiting ON bank_order (account_id, id) WHERE state = 1;
CREATE INDEX bank_order_file ON bank_order (file_id, id) WHERE file_id IS NOT NULL;

CREATE TABLE bank_file (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5),
  orders BIGINT NOT NULL CHECK (orders > 0),
  sum_minor BIGINT NOT NULL CHECK (sum_minor > 0),
  currency TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  sealed_content BYTEA NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  taken_by TEXT NOT NULL,
  taken_at BIGINT,
  answered_at BIGINT,
  answer TEXT NOT NULL,
  CONSTRAINT bank_file_taken CHECK (state = 1 OR taken_at IS NOT NULL OR answered_at IS NOT NULL)
);
CREATE UNIQUE INDEX bank_file_message ON bank_file (message_id);
CREATE INDEX bank_file_account ON bank_file (account_id, id);

CREATE TABLE bank_statement (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  message_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  sealed_content BYTEA NOT NULL,
  imported_by TEXT NOT NULL,
  imported_at BIGINT NOT NULL,
  opening_minor BIGINT,
  closing_minor BIGINT,
  currency TEXT NOT NULL,
  lines BIGINT NOT NULL,
  repeated BIGINT NOT NULL,
  skipped BIGINT NOT NULL
);
-- The same bytes are taken once.
CREATE UNIQUE INDEX bank_statement_content ON bank_statement (account_id, sha256);
CREATE INDEX bank_statement_account ON bank_statement (account_id, id);

CREATE TABLE bank_line (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  statement_id BIGINT NOT NULL,
  entry_key TEXT NOT NULL,
  direction BIGINT NOT NULL CHECK (direction BETWEEN 1 AND 3),
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  booked_on TEXT NOT NULL,
  reference TEXT NOT NULL,
  bank_reference TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  sealed_party BYTEA NOT NULL,
  purpose TEXT NOT NULL,
  file_line BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  note TEXT NOT NULL,
  order_id BIGINT,
  settled_by TEXT NOT NULL,
  settled_at BIGINT,
  CONSTRAINT bank_line_settled CHECK (state NOT IN (3, 4) OR settled_at IS NOT NULL)
);
-- An entry counts once, whichever files repeat it.
CREATE UNIQUE INDEX bank_line_entry ON bank_line (account_id, entry_key);
CREATE INDEX bank_line_statement ON bank_line (statement_id, id);
CREATE INDEX bank_line_open ON bank_line (account_id, id) WHERE state = 2;
