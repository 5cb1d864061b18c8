-- One more kind of case: a dispute that the provider reported.
ALTER TABLE exception_case DROP CONSTRAINT exception_case_kind_check;
ALTER TABLE exception_case ADD CONSTRAINT exception_case_kind_check CHECK (kind BETWEEN 1 AND 9);
