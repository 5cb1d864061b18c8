// Runs named browser tests one after another, counts them, and writes the counts as JUnit XML.
import { writeFileSync } from "node:fs";

const tests = [];

/** Declares a test; `body` gets what the suite's set-up made. */
export function test(name, body) {
  tests.push({ name, body });
}

const escaped = (text) =>
  text.replace(
    /[<>&"]/g,
    (mark) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[mark],
  );

function report(results) {
  const failures = results.filter((result) => result.error);
  const cases = results.map(({ name, seconds, error }) => {
    const head = `<testcase classname="e2e" name="${escaped(name)}" time="${seconds}"`;
    return error ? `${head}><failure>${escaped(error)}</failure></testcase>` : `${head}/>`;
  });
  const counts = `tests="${results.length}" failures="${failures.length}"`;
  return `<testsuite name="e2e" ${counts}>\n${cases.join("\n")}\n</testsuite>\n`;
}

export async function runTests(world, filter) {
  const results = [];
  for (const { name, body } of tests.filter((one) => !filter || filter.test(one.name))) {
    const started = performance.now();
    const error = await body(world).then(
      () => undefined,
      (cause) => cause?.stack ?? String(cause),
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    results.push({ name, seconds, error });
    console.log(`${error ? "FAILED" : "ok    "} ${seconds.padStart(6)} s  ${name}`);
    if (error) console.log(error);
  }
  const failed = results.filter((result) => result.error).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  if (process.env.BURSAR_TEST_RESULTS)
    writeFileSync(process.env.BURSAR_TEST_RESULTS, report(results));
  return failed === 0 && results.length > 0;
}
