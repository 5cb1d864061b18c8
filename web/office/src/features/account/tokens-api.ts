// One's own tokens for the Data API.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type ApiToken = Schemas["ApiToken"];
export type IssuedApiToken = Schemas["IssuedApiToken"];

export const tokensQuery = queryOptions({
  queryKey: ["account", "api_tokens"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/account/api_tokens", { signal }))).rows,
});

export const create_api_token = (key: string) =>
  unwrap(
    api.POST("/api/account/api_tokens", {
      params: { header: { "Idempotency-Key": key } },
      body: {},
    }),
  );

export const deactivate_api_token = (api_token_id: string) =>
  unwrap(
    api.DELETE("/api/account/api_tokens/{api_token_id}", { params: { path: { api_token_id } } }),
  );
