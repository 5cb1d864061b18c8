-- Messages on their way to people, and which ways there are.
-- public_key seals addresses and texts; only the sender can open them.
CREATE TABLE message_channel (
  channel BIGINT NOT NULL PRIMARY KEY CHECK (channel IN (1, 2)),
  is_ready BIGINT NOT NULL CHECK (is_ready IN (0, 1)),
  public_key BYTEA NOT NULL,
  changed_at BIGINT NOT NULL
);
-- state: 1 waiting, 2 sending, 3 sent, 4 failed, 5 expired. next_at is when it is due, and while it
-- is being sent the end of the sender's lease. sealed is erased when the message has ended.
CREATE TABLE message (
  id BIGINT NOT NULL PRIMARY KEY,
  channel BIGINT NOT NULL CHECK (channel IN (1, 2)),
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  to_masked TEXT NOT NULL,
  sealed BYTEA,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5),
  attempts BIGINT NOT NULL DEFAULT 0,
  unknown_attempts BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  leased_by BIGINT,
  next_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  CHECK (state < 3 OR sealed IS NULL),
  CHECK (state <> 2 OR leased_by IS NOT NULL)
);
CREATE INDEX message_due ON message (channel, next_at) WHERE state < 3;
CREATE INDEX message_about ON message (about, id);
