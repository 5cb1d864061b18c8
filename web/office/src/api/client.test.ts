import { afterEach, describe, expect, it, vi } from "vitest";
import { api, onSignedOut, setCsrfToken, unwrap } from "./client.ts";
import { ApiError, createIdempotencyKeys } from "./error.ts";

function answerWith(response: () => Response) {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    requests.push(request);
    return response();
  });
  return requests;
}

const problem = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json" },
  });

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken("");
});

const made = {
  params: { header: { "Idempotency-Key": "key" } },
  body: { name: "Shop", country: "CY", default_currency: "EUR" },
};

describe("client", () => {
  it("sends the CSRF token with writes and with nothing else", async () => {
    const requests = answerWith(() => new Response("{}", { status: 200 }));
    setCsrfToken("token");
    await unwrap(api.GET("/api/companies"));
    await unwrap(api.POST("/api/companies", made));
    expect(requests.map((request) => request.headers.get("X-CSRF-Token"))).toEqual([null, "token"]);
  });

  it("turns a problem into an error with code, field and request", async () => {
    answerWith(() =>
      problem(422, {
        code: "name_invalid",
        detail: "name is empty",
        field: "name",
        request_id: "rq_3",
      }),
    );
    const error = await unwrap(api.POST("/api/companies", made)).catch((e: unknown) => e);
    expect((error as ApiError).problem).toMatchObject({
      code: "name_invalid",
      field: "name",
      request_id: "rq_3",
    });
  });

  it("survives a proxy's HTML page and a server that is away", async () => {
    answerWith(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await expect(unwrap(api.GET("/api/companies"))).rejects.toMatchObject({ code: "http_502" });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    await expect(unwrap(api.GET("/api/companies"))).rejects.toMatchObject({ code: "unreachable" });
  });

  it("reports a lost session, but not a wrong password", async () => {
    let lost = 0;
    onSignedOut(() => (lost += 1));
    answerWith(() => problem(401, { code: "login_failed" }));
    await expect(unwrap(api.GET("/api/companies"))).rejects.toBeInstanceOf(ApiError);
    expect(lost).toBe(0);
    answerWith(() => problem(401, { code: "signed_out" }));
    await expect(unwrap(api.GET("/api/companies"))).rejects.toBeInstanceOf(ApiError);
    expect(lost).toBe(1);
  });
});

describe("createIdempotencyKeys", () => {
  it("keeps the key of the same content and gives other content another", () => {
    const keyOf = createIdempotencyKeys();
    const first = keyOf({ name: "Shop" });
    expect(keyOf({ name: "Shop" })).toBe(first);
    expect(keyOf({ name: "Shops" })).not.toBe(first);
    expect(createIdempotencyKeys()({ name: "Shop" })).not.toBe(first);
  });
});
