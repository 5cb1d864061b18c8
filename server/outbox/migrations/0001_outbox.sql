-- Domain events, written in the transaction of the change they tell of.
CREATE TABLE event (
  id BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT,
  type TEXT NOT NULL,
  at BIGINT NOT NULL,
  company_id BIGINT,
  merchant_id BIGINT,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  subject_version BIGINT NOT NULL,
  payload TEXT NOT NULL
);
CREATE UNIQUE INDEX event_seq ON event (seq);
