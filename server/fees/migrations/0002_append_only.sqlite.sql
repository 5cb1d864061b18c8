-- What was charged and why cannot be rewritten: plan versions, prices and fee lines stay as saved.
CREATE TRIGGER fee_plan_no_update BEFORE UPDATE ON fee_plan
BEGIN SELECT RAISE(ABORT, 'fee plan versions are append-only'); END;
CREATE TRIGGER fee_plan_no_delete BEFORE DELETE ON fee_plan
BEGIN SELECT RAISE(ABORT, 'fee plan versions are append-only'); END;
CREATE TRIGGER fee_price_no_update BEFORE UPDATE ON fee_price
BEGIN SELECT RAISE(ABORT, 'fee prices are append-only'); END;
CREATE TRIGGER fee_price_no_delete BEFORE DELETE ON fee_price
BEGIN SELECT RAISE(ABORT, 'fee prices are append-only'); END;
CREATE TRIGGER fee_line_no_update BEFORE UPDATE ON fee_line
BEGIN SELECT RAISE(ABORT, 'fee lines are append-only'); END;
CREATE TRIGGER fee_line_no_delete BEFORE DELETE ON fee_line
BEGIN SELECT RAISE(ABORT, 'fee lines are append-only'); END;
