// Waits until a page answers 200 with HTML: wait_for_page.mjs URL SECONDS. Exit code 1 when it
// does not in time.
const [url, seconds] = process.argv.slice(2);
const deadline = performance.now() + Number(seconds) * 1000;

async function answers() {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return response.ok && /html/.test(response.headers.get("content-type") ?? "");
  } catch {
    return false;
  }
}

while (!(await answers())) {
  if (performance.now() > deadline) {
    console.error(`${url} did not answer within ${seconds} s`);
    process.exit(1);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
}
