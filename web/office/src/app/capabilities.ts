// Turns what the server grants into answers for `Can`: operation by operation, place by place.
import { permissionOf } from "../api/permissions.ts";
import type { Session } from "../api/session.ts";
import type { Judge } from "../ui/can.tsx";

export function judgeOf(session: Session): Judge {
  const held = new Map(
    session.capabilities.map((capability) => [capability.permission, capability]),
  );
  return (operation, place) => {
    const permission = permissionOf(operation);
    if (permission === undefined) return { allowed: true };
    // A view grants reading alone; that nothing can be done there is not for want of a permission.
    if (session.view_as && !permission.endsWith(":read"))
      return { allowed: false, permission, viewing: true };
    const capability = held.get(permission);
    if (!capability) return { allowed: false, permission };
    const allowed =
      place === undefined ||
      capability.everything ||
      (place.company_id !== undefined && capability.company_ids.includes(place.company_id)) ||
      (place.merchant_id !== undefined && capability.merchant_ids.includes(place.merchant_id)) ||
      (place.project_id !== undefined && capability.project_ids.includes(place.project_id));
    return { allowed, permission };
  };
}
