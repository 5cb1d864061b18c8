// What a suite against running programs counts: checks that hold, checks that fail, and the line at
// its end that says so.

export const results = { passed: 0, failed: 0 };

/** Counts one check; what it throws is printed under its name. */
export async function check(name, body) {
  try {
    await body();
    ++results.passed;
  } catch (error) {
    ++results.failed;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}

export function must(condition, what) {
  if (!condition) throw new Error(what);
}

/** Looks again and again until `look` finds something, and returns that. */
export async function until(what, look, wait_ms = 30_000) {
  for (const deadline = Date.now() + wait_ms; ; ) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The last word of a suite: its counts, and a status that fails it when a check did. */
export function conclude() {
  console.log(`${results.passed} passed, ${results.failed} failed`);
  process.exitCode = results.failed === 0 ? 0 : 1;
}
