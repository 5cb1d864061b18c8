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
  const own = /^(read|confirm|list|end)_sessions?$|^sign_|setup|follow_events/;
  if (own.test(route.operation_id)) return "skip";
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

/** Roles as they are given out: everywhere, or at the company of the world's merchant. */
const given = [
  ["viewer", "installation"],
  ["administrator", "company"],
  ["owner", "company"],
  ["merchant_admin", "company"],
  ["operator", "company"],
  ["finance", "company"],
  ["risk", "company"],
  ["support_agent", "merchant"],
  ["support", "company"],
];

/** Nobody, one person of each built-in role and of a custom one, and the administrator. */
async function makePeople({ world, installation, OfficeClient }) {
  const { company_id, merchant_id } = world.merchant;
  const places = {
    installation: {},
    company: { company_id },
    merchant: { merchant_id },
  };
  const permissionsOf = async (client) => {
    const session = await client.get("/api/session");
    return new Set(session.body.capabilities.map((one) => one.permission));
  };
  const people = {
    nobody: {
      client: new OfficeClient(installation.office),
      signedIn: false,
      permissions: new Set(),
    },
  };
  const custom = await world.office.mustPost("/api/roles", {
    name: "Keys and nothing else",
    company_id,
    permissions: ["api_keys:read", "api_keys:write"],
  });
  for (const [role, scope_kind] of [...given, [custom.key, "company"]]) {
    const email = `role-${Object.keys(people).length}@bursar.example`;
    const made = await world.office.post("/api/users", {
      email,
      name: role,
      role_key: role,
      scope_kind,
      ...places[scope_kind],
    });
    if (made.status !== 201) throw new Error(`no ${role}: ${made.status} ${made.text}`);
    const client = new OfficeClient(installation.office);
    await signInFirstTime(client, email, made.body.temporary_password);
    people[role] = {
      client,
      signedIn: true,
      permissions: await permissionsOf(client),
    };
  }
  people.everything = {
    client: world.office,
    signedIn: true,
    permissions: await permissionsOf(world.office),
  };
  return people;
}
