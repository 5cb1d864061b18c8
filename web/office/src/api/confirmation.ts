// Proving again who is acting: for the session, and for one operation.
import { api, unwrap } from "./client.ts";
import { type Session, withToken } from "./session.ts";

export const send_session_code = () => unwrap(api.POST("/api/session/sms"));

export async function confirm_session_by_passkey(): Promise<Session> {
  const question = await unwrap(api.POST("/api/session/confirmation/passkey/question"));
  const { askPasskey } = await import("./passkeys.ts");
  const body = await askPasskey(question);
  return withToken(await unwrap(api.POST("/api/session/confirmation/passkey", { body })));
}

const at = (operation_code_id: string) => ({ params: { path: { operation_code_id } } });

export const send_operation_code = (id: string) =>
  unwrap(api.POST("/api/operation_codes/{operation_code_id}/sms", at(id)));

export const answer_operation_code = (id: string, code: string) =>
  unwrap(
    api.POST("/api/operation_codes/{operation_code_id}/answer", { ...at(id), body: { code } }),
  );

export async function answer_operation_by_passkey(id: string) {
  const question = await unwrap(
    api.POST("/api/operation_codes/{operation_code_id}/passkey/question", at(id)),
  );
  const { askPasskey } = await import("./passkeys.ts");
  const body = await askPasskey(question);
  await unwrap(api.POST("/api/operation_codes/{operation_code_id}/passkey", { ...at(id), body }));
}
