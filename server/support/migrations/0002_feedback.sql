-- Questions and feedback of people about the office, and what the operator answered.
CREATE TABLE feedback (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL,
  user_name TEXT NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  section TEXT NOT NULL,
  text TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  answered_at BIGINT,
  version BIGINT NOT NULL,
  CHECK (state <> 2 OR answered_at IS NOT NULL)
);
-- The queue of the operator, and what one sent oneself.
CREATE INDEX feedback_open ON feedback (id) WHERE state = 1;
CREATE INDEX feedback_of ON feedback (user_id, id);
