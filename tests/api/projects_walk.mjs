// Walks the routes of projects once, and shows that a payment lands where its key belongs.
import { MerchantClient, sampleSale } from "../lib/installation.mjs";

const expect = (answer, status, code) => {
  if (answer.status !== status || (code && answer.body?.code !== code))
    throw new Error(`${answer.status} instead of ${status} ${code ?? ""}: ${answer.text}`);
  return answer.body;
};
const fresh = () => ({ "Idempotency-Key": crypto.randomUUID() });

export async function walkProjects({ office, merchant, installation, check }) {
  const { merchant_id, project_id } = merchant;
  const target = `/api/merchants/${merchant_id}/projects`;
  await check("projects: made, renamed in versions, named once", async () => {
    const sent = fresh();
    const app = expect(await office.post(target, { name: " App " }, sent), 201);
    const again = expect(await office.post(target, { name: " App " }, sent), 201);
    if (again.project_id !== app.project_id || app.name !== "App") throw new Error(app.name);
    expect(await office.post(target, { name: "aPP" }, fresh()), 409, "project_name_taken");
    expect(await office.post(target, { name: "" }, fresh()), 422);
    const one = `/api/projects/${app.project_id}`;
    expect(await office.patch(one, { version: 1, name: "Till" }), 200);
    expect(await office.patch(one, { version: 1, name: "Kiosk" }), 409, "version_changed");
    const { rows } = expect(await office.get(`/api/projects?merchant_id=${merchant_id}`), 200);
    const shown = rows.map((row) => [row.name, row.is_default]);
    if (shown.length !== 2 || !rows[0].is_default || rows[1].name !== "Till")
      throw new Error(JSON.stringify(shown));
    if (rows[0].project_id !== project_id) throw new Error("another default project");
  });
  await check("projects: a key of one makes its payments there and nowhere else", async () => {
    const { rows } = expect(await office.get(`/api/projects?merchant_id=${merchant_id}`), 200);
    const second = rows[1];
    const keys = `/api/merchants/${merchant_id}/api_keys`;
    const wanted = { label: "till", scopes: ["transactions:read", "transactions:write"] };
    const made = expect(
      await office.post(keys, { ...wanted, project_id: second.project_id }, fresh()),
      201,
    );
    if (made.api_key.project_id !== second.project_id) throw new Error("a key of all projects");
    const api = new MerchantClient(installation.api, made.plain_text);
    const sale = expect(
      await api.post("/v1/transactions", sampleSale(merchant_id, crypto.randomUUID())),
      201,
    );
    const { payment } = expect(await office.get(`/api/payments/${sale.id}`), 200);
    if (payment.project_id !== second.project_id) throw new Error(payment.project_id);
    const listed = expect(await api.get("/v1/transactions?limit=100"), 200);
    if (!listed.data?.every?.((row) => row.id === sale.id)) throw new Error(listed);
    const whole = { ...wanted, scopes: ["merchants:read"], project_id: second.project_id };
    expect(await office.post(keys, whole, fresh()), 422, "scope_without_effect");
  });
}
