// The error every call of the API ends in: an RFC 9457 problem, or one made of what little is
// known.

export interface Problem {
  status: number;
  code: string;
  detail: string;
  field?: string;
  request_id: string;
  details?: Record<string, string>;
}

export class ApiError extends Error {
  override name = "ApiError";
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.detail || problem.code, { cause });
    this.problem = problem;
  }

  get status() {
    return this.problem.status;
  }

  get code() {
    return this.problem.code;
  }

  static unreachable(cause: unknown) {
    const detail = "the server could not be reached";
    return new ApiError({ status: 0, code: "unreachable", detail, request_id: "" }, cause);
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Reads a problem body; a proxy's HTML page or an empty body becomes a problem by its status. */
export function problemOf(body: unknown, response: Response): Problem {
  const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const details = record.details;
  return {
    status: response.status,
    code: text(record.code) || `http_${response.status}`,
    detail: text(record.detail) || `the server answered ${response.status}`,
    field: text(record.field) || undefined,
    request_id: text(record.request_id) || (response.headers.get("x-request-id") ?? ""),
    details:
      typeof details === "object" && details !== null
        ? (details as Record<string, string>)
        : undefined,
  };
}

export function isProblem(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** A key for one intended act: the same for its repeats, another for the next intent. */
export function createIdempotencyKey(): string {
  return crypto.randomUUID();
}

/**
 * Keys for what one form makes: the same content is a repeat and keeps its key, so that a lost
 * answer makes nothing twice; other content is another intent.
 */
export function createIdempotencyKeys(): (content: unknown) => string {
  const kept = new Map<string, string>();
  return (content) => {
    const text = JSON.stringify(content);
    const key = kept.get(text) ?? createIdempotencyKey();
    kept.set(text, key);
    return key;
  };
}
