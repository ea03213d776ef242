/** One call of the REST interface: headers that every call carries, and refusals as one kind of error. */
import type { Problem } from "./shapes";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export interface Call {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** The version that a change is made to; another one on the server refuses it. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** An answer that is a "no", with the sentence to show; `code` is stable. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "Refusal";
    this.status = problem.status;
    this.code = problem.code;
    this.facts = problem;
  }
}

/** No answer came: the network or the server is away. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
    this.name = "Unreachable";
  }
}

/** Makes a call and returns its JSON answer; throws `Refusal` or `Unreachable`. */
export async function request<Answer>(method: Method, path: string, call: Call = {}): Promise<Answer> {
  const { body, signal } = call;
  const response = await reach(path + queryOf(call.query), {
    method,
    headers: headersOf(method, call),
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  return await answerOf<Answer>(response.status, await response.text());
}

/** What a finished response means: its JSON, or the refusal in it. */
export function answerOf<Answer>(status: number, text: string): Answer {
  if (status >= 400) throw new Refusal(problemOf(status, text));
  // The shapes are made from the server's own types; the server is trusted to keep to them.
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** The headers of a write: proof that it comes from our own page, and a key that makes repeats harmless. */
export function writeHeaders(): Record<string, string> {
  return { "X-Requested-With": "livecontract", "Idempotency-Key": crypto.randomUUID() };
}

function headersOf(method: Method, call: Call): Record<string, string> {
  return {
    Accept: "application/json, application/problem+json",
    ...(method === "GET" ? {} : writeHeaders()),
    ...(call.body === undefined || call.body instanceof FormData
      ? {}
      : { "Content-Type": "application/json" }),
    ...(call.ifMatch === undefined ? {} : { "If-Match": call.ifMatch }),
  };
}

function queryOf(query: Call["query"]): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new Unreachable();
  }
}

function problemOf(status: number, text: string): Problem {
  const fallback = {
    status,
    code: "unexpected_answer",
    detail: `The server answered with the status ${String(status)}.`,
  };
  try {
    return { ...fallback, ...(JSON.parse(text) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}
