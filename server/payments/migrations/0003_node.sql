-- Which server sent an attempt, and which servers live: one that starts must not take the calls of
-- another for orphaned.
ALTER TABLE attempt ADD COLUMN sent_by BIGINT;

-- A node number is held by one process at a time. The holder moves expires_at on while it lives.
CREATE TABLE node_lease (
  node BIGINT NOT NULL PRIMARY KEY CHECK (node BETWEEN 0 AND 63),
  run BIGINT NOT NULL,
  place TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
