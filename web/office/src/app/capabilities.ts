// Turns what the server grants into answers for `Can`: operation by operation.

import { permissionOf } from "../api/permissions.ts";
import type { Session } from "../features/session/api.ts";
import type { Judge } from "../ui/can.tsx";

export function judgeOf(session: Session): Judge {
  const granted = new Set(session.capabilities);
  return (operation) => {
    const permission = permissionOf(operation);
    return { allowed: permission === undefined || granted.has(permission), permission };
  };
}
