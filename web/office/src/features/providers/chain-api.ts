// Requests about the transactions of an account at a node.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";

export type ChainDesk = Schemas["ChainDesk"];
export type ChainTransaction = Schemas["ChainTransaction"];
export type ChainOutput = Schemas["ChainOutput"];

const moving_every_ms = 5000;

export const chainDeskQuery = (provider_account_id: string) =>
  queryOptions({
    queryKey: ["chain", "desk", provider_account_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/providers/{provider_account_id}/chain_desk", {
          params: { path: { provider_account_id } },
          signal,
        }),
      ),
    // Confirmations come by themselves, without an event of their own.
    refetchInterval: ({ state }) =>
      state.data && (state.data.under_way > 0 || state.data.waiting > 0) ? moving_every_ms : false,
  });

export const chainTransactionQuery = (chain_transaction_id: string) =>
  queryOptions({
    queryKey: ["chain", "transaction", chain_transaction_id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/chain_transactions/{chain_transaction_id}", {
          params: { path: { chain_transaction_id } },
          signal,
        }),
      ),
  });
