// Gives the focus back to what had it before a dialog or drawer opened. The kit does this only for
// those that stay mounted; ours exist only while they are open.
import { useEffect, useState } from "react";

export function useFocusReturn() {
  // Before anything inside can take the focus, which the first effects would be too late for.
  const [from] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the opener is rendered again: it may have been inert, or gone for good.
      requestAnimationFrame(() => {
        const lost = !document.activeElement || document.activeElement === document.body;
        if (lost && from instanceof HTMLElement && from.isConnected) from.focus();
      });
    },
    [from],
  );
}
