// What every change of a person shares: who may, the fresh proof, and showing the person as the
// server answered it.
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { type Person, refreshPeople } from "./api.ts";

/** Why the signed-in person may not do this to that one; false when they may. */
export function useMay(operation: string, person: Person): string | false {
  const { t } = useTranslation("people");
  const can = useCan(operation);
  if (can.reason) return can.reason;
  return person.can_change ? false : t("person.beyond");
}

/** Runs a change with a fresh proof and reads everything about people again. */
export function useChange() {
  const queries = useQueryClient();
  return async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } finally {
      void refreshPeople(queries);
    }
  };
}
