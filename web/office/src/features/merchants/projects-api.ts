// Requests about projects: those of a merchant or all in scope, making one, renaming one.
import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../../api/client.ts";
import { projectsKey } from "../../ui/reference.ts";

export type Project = Schemas["Project"];

/** Projects of one merchant, or all in scope. */
export const projectsOfQuery = (merchant_id?: string) =>
  queryOptions({
    queryKey: [...projectsKey, "list", merchant_id],
    queryFn: async ({ signal }) => {
      const query = merchant_id ? { merchant_id } : {};
      return (await unwrap(api.GET("/api/projects", { params: { query }, signal }))).rows;
    },
  });

export const create_project = (merchant_id: string, key: string, name: string) =>
  unwrap(
    api.POST("/api/merchants/{merchant_id}/projects", {
      params: { path: { merchant_id }, header: { "Idempotency-Key": key } },
      body: { name },
    }),
  );

export const rename_project = ({ project_id, version }: Project, name: string) =>
  unwrap(
    api.PATCH("/api/projects/{project_id}", {
      params: { path: { project_id } },
      body: { version, name },
    }),
  );
