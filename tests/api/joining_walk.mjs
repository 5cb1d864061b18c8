// Inviting an address that has an account in another tenant: the answer is that of a free address,
// and the person joins with the account they have.
import { signInFirstTime } from "./people.mjs";

const uuid = () => crypto.randomUUID();

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};

const at = (company) => ({ scope_kind: "company", company_id: company.company_id });

export async function walkJoining({ office, company, installation, OfficeClient, record, check }) {
  const elsewhere = await installation.createMerchant(office, `Joined ${uuid()}`.slice(0, 40));
  const hire = async (role_key, place) => {
    const email = `join-${uuid()}@bursar.example`;
    const person = { email, name: "Joe", role_key, ...at(place) };
    const made = expect(await office.post("/api/users", person), 201);
    const client = new OfficeClient(installation.office, record);
    await signInFirstTime(client, email, made.temporary_password);
    return { client, email };
  };
  const owner = await hire("owner", elsewhere.company);
  const joe = await hire("viewer", company);
  const own = "/api/account/invitations";

  await check("an address in use elsewhere is answered like a free one", async () => {
    const ask = (email, path = "/api/users/invitations") =>
      owner.client.post(path, {
        email,
        name: "Somebody",
        role_key: "viewer",
        ...at(elsewhere.company),
      });
    const shapeOf = (answer) => {
      const { user, ...rest } = expect(answer, 201);
      const { user_id, email, created_at, memberships, ...shown } = user;
      if (!user_id || !created_at || memberships.length !== 1) throw new Error(answer.text);
      return JSON.stringify([
        Object.keys(rest).sort(),
        shown,
        memberships[0].role_key,
        typeof rest.link_path,
        typeof email,
      ]);
    };
    const taken = await ask(joe.email);
    const free = await ask(`free-${uuid()}@bursar.example`);
    if (shapeOf(taken) !== shapeOf(free)) throw new Error(`${taken.text} ${free.text}`);
    expect(await ask(joe.email), 409, "email_taken");
    expect(await ask(joe.email, "/api/users"), 409, "email_taken");
    const listed = expect(await owner.client.get("/api/users?search=join-"), 200);
    if (!listed.rows.some((row) => row.email === joe.email && row.state === "invited"))
      throw new Error("the invited person is not in the list");
  });
  await check("an address in use elsewhere takes as long as a free one, without mail", async () => {
    const invite = async (email) => {
      const began = performance.now();
      const body = { email, name: "Somebody", role_key: "viewer", ...at(elsewhere.company) };
      expect(await owner.client.post("/api/users/invitations", body), 201);
      return performance.now() - began;
    };
    const gap = async (rounds) => {
      const people = [];
      for (let i = 0; i < rounds; ++i) {
        const email = `used-${uuid()}@bursar.example`;
        const body = { email, name: "Known", role_key: "viewer", ...at(company) };
        expect(await office.post("/api/users/invitations", body), 201);
        people.push(email);
      }
      const took = [[], []];
      for (const email of people) {
        took[0].push(await invite(email));
        took[1].push(await invite(`free-${uuid()}@bursar.example`));
      }
      const [used, free] = took.map((times) => times.sort((a, b) => a - b)[rounds >> 1]);
      return Math.abs(used - free);
    };
    let gap_ms = await gap(15);
    if (gap_ms > 5) gap_ms = await gap(40);
    if (gap_ms > 5) throw new Error(`${gap_ms.toFixed(1)} ms apart`);
  });
  await check("whoever is invited declines or joins with the account they have", async () => {
    const { rows } = expect(await joe.client.get(own), 200);
    const [{ user_id, roles }] = rows;
    if (roles[0].company_name === null) throw new Error("the place has no name");
    expect(await owner.client.post(`${own}/${user_id}/acceptance`), 404);
    expect(await owner.client.delete(`${own}/${user_id}`), 404);
    expect(await joe.client.delete(`${own}/${user_id}`), 204);
    expect(await joe.client.post(`${own}/${user_id}/acceptance`), 404);
    const again = { email: joe.email, name: "Joe", role_key: "viewer", ...at(elsewhere.company) };
    expect(await owner.client.post("/api/users/invitations", again), 201);
    const [next] = expect(await joe.client.get(own), 200).rows;
    const joined = expect(await joe.client.post(`${own}/${next.user_id}/acceptance`), 200);
    if (joined.memberships.length !== 2) throw new Error(JSON.stringify(joined.memberships));
    const merchant = `/api/merchants/${elsewhere.merchant.merchant_id}`;
    expect(await joe.client.get(merchant), 200);
    const seen = expect(await owner.client.get(`/api/users?search=${joe.email}`), 200).rows;
    if (seen.length !== 1 || seen[0].memberships.length !== 1)
      throw new Error("the other tenant's roles are seen");
  });
}
