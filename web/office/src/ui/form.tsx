// One form = one schema. The schema checks on submit and then on each change of a field that was
// wrong; a problem of the server that names a field lands on that field, any other above the form.
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { ApiError } from "../api/error.ts";
import { HeldForApproval } from "../api/held.ts";
import { Canceled } from "../lib/canceled.ts";
import { parseMoney } from "../lib/money.ts";
import type { FieldBinding } from "./field.tsx";
import style from "./form.module.css";
import { ProblemNotice } from "./notice.tsx";

type Shape = z.ZodMiniType<Record<string, unknown>, Record<string, unknown>>;
type Errors = Record<string, string>;

export interface Form<S extends Shape> {
  values: z.input<S>;
  field: <K extends keyof z.input<S> & string>(name: K) => FieldBinding<z.input<S>[K]>;
  set: <K extends keyof z.input<S> & string>(name: K, value: z.input<S>[K]) => void;
  reset: () => void;
  submit: () => Promise<void>;
  busy: boolean;
  /** What the server refused that belongs to no single field. */
  failure: unknown;
  dirty: boolean;
}

export interface FormOptions<S extends Shape> {
  schema: S;
  initial: z.input<S>;
  /** Raises an ApiError when the server refuses. */
  onSubmit: (values: z.output<S>) => Promise<unknown>;
}

/** Messages of a schema are keys under `field_error`, so that they are translated with the rest. */
function errorsOf(schema: Shape, values: unknown): Errors {
  const result = z.safeParse(schema, values);
  if (result.success) return {};
  const errors: Errors = {};
  for (const issue of result.error.issues) {
    const name = String(issue.path[0] ?? "");
    errors[name] ??= issue.message;
  }
  return errors;
}

export function useForm<S extends Shape>({ schema, initial, onSubmit }: FormOptions<S>): Form<S> {
  const { t, i18n } = useTranslation();
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const running = useRef(false);

  const say = (error: string | undefined) =>
    error !== undefined && i18n.exists(`field_error.${error}`) ? t(`field_error.${error}`) : error;

  function set(name: string, value: unknown) {
    const next = { ...values, [name]: value };
    setValues(next);
    if (!(name in errors)) return;
    const { [name]: _, ...others } = errors;
    const again = errorsOf(schema, next)[name];
    setErrors(again === undefined ? others : { ...others, [name]: again });
  }

  function refuse(error: unknown) {
    if (error instanceof Canceled) return;
    const field = error instanceof ApiError ? error.problem.field : undefined;
    const name = field?.split(".")[0];
    if (name !== undefined && name in values)
      setErrors({ [name]: beginning((error as ApiError).problem.detail) });
    else setFailure(error);
  }

  async function submit() {
    if (running.current) return;
    setFailure(undefined);
    const parsed = z.safeParse(schema, values);
    setErrors(errorsOf(schema, values));
    if (!parsed.success) return;
    running.current = true;
    setBusy(true);
    try {
      await onSubmit(parsed.data);
    } catch (error) {
      refuse(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }

  return {
    values,
    field: (name) => ({
      name,
      value: values[name],
      onChange: (value) => set(name, value),
      error: say(errors[name]),
    }),
    set,
    reset: () => {
      setValues(initial);
      setErrors({});
      setFailure(undefined);
    },
    submit,
    busy,
    failure,
    dirty: JSON.stringify(values) !== JSON.stringify(initial),
  };
}

/** The server's texts begin in lower case; below a field they stand alone. */
const beginning = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Draws what the server refused above the fields and submits on Enter. */
export function FormBody<S extends Shape>({
  form,
  children,
  actions,
  label,
}: {
  form: Form<S>;
  children: ReactNode;
  actions?: ReactNode;
  label?: string;
}) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    void form.submit().then(() => focusFirstError(element));
  }
  // What waits for others is not to be sent again.
  if (form.failure instanceof HeldForApproval) return <ProblemNotice error={form.failure} />;
  return (
    <form className={style.form} onSubmit={submit} noValidate aria-label={label}>
      {form.failure !== undefined && <ProblemNotice error={form.failure} />}
      {children}
      {actions && <div className={style.actions}>{actions}</div>}
    </form>
  );
}

function focusFirstError(form: HTMLFormElement) {
  requestAnimationFrame(() =>
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus({ preventScroll: false }),
  );
}

export const FieldRow = ({ children }: { children: ReactNode }) => (
  <div className={style.row}>{children}</div>
);

/** Schema parts whose messages are the keys every form shares. */
export const required = () => z.string().check(z.trim(), z.minLength(1, "required"));
export const email = () =>
  z.string().check(z.trim(), z.minLength(1, "required"), z.regex(/^[^\s@]+@[^\s@]+$/, "email"));
export const atMost = (length: number) => z.string().check(z.maxLength(length, "too_long"));

export const wholeNumber = (minimum = 0) =>
  z.pipe(
    z.string().check(z.trim(), z.regex(/^-?\d{1,15}$/, "whole_number")),
    z.transform((text: string, context) => {
      const value = Number(text);
      if (value < minimum)
        context.issues.push({ code: "custom", message: "too_small", input: text });
      return value;
    }),
  );

/** Typed amount in a currency to minor units. */
export const amountIn = (currency: string) =>
  z.pipe(
    z.string(),
    z.transform((text: string, context) => {
      const parsed = parseMoney(text, currency);
      if (parsed.ok && parsed.minor > 0) return parsed.minor;
      const message = parsed.ok
        ? "above_zero"
        : parsed.reason === "empty"
          ? "required"
          : parsed.reason;
      context.issues.push({ code: "custom", message, input: text });
      return 0;
    }),
  );
