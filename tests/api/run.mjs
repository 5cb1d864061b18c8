// The contract, proven against the real server: routes and contract name the same operations, every
// answer seen here keeps its schema, and every route meets every role with the expected status.
import Ajv from "ajv/dist/2020.js";
import { findProblems, mergeContract } from "../../tools/contract/merge.mjs";
import {
  bursar,
  Installation,
  MerchantClient,
  OfficeClient,
  sampleSale,
} from "../lib/installation.mjs";
import { run } from "../lib/process.mjs";
import { walkAccess } from "./access_walk.mjs";
import { walkAccount } from "./account_walk.mjs";
import { walkApprovals } from "./approvals_walk.mjs";
import { walkAssurance } from "./assurance_walk.mjs";
import { sealOften, walkAudit } from "./audit_walk.mjs";
import { walkBank } from "./bank_walk.mjs";
import { walkBatches } from "./batches_walk.mjs";
import { checkBounds } from "./bounds.mjs";
import { walkChain } from "./chain_walk.mjs";
import { walkCustomers } from "./customers_walk.mjs";
import { checkDataApi } from "./data_api.mjs";
import { walkExceptions } from "./exceptions_walk.mjs";
import { walkFees } from "./fees_walk.mjs";
import { checkIdempotency } from "./idempotency.mjs";
import { checkIsolation } from "./isolation.mjs";
import { walkJoining } from "./joining_walk.mjs";
import { walkLevels } from "./levels_walk.mjs";
import { walkMasking } from "./masking_walk.mjs";
import { checkOrsunpay } from "./orsunpay.mjs";
import { walkPasskeys } from "./passkey_walk.mjs";
import { walkPayments } from "./payments_walk.mjs";
import { walkPeople } from "./people_walk.mjs";
import { walkProjects } from "./projects_walk.mjs";
import { walkProviders } from "./providers_walk.mjs";
import { walkRecipients } from "./recipients_walk.mjs";
import { walkReviews } from "./review_walk.mjs";
import { checkRoles } from "./roles.mjs";
import { walkRouting } from "./routing_walk.mjs";
import { walkSso } from "./sso_walk.mjs";
import { walkSupport } from "./support_walk.mjs";
import { checkTrail, watchTrail } from "./trail.mjs";
import { walkOffice } from "./walk.mjs";

const results = { passed: 0, failed: 0 };
/** Runs one named check; a thrown error is a failure. */
export async function check(name, body) {
  try {
    await body();
    ++results.passed;
  } catch (error) {
    ++results.failed;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

const contract = mergeContract();
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: "contract", ...contract });

const operations = [];
for (const [route, item] of Object.entries(contract.paths))
  for (const method of ["get", "post", "put", "patch", "delete"])
    if (item[method])
      operations.push({
        method: method.toUpperCase(),
        route,
        id: item[method].operationId,
        definition: item[method],
      });

const patternOf = (route) =>
  new RegExp(`^${route.replaceAll(".", "\\.").replace(/\{[^}]+\}/g, "[^/]+")}$`);
const operationOf = (method, target) => {
  const pathname = target.split("?")[0];
  const fits = operations.filter(
    (one) => one.method === method && patternOf(one.route).test(pathname),
  );
  return fits.find((one) => !one.route.includes("{")) ?? fits[0];
};

const exercised = new Set();
// An endless stream, redirects, and cases that only a provider's mistake opens: proven elsewhere.
const leadElsewhere = new Set([
  "follow_events",
  "start_sso",
  "finish_sso",
  "read_exception",
  "resolve_exception",
  "create_payout",
  "make_bank_file",
  "take_bank_file",
  "assign_bank_line",
  "read_chain_transaction",
]);
// Their entries are seen where their own walks are: payouts and captures in tests/operations.
const recordedElsewhere = new Set([
  ...leadElsewhere,
  "orsunpay_create_capture",
  "orsunpay_create_void",
  "orsunpay_cancel_transaction",
  "orsunpay_create_payout",
]);
const breaches = [];
/** Validates one recorded answer against the schema of its operation and status. */
function record({ method, target, status, headers, body, text }) {
  const operation = operationOf(method, target);
  if (!operation) {
    breaches.push(`${method} ${target} is not in the contract`);
    return;
  }
  const responses = operation.definition.responses;
  let response = responses[status] ?? responses.default;
  if (!response)
    breaches.push(`${operation.id} answered ${status}, which the contract does not know`);
  if (response?.$ref) response = contract.components.responses[response.$ref.split("/").at(-1)];
  if (!response) return;
  if (status < 300) exercised.add(operation.id);
  const type = Object.keys(response.content ?? {})[0];
  if (!type) {
    if (text) breaches.push(`${operation.id} ${status} has a body though the contract gives none`);
    return;
  }
  if (!(headers.get("content-type") ?? "").startsWith(type))
    breaches.push(`${operation.id} ${status} is ${headers.get("content-type")}, not ${type}`);
  if (body === undefined) return;
  const schema = JSON.parse(
    JSON.stringify(response.content[type].schema).replaceAll('"#/', '"contract#/'),
  );
  const validate = ajv.compile(schema);
  if (!validate(body))
    breaches.push(`${operation.id} ${status}: ${ajv.errorsText(validate.errors)}`);
}

let routes = [];
watchTrail();
const installation = await Installation.create();
sealOften(installation);
try {
  await installation.serve();
  routes = JSON.parse(await run(bursar, ["routes", "--data", installation.folder]));
  const office = routes.filter((row) => row.surface === "office");

  await check("the contract keeps its rules", () => {
    const problems = findProblems(contract);
    if (problems.length) throw new Error(problems.join("; "));
  });
  await check("every route is in the contract", () => {
    const missing = office.filter(
      (row) =>
        !operations.some(
          (one) =>
            one.id === row.operation_id &&
            one.route === row.path &&
            one.method === row.method.toUpperCase(),
        ),
    );
    if (missing.length)
      throw new Error(missing.map((row) => `${row.method} ${row.path}`).join(", "));
  });
  await check("everything in the contract has a route", () => {
    const missing = operations.filter((one) => !office.some((row) => row.operation_id === one.id));
    if (missing.length) throw new Error(missing.map((one) => one.id).join(", "));
  });

  await checkBounds({ check, routes });
  const world = await walkOffice({
    installation,
    OfficeClient,
    MerchantClient,
    sampleSale,
    check,
    record,
  });
  await checkIdempotency({ ...world, check });
  await walkAudit({ office: world.office, check });
  await checkDataApi({
    world,
    installation,
    check,
    record,
    sampleSale,
    OfficeClient,
    MerchantClient,
  });
  await walkAccount({ check, record });
  await walkAccess({ ...world, MerchantClient, check });
  await walkAssurance({ check, record });
  await walkPasskeys({ office: world.office, installation, OfficeClient, record, check });
  await walkPeople({ ...world, installation, OfficeClient, record, check });
  await walkJoining({ ...world, installation, OfficeClient, record, check });
  await walkSso({ installation, OfficeClient, record, check });
  await walkSupport({ ...world, installation, OfficeClient, record, check, routes });
  await walkApprovals({ ...world, installation, OfficeClient, record, check });
  await walkReviews({ ...world, installation, OfficeClient, record, check });
  await walkPayments({ ...world, check });
  await walkBatches({ ...world, installation, check });
  await walkRecipients({ ...world, installation, check });
  await walkProviders({ ...world, installation, OfficeClient, record, check });
  await walkBank({ ...world, check });
  await walkChain({ ...world, check });
  await walkFees({ ...world, installation, OfficeClient, record, check });
  await walkRouting({ ...world, installation, OfficeClient, record, check });
  await walkExceptions({ ...world, check });
  await walkCustomers({ ...world, check });
  await walkProjects({ ...world, installation, check });
  await walkMasking({ ...world, installation, check });
  await walkLevels({ check, record });
  await check("every answer keeps its schema", () => {
    if (breaches.length)
      throw new Error(`${breaches.length}: ${[...new Set(breaches)].slice(0, 5).join(" | ")}`);
  });
  await check("every operation was seen succeeding", () => {
    const unseen = operations
      .filter((one) => !exercised.has(one.id) && !leadElsewhere.has(one.id))
      .map((one) => one.id);
    if (unseen.length) throw new Error(unseen.join(", "));
  });
  await checkRoles({ office, world, installation, check, OfficeClient });
  await checkOrsunpay({
    world,
    installation,
    check,
    MerchantClient,
    sampleSale,
  });
} catch (error) {
  ++results.failed;
  console.log(`FAILED set-up: ${error.stack}`);
  console.log(installation.server?.output.slice(-3000));
} finally {
  await installation.stop();
}
await checkIsolation({ check, contract });
await checkTrail({ check, routes, elsewhere: recordedElsewhere });
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed === 0 ? 0 : 1;
