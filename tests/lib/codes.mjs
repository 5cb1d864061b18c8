// Answering the code of one operation with a passkey, as the office does by itself.
const expect = (answer, status) => {
  if (answer.status !== status) throw new Error(`${answer.status}, not ${status}: ${answer.text}`);
  return answer.body;
};

/** Posts; asked for a code of the act, proves it by the passkey and posts the same again. */
export async function postWithCode({ client, passkey }, target, body, headers = {}) {
  const refused = await client.post(target, body, headers);
  const { details } = expect(refused, 403);
  const id = details.operation_code_id;
  if (!id) throw new Error(`no code is asked for: ${refused.text}`);
  const question = expect(await client.post(`/api/operation_codes/${id}/passkey/question`), 200);
  expect(await client.post(`/api/operation_codes/${id}/passkey`, passkey.get(question)), 204);
  return client.post(target, body, { ...headers, "X-Operation-Code": id });
}
