-- Looking at the office as somebody else: what each company consents to, and every look with who
-- asked, who answered and how it ended.
CREATE TABLE view_consent (
  company_id BIGINT NOT NULL PRIMARY KEY,
  mode BIGINT NOT NULL CHECK (mode BETWEEN 1 AND 3),
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL REFERENCES user_account (id)
);
-- person_id is whom the agent looks as; without one it is the merchant itself.
CREATE TABLE view_as (
  id BIGINT NOT NULL PRIMARY KEY,
  agent_id BIGINT NOT NULL REFERENCES user_account (id),
  person_id BIGINT REFERENCES user_account (id),
  company_id BIGINT NOT NULL,
  merchant_id BIGINT,
  reason TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6),
  asked_at BIGINT NOT NULL,
  open_until BIGINT NOT NULL,
  answered_at BIGINT,
  answered_by BIGINT REFERENCES user_account (id),
  session_id BIGINT,
  started_at BIGINT,
  ends_at BIGINT,
  ended_at BIGINT,
  end_reason TEXT NOT NULL,
  CHECK (person_id IS NOT NULL OR merchant_id IS NOT NULL),
  CHECK (state <> 3 OR (session_id IS NOT NULL AND ends_at IS NOT NULL))
);
-- Asked on every request of the office: whether this session is looking as somebody else.
CREATE UNIQUE INDEX view_as_session ON view_as (session_id) WHERE state = 3;
CREATE INDEX view_as_agent ON view_as (agent_id, id);
CREATE INDEX view_as_company ON view_as (company_id, id);
