// Confirming who is acting. The API client calls here when the server wants more proof; one dialog
// at a time asks for it, and the client repeats what was held up. Requests that wait for the same
// confirmation of the session share one dialog.
import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { onStepUp, type ProofMethod, type StepUp } from "../api/step-up.ts";
import { Canceled } from "../lib/canceled.ts";

const ProofDialog = lazy(() => import("./proof-dialog.tsx"));
const CodeDialog = lazy(() => import("./code-dialog.tsx"));

/** Where a code was sent and how long it counts. */
export interface SentCode {
  phone_masked: string;
  expires_at: number;
}

/** The ways to answer; each raises an ApiError when the answer is refused. */
export interface ProofCalls {
  code: (code: string) => Promise<unknown>;
  password?: (password: string) => Promise<unknown>;
  sms: () => Promise<SentCode>;
  passkey: () => Promise<unknown>;
}

export interface StepUpProps {
  /** What the person has when the server does not say. */
  methods: readonly ProofMethod[];
  session: ProofCalls;
  operation: (operation_code_id: string) => ProofCalls;
  children: ReactNode;
}

interface Waiting {
  need: StepUp;
  resolve: (headers: Record<string, string>) => void;
  reject: (error: Error) => void;
}

export function StepUpProvider({ methods, session, operation, children }: StepUpProps) {
  const [open, setOpen] = useState<Waiting>();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const confirming = useRef<Promise<Record<string, string>>>(undefined);

  const show = useCallback((need: StepUp) => {
    const answer = last.current.then(
      () =>
        new Promise<Record<string, string>>((resolve, reject) =>
          setOpen({ need, resolve, reject }),
        ),
    );
    last.current = answer.catch(() => undefined);
    return answer;
  }, []);

  useEffect(() => {
    onStepUp((need) => {
      if (need.operation_code_id) return show(need);
      confirming.current ??= show(need).finally(() => {
        confirming.current = undefined;
      });
      return confirming.current;
    });
    return () => onStepUp(undefined);
  }, [show]);

  function end(settle: (entry: Waiting) => void) {
    setOpen(undefined);
    if (open) settle(open);
  }

  const id = open?.need.operation_code_id;
  const calls = useMemo(() => (id ? operation(id) : undefined), [id, operation]);
  const cancel = () => end((entry) => entry.reject(new Canceled()));
  return (
    <>
      {children}
      <Suspense>
        {open && calls && id && (
          <CodeDialog
            key={id}
            need={open.need}
            calls={calls}
            onProven={() => end((entry) => entry.resolve({ "X-Operation-Code": id }))}
            onAgain={() => end((entry) => entry.resolve({}))}
            onCancel={cancel}
          />
        )}
        {open && !id && (
          <ProofDialog
            methods={open.need.methods.length > 0 ? open.need.methods : methods}
            calls={session}
            onProven={() => end((entry) => entry.resolve({}))}
            onCancel={cancel}
          />
        )}
      </Suspense>
    </>
  );
}
