// Every office route × every role, generated from the policy table that the server prints: a role
// that holds the permission is let in, one that does not gets 403 with the permission named, nobody
// gets 401.

import { signInFirstTime } from "./people.mjs";

const uuid = () => crypto.randomUUID();

export async function checkRoles({ office: routes, world, installation, check, OfficeClient }) {
  const people = await makePeople({ world, installation, OfficeClient });
  let cells = 0;
  for (const route of routes) {
    const wrong = [];
    for (const [role, person] of Object.entries(people)) {
      ++cells;
      const expected = expectation(route, person);
      if (expected === "skip") continue;
      const answer = await call(route, person.client, world);
      const seen =
        answer.status === 401 ? "signed_out" : answer.status === 403 ? "refused" : "let in";
      if (seen !== expected) wrong.push(`${role}: ${answer.status} instead of ${expected}`);
      if (
        seen === "refused" &&
        route.permission &&
        route.permission !== "self" &&
        person.signedIn &&
        answer.body?.details?.required_permission !== route.permission &&
        answer.body?.code === "permission_missing"
      )
        wrong.push(`${role}: the missing permission is not named`);
    }
    await check(`role × ${route.operation_id}`, () => {
      if (wrong.length) throw new Error(wrong.join("; "));
    });
  }
  await check("the role table has every cell", () => {
    if (cells !== routes.length * Object.keys(people).length) throw new Error(`${cells}`);
  });
}

const access = { open: 0, pre_session: 1, session: 2 };

function expectation(route, person) {
  if (route.operation_id === "sign_out" || /session|setup|follow_events/.test(route.operation_id))
    return "skip";
  if (route.access === access.open) return "let in";
  if (!person.signedIn) return "signed_out";
  if (route.permission === "self" || route.permission === "") return "let in";
  return person.permissions.has(route.permission) ? "let in" : "refused";
}

/** Calls a route with ids that do not exist and an empty body: permission is judged before both. */
function call(route, client, world) {
  const target = route.path
    .replace("{payment_id}", "tx_c0000000000000000000000000")
    .replace("{merchant_id}", world.merchant.merchant_id)
    .replace(/\{[a-z_]+\}/g, "xx_c0000000000000000000000000");
  const method = route.method.toUpperCase();
  const body = ["GET", "DELETE"].includes(method) ? undefined : {};
  return client.request(method, target, body, { "Idempotency-Key": uuid() });
}

/** Nobody, a viewer made by the administrator through the office, and the administrator. */
async function makePeople({ world, installation, OfficeClient }) {
  const made = await world.office.post("/api/users", {
    email: "viewer@bursar.example",
    name: "Vic Viewer",
    role_key: "viewer",
    scope_kind: "installation",
  });
  if (made.status !== 201) throw new Error(`no viewer: ${made.status} ${made.text}`);
  const viewer = new OfficeClient(installation.office);
  await signInFirstTime(viewer, "viewer@bursar.example", made.body.temporary_password);
  const permissionsOf = async (client) => {
    const session = await client.get("/api/session");
    return new Set(session.body.capabilities.map((one) => one.permission));
  };
  return {
    nobody: {
      client: new OfficeClient(installation.office),
      signedIn: false,
      permissions: new Set(),
    },
    viewer: { client: viewer, signedIn: true, permissions: await permissionsOf(viewer) },
    administrator: {
      client: world.office,
      signedIn: true,
      permissions: await permissionsOf(world.office),
    },
  };
}
