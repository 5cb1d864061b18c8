-- A version may begin later than it is saved, and says who saved it.
ALTER TABLE fee_plan ADD COLUMN valid_from BIGINT NOT NULL DEFAULT 0 CHECK (valid_from >= 0);
ALTER TABLE fee_plan ADD COLUMN saved_by TEXT NOT NULL DEFAULT '';
-- The plans of a company, and those of the installation.
CREATE INDEX fee_plan_company ON fee_plan (company_id, id);
