// Reads what a suite left behind (exit code, JUnit or vitest report, log) and turns it into real
// counts. A suite that ended badly or ran nothing never counts as passed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/// Counts of one JUnit text: a test case with any failure or error counts once.
export function junit_counts(xml) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const part of xml.split(/<testcase\b/).slice(1)) {
    if (/<(failure|error)\b/.test(part)) counts.failed += 1;
    else if (/<skipped\b|status="(notrun|disabled)"/.test(part)) counts.skipped += 1;
    else counts.passed += 1;
  }
  return counts;
}

export function vitest_counts(json) {
  const report = JSON.parse(json);
  const broken_files = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((t) => t.status !== "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken_files.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/// The last "N passed, N failed" of a log, or nothing.
export function log_counts(log) {
  const last = [...log.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  return last ? { passed: Number(last[1]), failed: Number(last[2]), skipped: 0 } : undefined;
}

/// Server tests: the cases of all GoogleTest reports, plus the CTest entries that wrote none
/// (another kind of test, or a crash).
export function server_counts(ctest_xml, gtest_xmls) {
  const entries = junit_counts(ctest_xml);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let reports_failed = 0;
  for (const xml of gtest_xmls) {
    const one = junit_counts(xml);
    if (one.failed > 0) reports_failed += 1;
    for (const key of Object.keys(counts)) counts[key] += one[key];
  }
  const unreported_failures = Math.max(0, entries.failed - reports_failed);
  const unreported = entries.passed + entries.failed - gtest_xmls.length;
  counts.failed += unreported_failures;
  counts.passed += Math.max(0, unreported - unreported_failures);
  return counts;
}

function reported_counts(directory, name) {
  const path = (suffix) => join(directory, name + suffix);
  const text = (suffix) => readFileSync(path(suffix), "utf8");
  if (existsSync(path(".ctest.xml"))) {
    const reports = join(directory, "gtest");
    const xmls = readdirSync(reports).map((file) => readFileSync(join(reports, file), "utf8"));
    return server_counts(text(".ctest.xml"), xmls);
  }
  if (existsSync(path(".xml"))) return junit_counts(text(".xml"));
  if (existsSync(path(".json"))) return vitest_counts(text(".json"));
  return log_counts(text(".log"));
}

/// Counts of one suite; `remark` says what a reader should know beside the numbers.
export function suite_counts(directory, name) {
  const ended = readFileSync(join(directory, `${name}.rc`), "utf8");
  const [code, seconds] = ended.split(" ").map(Number);
  const counts = reported_counts(directory, name) ?? {
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
  };
  if (counts.passed + counts.failed === 0) {
    return { ...counts, failed: 1, seconds, remark: `ran nothing (exit code ${code})` };
  }
  if (code !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, seconds, remark: `ended with exit code ${code}` };
  }
  return { ...counts, seconds, remark: "" };
}

/// All suites of a result directory, by name. A directory that does not exist is one failure.
export function directory_counts(directory) {
  const names = existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => file.endsWith(".rc"))
        .map((file) => file.slice(0, -".rc".length))
    : [];
  if (names.length === 0) {
    return [
      { name: directory, passed: 0, failed: 1, skipped: 0, seconds: 0, remark: "no results" },
    ];
  }
  return names.sort().map((name) => ({ name, ...suite_counts(directory, name) }));
}
