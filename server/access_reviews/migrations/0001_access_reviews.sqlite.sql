-- Reviews of who holds what. A review that was signed off stays as it is, row by row.
CREATE TABLE access_review (
  id BIGINT NOT NULL PRIMARY KEY,
  state BIGINT NOT NULL CHECK (state IN (1, 2)),
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_by_name TEXT NOT NULL,
  signed_at BIGINT,
  signed_by BIGINT,
  signed_by_name TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  CHECK (state = 1 OR (signed_at IS NOT NULL AND signed_by IS NOT NULL AND digest <> ''))
);
-- One at a time.
CREATE UNIQUE INDEX access_review_open ON access_review (state) WHERE state = 1;
CREATE TABLE access_review_row (
  id BIGINT NOT NULL PRIMARY KEY,
  review_id BIGINT NOT NULL REFERENCES access_review (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  target BIGINT NOT NULL,
  user_id BIGINT,
  merchant_id BIGINT,
  holder TEXT NOT NULL,
  email TEXT NOT NULL,
  account_state TEXT NOT NULL,
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  rights TEXT NOT NULL,
  is_platform BIGINT NOT NULL CHECK (is_platform IN (0, 1)),
  factors TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  last_used_at BIGINT,
  expires_at BIGINT,
  decision BIGINT NOT NULL CHECK (decision BETWEEN 1 AND 3),
  note TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT,
  outcome BIGINT NOT NULL CHECK (outcome BETWEEN 1 AND 3),
  CHECK (decision <> 3 OR note <> '')
);
CREATE INDEX access_review_row_review ON access_review_row (review_id, id);
CREATE TRIGGER access_review_fixed BEFORE UPDATE ON access_review WHEN OLD.state = 2
BEGIN SELECT RAISE(ABORT, 'a signed review stays as it is'); END;
CREATE TRIGGER access_review_kept BEFORE DELETE ON access_review
BEGIN SELECT RAISE(ABORT, 'a review is never forgotten'); END;
CREATE TRIGGER access_review_row_fixed BEFORE UPDATE ON access_review_row
WHEN (SELECT state FROM access_review WHERE id = OLD.review_id) = 2
BEGIN SELECT RAISE(ABORT, 'a signed review stays as it is'); END;
CREATE TRIGGER access_review_row_late BEFORE INSERT ON access_review_row
WHEN (SELECT state FROM access_review WHERE id = NEW.review_id) = 2
BEGIN SELECT RAISE(ABORT, 'a signed review stays as it is'); END;
CREATE TRIGGER access_review_row_kept BEFORE DELETE ON access_review_row
BEGIN SELECT RAISE(ABORT, 'a review is never forgotten'); END;
