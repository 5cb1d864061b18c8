-- What was made under a client's key, so that a repeat finds it again.
CREATE TABLE idempotency_key (
  actor_kind BIGINT NOT NULL,
  actor_key BIGINT NOT NULL,
  client_key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  made_key BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (actor_kind, actor_key, client_key)
);
