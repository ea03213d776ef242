/** Which page an address means: a table of patterns, and the two functions that read and write it. */

/** Every page, with its pattern below the base. `:name` takes one segment of the path. */
const PATTERNS = {
  contracts: "/",
  contract: "/contracts/:contractId",
  room: "/contracts/:contractId/room",
  replay: "/sessions/:sessionId/replay",
  signIn: "/sign-in",
  signInLink: "/sign-in/:token",
  join: "/join/:token",
  verify: "/verify",
  mailbox: "/mailbox",
} as const;

export const BASE = "/app";

export type PageName = keyof typeof PATTERNS;

type NamesIn<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Pattern extends `${string}:${infer Name}`
    ? Name
    : never;

export type Params<Page extends PageName> = Readonly<Record<NamesIn<(typeof PATTERNS)[Page]>, string>>;

export type Route =
  | { readonly [Page in PageName]: { readonly page: Page; readonly params: Params<Page> } }[PageName]
  | { readonly page: "notFound"; readonly params: Readonly<Record<never, string>> };

/** The page at a path such as `/app/contracts/7`; `notFound` for every other path. */
export function routeAt(path: string): Route {
  const segments = segmentsOf(path.startsWith(BASE) ? path.slice(BASE.length) : path);
  for (const [page, pattern] of Object.entries(PATTERNS)) {
    const params = paramsOf(segmentsOf(pattern), segments);
    // The pattern that matched names exactly the parameters of its page.
    if (params) return { page, params } as Route;
  }
  return { page: "notFound", params: {} };
}

/** The path of a page, to be linked to. */
export function pathTo<Page extends PageName>(page: Page, params: Params<Page>): string {
  const values: Readonly<Record<string, string>> = params;
  const segments = segmentsOf(PATTERNS[page]).map((segment) =>
    segment.startsWith(":") ? encodeURIComponent(values[segment.slice(1)] ?? "") : segment,
  );
  return `${BASE}/${segments.join("/")}`;
}

/** Whether an address from outside may be gone to after signing in: a path of this client, nothing else. */
export function isOwnPath(address: string): boolean {
  return address === BASE || address.startsWith(`${BASE}/`);
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function paramsOf(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decoded(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
