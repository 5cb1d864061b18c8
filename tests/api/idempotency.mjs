// What the office makes about people, roles and keys, asked for twice: one is made, what is shown
// once is not shown again, and a key stands for one request.
const uuid = () => crypto.randomUUID();

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

export async function checkIdempotency({ office, merchant, check }) {
  const keys = `/api/merchants/${merchant.merchant_id}/api_keys`;
  const person = () => ({ name: "Twice", role_key: "viewer", scope_kind: "installation" });
  const first = expect(
    await office.post(keys, { label: "to rotate", scopes: ["transactions:read"] }),
    201,
  );
  const acts = [
    {
      name: "create_user",
      target: "/api/users",
      body: { ...person(), email: `${uuid()}@bursar.example` },
      other: { name: "Thrice" },
      id: (made) => made.user.user_id,
      once: "temporary_password",
    },
    {
      name: "invite_user",
      target: "/api/users/invitations",
      body: { ...person(), email: `${uuid()}@bursar.example` },
      other: { name: "Thrice" },
      id: (made) => made.user.user_id,
      once: "link_path",
    },
    {
      name: "create_api_key",
      target: keys,
      body: { label: "twice", scopes: ["transactions:read"] },
      other: { label: "thrice" },
      id: (made) => made.api_key.api_key_id,
      once: "plain_text",
    },
    {
      name: "rotate_api_key",
      target: `${keys}/${first.api_key.api_key_id}/rotation`,
      body: { overlap_s: 600 },
      other: { overlap_s: 601 },
      id: (made) => made.api_key.api_key_id,
      once: "plain_text",
    },
    {
      name: "create_role",
      target: "/api/roles",
      body: { name: `Twice ${uuid()}`.slice(0, 60), permissions: ["payments:read"] },
      other: { description: "another" },
      id: (made) => made.role_id,
    },
  ];
  for (const { name, target, body, other, id, once } of acts)
    await check(`${name} happens once per idempotency key`, async () => {
      const key = { "Idempotency-Key": uuid() };
      const answers = await Promise.all([1, 2, 3].map(() => office.post(target, body, key)));
      for (const answer of answers) expect(answer, 201);
      if (new Set(answers.map((answer) => id(answer.body))).size !== 1)
        throw new Error(answers.map((answer) => id(answer.body)).join(", "));
      const fresh = answers.filter((answer) => !answer.headers.get("idempotent-replayed"));
      if (fresh.length !== 1) throw new Error(`${fresh.length} of three were made`);
      const shown = answers.filter((answer) => once && answer.body[once] !== null);
      if (once && (shown.length !== 1 || shown[0] !== fresh[0]))
        throw new Error(`${once} was shown ${shown.length} times`);
      const clash = await office.post(target, { ...body, ...other }, key);
      expect(clash, 409, "idempotency_key_reused");
      const broken = await office.post(target, body, { "Idempotency-Key": "with space" });
      expect(broken, 422, "idempotency_key_required");
    });
}
