// Requests about the files of a bank account.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type BankDesk = Schemas["BankDesk"];
export type BankFile = Schemas["BankFile"];
export type BankStatement = Schemas["BankStatement"];
export type BankLine = Schemas["BankLine"];

const key = ["bank"] as const;
const place = (provider_account_id: string) => ({ path: { provider_account_id } });

export const refreshBank = (queries: QueryClient) => queries.invalidateQueries({ queryKey: key });

export const deskQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, "desk", id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/providers/{provider_account_id}/bank_desk", { params: place(id), signal }),
      ),
  });

export const linesQuery = (id: string, state: BankLine["state"] | undefined) =>
  queryOptions({
    queryKey: [...key, "lines", id, state],
    queryFn: async ({ signal }) => {
      const target = "/api/providers/{provider_account_id}/bank_lines";
      const params = { ...place(id), query: { state } };
      return (await unwrap(api.GET(target, { params, signal }))).rows;
    },
  });

export const make_bank_file = (id: string) =>
  unwrap(api.POST("/api/providers/{provider_account_id}/bank_files", { params: place(id) }));

export const take_bank_file = (bank_file_id: string) =>
  unwrap(api.POST("/api/bank_files/{bank_file_id}/take", { params: { path: { bank_file_id } } }));

export const import_bank_file = (id: string, file_name: string, content: string) =>
  unwrap(
    api.POST("/api/providers/{provider_account_id}/bank_statements", {
      params: place(id),
      body: { file_name, content },
    }),
  );

export const assign_bank_line = (bank_line_id: string, target: string, reason: string) =>
  unwrap(
    api.POST("/api/bank_lines/{bank_line_id}/assign", {
      params: { path: { bank_line_id } },
      body: { target, reason },
    }),
  );

export const put_bank_line_aside = (bank_line_id: string, reason: string) =>
  unwrap(
    api.POST("/api/bank_lines/{bank_line_id}/put_aside", {
      params: { path: { bank_line_id } },
      body: { reason },
    }),
  );
