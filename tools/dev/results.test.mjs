// Protects the totals of ./dev test: nothing that crashed, broke or ran nothing may look passed.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  directory_counts,
  junit_counts,
  log_counts,
  server_counts,
  suite_counts,
  vitest_counts,
} from "./results.mjs";

function with_directory(files, body) {
  const directory = mkdtempSync(join(tmpdir(), "results-"));
  mkdirSync(join(directory, "gtest"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const k_good = '<testcase name="a" status="run"></testcase><testcase name="b" status="run"/>';
const k_bad = '<testcase name="c"><failure>x</failure><failure>y</failure></testcase>';

test("a case with two failures is one failed case", () => {
  assert.deepEqual(junit_counts(k_good + k_bad), { passed: 2, failed: 1, skipped: 0 });
});

test("skipped cases are neither passed nor failed", () => {
  const xml = '<testcase><skipped/></testcase><testcase status="notrun"/>';
  assert.deepEqual(junit_counts(xml), { passed: 0, failed: 0, skipped: 2 });
});

test("a test program that crashed without a report counts as failed", () => {
  const ctest = `${k_good}<testcase name="crash"><failure/></testcase>`;
  assert.deepEqual(server_counts(ctest, [k_good, k_good]), { passed: 4, failed: 1, skipped: 0 });
});

test("a failed CTest entry is not counted twice when its report shows the case", () => {
  const ctest = '<testcase name="m"><failure/></testcase>';
  assert.deepEqual(server_counts(ctest, [k_good + k_bad]), { passed: 2, failed: 1, skipped: 0 });
});

test("a web test file that does not load counts as failed", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: "failed", assertionResults: [] }],
  };
  assert.deepEqual(vitest_counts(JSON.stringify(report)), { passed: 3, failed: 1, skipped: 0 });
});

test("the last count of a log wins", () => {
  assert.deepEqual(log_counts("1 passed, 0 failed\n5 passed, 2 failed\n"), {
    passed: 5,
    failed: 2,
    skipped: 0,
  });
});

test("a suite that exits badly fails even when its report looks clean", () => {
  with_directory({ "x.rc": "1 3\n", "x.xml": k_good, "x.log": "" }, (directory) => {
    assert.equal(suite_counts(directory, "x").failed, 1);
  });
});

test("a suite that ran no test fails", () => {
  with_directory({ "x.rc": "0 3\n", "x.xml": "<testsuites/>", "x.log": "" }, (directory) => {
    assert.equal(suite_counts(directory, "x").failed, 1);
  });
});

test("a tool without counts is one check", () => {
  with_directory({ "x.rc": "0 3\n", "x.log": "fine\n" }, (directory) => {
    assert.deepEqual(directory_counts(directory), [
      { name: "x", passed: 1, failed: 0, skipped: 0, seconds: 3, remark: "" },
    ]);
  });
});

test("missing results are a failure", () => {
  assert.equal(directory_counts("/nonexistent-results")[0].failed, 1);
});
