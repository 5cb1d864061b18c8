// Who is signed in and where, for pages that show it.
import { createContext, type ReactNode, useContext } from "react";
import type { Schemas } from "../api/client.ts";

export type Session = Schemas["Session"];

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = ({
  session,
  children,
}: {
  session: Session;
  children: ReactNode;
}) => <SessionContext value={session}>{children}</SessionContext>;

/** Only below the guard, where a session is certain. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession is used outside the guard");
  return session;
}
