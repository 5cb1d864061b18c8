// State that belongs to the address: filters, page, open tab. Reading and changing it by name.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { changeSearch, type Search } from "../lib/search.ts";

export type ChangeUrl = (
  change: Record<string, string | undefined>,
  options?: { push?: boolean },
) => void;

export function useUrlState(): [Search, ChangeUrl] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = useCallback<ChangeUrl>(
    (part, options) => {
      void navigate({
        to: ".",
        search: ((before: Search) => changeSearch(before, part)) as never,
        replace: !options?.push,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, change];
}
