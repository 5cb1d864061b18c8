// Actions and their confirmation. Some operations demand a fresh proof of who is acting: the server
// answers `confirmation_required`, a dialog asks for a code (or the password), and the same action
// runs again. Actions need not know about it.
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useRef,
  useState,
} from "react";
import { isProblem } from "../api/error.ts";
import { Canceled } from "../lib/canceled.ts";

const ProofDialog = lazy(() => import("./proof-dialog.tsx"));

export type Proof = { code: string } | { password: string };

export interface StepUpProps {
  /** Whether the person has a second factor; without one the password is asked for. */
  hasSecondFactor: boolean;
  prove: (proof: Proof) => Promise<unknown>;
  children: ReactNode;
}

type RunConfirmed = <T>(action: () => Promise<T>) => Promise<T>;

const StepUpContext = createContext<RunConfirmed>((action) => action());

/** Wraps an action: `await confirmed(() => create_api_key(…))`. */
export const useConfirmed = () => useContext(StepUpContext);

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

export function StepUpProvider({ hasSecondFactor, prove, children }: StepUpProps) {
  const [open, setOpen] = useState(false);
  const waiting = useRef<Waiting>(undefined);

  const run = useCallback<RunConfirmed>(async (action) => {
    try {
      return await action();
    } catch (error) {
      if (!isProblem(error, "confirmation_required")) throw error;
      await new Promise<void>((resolve, reject) => {
        waiting.current = { resolve, reject };
        setOpen(true);
      });
      return action();
    }
  }, []);

  function end(settle: (entry: Waiting) => void) {
    setOpen(false);
    if (waiting.current) settle(waiting.current);
    waiting.current = undefined;
  }

  return (
    <StepUpContext value={run}>
      {children}
      <Suspense>
        {open && (
          <ProofDialog
            hasSecondFactor={hasSecondFactor}
            prove={prove}
            onProven={() => end((entry) => entry.resolve())}
            onCancel={() => end((entry) => entry.reject(new Canceled()))}
          />
        )}
      </Suspense>
    </StepUpContext>
  );
}
