// The browser tests against the real server and simulator: node tests/e2e/run.mjs [FILTER]. One
// demo serves the tests that only look; those that change the world bring an installation of their
// own.
import "./access.mjs";
import "./account.mjs";
import "./approvals.mjs";
import "./assurance.mjs";
import "./bank.mjs";
import "./batches.mjs";
import { launch } from "./browser.mjs";
import "./cases.mjs";
import { startDemo } from "./demo.mjs";
import "./desks.mjs";
import "./dialogs.mjs";
import "./every_page.mjs";
import "./fees.mjs";
import "./help.mjs";
import "./hostile.mjs";
import "./keyboard.mjs";
import "./money.mjs";
import "./passkeys.mjs";
import { signedInState } from "./people.mjs";
import "./policy.mjs";
import "./recipients.mjs";
import "./reviews.mjs";
import "./routing.mjs";
import "./session.mjs";
import "./set_up.mjs";
import "./shell.mjs";
import { runTests } from "./suite.mjs";
import "./support.mjs";
import "./transactions.mjs";
import "./viewer.mjs";

const demo = await startDemo({ history: 400, days: 30, per_minute: 20 });
const browser = await launch();
let ok = false;
try {
  const admin = await signedInState(browser, demo.office);
  const filter = process.argv[2] ? new RegExp(process.argv[2]) : undefined;
  ok = await runTests({ browser, demo: demo.office, admin }, filter);
} finally {
  await browser.close();
  await demo.stop();
}
process.exitCode = ok ? 0 : 1;
