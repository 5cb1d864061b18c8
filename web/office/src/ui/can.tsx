// Permissions in the interface. What a person may do comes from the server by operation name; a
// control that is not allowed stays visible, disabled, and says which permission is missing.
import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";

export interface Verdict {
  allowed: boolean;
  /** Key of the missing permission, such as `payments:refund`. */
  permission?: string;
  /** Refused because the session looks as somebody else, whatever they may do. */
  viewing?: boolean;
}

/** Where something is to be done; without it the question is "anywhere at all?". */
export interface Place {
  company_id?: string;
  merchant_id?: string;
  project_id?: string;
}

export type Judge = (operation: string, place?: Place) => Verdict;

const CapabilitiesContext = createContext<Judge>(() => ({ allowed: false }));

export const CapabilitiesProvider = ({
  judge,
  children,
}: {
  judge: Judge;
  children: ReactNode;
}) => <CapabilitiesContext value={judge}>{children}</CapabilitiesContext>;

/** For menus and pages: whether, and if not, why. */
export function useCan(operation: string, place?: Place): Verdict & { reason: string | false } {
  const { t } = useTranslation();
  const verdict = useContext(CapabilitiesContext)(operation, place);
  const missing = verdict.permission
    ? t("can.missing", { permission: verdict.permission })
    : t("can.not_allowed");
  const reason = verdict.viewing ? t("can.viewing") : missing;
  return { ...verdict, reason: verdict.allowed ? false : reason };
}

/** `<Can do="create_refund">{(reason) => <Button disabledReason={reason}>…` */
export function Can({
  do: operation,
  at,
  children,
}: {
  do: string;
  at?: Place;
  children: (disabledReason: string | false) => ReactNode;
}) {
  return children(useCan(operation, at).reason);
}
