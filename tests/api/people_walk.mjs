// Walks the routes of people, roles, links and key addresses once, so that each has been seen
// succeeding, and shows the rules an administrator meets on the way.
import { signInFirstTime } from "./people.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

const user = (id, rest = "") => `/api/users/${id}${rest}`;

export async function walkPeople(world) {
  const desk = await walkRoles(world);
  const ivy = await walkInvitation(world, desk);
  await walkPerson(world, desk, ivy);
  await walkSecurity(world);
  await walkAddresses(world);
}

async function walkRoles({ office, merchant, check }) {
  const { company_id } = merchant;
  let desk;
  await check("roles are made, changed in versions, compared and deleted", async () => {
    expect(await office.get("/api/permissions"), 200);
    const body = {
      name: "Desk",
      company_id,
      permissions: ["payments:read", "users:read"],
    };
    desk = expect(await office.post("/api/roles", body), 201);
    expect(await office.post("/api/roles", body), 409, "role_name_taken");
    const target = `/api/roles/${desk.role_id}`;
    const platform = { version: 1, permissions: ["system:read"] };
    expect(await office.patch(target, platform), 422, "platform_permission");
    desk = expect(await office.patch(target, { version: 1, description: "By night" }), 200);
    expect(await office.patch(target, { version: 1, name: "Day" }), 409, "version_changed");
    expect(await office.get(target), 200);
    const listed = expect(await office.get("/api/roles"), 200);
    if (listed.rows.length < 10) throw new Error(`${listed.rows.length} roles`);
    const other = { name: "Short", permissions: ["payments:read"] };
    const short = expect(await office.post("/api/roles", other), 201);
    expect(await office.delete(`/api/roles/${short.role_id}?version=1`), 204);
  });

  return desk;
}

async function walkInvitation(
  { office, merchant, installation, OfficeClient, record, check },
  desk,
) {
  const { company_id } = merchant;
  let id;
  await check("a person is invited and enters by the link, once", async () => {
    const grant = { role_key: desk.key, scope_kind: "company", company_id };
    const invited = expect(
      await office.post("/api/users/invitations", {
        email: "ivy@bursar.example",
        name: "Ivy",
        ...grant,
      }),
      201,
    );
    id = invited.user.user_id;
    const renewed = expect(await office.post(user(id, "/invitation")), 201);
    const token = (path) => path.split("#token=")[1];
    const anonymous = new OfficeClient(installation.office, record);
    const link = { purpose: "invite", token: token(renewed.link_path) };
    const dead = { purpose: "invite", token: token(invited.link_path) };
    expect(await anonymous.post("/api/links/lookup", dead), 410, "link_invalid");
    expect(await anonymous.post("/api/links/lookup", link), 200);
    const password = "ivy climbs the northern wall";
    expect(await anonymous.post("/api/links/acceptance", { ...link, password }), 200);
    expect(await anonymous.post("/api/links/acceptance", { ...link, password }), 410);
    expect(
      await anonymous.post("/api/session", {
        email: "ivy@bursar.example",
        password,
      }),
      200,
    );
  });
  return id;
}

async function walkPerson(
  { office, merchant, installation, OfficeClient, record, check },
  desk,
  id,
) {
  const { company_id, merchant_id } = merchant;
  let ivy;
  const change = async (answer, status = 200) => {
    ivy = expect(await answer, status);
  };
  await check("a person is given roles, ends and another company", async () => {
    ivy = expect(await office.get(user(id)), 200).user;
    if (ivy.state !== "active") throw new Error(ivy.state);
    await change(
      office.patch(user(id), {
        version: ivy.version,
        phone: "+447900123478",
        name: "Ivy Wall",
      }),
    );
    const given = {
      version: ivy.version,
      role_key: "viewer",
      scope_kind: "merchant",
    };
    await change(office.post(user(id, "/memberships"), { ...given, merchant_id }), 201);
    const held = ivy.memberships.find((one) => one.role_key === "viewer");
    const one = user(id, `/memberships/${held.membership_id}`);
    const expires_at = Date.now() + 86_400_000;
    await change(office.patch(one, { version: ivy.version, expires_at }));
    expect(await office.delete(`${one}?version=1`), 409, "version_changed");
    await change(office.delete(`${one}?version=${ivy.version}`));
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const elsewhere = expect(
      await office.post(
        "/api/companies",
        { name: "Elsewhere", country: "DE", default_currency: "EUR" },
        key,
      ),
      201,
    );
    const place = (id_) => ({ scope_kind: "company", company_id: id_ });
    const move = { from: place(company_id), to: place(elsewhere.company_id) };
    expect(
      await office.post(user(id, "/transfer"), {
        version: ivy.version,
        ...move,
      }),
      422,
      "role_foreign",
    );
    const viewer = {
      version: ivy.version,
      role_key: "viewer",
      ...place(company_id),
    };
    await change(office.post(user(id, "/memberships"), viewer), 201);
    const own = ivy.memberships.find((row) => row.role_key === desk.key);
    await change(
      office.delete(user(id, `/memberships/${own.membership_id}?version=${ivy.version}`)),
    );
    await change(office.post(user(id, "/transfer"), { version: ivy.version, ...move }));
    if (ivy.memberships[0].company_name !== "Elsewhere") throw new Error("not moved");
  });

  await check("a person is helped, shut out and let in", async () => {
    const anonymous = new OfficeClient(installation.office, record);
    expect(await office.get(user(id, "/sessions")), 200);
    expect(await office.get(user(id, "/logins")), 200);
    expect(await office.post(user(id, "/reset_link")), 201);
    await change(office.post(user(id, "/password_change")));
    await change(office.post(user(id, "/disable")));
    await change(office.post(user(id, "/enable")));
    expect(await office.get(`/api/roles/${desk.role_id}/holders`), 200);
    expect(
      await anonymous.post("/api/password_resets", {
        email: "nobody@bursar.example",
      }),
      204,
    );
  });
}

async function walkSecurity({ office, merchant, installation, OfficeClient, record, check }) {
  const { company_id } = merchant;
  await check(
    "a factor is reset, sessions end, and the missing permission is explained",
    async () => {
      const made = expect(
        await office.post("/api/users", {
          email: "vera@bursar.example",
          name: "Vera",
          role_key: "viewer",
          scope_kind: "company",
          company_id,
        }),
        201,
      );
      const id = made.user.user_id;
      const vera = new OfficeClient(installation.office, record);
      await signInFirstTime(vera, "vera@bursar.example", made.temporary_password);
      const refused = expect(await vera.get("/api/users"), 403, "permission_missing");
      if (!refused.details.roles.includes("Owner")) throw new Error(JSON.stringify(refused));
      const who = expect(await vera.get("/api/permissions/payments:refund/granters"), 200);
      if (!who.roles.includes("Operator")) throw new Error(JSON.stringify(who));
      const [session] = expect(await office.get(user(id, "/sessions")), 200).rows;
      expect(await office.delete(user(id, `/sessions/${session.session_id}`)), 204);
      expect(await vera.get("/api/session"), 401);
      expect(await office.delete(user(id, "/sessions")), 200);
      expect(await office.post(user(id, "/second_factor_reset")), 200);
      const me = (await office.get("/api/session")).body.user.user_id;
      expect(await office.post(user(me, "/second_factor_reset")), 422, "own_factor");
      expect(await office.post(user(me, "/disable")), 422, "last_administrator");
    },
  );
}

async function walkAddresses({ office, merchant, installation, check }) {
  await check("an API key keeps to its addresses", async () => {
    const target = `/api/merchants/${merchant.merchant_id}/api_keys`;
    const made = expect(
      await office.post(target, {
        label: "addresses",
        scopes: ["transactions:read"],
        allowed_addresses: ["203.0.113.0/24"],
      }),
      201,
    );
    const ask = () =>
      fetch(`${installation.api}/v1/transactions?limit=1`, {
        headers: { Authorization: `Bearer ${made.plain_text}` },
      });
    if ((await ask()).status !== 403) throw new Error("let in from elsewhere");
    const one = `${target}/${made.api_key.api_key_id}`;
    expect(await office.patch(one, { allowed_addresses: ["nowhere"] }), 422, "address_invalid");
    expect(await office.patch(one, { allowed_addresses: ["127.0.0.1", "::1"] }), 200);
    if ((await ask()).status !== 200) throw new Error("kept out at home");
  });
}
